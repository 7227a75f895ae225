defmodule A23 do
  def f(x) when y, do: 1
  def g(x) when foo(x), do: 1
  def h(foo(x)), do: 1
  def i(x), do: z
  def j(x), do: ^x
end
