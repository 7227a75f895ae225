# Body recursion ten million deep, and an endless tail call cut short.
defmodule Deep do
  def sum(0), do: 0
  def sum(n), do: 1 + sum(n - 1)

  def loop(0), do: :done
  def loop(n), do: loop(n - 1)
end

t0 = :erlang.monotonic_time(:nanosecond)
10_000_000 = Deep.sum(10_000_000)
IO.puts("body_recursion_10M\t#{(:erlang.monotonic_time(:nanosecond) - t0) / 10_000_000}\tns/level")
t0 = :erlang.monotonic_time(:nanosecond)
:done = Deep.loop(100_000_000)
IO.puts("tail_loop\t#{(:erlang.monotonic_time(:nanosecond) - t0) / 100_000_000}\tns/turn")
