defmodule A do
  @optional_callbacks foo: 1
  @callback bar(integer) :: integer
end
