defmodule B35 do
  def f(x) do
    @x
    x
  end
  @x 1
end
