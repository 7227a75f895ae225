defmodule A74 do
  def f(x) do
    y = 1
    z = y
    fn a -> b = a end
    for c <- x, d = c, do: c
    {e, _} = x
    x = x
  end
end
