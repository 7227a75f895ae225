defmodule Integer do
  defguard is_odd(integer) when is_integer(integer) and :erlang.band(integer, 1) == 1

  defguard is_even(integer) when is_integer(integer) and :erlang.band(integer, 1) == 0
end

defmodule Bitwise do
  defmacro __using__(_options) do
    quote do
      import Bitwise
    end
  end
end
