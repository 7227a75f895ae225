defmodule A do
  @spec f(a) :: a when a: nope
  def f(_), do: 1
end
