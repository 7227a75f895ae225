# Arrays are opaque: {:array, size, fixed, default, entries}, entries being a
# map from each index that was set. The tree of OTP's arrays is not imitated.
defmodule :array do
  defguardp is_index(i) when is_integer(i) and i >= 0

  def new, do: new([])

  def new(options), do: options(options, 0, false)

  def new(size, options) when is_index(size), do: options(options, size, true)
  def new(_size, _options), do: :erlang.error(:badarg)

  defp options(options, size, fixed) when is_list(options) do
    make(options, size, fixed, :undefined)
  end

  defp options(option, size, fixed), do: make([option], size, fixed, :undefined)

  defp make([:fixed | rest], size, _, default), do: make(rest, size, true, default)

  defp make([{:fixed, fixed} | rest], size, _, default) when is_boolean(fixed) do
    make(rest, size, fixed, default)
  end

  defp make([{:default, default} | rest], size, fixed, _), do: make(rest, size, fixed, default)

  defp make([{:size, size} | rest], _, _, default) when is_index(size) do
    make(rest, size, true, default)
  end

  defp make([size | rest], _, _, default) when is_index(size), do: make(rest, size, true, default)
  defp make([], size, fixed, default), do: {:array, size, fixed, default, %{}}
  defp make(_, _, _, _), do: :erlang.error(:badarg)

  def is_array({:array, size, fixed, _, %{}}) when is_integer(size) and is_boolean(fixed), do: true
  def is_array(_), do: false

  def size({:array, size, _, _, _}), do: size
  def size(_), do: :erlang.error(:badarg)

  def default({:array, _, _, default, _}), do: default
  def default(_), do: :erlang.error(:badarg)

  def fix({:array, size, _, default, entries}), do: {:array, size, true, default, entries}

  def is_fix({:array, _, fixed, _, _}), do: fixed

  def relax({:array, size, _, default, entries}), do: {:array, size, false, default, entries}

  def resize(array), do: resize(sparse_size(array), array)

  def resize(size, {:array, old, fixed, default, entries}) when is_index(size) do
    entries = if size < old, do: :maps.filter(fn i, _ -> i < size end, entries), else: entries
    {:array, size, fixed, default, entries}
  end

  def resize(_size, _array), do: :erlang.error(:badarg)

  def set(i, value, {:array, size, fixed, default, entries})
      when is_index(i) and (i < size or not fixed) do
    {:array, max(size, i + 1), fixed, default, :maps.put(i, value, entries)}
  end

  def set(_i, _value, _array), do: :erlang.error(:badarg)

  def get(i, {:array, size, fixed, default, entries}) when is_index(i) and (i < size or not fixed) do
    :maps.get(i, entries, default)
  end

  def get(_i, _array), do: :erlang.error(:badarg)

  def reset(i, {:array, size, fixed, default, entries}) when is_index(i) and (i < size or not fixed) do
    {:array, size, fixed, default, :maps.remove(i, entries)}
  end

  def reset(_i, _array), do: :erlang.error(:badarg)

  def to_list(array), do: for({_, value} <- to_orddict(array), do: value)

  def sparse_to_list(array), do: for({_, value} <- sparse_to_orddict(array), do: value)

  def from_list(list), do: from_list(list, :undefined)

  def from_list(list, default) when is_list(list) do
    {:array, length(list), false, default, :maps.from_list(indexed(list, 0))}
  end

  def from_list(_list, _default), do: :erlang.error(:badarg)

  defp indexed([x | rest], i), do: [{i, x} | indexed(rest, i + 1)]
  defp indexed([], _i), do: []

  def to_orddict({:array, size, _, default, entries}) do
    for i <- :lists.seq(0, size - 1), do: {i, :maps.get(i, entries, default)}
  end

  def to_orddict(_), do: :erlang.error(:badarg)

  def sparse_to_orddict({:array, _, _, default, _} = array) do
    for {_, value} = pair <- to_orddict(array), value !== default, do: pair
  end

  def sparse_to_orddict(_), do: :erlang.error(:badarg)

  def sparse_size(array) do
    case :lists.reverse(sparse_to_orddict(array)) do
      [{i, _} | _] -> i + 1
      [] -> 0
    end
  end

  def from_orddict(pairs), do: from_orddict(pairs, :undefined)

  def from_orddict(pairs, default) when is_list(pairs) do
    {:array, next_index(pairs, 0), false, default, :maps.from_list(pairs)}
  end

  def from_orddict(_pairs, _default), do: :erlang.error(:badarg)

  defp next_index([{i, _} | rest], from) when is_integer(i) and i >= from do
    next_index(rest, i + 1)
  end

  defp next_index([], size), do: size
  defp next_index(_, _), do: :erlang.error(:badarg)

  def from(fun, state), do: from(fun, state, :undefined)

  def from(fun, state, default) when is_function(fun, 1) do
    from_list(produced(fun, fun.(state)), default)
  end

  def from(_fun, _state, _default), do: :erlang.error(:badarg)

  defp produced(fun, {value, state}), do: [value | produced(fun, fun.(state))]
  defp produced(_fun, :done), do: []
  defp produced(_fun, _other), do: :erlang.error(:badarg)

  def append(value, {:array, size, fixed, default, entries}) do
    {:array, size + 1, fixed, default, :maps.put(size, value, entries)}
  end

  def append(_value, _array), do: :erlang.error(:badarg)

  def prepend(value, array) do
    {:array, size, fixed, default, entries} = shift(-1, array)
    {:array, size, fixed, default, :maps.put(0, value, entries)}
  end

  def shift(steps, {:array, size, fixed, default, entries})
      when is_integer(steps) and steps <= size do
    moved = for {i, value} <- :maps.to_list(entries), i >= steps, do: {i - steps, value}
    {:array, size - steps, fixed, default, :maps.from_list(moved)}
  end

  def shift(_steps, _array), do: :erlang.error(:badarg)

  def slice(i, length, {:array, size, _, _, _} = array)
      when is_index(i) and is_index(length) and i + length <= size do
    resize(length, shift(i, array))
  end

  def slice(_i, _length, _array), do: :erlang.error(:badarg)

  def concat([array | arrays]), do: :lists.foldl(&concat(&2, &1), array, arrays)
  def concat(_), do: :erlang.error(:badarg)

  def concat({:array, size1, fixed, default, entries}, {:array, size2, _, _, _} = array2) do
    moved = for {i, value} <- to_orddict(array2), do: {size1 + i, value}
    {:array, size1 + size2, fixed, default, :maps.merge(entries, :maps.from_list(moved))}
  end

  def concat(_, _), do: :erlang.error(:badarg)

  def upgrade({:array, _, _, _, _} = array), do: array

  # Folding: over all entries or those that differ from the default, in either
  # direction, within bounds or not.
  def foldl(fun, acc, array), do: fold(fun, acc, to_orddict(array))

  def foldl(low, high, fun, acc, array), do: fold(fun, acc, between(low, high, array, false))

  def foldr(fun, acc, array), do: fold(fun, acc, :lists.reverse(to_orddict(array)))

  def foldr(low, high, fun, acc, array) do
    fold(fun, acc, :lists.reverse(between(low, high, array, false)))
  end

  def sparse_foldl(fun, acc, array), do: fold(fun, acc, sparse_to_orddict(array))

  def sparse_foldl(low, high, fun, acc, array) do
    fold(fun, acc, between(low, high, array, true))
  end

  def sparse_foldr(fun, acc, array), do: fold(fun, acc, :lists.reverse(sparse_to_orddict(array)))

  def sparse_foldr(low, high, fun, acc, array) do
    fold(fun, acc, :lists.reverse(between(low, high, array, true)))
  end

  defp fold(fun, acc, pairs) when is_function(fun, 3) do
    :lists.foldl(fn {i, value}, acc -> fun.(i, value, acc) end, acc, pairs)
  end

  defp fold(_fun, _acc, _pairs), do: :erlang.error(:badarg)

  defp between(low, high, {:array, size, _, default, entries}, sparse?)
       when is_index(low) and is_integer(high) and high < size do
    for i <- if(low > high, do: [], else: :lists.seq(low, high)),
        value = {:maps.get(i, entries, default)},
        not sparse? or value !== {default} do
      {i, elem(value, 0)}
    end
  end

  defp between(_low, _high, _array, _sparse?), do: :erlang.error(:badarg)

  def map(fun, array), do: mapped(fun, to_orddict(array), array)

  def sparse_map(fun, array), do: mapped(fun, sparse_to_orddict(array), array)

  defp mapped(fun, pairs, array) when is_function(fun, 2) do
    put_all(for({i, value} <- pairs, do: {i, fun.(i, value)}), array)
  end

  defp mapped(_fun, _pairs, _array), do: :erlang.error(:badarg)

  defp put_all(pairs, {:array, size, fixed, default, entries}) do
    {:array, size, fixed, default, :maps.merge(entries, :maps.from_list(pairs))}
  end

  def mapfoldl(fun, acc, array), do: mapfold(fun, acc, to_orddict(array), array)

  def mapfoldl(low, high, fun, acc, array) do
    mapfold(fun, acc, between(low, high, array, false), array)
  end

  def mapfoldr(fun, acc, array), do: mapfold(fun, acc, :lists.reverse(to_orddict(array)), array)

  def mapfoldr(low, high, fun, acc, array) do
    mapfold(fun, acc, :lists.reverse(between(low, high, array, false)), array)
  end

  def sparse_mapfoldl(fun, acc, array), do: mapfold(fun, acc, sparse_to_orddict(array), array)

  def sparse_mapfoldl(low, high, fun, acc, array) do
    mapfold(fun, acc, between(low, high, array, true), array)
  end

  def sparse_mapfoldr(fun, acc, array) do
    mapfold(fun, acc, :lists.reverse(sparse_to_orddict(array)), array)
  end

  def sparse_mapfoldr(low, high, fun, acc, array) do
    mapfold(fun, acc, :lists.reverse(between(low, high, array, true)), array)
  end

  defp mapfold(fun, acc, pairs, array) when is_function(fun, 3) do
    {pairs, acc} =
      :lists.mapfoldl(
        fn {i, value}, acc ->
          {value, acc} = fun.(i, value, acc)
          {{i, value}, acc}
        end,
        acc,
        pairs
      )

    {put_all(pairs, array), acc}
  end

  defp mapfold(_fun, _acc, _pairs, _array), do: :erlang.error(:badarg)
end
