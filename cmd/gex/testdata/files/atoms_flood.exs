# Atoms made at run time without end, while some are held in all ways there are.
make = fn i -> String.to_atom("atoms_flood_#{i}") end
flood = fn from, to -> Enum.each(from..to, make) end
flood.(1, 70_000)

held = fn i -> make.(1_000_000 + i) end
table = :ets.new(:table, [:set])
sorted = :ets.new(:sorted, [:ordered_set])
me = self()

Process.put(held.(1), held.(2))
map = %{held.(3) => 3, "text" => held.(4)}
big = Map.new(5..104, &{held.(&1), &1})
:ets.insert(table, {held.(105), held.(106)})
:ets.insert(sorted, {held.(107), 107})
closure = (fn a -> fn b -> a == b end end).(held.(108))
send(self(), {:mail, held.(109)})
agent = spawn(fn -> a = held.(110); receive do {:same?, from, b} -> send(from, {:same, a == b}) end end)
binary = :erlang.term_to_binary({held.(111), [held.(112)]})
:persistent_term.put(:atoms_flood, held.(113))
ordered = Map.new(for(i <- 30..1//-1, do: {held.(200 + i), i}))
# Names that the source has too.
%{atoms_flood_1000300: a} = %{held.(300) => 300}

flood.(70_001, 300_000)
:erlang.garbage_collect()
flood.(300_001, 350_000)

IO.inspect([
  Process.get(held.(1)) == held.(2),
  map[held.(3)],
  map["text"] === held.(4),
  Enum.all?(5..104, &(big[held.(&1)] == &1)),
  :ets.lookup(table, held.(105)) == [{held.(105), held.(106)}],
  :ets.lookup(sorted, held.(107)),
  closure.(held.(108)),
  receive(do: ({:mail, x} -> x == held.(109))),
  (send(agent, {:same?, me, held.(110)}); receive(do: ({:same, x} -> x))),
  :erlang.binary_to_term(binary) == {held.(111), [held.(112)]},
  :persistent_term.get(:atoms_flood) == held.(113),
  a
])

# The keys of a small map are in the order of their making.
IO.inspect(Map.keys(ordered) == for(i <- 30..1//-1, do: held.(200 + i)))
IO.inspect(Map.values(ordered))
IO.inspect(String.to_existing_atom("atoms_flood_1000001"))
IO.inspect(:atoms_flood_1000300 == held.(300))
IO.inspect(Enum.sort([held.(9), held.(10), :atoms_flood_1000095]))
case held.(301) do
  :atoms_flood_1000301 -> IO.puts("matches")
  _ -> IO.puts("differs")
end
IO.inspect(held.(302) in [:atoms_flood_1000302])
IO.inspect(apply(String.to_atom("Elixir.Enum"), String.to_atom("sum"), [[1, 2]]))
IO.inspect(:erlang.phash2(held.(303)))
IO.inspect(:erlang.memory([:atom, :atom_used]) |> Keyword.keys())
IO.inspect(:erlang.system_info(:atom_limit))
