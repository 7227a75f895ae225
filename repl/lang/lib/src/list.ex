defmodule List do
  def delete(list, element)
  def delete([element | list], element), do: list
  def delete([other | list], element), do: [other | delete(list, element)]
  def delete([], _element), do: []

  def duplicate(elem, n) when is_integer(n) and n >= 0, do: :lists.duplicate(n, elem)

  def flatten(list), do: :lists.flatten(list)

  def flatten(list, tail), do: :lists.flatten(list, tail)

  def foldl(list, acc, fun) when is_list(list) and is_function(fun), do: :lists.foldl(fun, acc, list)

  def foldr(list, acc, fun) when is_list(list) and is_function(fun), do: :lists.foldr(fun, acc, list)

  def first(list, default \\ nil)
  def first([], default), do: default
  def first([head | _], _default), do: head

  def first!([]), do: raise(ArgumentError, "attempted to get the first element of an empty list")
  def first!([head | _]), do: head

  def last(list, default \\ nil)
  def last([], default), do: default
  def last([head], _default), do: head
  def last([_ | tail], default), do: last(tail, default)

  def last!([]), do: raise(ArgumentError, "attempted to get the last element of an empty list")
  def last!([head]), do: head
  def last!([_ | tail]), do: last!(tail)

  def keyfind(list, key, position, default \\ nil) when is_integer(position) do
    case :lists.keyfind(key, position + 1, list) do
      false -> default
      tuple -> tuple
    end
  end

  def keyfind!(list, key, position) when is_integer(position) do
    case :lists.keyfind(key, position + 1, list) do
      false ->
        raise KeyError,
          key: key,
          term: list,
          message: "key #{inspect(key)} at position #{inspect(position)} not found in: #{inspect(list)}"

      tuple ->
        tuple
    end
  end

  def keymember?(list, key, position) when is_integer(position) do
    :lists.keymember(key, position + 1, list)
  end

  def keyreplace(list, key, position, new_tuple) when is_integer(position) do
    :lists.keyreplace(key, position + 1, list, new_tuple)
  end

  def keysort(list, position, sorter \\ :asc)

  def keysort(list, position, :asc) when is_list(list) and is_integer(position) do
    :lists.keysort(position + 1, list)
  end

  def keysort(list, position, sorter) when is_list(list) and is_integer(position) do
    Enum.sort_by(list, fn tuple -> :erlang.element(position + 1, tuple) end, sorter)
  end

  def keystore(list, key, position, new_tuple) when is_integer(position) do
    :lists.keystore(key, position + 1, list, new_tuple)
  end

  def keydelete(list, key, position) when is_integer(position) do
    :lists.keydelete(key, position + 1, list)
  end

  def keytake(list, key, position) when is_integer(position) do
    case :lists.keytake(key, position + 1, list) do
      {:value, element, rest} -> {element, rest}
      false -> nil
    end
  end

  def wrap(term)
  def wrap(list) when is_list(list), do: list
  def wrap(nil), do: []
  def wrap(term), do: [term]

  @deprecated "Use Enum.zip/1 instead"
  def zip([]), do: []

  def zip(list_of_lists) when is_list(list_of_lists) do
    zip_rows(:lists.map(&to_list/1, list_of_lists))
  end

  defp to_list(tuple) when is_tuple(tuple), do: :erlang.tuple_to_list(tuple)
  defp to_list(list) when is_list(list), do: list

  defp zip_rows(lists) do
    case heads_and_tails(lists, [], []) do
      :done -> []
      {heads, tails} -> [:erlang.list_to_tuple(heads) | zip_rows(tails)]
    end
  end

  defp heads_and_tails([[x | xs] | rest], heads, tails) do
    heads_and_tails(rest, [x | heads], [xs | tails])
  end

  defp heads_and_tails([[] | _], _heads, _tails), do: :done

  defp heads_and_tails([], heads, tails), do: {:lists.reverse(heads), :lists.reverse(tails)}

  def improper?(list) when is_list(list), do: improper_list?(list)

  defp improper_list?([]), do: false
  defp improper_list?([_ | tail]) when is_list(tail), do: improper_list?(tail)
  defp improper_list?([_ | _]), do: true

  def insert_at(list, index, value) when is_list(list) and is_integer(index) do
    cond do
      index >= 0 -> insert(list, index, value)
      true -> insert(list, max(0, length(list) + index + 1), value)
    end
  end

  defp insert(list, 0, value), do: [value | list]
  defp insert([], _index, value), do: [value]
  defp insert([head | tail], index, value), do: [head | insert(tail, index - 1, value)]

  def replace_at(list, index, value) when is_list(list) and is_integer(index) do
    change(list, position(list, index), fn _ -> [value] end)
  end

  def update_at(list, index, fun)
      when is_list(list) and is_function(fun) and is_integer(index) do
    change(list, position(list, index), fn value -> [fun.(value)] end)
  end

  def delete_at(list, index) when is_integer(index) do
    change(list, position(list, index), fn _ -> [] end)
  end

  def pop_at(list, index, default \\ nil) when is_integer(index) do
    case position(list, index) do
      position when position < 0 -> {default, list}
      position -> do_pop_at(list, position, default, [])
    end
  end

  defp do_pop_at([head | tail], 0, _default, acc), do: {head, :lists.reverse(acc, tail)}
  defp do_pop_at([head | tail], n, default, acc), do: do_pop_at(tail, n - 1, default, [head | acc])
  defp do_pop_at([], _n, default, acc), do: {default, :lists.reverse(acc)}

  defp position(_list, index) when index >= 0, do: index
  defp position(list, index), do: length(list) + index

  # Replaces the element at a position by the elements of a list; a position
  # outside changes nothing.
  defp change(list, position, _fun) when position < 0, do: list
  defp change([], _position, _fun), do: []
  defp change([head | tail], 0, fun), do: fun.(head) ++ tail
  defp change([head | tail], position, fun), do: [head | change(tail, position - 1, fun)]

  def starts_with?(list, prefix)
  def starts_with?([head | tail], [head | prefix]), do: starts_with?(tail, prefix)
  def starts_with?(list, []) when is_list(list), do: true
  def starts_with?(list, [_ | _]) when is_list(list), do: false

  def ends_with?(list, suffix), do: :lists.suffix(suffix, list)

  def ascii_printable?(list, limit \\ :infinity)

  def ascii_printable?(list, limit)
      when is_list(list) and (limit == :infinity or (is_integer(limit) and limit >= 0)) do
    printable?(list, limit)
  end

  defp printable?(_, 0), do: true
  defp printable?([char | rest], limit) when char in 32..126, do: printable?(rest, less(limit))
  defp printable?([char | rest], limit) when char in 7..13, do: printable?(rest, less(limit))
  defp printable?([27 | rest], limit), do: printable?(rest, less(limit))
  defp printable?([], _limit), do: true
  defp printable?(_, _limit), do: false

  defp less(:infinity), do: :infinity
  defp less(limit), do: limit - 1

  def to_atom(charlist), do: :erlang.list_to_atom(charlist)

  def to_existing_atom(charlist), do: :erlang.list_to_existing_atom(charlist)

  def to_float(charlist), do: :erlang.list_to_float(charlist)

  def to_integer(charlist), do: :erlang.list_to_integer(charlist)

  def to_integer(charlist, base), do: :erlang.list_to_integer(charlist, base)

  def to_tuple(list), do: :erlang.list_to_tuple(list)

  def to_string(list) when is_list(list) do
    try do
      :unicode.characters_to_binary(list)
    rescue
      ArgumentError ->
        raise ArgumentError, """
        cannot convert the given list to a string.

        To be converted to a string, a list must either be empty or only
        contain the following elements:

          * strings
          * integers representing Unicode code points
          * a list containing one of these three elements

        Please check the given list or call inspect/1 to get the list representation, got:

        #{inspect(list)}
        """
    else
      result when is_binary(result) ->
        result

      {:error, encoded, rest} ->
        raise UnicodeConversionError, encoded: encoded, rest: rest, kind: :invalid

      {:incomplete, encoded, rest} ->
        raise UnicodeConversionError, encoded: encoded, rest: rest, kind: :incomplete
    end
  end

  def to_charlist(list) when is_list(list) do
    try do
      :unicode.characters_to_list(list)
    rescue
      ArgumentError ->
        raise ArgumentError, """
        cannot convert the given list to a charlist.

        To be converted to a charlist, a list must contain only:

          * strings
          * integers representing Unicode code points
          * or a list containing one of these three elements

        Please check the given list or call inspect/1 to get the list representation, got:

        #{inspect(list)}
        """
    else
      result when is_list(result) ->
        result

      {:error, encoded, rest} ->
        raise UnicodeConversionError, encoded: encoded, rest: rest, kind: :invalid

      {:incomplete, encoded, rest} ->
        raise UnicodeConversionError, encoded: encoded, rest: rest, kind: :incomplete
    end
  end

  # The shortest script of edits, after Myers: frontier by frontier, each path is
  # {how far it is in the first list, what is left of both, edits so far}.
  def myers_difference(list1, list2) when is_list(list1) and is_list(list2) do
    script(list1, list2, nil)
  end

  def myers_difference(list1, list2, diff_script)
      when is_list(list1) and is_list(list2) and is_function(diff_script) do
    script(list1, list2, diff_script)
  end

  defp script(list1, list2, diff_script) do
    path = {0, list1, list2, []}
    find_script(0, length(list1) + length(list2), [path], diff_script)
  end

  defp find_script(envelope, max, paths, diff_script) do
    case each_diagonal(-envelope, envelope, paths, [], diff_script) do
      {:done, edits} -> compact(edits, [])
      {:next, paths} -> find_script(envelope + 1, max, paths, diff_script)
    end
  end

  defp compact([], acc), do: acc
  defp compact([{:diff, _} = edit | rest], acc), do: compact(rest, [edit | acc])

  defp compact([{kind, elem} | rest], [{kind, elems} | acc]) do
    compact(rest, [{kind, [elem | elems]} | acc])
  end

  defp compact([{kind, elem} | rest], acc), do: compact(rest, [{kind, [elem]} | acc])

  defp each_diagonal(diagonal, limit, _paths, next, _diff) when diagonal > limit do
    {:next, :lists.reverse(next)}
  end

  defp each_diagonal(diagonal, limit, paths, next, diff) do
    {path, rest} = proceed(diagonal, limit, paths, diff)

    case follow(path) do
      {:cont, path} -> each_diagonal(diagonal + 2, limit, rest, [path | next], diff)
      {:done, edits} -> {:done, edits}
    end
  end

  defp proceed(0, 0, [path], _diff), do: {path, []}
  defp proceed(diagonal, limit, [path | _] = paths, diff) when diagonal == -limit, do: {down(path, diff), paths}
  defp proceed(diagonal, limit, [path], diff) when diagonal == limit, do: {right(path, diff), []}

  defp proceed(_diagonal, _limit, [path1, path2 | rest], diff) do
    if elem(path1, 0) > elem(path2, 0) do
      {right(path1, diff), [path2 | rest]}
    else
      {down(path2, diff), [path2 | rest]}
    end
  end

  defp right({y, [elem1 | rest1], [elem2 | rest2], edits}, diff) when diff != nil do
    if same = diff.(elem1, elem2) do
      {y + 1, rest1, rest2, [{:diff, same} | edits]}
    else
      {y, [elem1 | rest1], rest2, [{:ins, elem2} | edits]}
    end
  end

  defp right({y, list1, [elem | rest], edits}, _diff), do: {y, list1, rest, [{:ins, elem} | edits]}
  defp right({y, list1, [], edits}, _diff), do: {y, list1, [], edits}

  defp down({y, [elem1 | rest1], [elem2 | rest2], edits}, diff) when diff != nil do
    if same = diff.(elem1, elem2) do
      {y + 1, rest1, rest2, [{:diff, same} | edits]}
    else
      {y + 1, rest1, [elem2 | rest2], [{:del, elem1} | edits]}
    end
  end

  defp down({y, [elem | rest], list2, edits}, _diff), do: {y + 1, rest, list2, [{:del, elem} | edits]}
  defp down({y, [], list2, edits}, _diff), do: {y + 1, [], list2, edits}

  defp follow({y, [elem | rest1], [elem | rest2], edits}) do
    follow({y + 1, rest1, rest2, [{:eq, elem} | edits]})
  end

  defp follow({_y, [], [], edits}), do: {:done, edits}
  defp follow(path), do: {:cont, path}
end
