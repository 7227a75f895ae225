# fib as compiled code and typed as an anonymous function.
defmodule Fib do
  def fib(n) when n < 2, do: n
  def fib(n), do: fib(n - 1) + fib(n - 2)

  def best(_f, 0, best), do: best

  def best(f, n, best) do
    t0 = :erlang.monotonic_time(:nanosecond)
    f.()
    t = :erlang.monotonic_time(:nanosecond) - t0
    best(f, n - 1, if(t < best, do: t, else: best))
  end
end

calls = 832_039
ns = Fib.best(fn -> 196_418 = Fib.fib(27) end, 9, 1.0e30)
IO.puts("fib_module\t#{ns / calls}\tns/call")

{typed, _} =
  Code.eval_string("""
  fn ->
    fib = fn fib, n -> if n < 2, do: n, else: fib.(fib, n - 1) + fib.(fib, n - 2) end
    fib.(fib, 20)
  end
  """)

ns = Fib.best(fn -> 6765 = typed.() end, 5, 1.0e30)
IO.puts("fib_typed\t#{ns / 21_891}\tns/call")
