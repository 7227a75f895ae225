# fib as compiled code and typed as an anonymous function.
defmodule Fib do
  def fib(n) when n < 2, do: n
  def fib(n), do: fib(n - 1) + fib(n - 2)

  # The least CPU time of 5 rounds of k calls; see language.exs.
  def best(_f, _k, 0, best), do: best

  def best(f, k, n, best) do
    {t0, _} = :erlang.statistics(:runtime)
    Enum.each(1..k, fn _ -> f.() end)
    {t1, _} = :erlang.statistics(:runtime)
    best(f, k, n - 1, min(best, t1 - t0))
  end
end

calls = 832_039
ms = Fib.best(fn -> 196_418 = Fib.fib(27) end, 20, 5, 1_000_000)
IO.puts("fib_module\t#{ms * 1_000_000 / (20 * calls)}\tns/call")

{typed, _} =
  Code.eval_string("""
  fn ->
    fib = fn fib, n -> if n < 2, do: n, else: fib.(fib, n - 1) + fib.(fib, n - 2) end
    fib.(fib, 20)
  end
  """)

ms = Fib.best(fn -> 6765 = typed.() end, 20, 5, 1_000_000)
IO.puts("fib_typed\t#{ms * 1_000_000 / (20 * 21_891)}\tns/call")
