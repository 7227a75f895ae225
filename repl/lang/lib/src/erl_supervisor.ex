# Supervisors. The state is a map; its children are maps in the order in which
# they are terminated, the one started last first. A simple_one_for_one
# supervisor has one template instead and the arguments of each running child.
defmodule :supervisor do
  @behaviour :gen_server

  @callback init(args :: term) :: term

  def start_link(module, args) do
    :gen_server.start_link(:supervisor, {:self, module, args}, [])
  end

  def start_link(name, module, args) do
    :gen_server.start_link(name, :supervisor, {name, module, args}, [])
  end

  def start_child(supervisor, spec), do: call(supervisor, {:start_child, spec})

  def restart_child(supervisor, id), do: call(supervisor, {:restart_child, id})

  def delete_child(supervisor, id), do: call(supervisor, {:delete_child, id})

  def terminate_child(supervisor, id), do: call(supervisor, {:terminate_child, id})

  def get_childspec(supervisor, id), do: call(supervisor, {:get_childspec, id})

  def which_children(supervisor), do: call(supervisor, :which_children)

  def which_child(supervisor, id), do: call(supervisor, {:which_child, id})

  def count_children(supervisor), do: call(supervisor, :count_children)

  def get_callback_module(supervisor), do: call(supervisor, :get_callback_module)

  def stop(supervisor), do: :gen.stop(supervisor)

  def stop(supervisor, reason, timeout), do: :gen.stop(supervisor, reason, timeout)

  defp call(supervisor, request), do: :gen_server.call(supervisor, request, :infinity)

  def check_childspecs(specs), do: check_childspecs(specs, :undefined)

  def check_childspecs(specs, auto_shutdown) when is_list(specs) do
    case check_specs(specs, auto_shutdown, []) do
      {:ok, _} -> :ok
      {:error, reason} -> {:error, reason}
    end
  end

  def check_childspecs(specs, _auto_shutdown), do: {:error, {:badarg, specs}}

  def init({name, module, args}) do
    Process.flag(:trap_exit, true)

    name = if name == :self, do: {self(), module}, else: name

    case module.init(args) do
      {:ok, {flags, specs}} ->
        case check_flags(flags) do
          {:ok, flags} -> start_all(new_state(name, module, args, flags), specs)
          {:error, reason} -> {:stop, {:supervisor_data, reason}}
        end

      :ignore ->
        :ignore

      other ->
        {:stop, {:bad_return, {module, :init, other}}}
    end
  end

  defp new_state(name, module, args, flags) do
    %{
      name: name,
      module: module,
      args: args,
      flags: flags,
      children: [],
      template: nil,
      dynamic: %{},
      restarts: [],
      tag: make_ref()
    }
  end

  defp start_all(%{flags: %{strategy: :simple_one_for_one} = flags} = state, specs) do
    case specs do
      [spec] ->
        case check_specs([spec], flags.auto_shutdown, []) do
          {:ok, [child]} -> {:ok, %{state | template: child}}
          {:error, reason} -> {:stop, {:start_spec, reason}}
        end

      _ ->
        {:stop, {:bad_start_spec, specs}}
    end
  end

  defp start_all(%{flags: flags} = state, specs) when is_list(specs) do
    case check_specs(specs, flags.auto_shutdown, []) do
      {:ok, children} ->
        case start_children(children, state.name, []) do
          {:ok, started} ->
            {:ok, %{state | children: started}}

          {:error, started, _rest, id, reason} ->
            terminate_all(started, state.name)
            {:stop, {:shutdown, {:failed_to_start_child, id, reason}}}
        end

      {:error, reason} ->
        {:stop, {:start_spec, reason}}
    end
  end

  defp start_all(_state, specs), do: {:stop, {:bad_start_spec, specs}}

  # Takes children in start order; gives them back in termination order.
  defp start_children([], _name, started), do: {:ok, started}

  defp start_children([child | rest], name, started) do
    case start_one(child) do
      {:ok, :undefined} when child.restart == :temporary ->
        start_children(rest, name, started)

      {:ok, pid} ->
        start_children(rest, name, [%{child | pid: pid} | started])

      {:ok, pid, _extra} ->
        start_children(rest, name, [%{child | pid: pid} | started])

      {:error, reason} ->
        report(:start_error, reason, child, name)
        {:error, started, [child | rest], child.id, reason}
    end
  end

  defp start_one(%{start: {m, f, a}}), do: start_mfa(m, f, a)

  defp start_mfa(m, f, a) do
    result =
      try do
        apply(m, f, a)
      catch
        :throw, value -> value
        :exit, reason -> {:EXIT, reason}
        :error, reason -> {:EXIT, {reason, __STACKTRACE__}}
      end

    case result do
      {:ok, pid} when is_pid(pid) -> {:ok, pid}
      {:ok, pid, extra} when is_pid(pid) -> {:ok, pid, extra}
      :ignore -> {:ok, :undefined}
      {:error, reason} -> {:error, reason}
      other -> {:error, other}
    end
  end

  def handle_call({:start_child, extra}, _from, %{template: %{start: {m, f, a}}} = state) do
    args =
      try do
        a ++ extra
      catch
        _, _ -> extra
      end

    case start_mfa(m, f, args) do
      {:ok, :undefined} -> {:reply, {:ok, :undefined}, state}
      {:ok, pid} -> {:reply, {:ok, pid}, put_in_dynamic(state, pid, args)}
      {:ok, pid, more} -> {:reply, {:ok, pid, more}, put_in_dynamic(state, pid, args)}
      {:error, reason} -> {:reply, {:error, reason}, state}
    end
  end

  def handle_call({:start_child, spec}, _from, state) do
    case check_spec(spec, state.flags.auto_shutdown) do
      {:ok, child} ->
        {reply, state} = add_child(child, state)
        {:reply, reply, state}

      {:error, reason} ->
        {:reply, {:error, reason}, state}
    end
  end

  def handle_call({:terminate_child, pid}, _from, %{template: child} = state)
      when child != nil and is_pid(pid) do
    case state.dynamic do
      %{^pid => _} ->
        terminate_one(%{child | pid: pid}, state.name)
        {:reply, :ok, %{state | dynamic: :maps.remove(pid, state.dynamic)}}

      _ ->
        {:reply, {:error, :not_found}, state}
    end
  end

  def handle_call({:terminate_child, _id}, _from, %{template: child} = state) when child != nil do
    {:reply, {:error, :simple_one_for_one}, state}
  end

  def handle_call({:terminate_child, id}, _from, state) do
    case find(id, state) do
      nil ->
        {:reply, {:error, :not_found}, state}

      %{restart: :temporary} = child ->
        terminate_one(child, state.name)
        {:reply, :ok, remove(id, state)}

      child ->
        terminate_one(child, state.name)
        {:reply, :ok, set_pid(id, :undefined, state)}
    end
  end

  def handle_call({action, _id}, _from, %{template: child} = state)
      when child != nil and action in [:restart_child, :delete_child] do
    {:reply, {:error, :simple_one_for_one}, state}
  end

  def handle_call({:restart_child, id}, _from, state) do
    case find(id, state) do
      nil ->
        {:reply, {:error, :not_found}, state}

      %{pid: :undefined} = child ->
        case start_one(child) do
          {:ok, pid} -> {:reply, {:ok, pid}, set_pid(id, pid, state)}
          {:ok, pid, extra} -> {:reply, {:ok, pid, extra}, set_pid(id, pid, state)}
          {:error, reason} -> {:reply, {:error, reason}, state}
        end

      %{pid: {:restarting, _}} ->
        {:reply, {:error, :restarting}, state}

      _ ->
        {:reply, {:error, :running}, state}
    end
  end

  def handle_call({:delete_child, id}, _from, state) do
    case find(id, state) do
      nil -> {:reply, {:error, :not_found}, state}
      %{pid: :undefined} -> {:reply, :ok, remove(id, state)}
      %{pid: {:restarting, _}} -> {:reply, {:error, :restarting}, state}
      _ -> {:reply, {:error, :running}, state}
    end
  end

  def handle_call({:get_childspec, id}, _from, state) do
    case find(id, state) do
      nil -> {:reply, {:error, :not_found}, state}
      child -> {:reply, {:ok, spec_of(child)}, state}
    end
  end

  def handle_call({:which_child, id}, _from, state) do
    case find(id, state) do
      nil -> {:reply, {:error, :not_found}, state}
      child -> {:reply, {:ok, shown(child)}, state}
    end
  end

  def handle_call(:which_children, _from, %{template: nil} = state) do
    {:reply, :lists.map(&shown/1, state.children), state}
  end

  def handle_call(:which_children, _from, %{template: child} = state) do
    pids = :maps.keys(state.dynamic)
    {:reply, :lists.map(fn pid -> shown(%{child | id: :undefined, pid: pid}) end, pids), state}
  end

  def handle_call(:count_children, _from, %{template: nil} = state) do
    {specs, active, sups, workers} =
      :lists.foldl(
        fn child, {specs, active, sups, workers} ->
          active = if is_pid(child.pid), do: active + 1, else: active

          case child.type do
            :supervisor -> {specs + 1, active, sups + 1, workers}
            :worker -> {specs + 1, active, sups, workers + 1}
          end
        end,
        {0, 0, 0, 0},
        state.children
      )

    {:reply, [specs: specs, active: active, supervisors: sups, workers: workers], state}
  end

  def handle_call(:count_children, _from, %{template: child} = state) do
    total = :maps.size(state.dynamic)
    active = length(for pid <- :maps.keys(state.dynamic), is_pid(pid), do: pid)

    {sups, workers} = if child.type == :supervisor, do: {total, 0}, else: {0, total}
    {:reply, [specs: 1, active: active, supervisors: sups, workers: workers], state}
  end

  def handle_call(:get_callback_module, _from, state), do: {:reply, state.module, state}

  def handle_cast({:try_again_restart, tag, id}, %{tag: tag} = state) do
    case find(id, state) do
      %{pid: {:restarting, _}} = child -> continue(restart(child, state))
      _ -> {:noreply, state}
    end
  end

  def handle_cast(_message, state), do: {:noreply, state}

  def handle_info({:EXIT, pid, reason}, state) do
    case by_pid(pid, state) do
      nil -> {:noreply, state}
      child -> continue(ended(child, reason, state))
    end
  end

  def handle_info(message, state) do
    :logger.log(:error, ~c"Supervisor received unexpected message: ~tp~n", [message], %{
      domain: [:otp],
      error_logger: %{tag: :error}
    })

    {:noreply, state}
  end

  defp continue({:ok, state}), do: {:noreply, state}
  defp continue({:shutdown, state}), do: {:stop, :shutdown, state}

  def terminate(_reason, %{template: nil} = state), do: terminate_all(state.children, state.name)

  def terminate(_reason, %{template: child} = state) do
    pids = for pid <- :maps.keys(state.dynamic), is_pid(pid), do: pid
    terminate_together(pids, child, state.name)
  end

  def code_change(_vsn, %{module: module, args: args} = state, _extra) do
    case module.init(args) do
      {:ok, {flags, specs}} ->
        with {:ok, flags} <- check_flags(flags),
             {:ok, children} <- check_specs(specs, flags.auto_shutdown, []) do
          {:ok, changed(%{state | flags: flags}, children)}
        end

      :ignore ->
        {:ok, state}

      other ->
        other
    end
  end

  # New specs replace old ones of the same id and keep their processes.
  defp changed(%{template: nil} = state, specs) do
    kept =
      :lists.map(
        fn old ->
          case :lists.search(fn new -> new.id == old.id end, specs) do
            {:value, new} -> %{new | pid: old.pid}
            false -> old
          end
        end,
        state.children
      )

    added = for spec <- specs, find(spec.id, state) == nil, do: spec
    %{state | children: :lists.reverse(added) ++ kept}
  end

  defp changed(state, [template]), do: %{state | template: template}

  defp add_child(child, state) do
    case find(child.id, state) do
      nil ->
        case start_one(child) do
          {:ok, :undefined} when child.restart == :temporary ->
            {{:ok, :undefined}, state}

          {:ok, pid} ->
            {{:ok, pid}, %{state | children: [%{child | pid: pid} | state.children]}}

          {:ok, pid, extra} ->
            {{:ok, pid, extra}, %{state | children: [%{child | pid: pid} | state.children]}}

          {:error, {:already_started, _} = reason} ->
            {{:error, reason}, state}

          {:error, reason} ->
            {{:error, {reason, record(child)}}, state}
        end

      %{pid: pid} when is_pid(pid) ->
        {{:error, {:already_started, pid}}, state}

      _ ->
        {{:error, :already_present}, state}
    end
  end

  # The shape in which errors tell of a child.
  defp record(child) do
    {:child, child.pid, child.id, child.start, child.restart, child.significant, child.shutdown,
     child.type, child.modules}
  end

  # A child of this supervisor has ended by itself.
  defp ended(%{restart: :permanent} = child, reason, state) do
    report(:child_terminated, reason, child, state.name)
    restart(child, state)
  end

  defp ended(child, reason, state) do
    cond do
      normal?(reason) ->
        maybe_shut_down(child, forget(child, state))

      child.restart == :transient ->
        report(:child_terminated, reason, child, state.name)
        restart(child, state)

      true ->
        report(:child_terminated, reason, child, state.name)
        maybe_shut_down(child, forget(child, state))
    end
  end

  defp normal?(:normal), do: true
  defp normal?(:shutdown), do: true
  defp normal?({:shutdown, _}), do: true
  defp normal?(_reason), do: false

  defp forget(%{pid: pid}, %{template: template} = state) when template != nil do
    %{state | dynamic: :maps.remove(pid, state.dynamic)}
  end

  defp forget(%{restart: :temporary, id: id}, state), do: remove(id, state)
  defp forget(%{id: id}, state), do: set_pid(id, :undefined, state)

  defp maybe_shut_down(%{significant: false}, state), do: {:ok, state}

  defp maybe_shut_down(_child, state) do
    case state.flags.auto_shutdown do
      :never ->
        {:ok, state}

      :any_significant ->
        {:shutdown, state}

      :all_significant ->
        left = fn child -> child.significant and child.pid != :undefined end
        if :lists.any(left, state.children), do: {:ok, state}, else: {:shutdown, state}
    end
  end

  defp restart(child, state) do
    case count_restart(state) do
      {:ok, state} ->
        case restart(state.flags.strategy, child, state) do
          {:again, id, state} ->
            # Requests that wait are served before the next attempt.
            :gen_server.cast(self(), {:try_again_restart, state.tag, id})
            {:ok, state}

          {:ok, state} ->
            {:ok, state}
        end

      {:terminate, state} ->
        report(:shutdown, :reached_max_restart_intensity, child, state.name)
        {:shutdown, forget(child, state)}
    end
  end

  defp restart(:simple_one_for_one, %{pid: old, start: {m, f, a}} = child, state) do
    dynamic = :maps.remove(old, state.dynamic)

    case start_mfa(m, f, a) do
      {:ok, :undefined} ->
        {:ok, %{state | dynamic: dynamic}}

      {:ok, pid} ->
        {:ok, %{state | dynamic: :maps.put(pid, a, dynamic)}}

      {:ok, pid, _extra} ->
        {:ok, %{state | dynamic: :maps.put(pid, a, dynamic)}}

      {:error, reason} ->
        waiting = restarting(old)
        report(:start_error, reason, child, state.name)
        {:again, waiting, %{state | dynamic: :maps.put(waiting, a, dynamic)}}
    end
  end

  defp restart(:one_for_one, %{id: id, pid: old} = child, state) do
    case start_one(child) do
      {:ok, pid} ->
        {:ok, set_pid(id, pid, state)}

      {:ok, pid, _extra} ->
        {:ok, set_pid(id, pid, state)}

      {:error, reason} ->
        report(:start_error, reason, child, state.name)
        {:again, id, set_pid(id, restarting(old), state)}
    end
  end

  defp restart(:rest_for_one, child, state) do
    {later, [_ | earlier]} = :lists.splitwith(fn c -> c.id != child.id end, state.children)
    restart_group(later ++ [child], earlier, child, state)
  end

  defp restart(:one_for_all, child, state) do
    restart_group(state.children, [], child, state)
  end

  # `group` and `earlier` are in termination order.
  defp restart_group(group, earlier, failed, state) do
    group =
      :lists.map(fn c -> if c.id == failed.id, do: %{c | pid: :undefined}, else: c end, group)

    left = terminate_all(group, state.name)

    case start_children(:lists.reverse(left), state.name, []) do
      {:ok, started} ->
        {:ok, %{state | children: started ++ earlier}}

      {:error, started, rest, id, _reason} ->
        waiting = if id == failed.id, do: restarting(failed.pid), else: {:restarting, :undefined}
        state = %{state | children: :lists.reverse(rest) ++ started ++ earlier}
        {:again, id, set_pid(id, waiting, state)}
    end
  end

  defp restarting(pid) when is_pid(pid), do: {:restarting, pid}
  defp restarting(other), do: other

  # Allowed are `intensity` restarts within `period` seconds.
  defp count_restart(%{flags: %{intensity: intensity, period: period}} = state) do
    now = :erlang.monotonic_time(:second)
    recent = for time <- state.restarts, now - time <= period, do: time
    restarts = [now | recent]
    state = %{state | restarts: restarts}

    if length(restarts) > intensity, do: {:terminate, state}, else: {:ok, state}
  end

  # Returns the children that stay with the supervisor, without processes.
  defp terminate_all(children, name) do
    :lists.foreach(fn child -> terminate_one(child, name) end, children)
    for child <- children, child.restart != :temporary, do: %{child | pid: :undefined}
  end

  defp terminate_one(%{pid: pid} = child, name) when is_pid(pid) do
    ref = :erlang.monitor(:process, pid)
    ask_to_end(pid, child.shutdown)
    reason = unlinked(pid, await_end(pid, ref, child.shutdown))
    if not expected?(reason, child), do: report(:shutdown_error, reason, child, name)
    :ok
  end

  defp terminate_one(_child, _name), do: :ok

  defp ask_to_end(pid, :brutal_kill), do: :erlang.exit(pid, :kill)
  defp ask_to_end(pid, _time), do: :erlang.exit(pid, :shutdown)

  defp await_end(pid, ref, :brutal_kill), do: await_end(pid, ref, :infinity)

  defp await_end(pid, ref, time) do
    receive do
      {:DOWN, ^ref, :process, ^pid, reason} -> reason
    after
      time ->
        :erlang.exit(pid, :kill)

        receive do
          {:DOWN, ^ref, :process, ^pid, reason} -> reason
        end
    end
  end

  # The exit signal of the link tells the reason if the monitor came too late.
  defp unlinked(pid, :noproc) do
    {:links, links} = :erlang.process_info(self(), :links)
    wait = if :lists.member(pid, links), do: :infinity, else: 0

    receive do
      {:EXIT, ^pid, reason} -> reason
    after
      wait -> :child_process_unlinked
    end
  end

  defp unlinked(pid, reason) do
    :erlang.unlink(pid)

    receive do
      {:EXIT, ^pid, _} -> reason
    after
      0 -> reason
    end
  end

  defp expected?(:killed, %{shutdown: :brutal_kill}), do: true
  defp expected?(:shutdown, %{shutdown: time}) when time != :brutal_kill, do: true
  defp expected?(_reason, %{restart: :permanent}), do: false
  defp expected?(reason, _child), do: normal?(reason)

  # All are asked at once; the time allowed is for all of them together.
  defp terminate_together(pids, child, name) do
    refs =
      :lists.foldl(
        fn pid, refs ->
          ref = :erlang.monitor(:process, pid)
          ask_to_end(pid, child.shutdown)
          :maps.put(ref, pid, refs)
        end,
        %{},
        pids
      )

    timer =
      case child.shutdown do
        time when is_integer(time) -> :erlang.start_timer(time, self(), :kill)
        _ -> nil
      end

    errors = await_together(refs, timer, child, %{})
    if timer != nil, do: :erlang.cancel_timer(timer)

    :maps.foreach(
      fn reason, failed -> report(:shutdown_error, reason, %{child | pid: failed}, name) end,
      errors
    )
  end

  defp await_together(refs, _timer, _child, errors) when map_size(refs) == 0, do: errors

  defp await_together(refs, timer, child, errors) do
    receive do
      {:DOWN, ref, :process, pid, reason} when is_map_key(refs, ref) ->
        reason = unlinked(pid, reason)
        refs = :maps.remove(ref, refs)

        case expected?(reason, child) do
          true ->
            await_together(refs, timer, child, errors)

          false ->
            failed = :maps.get(reason, errors, [])
            await_together(refs, timer, child, :maps.put(reason, [pid | failed], errors))
        end

      {:timeout, ^timer, :kill} ->
        :maps.foreach(fn _ref, pid -> :erlang.exit(pid, :kill) end, refs)
        await_together(refs, nil, child, errors)
    end
  end

  defp find(pid, %{template: child} = state) when child != nil do
    case state.dynamic do
      %{^pid => args} ->
        {m, f, _} = child.start
        %{child | pid: pid, start: {m, f, args}}

      _ ->
        nil
    end
  end

  defp find(id, %{children: children}) do
    case :lists.search(fn child -> child.id === id end, children) do
      {:value, child} -> child
      false -> nil
    end
  end

  defp by_pid(pid, %{template: nil, children: children}) do
    case :lists.search(fn child -> child.pid == pid end, children) do
      {:value, child} -> child
      false -> nil
    end
  end

  defp by_pid(pid, state), do: find(pid, state)

  defp remove(id, state) do
    %{state | children: :lists.filter(fn child -> child.id !== id end, state.children)}
  end

  defp set_pid(id, pid, state) do
    children =
      :lists.map(
        fn child -> if child.id === id, do: %{child | pid: pid}, else: child end,
        state.children
      )

    %{state | children: children}
  end

  defp put_in_dynamic(state, pid, args) do
    %{state | dynamic: :maps.put(pid, args, state.dynamic)}
  end

  defp shown(child) do
    pid =
      case child.pid do
        {:restarting, _} -> :restarting
        pid -> pid
      end

    {child.id, pid, child.type, child.modules}
  end

  defp spec_of(child), do: :maps.remove(:pid, child)

  defp check_flags({strategy, intensity, period}) do
    check_flags(%{strategy: strategy, intensity: intensity, period: period})
  end

  defp check_flags(flags) when is_map(flags) do
    flags =
      :maps.merge(%{strategy: :one_for_one, intensity: 1, period: 5, auto_shutdown: :never}, flags)

    strategies = [:one_for_one, :one_for_all, :rest_for_one, :simple_one_for_one]

    cond do
      not :lists.member(flags.strategy, strategies) ->
        {:error, {:invalid_strategy, flags.strategy}}

      not (is_integer(flags.intensity) and flags.intensity >= 0) ->
        {:error, {:invalid_intensity, flags.intensity}}

      not (is_integer(flags.period) and flags.period > 0) ->
        {:error, {:invalid_period, flags.period}}

      not :lists.member(flags.auto_shutdown, [:never, :any_significant, :all_significant]) ->
        {:error, {:invalid_auto_shutdown, flags.auto_shutdown}}

      flags.strategy == :simple_one_for_one and flags.auto_shutdown != :never ->
        {:error, {:bad_combination, strategy: flags.strategy, auto_shutdown: flags.auto_shutdown}}

      true ->
        {:ok, flags}
    end
  end

  defp check_flags(other), do: {:error, {:invalid_type, other}}

  # Children come back in start order.
  defp check_specs([], _auto_shutdown, checked), do: {:ok, :lists.reverse(checked)}

  defp check_specs([spec | specs], auto_shutdown, checked) do
    case check_spec(spec, auto_shutdown) do
      {:ok, child} ->
        case :lists.any(fn other -> other.id === child.id end, checked) do
          true -> {:error, {:duplicate_child_name, child.id}}
          false -> check_specs(specs, auto_shutdown, [child | checked])
        end

      {:error, reason} ->
        {:error, reason}
    end
  end

  defp check_spec({id, start, restart, shutdown, type, modules}, auto_shutdown) do
    check_spec(
      %{
        id: id,
        start: start,
        restart: restart,
        shutdown: shutdown,
        type: type,
        modules: modules
      },
      auto_shutdown
    )
  end

  defp check_spec(spec, auto_shutdown) when is_map(spec) do
    cond do
      not is_map_key(spec, :id) -> {:error, :missing_id}
      not is_map_key(spec, :start) -> {:error, :missing_start}
      true -> check_child(complete(spec), auto_shutdown)
    end
  end

  defp check_spec(spec, _auto_shutdown), do: {:error, {:invalid_child_spec, spec}}

  defp complete(%{start: start} = spec) do
    type = :maps.get(:type, spec, :worker)

    modules =
      case start do
        {m, _, _} -> [m]
        _ -> []
      end

    defaults = %{
      pid: :undefined,
      restart: :permanent,
      shutdown: if(type == :supervisor, do: :infinity, else: 5000),
      type: type,
      modules: modules,
      significant: false
    }

    keys = [:id, :start, :restart, :shutdown, :type, :modules, :significant]
    :maps.merge(defaults, :maps.with(keys, spec))
  end

  defp check_child(child, auto_shutdown) do
    cond do
      not mfa?(child.start) ->
        {:error, {:invalid_mfa, child.start}}

      not :lists.member(child.restart, [:permanent, :transient, :temporary]) ->
        {:error, {:invalid_restart_type, child.restart}}

      not is_boolean(child.significant) ->
        {:error, {:invalid_significant, child.significant}}

      child.significant and child.restart == :permanent and auto_shutdown != :never ->
        {:error, {:bad_combination, restart: child.restart, significant: true}}

      child.significant and auto_shutdown == :never ->
        {:error, {:bad_combination, auto_shutdown: :never, significant: true}}

      not shutdown?(child.shutdown) ->
        {:error, {:invalid_shutdown, child.shutdown}}

      not :lists.member(child.type, [:worker, :supervisor]) ->
        {:error, {:invalid_child_type, child.type}}

      not (child.modules == :dynamic or atoms?(child.modules)) ->
        {:error, {:invalid_modules, child.modules}}

      true ->
        {:ok, child}
    end
  end

  defp mfa?({m, f, a}), do: is_atom(m) and is_atom(f) and is_list(a)
  defp mfa?(_), do: false

  defp shutdown?(:brutal_kill), do: true
  defp shutdown?(:infinity), do: true
  defp shutdown?(time), do: is_integer(time) and time >= 0

  defp atoms?(list), do: is_list(list) and :lists.all(&is_atom/1, list)

  defp report(error, reason, child, name) do
    report = %{
      label: {:supervisor, error},
      report: [supervisor: name, errorContext: error, reason: reason, offender: offender(child)]
    }

    :logger.log(:error, report, %{
      domain: [:otp, :sasl],
      report_cb: &:supervisor.format_log/2,
      logger_formatter: %{title: ~c"SUPERVISOR REPORT"},
      error_logger: %{
        tag: :error_report,
        type: :supervisor_report,
        report_cb: &:supervisor.format_log/1
      }
    })
  end

  defp offender(child) do
    first =
      case child.pid do
        pids when is_list(pids) -> {:nb_children, length(pids)}
        pid -> {:pid, pid}
      end

    [
      first,
      {:id, child.id},
      {:mfargs, child.start},
      {:restart_type, child.restart},
      {:significant, child.significant},
      {:shutdown, child.shutdown},
      {:child_type, child.type}
    ]
  end

  def format_log(%{label: {:supervisor, _}, report: report}) do
    [supervisor: name, errorContext: context, reason: reason, offender: offender] = report

    {~c"    supervisor: ~tp~n    errorContext: ~tp~n    reason: ~tp~n    offender: ~tp~n",
     [name, context, reason, offender]}
  end

  def format_log(report, _options) do
    {format, args} = format_log(report)
    :io_lib.format(format, args)
  end
end
