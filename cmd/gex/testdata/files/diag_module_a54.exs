defmodule A54 do
  def self(), do: 1
  def g(x), do: self()
end
