defmodule A13 do
  def e(x \\ 1)
  def e(x \\ 2), do: x
end
