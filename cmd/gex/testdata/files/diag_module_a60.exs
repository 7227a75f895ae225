defmodule A60 do
  1 + :a
end
