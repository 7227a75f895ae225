defmodule A19 do
  def f(x), do: x
  defp f(x), do: x
end
