defmodule A do
  @type t(_a) :: {_a, 1}
  @type u(_a) :: integer
  @spec f(_b) :: integer when _b: var
  def f(_), do: 1
  @spec g(_b) :: _b when _b: integer
  def g(_), do: 1
  @spec h(_b, _b) :: integer when _b: integer
  def h(_, _), do: 1
  @spec i(_b) :: integer when _b: integer
  def i(_), do: 1
end
