defmodule C3 do
  def e(x, y \\ 2), do: x + y
  def e(x, y, z \\ 3), do: {x, y, z}
end
