defmodule Integer do
  defguard is_odd(integer) when is_integer(integer) and :erlang.band(integer, 1) == 1

  defguard is_even(integer) when is_integer(integer) and :erlang.band(integer, 1) == 0

  @deprecated "Use Integer.to_charlist/1 instead"
  def to_char_list(integer), do: Integer.to_charlist(integer)

  @deprecated "Use Integer.to_charlist/2 instead"
  def to_char_list(integer, base), do: Integer.to_charlist(integer, base)
end

defmodule Float do
  @deprecated "Use Float.to_charlist/1 instead"
  def to_char_list(float), do: Float.to_charlist(float)

  @deprecated "Use :erlang.float_to_list/2 instead"
  def to_char_list(float, options), do: :erlang.float_to_list(float, options)

  @deprecated "Use :erlang.float_to_binary/2 instead"
  def to_string(float, options), do: :erlang.float_to_binary(float, options)
end

defmodule Bitwise do
  defmacro __using__(_options) do
    quote do
      import Bitwise
    end
  end
end
