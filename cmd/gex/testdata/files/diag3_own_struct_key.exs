defmodule A do
  defstruct [:a]
  def f, do: %__MODULE__{nope: 1}
end
