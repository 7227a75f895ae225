defmodule C7 do
  def e(1, y \\ 1), do: y
  def e(2, y), do: y
  def e(3, y), do: y
end
