defmodule A24 do
  x = 1
  defmacro f, do: 1
end
