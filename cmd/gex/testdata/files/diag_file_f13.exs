defmodule A do
  use Foo
end
