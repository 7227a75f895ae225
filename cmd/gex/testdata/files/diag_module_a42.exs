defmodule A42 do
  def f() when true
  def f(1)
  def g(x)
end
