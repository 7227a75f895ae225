defmodule Integer do
  defguard is_odd(integer) when is_integer(integer) and :erlang.band(integer, 1) == 1

  defguard is_even(integer) when is_integer(integer) and :erlang.band(integer, 1) == 0

  @deprecated "Use Integer.to_charlist/1 instead"
  def to_char_list(integer), do: Integer.to_charlist(integer)

  @deprecated "Use Integer.to_charlist/2 instead"
  def to_char_list(integer, base), do: Integer.to_charlist(integer, base)
end
