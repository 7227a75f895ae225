defmodule B32 do
  def foo, do: @foo
  @foo 1
end
