defmodule DynamicSupervisor do
  @callback init(init_arg :: term) :: term

  defstruct [
    :args,
    :extra_arguments,
    :mod,
    :name,
    :strategy,
    :max_children,
    :max_restarts,
    :max_seconds,
    children: %{},
    restarts: []
  ]

  defmacro __using__(opts) do
    quote location: :keep, bind_quoted: [opts: opts] do
      @behaviour DynamicSupervisor

      def child_spec(arg) do
        default = %{
          id: __MODULE__,
          start: {__MODULE__, :start_link, [arg]},
          type: :supervisor
        }

        Supervisor.child_spec(default, unquote(Macro.escape(opts)))
      end

      defoverridable child_spec: 1
    end
  end

  def child_spec(options) when is_list(options) do
    id =
      case Keyword.get(options, :name, DynamicSupervisor) do
        name when is_atom(name) -> name
        {:global, name} -> name
        {:via, _module, name} -> name
      end

    %{id: id, start: {DynamicSupervisor, :start_link, [options]}, type: :supervisor}
  end

  def start_link(options) when is_list(options) do
    keys = [:extra_arguments, :max_children, :max_seconds, :max_restarts, :strategy]
    {sup_opts, start_opts} = Keyword.split(options, keys)
    start_link(Supervisor.Default, init(sup_opts), start_opts)
  end

  def start_link(module, init_arg, opts \\ []) do
    GenServer.start_link(DynamicSupervisor, {module, init_arg, opts[:name]}, opts)
  end

  def start_child(supervisor, {_, _, _, _, _, _} = child_spec) do
    add(supervisor, child_spec)
  end

  def start_child(supervisor, child_spec) do
    add(supervisor, Supervisor.child_spec(child_spec, []))
  end

  defp add(supervisor, child_spec) do
    case checked(child_spec) do
      {:ok, child} -> call(supervisor, {:start_child, child})
      error -> {:error, error}
    end
  end

  defp checked({_id, {_, _, _} = mfa, restart, shutdown, type, modules}) do
    checked(mfa, restart, shutdown, type, modules)
  end

  defp checked(%{id: _, start: {mod, _, _} = start} = child) do
    restart = Map.get(child, :restart, :permanent)
    type = Map.get(child, :type, :worker)
    modules = Map.get(child, :modules, [mod])

    shutdown =
      case type do
        :worker -> Map.get(child, :shutdown, 5000)
        :supervisor -> Map.get(child, :shutdown, :infinity)
        other -> Map.get(child, :shutdown, default_shutdown(other))
      end

    checked(start, restart, shutdown, type, modules)
  end

  defp checked(other), do: {:invalid_child_spec, other}

  defp default_shutdown(type), do: :erlang.error({:case_clause, type})

  defp checked(start, restart, shutdown, type, modules) do
    cond do
      not mfa?(start) -> {:invalid_mfa, start}
      restart not in [:permanent, :temporary, :transient] -> {:invalid_restart_type, restart}
      not shutdown?(shutdown) -> {:invalid_shutdown, shutdown}
      type not in [:supervisor, :worker] -> {:invalid_child_type, type}
      not modules?(modules) -> {:invalid_modules, modules}
      true -> {:ok, {start, restart, shutdown, type, modules}}
    end
  end

  defp mfa?({m, f, args}), do: is_atom(m) and is_atom(f) and is_list(args)

  defp shutdown?(:brutal_kill), do: true
  defp shutdown?(:infinity), do: true
  defp shutdown?(time), do: is_integer(time) and time >= 0

  defp modules?(:dynamic), do: true
  defp modules?(list), do: is_list(list) and :lists.all(&is_atom/1, list)

  def terminate_child(supervisor, pid) when is_pid(pid) do
    call(supervisor, {:terminate_child, pid})
  end

  def which_children(supervisor), do: call(supervisor, :which_children)

  def count_children(supervisor), do: call(supervisor, :count_children) |> :maps.from_list()

  def stop(supervisor, reason \\ :normal, timeout \\ :infinity) do
    GenServer.stop(supervisor, reason, timeout)
  end

  def init(options) when is_list(options) do
    {:ok,
     %{
       strategy: Keyword.get(options, :strategy, :one_for_one),
       intensity: Keyword.get(options, :max_restarts, 3),
       period: Keyword.get(options, :max_seconds, 5),
       max_children: Keyword.get(options, :max_children, :infinity),
       extra_arguments: Keyword.get(options, :extra_arguments, [])
     }}
  end

  def init({mod, init_arg, name}) do
    case mod.init(init_arg) do
      {:ok, flags} when is_map(flags) ->
        Process.flag(:trap_exit, true)

        name =
          cond do
            name == nil -> {self(), mod}
            is_atom(name) -> {:local, name}
            true -> name
          end

        state = %DynamicSupervisor{mod: mod, args: init_arg, name: name}

        case configured(state, flags) do
          {:ok, state} -> {:ok, state}
          {:error, reason} -> {:stop, {:supervisor_data, reason}}
        end

      :ignore ->
        :ignore

      other ->
        {:stop, {:bad_return, {mod, :init, other}}}
    end
  end

  defp configured(state, flags) do
    extra = Map.get(flags, :extra_arguments, [])
    max_children = Map.get(flags, :max_children, :infinity)
    max_restarts = Map.get(flags, :intensity, 1)
    max_seconds = Map.get(flags, :period, 5)
    strategy = Map.get(flags, :strategy, :one_for_one)

    cond do
      strategy != :one_for_one ->
        {:error, {:invalid_strategy, strategy}}

      not (is_integer(max_restarts) and max_restarts >= 0) ->
        {:error, {:invalid_intensity, max_restarts}}

      not (is_integer(max_seconds) and max_seconds > 0) ->
        {:error, {:invalid_period, max_seconds}}

      not (max_children == :infinity or (is_integer(max_children) and max_children >= 0)) ->
        {:error, {:invalid_max_children, max_children}}

      not is_list(extra) ->
        {:error, {:invalid_extra_arguments, extra}}

      true ->
        {:ok,
         %{
           state
           | extra_arguments: extra,
             max_children: max_children,
             max_restarts: max_restarts,
             max_seconds: max_seconds,
             strategy: strategy
         }}
    end
  end

  def handle_call(:which_children, _from, state) do
    reply =
      for {pid, {_, _, _, type, modules}} <- :maps.to_list(state.children) do
        case pid do
          {:restarting, _} -> {:undefined, :restarting, type, modules}
          _ -> {:undefined, pid, type, modules}
        end
      end

    {:reply, reply, state}
  end

  def handle_call(:count_children, _from, state) do
    children = :maps.to_list(state.children)
    active = length(for {pid, _} <- children, is_pid(pid), do: pid)
    workers = length(for {_, {_, _, _, :worker, _}} <- children, do: 1)
    specs = length(children)
    reply = [specs: specs, active: active, supervisors: specs - workers, workers: workers]
    {:reply, reply, state}
  end

  def handle_call({:terminate_child, pid}, _from, %{children: children} = state) do
    case children do
      %{^pid => child} ->
        terminate_children(%{pid => child}, state)
        {:reply, :ok, %{state | children: Map.delete(children, pid)}}

      _ ->
        {:reply, {:error, :not_found}, state}
    end
  end

  def handle_call({:start_task, args, restart, shutdown}, from, state) do
    {default_restart, default_shutdown} = Process.get(Task.Supervisor)
    restart = restart || default_restart
    shutdown = shutdown || default_shutdown
    start = {Task.Supervised, :start_link, args}
    child = {start, restart, shutdown, :worker, [Task.Supervised]}
    handle_call({:start_child, child}, from, state)
  end

  def handle_call({:start_child, child}, _from, state) do
    %{children: children, max_children: max, extra_arguments: extra} = state

    if map_size(children) < max do
      {{m, f, args} = mfa, restart, shutdown, type, modules} = child

      case start(m, f, extra ++ args) do
        {:ok, pid, _} = reply ->
          {:reply, reply, store(pid, mfa, restart, shutdown, type, modules, state)}

        {:ok, pid} = reply ->
          {:reply, reply, store(pid, mfa, restart, shutdown, type, modules, state)}

        reply ->
          {:reply, reply, state}
      end
    else
      {:reply, {:error, :max_children}, state}
    end
  end

  defp store(pid, {m, f, _}, :temporary, shutdown, type, modules, state) do
    child = {{m, f, :undefined}, :temporary, shutdown, type, modules}
    %{state | children: Map.put(state.children, pid, child)}
  end

  defp store(pid, mfa, restart, shutdown, type, modules, state) do
    %{state | children: Map.put(state.children, pid, {mfa, restart, shutdown, type, modules})}
  end

  defp start(m, f, a) do
    case apply(m, f, a) do
      {:ok, pid, extra} when is_pid(pid) -> {:ok, pid, extra}
      {:ok, pid} when is_pid(pid) -> {:ok, pid}
      :ignore -> :ignore
      {:error, _} = error -> error
      other -> {:error, other}
    end
  catch
    :error, reason -> {:error, {reason, __STACKTRACE__}}
    :throw, value -> {:error, {{:nocatch, value}, __STACKTRACE__}}
    :exit, reason -> {:error, reason}
  end

  def handle_cast(_msg, state), do: {:noreply, state}

  def handle_info({:EXIT, pid, reason}, state) do
    case state.children do
      %{^pid => child} -> continue(ended(child, reason, pid, state))
      _ -> {:noreply, state}
    end
  end

  def handle_info({:"$gen_restart", pid}, state) do
    case state.children do
      %{^pid => child} -> continue(restart_child(pid, child, state))
      _ -> {:noreply, state}
    end
  end

  def handle_info(msg, state) do
    :logger.log(
      :error,
      %{
        label: {DynamicSupervisor, :unexpected_msg},
        report: %{msg: msg}
      },
      %{
        domain: [:otp, :elixir],
        error_logger: %{tag: :error_msg},
        report_cb: &DynamicSupervisor.format_report/1
      }
    )

    {:noreply, state}
  end

  defp continue({:ok, state}), do: {:noreply, state}
  defp continue({:shutdown, state}), do: {:stop, :shutdown, state}

  def code_change(_, %{mod: mod, args: init_arg} = state, _) do
    case mod.init(init_arg) do
      {:ok, flags} when is_map(flags) ->
        case configured(state, flags) do
          {:ok, state} -> {:ok, state}
          {:error, reason} -> {:error, {:supervisor_data, reason}}
        end

      :ignore ->
        {:ok, state}

      error ->
        error
    end
  end

  def terminate(_reason, %{children: children} = state), do: terminate_children(children, state)

  # All children are asked at once; each has its own time to end.
  defp terminate_children(children, state) do
    asked =
      for {pid, {_, _, shutdown, _, _} = child} <- :maps.to_list(children), is_pid(pid) do
        ref = Process.monitor(pid)
        Process.exit(pid, if(shutdown == :brutal_kill, do: :kill, else: :shutdown))

        timer =
          if is_integer(shutdown),
            do: :erlang.start_timer(shutdown, self(), {:kill, pid}),
            else: nil

        {pid, ref, timer, child}
      end

    Enum.each(asked, fn {pid, ref, timer, {_, restart, shutdown, _, _} = child} ->
      reason = unlinked(pid, await_down(pid, ref, timer))
      if timer, do: :erlang.cancel_timer(timer)

      cond do
        reason == :killed and shutdown == :brutal_kill -> :ok
        reason == :shutdown and shutdown != :brutal_kill -> :ok
        restart != :permanent and normal?(reason) -> :ok
        true -> report(:shutdown_error, reason, pid, child, state)
      end
    end)

    Enum.each(asked, fn {pid, _, _, _} -> drop_timeout(pid) end)
  end

  defp await_down(pid, ref, timer) do
    receive do
      {:DOWN, ^ref, :process, ^pid, reason} ->
        reason

      {:timeout, ^timer, {:kill, ^pid}} ->
        Process.exit(pid, :kill)
        await_down(pid, ref, nil)
    end
  end

  defp drop_timeout(pid) do
    receive do
      {:timeout, _, {:kill, ^pid}} -> :ok
    after
      0 -> :ok
    end
  end

  defp unlinked(pid, :noproc) do
    {:links, links} = Process.info(self(), :links)
    wait = if pid in links, do: :infinity, else: 0

    receive do
      {:EXIT, ^pid, reason} -> reason
    after
      wait -> :noproc
    end
  end

  defp unlinked(pid, reason) do
    Process.unlink(pid)

    receive do
      {:EXIT, ^pid, _} -> reason
    after
      0 -> reason
    end
  end

  defp normal?(:normal), do: true
  defp normal?(:shutdown), do: true
  defp normal?({:shutdown, _}), do: true
  defp normal?(_), do: false

  defp ended({_, :permanent, _, _, _} = child, reason, pid, state) do
    report(:child_terminated, reason, pid, child, state)
    restart_child(pid, child, state)
  end

  defp ended({_, restart, _, _, _} = child, reason, pid, state) do
    cond do
      normal?(reason) ->
        {:ok, delete_child(pid, state)}

      restart == :transient ->
        report(:child_terminated, reason, pid, child, state)
        restart_child(pid, child, state)

      true ->
        report(:child_terminated, reason, pid, child, state)
        {:ok, delete_child(pid, state)}
    end
  end

  defp delete_child(pid, state), do: %{state | children: Map.delete(state.children, pid)}

  defp restart_child(pid, child, state) do
    case count_restart(state) do
      {:ok, state} ->
        restart(pid, child, state)

      {:shutdown, state} ->
        report(:shutdown, :reached_max_restart_intensity, pid, child, state)
        {:shutdown, delete_child(pid, state)}
    end
  end

  defp count_restart(%{max_restarts: max, max_seconds: seconds, restarts: restarts} = state) do
    now = :erlang.monotonic_time(:second)
    restarts = [now | for(time <- restarts, now <= time + seconds, do: time)]
    state = %{state | restarts: restarts}
    if length(restarts) <= max, do: {:ok, state}, else: {:shutdown, state}
  end

  defp restart(old, {{m, f, args} = mfa, restart, shutdown, type, modules} = child, state) do
    case start(m, f, state.extra_arguments ++ args) do
      {:ok, pid, _} ->
        {:ok, store(pid, mfa, restart, shutdown, type, modules, delete_child(old, state))}

      {:ok, pid} ->
        {:ok, store(pid, mfa, restart, shutdown, type, modules, delete_child(old, state))}

      :ignore ->
        {:ok, delete_child(old, state)}

      {:error, reason} ->
        report(:start_error, reason, {:restarting, old}, child, state)
        waiting = if is_pid(old), do: {:restarting, old}, else: old
        send(self(), {:"$gen_restart", waiting})
        children = Map.put(Map.delete(state.children, old), waiting, child)
        {:ok, %{state | children: children}}
    end
  end

  defp report(error, reason, pid, child, %{name: name, extra_arguments: extra}) do
    :logger.log(
      :error,
      %{
        label: {:supervisor, error},
        report: [
          {:supervisor, name},
          {:errorContext, error},
          {:reason, reason},
          {:offender, offender(pid, child, extra)}
        ]
      },
      %{
        domain: [:otp, :sasl],
        report_cb: &:supervisor.format_log/1,
        logger_formatter: %{title: ~c"SUPERVISOR REPORT"},
        error_logger: %{tag: :error_report, type: :supervisor_report}
      }
    )
  end

  defp offender(pid, {{m, f, args}, restart, shutdown, type, _modules}, extra) do
    args = if is_list(args), do: extra ++ args, else: args

    [
      pid: pid,
      id: :undefined,
      mfargs: {m, f, args},
      restart_type: restart,
      shutdown: shutdown,
      child_type: type
    ]
  end

  defp call(supervisor, request), do: GenServer.call(supervisor, request, :infinity)

  def format_report(%{label: {DynamicSupervisor, :unexpected_msg}, report: %{msg: msg}}) do
    {~c"DynamicSupervisor received unexpected message: ~p~n", [msg]}
  end
end
