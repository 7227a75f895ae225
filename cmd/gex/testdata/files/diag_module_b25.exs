defmodule B25 do
  def e(x, y \\ 2), do: x + y
  def f, do: 1
  def e(x, y, z \\ 3), do: x
end
