# Tables end with their owner, or go to the heir; give_away tells the new owner.
run = fn f -> {pid, ref} = spawn_monitor(f); receive do {:DOWN, ^ref, _, _, _} -> pid end end
run.(fn -> :ets.new(:gone, [:named_table]) end)
IO.inspect(:ets.whereis(:gone))
me = self()
child = run.(fn -> :ets.new(:left, [:named_table, {:heir, me, :data}]); :ets.insert(:left, {1, :a}) end)
receive do {:"ETS-TRANSFER", :left, ^child, data} -> IO.inspect({:left, data, :ets.info(:left, :owner) == me}) end
IO.inspect(:ets.tab2list(:left))
IO.inspect(:ets.info(:left, :heir) == me)
run.(fn -> :ets.new(:silent, [:named_table, :ordered_set, {:heir, me}]) end)
IO.inspect({:ets.info(:silent, :owner) == me, Process.info(self(), :messages)})
{pid, ref} =
  spawn_monitor(fn ->
    receive do
      {:"ETS-TRANSFER", t, ^me, :gift} ->
        IO.inspect(:ets.lookup(t, 1))
        :ets.insert(t, {2, :b})
        send(me, :mine)
        receive do :stop -> :ok end
    end
  end)
true = :ets.give_away(:left, pid, :gift)
receive do :mine -> :ok end
IO.inspect(:ets.lookup(:left, 2))
IO.inspect(try do :ets.insert(:left, {3, :c}) rescue e in ArgumentError -> Exception.message(e) end)
send(pid, :stop)
# The heir is still this process.
receive do {:DOWN, ^ref, _, _, reason} -> IO.inspect(reason) end
receive do {:"ETS-TRANSFER", :left, ^pid, :data} -> IO.inspect(:ets.info(:left, :owner) == me) end
# Fixing a table keeps the place of deleted keys.
t = :ets.new(:t, [:public])
:ets.insert(t, for(i <- 1..20, do: {i}))
:ets.safe_fixtable(t, true)
first = :ets.first(t)
:ets.delete(t, first)
IO.inspect({:ets.next(t, first) != :"$end_of_table", :ets.info(t, :size), :ets.info(t, :fixed)})
:ets.safe_fixtable(t, false)
IO.inspect({:ets.info(t, :fixed), :ets.info(t, :safe_fixed)})
run.(fn -> :ets.safe_fixtable(t, true); IO.inspect(:ets.info(t, :fixed)) end)
IO.inspect(:ets.info(t, :fixed))
sum = :ets.foldl(fn {i}, acc -> :ets.delete(t, i); acc + i end, 0, t)
IO.inspect({sum + first, :ets.info(t, :size)})
pages = fn pages, result -> case result do {l, c} -> [length(l) | pages.(pages, :ets.select(c))]; e -> [e] end end
:ets.insert(t, for(i <- 1..25, do: {i}))
IO.inspect(pages.(pages, :ets.select(t, [{{:"$1"}, [], [:"$1"]}], 10)))
o = :ets.new(:o, [:ordered_set])
:ets.insert(o, for(i <- 1..1000, do: {i * 7919 |> rem(1009), i}))
IO.inspect(:ets.tab2list(o) == Enum.sort(:ets.tab2list(o)))
{page, c} = :ets.select_reverse(o, [{{:"$1", :_}, [{:<, :"$1", 100}], [:"$1"]}], 3)
IO.inspect({page, elem(:ets.select_reverse(c), 0)})
IO.inspect({:ets.first(o), :ets.last(o), :ets.prev(o, 500.5), :ets.next(o, 500.5)})
IO.inspect(:ets.select_delete(o, [{{:"$1", :_}, [{:>, :"$1", 10}], [true]}]))
IO.inspect(:ets.foldr(fn {k, _}, acc -> [k | acc] end, [], o))
