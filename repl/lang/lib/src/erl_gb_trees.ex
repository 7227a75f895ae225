# General balanced trees (Andersson): {size, node}, a node being nil or
# {key, value, smaller, larger}. An insertion that goes too deep rebuilds the
# lowest subtree that is out of balance; deletions do not rebalance.
defmodule :gb_trees do
  def empty, do: {0, nil}

  def is_empty({0, nil}), do: true
  def is_empty(_tree), do: false

  def size({size, _}), do: size

  def lookup(key, {_, node}), do: lookup_in(key, node)

  defp lookup_in(key, {k, _, smaller, _}) when key < k, do: lookup_in(key, smaller)
  defp lookup_in(key, {k, _, _, larger}) when key > k, do: lookup_in(key, larger)
  defp lookup_in(_key, {_, value, _, _}), do: {:value, value}
  defp lookup_in(_key, nil), do: :none

  def is_defined(key, {_, node}), do: lookup_in(key, node) != :none

  def get(key, {_, node}), do: get_1(key, node)

  defp get_1(key, {k, _, smaller, _}) when key < k, do: get_1(key, smaller)
  defp get_1(key, {k, _, _, larger}) when key > k, do: get_1(key, larger)
  defp get_1(_key, {_, value, _, _}), do: value

  def update(key, value, {size, node}), do: {size, update_1(key, value, node)}

  defp update_1(key, value, {k, v, smaller, larger}) when key < k do
    {k, v, update_1(key, value, smaller), larger}
  end

  defp update_1(key, value, {k, v, smaller, larger}) when key > k do
    {k, v, smaller, update_1(key, value, larger)}
  end

  defp update_1(key, value, {_, _, smaller, larger}), do: {key, value, smaller, larger}

  def insert(key, value, {size, node}) when is_integer(size) do
    size = size + 1
    {size, insert_in(key, value, node, size * size)}
  end

  # Returns the node, or {node, height, size} on the way up from a leaf that is
  # too deep: height here is 2 to its power, and depth halves what is left.
  defp insert_in(key, value, {k, v, smaller, larger}, room) when key < k do
    case insert_in(key, value, smaller, div(room, 2)) do
      {node, height, size} -> deep({k, v, node, larger}, height, size, larger)
      node -> {k, v, node, larger}
    end
  end

  defp insert_in(key, value, {k, v, smaller, larger}, room) when key > k do
    case insert_in(key, value, larger, div(room, 2)) do
      {node, height, size} -> deep({k, v, smaller, node}, height, size, smaller)
      node -> {k, v, smaller, node}
    end
  end

  defp insert_in(key, value, nil, 0), do: {{key, value, nil, nil}, 1, 1}
  defp insert_in(key, value, nil, _room), do: {key, value, nil, nil}
  defp insert_in(key, _value, _node, _room), do: :erlang.error({:key_exists, key})

  defp deep(node, height1, size1, sibling) do
    {height2, size2} = count(sibling)
    height = 2 * max(height1, height2)
    size = size1 + size2 + 1
    if height > size * size, do: rebuild(node, size), else: {node, height, size}
  end

  defp count(nil), do: {1, 0}
  defp count({_, _, nil, nil}), do: {1, 1}

  defp count({_, _, smaller, larger}) do
    {height1, size1} = count(smaller)
    {height2, size2} = count(larger)
    {2 * max(height1, height2), size1 + size2 + 1}
  end

  def enter(key, value, tree) do
    if is_defined(key, tree), do: update(key, value, tree), else: insert(key, value, tree)
  end

  def balance({size, node}), do: {size, rebuild(node, size)}

  defp rebuild(node, size), do: build(pairs(node, []), size)

  defp build(list, size) do
    {node, []} = build_some(list, size)
    node
  end

  # The balanced tree of the first `count` pairs, and the rest of the pairs.
  defp build_some(list, 0), do: {nil, list}
  defp build_some([{key, value} | rest], 1), do: {{key, value, nil, nil}, rest}

  defp build_some(list, count) do
    right = div(count - 1, 2)
    {smaller, [{key, value} | rest]} = build_some(list, count - 1 - right)
    {larger, rest} = build_some(rest, right)
    {{key, value, smaller, larger}, rest}
  end

  def from_orddict(list) do
    if unsorted?(list), do: :erlang.error({:badarg, :not_orddict})
    size = length(list)
    {size, build(list, size)}
  end

  defp unsorted?([{k1, _} | [{k2, _} | _]]) when k1 >= k2, do: true
  defp unsorted?([_ | rest]), do: unsorted?(rest)
  defp unsorted?([]), do: false

  def from_list(list), do: from_orddict(:orddict.from_list(list))

  def delete_any(key, tree) do
    if is_defined(key, tree), do: delete(key, tree), else: tree
  end

  def delete(key, {size, node}) when is_integer(size) and size >= 0 do
    {size - 1, delete_1(key, node)}
  end

  defp delete_1(key, {k, v, smaller, larger}) when key < k, do: {k, v, delete_1(key, smaller), larger}
  defp delete_1(key, {k, v, smaller, larger}) when key > k, do: {k, v, smaller, delete_1(key, larger)}
  defp delete_1(_key, {_, _, smaller, larger}), do: joined(smaller, larger)

  def take_any(key, tree) do
    if is_defined(key, tree), do: take(key, tree), else: :error
  end

  def take(key, {size, node}) when is_integer(size) and size >= 0 do
    {value, node} = take_1(key, node)
    {value, {size - 1, node}}
  end

  defp take_1(key, {k, v, smaller, larger}) when key < k do
    {value, smaller} = take_1(key, smaller)
    {value, {k, v, smaller, larger}}
  end

  defp take_1(key, {k, v, smaller, larger}) when key > k do
    {value, larger} = take_1(key, larger)
    {value, {k, v, smaller, larger}}
  end

  defp take_1(_key, {_, value, smaller, larger}), do: {value, joined(smaller, larger)}

  defp joined(smaller, nil), do: smaller
  defp joined(nil, larger), do: larger

  defp joined(smaller, larger) do
    {key, value, larger} = least(larger)
    {key, value, smaller, larger}
  end

  defp least({key, value, nil, larger}), do: {key, value, larger}

  defp least({k, v, smaller, larger}) do
    {key, value, smaller} = least(smaller)
    {key, value, {k, v, smaller, larger}}
  end

  defp greatest({key, value, smaller, nil}), do: {key, value, smaller}

  defp greatest({k, v, smaller, larger}) do
    {key, value, larger} = greatest(larger)
    {key, value, {k, v, smaller, larger}}
  end

  def take_smallest({size, node}) when is_integer(size) and size >= 0 do
    {key, value, node} = least(node)
    {key, value, {size - 1, node}}
  end

  def take_largest({size, node}) when is_integer(size) and size >= 0 do
    {key, value, node} = greatest(node)
    {key, value, {size - 1, node}}
  end

  def smallest({_, node}), do: smallest_in(node)

  defp smallest_in({key, value, nil, _}), do: {key, value}
  defp smallest_in({_, _, smaller, _}), do: smallest_in(smaller)

  def largest({_, node}), do: largest_in(node)

  defp largest_in({key, value, _, nil}), do: {key, value}
  defp largest_in({_, _, _, larger}), do: largest_in(larger)

  # The nearest key below or above.
  def smaller(key, {_, node}), do: below(key, node, :none)

  defp below(key, {k, v, _, larger}, _best) when key > k, do: below(key, larger, {k, v})
  defp below(key, {_, _, smaller, _}, best), do: below(key, smaller, best)
  defp below(_key, nil, best), do: best

  def larger(key, {_, node}), do: above(key, node, :none)

  defp above(key, {k, v, smaller, _}, _best) when key < k, do: above(key, smaller, {k, v})
  defp above(key, {_, _, _, larger}, best), do: above(key, larger, best)
  defp above(_key, nil, best), do: best

  def to_list({_, node}), do: pairs(node, [])

  defp pairs({key, value, smaller, larger}, acc) do
    pairs(smaller, [{key, value} | pairs(larger, acc)])
  end

  defp pairs(nil, acc), do: acc

  def keys(tree), do: for({key, _} <- to_list(tree), do: key)

  def values(tree), do: for({_, value} <- to_list(tree), do: value)

  def map(fun, {size, node}) when is_function(fun, 2), do: {size, map_node(fun, node)}

  defp map_node(_fun, nil), do: nil

  defp map_node(fun, {key, value, smaller, larger}) do
    {key, fun.(key, value), map_node(fun, smaller), map_node(fun, larger)}
  end

  # An iterator is its direction and the nodes whose turn comes, each before its
  # farther side.
  def iterator(tree), do: iterator(tree, :ordered)

  def iterator({_, node}, :ordered), do: {:ordered, path(node, [])}
  def iterator({_, node}, :reversed), do: {:reversed, path_r(node, [])}

  defp path({_, _, nil, _} = node, nodes), do: [node | nodes]
  defp path({_, _, smaller, _} = node, nodes), do: path(smaller, [node | nodes])
  defp path(nil, nodes), do: nodes

  defp path_r({_, _, _, nil} = node, nodes), do: [node | nodes]
  defp path_r({_, _, _, larger} = node, nodes), do: path_r(larger, [node | nodes])
  defp path_r(nil, nodes), do: nodes

  def iterator_from(key, tree), do: iterator_from(key, tree, :ordered)

  def iterator_from(key, {_, node}, :ordered), do: {:ordered, path_from(key, node, [])}
  def iterator_from(key, {_, node}, :reversed), do: {:reversed, path_from_r(key, node, [])}

  defp path_from(key, {k, _, _, larger}, nodes) when k < key, do: path_from(key, larger, nodes)
  defp path_from(_key, {_, _, nil, _} = node, nodes), do: [node | nodes]
  defp path_from(key, {_, _, smaller, _} = node, nodes), do: path_from(key, smaller, [node | nodes])
  defp path_from(_key, nil, nodes), do: nodes

  defp path_from_r(key, {k, _, smaller, _}, nodes) when k > key, do: path_from_r(key, smaller, nodes)
  defp path_from_r(_key, {_, _, _, nil} = node, nodes), do: [node | nodes]

  defp path_from_r(key, {_, _, _, larger} = node, nodes) do
    path_from_r(key, larger, [node | nodes])
  end

  defp path_from_r(_key, nil, nodes), do: nodes

  def next({:ordered, [{key, value, _, larger} | nodes]}) do
    {key, value, {:ordered, path(larger, nodes)}}
  end

  def next({:reversed, [{key, value, smaller, _} | nodes]}) do
    {key, value, {:reversed, path_r(smaller, nodes)}}
  end

  def next({_, []}), do: :none
end
