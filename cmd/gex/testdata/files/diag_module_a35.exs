defmodule A35 do
  @behaviour Access
  def fetch(_, _), do: 1
end
