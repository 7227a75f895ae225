defmodule S do
  use GenServer
  def init(:raise), do: raise("init")
  def init(:throw), do: throw({:stop, :thrown})
  def init(:cont), do: {:ok, 1, {:continue, :raise}}
  def init(x), do: {:ok, x}
  def handle_continue(:raise, _), do: raise "cont"
  def handle_call(:raise, _, _), do: raise "call"
  def handle_call(:bad, _, _), do: :bad
  def handle_cast(:raise, _), do: raise "cast"
  def handle_info(:raise, _), do: raise "info"
  def handle_info(:stop, s), do: {:stop, :normal, s}
  def terminate(_, :term), do: raise "terminate"
  def terminate(_, _), do: Process.info(self(), :current_stacktrace) |> elem(1) |> Enum.map(fn {m,f,a,_} -> {m,f,a} end) |> IO.inspect()
end
Logger.configure(level: :none)
Process.flag(:trap_exit, true)
show = fn {{e, st}, _} when is_list(st) -> IO.inspect({e, Enum.map(st, fn {m,f,a,_} -> {m,f,a} end)})
   {e, st} when is_list(st) -> IO.inspect({e, Enum.map(st, fn {m,f,a,_} -> {m,f,a} end)})
   o -> IO.inspect(o) end
for a <- [:raise, :throw] do {:error, r} = GenServer.start(S, a); show.(r) end
for {a, o, f} <- [{:cont, [], fn _ -> :ok end}, {1, [], &GenServer.cast(&1, :raise)}, {1, [], &send(&1, :raise)}, {1, [], fn p -> catch_exit = try do GenServer.call(p, :raise) catch :exit, r -> r end; catch_exit end}, {:term, [], &send(&1, :stop)}, {1, [], fn p -> try do GenServer.call(p, :bad) catch :exit, r -> r end end},
  {1, [debug: [:statistics]], &GenServer.cast(&1, :raise)}, {1, [debug: [:statistics]], &send(&1, :raise)},  {1, [debug: [:statistics]], fn p -> try do GenServer.call(p, :raise) catch :exit, r -> r end end}] do
  {:ok, p} = GenServer.start_link(S, a, o)
  f.(p)
  receive do {:EXIT, ^p, r} -> show.(r) end
end
