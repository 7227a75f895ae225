# Calls every function of the modules named on the command line with many
# arguments, also wrong ones, and writes what each call gives in a line:
# "@Module.function(arguments) => result".
defmodule Arguments do
  def values do
    [
      {"[]", []},
      {"[3, 1, 2]", [3, 1, 2]},
      {"[a: 1, zz: 2]", [a: 1, zz: 2]},
      {"1", 1},
      {":a", :a},
      {"f1", fn x -> x end},
      {"f2", fn x, y -> {x, y} end},
      {"-2", -2},
      {"%{a: 1, zz: 2}", %{a: 1, zz: 2}},
      {"1..5//2", 1..5//2},
      {"nil", nil},
      {"\"abc\"", "abc"},
      {"MapSet", MapSet.new([1, 2, 3])},
      {"{1, 2}", {1, 2}},
      {"0", 0},
      {"[[1, 2], [3, 4]]", [[1, 2], [3, 4]]},
      {"[1 | 2]", [1 | 2]},
      {"3..1//-1", 3..1//-1},
      {"2.5", 2.5},
      {"Stream", Stream.map([1, 2, 3, 4], &(&1 + 1))},
      {"&is_integer/1", &is_integer/1},
      {":desc", :desc},
      {"[:a]", [:a]},
      {"[a: 1, a: 2]", [a: 1, a: 2]},
      {"%{}", %{}},
      {"{}", {}},
      {"<<1::3>>", <<1::3>>},
      {"1..0//1", 1..0//1},
      {"f0", fn -> 1 end},
      {"[{:a, 2}, {1, 2}, :x]", [{:a, 2}, {1, 2}, :x]},
      {"[nil, false, 1, 1.0]", [nil, false, 1, 1.0]},
      {"%{a: %{b: 1}}", %{a: %{b: 1}}}
    ]
  end

  # The values that a module is called with; those it is about come first.
  def values(module) when module in [Date, Time, NaiveDateTime, DateTime, Duration, Calendar] do
    [
      {"date", ~D[2024-02-29]},
      {"time", ~T[12:34:56.7]},
      {"naive", ~N[2024-02-29 12:34:56]},
      {"utc", ~U[2024-02-29 12:34:56Z]},
      {":second", :second},
      {"duration", Duration.new!(day: 1)} | values()
    ]
  end

  def values(_module), do: values()

  def arguments(_values, 0), do: [{"", []}]

  def arguments(values, arity) do
    counts = Enum.at([[32], [24, 32], [9, 9, 16], [6, 7, 6, 5]], arity - 1, [])
    combine(values, counts)
  end

  defp combine(_values, []), do: []
  defp combine(values, [count]), do: for({name, value} <- Enum.take(values, count), do: {name, [value]})

  defp combine(values, [count | rest]) do
    for {name, value} <- Enum.take(values, count), {names, more} <- combine(values, rest) do
      {name <> ", " <> names, [value | more]}
    end
  end

  # A lazy result is asked for its first elements.
  def show(Stream, %Stream{} = stream), do: "lazy " <> show(Enum.take(stream, 6))
  def show(Stream, fun) when is_function(fun, 2), do: "lazy " <> show(Enum.take(fun, 6))
  def show(_module, value), do: show(value)
  def show(value), do: inspect(value, limit: 200, width: 100_000)

  def call(module, function, args) do
    show(module, apply(module, function, args))
  rescue
    e -> "** (" <> inspect(e.__struct__) <> ") " <> Exception.message(e)
  catch
    kind, reason -> "** " <> inspect({kind, reason})
  end

  # A function of two arguments is an enumerable only by its type.
  def skip?(module, [fun | _]), do: module in [Enum, Stream, Keyword, Map, MapSet] and is_function(fun, 2)
  def skip?(_module, []), do: false

  def run(module, function, arity) do
    for {names, args} <- arguments(values(module), arity), not skip?(module, args) do
      result = inspect(call(module, function, args), printable_limit: :infinity)
      IO.write(["@", inspect(module), ".", Atom.to_string(function), "(", names, ") => ", result, "\n"])
    end
  end
end

random = [utc_now: 0, utc_now: 1, utc_now: 2, utc_today: 0, utc_today: 1, local_now: 0, local_now: 1]
random = random ++ [now: 1, now: 2, now!: 1, now!: 2, random: 1, shuffle: 1, take_random: 2, interval: 1, timer: 1, info: 1, info: 2]

for name <- System.argv(), module = Module.concat([name]) do
  for {function, arity} = fa <- module.__info__(:functions), fa not in random and fa != {:reduce_lazy, 3} and
        not String.starts_with?(Atom.to_string(function), "__") do
    Arguments.run(module, function, arity)
  end
end
