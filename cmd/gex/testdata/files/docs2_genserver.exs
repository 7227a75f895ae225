Logger.configure(level: :none)
defmodule S do
  use GenServer
  def init({:continue, x}), do: {:ok, x, {:continue, :more}}
  def init({:timeout, x}), do: {:ok, x, 0}
  def init({:hibernate, x}), do: {:ok, x, :hibernate}
  def init(:ignore), do: :ignore
  def init({:stop, r}), do: {:stop, r}
  def init({:error, r}), do: {:error, r}
  def init(:bad), do: :bad
  def init(:raise), do: raise "init failed"
  def init(:throw), do: throw({:ok, :thrown})
  def init(:exit), do: exit(:gone)
  def init({:trap, to}) do
    Process.flag(:trap_exit, true)
    {:ok, to}
  end
  def init(x), do: {:ok, x}
  def handle_continue(:more, s), do: {:noreply, {:continued, s}}
  def handle_continue({:reply, from}, s) do
    GenServer.reply(from, :later)
    {:noreply, s}
  end
  def handle_call(:get, _from, s), do: {:reply, s, s}
  def handle_call({:set, x}, _from, s), do: {:reply, s, x}
  def handle_call(:later, from, s), do: {:noreply, s, {:continue, {:reply, from}}}
  def handle_call(:never, _from, s), do: {:noreply, s}
  def handle_call(:stop, _from, s), do: {:stop, :normal, :stopping, s}
  def handle_call(:stop_noreply, _from, s), do: {:stop, :shutdown, s}
  def handle_call(:raise, _from, _s), do: raise "oops"
  def handle_call(:throw, _from, s), do: throw({:reply, :thrown, s})
  def handle_call(:exit, _from, _s), do: exit(:bye)
  def handle_call(:bad, _from, _s), do: :bad
  def handle_call(:hib, _from, s), do: {:reply, :ok, s, :hibernate}
  def handle_call(:to, _from, s), do: {:reply, :ok, s, 1}
  def handle_cast({:set, x}, _s), do: {:noreply, x}
  def handle_cast(:stop, s), do: {:stop, :normal, s}
  def handle_info(:timeout, s), do: {:noreply, {:timeout, s}}
  def handle_info({:tell, pid, ref}, s) do
    send(pid, {ref, s})
    {:noreply, s}
  end
  def handle_info(_, s), do: {:noreply, s}
  def terminate(reason, to) when is_pid(to), do: send(to, {:terminated, reason})
  def terminate(_, _), do: :ok
  def format_status(status), do: %{status | state: :hidden}
end
pid_out = fn x -> inspect(x) |> String.split("#PID<") |> Enum.map_join("P", fn s -> case String.split(s, ">", parts: 2) do [_, r] -> r; [a] -> a end end) end
t = fn label, f ->
  r = try do f.() catch k, e -> {k, e} end
  IO.puts("#{label}: #{pid_out.(r)}")
end
Process.flag(:trap_exit, true)
flush = fn -> receive do {:EXIT, _, r} -> {:exit_signal, r} after 200 -> :none end end
{:ok, p} = GenServer.start_link(S, 1)
t.("get", fn -> GenServer.call(p, :get) end)
t.("set", fn -> GenServer.call(p, {:set, 2}) end)
t.("cast", fn -> {GenServer.cast(p, {:set, 3}), GenServer.call(p, :get)} end)
t.("later", fn -> GenServer.call(p, :later) end)
t.("timeout", fn -> GenServer.call(p, :never, 10) end)
t.("hib", fn -> {GenServer.call(p, :hib), GenServer.call(p, :get)} end)
t.("to", fn -> GenServer.call(p, :to); Process.sleep(50); GenServer.call(p, :get) end)
t.("state", fn -> :sys.get_state(p) end)
t.("replace", fn -> :sys.replace_state(p, fn _ -> 9 end) end)
t.("stop", fn -> {GenServer.call(p, :stop), flush.()} end)
t.("dead", fn -> GenServer.call(p, :get) end)
t.("cast dead", fn -> GenServer.cast(p, :get) end)
for arg <- [{:continue, 1}, {:timeout, 1}, {:hibernate, 1}] do
  {:ok, p} = GenServer.start_link(S, arg)
  t.("init #{inspect arg}", fn -> Process.sleep(20); GenServer.call(p, :get) end)
  GenServer.stop(p)
  flush.()
