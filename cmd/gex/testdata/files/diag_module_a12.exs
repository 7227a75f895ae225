defmodule A12 do
  def e(x \\ 1), do: x
  def e(x \\ 2), do: x
end
