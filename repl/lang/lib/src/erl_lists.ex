# The functions of lists that call a fun; the others are natives.
defmodule :lists do
  def map(fun, [x | rest]), do: [fun.(x) | map(fun, rest)]
  def map(fun, []) when is_function(fun, 1), do: []

  def foreach(fun, [x | rest]) do
    fun.(x)
    foreach(fun, rest)
  end

  def foreach(fun, []) when is_function(fun, 1), do: :ok

  def filter(predicate, list) when is_function(predicate, 1), do: keep(predicate, list)

  defp keep(predicate, [x | rest]) do
    case predicate.(x) do
      true -> [x | keep(predicate, rest)]
      false -> keep(predicate, rest)
    end
  end

  defp keep(_predicate, []), do: []

  def foldl(fun, acc, [x | rest]), do: foldl(fun, fun.(x, acc), rest)
  def foldl(fun, acc, []) when is_function(fun, 2), do: acc

  def foldr(fun, acc, list) when is_function(fun, 2) do
    foldl(fun, acc, :lists.reverse(list))
  end

  def all(predicate, [x | rest]) do
    case predicate.(x) do
      true -> all(predicate, rest)
      false -> false
    end
  end

  def all(predicate, []) when is_function(predicate, 1), do: true

  def any(predicate, [x | rest]) do
    case predicate.(x) do
      true -> true
      false -> any(predicate, rest)
    end
  end

  def any(predicate, []) when is_function(predicate, 1), do: false

  def flatmap(fun, [x | rest]), do: fun.(x) ++ flatmap(fun, rest)
  def flatmap(fun, []) when is_function(fun, 1), do: []

  def filtermap(fun, [x | rest]) do
    case fun.(x) do
      true -> [x | filtermap(fun, rest)]
      {true, value} -> [value | filtermap(fun, rest)]
      false -> filtermap(fun, rest)
    end
  end

  def filtermap(fun, []) when is_function(fun, 1), do: []

  def zf(fun, list), do: filtermap(fun, list)

  def partition(predicate, list) when is_function(predicate, 1) do
    partition(predicate, list, [], [])
  end

  defp partition(predicate, [x | rest], yes, no) do
    case predicate.(x) do
      true -> partition(predicate, rest, [x | yes], no)
      false -> partition(predicate, rest, yes, [x | no])
    end
  end

  defp partition(_predicate, [], yes, no), do: {:lists.reverse(yes), :lists.reverse(no)}

  def mapfoldl(fun, acc, [x | rest]) do
    {value, acc} = fun.(x, acc)
    {values, acc} = mapfoldl(fun, acc, rest)
    {[value | values], acc}
  end

  def mapfoldl(fun, acc, []) when is_function(fun, 2), do: {[], acc}

  def mapfoldr(fun, acc, list) when is_function(fun, 2) do
    mapfoldr(fun, acc, :lists.reverse(list), [])
  end

  defp mapfoldr(fun, acc, [x | rest], values) do
    {value, acc} = fun.(x, acc)
    mapfoldr(fun, acc, rest, [value | values])
  end

  defp mapfoldr(_fun, acc, [], values), do: {values, acc}

  def takewhile(predicate, [x | rest]) do
    case predicate.(x) do
      true -> [x | takewhile(predicate, rest)]
      false -> []
    end
  end

  def takewhile(predicate, []) when is_function(predicate, 1), do: []

  def dropwhile(predicate, [x | rest] = list) do
    case predicate.(x) do
      true -> dropwhile(predicate, rest)
      false -> list
    end
  end

  def dropwhile(predicate, []) when is_function(predicate, 1), do: []

  def splitwith(predicate, list) when is_function(predicate, 1), do: splitwith(predicate, list, [])

  defp splitwith(predicate, [x | rest] = list, taken) do
    case predicate.(x) do
      true -> splitwith(predicate, rest, [x | taken])
      false -> {:lists.reverse(taken), list}
    end
  end

  defp splitwith(_predicate, [], taken), do: {:lists.reverse(taken), []}

  def search(predicate, [x | rest]) do
    case predicate.(x) do
      true -> {:value, x}
      false -> search(predicate, rest)
    end
  end

  def search(predicate, []) when is_function(predicate, 1), do: false

  def keymap(fun, position, [tuple | rest]) do
    [:erlang.setelement(position, tuple, fun.(elem(tuple, position - 1))) | keymap(fun, position, rest)]
  end

  def keymap(fun, position, [])
      when is_integer(position) and position >= 1 and is_function(fun, 1),
      do: []

  def zipwith(fun, xs, ys), do: zipwith(fun, xs, ys, :fail)

  def zipwith(fun, [x | xs], [y | ys], how), do: [fun.(x, y) | zipwith(fun, xs, ys, how)]
  def zipwith(fun, [], [], _how) when is_function(fun, 2), do: []
  def zipwith(fun, [], _ys, :trim) when is_function(fun, 2), do: []
  def zipwith(fun, _xs, [], :trim) when is_function(fun, 2), do: []

  def zipwith(fun, [], [y | ys], {:pad, {x, _}} = how) do
    [fun.(x, y) | zipwith(fun, [], ys, how)]
  end

  def zipwith(fun, [x | xs], [], {:pad, {_, y}} = how) do
    [fun.(x, y) | zipwith(fun, xs, [], how)]
  end

  def zipwith3(fun, xs, ys, zs), do: zipwith3(fun, xs, ys, zs, :fail)

  def zipwith3(fun, [x | xs], [y | ys], [z | zs], how) do
    [fun.(x, y, z) | zipwith3(fun, xs, ys, zs, how)]
  end

  def zipwith3(fun, [], [], [], _how) when is_function(fun, 3), do: []

  def zipwith3(fun, xs, ys, zs, :trim)
      when is_function(fun, 3) and (xs == [] or ys == [] or zs == []),
      do: []

  def zipwith3(fun, xs, ys, zs, {:pad, {x, y, z}} = how) when is_function(fun, 3) do
    {a, xs} = next(xs, x)
    {b, ys} = next(ys, y)
    {c, zs} = next(zs, z)
    [fun.(a, b, c) | zipwith3(fun, xs, ys, zs, how)]
  end

  defp next([head | tail], _default), do: {head, tail}
  defp next([], default), do: {default, []}

  def uniq(fun, list) when is_function(fun, 1), do: uniq(fun, list, %{})

  defp uniq(fun, [x | rest], seen) do
    key = fun.(x)

    case seen do
      %{^key => _} -> uniq(fun, rest, seen)
      _ -> [x | uniq(fun, rest, :maps.put(key, [], seen))]
    end
  end

  defp uniq(_fun, [], _seen), do: []

  # `fun` tells whether its first argument may stand before its second.
  def sort(fun, list) when is_function(fun, 2) do
    case list do
      [] -> []
      [_] -> list
      _ -> list |> sort(fun, length(list)) |> elem(0)
    end
  end

  # The first `count` elements in order, and the rest of the list.
  defp sort([a | rest], _fun, 1), do: {[a], rest}

  defp sort([a, b | rest], fun, 2) do
    case fun.(a, b) do
      true -> {[a, b], rest}
      false -> {[b, a], rest}
    end
  end

  defp sort(list, fun, count) do
    half = div(count, 2)
    {left, list} = sort(list, fun, half)
    {right, list} = sort(list, fun, count - half)
    {merge(fun, left, right), list}
  end

  def merge(fun, [x | xs] = left, [y | ys] = right) do
    case fun.(x, y) do
      true -> [x | merge(fun, xs, right)]
      false -> [y | merge(fun, left, ys)]
    end
  end

  def merge(fun, [], right) when is_function(fun, 2), do: right
  def merge(fun, left, []) when is_function(fun, 2), do: left

  def usort(fun, list) when is_function(fun, 2) do
    case list do
      [] -> []
      [_] -> list
      _ -> list |> usort(fun, length(list)) |> elem(0)
    end
  end

  defp usort([a | rest], _fun, 1), do: {[a], rest}

  defp usort(list, fun, count) do
    half = div(count, 2)
    {left, list} = usort(list, fun, half)
    {right, list} = usort(list, fun, count - half)
    {umerge(fun, left, right), list}
  end

  # Of equal elements the one of the first list stays.
  def umerge(fun, [x | xs] = left, [y | ys] = right) do
    case fun.(x, y) do
      true ->
        case fun.(y, x) do
          true -> umerge(fun, left, ys)
          false -> [x | umerge(fun, xs, right)]
        end

      false ->
        [y | umerge(fun, left, ys)]
    end
  end

  def umerge(fun, [], right) when is_function(fun, 2), do: right
  def umerge(fun, left, []) when is_function(fun, 2), do: left

  def uniq([x | rest]), do: [x | unseen(rest, %{x => []})]
  def uniq([]), do: []

  defp unseen([x | rest], seen) when is_map_key(seen, x), do: unseen(rest, seen)
  defp unseen([x | rest], seen), do: [x | unseen(rest, :maps.put(x, [], seen))]
  defp unseen([], _seen), do: []

  def enumerate(list), do: enumerate(1, 1, list)

  def enumerate(index, list), do: enumerate(index, 1, list)

  def enumerate(index, step, list) when is_integer(index) and is_integer(step) do
    numbered(index, step, list)
  end

  defp numbered(index, step, [x | rest]), do: [{index, x} | numbered(index + step, step, rest)]
  defp numbered(_index, _step, []), do: []

  def zip([x | xs], [y | ys], :fail), do: [{x, y} | zip(xs, ys, :fail)]
  def zip([], [], :fail), do: []
  def zip(xs, ys, how) when how != :fail, do: zipwith(fn x, y -> {x, y} end, xs, ys, how)

  def zip3([x | xs], [y | ys], [z | zs], :fail), do: [{x, y, z} | zip3(xs, ys, zs, :fail)]
  def zip3([], [], [], :fail), do: []
  def zip3(xs, ys, zs, how) when how != :fail, do: zipwith3(fn x, y, z -> {x, y, z} end, xs, ys, zs, how)

  # Merging of sorted lists: in front of two that are equal goes the one of the
  # first list, and umerge keeps only that. The functions on r merge lists that
  # descend.
  def merge(lists), do: :lists.sort(:lists.append(lists))

  def umerge(lists), do: :lists.usort(:lists.append(lists))

  def merge3(xs, ys, zs), do: :lists.merge(:lists.merge(xs, ys), zs)

  def umerge3(xs, ys, zs), do: :lists.umerge(:lists.umerge(xs, ys), zs)

  def rmerge(xs, ys), do: merge(fn x, y -> x > y end, xs, ys)

  def rmerge(fun, xs, ys) when is_function(fun, 2), do: merge(&(not fun.(&1, &2)), xs, ys)

  def rmerge3(xs, ys, zs), do: rmerge(rmerge(xs, ys), zs)

  def rumerge(xs, ys), do: umerge(fn x, y -> x >= y end, xs, ys)

  def rumerge(fun, xs, ys) when is_function(fun, 2), do: umerge(&fun.(&2, &1), xs, ys)

  def rumerge3(xs, ys, zs), do: rumerge(rumerge(xs, ys), zs)

  def keymerge(n, xs, ys) when is_integer(n) and n > 0 do
    merge(&(:erlang.element(n, &1) <= :erlang.element(n, &2)), xs, ys)
  end

  def ukeymerge(n, xs, ys) when is_integer(n) and n > 0 do
    umerge(&(:erlang.element(n, &1) <= :erlang.element(n, &2)), xs, ys)
  end

  def rkeymerge(n, xs, ys) when is_integer(n) and n > 0 do
    merge(&(:erlang.element(n, &1) > :erlang.element(n, &2)), xs, ys)
  end

  def rukeymerge(n, xs, ys) when is_integer(n) and n > 0 do
    umerge(&(:erlang.element(n, &1) >= :erlang.element(n, &2)), xs, ys)
  end
end
