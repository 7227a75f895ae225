defmodule A do
  @compile {:inline, m: 1}
  defmacro m(x), do: x
end
