defmodule A75 do
  def f, do: receive do after 1 -> 2 end
  def g, do: [a | b]
  def h, do: "#{c}"
  def i, do: %{d | a: 1}
  def j, do: e.(1)
  def k, do: f1.a
end
