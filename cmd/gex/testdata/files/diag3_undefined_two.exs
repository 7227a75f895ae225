defmodule A do
  def f, do: nope1()
end
defmodule B do
  def f, do: nope2()
end
