defmodule A do
  @callback bar(integer) :: integer
  def behaviour_info(_), do: []
end
