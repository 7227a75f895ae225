defmodule A do
  @enforce_keys [:a]
  defstruct [:a, :b]
  def f, do: %__MODULE__{b: 1}
end
