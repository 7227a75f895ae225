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
    registrar({:register, name, pid, resolver(method)})
  end

  def re_register_name(name, pid) when is_pid(pid) do
    re_register_name(name, pid, &:global.random_exit_name/3)
  end

  def re_register_name(name, pid, method) when is_pid(pid) do
    registrar({:re_register, name, pid, resolver(method)})
  end

  def unregister_name(name) do
    case whereis_name(name) do
      :undefined -> :ok
      _ -> registrar({:unregister, name})
    end
  end

  # A process of global_name_server changes names, one request after the other:
  # what it begins is done on all nodes, even if the caller ends meanwhile.
  defp registrar(request) do
    :gen_server.call(:global_name_server, {:registrar, request}, :infinity)
  end

  defp resolver({module, function}) when is_atom(module) and is_atom(function) do
    Function.capture(module, function, 3)
  end

  defp resolver(fun) when is_function(fun, 3), do: fun

  def register_name_external(name, pid), do: register_name(name, pid)

  def register_name_external(name, pid, method), do: register_name(name, pid, method)

  def unregister_name_external(name), do: unregister_name(name)

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

  def sync, do: sync(:erlang.nodes())

  def sync(nodes), do: :gen_server.call(:global_name_server, {:sync, nodes}, :infinity)

  def disconnect, do: :gen_server.call(:global_name_server, :disconnect, :infinity)

  def info, do: :gen_server.call(:global_name_server, :info, :infinity)

  # What to do with two processes that had the same name when two parts of a
  # cluster met.
  def resolve_it(method, name, pid1, pid2) do
    method.(name, pid1, pid2)
  catch
    :throw, value -> value
    :exit, reason -> {:EXIT, reason}
    :error, reason -> {:EXIT, {reason, __STACKTRACE__}}
  end

  def random_exit_name(name, pid1, pid2) do
    {kept, ended} = by_node(pid1, pid2)
    :logger.log(:info, ~c"global: Name conflict terminating ~tw\n", [{name, ended}])
    :erlang.exit(ended, :kill)
    kept
  end

  def random_notify_name(name, pid1, pid2) do
    {kept, other} = by_node(pid1, pid2)
    Kernel.send(other, {:global_name_conflict, name})
    kept
  end

  def notify_all_name(name, pid1, pid2) do
    Kernel.send(pid1, {:global_name_conflict, name, pid2})
    Kernel.send(pid2, {:global_name_conflict, name, pid1})
    :none
  end

  # Whichever node is asked, the same process keeps the name.
  defp by_node(pid1, pid2) when node(pid1) < node(pid2), do: {pid1, pid2}
  defp by_node(pid1, pid2), do: {pid2, pid1}
end
