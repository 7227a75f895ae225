# Enum over a million elements, as compiled code.
defmodule Pipes do
  def random(0, _s), do: []
  def random(n, s), do: [s | random(n - 1, rem(s * 1_103_515_245 + 12_345, 2_147_483_648))]

  def map(list), do: Enum.map(list, fn x -> x * 3 end)
  def filter(list), do: Enum.filter(list, fn x -> rem(x, 2) == 0 end)
  def sum(list), do: Enum.sum(list)
  def reduce(list), do: Enum.reduce(list, 0, fn x, acc -> acc + x end)

  def pipe(range) do
    range |> Enum.map(fn x -> x * 3 end) |> Enum.filter(fn x -> rem(x, 2) == 0 end) |> Enum.map(&(&1 + 1)) |> Enum.sum()
  end

  def comprehension(range), do: for(x <- range, rem(x, 2) == 0, do: x * x)

  # The least CPU time of 3 rounds of 2 calls; see language.exs.
  def best(_f, 0, best), do: best

  def best(f, n, best) do
    {t0, _} = :erlang.statistics(:runtime)
    f.()
    f.()
    {t1, _} = :erlang.statistics(:runtime)
    best(f, n - 1, min(best, t1 - t0))
  end

  def report(name, f), do: IO.puts("#{name}\t#{best(f, 3, 1_000_000) / 2}\tms")
end

list = Enum.to_list(1..1_000_000)
random = Pipes.random(1_000_000, 42)
Pipes.report("enum_map", fn -> [3 | _] = Pipes.map(list) end)
Pipes.report("enum_filter", fn -> [2 | _] = Pipes.filter(list) end)
Pipes.report("enum_sum", fn -> 500_000_500_000 = Pipes.sum(list) end)
Pipes.report("enum_reduce", fn -> 500_000_500_000 = Pipes.reduce(list) end)
Pipes.report("enum_pipe", fn -> 750_002_000_000 = Pipes.pipe(1..1_000_000) end)
Pipes.report("enum_for", fn -> [4 | _] = Pipes.comprehension(1..1_000_000) end)
Pipes.report("enum_sort", fn -> [_ | _] = Enum.sort(random) end)
Pipes.report("enum_sort_by", fn -> [_ | _] = Enum.sort_by(Enum.take(random, 100_000), fn x -> -x end) end)
