defmodule A do
  defoverridable Nope
  defoverridable Enumerable
end
