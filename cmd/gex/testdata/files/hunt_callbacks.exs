defmodule B do
  @callback zed(a :: integer) :: atom
  @callback a(integer) :: atom
  @callback b() :: atom
  @callback c() :: atom
  @macrocallback y(x :: any) :: any
  @macrocallback b(x :: any, any) :: any
  @optional_callbacks a: 1, zed: 1
  @optional_callbacks c: 0
  @optional_callbacks b: 0
end
IO.inspect B.behaviour_info(:callbacks)
IO.inspect B.behaviour_info(:optional_callbacks)
