data = %{users: [%{name: "a", tags: [:x, :y]}, %{name: "b", tags: []}], cfg: [db: [host: "h", port: 1]], t: {1, {2, 3}}}
IO.inspect(get_in(data, [:users, Access.all(), :name]))
IO.inspect(get_in(data, [:users, Access.at(0), :tags, Access.at(-1)]))
IO.inspect(get_in(data, [:cfg, :db, :host]))
IO.inspect(put_in(data.cfg[:db][:port], 99).cfg)
IO.inspect(update_in(data, [:users, Access.filter(&(&1.name == "b")), :tags], &[:z | &1]).users)
IO.inspect(get_and_update_in(data, [:users, Access.at(0), :name], &{&1, String.upcase(&1)}) |> elem(0))
IO.inspect(pop_in(data, [:cfg, :db, :port]) |> elem(1) |> Map.get(:cfg))
IO.inspect(pop_in(data.users |> hd(), [:name]))
IO.inspect(get_in(data, [:t, Access.elem(1), Access.elem(0)]))
IO.inspect(get_in(data, [:nope, :x, :y]))
IO.inspect(data[:users] |> get_in([Access.slice(0..0), :name]))
IO.inspect(get_in(data.users, [Access.find(&(&1.name == "b")), :tags]))
IO.inspect(update_in(data.users, &length/1).users)
IO.inspect(Access.fetch([a: 1], :a))
IO.inspect(Access.get(%{a: 1}, :b, 5))
IO.inspect(Access.pop(%{a: 1}, :a))
IO.inspect(Access.get_and_update([a: 1], :a, fn _ -> :pop end))
try do get_in(data, [Access.key!(:zz)]) rescue e -> IO.puts(Exception.message(e) |> String.slice(0, 30)) end
try do put_in(data, [:t, :x], 1) rescue e -> IO.puts(Exception.message(e)) end
try do get_in([1, 2], [:a]) rescue e -> IO.puts(Exception.message(e)) end
try do data.users[0] rescue e -> IO.puts(Exception.message(e)) end
try do get_in(%{a: 1}, [Access.all()]) rescue e -> IO.puts(Exception.message(e)) end

