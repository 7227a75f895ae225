defmodule A3 do
  defp h(a \\ 0, b \\ 1, c \\ 2), do: a + b + c
  def z, do: h(1, 2)
  def y, do: h(1, 2, 3)
end
