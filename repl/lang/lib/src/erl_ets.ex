# The functions of :ets that take a fun or are made of others; the tables
# themselves are native.
defmodule :ets do
  def tab2list(table), do: :ets.match_object(table, :_)

  def foldl(fun, acc, table) do
    :ets.safe_fixtable(table, true)

    try do
      fold(fun, acc, :ets.first_lookup(table), table, &:ets.next_lookup/2)
    after
      release(table)
    end
  end

  def foldr(fun, acc, table) do
    :ets.safe_fixtable(table, true)

    try do
      fold(fun, acc, :ets.last_lookup(table), table, &:ets.prev_lookup/2)
    after
      release(table)
    end
  end

  defp fold(_fun, acc, :"$end_of_table", _table, _next), do: acc

  defp fold(fun, acc, {key, objects}, table, next) do
    fold(fun, :lists.foldl(fun, acc, objects), next.(table, key), table, next)
  end

  # The fun may have deleted the table.
  defp release(table) do
    case :ets.info(table, :fixed) do
      :undefined -> true
      _ -> :ets.safe_fixtable(table, false)
    end
  end

  def match_delete(table, pattern) do
    :ets.internal_select_delete(table, [{pattern, [], [true]}])
    true
  end

  def select_delete(table, spec), do: :ets.internal_select_delete(table, spec)

  def match_spec_run(list, compiled) do
    :lists.reverse(:ets.match_spec_run_r(list, compiled, []))
  end

  def init_table(table, fun) do
    :ets.delete_all_objects(table)
    init_table_continue(table, fun.(:read))
  end

  defp init_table_continue(_table, :end_of_input), do: true

  defp init_table_continue(table, {list, fun}) when is_list(list) and is_function(fun, 1) do
    :ets.insert(table, list)
    init_table_continue(table, fun.(:read))
  end

  defp init_table_continue(_table, error), do: exit(error)
end
