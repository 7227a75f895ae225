# Code typed at the prompt: funs that are evaluated, not compiled in a module.
defmodule Typed do
  def best(_f, 0, best), do: best

  def best(f, n, best) do
    t0 = :erlang.monotonic_time(:nanosecond)
    f.()
    t = :erlang.monotonic_time(:nanosecond) - t0
    best(f, n - 1, if(t < best, do: t, else: best))
  end

  def report(name, n, source) do
    {f, _} = Code.eval_string(source)
    IO.puts("#{name}\t#{best(f, 5, 1.0e30) / n}\tns")
  end
end

Typed.report("typed_fib", 21_891, """
fn ->
  fib = fn fib, n -> if n < 2, do: n, else: fib.(fib, n - 1) + fib.(fib, n - 2) end
  6765 = fib.(fib, 20)
end
""")

Typed.report("typed_loop", 100_000, """
fn ->
  loop = fn
    _, 0, acc -> acc
    loop, n, acc -> loop.(loop, n - 1, acc + n)
  end
  5_000_050_000 = loop.(loop, 100_000, 0)
end
""")

Typed.report("typed_reduce", 100_000, """
fn -> 5_000_050_000 = Enum.reduce(1..100_000, 0, fn x, acc -> x + acc end) end
""")

Typed.report("typed_case", 100_000, """
fn ->
  step = fn state, event ->
    case {state, event} do
      {:off, {:set, n}} when n > 0 -> {:on, n}
      {{:on, n}, :reset} -> {:off, n} |> elem(0)
      {{:on, _}, _} -> :off
      {:off, _} -> :off
    end
  end
  :off = Enum.reduce(1..100_000, :off, fn i, s -> step.(s, if(rem(i, 2) == 1, do: {:set, i}, else: :reset)) end)
end
""")
