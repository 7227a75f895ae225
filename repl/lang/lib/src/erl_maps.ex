# The functions of maps that call a fun; the others are natives.
defmodule :maps do
  def map(fun, map) when is_function(fun, 2) and is_map(map) do
    :maps.from_list(for {key, value} <- :maps.to_list(map), do: {key, fun.(key, value)})
  end

  def map(fun, iterator) when is_function(fun, 2) do
    :maps.from_list(map_entries(fun, :maps.next(checked(fun, iterator))))
  end

  defp map_entries(_fun, :none), do: []

  defp map_entries(fun, {key, value, iterator}) do
    [{key, fun.(key, value)} | map_entries(fun, :maps.next(iterator))]
  end

  def fold(fun, acc, map) when is_function(fun, 3) and is_map(map) do
    fold_entries(fun, acc, :maps.to_list(map))
  end

  def fold(fun, acc, iterator) when is_function(fun, 3) do
    fold_iterator(fun, acc, :maps.next(checked(fun, iterator)))
  end

  defp fold_entries(fun, acc, [{key, value} | rest]) do
    fold_entries(fun, fun.(key, value, acc), rest)
  end

  defp fold_entries(_fun, acc, []), do: acc

  defp fold_iterator(_fun, acc, :none), do: acc

  defp fold_iterator(fun, acc, {key, value, iterator}) do
    fold_iterator(fun, fun.(key, value, acc), :maps.next(iterator))
  end

  def foreach(fun, map_or_iterator) when is_function(fun, 2) do
    fold(fn key, value, _ -> fun.(key, value) end, :ok, map_or_iterator)
    :ok
  end

  def filter(fun, map) when is_function(fun, 2) and is_map(map) do
    :maps.from_list(filter_entries(fun, :maps.to_list(map)))
  end

  def filter(fun, iterator) when is_function(fun, 2) do
    :maps.from_list(filter_entries(fun, entries(:maps.next(checked(fun, iterator)))))
  end

  defp filter_entries(fun, [{key, value} = entry | rest]) do
    case fun.(key, value) do
      true -> [entry | filter_entries(fun, rest)]
      false -> filter_entries(fun, rest)
    end
  end

  defp filter_entries(_fun, []), do: []

  def filtermap(fun, map) when is_function(fun, 2) and is_map(map) do
    :maps.from_list(filtermap_entries(fun, :maps.to_list(map)))
  end

  def filtermap(fun, iterator) when is_function(fun, 2) do
    :maps.from_list(filtermap_entries(fun, entries(:maps.next(checked(fun, iterator)))))
  end

  defp filtermap_entries(fun, [{key, value} = entry | rest]) do
    case fun.(key, value) do
      true -> [entry | filtermap_entries(fun, rest)]
      {true, new} -> [{key, new} | filtermap_entries(fun, rest)]
      false -> filtermap_entries(fun, rest)
    end
  end

  defp filtermap_entries(_fun, []), do: []

  defp entries(:none), do: []
  defp entries({key, value, iterator}), do: [{key, value} | entries(:maps.next(iterator))]

  defp checked(_fun, iterator) do
    case :maps.is_iterator_valid(iterator) do
      true -> iterator
      false -> :erlang.error({:badmap, iterator})
    end
  end

  def update_with(key, fun, map) when is_function(fun, 1) and is_map(map) do
    case map do
      %{^key => value} -> :maps.put(key, fun.(value), map)
      _ -> :erlang.error({:badkey, key}, [key, fun, map])
    end
  end

  def update_with(key, fun, map), do: :erlang.error(bad(map), [key, fun, map])

  def update_with(key, fun, init, map) when is_function(fun, 1) and is_map(map) do
    case map do
      %{^key => value} -> :maps.put(key, fun.(value), map)
      _ -> :maps.put(key, init, map)
    end
  end

  def update_with(key, fun, init, map), do: :erlang.error(bad(map), [key, fun, init, map])

  defp bad(map) when is_map(map), do: :badarg
  defp bad(other), do: {:badmap, other}

  def merge_with(fun, left, right) when is_function(fun, 3) and is_map(left) and is_map(right) do
    fold_entries(
      fn key, value, acc ->
        case acc do
          %{^key => old} -> :maps.put(key, fun.(key, old, value), acc)
          _ -> :maps.put(key, value, acc)
        end
      end,
      left,
      :maps.to_list(right)
    )
  end

  def merge_with(fun, left, right) when is_map(left) do
    :erlang.error(bad(right), [fun, left, right])
  end

  def merge_with(fun, left, right), do: :erlang.error({:badmap, left}, [fun, left, right])

  def intersect_with(fun, left, right)
      when is_function(fun, 3) and is_map(left) and is_map(right) do
    :maps.from_list(common(fun, :maps.to_list(left), right))
  end

  def intersect_with(fun, left, right) when is_map(left) do
    :erlang.error(bad(right), [fun, left, right])
  end

  def intersect_with(fun, left, right), do: :erlang.error({:badmap, left}, [fun, left, right])

  defp common(fun, [{key, value} | rest], right) do
    case right do
      %{^key => other} -> [{key, fun.(key, value, other)} | common(fun, rest, right)]
      _ -> common(fun, rest, right)
    end
  end

  defp common(_fun, [], _right), do: []

  def groups_from_list(fun, list) when is_function(fun, 1) and is_list(list) do
    groups_from_list(fun, fn x -> x end, list)
  end

  def groups_from_list(key_fun, value_fun, list)
      when is_function(key_fun, 1) and is_function(value_fun, 1) and is_list(list) do
    :lists.foldl(
      fn x, groups ->
        key = key_fun.(x)
        value = value_fun.(x)

        case groups do
          %{^key => values} -> :maps.put(key, [value | values], groups)
          _ -> :maps.put(key, [value], groups)
        end
      end,
      %{},
      :lists.reverse(list)
    )
  end

  def intersect(left, right), do: intersect_with(fn _key, _left, value -> value end, left, right)

  # An iterator is the list of the entries that are still to come.
  def iterator(map) when is_map(map), do: :maps.to_list(map)
  def iterator(other), do: :erlang.error({:badmap, other}, [other])

  def iterator(map, :undefined), do: iterator(map)

  def iterator(map, :ordered) when is_map(map), do: :lists.sort(:maps.to_list(map))

  def iterator(map, :reversed) when is_map(map) do
    :lists.reverse(:lists.sort(:maps.to_list(map)))
  end

  def iterator(map, order) when is_map(map) and is_function(order, 2) do
    :lists.sort(fn {a, _}, {b, _} -> order.(a, b) end, :maps.to_list(map))
  end

  def iterator(other, order), do: :erlang.error({:badmap, other}, [other, order])

  def next([{key, value} | rest]), do: {key, value, rest}
  def next([]), do: :none
  def next({_key, _value, _iterator} = entry), do: entry
  def next(:none), do: :none
  def next(other), do: :erlang.error(:badarg, [other])

  def is_iterator_valid([]), do: true
  def is_iterator_valid([{_key, _value} | _]), do: true
  def is_iterator_valid({_key, _value, rest}), do: is_iterator_valid(rest)
  def is_iterator_valid(:none), do: true
  def is_iterator_valid(_other), do: false
end
