defmodule A24 do
  x = 1
  alias Foo.Bar
  def f, do: Bar
end
