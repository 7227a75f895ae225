# General balanced trees without values; see gb_trees.
defmodule :gb_sets do
  def empty, do: {0, nil}

  def new, do: {0, nil}

  def is_empty({0, nil}), do: true
  def is_empty(_set), do: false

  def size({size, _}), do: size

  def singleton(x), do: {1, {x, nil, nil}}

  def is_equal({size, _} = set1, {size, _} = set2), do: to_list(set1) == to_list(set2)
  def is_equal({_, _}, {_, _}), do: false

  def is_element(x, set), do: is_member(x, set)

  def is_member(x, {_, node}), do: member?(x, node)

  defp member?(x, {y, smaller, _}) when x < y, do: member?(x, smaller)
  defp member?(x, {y, _, larger}) when x > y, do: member?(x, larger)
  defp member?(_x, {_, _, _}), do: true
  defp member?(_x, nil), do: false

  def insert(x, {size, node}) when is_integer(size) and size >= 0 do
    size = size + 1
    {size, insert_in(x, node, size * size)}
  end

  # Returns the node, or [node, height, size] on the way up from a leaf that is
  # too deep.
  defp insert_in(x, {y, smaller, larger}, room) when x < y do
    case insert_in(x, smaller, div(room, 2)) do
      [node, height, size] -> deep({y, node, larger}, height, size, larger)
      node -> {y, node, larger}
    end
  end

  defp insert_in(x, {y, smaller, larger}, room) when x > y do
    case insert_in(x, larger, div(room, 2)) do
      [node, height, size] -> deep({y, smaller, node}, height, size, smaller)
      node -> {y, smaller, node}
    end
  end

  defp insert_in(x, nil, 0), do: [{x, nil, nil}, 1, 1]
  defp insert_in(x, nil, _room), do: {x, nil, nil}
  defp insert_in(x, _node, _room), do: :erlang.error({:key_exists, x})

  defp deep(node, height1, size1, sibling) do
    {height2, size2} = count(sibling)
    height = 2 * max(height1, height2)
    size = size1 + size2 + 1
    if height > size * size, do: build(elements(node, []), size), else: [node, height, size]
  end

  defp count(nil), do: {1, 0}
  defp count({_, nil, nil}), do: {1, 1}

  defp count({_, smaller, larger}) do
    {height1, size1} = count(smaller)
    {height2, size2} = count(larger)
    {2 * max(height1, height2), size1 + size2 + 1}
  end

  def balance({size, node}), do: {size, build(elements(node, []), size)}

  defp build(list, size) do
    {node, []} = build_some(list, size)
    node
  end

  defp build_some(list, 0), do: {nil, list}
  defp build_some([x | rest], 1), do: {{x, nil, nil}, rest}

  defp build_some(list, count) do
    right = div(count - 1, 2)
    {smaller, [x | rest]} = build_some(list, count - 1 - right)
    {larger, rest} = build_some(rest, right)
    {{x, smaller, larger}, rest}
  end

  def add(x, set), do: if(is_member(x, set), do: set, else: insert(x, set))

  def add_element(x, set), do: add(x, set)

  def from_list(list), do: built(:ordsets.from_list(list))

  def from_ordset(list) do
    if unsorted?(list), do: :erlang.error({:badarg, :not_ordset})
    built(list)
  end

  defp unsorted?([x | [y | _]]) when x >= y, do: true
  defp unsorted?([_ | rest]), do: unsorted?(rest)
  defp unsorted?([]), do: false

  defp built(list) do
    size = length(list)
    {size, build(list, size)}
  end

  def delete_any(x, set), do: if(is_member(x, set), do: delete(x, set), else: set)

  def del_element(x, set), do: delete_any(x, set)

  def delete(x, {size, node}), do: {size - 1, delete_1(x, node)}

  defp delete_1(x, {y, smaller, larger}) when x < y, do: {y, delete_1(x, smaller), larger}
  defp delete_1(x, {y, smaller, larger}) when x > y, do: {y, smaller, delete_1(x, larger)}
  defp delete_1(_x, {_, smaller, larger}), do: joined(smaller, larger)

  defp joined(smaller, nil), do: smaller
  defp joined(nil, larger), do: larger

  defp joined(smaller, larger) do
    {x, larger} = least(larger)
    {x, smaller, larger}
  end

  defp least({x, nil, larger}), do: {x, larger}

  defp least({y, smaller, larger}) do
    {x, smaller} = least(smaller)
    {x, {y, smaller, larger}}
  end

  defp greatest({x, smaller, nil}), do: {x, smaller}

  defp greatest({y, smaller, larger}) do
    {x, larger} = greatest(larger)
    {x, {y, smaller, larger}}
  end

  def take_smallest({size, node}) do
    {x, node} = least(node)
    {x, {size - 1, node}}
  end

  def take_largest({size, node}) do
    {x, node} = greatest(node)
    {x, {size - 1, node}}
  end

  def smallest({_, node}), do: smallest_in(node)

  defp smallest_in({x, nil, _}), do: x
  defp smallest_in({_, smaller, _}), do: smallest_in(smaller)

  def largest({_, node}), do: largest_in(node)

  defp largest_in({x, _, nil}), do: x
  defp largest_in({_, _, larger}), do: largest_in(larger)

  def smaller(x, {_, node}), do: below(x, node, :none)

  defp below(x, {y, _, larger}, _best) when x > y, do: below(x, larger, {:found, y})
  defp below(x, {_, smaller, _}, best), do: below(x, smaller, best)
  defp below(_x, nil, best), do: best

  def larger(x, {_, node}), do: above(x, node, :none)

  defp above(x, {y, smaller, _}, _best) when x < y, do: above(x, smaller, {:found, y})
  defp above(x, {_, _, larger}, best), do: above(x, larger, best)
  defp above(_x, nil, best), do: best

  def to_list({_, node}), do: elements(node, [])

  defp elements({x, smaller, larger}, acc), do: elements(smaller, [x | elements(larger, acc)])
  defp elements(nil, acc), do: acc

  # What comes of two sets leans to the right where other sets lean to the left.
  defp merged(list) do
    size = length(list)
    {node, []} = lean_right(list, size)
    {size, node}
  end

  defp lean_right(list, 0), do: {nil, list}
  defp lean_right([x | rest], 1), do: {{x, nil, nil}, rest}

  defp lean_right(list, count) do
    left = div(count - 1, 2)
    {smaller, [x | rest]} = lean_right(list, left)
    {larger, rest} = lean_right(rest, count - 1 - left)
    {{x, smaller, larger}, rest}
  end

  def union(set1, set2), do: merged(:ordsets.union(to_list(set1), to_list(set2)))

  def union([set | sets]), do: :lists.foldl(&union(&2, &1), set, sets)
  def union([]), do: empty()

  def intersection(set1, set2), do: merged(:ordsets.intersection(to_list(set1), to_list(set2)))

  def intersection([set | sets]), do: :lists.foldl(&intersection(&2, &1), set, sets)

  def is_disjoint({_, _} = set1, {_, _} = set2) do
    :ordsets.is_disjoint(to_list(set1), to_list(set2))
  end

  def subtract(set1, set2), do: difference(set1, set2)

  def difference(set1, set2), do: merged(:ordsets.subtract(to_list(set1), to_list(set2)))

  def is_subset({_, _} = set1, {_, _} = set2) do
    :ordsets.is_subset(to_list(set1), to_list(set2))
  end

  def is_set({0, nil}), do: true
  def is_set({size, {_, _, _}}) when is_integer(size) and size >= 0, do: true
  def is_set(_), do: false

  def fold(fun, acc, {_, node}) when is_function(fun, 2), do: fold_in(fun, acc, node)

  defp fold_in(fun, acc, {x, smaller, larger}) do
    fold_in(fun, fun.(x, fold_in(fun, acc, smaller)), larger)
  end

  defp fold_in(_fun, acc, nil), do: acc

  def filter(fun, set) when is_function(fun, 1), do: built(:lists.filter(fun, to_list(set)))

  def map(fun, set) when is_function(fun, 1), do: from_list(:lists.map(fun, to_list(set)))

  def filtermap(fun, set) when is_function(fun, 1) do
    from_list(:lists.filtermap(fun, to_list(set)))
  end

  def iterator(set), do: iterator(set, :ordered)

  def iterator({_, node}, :ordered), do: {:ordered, path(node, [])}
  def iterator({_, node}, :reversed), do: {:reversed, path_r(node, [])}

  defp path({_, nil, _} = node, nodes), do: [node | nodes]
  defp path({_, smaller, _} = node, nodes), do: path(smaller, [node | nodes])
  defp path(nil, nodes), do: nodes

  defp path_r({_, _, nil} = node, nodes), do: [node | nodes]
  defp path_r({_, _, larger} = node, nodes), do: path_r(larger, [node | nodes])
  defp path_r(nil, nodes), do: nodes

  def iterator_from(x, set), do: iterator_from(x, set, :ordered)

  def iterator_from(x, {_, node}, :ordered), do: {:ordered, path_from(x, node, [])}
  def iterator_from(x, {_, node}, :reversed), do: {:reversed, path_from_r(x, node, [])}

  defp path_from(x, {y, _, larger}, nodes) when y < x, do: path_from(x, larger, nodes)
  defp path_from(_x, {_, nil, _} = node, nodes), do: [node | nodes]
  defp path_from(x, {_, smaller, _} = node, nodes), do: path_from(x, smaller, [node | nodes])
  defp path_from(_x, nil, nodes), do: nodes

  defp path_from_r(x, {y, smaller, _}, nodes) when y > x, do: path_from_r(x, smaller, nodes)
  defp path_from_r(_x, {_, _, nil} = node, nodes), do: [node | nodes]
  defp path_from_r(x, {_, _, larger} = node, nodes), do: path_from_r(x, larger, [node | nodes])
  defp path_from_r(_x, nil, nodes), do: nodes

  def next({:ordered, [{x, _, larger} | nodes]}), do: {x, {:ordered, path(larger, nodes)}}
  def next({:reversed, [{x, smaller, _} | nodes]}), do: {x, {:reversed, path_r(smaller, nodes)}}
  def next({_, []}), do: :none
end
