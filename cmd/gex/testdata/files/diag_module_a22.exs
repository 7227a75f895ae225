defmodule A22 do
  def f(x), do: m(x)
  defmacro m(x), do: x
end
