defmodule A do
  @doc deprecated: 1
  def f, do: 1
end
