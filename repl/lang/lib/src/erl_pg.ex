# Groups of processes that all nodes with the same scope see. A scope is a server
# of this name on each node: it holds the groups of its own node, and what the
# servers of the others told it of theirs. Readers look into its table, which has
# the name of the scope and a row {group, members, members of this node}.
defmodule :pg do
  @scope :pg

  def start_link, do: start_link(@scope)

  def start_link(scope) when is_atom(scope) do
    :gen_server.start_link({:local, scope}, :pg, scope, [])
  end

  def start(scope) when is_atom(scope) do
    :gen_server.start({:local, scope}, :pg, scope, [])
  end

  def join(group, pids), do: join(@scope, group, pids)

  def join(scope, group, pids) when is_pid(pids) or is_list(pids) do
    :ok = check_local(pids)
    update(scope, {group, as_list(pids), []})
  end

  def leave(group, pids), do: leave(@scope, group, pids)

  def leave(scope, group, pids) when is_pid(pids) or is_list(pids) do
    :ok = check_local(pids)
    pids = as_list(pids)

    case pids -- :ets.lookup_element(scope, group, 2, []) do
      ^pids -> :not_joined
      _ -> update(scope, {group, [], pids})
    end
  end

  def monitor_scope, do: monitor_scope(@scope)
  def monitor_scope(scope), do: :gen_server.call(scope, {:subscribe, :scope}, :infinity)

  def monitor(group), do: monitor(@scope, group)

  def monitor(scope, group) do
    :gen_server.call(scope, {:subscribe, {:group, group}}, :infinity)
  end

  def demonitor(ref), do: demonitor(@scope, ref)

  def demonitor(scope, ref) do
    :ok = :gen_server.call(scope, {:unsubscribe, ref}, :infinity)
    flush(ref)
  end

  def get_members(group), do: get_members(@scope, group)
  def get_members(scope, group), do: column(scope, group, 2)

  def get_local_members(group), do: get_local_members(@scope, group)
  def get_local_members(scope, group), do: column(scope, group, 3)

  # Without server there is no table, and nobody is in a group.
  defp column(scope, group, position) do
    :ets.lookup_element(scope, group, position, [])
  catch
    :error, :badarg -> []
  end

  def which_groups, do: which_groups(@scope)

  def which_groups(scope) when is_atom(scope) do
    :ets.select(scope, [{{:"$1", :_, :_}, [], [:"$1"]}])
  end

  def which_local_groups, do: which_local_groups(@scope)

  def which_local_groups(scope) when is_atom(scope) do
    :ets.select(scope, [{{:"$1", :_, :"$2"}, [{:"=/=", :"$2", []}], [:"$1"]}])
  end

  defp update(scope, change), do: :gen_server.call(scope, {:update, change}, :infinity)

  defp as_list(pids) when is_list(pids), do: pids
  defp as_list(pid), do: [pid]

  defp check_local(pids) when is_list(pids), do: :lists.foreach(&check_local/1, pids)
  defp check_local(pid) when is_pid(pid) and node(pid) == node(), do: :ok
  defp check_local(other), do: :erlang.error({:nolocal, other})

  defp flush(ref) do
    receive do
      {^ref, what, _group, _pids} when what in [:join, :leave] -> flush(ref)
    after
      0 -> :ok
    end
  end

  # The server. Its state:
  #   local      %{group => pids}, a pid as often as it joined
  #   monitors   %{pid => {monitor, groups}} of local members
  #   peers      %{server of another node => {monitor, %{group => pids}}}
  #   listeners  %{:scope | {:group, group} => %{ref => pid}}
  #   refs       %{ref => :scope | {:group, group}}

  def init(scope) do
    :ok = :net_kernel.monitor_nodes(true)
    :ets.new(scope, [:set, :protected, :named_table, read_concurrency: true])
    :lists.foreach(&discover({scope, &1}), :erlang.nodes())
    {:ok, %{scope: scope, local: %{}, monitors: %{}, peers: %{}, listeners: %{}, refs: %{}}}
  end

  def handle_call({:update, change}, _from, state), do: {:reply, :ok, change_local([change], state)}

  def handle_call({:subscribe, topic}, {pid, _tag}, state) do
    ref = :erlang.monitor(:process, pid)
    listeners = Map.get(state.listeners, topic, %{})

    state = %{
      state
      | listeners: Map.put(state.listeners, topic, Map.put(listeners, ref, pid)),
        refs: Map.put(state.refs, ref, topic)
    }

    {:reply, {ref, content(topic, state.scope)}, state}
  end

  def handle_call({:unsubscribe, ref}, _from, state), do: {:reply, :ok, unsubscribe(ref, state)}

  def handle_cast({:sync, peer, groups}, state) do
    {ref, before} =
      case state.peers do
        %{^peer => known} -> known
        _ -> {:erlang.monitor(:process, peer), %{}}
      end

    groups = :maps.from_list(groups)
    show(difference(before, groups), :remote, state)
    {:noreply, %{state | peers: Map.put(state.peers, peer, {ref, groups})}}
  end

  def handle_cast(message, state), do: handle_info(message, state)

  def handle_info({:discover, peer}, state), do: discovered(peer, state)
  # Newer releases add a version. They answer the form that all understand.
  def handle_info({:discover, peer, _version}, state), do: discovered(peer, state)

  def handle_info({:join, peer, group, pids}, state) do
    {:noreply, change_remote(peer, [{group, as_list(pids), []}], state)}
  end

  def handle_info({:leave, peer, pids, groups}, state) do
    changes = for group <- groups, do: {group, [], as_list(pids)}
    {:noreply, change_remote(peer, changes, state)}
  end

  def handle_info({:nodeup, node}, state) when node != node() do
    discover({state.scope, node})
    {:noreply, state}
  end

  def handle_info({:DOWN, ref, :process, pid, _reason}, state), do: {:noreply, down(ref, pid, state)}

  def handle_info(_message, state), do: {:noreply, state}

  def terminate(_reason, state), do: :ets.delete(state.scope)

  # OTP 25 ends by a discover of three elements.
  defp discover(server), do: tell(server, {:discover, self()})

  # A message to a connection that is lost is of no use to the next one.
  defp tell(to, message), do: :erlang.send(to, message, [:noconnect])

  defp discovered(peer, state) when is_pid(peer) do
    tell(peer, {:"$gen_cast", {:sync, self(), Map.to_list(state.local)}})

    case state.peers do
      %{^peer => _} ->
        {:noreply, state}

      peers ->
        ref = :erlang.monitor(:process, peer)
        discover(peer)
        {:noreply, %{state | peers: Map.put(peers, peer, {ref, %{}})}}
    end
  end

  defp discovered(_peer, state), do: {:noreply, state}

  defp down(ref, pid, state) do
    case state do
      %{monitors: %{^pid => {^ref, groups}} = monitors} ->
        state = %{state | monitors: Map.delete(monitors, pid)}
        change_local(for(group <- groups, do: {group, [], [pid]}), state)

      %{peers: %{^pid => {^ref, groups}} = peers} ->
        show(difference(groups, %{}), :remote, state)
        %{state | peers: Map.delete(peers, pid)}

      _ ->
        unsubscribe(ref, state)
    end
  end

  defp unsubscribe(ref, state) do
    case Map.pop(state.refs, ref) do
      {nil, _} ->
        state

      {topic, refs} ->
        :erlang.demonitor(ref, [:flush])
        left = Map.delete(Map.fetch!(state.listeners, topic), ref)

        listeners =
          if left == %{},
            do: Map.delete(state.listeners, topic),
            else: Map.put(state.listeners, topic, left)

        %{state | refs: refs, listeners: listeners}
    end
  end

  defp content(:scope, scope), do: :maps.from_list(:ets.select(scope, [{{:"$1", :"$2", :_}, [], [{{:"$1", :"$2"}}]}]))
  defp content({:group, group}, scope), do: get_members(scope, group)

  # A change is {group, pids that join, pids that leave}.
  defp change_local(changes, state) do
    show(changes, :local, state)
    told = wire(changes)
    for {peer, _} <- state.peers, message <- told, do: tell(peer, message)

    %{
      state
      | local: apply_to(changes, state.local),
        monitors: :lists.foldl(&watch/2, state.monitors, changes)
    }
  end

  defp change_remote(peer, changes, state) do
    case state.peers do
      # What comes from a server that is gone, or never made itself known, has
      # come late.
      %{^peer => {ref, groups}} ->
        show(changes, :remote, state)
        %{state | peers: Map.put(state.peers, peer, {ref, apply_to(changes, groups)})}

      _ ->
        state
    end
  end

  # Who leaves several groups says so in one message.
  defp wire(changes) do
    leaves = :lists.foldl(&leaves/2, %{}, changes)
    left = for {pids, groups} <- leaves, do: {:leave, self(), pids, groups}
    joined = for {group, [_ | _] = pids, _} <- changes, do: {:join, self(), group, pids}
    left ++ joined
  end

  defp leaves({_group, _add, []}, acc), do: acc
  defp leaves({group, _add, pids}, acc), do: Map.update(acc, pids, [group], &[group | &1])

  defp apply_to(changes, groups), do: :lists.foldl(&apply_one/2, groups, changes)

  defp apply_one({group, add, remove}, groups) do
    case add ++ (Map.get(groups, group, []) -- remove) do
      [] -> Map.delete(groups, group)
      pids -> Map.put(groups, group, pids)
    end
  end

  defp difference(before, now) do
    gone = for {group, pids} <- before, not is_map_key(now, group), do: {group, [], pids}

    kept =
      for {group, pids} <- now,
          old = Map.get(before, group, []),
          pids != old,
          do: {group, pids -- old, old -- pids}

    gone ++ kept
  end

  defp watch({group, add, remove}, monitors) do
    monitors = :lists.foldl(&watch_member(group, &1, &2), monitors, add)
    :lists.foldl(&forget_member(group, &1, &2), monitors, remove)
  end

  defp watch_member(group, pid, monitors) do
    case monitors do
      %{^pid => {ref, groups}} -> %{monitors | pid => {ref, [group | groups]}}
      _ -> Map.put(monitors, pid, {:erlang.monitor(:process, pid), [group]})
    end
  end

  defp forget_member(group, pid, monitors) do
    case monitors do
      %{^pid => {ref, [^group]}} ->
        :erlang.demonitor(ref, [:flush])
        Map.delete(monitors, pid)

      %{^pid => {ref, groups}} ->
        %{monitors | pid => {ref, groups -- [group]}}

      _ ->
        monitors
    end
  end

  # Puts changes into the table and tells who wants to know.
  defp show(changes, where, state), do: :lists.foreach(&show_one(&1, where, state), changes)

  defp show_one({group, add, remove}, where, %{scope: scope} = state) do
    {all, local} =
      case :ets.lookup(scope, group) do
        [{_, all, local}] -> {all, local}
        [] -> {[], []}
      end

    local = if where == :local, do: add ++ (local -- remove), else: local

    case add ++ (all -- remove) do
      [] -> :ets.delete(scope, group)
      pids -> :ets.insert(scope, {group, pids, local})
    end

    for topic <- [:scope, {:group, group}],
        {ref, pid} <- Map.get(state.listeners, topic, %{}) do
      add != [] and tell(pid, {ref, :join, group, add})
      remove != [] and tell(pid, {ref, :leave, group, remove})
    end
  end
end
