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

    case :maps.get(:always_spawn, options, false) do
      spawn? when is_boolean(spawn?) -> call(node, module, function, args, timeout, spawn?)
      _ -> :erlang.error({:erpc, :badarg})
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
        false -> :erlang.error({:exception, reason, trim_stack(__STACKTRACE__, module, function, args)})
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

  def receive_response(requests, timeout, delete) when is_map(requests) and is_boolean(delete) do
    deadline = deadline(timeout)

    case next_response(requests, deadline) do
      {kind, request, reason} ->
        answered(kind, request, reason, requests, false, delete)

      :none ->
        :maps.foreach(fn request, [result | _] -> abandon(result, request) end, requests)
        :erlang.error({:erpc, :timeout})

      :no_request ->
        :no_request
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

  def wait_response(requests, timeout, delete) when is_map(requests) and is_boolean(delete) do
    case next_response(requests, deadline(timeout)) do
      {kind, request, reason} -> answered(kind, request, reason, requests, true, delete)
      :none -> :no_response
      :no_request -> :no_request
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
        answered(:spawn_reply, request, reason, requests, true, delete)

      {:DOWN, request, :process, _pid, reason} when is_map_key(requests, request) ->
        answered(:down, request, reason, requests, true, delete)

      _ ->
        :no_response
    end
  end

  def check_response(_message, _requests, _delete), do: :erlang.error({:erpc, :badarg})

  # The outcome of a request of a collection: its label and what is left of the
  # collection go with the value, or with the reason of the exception.
  defp answered(kind, request, reason, requests, wrap, delete) do
    [result | label] = :maps.get(request, requests)
    left = if delete, do: :maps.remove(request, requests), else: requests

    try do
      outcome(kind, result, request, reason)
    catch
      class, reason -> :erlang.raise(class, {reason, label, left}, __STACKTRACE__)
    else
      value when wrap -> {{:response, value}, label, left}
      value -> {value, label, left}
    end
  end

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

  def multicall(nodes, fun, options) when is_function(fun, 0) do
    multicall(nodes, :erlang, :apply, [fun, []], options)
  end

  def multicall(_nodes, _fun, _options), do: :erlang.error({:erpc, :badarg})

  def multicall(nodes, module, function, args) do
    multicall(nodes, module, function, args, :infinity)
  end

  def multicall(nodes, module, function, args, options)
      when is_list(nodes) and is_atom(module) and is_atom(function) and is_list(args) and
             is_map(options) do
    timeout = :maps.get(:timeout, options, :infinity)
    spawn? = :maps.get(:always_spawn, options, false)

    if is_boolean(spawn?) and :lists.all(&is_atom/1, proper(nodes)) do
      multicall(nodes, module, function, args, deadline(timeout), timeout != :infinity or spawn?)
    else
      :erlang.error({:erpc, :badarg})
    end
  end

  def multicall(_nodes, _module, _function, _args, options) when is_map(options) do
    :erlang.error({:erpc, :badarg})
  end

  def multicall(nodes, module, function, args, timeout) do
    multicall(nodes, module, function, args, %{timeout: timeout})
  end

  # One call here may be made by this process, after the others are on their way.
  defp multicall(nodes, module, function, args, deadline, spawn?) do
    {requests, _} =
      :lists.mapfoldl(
        fn
          node, true when node == node() -> {:here, false}
          node, here? -> {request(node, module, function, args), here?}
        end,
        not spawn?,
        nodes
      )

    here = if :lists.member(:here, requests), do: settled(fn -> call_here(module, function, args) end)

    for request <- requests do
      case request do
        :here -> here
        {result, request} -> settled(fn -> await(result, request, deadline) end)
      end
    end
  end

  defp settled(fun) do
    {:ok, fun.()}
  catch
    class, reason -> {class, reason}
  end

  defp proper(list) do
    _ = length(list)
    list
  catch
    :error, _ -> :erlang.error({:erpc, :badarg})
  end

  def cast(node, fun), do: cast(node, :erlang, :apply, [fun, []])

  def cast(node, module, function, args)
      when is_atom(node) and is_atom(module) and is_atom(function) and is_list(args) do
    :erlang.spawn_request(node, :erpc, :execute_cast, [module, function, args], reply: :no)
    :ok
  end

  def cast(_node, _module, _function, _args), do: :erlang.error({:erpc, :badarg})

  def multicast(nodes, fun), do: multicast(nodes, :erlang, :apply, [fun, []])

  def multicast([node | nodes], module, function, args) do
    cast(node, module, function, args)
    multicast(nodes, module, function, args)
  end

  def multicast([], module, function, args)
      when is_atom(module) and is_atom(function) and is_list(args) do
    :ok
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
              {result, :error, reason, trim_stack(__STACKTRACE__, module, function, args)}
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
        false -> :erlang.error({:exception, {reason, trim_stack(__STACKTRACE__, module, function, args)}})
      end
  end

  # Used by gen_server-like code that receives the messages itself.
  def call_result(kind, request, result, reason), do: outcome(kind, result, request, reason)

  # Too many arguments are the caller's mistake, not the function's.
  def is_arg_error(reason, _module, _function, args), do: argument_error?(reason, args)

  defp argument_error?(:system_limit, args), do: length(args) > 255
  defp argument_error?(_reason, _args), do: false

  # The stack without the frames of this module and of what started it. A stack
  # that was cut off before them is kept.
  def trim_stack(stack, module, function, args) do
    case :lists.splitwith(fn frame -> not own_frame?(frame) end, stack) do
      {_, []} -> stack
      {[], _} -> [{module, function, args, []}]
      {[{^module, ^function, ^args, _} = only], _} -> [only]
      {kept, _} -> under(kept, module, function, args)
    end
  end

  # The function that was called is the last frame, also if it was left.
  defp under([{module, function, arity, _} = frame], module, function, args) when arity == length(args) do
    [frame]
  end

  defp under([frame | rest], module, function, args), do: [frame | under(rest, module, function, args)]
  defp under([], module, function, args) when length(args) >= 0, do: [{module, function, length(args), []}]
  defp under([], _module, _function, _args), do: []

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

  defp next_response(requests, _deadline) when map_size(requests) == 0, do: :no_request

  defp next_response(requests, deadline) do
    receive do
      {:spawn_reply, request, :error, reason} when is_map_key(requests, request) ->
        {:spawn_reply, request, reason}

      {:DOWN, request, :process, _pid, reason} when is_map_key(requests, request) ->
        {:down, request, reason}
    after
      remaining(deadline) -> :none
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

  # The longest time a receive waits, in milliseconds.
  @longest 0xFFFFFFFF

  defp deadline(:infinity), do: :infinity
  defp deadline(0), do: 0

  defp deadline(timeout) when is_integer(timeout) and timeout > 0 and timeout <= @longest do
    :erlang.monotonic_time(:millisecond) + timeout
  end

  defp deadline({:abs, time}) when is_integer(time) do
    case time - :erlang.monotonic_time(:millisecond) > @longest do
      true -> :erlang.error({:erpc, :badarg})
      false -> time
    end
  end

  defp deadline(_timeout), do: :erlang.error({:erpc, :badarg})

  defp remaining(:infinity), do: :infinity
  defp remaining(0), do: 0
  defp remaining(deadline), do: max(0, deadline - :erlang.monotonic_time(:millisecond))
end
