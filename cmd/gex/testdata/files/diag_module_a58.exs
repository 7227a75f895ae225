defmodule A58 do
  raise "body"
end
