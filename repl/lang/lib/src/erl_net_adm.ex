defmodule :net_adm do
  @compile {:no_warn_undefined, [:inet, {:file, :path_consult, 2}]}

  def ping(node) when is_atom(node) do
    case :net_reach.reach(node) do
      false -> :pang
      node -> authenticated(node)
    end
  end

  defp authenticated(node) do
    case :gen.call({:net_kernel, node}, :"$gen_call", {:is_auth, node()}, :infinity) do
      {:ok, :yes} -> :pong
      _ -> refused(node)
    end
  catch
    :exit, _ -> refused(node)
  end

  defp refused(node) do
    if node != node(), do: :erlang.disconnect_node(node)
    :pang
  end

  def ping_list(nodes) when is_list(nodes) do
    :net_kernel.monitor_nodes(true)
    found = for node <- nodes, ping(node) == :pong, do: node
    :net_kernel.monitor_nodes(false)
    collect(found)
  end

  # Nodes that came along with the ones pinged count too.
  defp collect(found) do
    receive do
      {:nodeup, node} ->
        case :lists.member(node, found) do
          true -> collect(found)
          false -> collect(found ++ [node])
        end

      {:nodedown, node} ->
        collect(:lists.delete(node, found))
    after
      0 -> found
    end
  end

  def names, do: :erl_epmd.names(:net_adm.localhost())

  def names(host), do: :erl_epmd.names(host)

  def dns_hostname(host) do
    case :inet.gethostbyname(host) do
      {:ok, hostent} -> {:ok, elem(hostent, 1)}
      _ -> {:error, host}
    end
  end

  def host_file do
    home =
      case :init.get_argument(:home) do
        {:ok, [[home]]} -> home
        _ -> ~c"."
      end

    :file.path_consult([~c".", home, :code.root_dir()], ~c".hosts.erlang")
    |> case do
      {:ok, hosts, _} -> hosts
      other -> other
    end
  end

  def world, do: world(:silent)

  def world(verbosity) do
    case host_file() do
      hosts when is_list(hosts) -> world_list(hosts, verbosity)
      error -> exit(error)
    end
  end

  def world_list(hosts), do: world_list(hosts, :silent)

  def world_list(hosts, _verbosity) when is_list(hosts) do
    :lists.flatmap(
      fn host ->
        case names(host) do
          {:ok, names} ->
            nodes = for {name, _port} <- names, do: node_of(name, host)
            for node <- nodes, ping(node) == :pong, do: node

          _ ->
            []
        end
      end,
      hosts
    )
  end

  defp node_of(name, host), do: :erlang.list_to_atom(name ++ ~c"@" ++ :lists.concat([host]))
end
