defmodule :rpc do
  def call(node, module, function, args), do: call(node, module, function, args, :infinity)

  def call(node, module, function, args, timeout) do
    :erpc.call(node, module, function, args, timeout)
  catch
    :throw, value -> value
    :exit, reason -> badrpc(:exit, reason)
    :error, reason -> badrpc(:error, reason)
  end

  # Exceptions of erpc in the older form of this module.
  defp badrpc(:exit, {:exception, reason}), do: {:badrpc, {:EXIT, reason}}
  defp badrpc(:exit, {:signal, reason}), do: {:badrpc, {:EXIT, reason}}
  defp badrpc(:exit, reason), do: exit(reason)
  defp badrpc(:error, {:exception, reason, stack}), do: {:badrpc, {:EXIT, {reason, stack}}}
  defp badrpc(:error, {:erpc, :noconnection}), do: {:badrpc, :nodedown}
  defp badrpc(:error, {:erpc, :timeout}), do: {:badrpc, :timeout}
  defp badrpc(:error, {:erpc, :notsup}), do: {:badrpc, :notsup}
  defp badrpc(:error, {:erpc, reason}), do: :erlang.error(reason)
  defp badrpc(:error, reason), do: :erlang.error(reason)

  def block_call(node, module, function, args) do
    block_call(node, module, function, args, :infinity)
  end

  def block_call(node, module, function, args, timeout)
      when is_atom(node) and is_atom(module) and is_list(args) do
    request = {:block_call, module, function, args, :erlang.group_leader()}
    :gen_server.call({:rex, node}, request, timeout)
  catch
    :exit, {:timeout, _} -> {:badrpc, :timeout}
    :exit, {{:nodedown, _}, _} -> {:badrpc, :nodedown}
    :exit, reason -> {:badrpc, {:EXIT, reason}}
  end

  def server_call(node, name, wrapper, message)
      when is_atom(node) and is_atom(name) do
    ref = :erlang.monitor(:process, {name, node})
    send({name, node}, {self(), message})

    receive do
      {:DOWN, ^ref, _, _, _} ->
        {:error, :nodedown}

      {^wrapper, ^node, reply} ->
        :erlang.demonitor(ref, [:flush])
        reply
    end
  end

  def multi_server_call(name, message) do
    multi_server_call([node() | :erlang.nodes()], name, message)
  end

  def multi_server_call(nodes, name, message) when is_list(nodes) and is_atom(name) do
    :lists.foldl(
      fn {ref, node}, {replies, bad} ->
        case server_answer(ref, name, node) do
          {:ok, reply} -> {[reply | replies], bad}
          :down -> {replies, [node | bad]}
        end
      end,
      {[], []},
      ask_servers(nodes, name, message)
    )
  end

  defp ask_servers(nodes, name, message) do
    for node <- nodes do
      ref = :erlang.monitor(:process, {name, node})
      send({name, node}, {self(), message})
      {ref, node}
    end
  end

  defp server_answer(ref, name, node) do
    receive do
      {:DOWN, ^ref, _, _, _} ->
        :down

      {^name, ^node, reply} ->
        :erlang.demonitor(ref, [:flush])
        {:ok, reply}
    end
  end

  def cast(node, module, function, args) do
    :erpc.cast(node, module, function, args)
    true
  catch
    :error, {:erpc, reason} -> :erlang.error(reason)
  end

  def abcast(name, message), do: abcast([node() | :erlang.nodes()], name, message)

  def abcast(nodes, name, message) do
    :lists.foreach(fn node -> send({name, node}, message) end, nodes)
    :abcast
  end

  def sbcast(name, message), do: sbcast([node() | :erlang.nodes()], name, message)

  def sbcast(nodes, name, message) do
    refs = ask_servers(nodes, :rex, {:sbcast, name, message})

    :lists.foldl(
      fn {ref, node}, {good, bad} ->
        case server_answer(ref, :rex, node) do
          {:ok, ^node} -> {[node | good], bad}
          _ -> {good, [node | bad]}
        end
      end,
      {[], []},
      refs
    )
  end

  def eval_everywhere(module, function, args) do
    eval_everywhere([node() | :erlang.nodes()], module, function, args)
  end

  def eval_everywhere(nodes, module, function, args) do
    :erpc.multicast(nodes, module, function, args)
    :abcast
  catch
    :error, {:erpc, reason} -> :erlang.error(reason)
  end

  def multicall(module, function, args) do
    multicall([node() | :erlang.nodes()], module, function, args, :infinity)
  end

  def multicall(nodes, module, function, args) when is_list(nodes) do
    multicall(nodes, module, function, args, :infinity)
  end

  def multicall(module, function, args, timeout) do
    multicall([node() | :erlang.nodes()], module, function, args, timeout)
  end

  def multicall(nodes, module, function, args, timeout) do
    answers =
      try do
        :erpc.multicall(nodes, module, function, args, timeout)
      catch
        :error, {:erpc, reason} -> :erlang.error(reason)
      end

    sort_answers(answers, nodes, [], [])
  end

  defp sort_answers([], [], replies, bad), do: {:lists.reverse(replies), :lists.reverse(bad)}

  defp sort_answers([answer | answers], [node | nodes], replies, bad) do
    case multi_answer(answer) do
      :bad -> sort_answers(answers, nodes, replies, [node | bad])
      {:reply, reply} -> sort_answers(answers, nodes, [reply | replies], bad)
    end
  end

  defp multi_answer({:ok, value}), do: {:reply, value}
  defp multi_answer({:throw, value}), do: {:reply, value}
  defp multi_answer({:error, {:erpc, reason}}) when reason in [:noconnection, :timeout], do: :bad
  defp multi_answer({class, reason}), do: {:reply, badrpc(class, reason)}

  def async_call(node, module, function, args) do
    :erpc.send_request(node, module, function, args)
  catch
    :error, {:erpc, reason} -> :erlang.error(reason)
  end

  def yield(key) do
    :erpc.receive_response(key)
  catch
    :throw, value -> value
    :exit, reason -> badrpc(:exit, reason)
    :error, reason -> badrpc(:error, reason)
  end

  def nb_yield(key), do: nb_yield(key, 0)

  def nb_yield(key, timeout) do
    case :erpc.wait_response(key, timeout) do
      :no_response -> :timeout
      {:response, value} -> {:value, value}
    end
  catch
    :throw, value -> {:value, value}
    :exit, reason -> {:value, badrpc(:exit, reason)}
    :error, reason -> {:value, badrpc(:error, reason)}
  end

  def parallel_eval(calls) do
    nodes = [node() | :erlang.nodes()]
    keys = start_calls(calls, nodes, nodes)
    for key <- keys, do: yield(key)
  end

  defp start_calls([], _nodes, _all), do: []
  defp start_calls(calls, [], all), do: start_calls(calls, all, all)

  defp start_calls([{module, function, args} | calls], [node | nodes], all) do
    [async_call(node, module, function, args) | start_calls(calls, nodes, all)]
  end

  def pmap({module, function}, extra, list) do
    calls = for item <- list, do: {module, function, [item | extra]}
    results = parallel_eval(calls)

    case :lists.any(fn result -> match?({:badrpc, _}, result) end, results) do
      true -> exit(:badrpc)
      false -> results
    end
  end

  def pinfo(pid) when node(pid) == node(), do: :erlang.process_info(pid)
  def pinfo(pid), do: call(node(pid), :erlang, :process_info, [pid])

  def pinfo(pid, item) when node(pid) == node(), do: :erlang.process_info(pid, item)
  def pinfo(pid, item), do: call(node(pid), :erlang, :process_info, [pid, item])
end
