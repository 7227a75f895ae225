defmodule A45 do
  def __info__(x), do: x
  def module_info, do: x
end
