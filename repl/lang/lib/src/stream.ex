# A stream is an enumerable and the operations upon it. Each operation makes a
# reducer of the next one. Reducers take [acc | states]: the accumulator of the
# consumer and the states of the operations from there on.
defmodule Stream do
  defstruct enum: nil, funs: [], accs: [], done: nil

  # An operation without state.
  defp lazy(%Stream{funs: funs} = stream, fun), do: %{stream | funs: [fun | funs]}
  defp lazy(enum, fun), do: %Stream{enum: enum, funs: [fun]}

  # An operation with state.
  defp lazy(%Stream{funs: funs, accs: accs} = stream, acc, fun) do
    %{stream | funs: [fun | funs], accs: [acc | accs]}
  end

  defp lazy(enum, acc, fun), do: %Stream{enum: enum, funs: [fun], accs: [acc]}

  def chunk_every(enum, count), do: chunk_every(enum, count, count, [])

  def chunk_every(enum, count, step, leftover \\ [])
      when is_integer(count) and count > 0 and is_integer(step) and step > 0 do
    chunk_while(
      enum,
      {[], 0, 0},
      &chunk_step(&1, &2, count, step),
      &chunk_last(&1, count, leftover)
    )
  end

  # {chunk so far reversed, its length, elements to skip before it}
  defp chunk_step(_x, {[], 0, skip}, _count, _step) when skip > 0, do: {:cont, {[], 0, skip - 1}}

  defp chunk_step(x, {acc, size, 0}, count, step) do
    cond do
      size + 1 < count ->
        {:cont, {[x | acc], size + 1, 0}}

      step >= count ->
        {:cont, :lists.reverse(acc, [x]), {[], 0, step - count}}

      true ->
        kept = Enum.take([x | acc], count - step)
        {:cont, :lists.reverse(acc, [x]), {kept, count - step, 0}}
    end
  end

  defp chunk_last({[], _, _} = acc, _count, _leftover), do: {:cont, acc}
  defp chunk_last(acc, _count, :discard), do: {:cont, acc}

  defp chunk_last({acc, size, _}, count, leftover) do
    {:cont, :lists.reverse(acc, Enum.take(leftover, count - size)), []}
  end

  def chunk_by(enum, fun) when is_function(fun, 1) do
    chunk_while(
      enum,
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
        {acc, _} -> {:cont, :lists.reverse(acc), nil}
      end
    )
  end

  # Always the first operation of its stream, which is what `done` needs: it gives
  # the composed reducer a last chance to emit. The state is :halted once the
  # consumer wants no more.
  def chunk_while(enum, acc, chunk_fun, after_fun)
      when is_function(chunk_fun, 2) and is_function(after_fun, 1) do
    end_mark = make_ref()

    fun = fn next ->
      fn
        ^end_mark, [acc, {:chunk, state} | states] ->
          case after_fun.(state) do
            {:cont, _state} -> {:cont, [acc, :halted | states]}
            {:cont, chunk, _state} -> emit(next, chunk, acc, :halted, states)
          end

        ^end_mark, acc_and_states ->
          {:halt, acc_and_states}

        x, [acc, {:chunk, state} | states] ->
          case chunk_fun.(x, state) do
            {:cont, chunk, state} -> emit(next, chunk, acc, {:chunk, state}, states)
            {:cont, state} -> {:cont, [acc, {:chunk, state} | states]}
            {:halt, state} -> {:halt, [acc, {:chunk, state} | states]}
          end
      end
    end

    %Stream{enum: enum, funs: [fun], accs: [{:chunk, acc}], done: end_mark}
  end

  defp emit(next, x, acc, state, states) do
    case next.(x, [acc | states]) do
      {:halt, [acc | states]} -> {:halt, [acc, :halted | states]}
      {command, [acc | states]} -> {command, [acc, state | states]}
    end
  end

  def dedup(enum), do: dedup_by(enum, fn x -> x end)

  def dedup_by(enum, fun) when is_function(fun, 1) do
    lazy(enum, nil, fn next ->
      fn x, [acc, last | states] ->
        key = [fun.(x)]

        if key === last,
          do: {:cont, [acc, last | states]},
          else: step(next, x, acc, key, states)
      end
    end)
  end

  # Hands x on and keeps `state` as the state of this operation.
  defp step(next, x, acc, state, states) do
    {command, [acc | states]} = next.(x, [acc | states])
    {command, [acc, state | states]}
  end

  def drop(enum, n) when is_integer(n) and n >= 0 do
    lazy(enum, n, fn next ->
      fn
        x, [acc, 0 | states] -> step(next, x, acc, 0, states)
        _x, [acc, left | states] -> {:cont, [acc, left - 1 | states]}
      end
    end)
  end

  # Keeps the last n back.
  def drop(enum, n) when is_integer(n) and n < 0 do
    n = -n

    lazy(enum, {0, [], []}, fn next ->
      fn x, [acc, {count, newer, older} | states] ->
        if count < n do
          {:cont, [acc, {count + 1, [x | newer], older} | states]}
        else
          case older do
            [oldest | rest] ->
              step(next, oldest, acc, {count, [x | newer], rest}, states)

            [] ->
              [oldest | rest] = :lists.reverse(newer)
              step(next, oldest, acc, {count, [x], rest}, states)
          end
        end
      end
    end)
  end

  def drop_every(enum, nth)
  def drop_every(enum, 0), do: %Stream{enum: enum}
  def drop_every([], _nth), do: %Stream{enum: []}

  def drop_every(enum, nth) when is_integer(nth) and nth > 0 do
    lazy(enum, nth, fn next ->
      fn
        _x, [acc, count | states] when count == nth -> {:cont, [acc, 1 | states]}
        x, [acc, count | states] -> step(next, x, acc, count + 1, states)
      end
    end)
  end

  def drop_while(enum, fun) when is_function(fun, 1) do
    lazy(enum, true, fn next ->
      fn x, [acc, dropping | states] ->
        if dropping && fun.(x),
          do: {:cont, [acc, true | states]},
          else: step(next, x, acc, false, states)
      end
    end)
  end

  def duplicate(value, n) when is_integer(n) and n >= 0 do
    unfold(n, fn
      0 -> nil
      left -> {value, left - 1}
    end)
  end

  def each(enum, fun) when is_function(fun, 1) do
    lazy(enum, fn next ->
      fn x, acc ->
        fun.(x)
        next.(x, acc)
      end
    end)
  end

  def flat_map(enum, mapper) when is_function(mapper, 1) do
    transform(enum, nil, fn x, nil -> {mapper.(x), nil} end)
  end

  def filter(enum, fun) when is_function(fun, 1) do
    lazy(enum, fn next -> fn x, acc -> if fun.(x), do: next.(x, acc), else: {:cont, acc} end end)
  end

  def reject(enum, fun) when is_function(fun, 1) do
    lazy(enum, fn next -> fn x, acc -> if fun.(x), do: {:cont, acc}, else: next.(x, acc) end end)
  end

  def interval(n) when is_integer(n) and n >= 0 do
    unfold(0, fn count ->
      Process.sleep(n)
      {count, count + 1}
    end)
  end

  def timer(n) when (is_integer(n) and n >= 0) or n == :infinity do
    unfold(:wait, fn
      :wait ->
        Process.sleep(n)
        {0, :done}

      :done ->
        nil
    end)
  end

  def into(enum, collectable, transform \\ fn x -> x end) when is_function(transform, 1) do
    &into(enum, collectable, transform, &1, &2)
  end

  defp into(enum, collectable, transform, acc, fun) do
    {initial, collect} = Collectable.into(collectable)

    next =
      &Enumerable.reduce(enum, &1, fn x, [acc | collected] ->
        collected = collect.(collected, {:cont, transform.(x)})
        {command, acc} = fun.(x, acc)
        {command, [acc | collected]}
      end)

    into_run(&next.(with_state(&1, initial)), initial, collect, acc)
  end

  defp with_state({command, acc}, state), do: {command, [acc | state]}

  defp into_run(next, state, collect, acc) do
    try do
      next.(acc)
    catch
      class, reason ->
        collect.(state, :halt)
        :erlang.raise(class, reason, __STACKTRACE__)
    else
      {:suspended, [acc | state], continuation} ->
        {:suspended, acc, &into_run(fn acc -> continuation.(with_state(acc, state)) end, state, collect, &1)}

      {reason, [acc | state]} ->
        collect.(state, :done)
        {reason, acc}
    end
  end

  def map(enum, fun) when is_function(fun, 1) do
    lazy(enum, fn next -> fn x, acc -> next.(fun.(x), acc) end end)
  end

  def map_every(enum, nth, fun)
      when is_integer(nth) and nth >= 0 and is_function(fun, 1) do
    map_nth(enum, nth, fun)
  end

  defp map_nth(enum, 1, fun), do: map(enum, fun)
  defp map_nth(enum, 0, _fun), do: %Stream{enum: enum}
  defp map_nth([], _nth, _fun), do: %Stream{enum: []}

  defp map_nth(enum, nth, fun) do
    lazy(enum, nth, fn next ->
      fn
        x, [acc, count | states] when count == nth -> step(next, fun.(x), acc, 1, states)
        x, [acc, count | states] -> step(next, x, acc, count + 1, states)
      end
    end)
  end

  def run(enum) do
    Enumerable.reduce(enum, {:cont, nil}, fn _, _ -> {:cont, nil} end)
    :ok
  end

  def scan(enum, fun) when is_function(fun, 2) do
    lazy(enum, [], fn next ->
      fn
        x, [acc, [] | states] ->
          step(next, x, acc, [x], states)

        x, [acc, [last] | states] ->
          value = fun.(x, last)
          step(next, value, acc, [value], states)
      end
    end)
  end

  def scan(enum, initial, fun) when is_function(fun, 2) do
    lazy(enum, initial, fn next ->
      fn x, [acc, last | states] ->
        value = fun.(x, last)
        step(next, value, acc, value, states)
      end
    end)
  end

  def take(enum, count)
  def take(_enum, 0), do: %Stream{enum: []}
  def take([], count) when is_integer(count), do: %Stream{enum: []}

  def take(enum, count) when is_integer(count) and count > 0 do
    lazy(enum, count, fn next ->
      fn
        _x, [_acc, 0 | _states] = all ->
          {:halt, all}

        x, [acc, 1 | states] ->
          {_command, all} = step(next, x, acc, 0, states)
          {:halt, all}

        x, [acc, left | states] ->
          step(next, x, acc, left - 1, states)
      end
    end)
  end

  def take(enum, count) when is_integer(count) and count < 0 do
    &Enumerable.reduce(Enum.take(enum, count), &1, &2)
  end

  def take_every(enum, nth)
  def take_every(enum, 1), do: %Stream{enum: enum}
  def take_every(_enum, 0), do: %Stream{enum: []}
  def take_every([], nth) when is_integer(nth) and nth > 1, do: %Stream{enum: []}

  def take_every(enum, nth) when is_integer(nth) and nth > 1 do
    lazy(enum, nth, fn next ->
      fn
        x, [acc, count | states] when count == nth -> step(next, x, acc, 1, states)
        _x, [acc, count | states] -> {:cont, [acc, count + 1 | states]}
      end
    end)
  end

  def take_while(enum, fun) when is_function(fun, 1) do
    lazy(enum, fn next -> fn x, acc -> if fun.(x), do: next.(x, acc), else: {:halt, acc} end end)
  end

  def uniq(enum), do: uniq_by(enum, fn x -> x end)

  def uniq_by(enum, fun) when is_function(fun, 1) do
    lazy(enum, %{}, fn next ->
      fn x, [acc, seen | states] ->
        key = fun.(x)

        case seen do
          %{^key => _} -> {:cont, [acc, seen | states]}
          _ -> step(next, x, acc, :maps.put(key, true, seen), states)
        end
      end
    end)
  end

  def with_index(enum, fun_or_offset \\ 0)

  def with_index(enum, offset) when is_integer(offset) do
    lazy(enum, offset, fn next ->
      fn x, [acc, index | states] -> step(next, {x, index}, acc, index + 1, states) end
    end)
  end

  def with_index(enum, fun) when is_function(fun, 2) do
    lazy(enum, 0, fn next ->
      fn x, [acc, index | states] -> step(next, fun.(x, index), acc, index + 1, states) end
    end)
  end

  def intersperse(enum, separator) do
    lazy(enum, :first, fn next ->
      fn
        x, [acc, :first | states] ->
          step(next, x, acc, :rest, states)

        x, [acc, :rest | states] ->
          case step(next, separator, acc, :rest, states) do
            {:cont, [acc, :rest | states]} ->
              step(next, x, acc, :rest, states)

            # Between the two the consumer cannot be asked to wait.
            {:suspend, [acc, :rest | states]} ->
              step(next, x, acc, :rest, states)

            {:halt, all} ->
              {:halt, all}
          end
      end
    end)
  end

  def concat(enumerables), do: flat_map(enumerables, fn x -> x end)

  def concat(first, second), do: flat_map([first, second], fn x -> x end)

  def cycle(enumerable)

  def cycle([]), do: empty_cycle()

  def cycle(enumerable) when is_list(enumerable) do
    unfold({enumerable, enumerable}, fn
      {all, [x]} -> {x, {all, all}}
      {all, [x | rest]} -> {x, {all, rest}}
    end)
  end

  def cycle(enumerable) do
    round =
      transform(
        enumerable,
        fn -> :empty end,
        fn x, _ -> {[x], :some} end,
        fn
          :empty -> empty_cycle()
          :some -> {[], :some}
        end,
        fn _ -> :ok end
      )

    flat_map(repeatedly(fn -> round end), & &1)
  end

  defp empty_cycle, do: raise(ArgumentError, "cannot cycle over an empty enumerable")

  def iterate(start_value, next_fun) when is_function(next_fun, 1) do
    &iterate(start_value, next_fun, &1, &2)
  end

  # The next value is computed only when it is asked for.
  defp iterate(value, next_fun, acc, fun) do
    unfold({:first, value}, fn
      {:first, value} -> {value, {:next, value}}
      {:next, value} -> with(value = next_fun.(value), do: {value, {:next, value}})
    end).(acc, fun)
  end

  def from_index(fun_or_offset \\ 0)

  def from_index(offset) when is_integer(offset), do: unfold(offset, fn n -> {n, n + 1} end)

  def from_index(fun) when is_function(fun), do: unfold(0, fn n -> {fun.(n), n + 1} end)

  def repeatedly(generator_fun) when is_function(generator_fun, 0) do
    &repeatedly(generator_fun, &1, &2)
  end

  defp repeatedly(_generator, {:halt, acc}, _fun), do: {:halted, acc}

  defp repeatedly(generator, {:suspend, acc}, fun) do
    {:suspended, acc, &repeatedly(generator, &1, fun)}
  end

  defp repeatedly(generator, {:cont, acc}, fun) do
    repeatedly(generator, fun.(generator.(), acc), fun)
  end

  def unfold(next_acc, next_fun) when is_function(next_fun, 1) do
    &unfold(next_acc, next_fun, &1, &2)
  end

  defp unfold(_state, _next_fun, {:halt, acc}, _fun), do: {:halted, acc}

  defp unfold(state, next_fun, {:suspend, acc}, fun) do
    {:suspended, acc, &unfold(state, next_fun, &1, fun)}
  end

  defp unfold(state, next_fun, {:cont, acc}, fun) do
    case next_fun.(state) do
      nil -> {:done, acc}
      {value, state} -> unfold(state, next_fun, fun.(value, acc), fun)
    end
  end

  def resource(start_fun, next_fun, after_fun)
      when is_function(start_fun, 0) and is_function(next_fun, 1) and is_function(after_fun, 1) do
    fn acc, fun ->
      pull(acc, %{
        source: fn state -> next_fun.(state) end,
        fun: fun,
        state: start_fun.(),
        close: fn -> :ok end,
        last: nil,
        finish: after_fun
      })
    end
  end

  def transform(enum, acc, reducer) when is_function(reducer, 2) do
    transform(enum, fn -> acc end, reducer, nil, fn _ -> :ok end)
  end

  def transform(enum, start_fun, reducer, after_fun)
      when is_function(start_fun, 0) and is_function(reducer, 2) and is_function(after_fun, 1) do
    transform(enum, start_fun, reducer, nil, after_fun)
  end

  def transform(enum, start_fun, reducer, last_fun, after_fun)
      when is_function(start_fun, 0) and is_function(reducer, 2) and
             (last_fun == nil or is_function(last_fun, 1)) and is_function(after_fun, 1) do
    fn acc, fun ->
      next = &Enumerable.reduce(enum, &1, fn x, _ -> {:suspend, [x]} end)
      transform_with(acc, fun, next, start_fun.(), reducer, last_fun, after_fun)
    end
  end

  # The state is {state of the user, continuation of the source}; in place of the
  # continuation nil at the end of the source and :halted after the reducer's halt.
  defp transform_with(acc, fun, next, state, reducer, last_fun, after_fun) do
    source = fn
      {state, next} when not is_function(next) ->
        {:halt, {state, next}}

      {state, next} ->
        case next.({:cont, []}) do
          {:suspended, [x], next} -> reduced(reducer.(x, state), next)
          {_, [x]} -> reduced(reducer.(x, state), nil)
          {_, []} -> {:halt, {state, nil}}
        end
    end

    last =
      if last_fun != nil do
        fn
          {state, :halted} ->
            {[], {state, :halted}}

          {state, nil} ->
            case last_fun.(state) do
              {:halt, state} -> {[], {state, nil}}
              {elements, state} -> {elements, {state, nil}}
            end
        end
      end

    pull(acc, %{
      source: source,
      fun: fun,
      state: {state, next},
      close: nil,
      last: last,
      finish: fn {state, next} ->
        if is_function(next), do: next.({:halt, []})
        after_fun.(state)
      end
    })
  end

  defp reduced(result, next) do
    case result do
      {:halt, state} ->
        if next != nil, do: next.({:halt, []})
        {:halt, {state, :halted}}

      {elements, state} ->
        {elements, {state, next}}
    end
  end

  # Asks the source for elements, a list or any enumerable at a time, and feeds
  # them to the consumer. `finish` runs once, however it ends.
  defp pull({:suspend, acc}, stream), do: {:suspended, acc, &pull(&1, stream)}

  defp pull({:halt, acc}, stream) do
    stream.finish.(stream.state)
    {:halted, acc}
  end

  defp pull({:cont, acc}, %{source: source, state: state} = stream) do
    case guarded(stream, fn -> source.(state) end) do
      {:halt, state} -> pull_last(acc, %{stream | state: state})
      {[], state} -> pull({:cont, acc}, %{stream | state: state})
      {elements, state} -> feed({:cont, acc}, elements, %{stream | state: state})
    end
  end

  defp pull_last(acc, %{last: nil} = stream) do
    stream.finish.(stream.state)
    {:done, acc}
  end

  defp pull_last(acc, %{last: last, state: state} = stream) do
    {elements, state} = guarded(stream, fn -> last.(state) end)
    ended = fn state -> {:halt, state} end
    feed({:cont, acc}, elements, %{stream | state: state, last: nil, source: ended})
  end

  # The tag says whether the consumer or the inner enumerable halted.
  defp feed({command, acc}, elements, %{fun: fun} = stream) do
    next =
      &Enumerable.reduce(elements, &1, fn x, [_ | acc] ->
        case fun.(x, acc) do
          {:halt, acc} -> {:halt, [:consumer | acc]}
          {command, acc} -> {command, [:inner | acc]}
        end
      end)

    fed(next, {command, [:inner | acc]}, stream)
  end

  defp fed(next, acc, stream) do
    case guarded(stream, fn -> next.(acc) end) do
      {:halted, [:consumer | acc]} ->
        pull({:halt, acc}, stream)

      {:suspended, [_ | acc], next} ->
        {:suspended, acc,
         fn
           {:halt, acc} -> fed(next, {:halt, [:consumer | acc]}, stream)
           {command, acc} -> fed(next, {command, [:inner | acc]}, stream)
         end}

      {_done_or_halted, [_ | acc]} ->
        pull({:cont, acc}, stream)
    end
  end

  defp guarded(%{finish: finish, state: state}, fun) do
    fun.()
  catch
    class, reason ->
      stack = __STACKTRACE__
      finish.(state)
      :erlang.raise(class, reason, stack)
  end

  def zip(enumerables), do: zip_with(enumerables, &:erlang.list_to_tuple/1)

  def zip(enumerable1, enumerable2) do
    zip_with(enumerable1, enumerable2, fn left, right -> {left, right} end)
  end

  def zip_with(enumerable1, enumerable2, zip_fun) when is_function(zip_fun, 2) do
    zip_with([enumerable1, enumerable2], fn [left, right] -> zip_fun.(left, right) end)
  end

  def zip_with(enumerables, zip_fun) when is_function(zip_fun, 1) do
    fn acc, fun ->
      sources =
        for enumerable <- Enum.to_list(enumerables) do
          {&Enumerable.reduce(enumerable, &1, fn x, _ -> {:suspend, [x]} end), :open}
        end

      zip_step(acc, fun, sources, zip_fun)
    end
  end

  defp zip_step({:halt, acc}, _fun, sources, _zip_fun) do
    close(sources)
    {:halted, acc}
  end

  defp zip_step({:suspend, acc}, fun, sources, zip_fun) do
    {:suspended, acc, &zip_step(&1, fun, sources, zip_fun)}
  end

  defp zip_step({:cont, acc}, _fun, [], _zip_fun), do: {:done, acc}

  defp zip_step({:cont, acc}, fun, sources, zip_fun) do
    result =
      try do
        case zip_next(sources, [], []) do
          {:next, values, sources} -> {:next, fun.(zip_fun.(values), acc), sources}
          {:done, sources} -> {:done, sources}
        end
      catch
        class, reason ->
          stack = __STACKTRACE__
          close(sources)
          :erlang.raise(class, reason, stack)
      end

    case result do
      {:next, acc, sources} ->
        zip_step(acc, fun, sources, zip_fun)

      {:done, sources} ->
        close(sources)
        {:done, acc}
    end
  end

  defp zip_next([{_next, :closed} | rest], _values, seen) do
    {:done, :lists.reverse(seen, rest)}
  end

  defp zip_next([{next, :open} | rest], values, seen) do
    case next.({:cont, []}) do
      {:suspended, [x], next} -> zip_next(rest, [x | values], [{next, :open} | seen])
      {_, [x]} -> zip_next(rest, [x | values], [{nil, :closed} | seen])
      {_, []} -> {:done, :lists.reverse(seen, rest)}
    end
  end

  defp zip_next([], values, seen), do: {:next, :lists.reverse(values), :lists.reverse(seen)}

  defp close(sources) do
    :lists.foreach(
      fn
        {next, :open} -> next.({:halt, []})
        {_, :closed} -> :ok
      end,
      sources
    )
  end

  # Deprecated names that are still there.
  @deprecated "Use Stream.chunk_every/2 instead"
  def chunk(enum, n), do: chunk(enum, n, n, nil)
  @deprecated "Use Stream.chunk_every/3 instead"
  def chunk(enum, n, step), do: chunk_every(enum, n, step, :discard)
  @deprecated "Use Stream.chunk_every/4 instead"
  def chunk(enum, n, step, leftover)
      when is_integer(n) and n > 0 and is_integer(step) and step > 0 do
    chunk_every(enum, n, step, leftover || :discard)
  end

  @deprecated "Use Stream.filter/2 + Stream.map/2 instead"
  def filter_map(enum, filter, mapper) do
    enum |> filter(fn x -> filter.(x) end) |> map(fn x -> mapper.(x) end)
  end

  @deprecated "Use Stream.uniq_by/2 instead"
  def uniq(enum, fun), do: uniq_by(enum, fun)

  # Reduces a stream: the operations are composed from the last to the first.
  def reduce_lazy(%Stream{enum: enum, funs: funs, accs: accs, done: done}, {command, acc}, fun) do
    last = fn x, [acc] ->
      {command, acc} = fun.(x, acc)
      {command, [acc]}
    end

    reducer = :lists.foldl(fn fun, next -> fun.(next) end, last, funs)
    next = &Enumerable.reduce(enum, &1, reducer)
    run_lazy(next, {command, [acc | :lists.reverse(accs)]}, done, reducer)
  end

  defp run_lazy(next, acc, done, reducer) do
    case next.(acc) do
      {:suspended, [acc | states], next} ->
        {:suspended, acc, fn {command, acc} -> run_lazy(next, {command, [acc | states]}, done, reducer) end}

      {reason, [acc | _]} when done == nil ->
        {reason, acc}

      {reason, all} ->
        case reducer.(done, all) do
          {:cont, [acc | _]} -> {reason, acc}
          {:halt, [acc | _]} -> {:halted, acc}
          {:suspend, [acc | _]} -> {:suspended, acc, fn {_, acc} -> {reason, acc} end}
        end
    end
  end
end

defimpl Enumerable, for: Stream do
  def count(_stream), do: {:error, __MODULE__}
  def member?(_stream, _value), do: {:error, __MODULE__}
  def slice(_stream), do: {:error, __MODULE__}

  def reduce(stream, acc, fun), do: Stream.reduce_lazy(stream, acc, fun)
end
