defmodule A do
  defmacro m(x), do: raise("macro #{x}")
end
defmodule B do
  require A
  def f, do: A.m(3)
end
