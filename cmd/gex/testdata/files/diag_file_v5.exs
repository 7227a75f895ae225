defmodule H do
  @deprecated "use new/0"
  def old, do: 1
  def f do
    1
    :ok
    "str"
    x = 5
    x
    x + 1
    @foo
    2
  end
end
H.old()
a = 'abc'
IO.inspect(a)
List.zip([[1], [2]])
IO.inspect(not 1 in [1])
unless true, do: 1
IO.inspect(~~~1)
