defmodule A44 do
  def Foo, do: 1
end
