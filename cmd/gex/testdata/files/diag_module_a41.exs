defmodule A41 do
  def 1, do: 2
end
