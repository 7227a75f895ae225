defmodule B27 do
  @doc "a"
end
