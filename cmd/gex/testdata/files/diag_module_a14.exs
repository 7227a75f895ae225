defmodule A14 do
  def e(x \\ 1, y)
end
