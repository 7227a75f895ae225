# What every node of the soak test does, gex and BEAM alike: it talks with the
# others in all the ways there are, and counts what succeeded.
defmodule Soak do
  @kinds [:messages, :big, :calls, :spawns, :links, :names]

  # Starts to work with the nodes.
  def start(nodes) do
    :ets.new(:soak, [:named_table, :public, :set])
    :ets.insert(:soak, paused: false, busy: 0)
    spawn(fn -> Process.register(self(), :soak_echo); echo() end)
    for n <- nodes, kind <- @kinds, do: spawn(fn -> Process.flag(:trap_exit, true); work(kind, n, 1) end)
    Process.sleep(:infinity)
  end

  def pause(paused), do: :ets.insert(:soak, {:paused, paused})

  # How much work is under way.
  def busy, do: :ets.lookup_element(:soak, :busy, 2)

  # How often each kind of work with a node has succeeded, least of all.
  def done(node), do: Enum.min(for k <- @kinds, do: :ets.lookup_element(:soak, {k, node}, 2, 0))

  # What there is here.
  def sizes, do: {:erlang.system_info(:atom_count), length(Process.list()), length(:global.registered_names())}

  defp echo do
    receive do
      {from, ref, x} -> send(from, {ref, x})
    end

    echo()
  end

  defp work(kind, node, i) do
    :ets.update_counter(:soak, :busy, 1)

    unless :ets.lookup_element(:soak, :paused, 2) do
      try do
        do_work(kind, node, i)
        :ets.update_counter(:soak, {kind, node}, 1, {{kind, node}, 0})
      catch
        _, _ -> :failed
      end
    end

    :ets.update_counter(:soak, :busy, -1)

    drain()
    # Names are locked on all nodes, which bear no crowd.
    Process.sleep(if kind == :names, do: 2000 + :rand.uniform(1000), else: 20)
    work(kind, node, i + 1)
  end

  # What came late.
  defp drain do
    receive do
      _ -> drain()
    after
      0 -> :ok
    end
  end

  defp do_work(:messages, node, i), do: ask(node, {i, "text", [i, 1.5, :atom], %{i: i}})
  defp do_work(:big, node, i), do: ask(node, :binary.copy(<<i::32>>, 75_000))

  defp do_work(:calls, node, i) do
    j = i + 1
    ^j = :erpc.call(node, :erlang, :+, [i, 1], 3000)
    ^j = :rpc.call(node, :erlang, :+, [i, 1], 3000)
  end

  defp do_work(:spawns, node, i) do
    {pid, ref} = Node.spawn_monitor(node, :erlang, :exit, [{:over, i}])
    receive do {:DOWN, ^ref, :process, ^pid, {:over, ^i}} -> :ok after 3000 -> exit(:late) end
  end

  defp do_work(:links, node, _) do
    pid = Node.spawn_link(node, :timer, :sleep, [60_000])
    Process.exit(pid, :kill)
    receive do {:EXIT, ^pid, :killed} -> :ok after 3000 -> exit(:late) end
  end

  defp do_work(:names, node, _) do
    name = {:soak, node(), node}
    :yes = :global.register_name(name, self())
    me = self()
    ^me = :global.whereis_name(name)
    :global.unregister_name(name)
    :erpc.call(node, :erlang, :node, [], 3000)
  after
    :global.unregister_name({:soak, node(), node})
  end

  defp ask(node, x) do
    ref = Process.monitor({:soak_echo, node})
    send({:soak_echo, node}, {self(), ref, x})

    receive do
      {^ref, ^x} -> Process.demonitor(ref, [:flush])
      {:DOWN, ^ref, _, _, why} -> exit(why)
    after
      3000 ->
        Process.demonitor(ref, [:flush])
        exit(:late)
    end
  end
end
