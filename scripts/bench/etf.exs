# External term format, both ways.
defmodule Etf do
  def build(0, acc), do: acc
  def build(n, acc), do: build(n - 1, [n * 997 | acc])

  def maps(0, acc), do: acc

  def maps(n, acc) do
    m = %{id: n, name: "user " <> Integer.to_string(n), tags: [:a, :b], pos: %{x: n * 1.5, y: {n, -n}}}
    maps(n - 1, [m | acc])
  end

  def best(_f, 0, best), do: best

  def best(f, n, best) do
    t0 = :erlang.monotonic_time(:nanosecond)
    f.()
    t = :erlang.monotonic_time(:nanosecond) - t0
    best(f, n - 1, if(t < best, do: t, else: best))
  end
end

for {name, term} <- [{"intlist", Etf.build(100_000, [])}, {"maps", Etf.maps(1000, [])}] do
  bin = :erlang.term_to_binary(term)
  true = :erlang.binary_to_term(bin) == term
  ns = Etf.best(fn -> :erlang.term_to_binary(term) end, 30, 1.0e30)
  IO.puts("etf_encode_#{name}\t#{ns / 1000}\tus")
  ns = Etf.best(fn -> :erlang.binary_to_term(bin) end, 30, 1.0e30)
  IO.puts("etf_decode_#{name}\t#{ns / 1000}\tus")
end
