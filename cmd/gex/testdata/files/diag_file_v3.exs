defmodule B do
  def f, do: Foo.bar(1)
  def g, do: Enum.mapp([], 1)
  def h, do: String.upcas("a")
  def i, do: B.nope()
  def j, do: :lists.foo(1)
  def k, do: List.fltten([])
end
Foo.bar(1)
