# Processes that know their ancestors, start synchronously and leave a crash
# report.
defmodule :proc_lib do
  def spawn(fun) when is_function(fun) do
    :erlang.spawn(:proc_lib, :init_p, [me(), ancestors(), fun])
  end

  def spawn(node, fun) when is_function(fun) do
    :erlang.spawn(node, :proc_lib, :init_p, [me(), ancestors(), fun])
  end

  def spawn(m, f, a) when is_atom(m) and is_atom(f) and is_list(a) do
    :erlang.spawn(:proc_lib, :init_p, [me(), ancestors(), m, f, a])
  end

  def spawn(node, m, f, a) when is_atom(m) and is_atom(f) and is_list(a) do
    :erlang.spawn(node, :proc_lib, :init_p, [me(), ancestors(), m, f, a])
  end

  def spawn_link(fun) when is_function(fun) do
    :erlang.spawn_link(:proc_lib, :init_p, [me(), ancestors(), fun])
  end

  def spawn_link(node, fun) when is_function(fun) do
    :erlang.spawn_link(node, :proc_lib, :init_p, [me(), ancestors(), fun])
  end

  def spawn_link(m, f, a) when is_atom(m) and is_atom(f) and is_list(a) do
    :erlang.spawn_link(:proc_lib, :init_p, [me(), ancestors(), m, f, a])
  end

  def spawn_link(node, m, f, a) when is_atom(m) and is_atom(f) and is_list(a) do
    :erlang.spawn_link(node, :proc_lib, :init_p, [me(), ancestors(), m, f, a])
  end

  def spawn_opt(fun, options) when is_function(fun) do
    :erlang.spawn_opt(:proc_lib, :init_p, [me(), ancestors(), fun], options)
  end

  def spawn_opt(node, fun, options) when is_function(fun) do
    :erlang.spawn_opt(node, :proc_lib, :init_p, [me(), ancestors(), fun], options)
  end

  def spawn_opt(m, f, a, options) when is_atom(m) and is_atom(f) and is_list(a) do
    :erlang.spawn_opt(:proc_lib, :init_p, [me(), ancestors(), m, f, a], options)
  end

  def spawn_opt(node, m, f, a, options) when is_atom(m) and is_atom(f) and is_list(a) do
    :erlang.spawn_opt(node, :proc_lib, :init_p, [me(), ancestors(), m, f, a], options)
  end

  def hibernate(m, f, a) when is_atom(m) and is_atom(f) and is_list(a) do
    :erlang.hibernate(:proc_lib, :wake_up, [m, f, a])
  end

  defp me do
    case :erlang.process_info(self(), :registered_name) do
      {:registered_name, name} -> name
      _ -> self()
    end
  end

  defp ancestors do
    case :erlang.get(:"$ancestors") do
      list when is_list(list) -> list
      _ -> []
    end
  end

  def init_p(parent, ancestors, fun) when is_function(fun) do
    :erlang.put(:"$ancestors", [parent | ancestors])
    {:module, module} = :erlang.fun_info(fun, :module)
    {:name, name} = :erlang.fun_info(fun, :name)
    {:arity, arity} = :erlang.fun_info(fun, :arity)
    :erlang.put(:"$initial_call", {module, name, arity})
    init_p_do_apply(:erlang, :apply, [fun, []])
  end

  def init_p(parent, ancestors, m, f, a) when is_atom(m) and is_atom(f) and is_list(a) do
    :erlang.put(:"$ancestors", [parent | ancestors])
    :erlang.put(:"$initial_call", initial(m, f, a))
    init_p_do_apply(m, f, a)
  end

  def wake_up(m, f, a) when is_atom(m) and is_atom(f) and is_list(a), do: init_p_do_apply(m, f, a)

  defp init_p_do_apply(m, f, a) do
    apply(m, f, a)
  catch
    class, reason ->
      stack = __STACKTRACE__
      crash_report(class, reason, stack)
      :erlang.raise(:exit, exit_reason(class, reason, stack), stack)
  end

  defp exit_reason(:error, reason, stack), do: {reason, stack}
  defp exit_reason(:exit, reason, _stack), do: reason
  defp exit_reason(:throw, reason, stack), do: {{:nocatch, reason}, stack}

  # A behaviour's process is known by the callback module's init function.
  defp initial(:gen, :init_it, [behaviour, _, _, module, args, _]) do
    callback(behaviour, module, args)
  end

  defp initial(:gen, :init_it, [behaviour, _, _, _, module, args, _]) do
    callback(behaviour, module, args)
  end

  defp initial(m, f, a), do: {m, f, length(a)}

  defp callback(:gen_server, :supervisor, {_, module, _}), do: {:supervisor, module, 1}
  defp callback(:gen_event, _module, _args), do: {:gen_event, :init_it, 6}
  defp callback(_behaviour, module, _args), do: {module, :init, 1}

  def start(m, f, a), do: start(m, f, a, :infinity, [])

  def start(m, f, a, timeout), do: start(m, f, a, timeout, [])

  def start(m, f, a, timeout, options) when is_atom(m) and is_atom(f) and is_list(a) do
    started(:proc_lib.spawn_opt(m, f, a, [:monitor | checked(options)]), timeout)
  end

  def start_link(m, f, a), do: start_link(m, f, a, :infinity, [])

  def start_link(m, f, a, timeout), do: start_link(m, f, a, timeout, [])

  def start_link(m, f, a, timeout, options) when is_atom(m) and is_atom(f) and is_list(a) do
    started(:proc_lib.spawn_opt(m, f, a, [:link, :monitor | checked(options)]), timeout)
  end

  def start_monitor(m, f, a), do: start_monitor(m, f, a, :infinity, [])

  def start_monitor(m, f, a, timeout), do: start_monitor(m, f, a, timeout, [])

  def start_monitor(m, f, a, timeout, options) when is_atom(m) and is_atom(f) and is_list(a) do
    {pid, ref} = :proc_lib.spawn_opt(m, f, a, [:monitor | checked(options)])

    receive do
      {:ack, ^pid, return} ->
        {return, ref}

      {:nack, ^pid, return} ->
        drop_link(pid)
        send(self(), down(ref))
        {return, ref}

      {:DOWN, ^ref, :process, ^pid, reason} = message ->
        drop_link(pid)
        send(self(), message)
        {{:error, reason}, ref}
    after
      timeout ->
        kill(pid)
        send(self(), down(ref))
        {{:error, :timeout}, ref}
    end
  end

  defp checked(options) do
    case :lists.member(:monitor, options) or :lists.keymember(:monitor, 1, options) do
      true -> :erlang.error(:badarg)
      false -> options
    end
  end

  defp started({pid, ref}, timeout) do
    receive do
      {:ack, ^pid, return} ->
        :erlang.demonitor(ref, [:flush])
        return

      {:nack, ^pid, return} ->
        drop_link(pid)
        down(ref)
        return

      {:DOWN, ^ref, :process, ^pid, reason} ->
        drop_link(pid)
        {:error, reason}
    after
      timeout ->
        kill(pid)
        down(ref)
        {:error, :timeout}
    end
  end

  # Unlinking comes first, else the link could take the caller along.
  defp kill(pid) do
    :erlang.unlink(pid)
    :erlang.exit(pid, :kill)
    drop_link(pid)
  end

  defp drop_link(pid) do
    :erlang.unlink(pid)

    receive do
      {:EXIT, ^pid, _reason} -> :ok
    after
      0 -> :ok
    end
  end

  defp down(ref) do
    receive do
      {:DOWN, ^ref, :process, _pid, _reason} = message -> message
    end
  end

  def init_ack(return) do
    [parent | _] = :erlang.get(:"$ancestors")
    init_ack(parent, return)
  end

  def init_ack(parent, return) do
    send(parent, {:ack, self(), return})
    :ok
  end

  def init_fail(return, exception) do
    [parent | _] = :erlang.get(:"$ancestors")
    init_fail(parent, return, exception)
  end

  def init_fail(parent, return, exception) do
    send(parent, {:nack, self(), return})

    case exception do
      {:error, reason} -> :erlang.error(reason)
      {:exit, reason} -> :erlang.exit(reason)
      {:throw, reason} -> :erlang.throw(reason)
      {class, reason, stack} -> :erlang.raise(class, reason, stack)
    end
  end

  def stop(process), do: stop(process, :normal, :infinity)

  def stop(process, reason, timeout) do
    {pid, ref} = :erlang.spawn_monitor(:sys, :terminate, [process, reason, :infinity])
    target = :erlang.monitor(:process, process)

    result =
      receive do
        {:DOWN, ^ref, _, _, :normal} -> :sent
        {:DOWN, ^ref, _, _, {:noproc, {:sys, :terminate, _}}} -> :noproc
        {:DOWN, ^ref, _, _, cause} -> {:failed, cause}
      after
        timeout ->
          :erlang.exit(pid, :kill)
          :erlang.demonitor(ref, [:flush])
          :timeout
      end

    case result do
      :sent -> await_stop(target, reason, timeout)
      :noproc -> give_up(target, :noproc)
      {:failed, cause} -> await_failed(target, reason, cause)
      :timeout -> give_up(target, :timeout)
    end
  end

  defp await_stop(target, reason, timeout) do
    receive do
      {:DOWN, ^target, _, _, ^reason} -> :ok
      {:DOWN, ^target, _, _, other} -> exit(other)
    after
      timeout -> give_up(target, :timeout)
    end
  end

  # The request failed because the process ended, or for a reason of its own.
  defp await_failed(target, reason, cause) do
    receive do
      {:DOWN, ^target, _, _, ^reason} -> :ok
      {:DOWN, ^target, _, _, other} -> exit(other)
    after
      0 -> give_up(target, failure(cause))
    end
  end

  defp failure({reason, {:sys, :terminate, _}}), do: reason
  defp failure(reason), do: reason

  defp give_up(target, reason) do
    :erlang.demonitor(target, [:flush])
    exit(reason)
  end

  def initial_call(process) do
    case translate_dictionary(process) do
      {m, f, a} -> {m, f, arguments(a)}
      _ -> false
    end
  end

  def translate_initial_call(process) do
    case translate_dictionary(process) do
      {m, f, a} -> {m, f, a}
      _ -> {:proc_lib, :init_p, 5}
    end
  end

  defp translate_dictionary(pid) when is_pid(pid), do: entry(pid, :"$initial_call")

  defp translate_dictionary(info) when is_list(info) do
    with {:dictionary, dictionary} <- :lists.keyfind(:dictionary, 1, info),
         {_, call} <- :lists.keyfind(:"$initial_call", 1, dictionary) do
      call
    else
      _ -> :undefined
    end
  end

  defp arguments(0), do: []
  defp arguments(count), do: arguments(count, [])

  defp arguments(0, acc), do: acc

  defp arguments(n, acc) do
    arguments(n - 1, [:erlang.list_to_atom(~c"Argument__" ++ :erlang.integer_to_list(n)) | acc])
  end

  def set_label(label) do
    :erlang.put(:"$process_label", label)
    :ok
  end

  def get_label(pid) when pid == self(), do: :erlang.get(:"$process_label")
  def get_label(pid), do: entry(pid, :"$process_label")

  defp entry(pid, key) do
    case info(pid, :dictionary) do
      {:dictionary, dictionary} ->
        case :lists.keyfind(key, 1, dictionary) do
          {_, value} -> value
          false -> :undefined
        end

      _ ->
        :undefined
    end
  end

  defp info(pid, what) when node(pid) == node(), do: :erlang.process_info(pid, what)
  defp info(pid, what), do: :rpc.call(node(pid), :erlang, :process_info, [pid, what])

  def format(report), do: format(report, :utf8)

  def format(report, encoding), do: format(report, encoding, :unlimited)

  def format([own, linked], _encoding, _depth) do
    head = ~c"  crasher:\n"
    crasher = :lists.map(&format_item(&1, ~c"    "), own)

    neighbours =
      :lists.map(
        fn {:neighbour, items} -> [~c"    neighbour:\n", :lists.map(&format_item(&1, ~c"      "), items)] end,
        linked
      )

    :lists.flatten([head, crasher, neighbours])
  end

  defp format_item({:error_info, {class, reason, stack}}, indent) do
    :io_lib.format(~c"~sexception ~w: ~tp~n~s  in ~tp~n", [indent, class, reason, indent, stack])
  end

  defp format_item({key, value}, indent) do
    :io_lib.format(~c"~s~w: ~tp~n", [indent, key, value])
  end

  def report_cb(%{label: {:proc_lib, :crash}, report: report}, _options) do
    format(report)
  end

  defp crash_report(:exit, :normal, _stack), do: :ok
  defp crash_report(:exit, :shutdown, _stack), do: :ok
  defp crash_report(:exit, {:shutdown, _}, _stack), do: :ok

  defp crash_report(class, reason, stack) do
    own = [{:pid, self()} | own_info(class, reason, stack)]

    own =
      case :erlang.get(:"$initial_call") do
        {m, f, a} when is_atom(m) and is_atom(f) and is_integer(a) ->
          [{:initial_call, {m, f, arguments(a)}} | own]

        _ ->
          own
      end

    report = %{label: {:proc_lib, :crash}, report: [own, linked_info()]}

    :logger.log(:error, report, %{
      domain: [:otp, :sasl],
      report_cb: &:proc_lib.report_cb/2,
      logger_formatter: %{title: ~c"CRASH REPORT"},
      error_logger: %{tag: :error_report, type: :crash_report}
    })
  end

  defp own_info(class, reason, stack) do
    info =
      :erlang.process_info(self(), [
        :registered_name,
        :message_queue_len,
        :messages,
        :links,
        :dictionary,
        :trap_exit,
        :status,
        :heap_size,
        :stack_size,
        :reductions
      ])

    [{:registered_name, name}, queue, messages, links, {:dictionary, dictionary} | rest] = info

    [
      {:registered_name, name},
      {:process_label, get_label(self())},
      {:error_info, {class, reason, stack}},
      {:ancestors, ancestors()},
      queue,
      messages,
      links,
      {:dictionary, for({key, _} = item <- dictionary, not own_key?(key), do: item)}
      | rest
    ]
  end

  defp own_key?(key), do: key in [:"$ancestors", :"$initial_call", :"$process_label"]

  # The processes that the crash takes along: linked ones that do not trap
  # exits, and theirs, up to fifteen.
  defp linked_info do
    for pid <- neighbours(untrapped(self()), [self()], 15),
        info = neighbour(pid),
        info != :undefined,
        do: {:neighbour, info}
  end

  defp neighbours([], seen, _left), do: :lists.delete(self(), seen)
  defp neighbours(_queue, seen, 0), do: :lists.delete(self(), seen)

  defp neighbours([pid | queue], seen, left) do
    case :lists.member(pid, seen) do
      true -> neighbours(queue, seen, left)
      false -> neighbours(queue ++ untrapped(pid), [pid | seen], left - 1)
    end
  end

  defp untrapped(pid) when is_pid(pid) and node(pid) == node() do
    case :erlang.process_info(pid, :links) do
      {:links, links} -> :lists.filter(&not_trapping?/1, links)
      _ -> []
    end
  end

  defp untrapped(_other), do: []

  defp not_trapping?(pid) when is_pid(pid) and node(pid) == node() do
    :erlang.process_info(pid, :trap_exit) == {:trap_exit, false}
  end

  defp not_trapping?(_other), do: false

  defp neighbour(pid) do
    items = [
      :registered_name,
      :current_function,
      :message_queue_len,
      :links,
      :trap_exit,
      :status,
      :heap_size,
      :stack_size,
      :reductions,
      :current_stacktrace,
      :initial_call
    ]

    case :erlang.process_info(pid, items) do
      :undefined ->
        :undefined

      [name, current, queue | rest] ->
        call =
          case initial_call(pid) do
            false -> :lists.keyfind(:initial_call, 1, rest)
            call -> {:initial_call, call}
          end

        [
          {:pid, pid},
          name,
          {:process_label, get_label(pid)},
          call,
          current,
          {:ancestors, ancestors_of(pid)},
          queue
          | :lists.keydelete(:initial_call, 1, rest)
        ]
    end
  end

  defp ancestors_of(pid) do
    case entry(pid, :"$ancestors") do
      :undefined -> []
      ancestors -> ancestors
    end
  end
end
