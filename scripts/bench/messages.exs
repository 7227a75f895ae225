# Small messages one way to the node named in the first argument.
defmodule Source do
  def push(_to, 0), do: :ok

  def push(to, n) do
    send(to, {:msg, n, :payload})
    push(to, n - 1)
  end

  def round(to, n) do
    t0 = :erlang.monotonic_time(:nanosecond)
    push(to, n)
    send(to, {:done, self()})

    receive do
      {:counted, ^n} -> :erlang.monotonic_time(:nanosecond) - t0
    end
  end

  def best(_to, _n, 0, best), do: best

  def best(to, n, rounds, best) do
    t = round(to, n)
    best(to, n, rounds - 1, if(t < best, do: t, else: best))
  end
end

[node] = System.argv()
to = {:sink, String.to_atom(node)}
true = Node.connect(String.to_atom(node))
n = 200_000
IO.puts("one_way_message\t#{Source.best(to, n, 5, 1.0e30) / n}\tns")
send(to, :stop)
