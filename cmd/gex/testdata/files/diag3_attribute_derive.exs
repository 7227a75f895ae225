defmodule A do
  @derive Inspect
end
