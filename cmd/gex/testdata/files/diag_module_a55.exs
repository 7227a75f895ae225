defmodule A55 do
  import Kernel, except: [self: 0]
  def self(), do: 1
  def g(x), do: self()
end
