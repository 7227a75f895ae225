defmodule B22 do
  @impl true
  @impl false
  def f, do: 1
end
