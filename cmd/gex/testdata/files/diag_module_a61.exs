defmodule A61 do
  Foo.bar()
  def f, do: 1
end
