defmodule A do
  def f, do: y + z
  def g(x), do: foo(x)
  def h(%{a: a} = b), do: c
end
