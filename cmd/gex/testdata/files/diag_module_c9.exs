defmodule C9 do
  def e(1, y), do: y
  def e(x, y \\ 1)
end
