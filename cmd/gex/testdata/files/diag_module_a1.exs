defmodule A1 do
  @doc "x"
  defp i, do: 1
  def j, do: i()
end
