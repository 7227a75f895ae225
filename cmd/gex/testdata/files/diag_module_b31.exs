defmodule B31 do
  @foo 1
  def f, do: @foo
  @foo 2
end
