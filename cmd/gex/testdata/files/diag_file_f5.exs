defmodule M do
  defmacro m(x), do: raise("boom #{inspect(x)}")
end
defmodule A do
  require M
  def f, do: M.m(1)
end
