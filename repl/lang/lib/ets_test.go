package lib

import (
	"testing"

	"gex/proto/term"
)

// etsPrograms have many processes use the same tables at once; each gives true.
var etsPrograms = map[string]string{
	"counters of many processes": `
		t = :ets.new(:c, [:public])
		tasks = for i <- 1..8, do: Task.async(fn ->
			for j <- 1..200, do: :ets.update_counter(t, rem(j, 5), {2, i}, {0, 0})
		end)
		Task.await_many(tasks)
		Enum.sum(Enum.map(:ets.tab2list(t), &elem(&1, 1))) == 200 * Enum.sum(1..8)`,

	// Every page shows each key that stays once, whatever comes and goes beside it.
	"pages of a fixed table that changes": `
		for type <- [:set, :bag, :duplicate_bag, :ordered_set] do
			t = :ets.new(:p, [type, :public])
			:ets.insert(t, for(k <- 1..300, n <- 1..3, do: {k, n}))
			writers = for w <- 1..4, do: spawn_link(fn ->
				for k <- Stream.cycle(301..340), reduce: 0 do
					n ->
						:ets.insert(t, {k + 1000 * w, n})
						:ets.delete(t, k + 1000 * w)
						receive do :stop -> exit(:normal) after 0 -> n + 1 end
				end
			end)
			readers = for r <- 1..4, do: Task.async(fn ->
				:ets.safe_fixtable(t, true)
				pages = fn
					_, :"$end_of_table", seen -> seen
					f, {keys, c}, seen -> f.(f, :ets.select(c), keys ++ seen)
				end
				seen = pages.(pages, :ets.select(t, [{{:"$1", :_}, [{:"=<", :"$1", 300}], [:"$1"]}], r + 6), [])
				:ets.safe_fixtable(t, false)
				seen
			end)
			seen = Task.await_many(readers)
			for w <- writers, do: send(w, :stop)
			copies = if type in [:bag, :duplicate_bag], do: 3, else: 1
			want = Enum.sort(for k <- 1..300, _ <- 1..copies, do: k)
			Enum.all?(seen, &(Enum.sort(&1) == want)) and :ets.info(t, :fixed) == false
		end |> Enum.all?()`,

	"what is deleted between pages takes nothing with it": `
		t = :ets.new(:d, [:bag, :public])
		:ets.insert(t, for(k <- 1..4, n <- 1..5, do: {k, n}))
		:ets.safe_fixtable(t, true)
		{first, c} = :ets.match_object(t, :_, 2)
		[{k, _} | _] = first
		:ets.delete(t, k)
		rest = Stream.unfold(c, fn c ->
			case :ets.match_object(c) do
				:"$end_of_table" -> nil
				{found, c} -> {found, c}
			end
		end) |> Enum.concat()
		Enum.count(rest, &(elem(&1, 0) != k)) == 15`,

	"owners, heirs and names that change": `
		home = self()
		heir = spawn_link(fn ->
			loop = fn f -> receive do {:"ETS-TRANSFER", _, _, _} -> f.(f); :stop -> :ok end end
			loop.(loop)
		end)
		tasks = for i <- 1..6, do: Task.async(fn ->
			for j <- 1..40 do
				owner = spawn(fn ->
					t = :ets.new(:"n#{i}", [:named_table, :public, {:heir, heir, j}])
					:ets.insert(t, {:a, j})
					send(home, {:table, self()})
					:ets.safe_fixtable(t, true)
					if rem(j, 2) == 0, do: :ets.give_away(t, heir, :gift)
				end)
				ref = Process.monitor(owner)
				for _ <- 1..5, do: (try do :ets.rename(:"n#{i}", :"m#{i}") rescue ArgumentError -> :gone end)
				for _ <- 1..5, do: :ets.info(:"m#{i}")
				receive do {:DOWN, ^ref, _, _, _} -> :ok end
				for n <- [:"n#{i}", :"m#{i}"], do: (try do :ets.delete(n) rescue ArgumentError -> :gone end)
			end
		end)
		Task.await_many(tasks)
		send(heir, :stop)
		Enum.all?(for i <- 1..6, n <- ["n", "m"], do: :ets.whereis(:"#{n}#{i}") == :undefined)`,

	"a table fixed by one who gave it away is free when that one ends": `
		home = self()
		owner = spawn(fn ->
			t = :ets.new(:g, [:public])
			:ets.safe_fixtable(t, true)
			:ets.give_away(t, home, nil)
			receive do :stop -> :ok end
		end)
		t = receive do {:"ETS-TRANSFER", t, ^owner, nil} -> t end
		fixed = :ets.info(t, :fixed)
		ref = Process.monitor(owner)
		send(owner, :stop)
		receive do {:DOWN, ^ref, _, _, _} -> :ok end
		{fixed, :ets.info(t, :fixed)} == {true, false}`,

	"a queue keeps its front": `
		t = :ets.new(:q, [])
		for i <- 1..20_000, do: :ets.insert(t, {i})
		for _ <- 1..20_000, do: :ets.delete(t, :ets.first(t))
		:ets.info(t, :size) == 0`,

	"keys of specifications": `
		s = :ets.new(:s, [])
		o = :ets.new(:o, [:ordered_set])
		for t <- [s, o], do: :ets.insert(t, [{1, :a}, {1.0, :b}, {2, :c}])
		spec = for k <- [2, 1, 1.0], do: {{k, :"$1"}, [], [:"$1"]}
		Enum.sort(:ets.select(s, spec)) == [:a, :b, :c] and :ets.select(o, spec) == [:b, :c] and
			:ets.select_reverse(o, spec) == [:c, :b]`,
}

func TestEtsOfManyProcesses(t *testing.T) {
	evaluate(t, func(eval func(code, source string) (term.Term, error)) {
		for name, program := range etsPrograms {
			v, err := eval(program, "nofile")
			if err != nil || !v.Is(term.True) {
				t.Errorf("%s: %v, %v", name, v, err)
			}
		}
	})
}
