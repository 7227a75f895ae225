defmodule A56 do
  defmacro m(x), do: quote(do: unquote(x) + y)
  def f, do: m(1)
end
