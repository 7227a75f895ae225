# Writes a corpus of Elixir sources, one a line in base64.
#
# elixir corpus.exs docs OUTPUT            code blocks of the documentation chunks
# elixir corpus.exs generated OUTPUT N     N random programs, printed by Macro.to_string
#                                          and by the formatter
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

sources =
  case System.argv() do
    ["docs", _] ->
      GexDocs.sources()

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
