defmodule A63 do
  def f(a, a, %{a: a}), do: a
  def g(a, _a, _a), do: a
  def h(<<x::size(n), n>>), do: x
end
