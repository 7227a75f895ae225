defmodule A do
  @typep t :: integer
  @compile {:inline, f: 1}
  defp g, do: 1
end
