defmodule C2 do
  def e(x, y \\ 2), do: x + y
  def e(x), do: x
end
