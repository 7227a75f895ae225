# System messages: what every process of a behaviour answers whatever it does.
defmodule :sys do
  @compile {:no_warn_undefined, :file}

  def get_state(name), do: state_of(system(name, :get_state), {:sys, :get_state, [name]})

  def get_state(name, timeout) do
    state_of(system(name, :get_state, timeout), {:sys, :get_state, [name, timeout]})
  end

  defp state_of({:error, reason}, _call), do: :erlang.error(reason)
  defp state_of({:ok, state}, _call), do: state
  # Nodes before OTP 26 answer with the bare state.
  defp state_of(state, _call), do: state

  def replace_state(name, fun), do: replaced(system(name, {:replace_state, fun}))

  def replace_state(name, fun, timeout) do
    replaced(system(name, {:replace_state, fun}, timeout))
  end

  defp replaced({:error, reason}), do: :erlang.error(reason)
  defp replaced({:ok, state}), do: state
  defp replaced(state), do: state

  def get_status(name), do: system(name, :get_status)
  def get_status(name, timeout), do: system(name, :get_status, timeout)

  def suspend(name), do: system(name, :suspend)
  def suspend(name, timeout), do: system(name, :suspend, timeout)

  def resume(name), do: system(name, :resume)
  def resume(name, timeout), do: system(name, :resume, timeout)

  def terminate(name, reason), do: system(name, {:terminate, reason})
  def terminate(name, reason, timeout), do: system(name, {:terminate, reason}, timeout)

  def change_code(name, module, vsn, extra) do
    system(name, {:change_code, module, vsn, extra})
  end

  def change_code(name, module, vsn, extra, timeout) do
    system(name, {:change_code, module, vsn, extra}, timeout)
  end

  def log(name, flag), do: system(name, {:debug, {:log, flag}})
  def log(name, flag, timeout), do: system(name, {:debug, {:log, flag}}, timeout)

  def trace(name, flag), do: system(name, {:debug, {:trace, flag}})
  def trace(name, flag, timeout), do: system(name, {:debug, {:trace, flag}}, timeout)

  def log_to_file(name, file), do: system(name, {:debug, {:log_to_file, file}})

  def log_to_file(name, file, timeout) do
    system(name, {:debug, {:log_to_file, file}}, timeout)
  end

  def statistics(name, flag), do: system(name, {:debug, {:statistics, flag}})

  def statistics(name, flag, timeout) do
    system(name, {:debug, {:statistics, flag}}, timeout)
  end

  def no_debug(name), do: system(name, {:debug, :no_debug})
  def no_debug(name, timeout), do: system(name, {:debug, :no_debug}, timeout)

  def install(name, function), do: system(name, {:debug, {:install, function}})

  def install(name, function, timeout) do
    system(name, {:debug, {:install, function}}, timeout)
  end

  def remove(name, function), do: system(name, {:debug, {:remove, function}})

  def remove(name, function, timeout) do
    system(name, {:debug, {:remove, function}}, timeout)
  end

  defp system(name, request) do
    {:ok, reply} = :gen.call(name, :system, request)
    reply
  catch
    :exit, reason -> exit({reason, call_of(name, request, [])})
  end

  defp system(name, request, timeout) do
    {:ok, reply} = :gen.call(name, :system, request, timeout)
    reply
  catch
    :exit, reason -> exit({reason, call_of(name, request, [timeout])})
  end

  defp call_of(name, {:debug, {function, arg}}, more), do: {:sys, function, [name, arg | more]}

  defp call_of(name, {:change_code, module, vsn, extra}, more) do
    {:sys, :change_code, [name, module, vsn, extra | more]}
  end

  defp call_of(name, {:terminate, reason}, more), do: {:sys, :terminate, [name, reason | more]}

  defp call_of(name, {:replace_state, fun}, more) do
    {:sys, :replace_state, [name, fun | more]}
  end

  defp call_of(name, {:debug, function}, more), do: {:sys, function, [name | more]}
  defp call_of(name, function, more), do: {:sys, function, [name | more]}

  def handle_system_msg(message, from, parent, module, debug, misc) do
    handle(:running, message, from, parent, module, debug, misc)
  end

  def handle_system_msg(message, from, parent, module, debug, misc, _hibernated) do
    handle(:running, message, from, parent, module, debug, misc)
  end

  defp handle(status, message, from, parent, module, debug, misc) do
    case command(message, status, parent, module, debug, misc) do
      {:running, reply, debug, misc} ->
        :gen.reply(from, reply)
        module.system_continue(parent, debug, misc)

      {:suspended, reply, debug, misc} ->
        :gen.reply(from, reply)
        suspended(parent, module, debug, misc)

      {{:terminating, reason}, reply, debug, misc} ->
        :gen.reply(from, reply)
        module.system_terminate(reason, parent, debug, misc)
    end
  end

  defp suspended(parent, module, debug, misc) do
    receive do
      {:system, from, message} ->
        handle(:suspended, message, from, parent, module, debug, misc)

      {:EXIT, ^parent, reason} ->
        module.system_terminate(reason, parent, debug, misc)
    end
  end

  defp command(:suspend, _status, _parent, _module, debug, misc) do
    {:suspended, :ok, debug, misc}
  end

  defp command(:resume, _status, _parent, _module, debug, misc) do
    {:running, :ok, debug, misc}
  end

  defp command({:terminate, reason}, _status, _parent, _module, debug, misc) do
    {{:terminating, reason}, :ok, debug, misc}
  end

  defp command(:get_state, status, _parent, module, debug, misc) do
    {status, read_state(module, misc), debug, misc}
  end

  defp command({:replace_state, fun}, status, _parent, module, debug, misc) do
    {reply, misc} = write_state(module, fun, misc)
    {status, reply, debug, misc}
  end

  defp command(:get_status, status, parent, module, debug, misc) do
    dictionary = :erlang.get()

    shown =
      case :erlang.function_exported(module, :format_status, 2) do
        true -> module.format_status(:normal, [dictionary, status, parent, debug, misc])
        false -> misc
      end

    reply = {:status, self(), {:module, module}, [dictionary, status, parent, debug, shown]}
    {status, reply, debug, misc}
  end

  defp command({:debug, what}, status, _parent, _module, debug, misc) do
    {reply, debug} = debug_command(what, debug)
    {status, reply, debug, misc}
  end

  defp command({:change_code, changed, vsn, extra}, :suspended, _parent, module, debug, misc) do
    {reply, misc} =
      try do
        case module.system_code_change(misc, changed, vsn, extra) do
          {:ok, misc} -> {:ok, misc}
          other -> {{:error, other}, misc}
        end
      catch
        :throw, {:ok, misc} -> {:ok, misc}
        :throw, other -> {{:error, other}, misc}
        :error, reason -> {{:error, {:EXIT, {reason, __STACKTRACE__}}}, misc}
        :exit, reason -> {{:error, {:EXIT, reason}}, misc}
      end

    {:suspended, reply, debug, misc}
  end

  defp command(other, status, _parent, _module, debug, misc) do
    {status, {:error, {:unknown_system_msg, other}}, debug, misc}
  end

  defp read_state(module, misc) do
    case :erlang.function_exported(module, :system_get_state, 1) do
      true ->
        try do
          case module.system_get_state(misc) do
            {:ok, state} -> {:ok, state}
            other -> failed({module, :system_get_state}, {:bad_return, other})
          end
        catch
          class, reason -> failed({module, :system_get_state}, {class, reason})
        end

      false ->
        {:ok, misc}
    end
  end

  defp write_state(module, fun, misc) do
    case :erlang.function_exported(module, :system_replace_state, 2) do
      true ->
        try do
          case module.system_replace_state(fun, misc) do
            {:ok, state, misc} ->
              {{:ok, state}, misc}

            other ->
              {failed({module, :system_replace_state}, {:bad_return, other}), misc}
          end
        catch
          class, reason -> {failed({module, :system_replace_state}, {class, reason}), misc}
        end

      false ->
        try do
          new = fun.(misc)
          {{:ok, new}, new}
        catch
          class, reason -> {failed(fun, {class, reason}), misc}
        end
    end
  end

  defp failed(callback, why), do: {:error, {:callback_failed, callback, why}}

  # Debug options are a list of {what, data}; the log keeps the newest first.
  def debug_options(options), do: debug_options(options, [])

  defp debug_options([], debug), do: debug

  defp debug_options([option | options], debug) do
    debug =
      case option do
        :trace -> put(debug, :trace, true)
        :log -> put(debug, :log, {10, []})
        {:log, size} when is_integer(size) and size > 0 -> put(debug, :log, {size, []})
        :statistics -> put(debug, :statistics, fresh_statistics())
        {:log_to_file, file} -> elem(debug_command({:log_to_file, file}, debug), 1)
        {:install, function} -> elem(debug_command({:install, function}, debug), 1)
        _ -> debug
      end

    debug_options(options, debug)
  end

  defp debug_command(:no_debug, debug) do
    close_file(debug)
    {:ok, []}
  end

  defp debug_command({:trace, true}, debug), do: {:ok, put(debug, :trace, true)}
  defp debug_command({:trace, false}, debug), do: {:ok, drop(debug, :trace)}
  defp debug_command({:log, true}, debug), do: {:ok, put(debug, :log, {10, []})}

  defp debug_command({:log, {true, size}}, debug) when is_integer(size) and size > 0 do
    {_, events} = get_debug(:log, debug, {size, []})
    {:ok, put(drop(debug, :log), :log, {size, :lists.sublist(events, size)})}
  end

  defp debug_command({:log, false}, debug), do: {:ok, drop(debug, :log)}

  defp debug_command({:log, :print}, debug) do
    print_log(debug)
    {:ok, debug}
  end

  defp debug_command({:log, :get}, debug), do: {{:ok, get_log(debug)}, debug}

  defp debug_command({:statistics, true}, debug) do
    {:ok, put(debug, :statistics, fresh_statistics())}
  end

  defp debug_command({:statistics, false}, debug), do: {:ok, drop(debug, :statistics)}

  defp debug_command({:statistics, :get}, debug) do
    {{:ok, read_statistics(get_debug(:statistics, debug, []))}, debug}
  end

  defp debug_command({:log_to_file, false}, debug), do: {:ok, close_file(debug)}

  defp debug_command({:log_to_file, file}, debug) do
    debug = close_file(debug)

    case :file.open(file, [:write, {:encoding, :utf8}]) do
      {:ok, device} -> {:ok, put(debug, :log_to_file, device)}
      _ -> {{:error, :open_file}, debug}
    end
  end

  defp debug_command({:install, {function, state}}, debug) do
    {:ok, put(debug, function, state)}
  end

  defp debug_command({:install, {id, function, state}}, debug) do
    {:ok, put(debug, id, {function, state})}
  end

  defp debug_command({:remove, id}, debug), do: {:ok, drop(debug, id)}
  defp debug_command(_unknown, debug), do: {:unknown_debug, debug}

  defp put(debug, key, value) do
    case :lists.keymember(key, 1, debug) do
      true -> debug
      false -> [{key, value} | debug]
    end
  end

  defp drop(debug, key), do: :lists.keydelete(key, 1, debug)

  defp close_file(debug) do
    case :lists.keyfind(:log_to_file, 1, debug) do
      {_, device} ->
        :file.close(device)
        drop(debug, :log_to_file)

      false ->
        debug
    end
  end

  def get_debug(item, debug, default) do
    case :lists.keyfind(item, 1, debug) do
      {_, data} -> data
      false -> default
    end
  end

  def get_log(debug) do
    {_, events} = get_debug(:log, debug, {0, []})
    for {event, _extra, _form} <- :lists.reverse(events), do: event
  end

  def print_log(debug) do
    {_, events} = get_debug(:log, debug, {0, []})

    :lists.foreach(
      fn {event, extra, form} -> form.(:standard_io, event, extra) end,
      :lists.reverse(events)
    )
  end

  def handle_debug([], _form, _extra, _event), do: []

  def handle_debug([option | rest], form, extra, event) do
    case seen(option, form, extra, event) do
      :done -> handle_debug(rest, form, extra, event)
      option -> [option | handle_debug(rest, form, extra, event)]
    end
  end

  defp seen({:trace, true} = option, form, extra, event) do
    form.(:standard_io, event, extra)
    option
  end

  defp seen({:log, {size, events}}, form, extra, event) do
    {:log, {size, :lists.sublist([{event, extra, form} | events], size)}}
  end

  defp seen({:log_to_file, device} = option, form, extra, event) do
    form.(device, event, extra)
    option
  end

  defp seen({:statistics, {time, reductions, in_, out}}, _form, _extra, event) do
    case elem(event, 0) do
      :in -> {:statistics, {time, reductions, in_ + 1, out}}
      :out -> {:statistics, {time, reductions, in_, out + 1}}
      _ -> {:statistics, {time, reductions, in_, out}}
    end
  end

  defp seen({id, {function, state}}, _form, extra, event) when is_function(function) do
    case observe(function, state, event, extra) do
      :done -> :done
      state -> {id, {function, state}}
    end
  end

  defp seen({function, state}, _form, extra, event) do
    case observe(function, state, event, extra) do
      :done -> :done
      state -> {function, state}
    end
  end

  defp observe(function, state, event, extra) do
    function.(state, event, extra)
  catch
    :throw, value -> value
    _, _ -> :done
  end

  defp fresh_statistics do
    {:reductions, reductions} = :erlang.process_info(self(), :reductions)
    {:erlang.localtime(), reductions, 0, 0}
  end

  defp read_statistics({time, before, in_, out}) do
    {:reductions, now} = :erlang.process_info(self(), :reductions)

    [
      start_time: time,
      current_time: :erlang.localtime(),
      reductions: now - before,
      messages_in: in_,
      messages_out: out
    ]
  end

  defp read_statistics(_), do: :no_statistics
end
