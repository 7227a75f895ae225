defmodule A do
  @spec f(integer) :: :ok
  def f(x \\ 1), do: x
  @spec f() :: :ok
  @spec g(1, 2) :: :ok
  def g(x, y, z \\ 1), do: {x, y, z}
  @spec m(1) :: 1
  defmacro m(1), do: 1
  @spec n(1, 2) :: 1
  defmacro n(1), do: 1
end
