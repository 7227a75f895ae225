defmodule A do
  @enforce_keys ["b"]
  defstruct [:a]
end
