defmodule A40 do
  def unquote(:foo)(), do: 1
  def unquote("x")(), do: 1
end
