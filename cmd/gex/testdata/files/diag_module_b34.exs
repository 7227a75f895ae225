defmodule B34 do
  @Foo 1
end
