defmodule A do
  def f(x) when x in 3..1, do: x
  def g(a..b), do: {a, b}
  def h(x, y) when x in 1..y, do: 1
end
