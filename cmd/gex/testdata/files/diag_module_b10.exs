defmodule B10 do
  @compile 1
end
