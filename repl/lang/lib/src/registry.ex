# A registry is a supervisor of partitions. Its named table has the facts about it
# and its partitions under integers, and what put_meta keeps under the keys given.
# A partition is a process with two tables: of keys, as {key, {pid, value}}, and of
# pids, as {pid, key, table of keys}, by which it forgets a process that ended.
defmodule Registry do
  # The key of {kind, number of partitions, listeners}; the others are partitions.
  @facts -1

  def start_link(options) do
    keys = Keyword.get(options, :keys)

    if keys not in [:unique, :duplicate, {:duplicate, :key}, {:duplicate, :pid}] do
      raise ArgumentError,
            "expected :keys to be given and be one of :unique, :duplicate, {:duplicate, :key}, or {:duplicate, :pid}, got: " <> inspect(keys)
    end

    name =
      case Keyword.fetch(options, :name) do
        {:ok, name} when is_atom(name) ->
          name

        {:ok, other} ->
          raise ArgumentError, "expected :name to be an atom, got: " <> inspect(other)

        :error ->
          raise ArgumentError, "expected :name option to be present"
      end

    meta = Keyword.get(options, :meta, [])

    if !Keyword.keyword?(meta) do
      raise ArgumentError, "expected :meta to be a keyword list, got: " <> inspect(meta)
    end

    partitions = Keyword.get(options, :partitions, 1)

    if !(is_integer(partitions) and partitions >= 1) do
      raise ArgumentError,
            "expected :partitions to be a positive integer, got: " <> inspect(partitions)
    end

    listeners = Keyword.get(options, :listeners, [])

    if !(is_list(listeners) and Enum.all?(listeners, &is_atom/1)) do
      raise ArgumentError,
            "expected :listeners to be a list of named processes, got: " <> inspect(listeners)
    end

    compressed = Keyword.get(options, :compressed, false)

    if !is_boolean(compressed) do
      raise ArgumentError, "expected :compressed to be a boolean, got: " <> inspect(compressed)
    end

    Registry.Supervisor.start_link(kind(keys), name, partitions, listeners, meta, compressed)
  end

  @deprecated "Use Registry.start_link/1 instead"
  def start_link(keys, name, options \\ []) do
    start_link([keys: keys, name: name] ++ options)
  end

  # Entries of a duplicate registry lie in the partition of their pid, unless asked
  # for otherwise.
  defp kind(:duplicate), do: {:duplicate, :pid}
  defp kind(keys), do: keys

  def child_spec(options) do
    %{
      id: Keyword.get(options, :name, Registry),
      start: {Registry, :start_link, [options]},
      type: :supervisor
    }
  end

  # Names, for :via

  def whereis_name({registry, key}), do: whereis_name(registry, key)
  def whereis_name({registry, key, _value}), do: whereis_name(registry, key)

  defp whereis_name(registry, key) do
    case elem(facts!(registry), 0) do
      :unique ->
        case live(registry, key) do
          {pid, _value} -> pid
          nil -> :undefined
        end

      _ ->
        raise ArgumentError, ":via is not supported for duplicate registries"
    end
  end

  def register_name({registry, key}, pid) when pid == self(), do: named(register(registry, key, nil))

  def register_name({registry, key, value}, pid) when pid == self() do
    named(register(registry, key, value))
  end

  defp named({:ok, _}), do: :yes
  defp named({:error, _}), do: :no

  def unregister_name({registry, key}), do: unregister(registry, key)
  def unregister_name({registry, key, _value}), do: unregister(registry, key)

  def send({registry, key}, message), do: send_to(registry, key, nil, message)
  def send({registry, key, value}, message), do: send_to(registry, key, value, message)

  defp send_to(registry, key, value, message) do
    case live(registry, key) do
      {pid, _value} -> Kernel.send(pid, message)
      nil when value == nil -> :erlang.error(:badarg, [{registry, key}, message])
      nil -> :erlang.error(:badarg, [{registry, key, value}, message])
    end
  end

  # Registering

  def register(registry, key, value) when is_atom(registry) do
    owner = self()
    {kind, count, listeners} = facts!(registry)
    {keys, pids, server} = tables(registry, kind, count, key, owner)
    # The link has the partition told when the owner ends, also if that is now.
    Process.link(server)
    true = :ets.insert(pids, {owner, key, keys})

    case enter(kind, keys, key, owner, value) do
      :ok ->
        tell(listeners, {:register, registry, key, owner, value})
        {:ok, server}

      {:error, {:already_registered, ^owner}} = error ->
        # The entry of the pid that stood there is back alone.
        true = :ets.delete_object(pids, {owner, key, keys})
        true = :ets.insert(pids, {owner, key, keys})
        error

      error ->
        true = :ets.delete_object(pids, {owner, key, keys})
        unlink_if_idle(pids, server, owner)
        error
    end
  end

  defp enter(:unique, keys, key, owner, value) do
    if :ets.insert_new(keys, {key, {owner, value}}) do
      :ok
    else
      case :ets.lookup(keys, key) do
        [{^key, {pid, _}} = entry] ->
          if Process.alive?(pid) do
            {:error, {:already_registered, pid}}
          else
            :ets.delete_object(keys, entry)
            enter(:unique, keys, key, owner, value)
          end

        [] ->
          enter(:unique, keys, key, owner, value)
      end
    end
  end

  defp enter(_duplicate, keys, key, owner, value) do
    true = :ets.insert(keys, {key, {owner, value}})
    :ok
  end

  defp unlink_if_idle(pids, server, owner) do
    if !:ets.member(pids, owner), do: Process.unlink(server)
  end

  def unregister(registry, key) when is_atom(registry) do
    owner = self()
    {kind, count, listeners} = facts!(registry)
    {keys, pids, server} = tables(registry, kind, count, key, owner)
    :ets.select_delete(keys, spec(key, {owner, :_}, [], true))
    :ets.delete_object(pids, {owner, key, keys})
    unlink_if_idle(pids, server, owner)
    tell(listeners, {:unregister, registry, key, owner})
    :ok
  end

  def unregister_match(registry, key, pattern, guards \\ []) when is_list(guards) do
    owner = self()
    {kind, count, listeners} = facts!(registry)
    {keys, pids, server} = tables(registry, kind, count, key, owner)

    if :ets.select_delete(keys, spec(key, {owner, pattern}, guards, true)) > 0 do
      left = :ets.select_count(keys, spec(key, {owner, :_}, [], true))
      :ets.delete_object(pids, {owner, key, keys})
      :ets.insert(pids, :lists.duplicate(left, {owner, key, keys}))
      unlink_if_idle(pids, server, owner)
      tell(listeners, {:unregister, registry, key, owner})
    end

    :ok
  end

  def update_value(registry, key, callback) when is_atom(registry) and is_function(callback, 1) do
    owner = self()

    case facts!(registry) do
      {:unique, count, _} ->
        {keys, _, _} = tables(registry, :unique, count, key, owner)

        case :ets.lookup(keys, key) do
          [{^key, {^owner, old}}] ->
            new = callback.(old)
            :ets.insert(keys, {key, {owner, new}})
            {new, old}

          _ ->
            :error
        end

      {kind, _, _} ->
        raise ArgumentError,
              "Registry.update_value/3 is not supported for " <> inspect(kind) <> " registries"
    end
  end

  # The head of a specification takes everything inside it for a pattern, so only
  # keys that cannot be one stand there; others are compared.
  defp spec(key, entry, guards, body) when is_number(key) or is_binary(key) do
    [{{key, entry}, guards, [body]}]
  end

  defp spec(key, entry, guards, body) do
    [{{:_, entry}, [{:"=:=", {:element, 1, :"$_"}, {:const, key}} | guards], [body]}]
  end

  # Finding

  def lookup(registry, key) when is_atom(registry) do
    {kind, count, _} = facts!(registry)

    if kind == :unique do
      case live(registry, key) do
        nil -> []
        entry -> [entry]
      end
    else
      for keys <- tables_of(registry, kind, count, key), {_, entry} <- :ets.lookup(keys, key), do: entry
    end
  end

  # The live entry of a key in a unique registry, the first one in another.
  defp live(registry, key) do
    {kind, count, _} = facts!(registry)
    keys = hd(tables_of(registry, kind, count, key))

    case :ets.lookup(keys, key) do
      [{^key, {pid, _} = entry} | _] -> if Process.alive?(pid), do: entry
      [] -> nil
    end
  end

  def match(registry, key, pattern, guards \\ []) when is_atom(registry) and is_list(guards) do
    {kind, count, _} = facts!(registry)
    spec = spec(key, {:_, pattern}, guards, {:element, 2, :"$_"})
    for keys <- tables_of(registry, kind, count, key), entry <- :ets.select(keys, spec), do: entry
  end

  def count_match(registry, key, pattern, guards \\ []) when is_atom(registry) and is_list(guards) do
    {kind, count, _} = facts!(registry)
    spec = spec(key, {:_, pattern}, guards, true)
    Enum.sum(for keys <- tables_of(registry, kind, count, key), do: :ets.select_count(keys, spec))
  end

  def values(registry, key, pid) when is_atom(registry) do
    {kind, count, _} = facts!(registry)
    {keys, _, _} = tables(registry, kind, count, key, pid)
    for {_, {^pid, value}} <- :ets.lookup(keys, key), do: value
  end

  def keys(registry, pid) when is_atom(registry) and is_pid(pid) do
    {_kind, count, _} = facts!(registry)
    {_, pids, _} = partition(registry, :erlang.phash2(pid, count))
    for {_, key, _} <- :ets.lookup(pids, pid), do: key
  end

  def count(registry) when is_atom(registry) do
    Enum.sum(for keys <- all(registry), do: :ets.info(keys, :size))
  end

  def select(registry, spec) when is_atom(registry) and is_list(spec) do
    tables = all(registry)
    spec = own_spec(spec, "select/2")
    Enum.flat_map(tables, &:ets.select(&1, spec))
  end

  def count_select(registry, spec) when is_atom(registry) and is_list(spec) do
    tables = all(registry)
    spec = own_spec(spec, "count_select/2")
    Enum.sum(for keys <- tables, do: :ets.select_count(keys, spec))
  end

  # Users see {key, pid, value}.
  defp own_spec(spec, function) do
    for part <- spec do
      case part do
        {{key, pid, value}, guards, body} ->
          {{key, {pid, value}}, guards, body}

        _ ->
          raise ArgumentError,
                "invalid match specification in Registry." <> function <> ": " <> inspect(spec)
      end
    end
  end

  def dispatch(registry, key, mfa_or_fun, opts \\ [])
      when is_atom(registry) and (is_function(mfa_or_fun, 1) or tuple_size(mfa_or_fun) == 3) do
    {kind, count, _} = facts!(registry)

    groups =
      if kind == :unique do
        [lookup(registry, key)]
      else
        for keys <- tables_of(registry, kind, count, key) do
          for {_, entry} <- :ets.lookup(keys, key), do: entry
        end
      end

    groups = Enum.reject(groups, &(&1 == []))

    if Keyword.get(opts, :parallel, false) do
      groups
      |> Enum.map(fn entries -> Task.async(fn -> call(mfa_or_fun, entries) end) end)
      |> Enum.each(&Task.await(&1, :infinity))
    else
      Enum.each(groups, &call(mfa_or_fun, &1))
    end

    :ok
  end

  defp call({module, function, args}, entries), do: apply(module, function, [entries | args])
  defp call(fun, entries), do: fun.(entries)

  # Facts kept with the registry

  def meta(registry, key) when is_atom(registry) and (is_atom(key) or is_tuple(key)) do
    case :ets.lookup(registry, key) do
      [{^key, value}] -> {:ok, value}
      [] -> :error
    end
  rescue
    ArgumentError ->
      raise ArgumentError,
            "unknown registry: " <>
              inspect(registry) <>
              ". Either the registry name is invalid or the registry is not running, " <>
              "possibly because its application isn't started"
  end

  def put_meta(registry, key, value) when is_atom(registry) and (is_atom(key) or is_tuple(key)) do
    facts!(registry)
    :ets.insert(registry, {key, value})
    :ok
  end

  def delete_meta(registry, key) when is_atom(registry) and (is_atom(key) or is_tuple(key)) do
    facts!(registry)
    :ets.delete(registry, key)
    :ok
  end

  def lock(registry, key, function) when is_atom(registry) and is_function(function, 0) do
    {_kind, count, _} = facts!(registry)
    {_, _, server} = partition(registry, :erlang.phash2(key, count))
    ref = GenServer.call(server, {:lock, key}, :infinity)

    try do
      function.()
    after
      GenServer.cast(server, {:unlock, key, ref})
    end
  end

  # Tables

  defp facts!(registry) do
    case :ets.whereis(registry) do
      :undefined -> raise ArgumentError, "unknown registry: " <> inspect(registry)
      table -> :ets.lookup_element(table, @facts, 2)
    end
  end

  defp partition(registry, number), do: :ets.lookup_element(registry, number, 2)

  defp all(registry) do
    {_kind, count, _} = facts!(registry)
    for number <- 0..(count - 1), do: elem(partition(registry, number), 0)
  end

  # Where an entry of a pid is: the table of its key, and that of the pid with its
  # process.
  defp tables(registry, kind, count, key, pid) do
    {own, pids, server} = partition(registry, :erlang.phash2(pid, count))

    if kind == {:duplicate, :pid} do
      {own, pids, server}
    else
      {elem(partition(registry, :erlang.phash2(key, count)), 0), pids, server}
    end
  end

  # The tables that may have entries of a key.
  defp tables_of(registry, {:duplicate, :pid}, count, _key) do
    for number <- 0..(count - 1), do: elem(partition(registry, number), 0)
  end

  defp tables_of(registry, _kind, count, key) do
    [elem(partition(registry, :erlang.phash2(key, count)), 0)]
  end

  defp tell([], _event), do: :ok

  defp tell(listeners, event) do
    for listener <- listeners, pid = Process.whereis(listener), do: Kernel.send(pid, event)
    :ok
  end
