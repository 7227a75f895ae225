defmodule A do
  @foo 1
  case 1 do
    @foo -> 1
  end
end
