defmodule B26 do
  defp e(x, y \\ 2), do: x + y
  def f(x), do: e(1, 2) + e(x, 3)
  @doc false
  defp g, do: 1
  @doc "a"
  defmacrop h, do: 1
end