end
for arg <- [:ignore, {:stop, :r}, {:error, :e}, :bad, :throw, :exit] do
  t.("start #{inspect arg}", fn -> GenServer.start(S, arg) end)
  t.("start_link #{inspect arg}", fn -> {GenServer.start_link(S, arg), flush.()} end)
end
t.("start raise", fn -> {:error, {e, s}} = GenServer.start(S, :raise); {e, is_list(s)} end)
for req <- [:throw, :exit, :bad, :stop_noreply] do
  {:ok, p} = GenServer.start(S, 1)
  t.("call #{req}", fn -> GenServer.call(p, req) end)
end
{:ok, p} = GenServer.start(S, 1)
t.("call raise", fn -> try do GenServer.call(p, :raise) catch :exit, {{e, s}, mfa} -> {e, is_list(s), mfa} end end)
{:ok, p} = GenServer.start_link(S, {:trap, self()})
t.("stop reason", fn -> {GenServer.stop(p, :shutdown), flush.(), receive do x -> x after 100 -> nil end} end)
{:ok, p} = GenServer.start_link(S, {:trap, self()})
t.("exit kills", fn -> Process.exit(p, :boo); {flush.(), receive do x -> x after 100 -> nil end} end)
{:ok, p} = GenServer.start(S, 5, name: :reg)
t.("name", fn -> {GenServer.call(:reg, :get), GenServer.whereis(:reg) == p, GenServer.whereis(:no), GenServer.whereis({:reg, node()})} end)
t.("again", fn -> GenServer.start(S, 5, name: :reg) end)
t.("global", fn -> {:ok, g} = GenServer.start(S, 6, name: {:global, :gg}); {GenServer.call({:global, :gg}, :get), GenServer.whereis({:global, :gg}) == g, GenServer.stop({:global, :gg})} end)
t.("bad name", fn -> GenServer.start(S, 5, name: "x") end)
t.("nil name", fn -> GenServer.start(S, 5, name: nil) |> elem(0) end)
t.("no name", fn -> GenServer.call(:nobody, :get) end)
t.("no global", fn -> GenServer.call({:global, :nobody}, :get) end)
t.("self call", fn -> GenServer.call(self(), :get) end)
t.("local node", fn -> GenServer.call({:reg, node()}, :get) end)
t.("multi_call", fn -> GenServer.multi_call([node()], :reg, :get) end)
t.("multi_call no", fn -> GenServer.multi_call([node()], :none, :get) end)
t.("abcast", fn -> {GenServer.abcast([node()], :reg, {:set, 7}), GenServer.call(:reg, :get)} end)
t.("cast global", fn -> GenServer.cast({:global, :nobody}, 1) end)
t.("stop none", fn -> GenServer.stop(:nobody) end)
t.("stop timeout", fn -> {:ok, p} = GenServer.start(S, 1); :sys.suspend(p); GenServer.stop(p, :normal, 10) end)
t.("unknown call", fn -> try do GenServer.call(:reg, :unknown) catch :exit, {{:function_clause, [{m, f, a, _} | _]}, _} -> {m, f, length(a)} end end)
t.("child_spec", fn -> S.child_spec(1) end)
t.("start timeout", fn -> GenServer.start(S, {:continue, 1}, timeout: 1000) |> elem(0) end)
t.("status", fn -> {:ok, p} = GenServer.start(S, 1); {:status, _, {:module, m}, [_, st, _, _, misc]} = :sys.get_status(p); {m, st, inspect(misc) =~ "hidden"} end)
defmodule S2 do
  use GenServer, restart: :transient, shutdown: 10, id: :me
  @impl true
  def init(x), do: {:ok, x}
end
t.("child_spec 2", fn -> S2.child_spec(1) end)
{:ok, p} = GenServer.start(S2, 1)
t.("no handle_call", fn -> try do GenServer.call(p, :x) catch :exit, {{e, _}, _} -> e end end)
{:ok, p} = GenServer.start(S2, 1)
m = Process.monitor(p)
GenServer.cast(p, :x)
t.("no handle_cast", fn -> receive do {:DOWN, ^m, _, _, {e, _}} -> e end end)
{:ok, p} = GenServer.start(S2, 1)
send(p, :x)
t.("no handle_info", fn -> :sys.get_state(p) end)
