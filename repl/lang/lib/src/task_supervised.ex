# The processes that run tasks, and the one that watches the tasks of a stream.
defmodule Task.Supervised do
  # Who started a task: its node, its name or pid, and its pid.
  def owner do
    self_or_name =
      case Process.info(self(), :registered_name) do
        {:registered_name, name} when is_atom(name) -> name
        _ -> self()
      end

    {node(), self_or_name, self()}
  end

  def callers do
    case :erlang.get(:"$callers") do
      list when is_list(list) -> [self() | list]
      _ -> [self()]
    end
  end

  # Plain processes: they make their own report when they fail.
  def start(owner, callers, mfa) do
    {:ok, :erlang.spawn(Task.Supervised, :noreply, [owner, ancestors(), callers, mfa])}
  end

  def start_link(owner, callers, mfa) do
    {:ok, :erlang.spawn_link(Task.Supervised, :noreply, [owner, ancestors(), callers, mfa])}
  end

  def start_link(owner, monitor) do
    {:ok, :erlang.spawn_link(Task.Supervised, :reply, [owner, ancestors(), monitor])}
  end

  def start_unlinked(owner) do
    {:ok, :erlang.spawn(Task.Supervised, :reply, [owner, ancestors(), :monitor])}
  end

  defp ancestors do
    {_node, name, _pid} = owner()

    case :erlang.get(:"$ancestors") do
      list when is_list(list) -> [name | list]
      _ -> [name]
    end
  end

  # Tells a process started by start_link/2 what to run.
  def run(pid, {module, function, args} = mfa) do
    ref = Process.monitor(pid, alias: :demonitor)
    send(pid, {self(), ref, ref, callers(), mfa})
    %Task{pid: pid, ref: ref, owner: self(), mfa: {module, function, length(args)}}
  end

  def noreply(owner, ancestors, callers, mfa) do
    Process.put(:"$ancestors", ancestors)
    prepare(callers, mfa)
    invoke_mfa(owner, mfa)
  end

  def reply({_node, _name, pid} = owner, ancestors, monitor) do
    Process.put(:"$ancestors", ancestors)

    case monitor do
      :monitor -> reply(owner, pid, Process.monitor(pid), 5000)
      :nomonitor -> reply(owner, pid, nil, :infinity)
    end
  end

  defp reply(owner, pid, mref, timeout) do
    receive do
      {^pid, ref, reply_to, callers, mfa} ->
        prepare(callers, mfa)
        if mref, do: Process.demonitor(mref, [:flush])
        send(reply_to, {ref, invoke_mfa(owner, mfa)})

      {:DOWN, ^mref, _, _, reason} when mref != nil ->
        exit({:shutdown, reason})
    after
      # The owner may have lost the connection before it asked.
      timeout -> exit(:timeout)
    end
  end

  defp prepare(callers, {module, function, args}) do
    Process.put(:"$callers", callers)
    Process.put(:"$initial_call", initial_call(module, function, args))
  end

  defp initial_call(:erlang, :apply, [fun, args]) when is_function(fun, length(args)) do
    {:module, module} = :erlang.fun_info(fun, :module)
    {:name, name} = :erlang.fun_info(fun, :name)
    {module, name, length(args)}
  end

  defp initial_call(module, function, args), do: {module, function, length(args)}

  defp invoke_mfa(owner, {module, function, args} = mfa) do
    apply(module, function, args)
  catch
    :exit, value
    when value == :normal or value == :shutdown or
           (tuple_size(value) == 2 and elem(value, 0) == :shutdown) ->
      :erlang.raise(:exit, value, __STACKTRACE__)

    class, value ->
      stack = __STACKTRACE__
      report(owner, mfa, logged(class, value), stack)
      :erlang.raise(:exit, exit_reason(class, value, stack), stack)
  end

  defp logged(:throw, value), do: {:nocatch, value}
  defp logged(_class, value), do: value

  defp exit_reason(:error, reason, stack), do: {reason, stack}
  defp exit_reason(:exit, reason, _stack), do: reason
  defp exit_reason(:throw, value, stack), do: {{:nocatch, value}, stack}

  defp report(owner, mfa, reason, stack) do
    {function, args} = running(mfa)

    report = %{
      label: {Task.Supervisor, :terminating},
      report: %{
        name: self(),
        starter: starter(owner),
        function: function,
        args: args,
        reason: {reason, stack},
        process_label: :proc_lib.get_label(self())
      }
    }

    :logger.log(:error, report, %{
      domain: [:otp, :elixir],
      error_logger: %{tag: :error_msg},
      report_cb: &Task.Supervised.format_report/1,
      callers: Process.get(:"$callers")
    })
  end

  defp running({:erlang, :apply, [fun, []]}) when is_function(fun, 0), do: {fun, []}

  defp running({module, function, args}) do
    {:erlang.make_fun(module, function, length(args)), args}
  end

  defp starter({node, name, _pid}) when node == node(), do: name
  defp starter({node, name, _pid}) when is_atom(name), do: {node, name}
  defp starter({_node, _name, pid}), do: pid

  def format_report(%{label: {Task.Supervisor, :terminating}, report: report}) do
    %{name: name, starter: starter, function: function, args: args, reason: reason} = report

    {~c"** Task ~p terminating~n** Started from ~p~n** When function  == ~p~n" ++
       ~c"**      arguments == ~p~n** Reason for termination == ~n** ~p~n",
     [name, starter, function, args, reason]}
  end

  def stream_options(options) do
    max = Keyword.get(options, :max_concurrency, :erlang.system_info(:schedulers_online))
    on_timeout = Keyword.get(options, :on_timeout, :exit)
    timeout = Keyword.get(options, :timeout, 5000)

    if not (is_integer(max) and max > 0) do
      raise ArgumentError, ":max_concurrency must be an integer greater than zero"
    end

    if on_timeout not in [:exit, :kill_task] do
      raise ArgumentError, ":on_timeout must be either :exit or :kill_task"
    end

    if not (timeout == :infinity or (is_integer(timeout) and timeout >= 0)) do
      raise ArgumentError, ":timeout must be either a positive integer or :infinity"
    end

    %{
      max: max,
      ordered: Keyword.get(options, :ordered, true),
      on_timeout: on_timeout,
      timeout: timeout,
      zip: Keyword.get(options, :zip_input_on_exit, false)
    }
  end

  # Reduces the results of tasks over the elements of an enumerable. A watcher
  # process starts and monitors the tasks, so that only its messages arrive here.
  # `call` makes the mfa of an element; `start` starts a process for an owner.
  def stream(enumerable, acc, fun, callers, call, options, start) do
    next = fn acc ->
      Enumerable.reduce(enumerable, acc, fn element, _ -> {:suspend, [element]} end)
    end

    parent = self()
    owner = owner()
    {pid, ref} = Process.spawn(fn -> watch(parent, owner, options.timeout, start) end, [:monitor])
    send(pid, {parent, ref})

    state = %{
      watcher: pid,
      ref: ref,
      callers: callers,
      call: call,
      options: options,
      running: %{},
      done: %{},
      spawned: 0,
      delivered: 0,
      next: next
    }

    stream_reduce(acc, state, fun)
  end

  defp stream_reduce({:halt, acc}, state, _fun) do
    close_input(state)
    stop(state)
    {:halted, acc}
  end

  defp stream_reduce({:suspend, acc}, state, fun) do
    {:suspended, acc, fn acc -> stream_reduce(acc, state, fun) end}
  end

  defp stream_reduce({:cont, acc}, %{options: %{max: max}} = state, fun) do
    cond do
      state.next != nil and map_size(state.running) < max ->
        spawn_next(acc, state, fun)

      map_size(state.done) > 0 and deliverable(state) != nil ->
        deliver(acc, deliverable(state), state, fun)

      map_size(state.running) > 0 ->
        stream_reduce({:cont, acc}, await_event(state), fun)

      true ->
        stop(state)
        {:done, acc}
    end
  end

  defp deliverable(%{options: %{ordered: true}, delivered: position, done: done}) do
    case done do
      %{^position => _} -> position
      _ -> nil
    end
  end

  defp deliverable(%{done: done}) do
    {position, _, _} = :maps.next(:maps.iterator(done))
    position
  end

  defp deliver(acc, position, state, fun) do
    {result, done} = :maps.take(position, state.done)
    state = %{state | done: done, delivered: state.delivered + 1}

    acc =
      try do
        fun.(result, acc)
      catch
        class, reason ->
          stack = __STACKTRACE__
          close_input(state)
          stop(state)
          :erlang.raise(class, reason, stack)
      end

    stream_reduce(acc, state, fun)
  end

  defp spawn_next(acc, state, fun) do
    result =
      try do
        state.next.({:cont, []})
      catch
        class, reason ->
          stack = __STACKTRACE__
          stop(state)
          :erlang.raise(class, reason, stack)
      end

    case result do
      {:suspended, [element], next} ->
        stream_reduce({:cont, acc}, spawn_task(element, %{state | next: next}), fun)

      {_done_or_halted, [element]} ->
        stream_reduce({:cont, acc}, spawn_task(element, %{state | next: nil}), fun)

      {_done_or_halted, []} ->
        stream_reduce({:cont, acc}, %{state | next: nil}, fun)
    end
  end

  defp spawn_task(element, %{watcher: watcher, ref: ref, spawned: position} = state) do
    send(watcher, {:spawn, ref, position})

    receive do
      {^ref, :spawned, ^position, {:ok, type, pid}} ->
        if type == :link, do: Process.link(pid)
        mfa = state.call.(element)
        send(pid, {self(), {ref, position}, self(), state.callers, mfa})
        task = {type, pid, element}
        %{state | spawned: position + 1, running: :maps.put(position, task, state.running)}

      {^ref, :spawned, ^position, {:error, reason}} ->
        close_input(state)
        stop(state)
        raise RuntimeError, message: start_error(reason)

      {:DOWN, ^ref, _, _, reason} ->
        close_input(state)
        exit({reason, {Task.Supervised, :stream, [state.options.timeout]}})
    end
  end

  defp start_error(:max_children) do
    "reached the maximum number of tasks for this task supervisor. The maximum number " <>
      "of tasks that are allowed to run at the same time under this supervisor can be " <>
      "configured with the :max_children option passed to Task.Supervisor.start_link/1. When " <>
      "using async_stream or async_stream_nolink, make sure to configure :max_concurrency to " <>
      "be lower or equal to :max_children and pay attention to whether other tasks are also " <>
      "spawned under the same task supervisor."
  end

  defp start_error(reason), do: "could not start the task: " <> inspect(reason)

  defp await_event(%{ref: ref, running: running} = state) do
    receive do
      {{^ref, position}, value} ->
        send(state.watcher, {:finished, ref, position})
        finished(position, {:ok, value}, state)

      {^ref, :down, position, reason} when is_map_key(running, position) ->
        finished(position, down_result(position, reason, state), state)

      {^ref, :down, _position, _reason} ->
        state

      {^ref, :timeout, position} when is_map_key(running, position) ->
        timed_out(position, state)

      {^ref, :timeout, _position} ->
        state

      {:DOWN, ^ref, _, _, reason} ->
        close_input(state)
        exit({reason, {Task.Supervised, :stream, [state.options.timeout]}})
    end
  end

  # The value may be in the mailbox behind the news of the end.
  defp down_result(position, reason, %{ref: ref} = state) do
    receive do
      {{^ref, ^position}, value} -> {:ok, value}
    after
      0 -> failed(position, reason, state)
    end
  end

  defp failed(position, reason, %{options: %{zip: true}} = state) do
    {_, _, element} = :maps.get(position, state.running)
    {:exit, {element, reason}}
  end

  defp failed(_position, reason, _state), do: {:exit, reason}

  defp finished(position, result, state) do
    {{type, pid, _}, running} = :maps.take(position, state.running)
    if type == :link, do: unlink(pid)
    %{state | running: running, done: :maps.put(position, result, state.done)}
  end

  defp timed_out(position, %{options: %{on_timeout: :kill_task}} = state) do
    {_, pid, _} = :maps.get(position, state.running)
    unlink(pid)
    Process.exit(pid, :kill)
    finished(position, failed(position, :timeout, state), state)
  end

  defp timed_out(_position, state) do
    close_input(state)
    stop(state)
    exit({:timeout, {Task.Supervised, :stream, [state.options.timeout]}})
  end

  defp close_input(%{next: nil}), do: :ok

  defp close_input(%{next: next}) do
    next.({:halt, []})
    :ok
  catch
    _, _ -> :ok
  end

  # Ends the tasks that still run, and the watcher.
  defp stop(%{watcher: watcher, ref: ref, running: running}) do
    :maps.foreach(
      fn _position, {type, pid, _} ->
        if type == :link, do: Process.unlink(pid)
      end,
      running
    )

    send(watcher, {:stop, ref})

    receive do
      {:DOWN, ^ref, _, _, _} -> :ok
    end

    :maps.foreach(fn _position, {_, pid, _} -> drop_exit(pid) end, running)
    drop(ref)
  end

  defp unlink(pid) do
    Process.unlink(pid)
    drop_exit(pid)
  end

  defp drop_exit(pid) do
    receive do
      {:EXIT, ^pid, _} -> :ok
    after
      0 -> :ok
    end
  end

  defp drop(ref) do
    receive do
      {{^ref, _}, _} -> drop(ref)
      {^ref, _, _} -> drop(ref)
      {^ref, _, _, _} -> drop(ref)
    after
      0 -> :ok
    end
  end

  defp watch(parent, {node, name, _pid}, timeout, start) do
    Process.flag(:trap_exit, true)

    receive do
      {^parent, ref} ->
        parent_ref = Process.monitor(parent)
        owner = {node, name, parent}

        watch(%{
          parent: parent,
          parent_ref: parent_ref,
          owner: owner,
          ref: ref,
          timeout: timeout,
          start: start,
          tasks: %{}
        })
    end
  end

  # tasks: monitor reference => {position, pid, timer}
  defp watch(%{ref: ref, parent_ref: parent_ref, tasks: tasks} = state) do
    receive do
      {:spawn, ^ref, position} ->
        started = state.start.(state.owner)
        send(state.parent, {ref, :spawned, position, started})

        case started do
          {:ok, _type, pid} ->
            mref = Process.monitor(pid)
            timer = start_timer(state, position)
            watch(%{state | tasks: :maps.put(mref, {position, pid, timer}, tasks)})

          {:error, _} ->
            watch(state)
        end

      {:finished, ^ref, position} ->
        case for({mref, {^position, _, timer}} <- :maps.to_list(tasks), do: {mref, timer}) do
          [{mref, timer}] ->
            stop_timer(timer)
            Process.demonitor(mref, [:flush])
            watch(%{state | tasks: :maps.remove(mref, tasks)})

          [] ->
            watch(state)
        end

      {:timeout, ^ref, position} ->
        send(state.parent, {ref, :timeout, position})
        watch(state)

      {:DOWN, ^parent_ref, _, _, reason} ->
        kill(tasks, reason)

      {:stop, ^ref} ->
        kill(tasks, :kill)

      {:DOWN, mref, _, _, reason} when is_map_key(tasks, mref) ->
        {{position, _pid, timer}, tasks} = :maps.take(mref, tasks)
        stop_timer(timer)
        send(state.parent, {ref, :down, position, reason})
        watch(%{state | tasks: tasks})

      _ ->
        watch(state)
    end
  end

  defp start_timer(%{timeout: :infinity}, _position), do: nil

  defp start_timer(%{timeout: timeout, ref: ref}, position) do
    Process.send_after(self(), {:timeout, ref, position}, timeout)
  end

  defp stop_timer(nil), do: :ok
  defp stop_timer(timer), do: Process.cancel_timer(timer)

  defp kill(tasks, reason) do
    :maps.foreach(fn _mref, {_, pid, _} -> Process.exit(pid, reason) end, tasks)

    :maps.foreach(
      fn mref, _ ->
        receive do
          {:DOWN, ^mref, _, _, _} -> :ok
        end
      end,
      tasks
    )
  end
end
