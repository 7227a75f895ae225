defmodule Deck do
  defstruct cards: []
  defimpl Enumerable do
    def count(%{cards: c}), do: {:ok, length(c)}
    def member?(%{cards: c}, x), do: {:ok, x in c}
    def slice(_), do: {:error, __MODULE__}
    def reduce(%{cards: c}, acc, f), do: do_reduce(c, acc, f)
    defp do_reduce(_, {:halt, acc}, _), do: {:halted, acc}
    defp do_reduce(l, {:suspend, acc}, f), do: {:suspended, acc, &do_reduce(l, &1, f)}
    defp do_reduce([], {:cont, acc}, _), do: {:done, acc}
    defp do_reduce([h | t], {:cont, acc}, f), do: do_reduce(t, f.(h, acc), f)
  end
  defimpl Collectable do
    def into(d) do
      {d, fn
        d, {:cont, x} -> %{d | cards: d.cards ++ [x]}
        d, :done -> d
        _, :halt -> :ok
      end}
    end
  end
end
d = Enum.into(~w(a k q j t), %Deck{})
IO.inspect(d)
IO.inspect(Enum.count(d))
IO.inspect("k" in d)
IO.inspect(Enum.at(d, 2))
IO.inspect(Enum.slice(d, 1..3))
IO.inspect(Enum.zip(d, 1..10))
IO.inspect(Enum.take(d, 2) ++ Enum.drop(d, 4))
IO.inspect(for c <- d, c != "q", into: %Deck{cards: ["first"]}, do: String.upcase(c))
IO.inspect(Enum.reduce_while(d, "", fn x, a -> if x == "j", do: {:halt, a}, else: {:cont, a <> x} end))
IO.inspect(Stream.zip(d, Stream.cycle([1, 2])) |> Enum.to_list())
IO.inspect(Enum.random(d) in d)
IO.inspect(Enum.reverse(d))
IO.inspect(Enum.join(d, "-"))
IO.inspect(Enum.with_index(d) |> Map.new())
IO.inspect(Enum.chunk_every(d, 2))
IO.inspect(Enum.split_while(d, &(&1 != "q")))
IO.inspect(Enum.flat_map_reduce(d, 0, fn x, a -> {[x, a], a + 1} end))
IO.inspect(Enum.map_reduce(d, [], &{&1, [&1 | &2]}))
IO.inspect(Enum.sum_by(d, &byte_size/1))
IO.inspect(Enum.max(d))
IO.inspect(Enum.empty?(%Deck{}))
IO.inspect(Enum.into([a: 1], %{b: 2}))
IO.inspect(Enum.into([1, 2], [0]))
IO.inspect(Enum.into(["a", "b"], "z"))
IO.inspect(for <<c <- "abc">>, into: MapSet.new(), do: c)
{:ok, dev} = StringIO.open("")
Enum.into(["x", "y"], IO.stream(dev, 1))
IO.inspect(StringIO.close(dev))
IO.inspect(Enum.into([1], %{}))
