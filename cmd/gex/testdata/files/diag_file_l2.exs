defmodule A do
  def a(x) do
    y = x
    if x do
      y = 2
    end
    z = 1
    _ = fn z -> z end
    with {:ok, q} <- x do 1 end
    w = w = 1
    try do
      1
    rescue
      e -> 2
    catch
      k, v -> 3
    end
    receive do
      m -> 1
    end
    for <<c <- "abc">>, do: 1
    <<n::8, r::binary>> = "abc"
    x = 3
    __FOO__ = 1
  end
  def b(x \\ 1)
  def b(x), do: 1
  defguard g(x) when is_integer(x)
  defmacro c(x), do: 1
  def d(%{a: x, b: y} = m, [h | t]), do: 1
  def e(x) when is_atom(x), do: 1
  def f({x, x}), do: 1
end
