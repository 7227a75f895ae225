# The generic server. `server` below is {parent, name, module, hibernate_after}
# and `wait` what happens before the next message: :infinity, a timeout in
# milliseconds, :hibernate, or {:timer, ref, message, wait}.
defmodule :gen_server do
  @callback init(args :: term) :: term
  @callback handle_call(request :: term, from :: term, state :: term) :: term
  @callback handle_cast(request :: term, state :: term) :: term
  @callback handle_info(info :: term, state :: term) :: term
  @callback handle_continue(info :: term, state :: term) :: term
  @callback terminate(reason :: term, state :: term) :: term
  @callback code_change(old :: term, state :: term, extra :: term) :: term
  @callback format_status(status :: term) :: term
  @callback format_status(option :: term, status :: term) :: term
  @optional_callbacks handle_info: 2,
                      handle_continue: 2,
                      terminate: 2,
                      code_change: 3,
                      format_status: 1,
                      format_status: 2

  def start(module, args, options) when is_atom(module) and is_list(options) do
    :gen.start(:gen_server, :nolink, module, args, options)
  end

  def start(module, args, options), do: :erlang.error(:badarg, [module, args, options])

  def start(name, module, args, options)
      when is_tuple(name) and is_atom(module) and is_list(options) do
    :gen.start(:gen_server, :nolink, name, module, args, options)
  end

  def start(name, module, args, options) do
    :erlang.error(:badarg, [name, module, args, options])
  end

  def start_link(module, args, options) when is_atom(module) and is_list(options) do
    :gen.start(:gen_server, :link, module, args, options)
  end

  def start_link(module, args, options), do: :erlang.error(:badarg, [module, args, options])

  def start_link(name, module, args, options)
      when is_tuple(name) and is_atom(module) and is_list(options) do
    :gen.start(:gen_server, :link, name, module, args, options)
  end

  def start_link(name, module, args, options) do
    :erlang.error(:badarg, [name, module, args, options])
  end

  def start_monitor(module, args, options) when is_atom(module) and is_list(options) do
    :gen.start(:gen_server, :monitor, module, args, options)
  end

  def start_monitor(module, args, options), do: :erlang.error(:badarg, [module, args, options])

  def start_monitor(name, module, args, options)
      when is_tuple(name) and is_atom(module) and is_list(options) do
    :gen.start(:gen_server, :monitor, name, module, args, options)
  end

  def start_monitor(name, module, args, options) do
    :erlang.error(:badarg, [name, module, args, options])
  end

  def stop(server), do: :gen.stop(server)

  def stop(server, reason, timeout), do: :gen.stop(server, reason, timeout)

  def call(server, request) do
    {:ok, reply} = :gen.call(server, :"$gen_call", request)
    reply
  catch
    :exit, reason -> exit({reason, {:gen_server, :call, [server, request]}})
  end

  def call(server, request, timeout) do
    {:ok, reply} = :gen.call(server, :"$gen_call", request, timeout)
    reply
  catch
    :exit, reason -> exit({reason, {:gen_server, :call, [server, request, timeout]}})
  end

  def send_request(server, request), do: :gen.send_request(server, :"$gen_call", request)

  def send_request(server, request, label, requests) do
    :gen.send_request(server, :"$gen_call", request, label, requests)
  end

  def wait_response(request, timeout), do: :gen.wait_response(request, timeout)

  def wait_response(requests, timeout, delete) do
    :gen.wait_response(requests, timeout, delete)
  end

  def receive_response(request, timeout), do: :gen.receive_response(request, timeout)

  def receive_response(requests, timeout, delete) do
    :gen.receive_response(requests, timeout, delete)
  end

  def check_response(message, request), do: :gen.check_response(message, request)

  def check_response(message, requests, delete) do
    :gen.check_response(message, requests, delete)
  end

  def reqids_new, do: :gen.reqids_new()
  def reqids_size(requests), do: :gen.reqids_size(requests)
  def reqids_add(request, label, requests), do: :gen.reqids_add(request, label, requests)
  def reqids_to_list(requests), do: :gen.reqids_to_list(requests)

  def cast({:global, name}, request) do
    :global.send(name, {:"$gen_cast", request})
    :ok
  catch
    _, _ -> :ok
  end

  def cast({:via, module, name}, request) do
    module.send(name, {:"$gen_cast", request})
    :ok
  catch
    _, _ -> :ok
  end

  def cast({name, node} = dest, request) when is_atom(name) and is_atom(node) do
    post(dest, {:"$gen_cast", request})
  end

  def cast(dest, request) when is_atom(dest) or is_pid(dest) do
    post(dest, {:"$gen_cast", request})
  end

  defp post(dest, message) do
    send(dest, message)
    :ok
  catch
    :error, _ -> :ok
  end

  def reply(client, reply), do: :gen.reply(client, reply)

  def abcast(name, request) when is_atom(name) do
    abcast([node() | :erlang.nodes()], name, request)
  end

  def abcast(nodes, name, request) when is_list(nodes) and is_atom(name) do
    :lists.foreach(fn node -> post({name, node}, {:"$gen_cast", request}) end, nodes)
    :abcast
  end

  def multi_call(name, request) when is_atom(name) do
    multi_call([node() | :erlang.nodes()], name, request, :infinity)
  end

  def multi_call(nodes, name, request) when is_list(nodes) and is_atom(name) do
    multi_call(nodes, name, request, :infinity)
  end

  def multi_call(nodes, name, request, timeout)
      when is_list(nodes) and is_atom(name) and
             (timeout == :infinity or (is_integer(timeout) and timeout >= 0)) do
    deadline =
      case timeout do
        :infinity -> :infinity
        _ -> {:abs, :erlang.monotonic_time(:millisecond) + timeout}
      end

    # The second reference in the tag tells this call's replies from those of
    # any other request.
    tag = make_ref()
    refs = for node <- nodes, do: {node, ask(name, node, tag, request)}
    answers(refs, tag, deadline, [], [])
  end

  defp ask(name, node, tag, request) when is_atom(node) do
    ref = :erlang.monitor(:process, {name, node}, alias: :demonitor)
    from = {self(), [[:alias | ref] | tag]}
    :erlang.send({name, node}, {:"$gen_call", from, request}, [:noconnect])
    ref
  catch
    :error, _ -> :none
  end

  defp answers([], _tag, _deadline, replies, bad), do: {:lists.reverse(replies), :lists.reverse(bad)}

  defp answers([{node, :none} | refs], tag, deadline, replies, bad) do
    answers(refs, tag, deadline, replies, [node | bad])
  end

  defp answers([{node, ref} | refs], tag, deadline, replies, bad) do
    receive do
      {[[:alias | ^ref] | ^tag], reply} ->
        :erlang.demonitor(ref, [:flush])
        answers(refs, tag, deadline, [{node, reply} | replies], bad)

      {:DOWN, ^ref, _, _, _} ->
        answers(refs, tag, deadline, replies, [node | bad])
    after
      until(deadline) ->
        :erlang.demonitor(ref, [:flush])

        receive do
          {[[:alias | ^ref] | ^tag], reply} ->
            answers(refs, tag, deadline, [{node, reply} | replies], bad)
        after
          0 -> answers(refs, tag, deadline, replies, [node | bad])
        end
    end
  end

  defp until(:infinity), do: :infinity
  defp until({:abs, time}), do: max(0, time - :erlang.monotonic_time(:millisecond))

  def enter_loop(module, options, state) when is_atom(module) and is_list(options) do
    enter_loop(module, options, state, self(), :infinity)
  end

  def enter_loop(module, options, state, {scope, _} = name)
      when is_atom(module) and is_list(options) and (scope == :local or scope == :global) do
    enter_loop(module, options, state, name, :infinity)
  end

  def enter_loop(module, options, state, {:via, _, _} = name)
      when is_atom(module) and is_list(options) do
    enter_loop(module, options, state, name, :infinity)
  end

  def enter_loop(module, options, state, action) when is_atom(module) and is_list(options) do
    enter_loop(module, options, state, self(), action)
  end

  def enter_loop(module, options, state, name, action)
      when is_atom(module) and is_list(options) do
    name = :gen.get_proc_name(name)
    server = {:gen.get_parent(), name, module, :gen.hibernate_after(options)}
    debug = :gen.debug_options(name, options)

    case next(action) do
      :error -> :erlang.error(:badarg, [module, options, state, name, action])
      wait -> loop(server, state, debug, wait)
    end
  end

  def init_it(starter, :self, name, module, args, options) do
    init_it(starter, self(), name, module, args, options)
  end

  def init_it(starter, parent, name_ref, module, args, options) do
    name = :gen.name(name_ref)
    server = {parent, name, module, :gen.hibernate_after(options)}
    debug = :gen.debug_options(name, options)

    case init_it(module, args) do
      {:ok, {:ok, state}} ->
        :proc_lib.init_ack(starter, {:ok, self()})
        loop(server, state, debug, :infinity)

      {:ok, {:ok, state, action} = return} ->
        case next(action) do
          :error ->
            :gen.unregister_name(name_ref)
            exit({:bad_return_value, return})

          wait ->
            :proc_lib.init_ack(starter, {:ok, self()})
            loop(server, state, debug, wait)
        end

      {:ok, {:stop, reason}} ->
        # The name goes first, so that whoever sees the failure can start anew.
        :gen.unregister_name(name_ref)
        exit(reason)

      {:ok, {:error, _reason} = error} ->
        :gen.unregister_name(name_ref)
        :proc_lib.init_fail(starter, error, {:exit, :normal})

      {:ok, :ignore} ->
        :gen.unregister_name(name_ref)
        :proc_lib.init_fail(starter, :ignore, {:exit, :normal})

      {:ok, other} ->
        :gen.unregister_name(name_ref)
        exit({:bad_return_value, other})

      {:EXIT, class, reason, stack} ->
        :gen.unregister_name(name_ref)
        :erlang.raise(class, reason, stack)
    end
  end

  # A callback may also throw its return value.
  defp init_it(module, args) do
    {:ok, module.init(args)}
  catch
    :throw, value -> {:ok, value}
    class, reason -> {:EXIT, class, reason, __STACKTRACE__}
  end

  # What a callback asks to happen next, as `wait`.
  defp next({:continue, _} = continue), do: continue
  defp next(:hibernate), do: :hibernate
  defp next(:infinity), do: :infinity
  defp next(timeout) when is_integer(timeout) and timeout >= 0, do: timeout
  defp next({:timeout, time, message}), do: timer(time, message, :infinity, [])
  defp next({:hibernate, time, message}), do: timer(time, message, :hibernate, [])

  defp next({:timeout, time, message, options}) do
    timer(time, message, :infinity, options)
  end

  defp next({:hibernate, time, message, options}) do
    timer(time, message, :hibernate, options)
  end

  defp next(_other), do: :error

  defp timer(time, message, wait, options) when not is_list(options) do
    timer(time, message, wait, [options])
  end

  defp timer(:infinity, _message, wait, _options), do: wait

  defp timer(time, message, wait, []) when is_integer(time) and time >= 0 do
    case time do
      0 -> {:now, message}
      _ -> {:timer, :erlang.start_timer(time, self(), :"$gen_timeout"), message, wait}
    end
  end

  defp timer(time, message, wait, [{:abs, true}]) when is_integer(time) do
    {:timer, :erlang.start_timer(time, self(), :"$gen_timeout", abs: true), message, wait}
  end

  defp timer(time, message, wait, [{:abs, false}]), do: timer(time, message, wait, [])
  defp timer(_time, _message, _wait, _options), do: :error

  defp loop(server, state, debug, :infinity) do
    case elem(server, 3) do
      :infinity ->
        receive do
          message -> received(message, server, state, debug, :infinity)
        end

      idle ->
        receive do
          message -> received(message, server, state, debug, :infinity)
        after
          idle -> sleep(server, state, debug, :infinity)
        end
    end
  end

  defp loop(server, state, debug, timeout) when is_integer(timeout) do
    receive do
      message -> received(message, server, state, debug, timeout)
    after
      timeout -> received(:timeout, server, state, debug, :infinity)
    end
  end

  defp loop(server, state, debug, :hibernate), do: sleep(server, state, debug, :hibernate)

  defp loop(server, state, debug, {:continue, argument} = continue) do
    result = try_handle_continue(elem(server, 2), argument, state)
    debug = note(debug, server, continue)
    handled(result, continue, :undefined, server, state, debug)
  end

  defp loop(server, state, debug, {:now, message}) do
    received(message, server, state, debug, :infinity)
  end

  defp loop(server, state, debug, {:timer, _, _, :hibernate} = wait) do
    sleep(server, state, debug, wait)
  end

  defp loop(server, state, debug, {:timer, _, _, _} = wait) do
    receive do
      message -> received(message, server, state, debug, wait)
    end
  end

  # A waiting process holds little more than its state; hibernation gives up the
  # garbage, too.
  defp sleep(server, state, debug, wait) do
    receive do
      message -> received(message, server, state, debug, wait)
    after
      0 ->
        :erlang.garbage_collect()

        receive do
          message -> received(message, server, state, debug, wait)
        end
    end
  end

  defp received({:system, from, request}, server, state, debug, wait) do
    :sys.handle_system_msg(
      request,
      from,
      elem(server, 0),
      :gen_server,
      debug,
      [server, state, wait],
      wait == :hibernate
    )
  end

  defp received({:EXIT, parent, reason} = message, server, state, debug, _wait)
       when parent == elem(server, 0) do
    terminate(:exit, reason, [], message, :undefined, server, state, debug, false)
  end

  defp received({:timeout, ref, :"$gen_timeout"}, server, state, debug, {:timer, ref, message, _}) do
    dispatch(message, server, state, debug)
  end

  defp received({:timeout, _stale, :"$gen_timeout"}, server, state, debug, wait) do
    loop(server, state, debug, wait)
  end

  defp received(message, server, state, debug, {:timer, ref, _, _}) do
    :erlang.cancel_timer(ref, async: true, info: false)
    dispatch(message, server, state, debug)
  end

  defp received(message, server, state, debug, _wait), do: dispatch(message, server, state, debug)

  defp dispatch(message, server, state, []), do: handle_msg(message, server, state)

  defp dispatch(message, server, state, debug) do
    handle_msg(message, server, state, note(debug, server, {:in, message}))
  end

  # Stack traces show whether a server is being debugged: handle_msg/3 or 4.
  defp handle_msg({:"$gen_call", from, request}, server, state) do
    result = try_handle_call(elem(server, 2), request, from, state)
    called(result, request, from, server, state, [])
  end

  defp handle_msg({:"$gen_cast", request} = message, server, state) do
    result = try_handle_cast(elem(server, 2), request, state)
    handled(result, message, :undefined, server, state, [])
  end

  defp handle_msg(message, server, state) do
    result = try_handle_info(elem(server, 2), message, state)
    informed(result, message, server, state, [])
  end

  defp handle_msg({:"$gen_call", from, request}, server, state, debug) do
    result = try_handle_call(elem(server, 2), request, from, state)
    called(result, request, from, server, state, debug)
  end

  defp handle_msg({:"$gen_cast", request} = message, server, state, debug) do
    result = try_handle_cast(elem(server, 2), request, state)
    handled(result, message, :undefined, server, state, debug)
  end

  defp handle_msg(message, server, state, debug) do
    result = try_handle_info(elem(server, 2), message, state)
    informed(result, message, server, state, debug)
  end

  defp called(result, request, from, server, state, debug) do
    case result do
      {:ok, {:reply, reply, new}} ->
        :gen.reply(from, reply)
        loop(server, new, note(debug, server, {:out, reply, from, new}), :infinity)

      {:ok, {:reply, reply, new, action} = return} ->
        case next(action) do
          :error ->
            bad_return(return, request, from, server, state, debug)

          wait ->
            :gen.reply(from, reply)
            loop(server, new, note(debug, server, {:out, reply, from, new}), wait)
        end

      {:ok, {:stop, reason, reply, new}} ->
        try do
          terminate(:exit, reason, [], request, from, server, new, debug, false)
        after
          :gen.reply(from, reply)
        end

      result ->
        handled(result, request, from, server, state, debug)
    end
  end

  defp informed({:EXIT, :error, :undef, _stack} = result, message, server, state, debug) do
    module = elem(server, 2)

    case :erlang.function_exported(module, :handle_info, 2) do
      true ->
        handled(result, message, :undefined, server, state, debug)

      false ->
        no_handle_info(module, message)
        loop(server, state, debug, :infinity)
    end
  end

  defp informed(result, message, server, state, debug) do
    handled(result, message, :undefined, server, state, debug)
  end

  defp try_handle_continue(module, argument, state) do
    {:ok, module.handle_continue(argument, state)}
  catch
    :throw, value -> {:ok, value}
    class, reason -> {:EXIT, class, reason, __STACKTRACE__}
  end

  defp try_terminate(module, reason, state) do
    {:ok, module.terminate(reason, state)}
  catch
    :throw, value -> {:ok, value}
    class, reason -> {:EXIT, class, reason, __STACKTRACE__}
  end

  defp try_handle_call(module, request, from, state) do
    {:ok, module.handle_call(request, from, state)}
  catch
    :throw, value -> {:ok, value}
    class, reason -> {:EXIT, class, reason, __STACKTRACE__}
  end

  defp try_handle_cast(module, request, state) do
    {:ok, module.handle_cast(request, state)}
  catch
    :throw, value -> {:ok, value}
    class, reason -> {:EXIT, class, reason, __STACKTRACE__}
  end

  defp try_handle_info(module, message, state) do
    {:ok, module.handle_info(message, state)}
  catch
    :throw, value -> {:ok, value}
    class, reason -> {:EXIT, class, reason, __STACKTRACE__}
  end

  defp handled({:ok, {:noreply, new}}, _message, _from, server, _state, debug) do
    loop(server, new, note(debug, server, {:noreply, new}), :infinity)
  end

  defp handled({:ok, {:noreply, new, action} = return}, message, from, server, state, debug) do
    case next(action) do
      :error -> bad_return(return, message, from, server, state, debug)
      wait -> loop(server, new, note(debug, server, {:noreply, new}), wait)
    end
  end

  defp handled({:ok, {:stop, reason, new}}, message, from, server, _state, debug) do
    terminate(:exit, reason, [], message, from, server, new, debug, false)
  end

  defp handled({:ok, other}, message, from, server, state, debug) do
    bad_return(other, message, from, server, state, debug)
  end

  defp handled({:EXIT, class, reason, stack}, message, from, server, state, debug) do
    terminate(class, reason, stack, message, from, server, state, debug, true)
  end

  defp bad_return(value, message, from, server, state, debug) do
    terminate(:exit, {:bad_return_value, value}, [], message, from, server, state, debug, false)
  end

  defp note([], _server, _event), do: []

  defp note(debug, server, event) do
    :sys.handle_debug(debug, &print_event/3, elem(server, 1), event)
  end

  defp print_event(device, {:in, {:"$gen_call", {from, _tag}, request}}, name) do
    :io.format(device, ~c"*DBG* ~tp got call ~tp from ~tw~n", [name, request, from])
  end

  defp print_event(device, {:in, {:"$gen_cast", request}}, name) do
    :io.format(device, ~c"*DBG* ~tp got cast ~tp~n", [name, request])
  end

  defp print_event(device, {:in, message}, name) do
    :io.format(device, ~c"*DBG* ~tp got ~tp~n", [name, message])
  end

  defp print_event(device, {:out, reply, {to, _tag}, state}, name) do
    :io.format(device, ~c"*DBG* ~tp sent ~tp to ~tw, new state ~tp~n", [name, reply, to, state])
  end

  defp print_event(device, {:noreply, state}, name) do
    :io.format(device, ~c"*DBG* ~tp new state ~tp~n", [name, state])
  end

  defp print_event(device, event, name) do
    :io.format(device, ~c"*DBG* ~tp dbg  ~tp~n", [name, event])
  end

  def system_continue(_parent, debug, [server, state, wait]) do
    loop(server, state, debug, wait)
  end

  def system_terminate(reason, _parent, debug, [server, state, _wait]) do
    terminate(:exit, reason, [], [], :undefined, server, state, debug, false)
  end

  def system_code_change([server, state, wait], _module, vsn, extra) do
    case try_code_change(elem(server, 2), vsn, state, extra) do
      {:ok, {:ok, new}} -> {:ok, [server, new, wait]}
      {:ok, other} -> other
      {:EXIT, :exit, reason, _stack} -> {:EXIT, reason}
      {:EXIT, :error, reason, stack} -> {:EXIT, {reason, stack}}
    end
  end

  defp try_code_change(module, vsn, state, extra) do
    {:ok, module.code_change(vsn, state, extra)}
  catch
    :throw, value -> {:ok, value}
    class, reason -> {:EXIT, class, reason, __STACKTRACE__}
  end

  def system_get_state([_server, state, _wait]), do: {:ok, state}

  def system_replace_state(fun, [server, state, wait]) do
    new = fun.(state)
    {:ok, new, [server, new, wait]}
  end

  def format_status(_option, [dictionary, sys_state, parent, debug, [server, state, _wait]]) do
    {_, name, module, _} = server
    header = :gen.format_status_header(~c"Status for generic server", name)
    log = :sys.get_log(debug)

    status = :gen.format_status(module, :normal, %{state: state, log: log}, [dictionary, state])

    shown =
      case status do
        %{EXIT: text} -> [{:data, [{~c"State", text}]}]
        %{"$status": own} when is_list(own) -> own
        %{"$status": own} -> [own]
        %{state: state} -> [{:data, [{~c"State", state}]}]
      end

    [
      {:header, header},
      {:data,
       [
         {~c"Status", sys_state},
         {~c"Parent", parent},
         {~c"Logged events", :maps.get(:log, status)}
       ]}
      | shown
    ]
  end

  # Ends the process with the reason, after terminate/2 and a report.
  defp terminate(class, reason, stack, message, from, server, state, debug, with_stack) do
    module = elem(server, 2)

    given =
      case class do
        :error -> {reason, stack}
        _ -> reason
      end

    result =
      case :erlang.function_exported(module, :terminate, 2) do
        true -> try_terminate(module, given, state)
        false -> {:ok, :ok}
      end

    case result do
      {:EXIT, class, reason, stack} ->
        report(reason, stack, message, from, server, state, debug)
        :erlang.raise(class, reason, stack)

      _ ->
        case {class, reason} do
          {:exit, :normal} -> :ok
          {:exit, :shutdown} -> :ok
          {:exit, {:shutdown, _}} -> :ok
          _ when with_stack -> report(reason, stack, message, from, server, state, debug)
          _ -> report(reason, :undefined, message, from, server, state, debug)
        end
    end

    :erlang.raise(class, reason, stack)
  end

  defp no_handle_info(module, message) do
    report = %{label: {:gen_server, :no_handle_info}, module: module, message: message}
    :logger.log(:warning, report, log_metadata(:warning_msg))
  end

  defp report(reason, stack, message, from, {_, name, module, _}, state, debug) do
    status =
      :gen.format_status(
        module,
        :terminate,
        %{reason: reason, state: state, message: message, log: :sys.get_log(debug)},
        [:erlang.get(), state]
      )

    shown_reason = :maps.get(:reason, status)

    shown_state =
      case status do
        %{EXIT: text} -> text
        %{"$status": own} -> own
        %{state: state} -> state
      end

    report = %{
      label: {:gen_server, :terminate},
      name: name,
      last_message: :maps.get(:message, status),
      state: shown_state,
      log: :maps.get(:log, status),
      reason: if(stack == :undefined, do: shown_reason, else: {shown_reason, stack}),
      client_info: client_info(from),
      process_label: :proc_lib.get_label(self())
    }

    :logger.log(:error, report, log_metadata(:error))
  end

  defp log_metadata(tag) do
    %{
      domain: [:otp],
      report_cb: &:gen_server.format_log/2,
      error_logger: %{tag: tag, report_cb: &:gen_server.format_log/1}
    }
  end

  defp client_info(:undefined), do: :undefined

  defp client_info({pid, _tag}) when is_pid(pid) and node(pid) == node() do
    case :erlang.process_info(pid, [:current_stacktrace, :registered_name]) do
      :undefined -> {pid, :dead}
      [{_, stack}, {_, []}] -> {pid, {pid, stack}}
      [{_, stack}, {_, name}] -> {pid, {name, stack}}
    end
  end

  defp client_info({pid, _tag}) when is_pid(pid), do: {pid, :remote}
  defp client_info(_from), do: :undefined

  def format_log(%{label: {:gen_server, :terminate}} = report) do
    %{name: name, last_message: message, state: state, reason: reason} = report

    {~c"** Generic server ~tp terminating \n** Last message in was ~tp~n" ++
       ~c"** When Server state == ~tp~n** Reason for termination ==~n** ~tp~n",
     [name, message, state, reason]}
  end

  def format_log(%{label: {:gen_server, :no_handle_info}, module: module, message: message}) do
    {~c"** Undefined handle_info in ~tp~n** Unhandled message: ~tp~n", [module, message]}
  end

  def format_log(report, _options) do
    {format, args} = format_log(report)
    :io_lib.format(format, args)
  end
end
