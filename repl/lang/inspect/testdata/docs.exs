# Prints docs.jsonl: random documents and their layout by elixir 1.20.4.
import Inspect.Algebra
:rand.seed(:exsss, {7, 8, 9})

gen = fn gen, depth ->
  sub = fn -> gen.(gen, depth - 1) end
  case :rand.uniform(if depth > 0, do: 20, else: 6) do
    1 -> String.duplicate("x", :rand.uniform(8))
    2 -> break()
    3 -> break("")
    4 -> flex_break()
    5 -> Enum.random([empty(), line(), "word", string("日本é")])
    6 -> break(", ")
    7 -> concat(sub.(), sub.())
    8 -> concat([sub.(), sub.(), sub.()])
    9 -> nest(sub.(), :rand.uniform(4))
    10 -> nest(sub.(), Enum.random([:cursor, :reset]))
    11 -> nest(sub.(), 2, :break)
    12 -> group(sub.())
    13 -> group(sub.(), Enum.random([:optimistic, :pessimistic, :inherit]))
    14 -> next_break_fits(sub.(), Enum.random([:enabled, :disabled]))
    15 -> force_unfit(sub.())
    16 -> color_doc(sub.(), :atom, %Inspect.Opts{syntax_colors: [atom: :red]})
    17 -> no_limit(sub.())
    18 -> glue(sub.(), sub.())
    19 -> flex_glue(sub.(), sub.())
    20 -> concat(collapse_lines(:rand.uniform(2)), concat(sub.(), line()))
  end
end

for i <- 1..600 do
  doc = group(gen.(gen, rem(i, 7) + 1))
  texts = for w <- [5, 10, 20, 40, :infinity], do: IO.iodata_to_binary(format(doc, w))
  IO.puts(JSON.encode!(%{t: Base.encode64(:erlang.term_to_binary(doc)), w: texts}))
end
