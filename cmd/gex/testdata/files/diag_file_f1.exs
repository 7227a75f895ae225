defmodule A do
  def f(x), do: x
  raise "oops"
end
