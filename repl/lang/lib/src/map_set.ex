defmodule MapSet do
  defstruct map: %{}

  def new, do: %MapSet{}

  def new(enumerable)
  def new(%{__struct__: MapSet} = set), do: set
  def new(enumerable), do: from_list(Enum.to_list(enumerable))

  def new(enumerable, transform) when is_function(transform, 1) do
    enumerable |> Enum.map(transform) |> from_list()
  end

  defp from_list(list), do: %MapSet{map: :maps.from_keys(list, [])}

  def delete(%MapSet{map: map} = set, value), do: %{set | map: :maps.remove(value, map)}

  def difference(%MapSet{map: map1} = set, %MapSet{map: map2}) do
    map =
      case map_size(map1) < 2 * map_size(map2) do
        true -> :maps.from_keys(missing(:maps.keys(map1), map2), [])
        false -> :maps.without(:maps.keys(map2), map1)
      end

    %{set | map: map}
  end

  defp missing([key | rest], map) do
    case map do
      %{^key => _} -> missing(rest, map)
      _ -> [key | missing(rest, map)]
    end
  end

  defp missing([], _map), do: []

  def symmetric_difference(%MapSet{} = set1, %MapSet{} = set2) do
    union(difference(set1, set2), difference(set2, set1))
  end

  def disjoint?(%MapSet{map: map1}, %MapSet{map: map2}) do
    case map_size(map1) <= map_size(map2) do
      true -> none_in?(:maps.keys(map1), map2)
      false -> none_in?(:maps.keys(map2), map1)
    end
  end

  defp none_in?([key | rest], map), do: not is_map_key(map, key) and none_in?(rest, map)
  defp none_in?([], _map), do: true

  def equal?(%MapSet{map: map1}, %MapSet{map: map2}), do: map1 === map2

  def intersection(%MapSet{map: map1} = set, %MapSet{map: map2}) do
    case map_size(map1) <= map_size(map2) do
      true -> %{set | map: :maps.with(:maps.keys(map1), map2)}
      false -> %{set | map: :maps.with(:maps.keys(map2), map1)}
    end
  end

  def member?(%MapSet{map: map}, value), do: is_map_key(map, value)

  def put(%MapSet{map: map} = set, value), do: %{set | map: :maps.put(value, [], map)}

  def size(%MapSet{map: map}), do: map_size(map)

  def subset?(%MapSet{map: map1}, %MapSet{map: map2}) do
    map_size(map1) <= map_size(map2) and all_in?(:maps.keys(map1), map2)
  end

  defp all_in?([key | rest], map), do: is_map_key(map, key) and all_in?(rest, map)
  defp all_in?([], _map), do: true

  def to_list(%MapSet{map: map}), do: :maps.keys(map)

  def union(%MapSet{map: map1} = set, %MapSet{map: map2}) do
    %{set | map: :maps.merge(map1, map2)}
  end

  def filter(%MapSet{map: map} = set, fun) when is_function(fun) do
    %{set | map: :maps.from_keys(Enum.filter(:maps.keys(map), fun), [])}
  end

  def reject(%MapSet{map: map} = set, fun) when is_function(fun) do
    %{set | map: :maps.from_keys(Enum.reject(:maps.keys(map), fun), [])}
  end

  def split_with(%MapSet{map: map}, fun) when is_function(fun, 1) do
    {yes, no} = Enum.split_with(:maps.keys(map), fun)
    {from_list(yes), from_list(no)}
  end
end
