defmodule A do
  defstruct [:a]
end
defmodule B do
  def f, do: %A{nope: 1}
end
