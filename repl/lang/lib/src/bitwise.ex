defmodule Bitwise do
  defmacro __using__(_options) do
    quote do
      import Bitwise
    end
  end
end
