# Prints the cases of golden.jsonl: run with elixir 1.20.4, see inspect_test.go.
import Bitwise
:rand.seed(:exsss, {1, 2, 3})

fixed = [
  # integers and floats
  0, -1, 255, -255, 9_223_372_036_854_775_807, -9_223_372_036_854_775_808, 2 ** 64, -(2 ** 200),
  0.0, -0.0, 1.0, -1.5, 0.1, 100.0, 1.0e3, 123456.0, 1.0e15, 9.999999999999998e15, 1.0e16, 1.0e17, 1.0e20, 1.0e22,
  1.0e23, 1.0e-4, 1.0e-5, 0.001, 1.234e-5, 0.00012345, 123456789.123, 1.7976931348623157e308, 5.0e-324,
  9007199254740993.0, 12345678901234567.0, 2.5e-10, 1.0e100, 3.14, 2.0e-3, 33.0e-3,
  # atoms and aliases
  nil, true, false, :a, :"a b", Foo, Foo.Bar, :Elixir, :+, :"::", :.., {:"foo@bar", :a?, :b!},
  # strings
  "", "abc", "héllo", "日本", "a\"b", "a\\b", "\#{x}", "#x", "a\nb\tc\r\a\b\v\f\e\d\0\x01", "\x80", "a\x80", <<255>>, "\u200B", "\uFEFF", "é\u0301",
  "\u00A0", "\u{10FFFF}", "👍🏽", <<1, 2, 3>>, <<1::3>>, <<1, 2::4>>, <<97, 98, 0::1>>, String.duplicate("x", 100), String.duplicate("é ", 60),
  :binary.copy(<<200>>, 60),
  # lists
  [], [1], [1, 2, 3], ~c"abc", ~c"", [7, 8, 27], [0], [127], ~c"é", [65 | 66], [1 | 2], [1, 2 | 3], [:a | :b], [[]], [[[]]],
  [a: 1], [{:a, 1}, {:b, 2}], [{Foo, 1}], [{:"a b", 1}], [a: 1, "b c": [d: 2]], [{:a, 1}, 2], [{:a, 1} | :b], [nil: 1, true: 2, do: 3],
  Enum.to_list(1..100), Enum.map(1..40, &"item #{&1}"), Enum.map(1..30, &{&1, &1}), [{"a", 1}, {"b", 2}],
  Enum.to_list(100..130), List.duplicate(~c"hello", 30),
  # tuples
  {}, {1}, {1, 2}, {:ok, "x"}, {{}, {{}}}, List.to_tuple(Enum.to_list(1..60)), {:ok, Enum.to_list(1..60)},
  {:error, {:some_long_reason, "with a string that is quite long", [1, 2, 3]}, %{}},
  # maps
  %{}, %{a: 1}, %{"a" => 1}, %{1 => 2, 3 => 4}, %{:a => 1, "b" => 2}, %{Foo => 1}, %{"a b": 1}, %{[1] => {2}}, %{%{} => %{}},
  Map.new(1..32, &{&1, &1 * &1}), Map.new(1..32, &{"key#{&1}", "value #{&1}"}), %{a: %{b: %{c: %{d: Enum.to_list(1..40)}}}},
  %{list: Enum.to_list(1..40), name: "some name that is long enough to break", nested: %{x: [1, 2, 3], y: {:ok, "yes"}}},
  # structs
  1..2, 1..10//3, 5..1//-1, 3..1//1, MapSet.new([1, 2, 3]), MapSet.new(~c"abc"), MapSet.new(), ~D[2020-01-02], ~D[-0001-01-02], ~T[01:02:03],
  ~T[01:02:03.040], ~N[2020-01-02 03:04:05.678901], ~U[2020-01-02 03:04:05Z], %{~D[2020-01-01] | year: 12345}, %{~N[2020-01-02 03:04:05] | year: 12345},
  %DateTime{year: 2020, month: 1, day: 2, hour: 3, minute: 4, second: 5, microsecond: {0, 0}, time_zone: "Europe/Paris", zone_abbr: "CET", utc_offset: 3600, std_offset: 0, calendar: Calendar.ISO},
  %DateTime{year: 2020, month: 1, day: 2, hour: 3, minute: 4, second: 5, microsecond: {120, 3}, time_zone: "X/Y", zone_abbr: "XY", utc_offset: -12600, std_offset: 0, calendar: Calendar.ISO},
  Date.range(~D[2020-01-01], ~D[2020-02-01]), Date.range(~D[2020-01-01], ~D[2020-02-01], 2), Version.parse!("1.2.3"), Version.parse!("1.2.3-rc.1+b5"),
  URI.parse("http://user@example.com:8080/p?q=1#f"), URI.parse("/x"), Duration.new!(hour: 1, microsecond: {5, 3}), Duration.new!(day: -1),
  %ArgumentError{}, %RuntimeError{message: "x"}, %KeyError{key: :a, term: %{b: 1}}, %CondClauseError{},
  %{__struct__: 5},
  %{~r/a\/b#{}[\n]\\\t "q"/iu | re_pattern: nil}, %{~r/x/smxUf | re_pattern: nil}, %{Regex.compile!("a/b\n\t\\/", [:caseless]) | re_pattern: nil},
  [1..2, MapSet.new([[1]])], %{a: ~D[2020-01-01]}, Enum.map(1..20, &(&1..(&1 + 1))),
  # functions
  &Enum.map/2, &:lists.map/2, &:erlang.+/2, &:m."a b"/1, &:m."foo@bar"/1, &Foo.Bar."::"/2
]

rand = fn rand, depth ->
  pick = :rand.uniform(if depth > 0, do: 17, else: 11)
  sub = fn n -> for _ <- 1..:rand.uniform(n)//1, do: rand.(rand, depth - 1) end
  case pick do
    1 -> :rand.uniform(1000) - 500
    2 -> :rand.uniform()
    3 -> Enum.random([:a, :b, :ok, :error, :"quoted atom", Foo.Bar, nil, true, :x?])
    4 -> String.duplicate("ab ", :rand.uniform(12))
    5 -> Enum.random(["é", "日本語", "", "plain", <<1, 2, 3>>, <<5::7>>])
    6 -> Enum.random([~c"chars", [], ~c"x"])
    7 -> Enum.random([{}, %{}, 1..3, MapSet.new([1, 2])])
    8 -> :rand.uniform(1 <<< 40)
    9 -> Enum.random([~D[2024-02-29], "k", 1.0e10])
    10 -> :rand.uniform(10)
    11 -> for(_ <- 1..:rand.uniform(20), do: :rand.uniform(200))
    12 -> sub.(6)
    13 -> List.to_tuple(sub.(5))
    14 -> Map.new(sub.(4), &{:rand.uniform(50), &1})
    15 -> Enum.map(sub.(4), &{Enum.random([:key, :other_key, :"odd key", :z]), &1})
    16 -> Map.new(sub.(3), &{Enum.random([:key, :other_key, :z]), &1})
    17 -> [rand.(rand, depth - 1) | rand.(rand, depth - 1)]
  end
end

colors = [atom: :cyan, binary: :default_color, boolean: :magenta, charlist: :yellow, list: :default_color, map: :default_color,
          nil: :magenta, number: :yellow, string: :green, tuple: :default_color, regex: :light_red, reset: [:reset, :yellow]]

variants = [
  [], [pretty: true], [pretty: true, width: 40], [pretty: true, width: 10], [pretty: true, width: 0], [limit: 5], [limit: 0], [limit: 1],
  [limit: :infinity, printable_limit: 3], [base: :hex], [base: :binary], [base: :octal], [binaries: :as_binaries], [binaries: :as_strings],
  [charlists: :as_lists], [charlists: :as_charlists], [structs: false, limit: 30, custom_options: [sort_maps: true]], [pretty: true, width: 60, limit: 20], [pretty: true, width: :infinity],
  [syntax_colors: colors, pretty: true]
]

random = for i <- 1..400, do: {rand.(rand, rem(i, 6) + 1), Enum.random([1, 2, 3, 5, 16, 17, 19])}

walk = fn walk, t ->
  cond do
    is_atom(t) -> [t]
    is_tuple(t) -> walk.(walk, Tuple.to_list(t))
    is_map(t) -> walk.(walk, :maps.to_list(t))
    is_list(t) and t != [] -> walk.(walk, hd(t)) ++ walk.(walk, tl(t))
    true -> []
  end
end

atoms = (fixed ++ Enum.map(random, &elem(&1, 0))) |> Enum.flat_map(&walk.(walk, &1)) |> Enum.uniq()
# By age: two-key maps iterate in that order.
atoms = Enum.sort(atoms, fn a, b -> a == b or hd(:maps.keys(%{a => 1, b => 1})) == a end)
IO.puts(JSON.encode!(Enum.map(atoms, &Atom.to_string/1)))

ansi = fn seq -> IO.iodata_to_binary(IO.ANSI.format_fragment(seq, true)) end

json = fn o ->
  Map.new(o, fn
    {:syntax_colors, c} -> {:syntax_colors, Map.new(c, fn {k, v} -> {k, ansi.(v)} end)}
    {:custom_options, c} -> {:custom_options, Map.new(c)}
    kv -> kv
  end)
end

IO.puts(JSON.encode!(Enum.map(variants, json)))

line = fn t, variants ->
  wants = Enum.map(variants, fn i -> [i, inspect(t, Enum.at(Process.get(:variants), i))] end)
  # The same text as the variant before is left out.
  {wants, _} = Enum.flat_map_reduce(wants, nil, fn [i, w], last -> {if(w == last, do: [], else: [[i, w]]), w} end)
  IO.puts(JSON.encode!(%{t: Base.encode64(:erlang.term_to_binary(t)), w: wants}))
end

Process.put(:variants, variants)
for t <- fixed, do: line.(t, Enum.to_list(0..(length(variants) - 1)))
for {t, i} <- random, do: line.(t, [i])
