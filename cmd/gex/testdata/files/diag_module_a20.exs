defmodule A20 do
  def f(x), do: x
  defmacro f(x), do: x
end
