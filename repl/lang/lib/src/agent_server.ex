# The process behind an agent. Peers send these requests, too.
defmodule Agent.Server do
  def init(fun) do
    initial(fun)
    {:ok, run(fun, [])}
  end

  defp initial(fun) when is_function(fun, 0) do
    {:module, module} = :erlang.fun_info(fun, :module)
    {:name, name} = :erlang.fun_info(fun, :name)
    Process.put(:"$initial_call", {module, name, 0})
  end

  defp initial({module, fun, args}) do
    Process.put(:"$initial_call", {module, fun, length(args)})
  end

  def handle_call({:get, fun}, _from, state), do: {:reply, run(fun, [state]), state}

  def handle_call({:get_and_update, fun}, _from, state) do
    case run(fun, [state]) do
      {reply, state} -> {:reply, reply, state}
      other -> {:stop, {:bad_return_value, other}, state}
    end
  end

  def handle_call({:update, fun}, _from, state), do: {:reply, :ok, run(fun, [state])}

  def handle_cast({:cast, fun}, state), do: {:noreply, run(fun, [state])}

  def handle_info(message, state) do
    GenServer.Unhandled.info(Agent.Server, message)
    {:noreply, state}
  end

  def code_change(_old, state, fun), do: {:ok, run(fun, [state])}

  def terminate(_reason, _state), do: :ok

  defp run({m, f, a}, extra), do: apply(m, f, extra ++ a)
  defp run(fun, extra), do: apply(fun, extra)
end
