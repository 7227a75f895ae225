# Writes a corpus of Elixir sources, one a line in base64.
#
# elixir corpus.exs docs OUTPUT            code blocks of the documentation chunks
# elixir corpus.exs generated OUTPUT N     N random programs, printed by Macro.to_string
#                                          and by the formatter
# elixir corpus.exs quoted OUTPUT N        N random terms of quoted code, each in the
#                                          external term format
defmodule GexDocs do
  def sources do
    for app <- ~w(elixir eex ex_unit iex logger mix)a,
        dir = :code.lib_dir(app),
        is_list(dir),
        beam <- Path.wildcard("#{dir}/ebin/*.beam"),
        {:docs_v1, _, _, "text/markdown", moduledoc, _, docs} <- [Code.fetch_docs(beam)],
        doc <- [moduledoc | Enum.map(docs, &elem(&1, 3))],
        is_map(doc),
        {_, text} <- doc,
        block <- blocks(text),
        source <- [block | examples(block)],
        uniq: true,
        do: source
  end

  # Indented and fenced code blocks.
  defp blocks(text) do
    {blocks, current, _} =
      text
      |> String.split("\n")
      |> Enum.reduce({[], [], :text}, fn line, {blocks, current, mode} ->
        cond do
          mode == :fence and String.trim(line) =~ ~r/^(```|~~~)/ -> {[current | blocks], [], :text}
          mode == :fence -> {blocks, [line | current], :fence}
          String.trim(line) =~ ~r/^(```|~~~)/ -> {[current | blocks], [], :fence}
          String.starts_with?(line, "    ") -> {blocks, [String.slice(line, 4..-1//1) | current], mode}
          line == "" and current != [] -> {blocks, [line | current], mode}
          current != [] -> {[current | blocks], [], mode}
          true -> {blocks, [], mode}
        end
      end)

    for b <- [current | blocks], b != [], do: b |> Enum.reverse() |> Enum.join("\n")
  end

  # The entries after iex> prompts.
  defp examples(block) do
    block
    |> String.split("\n")
    |> Enum.reduce([], fn line, acc ->
      case Regex.run(~r/^\s*(iex|\.\.\.)(?:\([^)]*\))?(?:\d+)?> ?(.*)$/, line) do
        [_, "iex", code] -> [code | acc]
        [_, "...", code] when acc != [] -> [hd(acc) <> "\n" <> code | tl(acc)]
        _ -> acc
      end
    end)
  end
end

defmodule GexRandom do
  @names ~w(a b foo bar_baz x1 is_nil? put! if case def unquote length __MODULE__ ação)a
  @aliases ~w(Foo Bar Kernel A1)a
  @unary ~w(+ - ! ^ not & @ ~~~)a
  @binary ~w(+ - * / ++ -- +++ --- .. <> ** in |> <<< >>> <<~ ~>> <~ ~> <~> < > <= >= == != =~ === !== && &&& and || ||| or = | :: when <- \\ ^^^)a

  def program(n), do: {:__block__, [], for(_ <- 1..:rand.uniform(3), do: expr(:rand.uniform(n)))}

  defp pick(list), do: Enum.random(list)
  defp list(n, max \\ 3), do: for(_ <- 1..:rand.uniform(max + 1)//1, :rand.uniform(4) > 1, do: expr(n))
  defp var, do: {pick(@names -- [:__MODULE__]), [], nil}

  defp expr(n) when n <= 0 do
    case :rand.uniform(14) do
      1 -> :rand.uniform(100_000_000_000_000_000_000_000)
      2 -> :rand.uniform() * pick([1, 1.0e30, 1.0e-10])
      3 -> pick([:foo, :"foo bar", true, nil, :+, :"é", :Foo, :foo@bar, :"", :"a\nb", :..//, :{}, :"::"])
      4 -> pick(["", "foo", "a\n\tb", "\#{x}", "é", "\"q\"", <<0>>, "日本"])
      5 -> {:__aliases__, [], Enum.take_random(@aliases, :rand.uniform(2))}
      6 -> []
      7 -> {:&, [], [:rand.uniform(9)]}
      8 -> {:..., [], []}
      _ -> var()
    end
  end

  defp expr(n) do
    m = n - 1
    case :rand.uniform(34) do
      1 -> {pick(@unary), [], [expr(m)]}
      k when k in 2..6 -> {pick(@binary), [], [expr(m), expr(m)]}
      7 -> {pick(@names), [], list(m)}
      8 -> {{:., [], [expr(m), pick(@names)]}, [], list(m)}
      9 -> {{:., [], [{:__aliases__, [], [:Foo]}, pick(@names ++ [:+, :"foo bar", :and, :Bar])]}, [], list(m)}
      10 -> {{:., [], [expr(m)]}, [], list(m)}
      11 -> list(m)
      12 -> List.to_tuple(list(m)) |> tuple()
      13 -> {:%{}, [], for(k <- list(m), do: {k, expr(m)})}
      14 -> {:%{}, [], [{:|, [], [expr(m), for(k <- [expr(m) | list(m)], do: {k, expr(m)})]}]}
      15 -> {:%, [], [{:__aliases__, [], [:Foo]}, {:%{}, [], keywords(m)}]}
      16 -> {:<<>>, [], for(e <- list(m), do: {:"::", [], [e, {pick([:binary, :utf8, :integer]), [], nil}]})}
      17 -> {:fn, [], clauses(m)}
      18 -> {pick(@names), [], list(m) ++ [[do: body(m)]]}
      19 -> {pick(@names), [], [expr(m), [do: body(m), else: body(m)]]}
      20 -> {:case, [], [expr(m), [do: clauses(m)]]}
      21 -> {:try, [], [[do: body(m), rescue: clauses(m), catch: clauses(m), else: clauses(m), after: body(m)]]}
      22 -> {:receive, [], [[do: clauses(m), after: [{:->, [], [[expr(m)], body(m)]}]]]}
      23 -> keywords(m)
      24 -> {pick(@names), [], list(m) ++ [keywords(m)]}
      25 -> {{:., [], [Access, :get]}, [from_brackets: true], [expr(m), expr(m)]}
      26 -> {:not, [], [{:in, [], [expr(m), expr(m)]}]}
      27 -> {:"..//", [], [expr(m), expr(m), expr(m)]}
      28 -> {:__block__, [], [expr(m), expr(m)]}
      29 -> interpolated(m)
      30 -> {pick([:sigil_s, :sigil_r, :sigil_W, :sigil_ABC]), [delimiter: pick(["(", "/", "\"", "|"])],
             [{:<<>>, [], ["foo bar"]}, pick([[], ~c"iu"])]}
      31 -> {:&, [], [{:/, [], [{pick(@names ++ [:+, :and, :..]), [], nil}, 2]}]}
      32 -> {:&, [], [{:/, [], [{{:., [], [{:__aliases__, [], [:Foo]}, pick(@names)]}, [no_parens: true], []}, 1]}]}
      33 -> {{:., [], [{:__aliases__, [], [:Foo]}, :{}]}, [], [{:__aliases__, [], [:A]}, {:__aliases__, [], [:B, :C]}]}
      34 -> {:@, [], [{pick([:doc, :spec, :foo]), [], [expr(m)]}]}
    end
  end

  defp tuple({a, b}), do: {a, b}
  defp tuple(t), do: {:{}, [], Tuple.to_list(t)}
  defp keywords(n), do: for(_ <- 1..:rand.uniform(3), do: {pick([:a, :b, :do, :"x y", :if, :+, :nil, :"é"]), expr(n)})
  defp body(n), do: pick([expr(n), {:__block__, [], [expr(n), expr(n)]}])

  defp clauses(n) do
    for _ <- 1..:rand.uniform(2) do
      args = pick([[expr(n)], [expr(n)], [expr(n), var()], [{:when, [], [expr(n), expr(n)]}]])
      {:->, [], [args, body(n)]}
    end
  end

  defp interpolated(n) do
    part = {:"::", [], [{{:., [], [Kernel, :to_string]}, [from_interpolation: true], [expr(n)]}, {:binary, [], nil}]}
    {:<<>>, [], pick([[part], ["a ", part], [part, "\n b"], ["x", part, "y", part]])}
  end
end

# Code as macros may build it: odd metadata, literals with metadata of their own,
# terms that are no code.
defmodule GexOdd do
  def program(n), do: n |> GexRandom.program() |> change()

  defp change({form, meta, args}) do
    args = if is_list(args), do: change_list(args), else: args
    form = if is_tuple(form) and :rand.uniform(3) == 1, do: change(form), else: form
    if(:rand.uniform(12) == 1, do: odd(), else: {form, metadata(form, meta), args})
  end

  defp change({a, b}), do: wrap({change(a), change(b)})
  defp change(list) when is_list(list), do: list |> change_list() |> wrap()
  defp change(literal), do: if(:rand.uniform(12) == 1, do: odd(), else: wrap(literal))

  defp change_list([{k, v} | rest]) when is_atom(k), do: [{key(k), change(v)} | change_list(rest)]
  defp change_list([h | t]), do: [change(h) | change_list(t)]
  defp change_list(other), do: other

  defp key(k) do
    case :rand.uniform(10) do
      1 -> {:__block__, [format: :keyword], [k]}
      2 -> {:__block__, [], [k]}
      _ -> k
    end
  end

  defp wrap(literal) do
    case :rand.uniform(12) do
      1 -> {:__block__, literal_meta(literal), [literal]}
      _ -> literal
    end
  end

  defp literal_meta(s) when is_binary(s),
    do: Enum.random([[], [delimiter: "\""], [delimiter: "\"\"\"", indentation: 2], [line: 2]])

  defp literal_meta(n) when is_integer(n),
    do: Enum.random([[], [token: "0xff"], [token: "?a"], [token: "1_0"], [line: 1]])

  defp literal_meta(_), do: Enum.random([[], [line: 1], [line: 1, closing: [line: 2]], [newlines: 1]])

  defp metadata(form, meta) do
    meta =
      case :rand.uniform(8) do
        1 -> [line: :rand.uniform(9)] ++ meta
        2 -> [closing: [line: :rand.uniform(9)], line: 1] ++ meta
        3 -> [newlines: :rand.uniform(2)] ++ meta
        4 -> [no_parens: true] ++ meta
        5 -> [end_of_expression: [newlines: :rand.uniform(3), line: 1]] ++ meta
        _ -> meta
      end

    if form == :<<>> and :rand.uniform(3) == 1, do: [delimiter: "\"\"\""] ++ meta, else: meta
  end

  defp odd do
    Enum.random([
      1..3,
      1..9//2,
      %{a: 1},
      {1, 2, 3},
      {},
      ~c"abc",
      ~c"a\"b",
      [1 | 2],
      &Foo.bar/1,
      <<1::3>>,
      "a\nb\"c\#{d}",
      :"a\nb",
      :"Elixir.Foo.Bar",
      Elixir,
      1.5e300,
      -1,
      -1.5,
      123_456_789,
      {:., [], [{:a, [], nil}, :b]},
      {:., [], [:a]},
      {:__aliases__, [], [{:foo, [], nil}, :Bar]},
      {:__aliases__, [alias: false], [:Foo, :Bar]},
      {:__block__, [], []},
      {:unquote_splicing, [], [[1]]},
      {:__block__, [], [{:unquote_splicing, [], [{:a, [], nil}]}]},
      {:->, [], [[{:a, [], nil}], 1]},
      [{:->, [], [[{:a, [], nil}], 1]}, {:->, [], [[], 2]}],
      {:__block__, [], [[{:->, [], [[], {:a, [], nil}]}]]},
      {:.., [], []},
      {:"//", [], [1, 2]},
      {:.., [], [1]},
      {:"..//", [], [1, 2]},
      {:%, [], [{:a, [], nil}, {:b, [], nil}]},
      {:%{}, [], [{:a, [], nil}]},
      {:%{}, [], [{:|, [], [{:+, [], [1, 2]}, [a: 1]]}]},
      {:{}, [], [1, [a: 2]]},
      {:ok, [a: 1, b: 2]},
      [:a, {:b, 1}],
      [{:b, 1}, :a],
      [{:b, 1}, {"c", 2}, {:d, 3}],
      {:foo, [], [[a: 1], [b: 2]]},
      {:foo, [], [[do: 1, a: 2]]},
      {:foo, [do: [line: 1], end: [line: 2]], [1, [do: 2, else: 3]]},
      {:sigil_x, [], [{:<<>>, [], ["a\nb"]}, ~c"m"]},
      {:sigil_x, [delimiter: "\"\"\""], [{:<<>>, [], ["a\n  b\n\n"]}, []]},
      {:sigil_x, [], [{:a, [], nil}, []]},
      {:!, [], [{:!, [], [{:a, [], nil}]}]},
      {:not, [], [{:not, [], [{:a, [], nil}]}]},
      {:-, [], [{:-, [], [1]}]},
      {:&, [], [{:&, [], [1]}]},
      {:&, [], [{:/, [], [{:foo, [], nil}, 1]}]},
      {:&, [], [{{:., [], [{:&, [], [1]}, :a]}, [], []}]},
      {:@, [], [{:__aliases__, [], [:A, :B]}]},
      {:@, [], [{:foo, [], [[a: 1]]}]},
      {:@, [], [{:foo, [], [[1, 2]]}]},
      {:@, [], [{:foo, [], [1, 2]}]},
      {:@, [], [{:+, [], [1]}]},
      {:when, [], [{:a, [], nil}, {:b, [], nil}, {:c, [], nil}]},
      {:when, [], [{:a, [], nil}, [b: 1]]},
      {:fn, [], []},
      {{:., [], [:erlang, :binary_to_atom]}, [], [{:<<>>, [], ["a\nb"]}, :utf8]},
      {{:., [], [:erlang, :binary_to_atom]}, [], ["a", :utf8]},
      {{:., [], [List, :to_charlist]}, [], [["a\"b"]]},
      {{:., [], [List, :to_charlist]}, [delimiter: "'''"], [["a\nb"]]},
      {{:., [], [List, :to_charlist]}, [], [[1]]},
      {{:., [], [{:a, [], nil}]}, [], [1, [do: 2]]},
      {{:a, [], [1]}, [], [[do: 2]]},
      {{:., [], [Foo, :{}]}, [], [1, 2]},
      {{:., [], [Foo, :"a b"]}, [], []},
      {{:., [], [Foo, :Bar]}, [no_parens: true], []},
      {{:., [], [Foo, :"a\"b"]}, [], [1]}
    ])
  end
end

sources =
  case System.argv() do
    ["docs", _] ->
      GexDocs.sources()

    ["quoted", _, n] ->
      :rand.seed(:exsss, {1, 2, 3})
      for _ <- 1..String.to_integer(n), do: :erlang.term_to_binary(GexOdd.program(3))

    ["generated", _, n] ->
      :rand.seed(:exsss, {1, 2, 3})

      Stream.repeatedly(fn ->
        quoted = GexRandom.program(3)

        try do
          text = Macro.to_string(quoted)
          formatted =
            try do
              [text |> Code.format_string!(line_length: Enum.random([20, 60, 98])) |> IO.iodata_to_binary()]
            rescue
              _ -> []
            end

          [text | formatted]
        rescue
          _ -> []
        end
      end)
      |> Stream.flat_map(& &1)
      |> Enum.take(String.to_integer(n))
  end

File.write!(Enum.at(System.argv(), 1), Enum.map(sources, &[Base.encode64(&1), ?\n]))
IO.puts(length(sources))
