x = 1
defmodule A do
  defmodule B do
    IO.puts(x)
    :erlang.error(:foo)
  end
end
