defmodule A do
  @enforce_keys [:a]
  defstruct [:a]
end
defmodule B do
  def f, do: %A{}
end
