defmodule A21 do
  def f(x), do: g(x)
  def h(x), do: k(x) + l()
end
