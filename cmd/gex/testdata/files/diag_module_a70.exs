defmodule A70 do
  @deprecated "no"
  def f, do: 1
  def g, do: f()
  def h, do: A70.f()
end
defmodule A71 do
  def f, do: A70.f() + A70.g()
  A70.f()
end
