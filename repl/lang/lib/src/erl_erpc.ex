# Calls on other nodes by spawn requests. The spawned process ends with the
# result as its exit reason; the monitor brings it back, so no message can be
# mistaken for it.
defmodule :erpc do
  def call(node, fun), do: call(node, fun, :infinity)

  def call(node, fun, timeout) when is_function(fun, 0) do
    call(node, :erlang, :apply, [fun, []], timeout)
  end

  def call(_node, _fun, _timeout), do: :erlang.error({:erpc, :badarg})

  def call(node, module, function, args), do: call(node, module, function, args, :infinity)

  def call(node, module, function, args, options) when is_map(options) do
    timeout = :maps.get(:timeout, options, :infinity)
    spawn? = :maps.get(:always_spawn, options, false)

    if is_boolean(spawn?) and :maps.size(:maps.without([:timeout, :always_spawn], options)) == 0 do
      call(node, module, function, args, timeout, spawn?)
    else
      :erlang.error({:erpc, :badarg})
    end
  end

  def call(node, module, function, args, timeout) do
    call(node, module, function, args, timeout, false)
  end

  defp call(node, module, function, args, :infinity, false)
       when node == node() and is_atom(module) and is_atom(function) and is_list(args) do
    call_here(module, function, args)
  end

  defp call(node, module, function, args, timeout, _spawn?)
       when is_atom(node) and is_atom(module) and is_atom(function) and is_list(args) do
    deadline = deadline(timeout)
    {result, request} = request(node, module, function, args)
    await(result, request, deadline)
  end

  defp call(_node, _module, _function, _args, _timeout, _spawn?) do
    :erlang.error({:erpc, :badarg})
  end

  defp call_here(module, function, args) do
    {:return, value} = execute_call(module, function, args)
    value
  catch
    :exit, reason ->
      exit({:exception, reason})

    :error, reason ->
      case argument_error?(reason, args) do
        true -> :erlang.error({:erpc, reason})
        false -> :erlang.error({:exception, reason, trim(__STACKTRACE__, module, function, args)})
      end
  end

  def send_request(node, fun) when is_function(fun, 0) do
    send_request(node, :erlang, :apply, [fun, []])
  end

  def send_request(_node, _fun), do: :erlang.error({:erpc, :badarg})

  def send_request(node, fun, label, requests) when is_function(fun, 0) do
    send_request(node, :erlang, :apply, [fun, []], label, requests)
  end

  def send_request(node, module, function, args)
      when is_atom(node) and is_atom(module) and is_atom(function) and is_list(args) do
    {result, request} = request(node, module, function, args)
    [result | request]
  end

  def send_request(_node, _module, _function, _args), do: :erlang.error({:erpc, :badarg})

  def send_request(node, module, function, args, label, requests)
      when is_atom(node) and is_atom(module) and is_atom(function) and is_list(args) and
             is_map(requests) do
    {result, request} = request(node, module, function, args)
    :maps.put(request, [result | label], requests)
  end

  def send_request(_node, _module, _function, _args, _label, _requests) do
    :erlang.error({:erpc, :badarg})
  end

  def receive_response([result | request]) when is_reference(result) and is_reference(request) do
    await(result, request, :infinity)
  end

  def receive_response(_request), do: :erlang.error({:erpc, :badarg})

  def receive_response([result | request], timeout)
      when is_reference(result) and is_reference(request) do
    await(result, request, deadline(timeout))
  end

  def receive_response(_request, _timeout), do: :erlang.error({:erpc, :badarg})

  def receive_response(requests, _timeout, delete)
      when is_map(requests) and map_size(requests) == 0 and is_boolean(delete) do
    :no_request
  end

  def receive_response(requests, timeout, delete) when is_map(requests) and is_boolean(delete) do
    case next_response(requests, remaining(deadline(timeout))) do
      {result, request, label, kind, reason} ->
        {outcome(kind, result, request, reason), label, left(requests, request, delete)}

      :none ->
        :maps.foreach(fn request, [result | _] -> abandon(result, request) end, requests)
        :erlang.error({:erpc, :timeout})
    end
  end

  def receive_response(_requests, _timeout, _delete), do: :erlang.error({:erpc, :badarg})

  def wait_response(request), do: wait_response(request, 0)

  def wait_response([result | request], timeout)
      when is_reference(result) and is_reference(request) do
    receive do
      {:spawn_reply, ^request, :error, reason} ->
        {:response, outcome(:spawn_reply, result, request, reason)}

      {:DOWN, ^request, :process, _pid, reason} ->
        {:response, outcome(:down, result, request, reason)}
    after
      remaining(deadline(timeout)) -> :no_response
    end
  end

  def wait_response(_request, _timeout), do: :erlang.error({:erpc, :badarg})

  def wait_response(requests, _timeout, delete)
      when is_map(requests) and map_size(requests) == 0 and is_boolean(delete) do
    :no_request
  end

  def wait_response(requests, timeout, delete) when is_map(requests) and is_boolean(delete) do
    case next_response(requests, remaining(deadline(timeout))) do
      {result, request, label, kind, reason} ->
        response = {:response, outcome(kind, result, request, reason)}
        {response, label, left(requests, request, delete)}

      :none ->
        :no_response
    end
  end

  def wait_response(_requests, _timeout, _delete), do: :erlang.error({:erpc, :badarg})

  def check_response({:spawn_reply, request, :error, reason}, [result | request]) do
    {:response, outcome(:spawn_reply, result, request, reason)}
  end

  def check_response({:DOWN, request, :process, _pid, reason}, [result | request]) do
    {:response, outcome(:down, result, request, reason)}
  end

  def check_response(_message, [result | request])
      when is_reference(result) and is_reference(request) do
    :no_response
  end

  def check_response(_message, _request), do: :erlang.error({:erpc, :badarg})

  def check_response(_message, requests, delete)
      when is_map(requests) and map_size(requests) == 0 and is_boolean(delete) do
    :no_request
  end

  def check_response(message, requests, delete) when is_map(requests) and is_boolean(delete) do
    case message do
      {:spawn_reply, request, :error, reason} when is_map_key(requests, request) ->
        checked(:spawn_reply, request, reason, requests, delete)

      {:DOWN, request, :process, _pid, reason} when is_map_key(requests, request) ->
        checked(:down, request, reason, requests, delete)

      _ ->
        :no_response
    end
  end

  def check_response(_message, _requests, _delete), do: :erlang.error({:erpc, :badarg})

  defp checked(kind, request, reason, requests, delete) do
    [result | label] = :maps.get(request, requests)

    response = {:response, outcome(kind, result, request, reason)}
    {response, label, left(requests, request, delete)}
  end

  defp left(requests, request, true), do: :maps.remove(request, requests)
  defp left(requests, _request, false), do: requests

  def reqids_new, do: %{}

  def reqids_size(requests) when is_map(requests), do: :maps.size(requests)
  def reqids_size(_requests), do: :erlang.error({:erpc, :badarg})

  def reqids_add([result | request], label, requests)
      when is_reference(result) and is_reference(request) and is_map(requests) and
             not is_map_key(requests, request) do
    :maps.put(request, [result | label], requests)
  end

  def reqids_add(_request, _label, _requests), do: :erlang.error({:erpc, :badarg})

  def reqids_to_list(requests) when is_map(requests) do
    for {request, [result | label]} <- :maps.to_list(requests), do: {[result | request], label}
  end

  def reqids_to_list(_requests), do: :erlang.error({:erpc, :badarg})

  def multicall(nodes, fun), do: multicall(nodes, fun, :infinity)

  def multicall(nodes, fun, timeout) when is_function(fun, 0) do
    multicall(nodes, :erlang, :apply, [fun, []], timeout)
  end

  def multicall(_nodes, _fun, _timeout), do: :erlang.error({:erpc, :badarg})

  def multicall(nodes, module, function, args) do
    multicall(nodes, module, function, args, :infinity)
  end

  def multicall(nodes, module, function, args, timeout)
      when is_list(nodes) and is_atom(module) and is_atom(function) and is_list(args) do
    deadline = deadline(timeout)
    requests = for node <- nodes, do: multi_request(node, module, function, args)
    for request <- requests, do: multi_response(request, deadline)
  end

  def multicall(_nodes, _module, _function, _args, _timeout) do
    :erlang.error({:erpc, :badarg})
  end

  defp multi_request(node, module, function, args) when is_atom(node) do
    request(node, module, function, args)
  end

  defp multi_request(_node, _module, _function, _args), do: :badarg

  defp multi_response(:badarg, _deadline), do: {:error, {:erpc, :badarg}}

  defp multi_response({result, request}, deadline) do
    {:ok, await(result, request, deadline)}
  catch
    :throw, value -> {:throw, value}
    :exit, reason -> {:exit, reason}
    :error, reason -> {:error, reason}
  end

  def cast(node, fun) when is_function(fun, 0) do
    cast(node, :erlang, :apply, [fun, []])
  end

  def cast(_node, _fun), do: :erlang.error({:erpc, :badarg})

  def cast(node, module, function, args)
      when is_atom(node) and is_atom(module) and is_atom(function) and is_list(args) do
    :erlang.spawn_request(node, :erpc, :execute_cast, [module, function, args], reply: :no)
    :ok
  end

  def cast(_node, _module, _function, _args), do: :erlang.error({:erpc, :badarg})

  def multicast(nodes, fun) when is_function(fun, 0) do
    multicast(nodes, :erlang, :apply, [fun, []])
  end

  def multicast(_nodes, _fun), do: :erlang.error({:erpc, :badarg})

  def multicast(nodes, module, function, args)
      when is_list(nodes) and is_atom(module) and is_atom(function) and is_list(args) do
    :lists.foreach(fn node -> cast(node, module, function, args) end, nodes)
  end

  def multicast(_nodes, _module, _function, _args), do: :erlang.error({:erpc, :badarg})

  # What runs on the called node. The peer knows these names.
  def execute_call(result, module, function, args) do
    reason =
      try do
        {result, :return, apply(module, function, args)}
      catch
        :throw, value ->
          {result, :throw, value}

        :exit, reason ->
          {result, :exit, reason}

        :error, reason ->
          case argument_error?(reason, args) do
            true ->
              {result, :error, {:erpc, reason}}

            false ->
              {result, :error, reason, trim(__STACKTRACE__, module, function, args)}
          end
      end

    exit(reason)
  end

  def execute_call(module, function, args), do: {:return, apply(module, function, args)}

  def execute_cast(module, function, args) do
    apply(module, function, args)
  catch
    :error, reason ->
      case argument_error?(reason, args) do
        true -> :erlang.error({:erpc, reason})
        false -> :erlang.error({:exception, {reason, trim(__STACKTRACE__, module, function, args)}})
      end
  end

  # Used by gen_server-like code that receives the messages itself.
  def call_result(kind, request, result, reason), do: outcome(kind, result, request, reason)

  # Too many arguments are the caller's mistake, not the function's.
  defp argument_error?(:system_limit, args), do: length(args) > 255
  defp argument_error?(_reason, _args), do: false

  # The stack without the frames of this module and of what started it.
  defp trim(stack, module, function, args) do
    case :lists.splitwith(fn frame -> not own_frame?(frame) end, stack) do
      {[], _} -> [{module, function, args, []}]
      {kept, [_ | _]} -> kept
      {kept, []} -> kept
    end
  end

  defp own_frame?({__MODULE__, name, _, _}) do
    name in [:execute_call, :execute_cast, :call_here]
  end

  defp own_frame?(_frame), do: false

  defp request(node, module, function, args) do
    result = make_ref()

    request =
      :erlang.spawn_request(node, :erpc, :execute_call, [result, module, function, args], [
        {:reply, :error_only},
        :monitor
      ])

    {result, request}
  end

  defp await(result, request, deadline) do
    receive do
      {:spawn_reply, ^request, :error, reason} -> outcome(:spawn_reply, result, request, reason)
      {:DOWN, ^request, :process, _pid, reason} -> outcome(:down, result, request, reason)
    after
      remaining(deadline) ->
        abandon(result, request)
        :erlang.error({:erpc, :timeout})
    end
  end

  defp next_response(requests, timeout) do
    receive do
      {:spawn_reply, request, :error, reason} when is_map_key(requests, request) ->
        [result | label] = :maps.get(request, requests)
        {result, request, label, :spawn_reply, reason}

      {:DOWN, request, :process, _pid, reason} when is_map_key(requests, request) ->
        [result | label] = :maps.get(request, requests)
        {result, request, label, :down, reason}
    after
      timeout -> :none
    end
  end

  # Gives a request up; an answer that is already here is thrown away.
  defp abandon(_result, request) do
    case :erlang.spawn_request_abandon(request) do
      true ->
        :ok

      false ->
        :erlang.demonitor(request, [:flush])

        receive do
          {:spawn_reply, ^request, :error, _reason} -> :ok
        after
          0 -> :ok
        end
    end
  end

  defp outcome(:down, result, _request, {result, :return, value}), do: value
  defp outcome(:down, result, _request, {result, :throw, value}), do: throw(value)
  defp outcome(:down, result, _request, {result, :exit, reason}), do: exit({:exception, reason})

  defp outcome(:down, result, _request, {result, :error, reason, stack}) do
    :erlang.error({:exception, reason, stack})
  end

  defp outcome(:down, result, _request, {result, :error, {:erpc, _} = reason}) do
    :erlang.error(reason)
  end

  defp outcome(:down, _result, _request, :noconnection) do
    :erlang.error({:erpc, :noconnection})
  end

  defp outcome(:down, _result, _request, reason), do: exit({:signal, reason})
  defp outcome(:spawn_reply, _result, _request, reason), do: :erlang.error({:erpc, reason})

  defp deadline(:infinity), do: :infinity
  defp deadline(0), do: 0

  defp deadline(timeout) when is_integer(timeout) and timeout > 0 and timeout <= 0xFFFFFFFF do
    :erlang.monotonic_time(:millisecond) + timeout
  end

  defp deadline({:abs, time}) when is_integer(time), do: time
  defp deadline(_timeout), do: :erlang.error({:erpc, :badarg})

  defp remaining(:infinity), do: :infinity
  defp remaining(0), do: 0
  defp remaining(deadline), do: max(0, deadline - :erlang.monotonic_time(:millisecond))
end
