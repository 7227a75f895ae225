defmodule A do
  @type c :: fun(1)
  @type a :: fun(2)
  @type b :: fun(3)
  @spec z(fun(4)) :: 1
  @spec y(fun(5)) :: 1
  @spec z(fun(6)) :: 1
  @callback m(fun(7)) :: 1
  @callback k(fun(8)) :: 1
  @macrocallback k(fun(9)) :: 1
  def z(_), do: 1
  def y(_), do: 1
end
