defmodule A62 do
  f()
  def f, do: 1
end
