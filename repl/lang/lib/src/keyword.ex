defmodule Keyword do
  def keyword?(term)
  def keyword?([{key, _value} | rest]) when is_atom(key), do: keyword?(rest)
  def keyword?([]), do: true
  def keyword?(_other), do: false

  def new, do: []

  def new(pairs), do: new(pairs, fn pair -> pair end)

  # From the last pair on, as the last value of a key counts.
  def new(pairs, transform) when is_function(transform, 1) do
    add = fn element, acc ->
      {key, value} = transform.(element)
      put_new(acc, key, value)
    end

    :lists.foldl(add, [], Enum.reverse(pairs))
  end

  def from_keys(keys, value) when is_list(keys) do
    :lists.map(
      fn
        key when is_atom(key) -> {key, value}
        key -> raise ArgumentError, "expected a list of atoms as keys, got: #{inspect(key)}"
      end,
      keys
    )
  end

  def get(keywords, key, default \\ nil)

  def get(keywords, key, default) when is_list(keywords) and is_atom(key) do
    case :lists.keyfind(key, 1, keywords) do
      {_, value} -> value
      false -> default
    end
  end

  def get_lazy(keywords, key, fun)
      when is_list(keywords) and is_atom(key) and is_function(fun, 0) do
    case :lists.keyfind(key, 1, keywords) do
      {_, value} -> value
      false -> fun.()
    end
  end

  def get_and_update(keywords, key, fun) when is_list(keywords) and is_atom(key) do
    get_and_update(keywords, [], key, fun)
  end

  defp get_and_update([{key, current} | rest], acc, key, fun) do
    case fun.(current) do
      {get, value} -> {get, :lists.reverse(acc, [{key, value} | delete(rest, key)])}
      :pop -> {current, :lists.reverse(acc, rest)}
      other -> bad_function(other)
    end
  end

  defp get_and_update([{_, _} = entry | rest], acc, key, fun) do
    get_and_update(rest, [entry | acc], key, fun)
  end

  defp get_and_update([], acc, key, fun) do
    case fun.(nil) do
      {get, update} -> {get, [{key, update} | :lists.reverse(acc)]}
      :pop -> {nil, :lists.reverse(acc)}
      other -> bad_function(other)
    end
  end

  def get_and_update!(keywords, key, fun), do: get_and_update!(keywords, key, fun, [])

  defp get_and_update!([{key, value} | rest], key, fun, acc) do
    case fun.(value) do
      {get, value} -> {get, :lists.reverse(acc, [{key, value} | delete(rest, key)])}
      :pop -> {value, :lists.reverse(acc, rest)}
      other -> bad_function(other)
    end
  end

  defp get_and_update!([{_, _} = entry | rest], key, fun, acc) do
    get_and_update!(rest, key, fun, [entry | acc])
  end

  defp get_and_update!([], key, _fun, acc) when is_atom(key) do
    raise KeyError, key: key, term: acc
  end

  defp bad_function(other) do
    raise "the given function must return a two-element tuple or :pop, got: #{inspect(other)}"
  end

  def fetch(keywords, key) when is_list(keywords) and is_atom(key) do
    case :lists.keyfind(key, 1, keywords) do
      {_, value} -> {:ok, value}
      false -> :error
    end
  end

  def fetch!(keywords, key) when is_list(keywords) and is_atom(key) do
    case :lists.keyfind(key, 1, keywords) do
      {_, value} -> value
      false -> raise(KeyError, key: key, term: keywords)
    end
  end

  def get_values(keywords, key) when is_list(keywords) and is_atom(key) do
    get_values(keywords, key, [])
  end

  defp get_values([{key, value} | rest], key, acc), do: get_values(rest, key, [value | acc])
  defp get_values([{_, _} | rest], key, acc), do: get_values(rest, key, acc)
  defp get_values([], _key, acc), do: :lists.reverse(acc)

  def keys(keywords) when is_list(keywords) do
    :lists.map(
      fn
        {key, _} when is_atom(key) -> key
        element -> bad_entry(element)
      end,
      keywords
    )
  end

  def values(keywords) when is_list(keywords) do
    :lists.map(
      fn
        {_, value} -> value
        element -> bad_entry(element)
      end,
      keywords
    )
  end

  defp bad_entry(element) do
    raise ArgumentError,
          "expected a keyword list, but an entry in the list is not a two-element tuple " <>
            "with an atom as its first element, got: #{inspect(element)}"
  end

  def delete(keywords, key) when is_list(keywords) and is_atom(key) do
    case :lists.keymember(key, 1, keywords) do
      true -> without_key(keywords, key)
      _ -> keywords
    end
  end

  defp without_key([{key, _} | rest], key), do: without_key(rest, key)
  defp without_key([{_, _} = entry | rest], key), do: [entry | without_key(rest, key)]
  defp without_key([], _key), do: []

  @deprecated "Use Keyword.fetch/2 + Keyword.delete/2 instead"
  def delete(keywords, key, value) when is_list(keywords) and is_atom(key) do
    IO.warn("Keyword.delete/3 is deprecated. Use Keyword.reject/2 instead.")
    :lists.filter(fn entry -> entry != {key, value} end, keywords)
  end

  def delete_first(keywords, key) when is_list(keywords) and is_atom(key) do
    case :lists.keymember(key, 1, keywords) do
      true -> :lists.keydelete(key, 1, keywords)
      _ -> keywords
    end
  end

  def put(keywords, key, value) when is_list(keywords) and is_atom(key) do
    [{key, value} | delete(keywords, key)]
  end

  def put_new(keywords, key, value) when is_list(keywords) and is_atom(key) do
    case :lists.keyfind(key, 1, keywords) do
      {^key, _} -> keywords
      false -> [{key, value} | keywords]
    end
  end

  def put_new_lazy(keywords, key, fun)
      when is_list(keywords) and is_atom(key) and is_function(fun, 0) do
    case :lists.keyfind(key, 1, keywords) do
      {^key, _} -> keywords
      false -> [{key, fun.()} | keywords]
    end
  end

  def replace(keywords, key, value) when is_list(keywords) and is_atom(key) do
    case replace_first(keywords, key, fn _ -> value end) do
      :error -> keywords
      {:ok, replaced} -> replaced
    end
  end

  def replace!(keywords, key, value) when is_list(keywords) and is_atom(key) do
    replace!(keywords, key, value, keywords)
  end

  defp replace!([{key, _} | rest], key, value, _all), do: [{key, value} | delete(rest, key)]
  defp replace!([{_, _} = entry | rest], key, value, all), do: [entry | replace!(rest, key, value, all)]
  defp replace!([], key, _value, all), do: raise(KeyError, key: key, term: all)

  def replace_lazy(keywords, key, fun)
      when is_list(keywords) and is_atom(key) and is_function(fun, 1) do
    case replace_first(keywords, key, fun) do
      :error -> keywords
      {:ok, replaced} -> replaced
    end
  end

  # The first entry of the key gets a new value, later ones go.
  defp replace_first([{key, value} | rest], key, fun) do
    {:ok, [{key, fun.(value)} | delete(rest, key)]}
  end

  defp replace_first([{_, _} = entry | rest], key, fun) do
    case replace_first(rest, key, fun) do
      {:ok, replaced} -> {:ok, [entry | replaced]}
      :error -> :error
    end
  end

  defp replace_first([], _key, _fun), do: :error

  def equal?(left, right) when is_list(left) and is_list(right) do
    :lists.sort(left) === :lists.sort(right)
  end

  def intersect(keyword1, keyword2, fun \\ fn _key, _v1, v2 -> v2 end)

  def intersect([{key, value} | rest], keyword2, fun) do
    case :lists.keyfind(key, 1, keyword2) do
      {_, other} -> [{key, fun.(key, value, other)} | intersect(rest, keyword2, fun)]
      false -> intersect(rest, keyword2, fun)
    end
  end

  def intersect([], _keyword2, _fun), do: []

  def merge(keywords1, keywords2)
  def merge(keywords1, []) when is_list(keywords1), do: keywords1
  def merge([], keywords2) when is_list(keywords2), do: keywords2

  def merge(keywords1, keywords2) when is_list(keywords1) and is_list(keywords2) do
    if keyword?(keywords2) do
      absent = fn
        {key, _} when is_atom(key) -> not :lists.keymember(key, 1, keywords2)
        _ -> not_keyword(:first, keywords1)
      end

      if List.improper?(keywords1), do: not_keyword(:first, keywords1)
      kept = :lists.filter(absent, keywords1)
      kept ++ keywords2
    else
      not_keyword(:second, keywords2)
    end
  end

  defp not_keyword(which, value) do
    raise ArgumentError,
          "expected a keyword list as the #{which} argument, got: #{inspect(value)}"
  end

  def merge(keywords1, keywords2, fun)
      when is_list(keywords1) and is_list(keywords2) and is_function(fun, 3) do
    if keyword?(keywords1) do
      merge_with(keywords2, [], keywords1, keywords1, fun, keywords2)
    else
      not_keyword(:first, keywords1)
    end
  end

  # `rest` are the entries of the first list whose keys the second lacks; `left`
  # those that may still meet an equal key.
  defp merge_with([{key, value2} | tail], acc, rest, left, fun, all) when is_atom(key) do
    case :lists.keyfind(key, 1, left) do
      {^key, value1} ->
        value = fun.(key, value1, value2)
        rest = delete(rest, key)
        left = :lists.keydelete(key, 1, left)
        merge_with(tail, [{key, value} | acc], rest, left, fun, all)

      false ->
        merge_with(tail, [{key, value2} | acc], rest, left, fun, all)
    end
  end

  defp merge_with([], acc, rest, _left, _fun, _all), do: rest ++ :lists.reverse(acc)
  defp merge_with(_other, _acc, _rest, _left, _fun, all), do: not_keyword(:second, all)

  def has_key?(keywords, key) when is_list(keywords) and is_atom(key) do
    :lists.keymember(key, 1, keywords)
  end

  def update!(keywords, key, fun)
      when is_list(keywords) and is_atom(key) and is_function(fun, 1) do
    update!(keywords, key, fun, keywords)
  end

  defp update!([{key, value} | rest], key, fun, _all), do: [{key, fun.(value)} | delete(rest, key)]
  defp update!([{_, _} = entry | rest], key, fun, all), do: [entry | update!(rest, key, fun, all)]
  defp update!([], key, _fun, all), do: raise(KeyError, key: key, term: all)

  def update(keywords, key, default, fun)
      when is_list(keywords) and is_atom(key) and is_function(fun, 1) do
    case replace_first(keywords, key, fun) do
      {:ok, replaced} -> replaced
      :error -> keywords ++ [{key, default}]
    end
  end

  def split(keywords, keys) when is_list(keywords) and is_list(keys) do
    :lists.partition(fn {key, _} -> :lists.member(key, keys) end, keywords)
  end

  def split_with(keywords, fun) when is_list(keywords) and is_function(fun, 1) do
    Enum.split_with(keywords, fun)
  end

  def take(keywords, keys) when is_list(keywords) and is_list(keys) do
    :lists.filter(fn {key, _} -> :lists.member(key, keys) end, keywords)
  end

  def drop(keywords, keys) when is_list(keywords) and is_list(keys) do
    :lists.filter(fn {key, _} -> not :lists.member(key, keys) end, keywords)
  end

  def to_list(keywords) when is_list(keywords), do: keywords

  def pop(keywords, key, default \\ nil) when is_list(keywords) and is_atom(key) do
    case fetch(keywords, key) do
      {:ok, value} -> {value, delete(keywords, key)}
      :error -> {default, keywords}
    end
  end

  def pop!(keywords, key) when is_list(keywords) and is_atom(key) do
    case fetch(keywords, key) do
      {:ok, value} -> {value, delete(keywords, key)}
      :error -> raise KeyError, key: key, term: keywords
    end
  end

  def pop_values(keywords, key) when is_list(keywords) and is_atom(key) do
    pop_values(keywords, key, [], [])
  end

  defp pop_values([{key, value} | rest], key, values, acc) do
    pop_values(rest, key, [value | values], acc)
  end

  defp pop_values([{_, _} = entry | rest], key, values, acc) do
    pop_values(rest, key, values, [entry | acc])
  end

  defp pop_values([], _key, values, acc) do
    {:lists.reverse(values), :lists.reverse(acc)}
  end

  def pop_lazy(keywords, key, fun)
      when is_list(keywords) and is_atom(key) and is_function(fun, 0) do
    case fetch(keywords, key) do
      {:ok, value} -> {value, delete(keywords, key)}
      :error -> {fun.(), keywords}
    end
  end

  def pop_first(keywords, key, default \\ nil) when is_list(keywords) and is_atom(key) do
    case :lists.keytake(key, 1, keywords) do
      {:value, {^key, value}, rest} -> {value, rest}
      false -> {default, keywords}
    end
  end

  @deprecated "Use Keyword.new/2 instead"
  def map(keywords, fun) when is_list(keywords) do
    Enum.map(keywords, fn {key, _} = entry -> {key, fun.(entry)} end)
  end

  def filter(keywords, fun) when is_list(keywords) and is_function(fun, 1) do
    Enum.filter(keywords, fn {_, _} = entry -> fun.(entry) end)
  end

  def reject(keywords, fun) when is_list(keywords) and is_function(fun, 1) do
    Enum.reject(keywords, fn {_, _} = entry -> fun.(entry) end)
  end

  @deprecated "Use Kernel.length/1 instead"
  def size(keywords), do: length(keywords)

  def validate(keyword, values) when is_list(keyword) and is_list(values) do
    validate(keyword, values, [], [])
  end

  defp validate([{key, _} = entry | rest], allowed, valid, invalid)
       when is_atom(key) do
    case take_allowed(allowed, key, []) do
      {:ok, allowed} -> validate(rest, allowed, [entry | valid], invalid)
      :error -> validate_repeated(rest, entry, allowed, valid, invalid)
    end
  end

  defp validate([], allowed, valid, []) do
    {:ok, defaults(allowed, :lists.reverse(valid))}
  end

  defp validate([], _allowed, _valid, invalid), do: {:error, invalid}

  defp validate([pair | _], _allowed, _valid, _invalid) do
    raise ArgumentError,
          "expected a keyword list as first argument, got invalid entry: #{inspect(pair)}"
  end

  # A key that comes twice is invalid the second time, as its name is used up.
  defp validate_repeated(rest, {key, _}, allowed, valid, invalid) do
    validate(rest, allowed, valid, [key | invalid])
  end

  defp take_allowed([key | rest], key, acc), do: {:ok, :lists.reverse(acc, rest)}
  defp take_allowed([{key, _} | rest], key, acc), do: {:ok, :lists.reverse(acc, rest)}
  defp take_allowed([other | rest], key, acc), do: take_allowed(rest, key, [other | acc])
  defp take_allowed([], _key, _acc), do: :error

  defp defaults([{key, default} | rest], acc) when is_atom(key) do
    defaults(rest, [{key, default} | acc])
  end

  defp defaults([key | rest], acc) when is_atom(key), do: defaults(rest, acc)

  defp defaults([other | _], _acc) do
    raise ArgumentError,
          "expected the second argument to be a list of atoms or tuples, got: #{inspect(other)}"
  end

  defp defaults([], acc), do: acc

  def validate!(keyword, values) do
    case validate(keyword, values) do
      {:ok, keyword} ->
        keyword

      {:error, invalid_keys} ->
        allowed =
          for value <- values do
            if is_atom(value), do: value, else: elem(value, 0)
          end

        if invalid_keys -- allowed == [] do
          raise ArgumentError, "duplicate keys #{inspect(invalid_keys)} in #{inspect(keyword)}"
        end

        raise ArgumentError,
              "unknown keys #{inspect(invalid_keys)} in #{inspect(keyword)}, " <>
                "the allowed keys are: #{inspect(allowed)}"
    end
  end
end
