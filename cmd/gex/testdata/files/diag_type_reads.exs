defmodule A do
  @typedoc "x"
  @type t :: integer
  @type u(a) :: {a, Foo.t}
  @spec f(integer) :: t
  @callback x(1) :: 2
  IO.inspect @type
  IO.inspect @spec
  IO.inspect @callback
  IO.inspect Module.get_attribute(__MODULE__, :type)
  def f(1), do: 1
end
