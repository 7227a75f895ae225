defmodule A do
  def f, do: if(1)
  def g, do: unless(1, 2, 3)
  def h, do: %{a: 1, 2}
end
