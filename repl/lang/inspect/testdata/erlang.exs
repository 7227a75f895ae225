# Prints erlang.jsonl: run with elixir 1.20.4, see erlang_test.go.
:rand.seed(:exsss, {4, 5, 6})

fixed = [
  ~c"abc", [1, ~c"a\"b\n"], "bin", "é", <<255>>, "a\tb", ~c"é", [8364], [a: 1], %{"a" => [1, 2]}, :é, :日, :A, :"a b", :a@b, :_a, :"a'b\n", :"",
  <<1::3>>, <<1, 2::7>>, 1.0e3, 100.0, 1.0e22, -0.0, 0.1, 1.0e-5, 2 ** 70, &:lists.map/2, &:lists."A b"/2, [1 | 2], {}, [], %{}, [[]], "", <<0>>,
  "a\"b", "a\\b", <<127>>, [7], [27], [127], [0], [128], [255], {~c"abc", "def"}, :"\d\x01", :after, :maybe, nil, true, Foo.Bar, {:badmatch, 1},
  Enum.to_list(1..60), for(i <- 1..30, do: {i, :foo}), String.duplicate("abc ", 50), List.to_tuple(Enum.to_list(1..60)), :binary.copy(<<200>>, 60),
  :binary.copy(<<0, 1, 200>>, 40), {:error, {:badarg, String.duplicate("abc ", 50), [1, 2, 3], %{1 => 1, 2 => String.duplicate("abc ", 30)}}},
  %{1 => Enum.to_list(1..40), 2 => {:x, String.to_charlist(String.duplicate("abc ", 30))}}, {:some_tag_here, :another_thing, Enum.to_list(1..40), :x},
  {:a_very_long_tag_for_a_tuple_that_leaves_no_room_at_all_for_its_elements, Enum.to_list(1..60)}, Map.new(1..40, &{&1, &1}),
  [Enum.to_list(1..40) | Enum.to_list(1..40) |> List.to_tuple()], Enum.to_list(1..50) ++ [:a | :b]
]

rand = fn rand, depth ->
  pick = :rand.uniform(if depth > 0, do: 13, else: 7)
  sub = fn n -> for _ <- 1..:rand.uniform(n)//1, do: rand.(rand, depth - 1) end
  case pick do
    1 -> :rand.uniform(1000) - 500
    2 -> :rand.uniform()
    3 -> Enum.random([:a, :b, :ok, :error, :"quoted atom", Foo.Bar, nil, true, :some_longer_atom])
    4 -> String.duplicate("ab ", :rand.uniform(12))
    5 -> Enum.random(["é", "", "plain", <<1, 2, 3>>, <<5::7>>])
    6 -> Enum.random([~c"chars", [], ~c"x"])
    7 -> for(_ <- 1..:rand.uniform(20), do: :rand.uniform(200))
    n when n in [8, 9] -> sub.(6)
    n when n in [10, 11] -> List.to_tuple(sub.(5))
    12 -> Map.new(sub.(4), &{:rand.uniform(50), &1})
    13 -> List.to_tuple([Enum.random([:tag, :a_longer_tag]) | sub.(4)])
  end
end

text = fn f, a -> IO.chardata_to_string(:io_lib.format(f, a)) end
for t <- fixed ++ for(i <- 1..200, do: rand.(rand, rem(i, 6) + 1)) do
  IO.puts(JSON.encode!(%{t: Base.encode64(:erlang.term_to_binary(t)), w: text.(~c"~w", [t]), tw: text.(~c"~tw", [t]), p: text.(~c"~p", [t]),
    tp: text.(~c"~tp", [t]), p40: text.(~c"~40p", [t]), col: text.(~c"0123456789~p", [t])}))
end
