defmodule Task.Supervisor do
  def child_spec(opts) when is_list(opts) do
    id =
      case Keyword.get(opts, :name, Task.Supervisor) do
        name when is_atom(name) -> name
        {:global, name} -> name
        {:via, _module, name} -> name
      end

    %{id: id, start: {Task.Supervisor, :start_link, [opts]}, type: :supervisor}
  end

  def start_link(options \\ []) do
    {restart, options} = Keyword.pop(options, :restart)
    {shutdown, options} = Keyword.pop(options, :shutdown)
    keys = [:max_children, :max_seconds, :max_restarts]
    {sup_opts, start_opts} = Keyword.split(options, keys)
    restart = restart || :temporary
    shutdown = shutdown || 5000
    DynamicSupervisor.start_link(Task.Supervisor, {{restart, shutdown}, sup_opts}, start_opts)
  end

  # What start_task requests without options of their own get.
  def init({{_restart, _shutdown} = arg, options}) do
    Process.put(Task.Supervisor, arg)
    DynamicSupervisor.init([strategy: :one_for_one] ++ options)
  end

  def async(supervisor, fun, options \\ []) do
    async_task(supervisor, :link, {:erlang, :apply, [fun, []]}, options)
  end

  def async(supervisor, module, fun, args, options \\ []) do
    async_task(supervisor, :link, {module, fun, args}, options)
  end

  def async_nolink(supervisor, fun, options \\ []) do
    async_task(supervisor, :nolink, {:erlang, :apply, [fun, []]}, options)
  end

  def async_nolink(supervisor, module, fun, args, options \\ []) do
    async_task(supervisor, :nolink, {module, fun, args}, options)
  end

  defp async_task(supervisor, link, mfa, options) do
    args = [Task.Supervised.owner(), :monitor]

    case start_task(supervisor, args, :temporary, options[:shutdown]) do
      {:ok, pid} ->
        if link == :link, do: Process.link(pid)
        Task.Supervised.run(pid, mfa)

      {:error, :max_children} ->
        raise """
        reached the maximum number of tasks for this task supervisor. The maximum number \
        of tasks that are allowed to run at the same time under this supervisor can be \
        configured with the :max_children option passed to Task.Supervisor.start_link/1\
        """
    end
  end

  def async_stream(supervisor, enumerable, fun, options \\ []) when is_function(fun, 1) do
    stream(supervisor, enumerable, options, :link, fn arg -> {:erlang, :apply, [fun, [arg]]} end)
  end

  def async_stream(supervisor, enumerable, module, function, args, options \\ [])
      when is_atom(module) and is_atom(function) and is_list(args) do
    stream(supervisor, enumerable, options, :link, fn arg -> {module, function, [arg | args]} end)
  end

  def async_stream_nolink(supervisor, enumerable, fun, options \\ []) when is_function(fun, 1) do
    call = fn arg -> {:erlang, :apply, [fun, [arg]]} end
    stream(supervisor, enumerable, options, :nolink, call)
  end

  def async_stream_nolink(supervisor, enumerable, module, function, args, options \\ [])
      when is_atom(module) and is_atom(function) and is_list(args) do
    call = fn arg -> {module, function, [arg | args]} end
    stream(supervisor, enumerable, options, :nolink, call)
  end

  defp stream(supervisor, enumerable, options, link, call) do
    shutdown = options[:shutdown]
    options = Task.Supervised.stream_options(options)
    callers = Task.Supervised.callers()

    fn acc, fun ->
      start = fn owner ->
        case start_task(supervisor, [owner, :monitor], :temporary, shutdown) do
          {:ok, pid} -> {:ok, link, pid}
          {:error, reason} -> {:error, reason}
        end
      end

      Task.Supervised.stream(enumerable, acc, fun, callers, call, options, start)
    end
  end

  def children(supervisor) do
    for {_, pid, _, _} <- DynamicSupervisor.which_children(supervisor), is_pid(pid), do: pid
  end

  def terminate_child(supervisor, pid) when is_pid(pid) do
    DynamicSupervisor.terminate_child(supervisor, pid)
  end

  def start_child(supervisor, fun, options \\ []) do
    start_child_with(supervisor, {:erlang, :apply, [fun, []]}, options)
  end

  def start_child(supervisor, module, fun, args, options \\ [])
      when is_atom(fun) and is_list(args) do
    start_child_with(supervisor, {module, fun, args}, options)
  end

  defp start_child_with(supervisor, mfa, options) do
    args = [Task.Supervised.owner(), Task.Supervised.callers(), mfa]
    start_task(supervisor, args, options[:restart], options[:shutdown])
  end

  defp start_task(supervisor, args, restart, shutdown) do
    GenServer.call(supervisor, {:start_task, args, restart, shutdown}, :infinity)
  end
end
