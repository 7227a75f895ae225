alias Foo.Bar
import List
require Logger
import Enum, only: [map: 2, filter: 2]
map([1], & &1)
defmodule A do
  alias Foo.Baz
  alias Foo.{X, Y}
  import Integer, only: [is_odd: 1]
  require Integer
  @attr 1
  def f(x), do: X.module_info()
  defp g(a), do: a
  defp h(a, b \\ 1), do: a + b
  def z, do: h(1, 2)
  defmacrop m, do: 1
  @doc "x"
  defp i, do: 1
  def j, do: i()
end