end

defmodule Registry.Supervisor do
  @behaviour Supervisor

  def start_link(kind, name, partitions, listeners, meta, compressed) do
    Supervisor.start_link(
      Registry.Supervisor,
      {kind, name, partitions, listeners, meta, compressed},
      name: name
    )
  end

  @impl true
  def init({kind, name, partitions, listeners, meta, compressed}) do
    ^name = :ets.new(name, [:set, :public, :named_table, {:read_concurrency, true}])
    true = :ets.insert(name, [{-1, {kind, partitions, listeners}} | meta])

    children =
      for number <- 0..(partitions - 1) do
        child = Module.concat(name, "PIDPartition" <> Integer.to_string(number))
        table = Module.concat(name, "KeyPartition" <> Integer.to_string(number))
        arg = {kind, name, number, {child, table}, listeners, compressed}

        %{
          id: child,
          start: {Registry.Partition, :start_link, [child, arg]},
          type: :worker,
          modules: [Registry.Partition]
        }
      end

    # A partition that is lost takes its tables along, and all would differ.
    Supervisor.init(children, strategy: :one_for_all)
  end
end

defmodule Registry.Partition do
  use GenServer

  def start_link(child, arg), do: GenServer.start_link(Registry.Partition, arg, name: child)

  @impl true
  def init({kind, registry, number, {pids_name, keys_name}, listeners, compressed}) do
    Process.flag(:trap_exit, true)
    type = if kind == :unique, do: :set, else: :duplicate_bag
    opts = [:public, read_concurrency: true, write_concurrency: true]
    opts = if compressed, do: [:compressed | opts], else: opts
    keys = :ets.new(keys_name, [type | opts])
    pids = :ets.new(pids_name, [:duplicate_bag | opts])
    true = :ets.insert(registry, {number, {keys, pids, self()}})
    # locks: key => {monitor of the holder, those who wait}
    {:ok, %{registry: registry, pids: pids, listeners: listeners, locks: %{}}}
  end

  # Replying only tells that everything before was handled.
  @impl true
  def handle_call(:sync, _from, state), do: {:reply, :ok, state}

  def handle_call({:lock, key}, from, state) do
    case state.locks do
      %{^key => {ref, waiting}} ->
        {:noreply, %{state | locks: Map.put(state.locks, key, {ref, :queue.in(from, waiting)})}}

      _ ->
        {:noreply, grant(state, key, from, :queue.new())}
    end
  end

  @impl true
  def handle_cast({:unlock, key, ref}, state) do
    Process.demonitor(ref, [:flush])
    {:noreply, release(state, key, ref)}
  end

  @impl true
  def handle_info({:EXIT, pid, _reason}, state) do
    for {_, key, keys} <- :ets.take(state.pids, pid) do
      # The partition of the key may be gone already.
      try do
        for {_, {^pid, _}} = entry <- :ets.lookup(keys, key), do: :ets.delete_object(keys, entry)
      rescue
        ArgumentError -> :ok
      end

      for listener <- state.listeners, to = Process.whereis(listener) do
        send(to, {:unregister, state.registry, key, pid})
      end
    end

    {:noreply, state}
  end

  def handle_info({:DOWN, ref, :process, _pid, _reason}, state) do
    case Enum.find(state.locks, fn {_key, {holder, _}} -> holder == ref end) do
      {key, _} -> {:noreply, release(state, key, ref)}
      nil -> {:noreply, state}
    end
  end

  def handle_info(_message, state), do: {:noreply, state}

  defp grant(state, key, {pid, _} = from, waiting) do
    ref = Process.monitor(pid)
    GenServer.reply(from, ref)
    %{state | locks: Map.put(state.locks, key, {ref, waiting})}
  end

  defp release(state, key, ref) do
    case state.locks do
      %{^key => {^ref, waiting}} ->
        case :queue.out(waiting) do
          {{:value, from}, waiting} -> grant(state, key, from, waiting)
          {:empty, _} -> %{state | locks: Map.delete(state.locks, key)}
        end

      _ ->
        state
    end
  end
end
