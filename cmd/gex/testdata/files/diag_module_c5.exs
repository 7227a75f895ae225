defmodule C5 do
  def e(x, y \\ 1)
  def e(1, y), do: y
  def e(2, y), do: y
  def e(x, y), do: x + y
end
