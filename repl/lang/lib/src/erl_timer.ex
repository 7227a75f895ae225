# Timers. Sending to a local process is the machine's own timer; everything else
# is a small process that waits.
defmodule :timer do
  def sleep(time) do
    receive do
    after
      time -> :ok
    end
  end

  def seconds(n), do: 1000 * n
  def minutes(n), do: 60_000 * n
  def hours(n), do: 3_600_000 * n
  def hms(h, m, s), do: hours(h) + minutes(m) + seconds(s)

  def now_diff({mega2, sec2, micro2}, {mega1, sec1, micro1}) do
    ((mega2 - mega1) * 1_000_000 + (sec2 - sec1)) * 1_000_000 + micro2 - micro1
  end

  def tc(fun) do
    start = :erlang.monotonic_time()
    value = fun.()
    {elapsed(start, :microsecond), value}
  end

  def tc(fun, args) when is_list(args) do
    start = :erlang.monotonic_time()
    value = apply(fun, args)
    {elapsed(start, :microsecond), value}
  end

  def tc(fun, unit) when is_function(fun) do
    start = :erlang.monotonic_time()
    value = fun.()
    {elapsed(start, unit), value}
  end

  def tc(fun, args, unit) when is_function(fun) and is_list(args) do
    start = :erlang.monotonic_time()
    value = apply(fun, args)
    {elapsed(start, unit), value}
  end

  def tc(module, function, args), do: tc(module, function, args, :microsecond)

  def tc(module, function, args, unit) do
    start = :erlang.monotonic_time()
    value = apply(module, function, args)
    {elapsed(start, unit), value}
  end

  defp elapsed(start, unit) do
    :erlang.convert_time_unit(:erlang.monotonic_time() - start, :native, unit)
  end

  def start, do: :ok

  def send_after(time, message), do: send_after(time, self(), message)

  def send_after(time, pid, message)
      when is_integer(time) and time >= 0 and is_pid(pid) and node(pid) == node() do
    {:ok, {:send_local, :erlang.send_after(time, pid, message)}}
  end

  def send_after(time, name, message) when is_integer(time) and time >= 0 and is_atom(name) do
    {:ok, {:send_local, :erlang.send_after(time, name, message)}}
  end

  def send_after(time, dest, message) when is_pid(dest) or tuple_size(dest) == 2 do
    apply_after(time, :erlang, :send, [dest, message])
  end

  def send_after(_time, _dest, _message), do: {:error, :badarg}

  def exit_after(time, reason), do: exit_after(time, self(), reason)

  def exit_after(time, target, reason), do: apply_after(time, :timer, :stop_process, [target, reason])

  def kill_after(time), do: exit_after(time, self(), :kill)
  def kill_after(time, target), do: exit_after(time, target, :kill)

  # Run by the timer's process when exit_after is due.
  def stop_process(pid, reason) when is_pid(pid), do: :erlang.exit(pid, reason)

  def stop_process(name, reason) do
    case :erlang.whereis(name) do
      :undefined -> true
      pid -> :erlang.exit(pid, reason)
    end
  end

  def apply_after(time, fun) when is_function(fun, 0), do: apply_after(time, fun, [])
  def apply_after(_time, _fun), do: {:error, :badarg}

  def apply_after(time, fun, args) when is_function(fun) and is_list(args) do
    apply_after(time, :erlang, :apply, [fun, args])
  end

  def apply_after(_time, _fun, _args), do: {:error, :badarg}

  def apply_after(time, module, function, args)
      when is_integer(time) and time >= 0 and is_atom(module) and is_atom(function) and
             is_list(args) do
    {:ok, {:once, :erlang.spawn(fn -> once(time, module, function, args) end)}}
  end

  def apply_after(_time, _module, _function, _args), do: {:error, :badarg}

  defp once(time, module, function, args) do
    receive do
      {:cancel, from, ref} -> send(from, ref)
    after
      time -> apply(module, function, args)
    end
  end

  def send_interval(time, message), do: send_interval(time, self(), message)

  def send_interval(time, dest, message)
      when is_integer(time) and time >= 0 and
             (is_pid(dest) or is_atom(dest) or tuple_size(dest) == 2) do
    interval(time, dest, fn -> :erlang.send(dest, message) end)
  end

  def send_interval(_time, _dest, _message), do: {:error, :badarg}

  def apply_interval(time, fun) when is_function(fun, 0), do: apply_interval(time, fun, [])
  def apply_interval(_time, _fun), do: {:error, :badarg}

  def apply_interval(time, fun, args) when is_function(fun) and is_list(args) do
    apply_interval(time, :erlang, :apply, [fun, args])
  end

  def apply_interval(_time, _fun, _args), do: {:error, :badarg}

  def apply_interval(time, module, function, args)
      when is_integer(time) and time >= 0 and is_atom(module) and is_atom(function) and
             is_list(args) do
    interval(time, self(), fn -> :erlang.spawn(module, function, args) end)
  end

  def apply_interval(_time, _module, _function, _args), do: {:error, :badarg}

  def apply_repeatedly(time, fun) when is_function(fun, 0), do: apply_repeatedly(time, fun, [])
  def apply_repeatedly(_time, _fun), do: {:error, :badarg}

  def apply_repeatedly(time, fun, args) when is_function(fun) and is_list(args) do
    apply_repeatedly(time, :erlang, :apply, [fun, args])
  end

  def apply_repeatedly(_time, _fun, _args), do: {:error, :badarg}

  # The next call waits until the one before has ended.
  def apply_repeatedly(time, module, function, args)
      when is_integer(time) and time >= 0 and is_atom(module) and is_atom(function) and
             is_list(args) do
    interval(time, self(), fn ->
      {_pid, ref} = :erlang.spawn_monitor(module, function, args)

      receive do
        {:DOWN, ^ref, _, _, _} -> :ok
      end
    end)
  end

  def apply_repeatedly(_time, _module, _function, _args), do: {:error, :badarg}

  # Ends with the process that it serves.
  defp interval(time, owner, action) do
    pid =
      :erlang.spawn(fn ->
        ref = :erlang.monitor(:process, owner)
        every(time, :erlang.monotonic_time(:millisecond) + time, ref, action)
      end)

    {:ok, {:interval, pid}}
  end

  defp every(time, due, ref, action) do
    receive do
      {:cancel, from, reply} -> send(from, reply)
      {:DOWN, ^ref, _, _, _} -> :ok
    after
      max(0, due - :erlang.monotonic_time(:millisecond)) ->
        action.()
        every(time, due + time, ref, action)
    end
  end

  def cancel({:send_local, ref}) when is_reference(ref) do
    :erlang.cancel_timer(ref)
    {:ok, :cancel}
  end

  def cancel({kind, pid}) when (kind == :once or kind == :interval) and is_pid(pid) do
    ref = :erlang.monitor(:process, pid)
    send(pid, {:cancel, self(), ref})

    receive do
      ^ref -> :erlang.demonitor(ref, [:flush])
      {:DOWN, ^ref, _, _, _} -> :ok
    end

    {:ok, :cancel}
  end

  def cancel(_timer), do: {:error, :badarg}
end
