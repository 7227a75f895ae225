# Sets as maps whose values are []: version 2 of the representation, which is
# what sets:new/0 makes. Version 1 exists for old code only and is not made.
defmodule :sets do
  def new, do: %{}

  def new(version: 2), do: %{}
  def new([]), do: %{}

  def from_list(list), do: :maps.from_keys(list, [])

  def from_list(list, version: 2), do: :maps.from_keys(list, [])
  def from_list(list, []), do: :maps.from_keys(list, [])

  def is_set(%{} = set), do: :lists.all(&(&1 == []), :maps.values(set))
  def is_set(_), do: false

  def size(%{} = set), do: map_size(set)

  def is_empty(%{} = set), do: map_size(set) == 0

  def is_equal(%{} = set1, %{} = set2), do: set1 === set2

  def to_list(%{} = set), do: :maps.keys(set)

  def is_element(x, %{} = set), do: is_map_key(set, x)

  def add_element(x, %{} = set), do: :maps.put(x, [], set)

  def del_element(x, %{} = set), do: :maps.remove(x, set)

  def union(%{} = set1, %{} = set2), do: :maps.merge(set1, set2)

  def union([set]), do: set
  def union([set1, set2 | sets]), do: union([union(set1, set2) | sets])
  def union([]), do: %{}

  def intersection(%{} = set1, %{} = set2) when map_size(set1) > map_size(set2) do
    :maps.with(:maps.keys(set2), set1)
  end

  def intersection(%{} = set1, %{} = set2), do: :maps.with(:maps.keys(set1), set2)

  def intersection([set]), do: set
  def intersection([set1, set2 | sets]), do: intersection([intersection(set1, set2) | sets])

  def is_disjoint(%{} = set1, %{} = set2) when map_size(set1) > map_size(set2) do
    is_disjoint(set2, set1)
  end

  def is_disjoint(%{} = set1, %{} = set2) do
    not :lists.any(&is_map_key(set2, &1), :maps.keys(set1))
  end

  def subtract(%{} = set1, %{} = set2), do: :maps.without(:maps.keys(set2), set1)

  def is_subset(%{} = set1, %{} = set2) do
    map_size(set1) <= map_size(set2) and
      :lists.all(&is_map_key(set2, &1), :maps.keys(set1))
  end

  def fold(fun, acc, %{} = set) when is_function(fun, 2) do
    :lists.foldl(fun, acc, :maps.keys(set))
  end

  def filter(fun, %{} = set) when is_function(fun, 1) do
    from_list(:lists.filter(fun, :maps.keys(set)))
  end

  def map(fun, %{} = set) when is_function(fun, 1) do
    from_list(:lists.map(fun, :maps.keys(set)))
  end

  def filtermap(fun, %{} = set) when is_function(fun, 1) do
    from_list(:lists.filtermap(fun, :maps.keys(set)))
  end
end
