defmodule B19 do
  defstruct [:a]
  @enforce_keys [:a]
end
