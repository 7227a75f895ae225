defmodule A6 do
  @doc "x"
  @doc "y"
  def a, do: 1
end
