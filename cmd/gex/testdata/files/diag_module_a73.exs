defmodule A73 do
  @since "1"
  @foo 1
  @bar 2
  @bar 3
  def f, do: @bar
end
