# A supervisor of copies of one child. The pid of each partition and their
# number are persistent terms, which readers get without asking anybody.
defmodule PartitionSupervisor do
  @behaviour Supervisor

  def child_spec(opts) when is_list(opts) do
    id =
      case Keyword.get(opts, :name, PartitionSupervisor) do
        name when is_atom(name) -> name
        {:global, name} -> name
        {:via, _module, name} -> name
      end

    %{id: id, start: {PartitionSupervisor, :start_link, [opts]}, type: :supervisor}
  end

  def start_link(opts) when is_list(opts) do
    name = Keyword.get(opts, :name)

    if !name do
      raise ArgumentError, "the :name option must be given to PartitionSupervisor"
    end

    {child_spec, opts} = Keyword.pop(opts, :child_spec)

    if !child_spec do
      raise ArgumentError, "the :child_spec option must be given to PartitionSupervisor"
    end

    {partitions, opts} = Keyword.pop(opts, :partitions, System.schedulers_online())

    if !(is_integer(partitions) and partitions >= 1) do
      raise ArgumentError,
            "the :partitions option must be a positive integer, got: #{inspect(partitions)}"
    end

    {with_arguments, opts} = Keyword.pop(opts, :with_arguments, fn args, _partition -> args end)

    if !is_function(with_arguments, 2) do
      raise ArgumentError,
            "the :with_arguments option must be a function that receives two arguments, " <>
              "the current call arguments and the partition, got: #{inspect(with_arguments)}"
    end

    spec = %{start: {mod, _, _}} = Supervisor.child_spec(child_spec, [])
    modules = Map.get(spec, :modules, [mod])

    children =
      for partition <- :lists.seq(0, partitions - 1) do
        child(Map.put(spec, :modules, modules), partition, name, with_arguments)
      end

    # The name stays among the options of start_link.
    {init_opts, start_opts} =
      Keyword.split(opts, [:strategy, :max_seconds, :max_restarts, :auto_shutdown])

    Supervisor.start_link(PartitionSupervisor, {name, partitions, children, init_opts}, start_opts)
  end

  defp child(%{start: {mod, fun, args}} = spec, partition, name, with_arguments) do
    args = with_arguments.(args, partition)

    if !is_list(args) do
      raise ArgumentError,
            "the call to the function in :with_arguments must return a list, got: #{inspect(args)}"
    end

    start = {PartitionSupervisor, :start_child, [mod, fun, args, {name, partition}]}
    :maps.merge(spec, %{id: partition, start: start})
  end

  def start_child(mod, fun, args, {name, partition}) do
    case apply(mod, fun, args) do
      {:ok, pid} ->
        :persistent_term.put({PartitionSupervisor, name, partition}, pid)
        {:ok, pid}

      {:ok, pid, info} ->
        :persistent_term.put({PartitionSupervisor, name, partition}, pid)
        {:ok, pid, info}

      other ->
        other
    end
  end

  @impl true
  def init({name, partitions, children, init_opts}) do
    :persistent_term.put({PartitionSupervisor, name}, partitions)
    Supervisor.init(children, Keyword.put_new(init_opts, :strategy, :one_for_one))
  end

  def partitions(name) do
    case GenServer.whereis(name) do
      nil -> exit({:noproc, {PartitionSupervisor, :partitions, [name]}})
      _pid -> :persistent_term.get({PartitionSupervisor, name})
    end
  end

  def count_children(supervisor), do: Supervisor.count_children(supervisor)

  def which_children(name) when is_atom(name) or is_tuple(name) or is_pid(name) do
    Supervisor.which_children(name)
  end

  def stop(supervisor, reason \\ :normal, timeout \\ :infinity) do
    Supervisor.stop(supervisor, reason, timeout)
  end

  # {:via, PartitionSupervisor, {name, key}} names the partition of a key.
  def whereis_name({name, key}) do
    count = partitions(name)
    partition = if is_integer(key), do: rem(abs(key), count), else: :erlang.phash2(key, count)
    pid = :persistent_term.get({PartitionSupervisor, name, partition}, :undefined)
    if pid != :undefined and Process.alive?(pid), do: pid, else: :undefined
  end

  def send(name_key, message) do
    Kernel.send(whereis_name(name_key), message)
  end

  def register_name(_, _) do
    raise "{:via, PartitionSupervisor, _} cannot be given on registration"
  end

  def unregister_name(_) do
    raise "{:via, PartitionSupervisor, _} cannot be given on unregistration"
  end
end
