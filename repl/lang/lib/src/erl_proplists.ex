# An entry is an atom, short for {atom, true}, or a tuple whose first element is
# the key. Anything else in the list is passed over.
defmodule :proplists do
  defguardp is_entry(p, key)
            when (is_atom(p) and p === key) or
                   (is_tuple(p) and tuple_size(p) >= 1 and elem(p, 0) === key)

  def property({key, true}) when is_atom(key), do: key
  def property(property), do: property

  def property(key, true) when is_atom(key), do: key
  def property(key, value), do: {key, value}

  def unfold([p | rest]) when is_atom(p), do: [{p, true} | unfold(rest)]
  def unfold([p | rest]), do: [p | unfold(rest)]
  def unfold([]), do: []

  def compact(list), do: :lists.map(&property/1, list)

  def lookup(key, [p | _]) when is_entry(p, key), do: full(p)
  def lookup(key, [_ | rest]), do: lookup(key, rest)
  def lookup(_key, []), do: :none

  def lookup_all(key, [p | rest]) when is_entry(p, key), do: [full(p) | lookup_all(key, rest)]
  def lookup_all(key, [_ | rest]), do: lookup_all(key, rest)
  def lookup_all(_key, []), do: []

  defp full(p) when is_atom(p), do: {p, true}
  defp full(p), do: p

  def is_defined(key, [p | _]) when is_entry(p, key), do: true
  def is_defined(key, [_ | rest]), do: is_defined(key, rest)
  def is_defined(_key, []), do: false

  def get_value(key, list), do: get_value(key, list, :undefined)

  def get_value(key, [p | _], default) when is_entry(p, key) do
    case full(p) do
      {_, value} -> value
      _ -> default
    end
  end

  def get_value(key, [_ | rest], default), do: get_value(key, rest, default)
  def get_value(_key, [], default), do: default

  def get_all_values(key, list), do: for({_, value} <- lookup_all(key, list), do: value)

  def append_values(key, list) do
    :lists.append(
      for {_, value} <- lookup_all(key, list) do
        if is_list(value), do: value, else: [value]
      end
    )
  end

  def get_bool(key, list), do: get_value(key, list, false) === true

  def get_keys(list), do: :maps.keys(keys(list, %{}))

  defp keys([p | rest], seen) when is_atom(p), do: keys(rest, :maps.put(p, [], seen))

  defp keys([p | rest], seen) when is_tuple(p) and tuple_size(p) >= 1 do
    keys(rest, :maps.put(elem(p, 0), [], seen))
  end

  defp keys([_ | rest], seen), do: keys(rest, seen)
  defp keys([], seen), do: seen

  def delete(key, [p | rest]) when is_entry(p, key), do: delete(key, rest)
  def delete(key, [p | rest]), do: [p | delete(key, rest)]
  def delete(_key, []), do: []

  def substitute_aliases(aliases, list) do
    :lists.map(
      fn p ->
        case replacement(aliases, p) do
          {:ok, key} when is_atom(p) -> property(key, true)
          {:ok, key} -> property(:erlang.setelement(1, p, key))
          :none -> p
        end
      end,
      list
    )
  end

  def substitute_negations(negations, list) do
    :lists.map(
      fn p ->
        case replacement(negations, p) do
          {:ok, key} -> property(key, not negative(full(p)))
          :none -> p
        end
      end,
      list
    )
  end

  # Anything that is not true counts as false, as in get_bool/2.
  defp negative({_, value}), do: value === true
  defp negative(_), do: false

  defp replacement([{key, new} | _], p) when is_entry(p, key), do: {:ok, new}
  defp replacement([_ | rest], p), do: replacement(rest, p)
  defp replacement([], _p), do: :none

  def expand(expansions, list) when is_list(list) do
    expansions = for {p, expansion} <- expansions, do: {property(p), expansion}
    flatten(expand_all(first_of_runs(expansions), list))
  end

  defp first_of_runs([{p, _}, {p, _} | rest] = list), do: first_of_runs([hd(list) | rest])
  defp first_of_runs([pair | rest]), do: [pair | first_of_runs(rest)]
  defp first_of_runs([]), do: []

  defp expand_all([{p, expansion} | rest], list), do: expand_all(rest, expand_one(p, expansion, list))
  defp expand_all([], list), do: list

  defp expand_one(p, expansion, list) when is_atom(p), do: expand_at(p, p, expansion, list)

  defp expand_one(p, expansion, list) when is_tuple(p) and tuple_size(p) >= 1 do
    expand_at(elem(p, 0), p, expansion, list)
  end

  defp expand_one(_p, _expansion, list), do: list

  # Only the first entry of the key counts; one that differs is kept.
  defp expand_at(key, p, expansion, [entry | rest]) when is_entry(entry, key) do
    if p === property(entry), do: [expansion | delete(key, rest)], else: [property(entry) | rest]
  end

  defp expand_at(key, p, expansion, [entry | rest]) do
    [entry | expand_at(key, p, expansion, rest)]
  end

  defp expand_at(_key, _p, _expansion, []), do: []

  defp flatten([list | rest]) when is_list(list), do: list ++ flatten(rest)
  defp flatten([p | rest]), do: [p | flatten(rest)]
  defp flatten([]), do: []

  def normalize(list, stages), do: compact(stages(list, stages))

  defp stages(list, [{:aliases, aliases} | rest]), do: stages(substitute_aliases(aliases, list), rest)
  defp stages(list, [{:expand, expansions} | rest]), do: stages(expand(expansions, list), rest)

  defp stages(list, [{:negations, negations} | rest]) do
    stages(substitute_negations(negations, list), rest)
  end

  defp stages(list, []), do: list

  def split(list, keys) do
    {store, rest} = split(list, :maps.from_keys(keys, []), [])
    {for(key <- keys, do: :lists.reverse(:maps.get(key, store))), :lists.reverse(rest)}
  end

  defp split([p | list], store, rest) do
    key =
      cond do
        is_atom(p) -> {:key, p}
        is_tuple(p) and tuple_size(p) >= 1 -> {:key, elem(p, 0)}
        true -> :none
      end

    case key do
      {:key, key} when is_map_key(store, key) ->
        split(list, :maps.update(key, [p | :maps.get(key, store)], store), rest)

      _ ->
        split(list, store, [p | rest])
    end
  end

  defp split([], store, rest), do: {store, rest}

  def to_map(list) do
    :lists.foldr(
      fn
        {key, value}, map -> :maps.put(key, value, map)
        p, map when is_tuple(p) and tuple_size(p) >= 1 -> :maps.remove(elem(p, 0), map)
        p, map when is_atom(p) -> :maps.put(p, true, map)
        _, map -> map
      end,
      %{},
      list
    )
  end

  def to_map(list, stages), do: to_map(stages(list, stages))

  def from_map(map), do: :maps.to_list(map)
end
