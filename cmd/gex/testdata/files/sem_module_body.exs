defmodule A do
  x = 1
  raise "in body #{x}"
end
