defmodule GenServer do
  @callback init(init_arg :: term) :: term
  @callback handle_call(request :: term, from :: term, state :: term) :: term
  @callback handle_cast(request :: term, state :: term) :: term
  @callback handle_info(message :: term, state :: term) :: term
  @callback handle_continue(continue_arg :: term, state :: term) :: term
  @callback terminate(reason :: term, state :: term) :: term
  @callback code_change(old_vsn :: term, state :: term, extra :: term) :: term
  @callback format_status(status :: term) :: term
  @callback format_status(reason :: term, pdict_and_state :: term) :: term
  @optional_callbacks code_change: 3,
                      terminate: 2,
                      handle_info: 2,
                      handle_cast: 2,
                      handle_call: 3,
                      format_status: 1,
                      format_status: 2,
                      handle_continue: 2

  defmacro __using__(opts) do
    quote location: :keep, bind_quoted: [opts: opts] do
      @behaviour GenServer
      @before_compile GenServer

      def child_spec(init_arg) do
        default = %{id: __MODULE__, start: {__MODULE__, :start_link, [init_arg]}}
        Supervisor.child_spec(default, unquote(Macro.escape(opts)))
      end

      def handle_call(_msg, _from, _state) do
        proc =
          case Process.info(self(), :registered_name) do
            {_, []} -> self()
            {_, name} -> name
          end

        raise "attempted to call GenServer #{inspect(proc)} but no handle_call/3 clause was provided"
      end

      def handle_info(msg, state) do
        GenServer.Unhandled.info(__MODULE__, msg)
        {:noreply, state}
      end

      def handle_cast(_msg, _state) do
        proc =
          case Process.info(self(), :registered_name) do
            {_, []} -> self()
            {_, name} -> name
          end

        raise "attempted to cast GenServer #{inspect(proc)} but no handle_cast/2 clause was provided"
      end

      def terminate(_reason, _state), do: :ok

      def code_change(_old, state, _extra), do: {:ok, state}

      defoverridable code_change: 3,
                     terminate: 2,
                     handle_info: 2,
                     handle_cast: 2,
                     handle_call: 3,
                     child_spec: 1
    end
  end

  defmacro __before_compile__(env) do
    if Module.defines?(env.module, {:init, 1}) do
      nil
    else
      IO.warn(
        """
        function init/1 required by behaviour GenServer is not implemented \
        (in module #{inspect(env.module)}).

        We will inject a default implementation for now:

            def init(init_arg) do
              {:ok, init_arg}
            end

        You can copy the implementation above or define your own that converts \
        the arguments given to GenServer.start_link/3 to the server state.
        """,
        env
      )

      quote do
        def init(init_arg), do: {:ok, init_arg}
        defoverridable init: 1
      end
    end
  end

  def start_link(module, init_arg, options \\ []) when is_atom(module) and is_list(options) do
    started(:start_link, module, init_arg, options)
  end

  def start(module, init_arg, options \\ []) when is_atom(module) and is_list(options) do
    started(:start, module, init_arg, options)
  end

  defp started(function, module, init_arg, options) do
    case Keyword.pop(options, :name) do
      {nil, options} ->
        apply(:gen_server, function, [module, init_arg, options])

      {name, options} when is_atom(name) ->
        apply(:gen_server, function, [{:local, name}, module, init_arg, options])

      {{:global, _} = name, options} ->
        apply(:gen_server, function, [name, module, init_arg, options])

      {{:via, via, _} = name, options} when is_atom(via) ->
        apply(:gen_server, function, [name, module, init_arg, options])

      {other, _} ->
        raise ArgumentError, """
        expected :name option to be one of the following:

          * nil
          * atom
          * {:global, term}
          * {:via, module, term}

        Got: #{inspect(other)}
        """
    end
  end

  def stop(server, reason \\ :normal, timeout \\ :infinity) do
    case whereis(server) do
      nil ->
        exit({:noproc, {GenServer, :stop, [server, reason, timeout]}})

      pid when pid == self() ->
        exit({:calling_self, {GenServer, :stop, [server, reason, timeout]}})

      pid ->
        try do
          :proc_lib.stop(pid, reason, timeout)
        catch
          :exit, cause -> exit({cause, {GenServer, :stop, [server, reason, timeout]}})
        end
    end
  end

  def call(server, request, timeout \\ 5000)
      when (is_integer(timeout) and timeout >= 0) or timeout == :infinity do
    case whereis(server) do
      nil ->
        exit({:noproc, {GenServer, :call, [server, request, timeout]}})

      pid ->
        try do
          :gen.call(pid, :"$gen_call", request, timeout)
        catch
          :exit, reason -> exit({reason, {GenServer, :call, [server, request, timeout]}})
        else
          {:ok, reply} -> reply
        end
    end
  end

  def cast(server, request)

  def cast({:global, name}, request) do
    try do
      :global.send(name, {:"$gen_cast", request})
      :ok
    catch
      _, _ -> :ok
    end
  end

  def cast({:via, module, name}, request) do
    try do
      module.send(name, {:"$gen_cast", request})
      :ok
    catch
      _, _ -> :ok
    end
  end

  def cast({name, node}, request) when is_atom(name) and is_atom(node) do
    post({name, node}, {:"$gen_cast", request})
  end

  def cast(dest, request) when is_atom(dest) or is_pid(dest) do
    post(dest, {:"$gen_cast", request})
  end

  defp post(dest, message) do
    try do
      send(dest, message)
      :ok
    catch
      _, _ -> :ok
    end
  end

  def abcast(nodes \\ [node() | Node.list()], name, request)
      when is_list(nodes) and is_atom(name) do
    message = {:"$gen_cast", request}
    :lists.foreach(fn node -> post({name, node}, message) end, nodes)
    :abcast
  end

  def multi_call(nodes \\ [node() | Node.list()], name, request, timeout \\ :infinity) do
    :gen_server.multi_call(nodes, name, request, timeout)
  end

  def reply(client, reply), do: :gen.reply(client, reply)

  def whereis(server)

  def whereis(pid) when is_pid(pid), do: pid

  def whereis(name) when is_atom(name) do
    case :erlang.whereis(name) do
      :undefined -> nil
      pid -> pid
    end
  end

  def whereis({:global, name}) do
    case :global.whereis_name(name) do
      :undefined -> nil
      pid -> pid
    end
  end

  def whereis({:via, mod, name}) do
    case mod.whereis_name(name) do
      :undefined -> nil
      pid -> pid
    end
  end

  def whereis({name, local}) when is_atom(name) and local == node(), do: whereis(name)
  def whereis({name, node} = server) when is_atom(name) and is_atom(node), do: server

  def format_report(%{
        label: {GenServer, :no_handle_info},
        report: %{module: module, message: message, name: name}
      }) do
    {~c"~p ~p received unexpected message in handle_info/2: ~p~n", [module, name, message]}
  end
end

# What `use GenServer` does with a message that the module has no clause for.
defmodule GenServer.Unhandled do
  def info(module, message) do
    name =
      case :erlang.process_info(self(), :registered_name) do
        {:registered_name, name} when is_atom(name) -> name
        _ -> self()
      end

    report = %{
      label: {GenServer, :no_handle_info},
      report: %{module: module, message: message, name: name}
    }

    :logger.log(:error, report, %{
      domain: [:otp, :elixir],
      error_logger: %{tag: :error_msg},
      report_cb: &GenServer.format_report/1
    })
  end
end
