# Sets as sorted lists; elements are the same if they compare equal.
defmodule :ordsets do
  def new, do: []

  def is_set([x | rest]), do: ascending?(x, rest)
  def is_set([]), do: true
  def is_set(_), do: false

  defp ascending?(x, [y | rest]) when x < y, do: ascending?(y, rest)
  defp ascending?(_x, []), do: true
  defp ascending?(_x, _), do: false

  def size(set), do: length(set)

  def is_empty(set), do: set == []

  def is_equal(set1, set2) when is_list(set1) and is_list(set2), do: set1 == set2

  def to_list(set), do: set

  def from_list(list), do: :lists.usort(list)

  def is_element(x, [y | rest]) when x > y, do: is_element(x, rest)
  def is_element(x, [y | _]) when x < y, do: false
  def is_element(_x, [_ | _]), do: true
  def is_element(_x, []), do: false

  def add_element(x, [y | rest]) when x > y, do: [y | add_element(x, rest)]
  def add_element(x, [y | _] = set) when x < y, do: [x | set]
  def add_element(_x, [_ | _] = set), do: set
  def add_element(x, []), do: [x]

  def del_element(x, [y | rest]) when x > y, do: [y | del_element(x, rest)]
  def del_element(x, [y | _] = set) when x < y, do: set
  def del_element(_x, [_ | rest]), do: rest
  def del_element(_x, []), do: []

  def union([x | xs], [y | _] = ys) when x < y, do: [x | union(xs, ys)]
  def union([x | _] = xs, [y | ys]) when x > y, do: [y | union(xs, ys)]
  def union([_ | xs], [y | ys]), do: [y | union(xs, ys)]
  def union([], ys), do: ys
  def union(xs, []), do: xs

  def union(sets), do: :lists.umerge(sets)

  def intersection([x | xs], [y | _] = ys) when x < y, do: intersection(xs, ys)
  def intersection([x | _] = xs, [y | ys]) when x > y, do: intersection(xs, ys)
  def intersection([_ | xs], [y | ys]), do: [y | intersection(xs, ys)]
  def intersection([], _ys), do: []
  def intersection(_xs, []), do: []

  def intersection([set | sets]), do: :lists.foldl(&intersection(&2, &1), set, sets)

  def is_disjoint([x | xs], [y | _] = ys) when x < y, do: is_disjoint(xs, ys)
  def is_disjoint([x | _] = xs, [y | ys]) when x > y, do: is_disjoint(xs, ys)
  def is_disjoint([_ | _], [_ | _]), do: false
  def is_disjoint([], _ys), do: true
  def is_disjoint(_xs, []), do: true

  def subtract([x | xs], [y | _] = ys) when x < y, do: [x | subtract(xs, ys)]
  def subtract([x | _] = xs, [y | ys]) when x > y, do: subtract(xs, ys)
  def subtract([_ | xs], [_ | ys]), do: subtract(xs, ys)
  def subtract([], _ys), do: []
  def subtract(xs, []), do: xs

  def is_subset([x | _], [y | _]) when x < y, do: false
  def is_subset([x | _] = xs, [y | ys]) when x > y, do: is_subset(xs, ys)
  def is_subset([_ | xs], [_ | ys]), do: is_subset(xs, ys)
  def is_subset([], _ys), do: true
  def is_subset(_xs, []), do: false

  def fold(fun, acc, set), do: :lists.foldl(fun, acc, set)

  def filter(fun, set), do: :lists.filter(fun, set)

  def map(fun, set), do: from_list(:lists.map(fun, set))

  def filtermap(fun, set), do: from_list(:lists.filtermap(fun, set))
end
