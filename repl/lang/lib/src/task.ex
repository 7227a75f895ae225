defmodule Task do
  @enforce_keys [:mfa, :owner, :pid, :ref]
  defstruct [:mfa, :owner, :pid, :ref]

  defmacro __using__(opts) do
    quote location: :keep, bind_quoted: [opts: opts] do
      def child_spec(arg) do
        default = %{
          id: __MODULE__,
          start: {__MODULE__, :start_link, [arg]},
          restart: :temporary
        }

        Supervisor.child_spec(default, unquote(Macro.escape(opts)))
      end

      defoverridable child_spec: 1
    end
  end

  def child_spec(arg), do: %{id: Task, start: {Task, :start_link, [arg]}, restart: :temporary}

  def start_link(fun) when is_function(fun, 0), do: start_link(:erlang, :apply, [fun, []])

  def start_link(module, function, args)
      when is_atom(module) and is_atom(function) and is_list(args) do
    owner = Task.Supervised.owner()
    Task.Supervised.start_link(owner, Task.Supervised.callers(), {module, function, args})
  end

  def start(fun) when is_function(fun, 0), do: start(:erlang, :apply, [fun, []])

  def start(module, function_name, args)
      when is_atom(module) and is_atom(function_name) and is_list(args) do
    owner = Task.Supervised.owner()
    Task.Supervised.start(owner, Task.Supervised.callers(), {module, function_name, args})
  end

  def async(fun) when is_function(fun, 0), do: async(:erlang, :apply, [fun, []])

  def async(module, function_name, args)
      when is_atom(module) and is_atom(function_name) and is_list(args) do
    {:ok, pid} = Task.Supervised.start_link(Task.Supervised.owner(), :nomonitor)
    Task.Supervised.run(pid, {module, function_name, args})
  end

  def completed(result) do
    ref = make_ref()
    send(self(), {ref, result})
    %Task{mfa: {Task, :completed, 1}, owner: self(), pid: nil, ref: ref}
  end

  def async_stream(enumerable, fun, options \\ [])
      when is_function(fun, 1) and is_list(options) do
    stream(enumerable, {:erlang, :apply, [fun]}, options, fn arg, {m, f, [fun]} ->
      {m, f, [fun, [arg]]}
    end)
  end

  def async_stream(enumerable, module, function_name, args, options \\ [])
      when is_atom(module) and is_atom(function_name) and is_list(args) do
    stream(enumerable, {module, function_name, args}, options, fn arg, {m, f, a} ->
      {m, f, [arg | a]}
    end)
  end

  defp stream(enumerable, mfa, options, call_of) do
    options = Task.Supervised.stream_options(options)
    callers = Task.Supervised.callers()

    fn acc, fun ->
      start = fn owner -> {:ok, :link, elem(Task.Supervised.start_unlinked(owner), 1)} end
      call = fn element -> call_of.(element, mfa) end
      Task.Supervised.stream(enumerable, acc, fun, callers, call, options, start)
    end
  end

  @deprecated "Pattern match directly on the message instead"
  def find(tasks, {ref, reply}) when is_reference(ref), do: found(tasks, ref, {:reply, reply})

  def find(tasks, {:DOWN, ref, _, _, reason}) when is_reference(ref) do
    found(tasks, ref, {:down, reason})
  end

  def find(_tasks, _msg), do: nil

  defp found(tasks, ref, what) do
    case Enum.find(tasks, fn task -> task.ref == ref end) do
      nil ->
        nil

      task ->
        case what do
          {:reply, reply} ->
            Process.demonitor(ref, [:flush])
            {reply, task}

          {:down, reason} ->
            exit({exit_reason(reason, task.pid), {Task, :find, [tasks, reason]}})
        end
    end
  end

  def await(task, timeout \\ 5000)

  def await(%Task{ref: ref, owner: owner} = task, timeout)
      when timeout == :infinity or (is_integer(timeout) and timeout >= 0) do
    if owner != self(), do: wrong_owner(task)
    await_receive(ref, task, timeout)
  end

  defp await_receive(ref, task, timeout) do
    receive do
      {^ref, reply} ->
        Process.demonitor(ref, [:flush])
        reply

      {:DOWN, ^ref, _, proc, reason} ->
        exit({exit_reason(reason, proc), {Task, :await, [task, timeout]}})
    after
      timeout ->
        Process.demonitor(ref, [:flush])
        exit({:timeout, {Task, :await, [task, timeout]}})
    end
  end

  def ignore(%Task{ref: ref, pid: pid, owner: owner} = task) do
    if owner != self(), do: wrong_owner(task)

    receive do
      {^ref, reply} ->
        Process.unlink(pid)
        Process.demonitor(ref, [:flush])
        {:ok, reply}

      {:DOWN, ^ref, _, proc, reason} ->
        {:exit, exit_reason(reason, proc)}
    after
      0 ->
        if pid != nil, do: Process.unlink(pid)
        Process.demonitor(ref, [:flush])
        nil
    end
  end

  def await_many(tasks, timeout \\ 5000)
      when timeout == :infinity or (is_integer(timeout) and timeout >= 0) do
    awaiting =
      Map.new(tasks, fn %Task{ref: ref, owner: owner} = task ->
        if owner != self(), do: wrong_owner(task)
        {ref, true}
      end)

    timeout_ref = make_ref()

    timer =
      if timeout != :infinity, do: Process.send_after(self(), timeout_ref, timeout), else: nil

    try do
      await_all(tasks, timeout, awaiting, %{}, timeout_ref)
    after
      if timer, do: Process.cancel_timer(timer)

      receive do
        ^timeout_ref -> :ok
      after
        0 -> :ok
      end
    end
  end

  defp await_all(tasks, _timeout, awaiting, replies, _timeout_ref) when map_size(awaiting) == 0 do
    for %{ref: ref} <- tasks, do: Map.fetch!(replies, ref)
  end

  defp await_all(tasks, timeout, awaiting, replies, timeout_ref) do
    receive do
      ^timeout_ref ->
        demonitor_all(awaiting)
        exit({:timeout, {Task, :await_many, [tasks, timeout]}})

      {:DOWN, ref, _, proc, reason} when is_map_key(awaiting, ref) ->
        demonitor_all(awaiting)
        exit({exit_reason(reason, proc), {Task, :await_many, [tasks, timeout]}})

      {ref, reply} when is_map_key(awaiting, ref) ->
        Process.demonitor(ref, [:flush])
        awaiting = Map.delete(awaiting, ref)
        await_all(tasks, timeout, awaiting, Map.put(replies, ref, reply), timeout_ref)
    end
  end

  defp demonitor_all(awaiting) do
    Enum.each(Map.keys(awaiting), fn ref -> Process.demonitor(ref, [:flush]) end)
  end

  def yield(task, timeout \\ 5000)

  def yield(%Task{ref: ref, owner: owner} = task, timeout)
      when timeout == :infinity or (is_integer(timeout) and timeout >= 0) do
    if owner != self(), do: wrong_owner(task)

    receive do
      {^ref, reply} ->
        Process.demonitor(ref, [:flush])
        {:ok, reply}

      {:DOWN, ^ref, _, proc, :noconnection} ->
        exit({exit_reason(:noconnection, proc), {Task, :yield, [task, timeout]}})

      {:DOWN, ^ref, _, _, reason} ->
        {:exit, reason}
    after
      timeout -> nil
    end
  end

  def yield_many(tasks, opts \\ [])

  def yield_many(tasks, timeout)
      when timeout == :infinity or (is_integer(timeout) and timeout >= 0) do
    yield_many(tasks, timeout: timeout)
  end

  def yield_many(tasks, opts) when is_list(opts) do
    limit = Keyword.get(opts, :limit, length(tasks))
    timeout = Keyword.get(opts, :timeout, 5000)
    on_timeout = Keyword.get(opts, :on_timeout, :nothing)

    pending =
      Map.new(tasks, fn %Task{ref: ref, owner: owner} = task ->
        if owner != self(), do: wrong_owner(task)
        {ref, true}
      end)

    timeout_ref = make_ref()

    timer =
      if timeout != :infinity, do: Process.send_after(self(), timeout_ref, timeout), else: nil

    results =
      try do
        yield_all(limit, pending, %{}, timeout_ref)
      catch
        {:noconnection, reason} -> exit({reason, {Task, :yield_many, [tasks, timeout]}})
      after
        if timer, do: Process.cancel_timer(timer)

        receive do
          ^timeout_ref -> :ok
        after
          0 -> :ok
        end
      end

    for %Task{ref: ref} = task <- tasks do
      case results do
        %{^ref => result} -> {task, result}
        _ -> {task, late(task, on_timeout)}
      end
    end
  end

  defp late(_task, :nothing), do: nil
  defp late(task, :ignore), do: ignore(task)
  defp late(task, :kill_task), do: shutdown(task, :brutal_kill)

  defp yield_all(0, _pending, results, _timeout_ref), do: results
  defp yield_all(_, pending, results, _timeout_ref) when map_size(pending) == 0, do: results

  defp yield_all(limit, pending, results, timeout_ref) do
    receive do
      {ref, reply} when is_map_key(pending, ref) ->
        Process.demonitor(ref, [:flush])
        results = Map.put(results, ref, {:ok, reply})
        yield_all(limit - 1, Map.delete(pending, ref), results, timeout_ref)

      {:DOWN, ref, _, proc, :noconnection} when is_map_key(pending, ref) ->
        throw({:noconnection, exit_reason(:noconnection, proc)})

      {:DOWN, ref, _, _, reason} when is_map_key(pending, ref) ->
        results = Map.put(results, ref, {:exit, reason})
        yield_all(limit - 1, Map.delete(pending, ref), results, timeout_ref)

      ^timeout_ref ->
        results
    end
  end

  def shutdown(task, shutdown \\ 5000)

  def shutdown(%Task{pid: nil, ref: ref} = task, _) do
    receive do
      {^ref, reply} -> {:ok, reply}
    after
      0 ->
        raise ArgumentError, "task #{inspect(task)} does not have an associated task process"
    end
  end

  def shutdown(%Task{owner: owner} = task, _) when owner != self(), do: wrong_owner(task)

  def shutdown(%Task{pid: pid} = task, :brutal_kill) do
    ended = shut(task, :kill, :infinity)

    case ended do
      {:down, proc, :noconnection} ->
        exit({exit_reason(:noconnection, proc), {Task, :shutdown, [task, :brutal_kill]}})

      {:down, _, :killed} ->
        nil

      {:down, _, reason} ->
        {:exit, reason}

      {:reply, reply} ->
        drop_exit(pid)
        {:ok, reply}
    end
  end

  def shutdown(%Task{} = task, timeout)
      when timeout == :infinity or (is_integer(timeout) and timeout >= 0) do
    case shut(task, :shutdown, timeout) do
      {:down, proc, :noconnection} ->
        exit({exit_reason(:noconnection, proc), {Task, :shutdown, [task, timeout]}})

      {:down, _, :shutdown} ->
        nil

      {:down, _, reason} ->
        {:exit, reason}

      {:reply, reply} ->
        {:ok, reply}
    end
  end

  # Asks the task to end unless its reply is here already.
  defp shut(%Task{pid: pid, ref: ref}, signal, timeout) do
    receive do
      {^ref, reply} ->
        Process.unlink(pid)
        Process.demonitor(ref, [:flush])
        {:reply, reply}
    after
      0 ->
        # Ours, since the one of the task is an alias that a reply may end.
        mon = Process.monitor(pid)
        Process.unlink(pid)
        Process.exit(pid, signal)
        down = await_down(pid, mon, signal, timeout)

        receive do
          {^ref, reply} ->
            Process.demonitor(ref, [:flush])
            {:reply, reply}

          {:DOWN, ^ref, _, proc, reason} ->
            {:down, proc, reason}
        after
          0 ->
            Process.demonitor(ref, [:flush])
            {:down, pid, down}
        end
    end
  end

  defp await_down(pid, mon, signal, timeout) do
    receive do
      {:DOWN, ^mon, _, _, reason} -> reason
    after
      timeout ->
        if signal == :kill, do: :ok, else: Process.exit(pid, :kill)

        receive do
          {:DOWN, ^mon, _, _, reason} -> reason
        end
    end
  end

  defp drop_exit(pid) do
    receive do
      {:EXIT, ^pid, _} -> :ok
    after
      0 -> :ok
    end
  end

  defp wrong_owner(task) do
    raise ArgumentError,
          "task #{inspect(task)} must be queried from the owner but was queried from #{inspect(self())}"
  end

  defp exit_reason(:noconnection, proc), do: {:nodedown, monitor_node(proc)}
  defp exit_reason(reason, _proc), do: reason

  defp monitor_node(pid) when is_pid(pid), do: node(pid)
  defp monitor_node({_, node}), do: node
end
