defmodule A2 do
  defp g(a), do: a
  defp h(a, b \\ 1), do: a + b
  def z, do: h(1, 2)
  defmacrop m, do: 1
  defp b1, do: 1
  defp a1, do: 1
  defp c1, do: 1
end
