defmodule A do
  @doc opaque: true, defaults: 2, group: "x"
  def f, do: 1
end
