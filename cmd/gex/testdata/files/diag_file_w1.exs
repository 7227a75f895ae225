defmodule A24 do
  x = 1
  y = 2
  def f, do: 1
  IO.puts(y)
end
