defmodule A24 do
  x = 1
  def f, do: x
end
