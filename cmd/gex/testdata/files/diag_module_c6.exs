defmodule C6 do
  def e(x, y, z \\ 3), do: {x, y, z}
  def e(x, y), do: x + y
end
