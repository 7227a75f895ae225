defmodule A43 do
  def f(x), foo: 1
  def g(x) do x end, foo
end
