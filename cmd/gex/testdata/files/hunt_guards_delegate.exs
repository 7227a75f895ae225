defmodule G do
  defguard is_even(x) when is_integer(x) and rem(x, 2) == 0
  defguardp is_small(x) when x in 0..9
  defguard is_pair(t, k) when is_tuple(t) and tuple_size(t) == 2 and elem(t, 0) == k
  def kind(x) when is_even(x) and is_small(x), do: :small_even
  def kind(x) when is_even(x), do: :even
  def kind(t) when is_pair(t, :a), do: :pair_a
  def kind(x) when is_binary(x) when is_atom(x), do: :text
  def kind(%{a: a}) when a == 1 or hd(a) == 2, do: :map
  def kind(x) when is_float(x) and trunc(x) == x, do: :whole
  def kind(_), do: :other
  defdelegate reverse(l), to: Enum
  defdelegate rev(l), to: :lists, as: :reverse
  defdelegate put(m, k, v \\ 0), to: Map
end
defmodule O do
  defmacro __using__(_) do
    quote do
      def greet(n), do: "hi " <> n
      def opt(a, b \\ 1), do: a + b
      defoverridable greet: 1, opt: 2
    end
  end
end
defmodule P do
  use O
  def greet(n), do: super(n) <> "!"
  def opt(a, b), do: super(a, b) * 10
  defoverridable greet: 1
  def greet(n), do: "[" <> super(n) <> "]"
end
defmodule Main do
  def run do
    for x <- [2, 44, 3, {:a, 1}, "s", :at, %{a: 1}, %{a: [2]}, %{a: 5}, 2.0, 2.5, nil], do: IO.inspect({x, G.kind(x)})
    require G
    IO.inspect({G.is_even(4), G.is_even(:a), G.reverse([1, 2]), G.rev([3, 4]), G.put(%{}, :a), G.put(%{}, :a, 2)})
    IO.inspect({P.greet("bob"), P.opt(1), P.opt(1, 2)})
    IO.inspect(Enum.sort(P.__info__(:functions)))
  end
end
Main.run()
