defmodule A do
  defstruct [:a]
  def f(%A{nope: 1}), do: 1
end
