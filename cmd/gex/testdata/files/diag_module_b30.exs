defmodule B30 do
  def f(x), do: x
  import Kernel, except: [self: 0]
  def self, do: 1
  def node, do: 2
end
