defmodule A5 do
  defp h(a \\ 0, b \\ 1, c \\ 2), do: a + b + c
  defp r(a \\ 0), do: a
end
