# What the generic behaviours share: starting under a name, the call protocol
# and requests whose answers are awaited later.
defmodule :gen do
  def start(behaviour, linkage, module, args, options) do
    spawn_process(linkage, [behaviour, self(), parent(linkage), module, args, options], options)
  end

  def start(behaviour, linkage, name, module, args, options) do
    case where(name) do
      :undefined ->
        arguments = [behaviour, self(), parent(linkage), name, module, args, options]
        spawn_process(linkage, arguments, options)

      pid ->
        {:error, {:already_started, pid}}
    end
  end

  defp parent(:nolink), do: :self
  defp parent(_linkage), do: self()

  defp spawn_process(linkage, arguments, options) do
    timeout = option(options, :timeout, :infinity)
    spawn_options = option(options, :spawn_opt, [])

    case linkage do
      :link ->
        :proc_lib.start_link(:gen, :init_it, arguments, timeout, spawn_options)

      :monitor ->
        case :proc_lib.start_monitor(:gen, :init_it, arguments, timeout, spawn_options) do
          {{:ok, pid}, ref} ->
            {:ok, {pid, ref}}

          {error, ref} ->
            receive do
              {:DOWN, ^ref, :process, _pid, _reason} -> error
            end
        end

      _ ->
        :proc_lib.start(:gen, :init_it, arguments, timeout, spawn_options)
    end
  end

  defp option(options, key, default) do
    case :lists.keyfind(key, 1, options) do
      {_, value} -> value
      false -> default
    end
  end

  def init_it(behaviour, starter, parent, module, args, options) do
    behaviour.init_it(starter, parent, self(), module, args, options)
  end

  def init_it(behaviour, starter, parent, name, module, args, options) do
    case register_name(name) do
      true ->
        behaviour.init_it(starter, parent, name, module, args, options)

      {false, pid} ->
        :proc_lib.init_fail(starter, {:error, {:already_started, pid}}, {:exit, :normal})
    end
  end

  def call(process, label, request), do: call(process, label, request, 5000)

  def call(process, label, request, timeout)
      when is_pid(process) and (timeout == :infinity or (is_integer(timeout) and timeout >= 0)) do
    do_call(process, label, request, timeout)
  end

  def call(process, label, request, timeout)
      when timeout == :infinity or (is_integer(timeout) and timeout >= 0) do
    with_process(process, fn target -> do_call(target, label, request, timeout) end)
  end

  defp do_call(process, _label, _request, _timeout) when process == self() do
    exit(:calling_self)
  end

  # A local process either answers or goes down, so a plain reference will do.
  defp do_call(process, label, request, :infinity)
       when is_pid(process) and node(process) == node() do
    ref = :erlang.monitor(:process, process)
    send(process, {label, {self(), ref}, request})

    receive do
      {^ref, reply} ->
        :erlang.demonitor(ref, [:flush])
        {:ok, reply}

      {:DOWN, ^ref, _, _, reason} ->
        exit(reason)
    end
  end

  # With an alias as reply address nothing arrives after the call has ended.
  defp do_call(process, label, request, timeout) do
    ref = :erlang.monitor(:process, process, alias: :demonitor)
    :erlang.send(process, {label, {self(), [:alias | ref]}, request}, [:noconnect])

    receive do
      {[:alias | ^ref], reply} ->
        :erlang.demonitor(ref, [:flush])
        {:ok, reply}

      {:DOWN, ^ref, _, _, :noconnection} ->
        exit({:nodedown, node_of(process)})

      {:DOWN, ^ref, _, _, reason} ->
        exit(reason)
    after
      timeout ->
        :erlang.demonitor(ref, [:flush])

        receive do
          {[:alias | ^ref], reply} -> {:ok, reply}
        after
          0 -> exit(:timeout)
        end
    end
  end

  defp node_of({_name, node}), do: node
  defp node_of(pid), do: node(pid)

  def send_request(process, label, request) do
    with_process(process, fn target ->
      ref = :erlang.monitor(:process, target, alias: :demonitor)
      :erlang.send(target, {label, {self(), [:alias | ref]}, request}, [:noconnect])
      ref
    end)
  catch
    :exit, reason ->
      ref = make_ref()
      send(self(), {:DOWN, ref, :process, process, reason})
      ref
  end

  def send_request(process, label, request, tag, requests) when is_map(requests) do
    :maps.put(send_request(process, label, request), tag, requests)
  end

  def wait_response(ref, timeout) do
    receive do
      {[:alias | ^ref], reply} ->
        :erlang.demonitor(ref, [:flush])
        {:reply, reply}

      {:DOWN, ^ref, _, object, reason} ->
        {:error, {reason, object}}
    after
      remaining(timeout) -> :timeout
    end
  end

  def wait_response(requests, timeout, delete) when is_map(requests) and is_boolean(delete) do
    next_response(requests, remaining(timeout), delete)
  end

  def receive_response(ref, timeout) do
    case wait_response(ref, timeout) do
      :timeout ->
        :erlang.demonitor(ref, [:flush])

        receive do
          {[:alias | ^ref], reply} -> {:reply, reply}
        after
          0 -> :timeout
        end

      response ->
        response
    end
  end

  def receive_response(requests, timeout, delete) when is_map(requests) and is_boolean(delete) do
    case next_response(requests, remaining(timeout), delete) do
      :timeout ->
        :maps.foreach(fn ref, _ -> :erlang.demonitor(ref, [:flush]) end, requests)
        flush(requests)
        :timeout

      response ->
        response
    end
  end

  defp next_response(requests, _timeout, _delete) when map_size(requests) == 0, do: :no_request

  defp next_response(requests, timeout, delete) do
    receive do
      {[:alias | ref], _} = message when is_map_key(requests, ref) ->
        check_response(message, requests, delete)

      {:DOWN, ref, _, _, _} = message when is_map_key(requests, ref) ->
        check_response(message, requests, delete)
    after
      timeout -> :timeout
    end
  end

  defp flush(requests) do
    receive do
      {[:alias | ref], _reply} when is_map_key(requests, ref) -> flush(requests)
    after
      0 -> :ok
    end
  end

  def check_response(message, ref) when is_reference(ref) do
    case message do
      {[:alias | ^ref], reply} ->
        :erlang.demonitor(ref, [:flush])
        {:reply, reply}

      {:DOWN, ^ref, _, object, reason} ->
        {:error, {reason, object}}

      _ ->
        :no_reply
    end
  end

  def check_response(_message, _ref), do: :erlang.error(:badarg)

  def check_response(_message, requests, delete)
      when is_map(requests) and map_size(requests) == 0 and is_boolean(delete) do
    :no_request
  end

  def check_response(message, requests, delete) when is_map(requests) and is_boolean(delete) do
    case message do
      {[:alias | ref], _} when is_map_key(requests, ref) ->
        labelled(check_response(message, ref), ref, requests, delete)

      {:DOWN, ref, _, _, _} when is_map_key(requests, ref) ->
        labelled(check_response(message, ref), ref, requests, delete)

      _ ->
        :no_reply
    end
  end

  defp labelled(response, ref, requests, true) do
    {response, :maps.get(ref, requests), :maps.remove(ref, requests)}
  end

  defp labelled(response, ref, requests, false) do
    {response, :maps.get(ref, requests), requests}
  end

  defp remaining(:infinity), do: :infinity

  defp remaining(timeout) when is_integer(timeout) and timeout >= 0 and timeout <= 0xFFFFFFFF do
    timeout
  end

  defp remaining({:abs, time}) when is_integer(time) do
    max(0, time - :erlang.monotonic_time(:millisecond))
  end

  defp remaining(_timeout), do: :erlang.error(:badarg)

  def reqids_new, do: %{}

  def reqids_size(requests) when is_map(requests), do: :maps.size(requests)
  def reqids_size(_requests), do: :erlang.error(:badarg)

  def reqids_add(ref, label, requests)
      when is_reference(ref) and is_map(requests) and not is_map_key(requests, ref) do
    :maps.put(ref, label, requests)
  end

  def reqids_add(_ref, _label, _requests), do: :erlang.error(:badarg)

  def reqids_to_list(requests) when is_map(requests), do: :maps.to_list(requests)
  def reqids_to_list(_requests), do: :erlang.error(:badarg)

  # The shape of the tag says whether the reply goes to an alias or to the pid.
  def reply({_to, [:alias | ref] = tag}, reply) when is_reference(ref) do
    send(ref, {tag, reply})
    :ok
  end

  def reply({_to, [[:alias | ref] | _] = tag}, reply) when is_reference(ref) do
    send(ref, {tag, reply})
    :ok
  end

  def reply({to, tag}, reply) do
    try do
      send(to, {tag, reply})
    catch
      _, _ -> :ok
    end

    :ok
  end

  def stop(process), do: stop(process, :normal, :infinity)

  def stop(process, reason, timeout)
      when timeout == :infinity or (is_integer(timeout) and timeout >= 0) do
    with_process(process, fn target -> :proc_lib.stop(target, reason, timeout) end)
  end

  defp with_process(pid, fun) when is_pid(pid), do: fun.(pid)

  defp with_process(name, fun) when is_atom(name) do
    case :erlang.whereis(name) do
      :undefined -> exit(:noproc)
      pid -> fun.(pid)
    end
  end

  defp with_process({:global, _} = name, fun), do: with_registered(name, fun)
  defp with_process({:via, _, _} = name, fun), do: with_registered(name, fun)

  defp with_process({name, node}, fun) when node == node(), do: with_process(name, fun)

  defp with_process({_name, node} = process, fun) when is_atom(node) do
    case node() do
      :nonode@nohost -> exit({:nodedown, node})
      _ -> fun.(process)
    end
  end

  # A node that is gone while its names are still known counts as no process.
  defp with_registered(name, fun) do
    case where(name) do
      :undefined ->
        exit(:noproc)

      pid ->
        home = node(pid)

        try do
          fun.(pid)
        catch
          :exit, {:nodedown, ^home} -> exit(:noproc)
        end
    end
  end

  defp where({:local, name}), do: :erlang.whereis(name)
  defp where({:global, name}), do: :global.whereis_name(name)
  defp where({:via, module, name}), do: module.whereis_name(name)
  defp where(other), do: :erlang.error(:badarg, [other])

  defp register_name({:local, name}) do
    :erlang.register(name, self())
  catch
    :error, _ -> {false, where({:local, name})}
  end

  defp register_name({:global, name}), do: registered(:global, name, {:global, name})
  defp register_name({:via, module, name}), do: registered(module, name, {:via, module, name})

  defp registered(module, name, reference) do
    case module.register_name(name, self()) do
      :yes -> true
      :no -> {false, where(reference)}
    end
  end

  def name({:local, name}), do: name
  def name({:global, name}), do: name
  def name({:via, _module, name}), do: name
  def name(pid) when is_pid(pid), do: pid

  def unregister_name({:local, name}) do
    :erlang.unregister(name)
    :ok
  catch
    _, _ -> :ok
  end

  def unregister_name({:global, name}) do
    :global.unregister_name(name)
    :ok
  end

  def unregister_name({:via, module, name}) do
    module.unregister_name(name)
    :ok
  end

  def unregister_name(pid) when is_pid(pid), do: :ok

  def get_proc_name(pid) when is_pid(pid), do: pid

  def get_proc_name({:local, name}) do
    case :erlang.process_info(self(), :registered_name) do
      {:registered_name, ^name} -> name
      _ -> exit(:process_not_registered)
    end
  end

  def get_proc_name({:global, name}) do
    case :global.whereis_name(name) do
      pid when pid == self() -> name
      _ -> exit(:process_not_registered_globally)
    end
  end

  def get_proc_name({:via, module, name}) do
    case module.whereis_name(name) do
      pid when pid == self() -> name
      _ -> exit({:process_not_registered_via, module})
    end
  end

  def get_parent do
    case :erlang.get(:"$ancestors") do
      [parent | _] when is_pid(parent) -> parent
      [parent | _] when is_atom(parent) -> parent_pid(parent)
      _ -> exit(:process_was_not_started_by_proc_lib)
    end
  end

  defp parent_pid(name) do
    with :undefined <- :erlang.whereis(name),
         :undefined <- :global.whereis_name(name) do
      exit(:could_not_find_registered_name)
    end
  end

  def hibernate_after(options), do: option(options, :hibernate_after, :infinity)

  def debug_options(_name, options) do
    case option(options, :debug, []) do
      [] -> []
      debug -> :sys.debug_options(debug)
    end
  end

  def format_status_header(title, pid) when is_pid(pid) do
    :lists.concat([title, ~c" ", :erlang.pid_to_list(pid)])
  end

  def format_status_header(title, name) when is_atom(name) do
    :lists.concat([title, ~c" ", name])
  end

  def format_status_header(title, name), do: {title, name}

  # Lets the callback module replace what may be shown of its state.
  def format_status(module, reason, status, args) do
    cond do
      :erlang.function_exported(module, :format_status, 1) ->
        try do
          new = module.format_status(status)

          case is_map(new) and :lists.sort(:maps.keys(new)) == :lists.sort(:maps.keys(status)) do
            true -> new
            false -> :maps.put(:EXIT, format_failure(module), status)
          end
        catch
          _, _ -> :maps.put(:EXIT, format_failure(module), status)
        end

      :erlang.function_exported(module, :format_status, 2) and is_list(args) ->
        try do
          :maps.put(:"$status", module.format_status(reason, args), status)
        catch
          _, _ -> status
        end

      true ->
        status
    end
  end

  defp format_failure(module) do
    :erlang.atom_to_list(module) ++ ~c":format_status/1 crashed"
  end
end
