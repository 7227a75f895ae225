defmodule A do
  defmodule B do
    def f, do: y
  end
end
