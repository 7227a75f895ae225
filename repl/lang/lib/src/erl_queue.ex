# A queue is {rear, front}; a queue of two or more elements has some on both
# sides.
defmodule :queue do
  defguardp is_queue_of(q)
            when is_tuple(q) and tuple_size(q) == 2 and is_list(elem(q, 0)) and
                   is_list(elem(q, 1))

  def new, do: {[], []}

  def is_queue(q), do: is_queue_of(q)

  def is_empty({[], []}), do: true
  def is_empty(q) when is_queue_of(q), do: false
  def is_empty(q), do: :erlang.error(:badarg, [q])

  def len({rear, front} = q) when is_queue_of(q), do: length(rear) + length(front)
  def len(q), do: :erlang.error(:badarg, [q])

  def to_list({rear, front} = q) when is_queue_of(q), do: front ++ :lists.reverse(rear)
  def to_list(q), do: :erlang.error(:badarg, [q])

  def from_list(list) when is_list(list), do: from_front(list)
  def from_list(other), do: :erlang.error(:badarg, [other])

  def member(x, {rear, front} = q) when is_queue_of(q) do
    :lists.member(x, rear) or :lists.member(x, front)
  end

  def member(x, q), do: :erlang.error(:badarg, [x, q])

  def unquote(:in)(x, {[_] = rear, []}), do: {[x], rear}
  def unquote(:in)(x, {rear, front} = q) when is_queue_of(q), do: {[x | rear], front}
  def unquote(:in)(x, q), do: :erlang.error(:badarg, [x, q])

  def in_r(x, {[], [_] = front}), do: {front, [x]}
  def in_r(x, {rear, front} = q) when is_queue_of(q), do: {rear, [x | front]}
  def in_r(x, q), do: :erlang.error(:badarg, [x, q])

  def out({[], []} = q), do: {:empty, q}

  def out(q) when is_queue_of(q) do
    {x, q} = take(q)
    {{:value, x}, q}
  end

  def out(q), do: :erlang.error(:badarg, [q])

  def out_r({[], []} = q), do: {:empty, q}

  def out_r({rear, front} = q) when is_queue_of(q) do
    {x, {front, rear}} = take({front, rear})
    {{:value, x}, {rear, front}}
  end

  def out_r(q), do: :erlang.error(:badarg, [q])

  # The element in front, and the rest.
  defp take({[x], []}), do: {x, {[], []}}

  defp take({[last | rear], []}) do
    [x | front] = :lists.reverse(rear)
    {x, {[last], front}}
  end

  defp take({rear, [x]}), do: {x, from_rear(rear)}
  defp take({rear, [x | front]}), do: {x, {rear, front}}

  def get({[], []} = q), do: :erlang.error(:empty, [q])
  def get(q) when is_queue_of(q), do: first(q)
  def get(q), do: :erlang.error(:badarg, [q])

  def get_r({[], []} = q), do: :erlang.error(:empty, [q])
  def get_r({rear, front} = q) when is_queue_of(q), do: first({front, rear})
  def get_r(q), do: :erlang.error(:badarg, [q])

  defp first({_rear, [x | _]}), do: x
  defp first({rear, []}), do: :lists.last(rear)

  def peek({[], []}), do: :empty
  def peek(q) when is_queue_of(q), do: {:value, first(q)}
  def peek(q), do: :erlang.error(:badarg, [q])

  def peek_r({[], []}), do: :empty
  def peek_r({rear, front} = q) when is_queue_of(q), do: {:value, first({front, rear})}
  def peek_r(q), do: :erlang.error(:badarg, [q])

  def drop({[], []} = q), do: :erlang.error(:empty, [q])
  def drop(q) when is_queue_of(q), do: q |> take() |> elem(1)
  def drop(q), do: :erlang.error(:badarg, [q])

  def drop_r({[], []} = q), do: :erlang.error(:empty, [q])

  def drop_r({rear, front} = q) when is_queue_of(q) do
    {_x, {front, rear}} = take({front, rear})
    {rear, front}
  end

  def drop_r(q), do: :erlang.error(:badarg, [q])

  def reverse({rear, front} = q) when is_queue_of(q), do: {front, rear}
  def reverse(q), do: :erlang.error(:badarg, [q])

  def join(q, {[], []}) when is_queue_of(q), do: q
  def join({[], []}, q) when is_queue_of(q), do: q

  def join({rear1, front1} = q1, {rear2, front2} = q2) when is_queue_of(q1) and is_queue_of(q2) do
    {rear2, front1 ++ :lists.reverse(rear1, front2)}
  end

  def join(q1, q2), do: :erlang.error(:badarg, [q1, q2])

  def split(0, q) when is_queue_of(q), do: {{[], []}, q}

  def split(n, {rear, front} = q) when is_integer(n) and n >= 1 and is_queue_of(q) do
    in_front = length(front)
    behind = length(rear) + in_front - n

    cond do
      n == in_front ->
        {from_front(front), from_rear(rear)}

      n < in_front ->
        [x | rest] = front
        {moved, rest} = move(n - 1, [], rest)
        {{moved, [x]}, {rear, rest}}

      behind < 0 ->
        :erlang.error(:badarg, [n, q])

      behind == 0 ->
        {q, {[], []}}

      true ->
        [x | rest] = rear
        {moved, rest} = move(behind - 1, [], rest)
        {{rest, front}, {[x], moved}}
    end
  end

  def split(n, q), do: :erlang.error(:badarg, [n, q])

  defp move(0, moved, rest), do: {moved, rest}
  defp move(n, moved, [x | rest]), do: move(n - 1, [x | moved], rest)

  def filter(fun, {rear, front} = q) when is_function(fun, 1) and is_queue_of(q) do
    balanced({keep_rear(fun, rear), keep(fun, front)})
  end

  def filter(fun, q), do: :erlang.error(:badarg, [fun, q])

  defp keep(_fun, []), do: []

  defp keep(fun, [x | rest]) do
    case fun.(x) do
      true -> [x | keep(fun, rest)]
      false -> keep(fun, rest)
      list when is_list(list) -> list ++ keep(fun, rest)
    end
  end

  defp keep_rear(_fun, []), do: []

  defp keep_rear(fun, [x | rest]) do
    kept = keep_rear(fun, rest)

    case fun.(x) do
      true -> [x | kept]
      false -> kept
      list when is_list(list) -> :lists.reverse(list, kept)
    end
  end

  def filtermap(fun, {rear, front} = q) when is_function(fun, 1) and is_queue_of(q) do
    front = :lists.filtermap(fun, front)
    balanced({filtermap_rear(fun, rear), front})
  end

  def filtermap(fun, q), do: :erlang.error(:badarg, [fun, q])

  defp filtermap_rear(_fun, []), do: []

  defp filtermap_rear(fun, [x | rest]) do
    kept = filtermap_rear(fun, rest)

    case fun.(x) do
      true -> [x | kept]
      {true, y} -> [y | kept]
      false -> kept
    end
  end

  def fold(fun, acc, {rear, front} = q) when is_function(fun, 2) and is_queue_of(q) do
    :lists.foldr(fun, :lists.foldl(fun, acc, front), rear)
  end

  def fold(fun, acc, q), do: :erlang.error(:badarg, [fun, acc, q])

  def any(predicate, {rear, front} = q) when is_function(predicate, 1) and is_queue_of(q) do
    :lists.any(predicate, front) or :lists.any(predicate, rear)
  end

  def any(predicate, q), do: :erlang.error(:badarg, [predicate, q])

  def all(predicate, {rear, front} = q) when is_function(predicate, 1) and is_queue_of(q) do
    :lists.all(predicate, front) and :lists.all(predicate, rear)
  end

  def all(predicate, q), do: :erlang.error(:badarg, [predicate, q])

  def delete(x, q) when is_queue_of(q), do: without(&(&1 === x), q)
  def delete(x, q), do: :erlang.error(:badarg, [x, q])

  def delete_r(x, {rear, front} = q) when is_queue_of(q) do
    {front, rear} = without(&(&1 === x), {front, rear})
    {rear, front}
  end

  def delete_r(x, q), do: :erlang.error(:badarg, [x, q])

  def delete_with(predicate, q) when is_function(predicate, 1) and is_queue_of(q) do
    without(predicate, q)
  end

  def delete_with(predicate, q), do: :erlang.error(:badarg, [predicate, q])

  def delete_with_r(predicate, {rear, front} = q)
      when is_function(predicate, 1) and is_queue_of(q) do
    {front, rear} = without(predicate, {front, rear})
    {rear, front}
  end

  def delete_with_r(predicate, q), do: :erlang.error(:badarg, [predicate, q])

  # Without the first element that satisfies the predicate.
  defp without(predicate, {rear, front} = q) do
    case cut(predicate, front, []) do
      {:ok, front} ->
        balanced({rear, front})

      :error ->
        case cut(predicate, :lists.reverse(rear), []) do
          {:ok, behind} -> balanced({:lists.reverse(behind), front})
          :error -> q
        end
    end
  end

  defp cut(_predicate, [], _before), do: :error

  defp cut(predicate, [x | rest], before) do
    case predicate.(x) do
      true -> {:ok, :lists.reverse(before, rest)}
      false -> cut(predicate, rest, [x | before])
    end
  end

  def cons(x, q), do: in_r(x, q)
  def head(q), do: get(q)
  def tail(q), do: drop(q)
  def snoc(q, x), do: :queue.in(x, q)
  def last(q), do: get_r(q)
  def daeh(q), do: get_r(q)
  def init(q), do: drop_r(q)
  def liat(q), do: drop_r(q)
  def lait(q), do: drop_r(q)

  # After elements have left both sides.
  defp balanced({[], front}), do: from_front(front)
  defp balanced({rear, []}), do: from_rear(rear)
  defp balanced(q), do: q

  defp from_rear(rear) do
    {front, rear} = from_front(rear)
    {rear, front}
  end

  defp from_front([]), do: {[], []}
  defp from_front([_] = front), do: {front, []}
  defp from_front([x, y]), do: {[y], [x]}

  defp from_front(list) do
    {front, rear} = :lists.split(div(length(list), 2), list)
    {:lists.reverse(rear), front}
  end
end
