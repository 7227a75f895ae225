defmodule A4 do
  defp h(a \\ 0, b \\ 1, c \\ 2), do: a + b + c
  def y, do: h(1, 2, 3)
end
