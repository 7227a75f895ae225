# Lists come first everywhere: they are walked by small recursive functions.
# Ranges and maps follow where it pays; everything else is reduced through the
# Enumerable protocol.
defmodule Enum do
  # The accumulator with which a reduction ended or was stopped. A macro, for
  # stack traces to show who reduces.
  defmacrop reduce_until(enumerable, acc, fun) do
    quote do
      unquote(enumerable) |> Enumerable.reduce({:cont, unquote(acc)}, unquote(fun)) |> elem(1)
    end
  end

  import Kernel, except: [max: 2, min: 2]

  def all?(enumerable) when is_list(enumerable), do: all_list(enumerable)

  def all?(enumerable) do
    reduce_until(enumerable, true, fn x, _ -> if x, do: {:cont, true}, else: {:halt, false} end)
  end

  def all?(enumerable, fun) when is_list(enumerable), do: all_list(enumerable, fun)

  def all?(enumerable, fun) do
    reduce_until(enumerable, true, fn x, _ ->
      if fun.(x), do: {:cont, true}, else: {:halt, false}
    end)
  end

  defp all_list([x | rest]), do: if(x, do: all_list(rest), else: false)
  defp all_list([]), do: true

  defp all_list([x | rest], fun), do: if(fun.(x), do: all_list(rest, fun), else: false)
  defp all_list([], _fun), do: true

  def any?(enumerable) when is_list(enumerable), do: any_list(enumerable)

  def any?(enumerable) do
    reduce_until(enumerable, false, fn x, _ -> if x, do: {:halt, true}, else: {:cont, false} end)
  end

  def any?(enumerable, fun) when is_list(enumerable), do: any_list(enumerable, fun)

  def any?(enumerable, fun) do
    reduce_until(enumerable, false, fn x, _ ->
      if fun.(x), do: {:halt, true}, else: {:cont, false}
    end)
  end

  defp any_list([x | rest]), do: if(x, do: true, else: any_list(rest))
  defp any_list([]), do: false

  defp any_list([x | rest], fun), do: if(fun.(x), do: true, else: any_list(rest, fun))
  defp any_list([], _fun), do: false

  def at(enumerable, index, default \\ nil) when is_integer(index) do
    case slice_one(enumerable, index) do
      {:ok, value} -> value
      :error -> default
    end
  end

  def fetch(enumerable, index) when is_integer(index), do: slice_one(enumerable, index)

  def fetch!(enumerable, index) when is_integer(index) do
    case slice_one(enumerable, index) do
      {:ok, value} -> value
      :error -> raise Enum.OutOfBoundsError, index: index, enumerable: enumerable
    end
  end

  defp slice_one([head | _], 0), do: {:ok, head}
  defp slice_one([], _index), do: :error
  defp slice_one([_ | tail], index) when index > 0, do: slice_one(tail, index - 1)
  defp slice_one(list, index) when is_list(list), do: nth_last(list, index)

  defp slice_one(enumerable, index) do
    case Enumerable.slice(enumerable) do
      {:ok, size, slicing} ->
        index = if index < 0, do: size + index, else: index

        cond do
          index < 0 or index >= size ->
            :error

          is_function(slicing, 1) ->
            {:ok, :lists.nth(index + 1, slicing.(enumerable))}

          true ->
            [value] = slicing3(slicing, enumerable).(index, 1, 1)
            {:ok, value}
        end

      {:error, _module} when index >= 0 ->
        found =
          reduce_until(enumerable, {:not_found, 0}, fn
            x, {_, ^index} -> {:halt, {:found, x}}
            _x, {_, count} -> {:cont, {:not_found, count + 1}}
          end)

        case found do
          {:found, value} -> {:ok, value}
          {:not_found, _} -> :error
        end

      {:error, _module} ->
        nth_last(to_list(enumerable), index)
    end
  end

  defp nth_last(list, index) do
    case length(list) + index do
      position when position >= 0 -> {:ok, :lists.nth(position + 1, list)}
      _ -> :error
    end
  end

  # A slicing function of start, count and step, from whatever Enumerable.slice/1
  # gave.
  defp slicing3(slicing, _enumerable) when is_function(slicing, 3), do: slicing

  defp slicing3(slicing, _enumerable) when is_function(slicing, 2) do
    fn start, count, step -> every_nth(slicing.(start, count * step), step) end
  end

  defp slicing3(slicing, enumerable) when is_function(slicing, 1) do
    fn start, count, step ->
      enumerable |> slicing.() |> drop_list(start) |> take_step(count, step)
    end
  end

  defp every_nth(list, 1), do: list
  defp every_nth(list, step), do: take_every_list(list, step, 0)

  defp take_step(_list, 0, _step), do: []
  defp take_step([], _count, _step), do: []

  defp take_step([head | tail], count, step) do
    [head | take_step(drop_list(tail, step - 1), count - 1, step)]
  end

  def chunk_by(enumerable, fun) do
    chunk_while(
      enumerable,
      nil,
      fn
        x, nil ->
          {:cont, {[x], fun.(x)}}

        x, {acc, value} ->
          case fun.(x) do
            ^value -> {:cont, {[x | acc], value}}
            new -> {:cont, :lists.reverse(acc), {[x], new}}
          end
      end,
      fn
        nil -> {:cont, nil}
        {acc, _value} -> {:cont, :lists.reverse(acc), nil}
      end
    )
  end

  def chunk_every(enumerable, count), do: chunk_every(enumerable, count, count, [])

  def chunk_every(enumerable, count, step, leftover \\ [])
      when is_integer(count) and count > 0 and is_integer(step) and step > 0 do
    {chunks, state} = reduce(enumerable, {[], {[], 0, 0}}, &chunk_step(&1, &2, count, step))
    chunks |> chunk_last(state, count, leftover) |> :lists.reverse()
  end

  # The state holds the chunk so far (reversed), its length and how many elements
  # are to be skipped before it.
  defp chunk_step(_x, {chunks, {[], 0, skip}}, _count, _step) when skip > 0 do
    {chunks, {[], 0, skip - 1}}
  end

  defp chunk_step(x, {chunks, {acc, size, 0}}, count, step) do
    if size + 1 == count do
      chunk = :lists.reverse(acc, [x])

      cond do
        step >= count -> {[{:full, chunk} | chunks], {[], 0, step - count}}
        true -> {[{:full, chunk} | chunks], {take_list([x | acc], count - step), count - step, 0}}
      end
    else
      {chunks, {[x | acc], size + 1, 0}}
    end
  end

  defp chunk_last(chunks, {[], _, _}, _count, _leftover), do: unwrap(chunks)
  defp chunk_last(chunks, _state, _count, :discard), do: unwrap(chunks)

  defp chunk_last(chunks, {acc, size, _}, count, leftover) do
    [:lists.reverse(acc, take(leftover, count - size)) | unwrap(chunks)]
  end

  defp unwrap([{:full, chunk} | rest]), do: [chunk | unwrap(rest)]
  defp unwrap([]), do: []

  def chunk_while(enumerable, acc, chunk_fun, after_fun) do
    {chunks, acc} =
      reduce_until(enumerable, {[], acc}, fn x, {chunks, acc} ->
        case chunk_fun.(x, acc) do
          {:cont, chunk, acc} -> {:cont, {[chunk | chunks], acc}}
          {:cont, acc} -> {:cont, {chunks, acc}}
          {:halt, acc} -> {:halt, {chunks, acc}}
        end
      end)

    case after_fun.(acc) do
      {:cont, _acc} -> :lists.reverse(chunks)
      {:cont, chunk, _acc} -> :lists.reverse([chunk | chunks])
    end
  end

  def concat(enumerables), do: flat_map(enumerables, fn x -> x end)

  def concat(left, right) when is_list(left) and is_list(right), do: left ++ right
  def concat(left, right), do: to_list(left) ++ to_list(right)

  def count(enumerable) when is_list(enumerable), do: length(enumerable)
  def count(first..last//step), do: Range.size(first..last//step)

  def count(enumerable) do
    case Enumerable.count(enumerable) do
      {:ok, count} -> count
      {:error, _} -> reduce(enumerable, 0, fn _, count -> count + 1 end)
    end
  end

  def count(enumerable, fun) do
    reduce(enumerable, 0, fn x, count -> if fun.(x), do: count + 1, else: count end)
  end

  def count_until(enumerable, limit) when is_integer(limit) and limit > 0 do
    case enumerable do
      list when is_list(list) ->
        count_list_until(list, 0, limit)

      _ ->
        case Enumerable.count(enumerable) do
          {:ok, count} ->
            Kernel.min(count, limit)

          {:error, _} ->
            count_stepping(enumerable, limit, fn _ -> true end)
        end
    end
  end

  def count_until(_enumerable, limit) when is_integer(limit), do: bad_limit(limit)

  def count_until(enumerable, fun, limit) when is_integer(limit) and limit > 0 do
    count_stepping(enumerable, limit, fun)
  end

  def count_until(_enumerable, _fun, limit) when is_integer(limit), do: bad_limit(limit)

  defp bad_limit(limit) do
    raise ArgumentError, "expected limit to be greater than 0, got: #{inspect(limit)}"
  end

  defp count_list_until([_ | rest], count, limit) when count < limit do
    count_list_until(rest, count + 1, limit)
  end

  defp count_list_until(_list, count, _limit), do: count

  defp count_stepping(enumerable, limit, fun) do
    reduce_until(enumerable, 0, fn x, count ->
      cond do
        !fun.(x) -> {:cont, count}
        count + 1 == limit -> {:halt, limit}
        true -> {:cont, count + 1}
      end
    end)
  end

  # What a reduction kept, in order.
  defp kept({kept, _state}), do: :lists.reverse(kept)

  def dedup(enumerable) when is_list(enumerable), do: dedup_list(enumerable)

  def dedup(enumerable), do: enumerable |> to_list() |> dedup_list()

  defp dedup_list([x | [y | _] = rest]) when x === y, do: dedup_list(rest)
  defp dedup_list([x | rest]), do: [x | dedup_list(rest)]
  defp dedup_list([]), do: []

  def dedup_by(enumerable, fun) do
    enumerable
    |> reduce({[], []}, fn x, {kept, last} ->
      key = fun.(x)
      if last === [key], do: {kept, last}, else: {[x | kept], [key]}
    end)
    |> kept()
  end

  def drop(enumerable, amount) when is_list(enumerable) and is_integer(amount) and amount >= 0 do
    drop_list(enumerable, amount)
  end

  def drop(enumerable, 0), do: to_list(enumerable)

  def drop(enumerable, amount) when is_integer(amount) and amount > 0 do
    case Enumerable.slice(enumerable) do
      {:ok, size, slicing} when amount < size ->
        slicing3(slicing, enumerable).(amount, size - amount, 1)

      {:ok, _size, _slicing} ->
        []

      {:error, _} ->
        enumerable
        |> reduce({[], amount}, fn
          _x, {kept, left} when left > 0 -> {kept, left - 1}
          x, {kept, 0} -> {[x | kept], 0}
        end)
        |> kept()
    end
  end

  def drop(enumerable, amount) when is_integer(amount) and amount < 0 do
    list = to_list(enumerable)
    take_list(list, Kernel.max(0, length(list) + amount))
  end

  defp drop_list(list, 0), do: list
  defp drop_list([_ | tail], amount), do: drop_list(tail, amount - 1)
  defp drop_list([], _amount), do: []

  def drop_every(enumerable, nth)

  def drop_every(_enumerable, 1), do: []
  def drop_every(enumerable, 0), do: to_list(enumerable)
  def drop_every([], nth) when is_integer(nth), do: []

  def drop_every(enumerable, nth) when is_integer(nth) and nth > 1 do
    drop_every_list(to_list(enumerable), nth, 0)
  end

  defp drop_every_list([], _nth, _position), do: []
  defp drop_every_list([_ | rest], nth, 0), do: drop_every_list(rest, nth, nth - 1)
  defp drop_every_list([x | rest], nth, left), do: [x | drop_every_list(rest, nth, left - 1)]

  def drop_while(enumerable, fun) when is_list(enumerable), do: drop_while_list(enumerable, fun)

  def drop_while(enumerable, fun) do
    enumerable
    |> reduce({[], true}, fn
      x, {kept, false} -> {[x | kept], false}
      x, {[], true} -> if fun.(x), do: {[], true}, else: {[x], false}
    end)
    |> kept()
  end

  defp drop_while_list([x | rest] = list, fun) do
    if fun.(x), do: drop_while_list(rest, fun), else: list
  end

  defp drop_while_list([], _fun), do: []

  def each(enumerable, fun) when is_list(enumerable) do
    unquote(:"-each/2-lists^foreach/1-0-")(enumerable, fun)
  end

  def each(first..last//step, fun), do: each_range(first, last, step, fun)

  def each(enumerable, fun) do
    reduce(enumerable, nil, fn x, _ ->
      fun.(x)
      nil
    end)

    :ok
  end

  defp each_range(first, last, step, fun)
       when (step > 0 and first <= last) or (step < 0 and first >= last) do
    fun.(first)
    each_range(first + step, last, step, fun)
  end

  defp each_range(_first, _last, _step, _fun), do: :ok

  def empty?(enumerable) when is_list(enumerable), do: enumerable == []

  def empty?(enumerable) do
    case Enumerable.slice(enumerable) do
      {:ok, size, _} -> size == 0
      {:error, _} -> reduce_until(enumerable, true, fn _, _ -> {:halt, false} end)
    end
  end

  def filter(enumerable, fun) when is_list(enumerable), do: filter_list(enumerable, fun)

  def filter(enumerable, fun) do
    enumerable
    |> reduce([], fn x, acc -> if fun.(x), do: [x | acc], else: acc end)
    |> :lists.reverse()
  end

  defp filter_list([x | rest], fun) do
    if fun.(x), do: [x | filter_list(rest, fun)], else: filter_list(rest, fun)
  end

  defp filter_list([], _fun), do: []

  def reject(enumerable, fun) when is_list(enumerable), do: reject_list(enumerable, fun)

  def reject(enumerable, fun) do
    enumerable
    |> reduce([], fn x, acc -> if fun.(x), do: acc, else: [x | acc] end)
    |> :lists.reverse()
  end

  defp reject_list([x | rest], fun) do
    if fun.(x), do: reject_list(rest, fun), else: [x | reject_list(rest, fun)]
  end

  defp reject_list([], _fun), do: []

  def find(enumerable, default \\ nil, fun)

  def find(enumerable, default, fun) when is_list(enumerable) do
    find_list(enumerable, default, fun)
  end

  def find(enumerable, default, fun) do
    reduce_until(enumerable, default, fn x, default ->
      if fun.(x), do: {:halt, x}, else: {:cont, default}
    end)
  end

  defp find_list([x | rest], default, fun) do
    if fun.(x), do: x, else: find_list(rest, default, fun)
  end

  defp find_list([], default, _fun), do: default

  def find_index(enumerable, fun) when is_list(enumerable), do: index_list(enumerable, 0, fun)

  def find_index(enumerable, fun) do
    found =
      reduce_until(enumerable, {:not_found, 0}, fn x, {_, index} ->
        if fun.(x), do: {:halt, {:found, index}}, else: {:cont, {:not_found, index + 1}}
      end)

    case found do
      {:found, index} -> index
      {:not_found, _} -> nil
    end
  end

  defp index_list([x | rest], index, fun) do
    if fun.(x), do: index, else: index_list(rest, index + 1, fun)
  end

  defp index_list([], _index, _fun), do: nil

  def find_value(enumerable, default \\ nil, fun)

  def find_value(enumerable, default, fun) when is_list(enumerable) do
    find_value_list(enumerable, default, fun)
  end

  def find_value(enumerable, default, fun) do
    reduce_until(enumerable, default, fn x, default ->
      if value = fun.(x), do: {:halt, value}, else: {:cont, default}
    end)
  end

  defp find_value_list([x | rest], default, fun) do
    fun.(x) || find_value_list(rest, default, fun)
  end

  defp find_value_list([], default, _fun), do: default

  def flat_map(enumerable, fun) when is_list(enumerable), do: flat_map_list(enumerable, fun)

  def flat_map(enumerable, fun) do
    enumerable
    |> reduce([], fn x, acc ->
      case fun.(x) do
        list when is_list(list) -> :lists.reverse(list, acc)
        other -> reduce(other, acc, fn y, acc -> [y | acc] end)
      end
    end)
    |> :lists.reverse()
  end

  defp flat_map_list([x | rest], fun) do
    case fun.(x) do
      list when is_list(list) -> list ++ flat_map_list(rest, fun)
      other -> to_list(other) ++ flat_map_list(rest, fun)
    end
  end

  defp flat_map_list([], _fun), do: []

  def flat_map_reduce(enumerable, acc, fun) do
    {list, acc} =
      reduce_until(enumerable, {[], acc}, fn x, {list, acc} ->
        case fun.(x, acc) do
          {:halt, acc} ->
            {:halt, {list, acc}}

          {[], acc} ->
            {:cont, {list, acc}}

          {[y], acc} ->
            {:cont, {[y | list], acc}}

          {more, acc} ->
            {:cont, {reduce(more, list, fn y, list -> [y | list] end), acc}}
        end
      end)

    {:lists.reverse(list), acc}
  end

  def frequencies(enumerable) do
    reduce(enumerable, %{}, fn key, acc ->
      case acc do
        %{^key => count} -> %{acc | key => count + 1}
        _ -> :maps.put(key, 1, acc)
      end
    end)
  end

  def frequencies_by(enumerable, key_fun) when is_function(key_fun) do
    reduce(enumerable, %{}, fn x, acc ->
      key = key_fun.(x)

      case acc do
        %{^key => count} -> %{acc | key => count + 1}
        _ -> :maps.put(key, 1, acc)
      end
    end)
  end

  def group_by(enumerable, key_fun, value_fun \\ fn x -> x end) when is_function(key_fun) do
    enumerable
    |> to_list()
    |> :lists.reverse()
    |> group_list(key_fun, value_fun, %{})
  end

  defp group_list([x | rest], key_fun, value_fun, groups) do
    key = key_fun.(x)
    value = value_fun.(x)

    case groups do
      %{^key => values} ->
        group_list(rest, key_fun, value_fun, %{groups | key => [value | values]})

      _ ->
        group_list(rest, key_fun, value_fun, :maps.put(key, [value], groups))
    end
  end

  defp group_list([], _key_fun, _value_fun, groups), do: groups

  def intersperse(enumerable, separator) do
    case to_list(enumerable) do
      [] -> []
      [x | rest] -> [x | intersperse_list(rest, separator)]
    end
  end

  defp intersperse_list([x | rest], separator) do
    [separator, x | intersperse_list(rest, separator)]
  end

  defp intersperse_list([], _separator), do: []

  def into(enumerable, collectable)

  def into(enumerable, []), do: to_list(enumerable)

  def into(enumerable, collectable) when is_struct(collectable) do
    into_protocol(enumerable, collectable)
  end

  def into(enumerable, %{} = map) do
    case enumerable do
      list when is_list(list) and map_size(map) == 0 -> :maps.from_list(list)
      list when is_list(list) -> :maps.merge(map, :maps.from_list(list))
      struct when is_struct(struct) -> into_protocol(enumerable, map)
      %{} when map_size(map) == 0 -> enumerable
      %{} -> :maps.merge(map, enumerable)
      _ -> into_protocol(enumerable, map)
    end
  end

  def into(enumerable, collectable), do: into_protocol(enumerable, collectable)

  defp into_protocol(enumerable, collectable) do
    {initial, fun} = Collectable.into(collectable)
    into_with(fn -> reduce(enumerable, initial, fn x, acc -> fun.(acc, {:cont, x}) end) end, initial, fun)
  end

  def into(enumerable, [], transform), do: map(enumerable, transform)

  def into(enumerable, collectable, transform) when is_struct(collectable) do
    into_protocol(enumerable, collectable, transform)
  end

  def into(enumerable, %{} = map, transform) do
    reduce(enumerable, map, fn x, acc ->
      {key, value} = transform.(x)
      :maps.put(key, value, acc)
    end)
  end

  def into(enumerable, collectable, transform) do
    into_protocol(enumerable, collectable, transform)
  end

  defp into_protocol(enumerable, collectable, transform) do
    {initial, fun} = Collectable.into(collectable)
    step = fn x, acc -> fun.(acc, {:cont, transform.(x)}) end
    into_with(fn -> reduce(enumerable, initial, step) end, initial, fun)
  end

  defp into_with(collect, initial, fun) do
    try do
      collect.()
    catch
      class, reason ->
        fun.(initial, :halt)
        :erlang.raise(class, reason, __STACKTRACE__)
    else
      acc -> fun.(acc, :done)
    end
  end

  def join(enumerable, joiner \\ "")

  def join(enumerable, "") do
    enumerable |> map(&entry_to_string/1) |> IO.iodata_to_binary()
  end

  def join(enumerable, joiner) when is_list(enumerable) and is_binary(joiner) do
    enumerable |> join_list(joiner) |> IO.iodata_to_binary()
  end

  def join(enumerable, joiner) when is_binary(joiner) do
    enumerable |> map(&entry_to_string/1) |> intersperse(joiner) |> IO.iodata_to_binary()
  end

  defp join_list([], _joiner), do: []
  defp join_list([x], _joiner), do: [entry_to_string(x)]
  defp join_list([x | rest], joiner), do: [entry_to_string(x), joiner | join_list(rest, joiner)]

  defp entry_to_string(entry) when is_binary(entry), do: entry
  defp entry_to_string(entry), do: String.Chars.to_string(entry)

  def map(enumerable, fun) when is_list(enumerable) do
    unquote(:"-map/2-lists^map/1-1-")(enumerable, fun)
  end

  def map(first..last//step, fun), do: map_range(first, last, step, fun)

  def map(enumerable, fun) when is_map(enumerable) and not is_struct(enumerable) do
    map(:maps.to_list(enumerable), fun)
  end

  def map(enumerable, fun) do
    enumerable |> reduce_until([], fn x, acc -> {:cont, [fun.(x) | acc]} end) |> :lists.reverse()
  end

  # The loops over lists have the names that erlc gives them, which stack traces
  # show.
  defp unquote(:"-map/2-lists^map/1-1-")([x | rest], fun) do
    [fun.(x) | unquote(:"-map/2-lists^map/1-1-")(rest, fun)]
  end

  defp unquote(:"-map/2-lists^map/1-1-")([], fun) when is_function(fun, 1), do: []

  defp unquote(:"-each/2-lists^foreach/1-0-")([x | rest], fun) do
    fun.(x)
    unquote(:"-each/2-lists^foreach/1-0-")(rest, fun)
  end

  defp unquote(:"-each/2-lists^foreach/1-0-")([], fun) when is_function(fun, 1), do: :ok

  defp unquote(:"-reduce/3-lists^foldl/2-0-")([x | rest], acc, fun) do
    unquote(:"-reduce/3-lists^foldl/2-0-")(rest, fun.(x, acc), fun)
  end

  defp unquote(:"-reduce/3-lists^foldl/2-0-")([], acc, fun) when is_function(fun, 2), do: acc

  defp unquote(:"-reduce/2-lists^foldl/2-1-")([x | rest], acc, fun) do
    unquote(:"-reduce/2-lists^foldl/2-1-")(rest, fun.(x, acc), fun)
  end

  defp unquote(:"-reduce/2-lists^foldl/2-1-")([], acc, fun) when is_function(fun, 2), do: acc

  defp map_range(first, last, step, fun)
       when (step > 0 and first <= last) or (step < 0 and first >= last) do
    [fun.(first) | map_range(first + step, last, step, fun)]
  end

  defp map_range(_first, _last, _step, _fun), do: []

  def map_every(enumerable, nth, fun)

  def map_every(enumerable, 1, fun), do: map(enumerable, fun)
  def map_every(enumerable, 0, _fun), do: to_list(enumerable)
  def map_every([], nth, _fun) when is_integer(nth) and nth > 1, do: []

  def map_every(enumerable, nth, fun) when is_integer(nth) and nth > 1 do
    enumerable
    |> reduce({[], 0}, fn
      x, {list, 0} -> {[fun.(x) | list], nth - 1}
      x, {list, left} -> {[x | list], left - 1}
    end)
    |> kept()
  end

  def map_intersperse(enumerable, separator, mapper)
  def map_intersperse([], _separator, _mapper), do: []

  def map_intersperse(enumerable, separator, mapper) do
    enumerable |> map(mapper) |> intersperse(separator)
  end

  def map_join(enumerable, joiner \\ "", mapper) when is_binary(joiner) do
    enumerable
    |> map(fn x -> x |> mapper.() |> entry_to_string() end)
    |> joined(joiner)
    |> IO.iodata_to_binary()
  end

  defp joined(list, ""), do: list
  defp joined(list, joiner), do: intersperse(list, joiner)

  def map_reduce(enumerable, acc, fun) when is_list(enumerable) do
    :lists.mapfoldl(fun, acc, enumerable)
  end

  def map_reduce(enumerable, acc, fun) do
    {list, acc} =
      reduce(enumerable, {[], acc}, fn x, {list, acc} ->
        {value, acc} = fun.(x, acc)
        {[value | list], acc}
      end)

    {:lists.reverse(list), acc}
  end

  def max(enumerable), do: max(enumerable, fn -> raise Enum.EmptyError end)

  def max(list, empty_fallback) when is_list(list) and is_function(empty_fallback, 0) do
    if list == [], do: empty_fallback.(), else: :lists.max(list)
  end

  def max(enumerable, empty_fallback) when is_function(empty_fallback, 0) do
    best(enumerable, empty_fallback, fn a, b -> a >= b end)
  end

  def max(enumerable, sorter), do: max(enumerable, sorter, fn -> raise Enum.EmptyError end)

  def max(enumerable, sorter, empty_fallback) do
    best(enumerable, empty_fallback, max_sort_fun(sorter))
  end

  defp max_sort_fun(sorter) when is_function(sorter, 2), do: sorter
  defp max_sort_fun(module) when is_atom(module), do: &(module.compare(&1, &2) != :lt)

  def min(enumerable), do: min(enumerable, fn -> raise Enum.EmptyError end)

  def min(list, empty_fallback) when is_list(list) and is_function(empty_fallback, 0) do
    if list == [], do: empty_fallback.(), else: :lists.min(list)
  end

  def min(enumerable, empty_fallback) when is_function(empty_fallback, 0) do
    best(enumerable, empty_fallback, fn a, b -> a <= b end)
  end

  def min(enumerable, sorter), do: min(enumerable, sorter, fn -> raise Enum.EmptyError end)

  def min(enumerable, sorter, empty_fallback) do
    best(enumerable, empty_fallback, min_sort_fun(sorter))
  end

  defp min_sort_fun(sorter) when is_function(sorter, 2), do: sorter
  defp min_sort_fun(module) when is_atom(module), do: &(module.compare(&1, &2) != :gt)

  # The element that `keep` prefers as its first argument over all that follow.
  # Of a range it is one of its ends.
  defp best(first..last//step, empty_fallback, keep) do
    case Range.size(first..last//step) do
      0 ->
        empty_fallback.()

      size ->
        last = first + (size - 1) * step

        case keep.(first, last) do
          true -> first
          false -> last
        end
    end
  end

  defp best(enumerable, empty_fallback, keep) do
    case reduce(enumerable, [], &keep_best(&1, &2, keep)) do
      [] -> empty_fallback.()
      [value] -> value
    end
  end

  defp keep_best(x, [], _keep), do: [x]

  defp keep_best(x, [best] = acc, keep) do
    case keep.(best, x) do
      true -> acc
      false -> [x]
    end
  end

  def max_by(enumerable, fun, sorter_or_fallback \\ &>=/2)

  def max_by(enumerable, fun, empty_fallback) when is_function(empty_fallback, 0) do
    max_by(enumerable, fun, &>=/2, empty_fallback)
  end

  def max_by(enumerable, fun, sorter) do
    max_by(enumerable, fun, sorter, fn -> raise Enum.EmptyError end)
  end

  def max_by(enumerable, fun, sorter, empty_fallback) when is_function(fun, 1) do
    best_by(enumerable, fun, empty_fallback, max_sort_fun(sorter))
  end

  def min_by(enumerable, fun, sorter_or_fallback \\ &<=/2)

  def min_by(enumerable, fun, empty_fallback) when is_function(empty_fallback, 0) do
    min_by(enumerable, fun, &<=/2, empty_fallback)
  end

  def min_by(enumerable, fun, sorter) do
    min_by(enumerable, fun, sorter, fn -> raise Enum.EmptyError end)
  end

  def min_by(enumerable, fun, sorter, empty_fallback) when is_function(fun, 1) do
    best_by(enumerable, fun, empty_fallback, min_sort_fun(sorter))
  end

  defp best_by(enumerable, fun, empty_fallback, keep) do
    result =
      reduce(enumerable, nil, fn
        x, nil ->
          {x, fun.(x)}

        x, {_, key} = best ->
          new = fun.(x)

          case keep.(key, new) do
            true -> best
            false -> {x, new}
          end
      end)

    case result do
      nil -> empty_fallback.()
      {x, _key} -> x
    end
  end

  def member?(enumerable, element), do: __in__(element, enumerable)

  # What the operator in calls where its right side is known when the code runs.
  def __in__(element, enumerable) when is_list(enumerable) do
    :lists.member(element, enumerable)
  end

  def __in__(element, enumerable) do
    case Enumerable.member?(enumerable, element) do
      {:ok, member?} ->
        member?

      {:error, _} ->
        reduce_until(enumerable, false, fn
          x, _ when x === element -> {:halt, true}
          _, _ -> {:cont, false}
        end)
    end
  end

  def min_max(enumerable, sorter_or_fallback \\ &</2)

  def min_max(enumerable, empty_fallback) when is_function(empty_fallback, 0) do
    min_max(enumerable, &</2, empty_fallback)
  end

  def min_max(enumerable, sorter) when is_atom(sorter) or is_function(sorter, 2) do
    min_max(enumerable, sorter, fn -> raise Enum.EmptyError end)
  end

  def min_max(enumerable, sorter, empty_fallback)
      when (is_atom(sorter) or is_function(sorter, 2)) and is_function(empty_fallback, 0) do
    less = less_sorter(sorter)

    result =
      reduce(enumerable, nil, fn
        x, nil ->
          {x, x}

        x, {low, high} = acc ->
          cond do
            less.(x, low) -> {x, high}
            less.(high, x) -> {low, x}
            true -> acc
          end
      end)

    if result == nil, do: empty_fallback.(), else: result
  end

  def min_max_by(enumerable, fun, sorter_or_fallback \\ &</2)

  def min_max_by(enumerable, fun, empty_fallback) when is_function(empty_fallback, 0) do
    min_max_by(enumerable, fun, &</2, empty_fallback)
  end

  def min_max_by(enumerable, fun, sorter) do
    min_max_by(enumerable, fun, sorter, fn -> raise Enum.EmptyError end)
  end

  def min_max_by(enumerable, fun, sorter, empty_fallback)
      when is_function(fun, 1) and (is_atom(sorter) or is_function(sorter, 2)) and
             is_function(empty_fallback, 0) do
    less = less_sorter(sorter)

    result =
      reduce(enumerable, nil, fn
        x, nil ->
          key = fun.(x)
          {x, x, key, key}

        x, {low, high, low_key, high_key} = acc ->
          key = fun.(x)

          cond do
            less.(key, low_key) -> {x, high, key, high_key}
            less.(high_key, key) -> {low, x, low_key, key}
            true -> acc
          end
      end)

    case result do
      nil -> empty_fallback.()
      {low, high, _, _} -> {low, high}
    end
  end

  defp less_sorter(sorter) when is_function(sorter, 2), do: sorter
  defp less_sorter(module) when is_atom(module), do: &(module.compare(&1, &2) == :lt)

  def split_with(enumerable, fun) do
    {yes, no} =
      reduce(enumerable, {[], []}, fn x, {yes, no} ->
        if fun.(x), do: {[x | yes], no}, else: {yes, [x | no]}
      end)

    {:lists.reverse(yes), :lists.reverse(no)}
  end

  def product(enumerable) when is_list(enumerable), do: product_list(enumerable, 1)
  def product(enumerable), do: reduce(enumerable, 1, fn x, acc -> acc * x end)

  defp product_list([x | rest], acc), do: product_list(rest, acc * x)
  defp product_list([], acc), do: acc

  def product_by(enumerable, mapper) when is_function(mapper, 1) do
    reduce(enumerable, 1, fn x, acc -> acc * mapper.(x) end)
  end

  def random(enumerable)

  def random(list) when is_list(list) do
    case length(list) do
      0 -> raise Enum.EmptyError
      size -> :lists.nth(:rand.uniform(size), list)
    end
  end

  def random(first..last//step) do
    case Range.size(first..last//step) do
      0 -> raise Enum.EmptyError
      size -> first + (:rand.uniform(size) - 1) * step
    end
  end

  def random(enumerable) do
    case Enumerable.slice(enumerable) do
      {:ok, 0, _} ->
        raise Enum.EmptyError

      {:ok, size, slicing} ->
        [value] = slicing3(slicing, enumerable).(:rand.uniform(size) - 1, 1, 1)
        value

      {:error, _} ->
        case take_random(enumerable, 1) do
          [] -> raise Enum.EmptyError
          [value] -> value
        end
    end
  end

  def reduce(enumerable, fun)

  def reduce([x | rest], fun) when is_list(rest) do
    unquote(:"-reduce/2-lists^foldl/2-1-")(rest, x, fun)
  end

  def reduce([x | rest], fun), do: reduce(rest, x, fun)
  def reduce([], _fun), do: raise(Enum.EmptyError)

  def reduce(enumerable, fun) do
    result =
      reduce_until(enumerable, :first, fn
        x, {:acc, acc} -> {:cont, {:acc, fun.(x, acc)}}
        x, :first -> {:cont, {:acc, x}}
      end)

    case result do
      :first -> raise Enum.EmptyError
      {:acc, acc} -> acc
    end
  end

  def reduce(enumerable, acc, fun) when is_list(enumerable) do
    unquote(:"-reduce/3-lists^foldl/2-0-")(enumerable, acc, fun)
  end

  def reduce(first..last//step, acc, fun), do: reduce_range(first, last, step, acc, fun)

  def reduce(%{} = enumerable, acc, fun) when not is_struct(enumerable) do
    :lists.foldl(fun, acc, :maps.to_list(enumerable))
  end

  def reduce(enumerable, acc, fun) do
    reduce_until(enumerable, acc, fn x, acc -> {:cont, fun.(x, acc)} end)
  end

  defp reduce_range(first, last, step, acc, fun)
       when (step > 0 and first <= last) or (step < 0 and first >= last) do
    reduce_range(first + step, last, step, fun.(first, acc), fun)
  end

  defp reduce_range(_first, _last, _step, acc, _fun), do: acc

  def reduce_while(enumerable, acc, fun), do: reduce_until(enumerable, acc, fun)

  def reverse(list) when is_list(list), do: :lists.reverse(list)
  def reverse(%{} = map) when not is_struct(map), do: :lists.reverse(:maps.to_list(map))
  def reverse(enumerable), do: reduce_until(enumerable, [], fn x, acc -> {:cont, [x | acc]} end)

  def reverse(enumerable, tail) when is_list(enumerable) do
    :lists.reverse(enumerable, to_list(tail))
  end

  def reverse(enumerable, tail) do
    reduce(enumerable, to_list(tail), fn x, acc -> [x | acc] end)
  end

  def reverse_slice(enumerable, start_index, count)
      when is_integer(start_index) and start_index >= 0 and is_integer(count) and count >= 0 do
    list = to_list(enumerable)
    {before, rest} = split_list(list, start_index, [])
    {middle, behind} = split_list(rest, count, [])
    before ++ :lists.reverse(middle, behind)
  end

  def slide(enumerable, range_or_single_index, insertion_index)

  def slide(enumerable, index, insertion_index) when is_integer(index) do
    slide(enumerable, index..index//1, insertion_index)
  end

  def slide(_enumerable, _.._//step = range, _insertion_index) when step != 1 do
    raise ArgumentError,
          "Enum.slide/3 does not accept ranges with custom steps, got: #{inspect(range)}"
  end

  def slide([], _.._//1, _insertion_index), do: []

  def slide(enumerable, first.._//1, insertion_index) when first == insertion_index do
    to_list(enumerable)
  end

  # Indexes from the end: those of a range may lie before the start.
  def slide(enumerable, first..last//1, insertion_index)
      when first < 0 or last < 0 or insertion_index < 0 do
    case count(enumerable) do
      0 ->
        []

      count ->
        first = if first < 0, do: Kernel.max(first + count, 0), else: first
        last = if last < 0, do: last + count, else: last
        insertion = if insertion_index < 0, do: insertion_index + count, else: insertion_index
        slide(enumerable, first..last//1, insertion)
    end
  end

  def slide(_enumerable, first..last//1, insertion_index)
      when insertion_index > first and insertion_index <= last do
    raise ArgumentError,
          "insertion index for slide must be outside the range being moved " <>
            "(tried to insert #{first}..#{last} at #{insertion_index})"
  end

  def slide(enumerable, first..last//1, insertion_index) when first <= last do
    list = to_list(enumerable)

    if insertion_index < first do
      {head, rest} = split_list(list, insertion_index, [])
      {before, rest} = split_list(rest, first - insertion_index, [])
      {moved, tail} = split_list(rest, last - first + 1, [])
      head ++ moved ++ before ++ tail
    else
      {head, rest} = split_list(list, first, [])
      {moved, rest} = split_list(rest, last - first + 1, [])
      {between, tail} = split_list(rest, insertion_index - last, [])
      head ++ between ++ moved ++ tail
    end
  end

  def slide(enumerable, _.._//1, _insertion_index), do: to_list(enumerable)

  def scan(enumerable, fun)
  def scan([], _fun), do: []
  def scan([x | rest], fun), do: [x | scan_list(rest, x, fun)]

  def scan(enumerable, fun) do
    enumerable
    |> reduce([], fn
      x, [] -> [x]
      x, [acc | _] = list -> [fun.(x, acc) | list]
    end)
    |> :lists.reverse()
  end

  def scan(enumerable, acc, fun) when is_list(enumerable), do: scan_list(enumerable, acc, fun)

  def scan(enumerable, acc, fun) do
    enumerable
    |> reduce({[], acc}, fn x, {list, acc} ->
      acc = fun.(x, acc)
      {[acc | list], acc}
    end)
    |> kept()
  end

  defp scan_list([x | rest], acc, fun) do
    acc = fun.(x, acc)
    [acc | scan_list(rest, acc, fun)]
  end

  defp scan_list([], _acc, _fun), do: []

  def shuffle(enumerable) do
    tagged = for x <- to_list(enumerable), do: {:rand.uniform(), x}
    for {_, x} <- :lists.keysort(1, tagged), do: x
  end

  def slice(enumerable, first..last//step = range) do
    cond do
      step > 0 or first == last -> slice_range(enumerable, first, last, abs(step))
      step == -1 -> slice_down(enumerable, first, last)
      true -> raise ArgumentError, "Enum.slice/2 does not accept ranges with negative steps, got: #{inspect(range)}"
    end
  end

  def slice(enumerable, start_index, amount)
      when is_integer(start_index) and is_integer(amount) and amount >= 0 do
    slice_from(enumerable, start_index, amount)
  end

  defp slice_from(_enumerable, _start, 0), do: []

  defp slice_from(list, start, amount) when is_list(list) and start >= 0 do
    list |> drop_list(start) |> take_list(amount)
  end

  defp slice_from(enumerable, start, amount) do
    case Enumerable.slice(enumerable) do
      {:error, _} when start >= 0 ->
        part(enumerable, start, start + amount - 1, 1)

      slice ->
        {size, slicing} = sliced(slice, enumerable)
        start = if start < 0, do: Kernel.max(size + start, 0), else: start

        cond do
          start >= size -> []
          true -> slicing.(start, Kernel.min(amount, size - start), 1)
        end
    end
  end

  # The elements between two indexes, one every so many, of what must be walked;
  # it is stopped at the last.
  defp part(enumerable, first, last, step) do
    enumerable
    |> reduce_until({[], 0}, fn x, {list, index} ->
      picked? = index >= first and rem(index - first, step) == 0
      list = if picked?, do: [x | list], else: list
      {if(index == last, do: :halt, else: :cont), {list, index + 1}}
    end)
    |> kept()
  end

  defp slice_range(list, first, -1, 1) when is_list(list) and first >= 0 do
    drop_list(list, first)
  end

  defp slice_range(list, first, last, step)
       when is_list(list) and last >= first and last >= 0 and first >= 0 do
    list |> drop_list(first) |> take_list(last - first + 1) |> every_nth(step)
  end

  defp slice_range(enumerable, first, last, step) do
    case Enumerable.slice(enumerable) do
      {:error, _} when first >= 0 and last >= first ->
        part(enumerable, first, last, step)

      {:error, _} when first >= 0 and last >= 0 ->
        []

      slice ->
        {size, slicing} = sliced(slice, enumerable)
        first = if first >= 0, do: first, else: Kernel.max(first + size, 0)
        last = if last >= 0, do: last, else: last + size
        last = Kernel.min(last, size - 1)

        cond do
          first >= size or last < first -> []
          true -> slicing.(first, div(last - first, step) + 1, step)
        end
    end
  end

  defp slice_down(enumerable, first, last) do
    IO.warn("negative steps are not supported in Enum.slice/2, pass #{first}..#{last}//1 instead")
    slice_range(enumerable, first, last, 1)
  end

  # Size and slicing function of any enumerable, of what Enumerable.slice/1 gave.
  defp sliced({:ok, size, slicing}, enumerable), do: {size, slicing3(slicing, enumerable)}

  defp sliced({:error, _}, enumerable) do
    list = to_list(enumerable)
    {length(list), slicing3(fn _ -> list end, list)}
  end

  def sort(list) when is_list(list), do: :lists.sort(list)
  def sort(enumerable), do: enumerable |> to_list() |> :lists.sort()

  def sort(enumerable, :asc), do: sort(enumerable)

  def sort(enumerable, :desc), do: enumerable |> sort() |> :lists.reverse()

  def sort(enumerable, sorter), do: :lists.sort(to_sort_fun(sorter), to_list(enumerable))

  defp to_sort_fun(sorter) when is_function(sorter, 2), do: sorter
  defp to_sort_fun(:asc), do: &<=/2
  defp to_sort_fun(:desc), do: &>=/2
  defp to_sort_fun(module) when is_atom(module), do: &(module.compare(&1, &2) != :gt)
  defp to_sort_fun({:asc, module}) when is_atom(module), do: &(module.compare(&1, &2) != :gt)
  defp to_sort_fun({:desc, module}) when is_atom(module), do: &(module.compare(&1, &2) != :lt)

  def sort_by(enumerable, mapper, sorter \\ :asc)

  def sort_by(enumerable, mapper, :asc) when is_function(mapper, 1) do
    for {_, x} <- :lists.keysort(1, keyed(enumerable, mapper)), do: x
  end

  def sort_by(enumerable, mapper, :desc) when is_function(mapper, 1) do
    sorted = :lists.keysort(1, :lists.reverse(keyed(enumerable, mapper)))
    :lists.foldl(fn {_, x}, acc -> [x | acc] end, [], sorted)
  end

  def sort_by(enumerable, mapper, sorter) when is_function(mapper, 1) do
    keyed = keyed(enumerable, mapper)
    fun = to_sort_fun(sorter)
    sorted = :lists.sort(fn {a, _}, {b, _} -> fun.(a, b) end, keyed)
    for {_, x} <- sorted, do: x
  end

  defp keyed(enumerable, mapper), do: map(enumerable, fn x -> {mapper.(x), x} end)

  def split(enumerable, count) when is_list(enumerable) and is_integer(count) and count >= 0 do
    split_list(enumerable, count, [])
  end

  def split(enumerable, count) when is_integer(count) and count >= 0 do
    enumerable |> to_list() |> split_list(count, [])
  end

  def split(enumerable, count) when is_integer(count) and count < 0 do
    list = to_list(enumerable)
    split_list(list, Kernel.max(0, length(list) + count), [])
  end

  defp split_list([x | rest], count, acc) when count > 0, do: split_list(rest, count - 1, [x | acc])
  defp split_list(rest, _count, acc), do: {:lists.reverse(acc), rest}

  def split_while(enumerable, fun) when is_list(enumerable) do
    split_while_list(enumerable, fun, [])
  end

  def split_while(enumerable, fun) do
    {yes, rest} =
      reduce(enumerable, {[], []}, fn
        x, {yes, []} -> if fun.(x), do: {[x | yes], []}, else: {yes, [x]}
        x, {yes, rest} -> {yes, [x | rest]}
      end)

    {:lists.reverse(yes), :lists.reverse(rest)}
  end

  defp split_while_list([x | rest] = list, fun, acc) do
    if fun.(x), do: split_while_list(rest, fun, [x | acc]), else: {:lists.reverse(acc), list}
  end

  defp split_while_list([], _fun, acc), do: {:lists.reverse(acc), []}

  def sum(enumerable)

  def sum(list) when is_list(list), do: unquote(:"-sum/1-lists^foldl/2-0-")(list, 0)

  def sum(first.._//step = range) do
    case Range.size(range) do
      0 -> 0
      size -> div(size * (2 * first + (size - 1) * step), 2)
    end
  end

  def sum(enumerable), do: reduce(enumerable, 0, fn x, acc -> acc + x end)

  defp unquote(:"-sum/1-lists^foldl/2-0-")([x | rest], acc) do
    unquote(:"-sum/1-lists^foldl/2-0-")(rest, x + acc)
  end

  # What is no list fails in a function of three arguments.
  defp unquote(:"-sum/1-lists^foldl/2-0-")(rest, acc) do
    unquote(:"-sum/1-lists^foldl/2-0-")(&:erlang.+/2, acc, rest)
  end

  defp unquote(:"-sum/1-lists^foldl/2-0-")(_fun, acc, []), do: acc

  def sum_by(enumerable, mapper)

  def sum_by(list, mapper) when is_list(list) and is_function(mapper, 1) do
    sum_by_list(list, mapper, 0)
  end

  def sum_by(enumerable, mapper) when is_function(mapper, 1) do
    reduce(enumerable, 0, fn x, acc -> acc + mapper.(x) end)
  end

  defp sum_by_list([x | rest], mapper, acc), do: sum_by_list(rest, mapper, acc + mapper.(x))
  defp sum_by_list([], _mapper, acc), do: acc

  def take(enumerable, amount)

  def take(_enumerable, 0), do: []

  def take(enumerable, amount) when is_list(enumerable) and is_integer(amount) and amount > 0 do
    take_list(enumerable, amount)
  end

  def take(enumerable, amount) when is_integer(amount) and amount > 0 do
    enumerable
    |> reduce_until({[], amount}, fn x, {list, left} ->
      if left > 1, do: {:cont, {[x | list], left - 1}}, else: {:halt, {[x | list], 0}}
    end)
    |> kept()
  end

  def take(enumerable, amount) when is_integer(amount) and amount < 0 do
    list = to_list(enumerable)
    drop_list(list, Kernel.max(0, length(list) + amount))
  end

  defp take_list(_list, 0), do: []
  defp take_list([x | rest], amount), do: [x | take_list(rest, amount - 1)]
  defp take_list([], _amount), do: []

  def take_every(enumerable, nth)

  def take_every(_enumerable, 0), do: []
  def take_every([], nth) when is_integer(nth) and nth > 1, do: []
  def take_every(enumerable, 1), do: to_list(enumerable)

  def take_every(enumerable, nth) when is_integer(nth) and nth > 1 do
    enumerable |> to_list() |> take_every_list(nth, 0)
  end

  defp take_every_list([], _nth, _left), do: []
  defp take_every_list([x | rest], nth, 0), do: [x | take_every_list(rest, nth, nth - 1)]
  defp take_every_list([_ | rest], nth, left), do: take_every_list(rest, nth, left - 1)

  def take_random(enumerable, amount)

  def take_random(_enumerable, 0), do: []

  # Reservoir sampling by algorithm L (Li, "Reservoir-Sampling Algorithms of Time
  # Complexity O(n(1 + log(N/n)))", 1994). The first elements are put at random
  # places of a growing sample. After that `next` is the element that replaces one
  # of them, and `weight` makes the gaps in between ever larger.
  def take_random(enumerable, amount) when is_integer(amount) and amount > 0 do
    {size, _next, _weight, sample} =
      reduce(enumerable, {0, amount - 1, 1.0, %{}}, fn x, {index, next, weight, sample} ->
        sample =
          cond do
            amount == 1 and index == next ->
              %{0 => x}

            index < amount ->
              place = if index == 0, do: 0, else: :rand.uniform(index + 1) - 1
              moved = if place == index, do: x, else: :maps.get(place, sample)
              :maps.put(place, x, :maps.put(index, moved, sample))

            index == next ->
              :maps.put(:rand.uniform(amount) - 1, x, sample)

            true ->
              sample
          end

        if index == next do
          weight = weight * :math.exp(:math.log(:rand.uniform()) / amount)
          gap = floor(:math.log(:rand.uniform()) / :math.log(1 - weight))
          {index + 1, index + gap + 1, weight, sample}
        else
          {index + 1, next, weight, sample}
        end
      end)

    for index <- 0..(Kernel.min(amount, size) - 1)//1, do: :maps.get(index, sample)
  end

  def take_while(enumerable, fun) when is_list(enumerable), do: take_while_list(enumerable, fun)

  def take_while(enumerable, fun) do
    enumerable
    |> reduce_until([], fn x, acc ->
      if fun.(x), do: {:cont, [x | acc]}, else: {:halt, acc}
    end)
    |> :lists.reverse()
  end

  defp take_while_list([x | rest], fun) do
    if fun.(x), do: [x | take_while_list(rest, fun)], else: []
  end

  defp take_while_list([], _fun), do: []

  def to_list(enumerable) when is_list(enumerable), do: enumerable
  def to_list(first..last//step), do: Range.to_list(first..last//step)
  def to_list(%_{} = enumerable), do: enumerable |> reverse() |> :lists.reverse()
  def to_list(%{} = enumerable), do: :maps.to_list(enumerable)
  def to_list(enumerable), do: enumerable |> reverse() |> :lists.reverse()

  def uniq(enumerable) when is_list(enumerable), do: uniq_list(enumerable, %{})
  def uniq(enumerable), do: enumerable |> to_list() |> uniq_list(%{})

  defp uniq_list([x | rest], seen) do
    case seen do
      %{^x => _} -> uniq_list(rest, seen)
      _ -> [x | uniq_list(rest, :maps.put(x, true, seen))]
    end
  end

  defp uniq_list([], _seen), do: []

  def uniq_by(enumerable, fun) when is_list(enumerable), do: uniq_by_list(enumerable, %{}, fun)

  def uniq_by(enumerable, fun) do
    enumerable
    |> reduce({[], %{}}, fn x, {list, seen} ->
      key = fun.(x)

      case seen do
        %{^key => _} -> {list, seen}
        _ -> {[x | list], :maps.put(key, true, seen)}
      end
    end)
    |> kept()
  end

  defp uniq_by_list([x | rest], seen, fun) do
    key = fun.(x)

    case seen do
      %{^key => _} -> uniq_by_list(rest, seen, fun)
      _ -> [x | uniq_by_list(rest, :maps.put(key, true, seen), fun)]
    end
  end

  defp uniq_by_list([], _seen, _fun), do: []

  def unzip(list) when is_list(list), do: unzip(:lists.reverse(list), [], [])
  def unzip(enumerable), do: enumerable |> reverse() |> unzip([], [])

  defp unzip([{left, right} | rest], lefts, rights) do
    unzip(rest, [left | lefts], [right | rights])
  end

  defp unzip([], lefts, rights), do: {lefts, rights}

  def with_index(enumerable, fun_or_offset \\ 0)

  def with_index(enumerable, offset) when is_integer(offset) do
    enumerable |> to_list() |> index_from(offset)
  end

  def with_index(enumerable, fun) when is_list(enumerable) and is_function(fun, 2) do
    index_with(enumerable, 0, fun)
  end

  def with_index(enumerable, fun) when is_function(fun, 2) do
    enumerable
    |> reduce({[], 0}, fn x, {list, index} -> {[fun.(x, index) | list], index + 1} end)
    |> kept()
  end

  defp index_from([x | rest], index), do: [{x, index} | index_from(rest, index + 1)]
  defp index_from([], _index), do: []

  defp index_with([x | rest], index, fun), do: [fun.(x, index) | index_with(rest, index + 1, fun)]
  defp index_with([], _index, _fun), do: []

  def zip(left, right) when is_list(left) and is_list(right), do: zip_lists(left, right)
  def zip(left, right), do: zip([left, right])

  defp zip_lists([x | xs], [y | ys]), do: [{x, y} | zip_lists(xs, ys)]
  defp zip_lists([], _ys), do: []
  defp zip_lists(_xs, []), do: []

  def zip([]), do: []
  def zip(enumerables), do: zip_with(enumerables, &:erlang.list_to_tuple/1)

  def zip_with(left, right, fun) when is_list(left) and is_list(right) and is_function(fun, 2) do
    zip_lists_with(left, right, fun)
  end

  def zip_with(left, right, fun) when is_function(fun, 2) do
    zip_with([left, right], fn [x, y] -> fun.(x, y) end)
  end

  defp zip_lists_with([x | xs], [y | ys], fun), do: [fun.(x, y) | zip_lists_with(xs, ys, fun)]
  defp zip_lists_with([], _ys, _fun), do: []
  defp zip_lists_with(_xs, [], _fun), do: []

  def zip_with([], _fun), do: []

  def zip_with(enumerables, fun) do
    enumerables
    |> zip_reduce([], fn values, acc -> [fun.(values) | acc] end)
    |> :lists.reverse()
  end

  def zip_reduce(left, right, acc, reducer)
      when is_list(left) and is_list(right) and is_function(reducer, 3) do
    zip_lists_reduce(left, right, acc, reducer)
  end

  def zip_reduce(left, right, acc, reducer) when is_function(reducer, 3) do
    zip_reduce([left, right], acc, fn [x, y], acc -> reducer.(x, y, acc) end)
  end

  defp zip_lists_reduce([x | xs], [y | ys], acc, fun) do
    zip_lists_reduce(xs, ys, fun.(x, y, acc), fun)
  end

  defp zip_lists_reduce([], _ys, acc, _fun), do: acc
  defp zip_lists_reduce(_xs, [], acc, _fun), do: acc

  def zip_reduce([], acc, reducer) when is_function(reducer, 2), do: acc

  def zip_reduce(enumerables, acc, reducer) when is_function(reducer, 2) do
    enumerables = to_list(enumerables)

    cond do
      enumerables == [] ->
        acc

      :lists.all(&is_list/1, enumerables) ->
        zip_many(enumerables, acc, reducer)

      true ->
        step = fn values, acc -> {:cont, reducer.(values, acc)} end
        {_, acc} = Stream.zip_with(enumerables, & &1).({:cont, acc}, step)
        acc
    end
  end

  defp zip_many(lists, acc, reducer) do
    case heads(lists, [], []) do
      :done -> acc
      {heads, tails} -> zip_many(tails, reducer.(heads, acc), reducer)
    end
  end

  defp heads([[x | xs] | rest], heads, tails), do: heads(rest, [x | heads], [xs | tails])
  defp heads([[] | _], _heads, _tails), do: :done
  defp heads([], heads, tails), do: {:lists.reverse(heads), :lists.reverse(tails)}

  # Deprecated names that are still there.
  @deprecated "Use Enum.chunk_every/2 instead"
  def chunk(enumerable, count), do: chunk(enumerable, count, count, nil)
  @deprecated "Use Enum.chunk_every/3 instead"
  def chunk(enumerable, n, step), do: chunk_every(enumerable, n, step, :discard)

  @deprecated "Use Enum.chunk_every/4 instead"
  def chunk(enumerable, count, step, leftover) do
    chunk_every(enumerable, count, step, leftover || :discard)
  end

  @deprecated "Use Enum.filter/2 + Enum.map/2 or for comprehensions instead"
  def filter_map(enumerable, filter, mapper), do: for(x <- to_list(enumerable), filter.(x), do: mapper.(x))
  @deprecated "Use Enum.split_with/2 instead"
  def partition(enumerable, fun), do: split_with(enumerable, fun)
  @deprecated "Use Enum.uniq_by/2 instead"
  def uniq(enumerable, fun), do: uniq_by(enumerable, fun)
end
