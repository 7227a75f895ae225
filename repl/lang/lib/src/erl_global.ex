# Names and locks known to the whole cluster: the client side. The table and the
# synchronisation with other nodes belong to global_name_server.
defmodule :global do
  def whereis_name(name) do
    case :erlang.whereis(:global_name_server) do
      :undefined -> :undefined
      server -> :gen_server.call(server, {:whereis, name}, :infinity)
    end
  end

  def registered_names do
    case :erlang.whereis(:global_name_server) do
      :undefined -> []
      server -> for entry <- :gen_server.call(server, :get_names, :infinity), do: elem(entry, 0)
    end
  end

  def send(name, message) do
    case whereis_name(name) do
      pid when is_pid(pid) ->
        Kernel.send(pid, message)
        pid

      :undefined ->
        exit({:badarg, {name, message}})
    end
  end

  def register_name(name, pid) when is_pid(pid) do
    register_name(name, pid, &:global.random_exit_name/3)
  end

  def register_name(name, pid, method) when is_pid(pid) do
    on_all(fn nodes ->
      case whereis_name(name) do
        :undefined -> announce(nodes, name, pid, method)
        _ -> :no
      end
    end)
  end

  def re_register_name(name, pid) when is_pid(pid) do
    re_register_name(name, pid, &:global.random_exit_name/3)
  end

  def re_register_name(name, pid, method) when is_pid(pid) do
    on_all(fn nodes -> announce(nodes, name, pid, method) end)
  end

  defp announce(nodes, name, pid, method) do
    :gen_server.multi_call(nodes, :global_name_server, {:register, name, pid, method})
    :yes
  end

  def unregister_name(name) do
    case whereis_name(name) do
      :undefined ->
        :ok

      _ ->
        on_all(fn nodes ->
          :gen_server.multi_call(nodes, :global_name_server, {:unregister, name})
          :ok
        end)
    end
  end

  # Every known node is asked under one lock, so that two nodes cannot give the
  # same name away.
  defp on_all(fun) do
    known =
      case :erlang.whereis(:global_name_server) do
        :undefined -> []
        server -> :gen_server.call(server, :get_known, :infinity)
      end

    nodes = [node() | :lists.delete(node(), known)]

    case trans({:global, self()}, fn -> fun.(nodes) end, nodes) do
      :aborted -> :no
      result -> result
    end
  end

  def set_lock(id), do: set_lock(id, [node() | :erlang.nodes()], :infinity)

  def set_lock(id, nodes), do: set_lock(id, nodes, :infinity)

  def set_lock({_resource, _requester} = id, nodes, retries)
      when is_list(nodes) and (retries == :infinity or (is_integer(retries) and retries >= 0)) do
    try_lock(id, nodes, retries, 1)
  end

  defp try_lock(id, nodes, retries, attempt) do
    {replies, _bad} = :gen_server.multi_call(nodes, :global_name_server, {:set_lock, id})

    case for({node, true} <- replies, do: node) do
      granted when length(granted) == length(replies) ->
        true

      granted ->
        :gen_server.multi_call(granted, :global_name_server, {:del_lock, id})

        case retries do
          0 ->
            false

          _ ->
            pause(attempt)
            try_lock(id, nodes, fewer(retries), attempt + 1)
        end
    end
  end

  defp fewer(:infinity), do: :infinity
  defp fewer(count), do: count - 1

  # Waits a random while, longer with each attempt up to eight seconds.
  defp pause(attempt) do
    limit = min(8000, :erlang.bsl(1, min(attempt, 6)) * 125)
    :timer.sleep(:rand.uniform(limit))
  end

  def del_lock(id), do: del_lock(id, [node() | :erlang.nodes()])

  def del_lock({_resource, _requester} = id, nodes) when is_list(nodes) do
    :gen_server.multi_call(nodes, :global_name_server, {:del_lock, id})
    true
  end

  def trans(id, fun), do: trans(id, fun, [node() | :erlang.nodes()], :infinity)

  def trans(id, fun, nodes), do: trans(id, fun, nodes, :infinity)

  def trans(id, fun, nodes, retries) do
    case set_lock(id, nodes, retries) do
      true ->
        try do
          fun.()
        after
          del_lock(id, nodes)
        end

      false ->
        :aborted
    end
  end

  def sync, do: :gen_server.call(:global_name_server, {:sync, :erlang.nodes()}, :infinity)

  def sync(nodes), do: :gen_server.call(:global_name_server, {:sync, nodes}, :infinity)

  def disconnect do
    nodes = :erlang.nodes()
    :lists.foreach(fn node -> :erlang.disconnect_node(node) end, nodes)
    nodes
  end

  # What to do with two processes that had the same name when two parts of a
  # cluster met.
  def random_exit_name(name, pid1, pid2) do
    {kept, ended} = draw(pid1, pid2)

    :logger.log(:notice, ~c"global: Name conflict terminating ~tw", [{name, ended}], %{
      domain: [:otp],
      error_logger: %{tag: :info_msg}
    })

    :erlang.exit(ended, :kill)
    kept
  end

  def random_notify_name(name, pid1, pid2) do
    {kept, other} = draw(pid1, pid2)
    Kernel.send(other, {:global_name_conflict, name})
    kept
  end

  def notify_all_name(name, pid1, pid2) do
    Kernel.send(pid1, {:global_name_conflict, name, pid2})
    Kernel.send(pid2, {:global_name_conflict, name, pid1})
    :none
  end

  defp draw(pid1, pid2) do
    case rem(:erlang.phash2({pid1, pid2}), 2) do
      0 -> {min(pid1, pid2), max(pid1, pid2)}
      1 -> {max(pid1, pid2), min(pid1, pid2)}
    end
  end
end
