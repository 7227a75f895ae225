defmodule A53 do
  def if(a, b), do: a
  def g(x), do: if(x, do: 1)
end
