Logger.configure(level: :none)
t = fn label, f ->
  r = try do f.() catch k, e -> {k, e} end
  s = inspect(r) |> String.split("#PID<") |> Enum.map_join("P", fn s -> case String.split(s, ">", parts: 2) do [_, r] -> r; [a] -> a end end)
  IO.puts("#{label}: #{s}")
end
Process.flag(:trap_exit, true)
defmodule W do
  use Agent
  def start_link({name, x}), do: Agent.start_link(fn -> x end, name: name)
  def start_link(:ignore), do: :ignore
  def start_link(:error), do: {:error, :no}
end
specs = fn names -> for n <- names, do: Supervisor.child_spec({W, {n, 0}}, id: n) end
wait = fn name, old -> Enum.find(1..200, fn _ -> Process.sleep(5); p = Process.whereis(name); p && p != old end) && true end
for strategy <- [:one_for_one, :one_for_all, :rest_for_one] do
  {:ok, sup} = Supervisor.start_link(specs.([:a, :b, :c]), strategy: strategy)
  old = for n <- [:a, :b, :c], do: Process.whereis(n)
  Process.exit(Process.whereis(:b), :kill)
  wait.(:b, Enum.at(old, 1)); wait.(:c, nil)
  Process.sleep(20)
  t.(strategy, fn -> for {n, o} <- Enum.zip([:a, :b, :c], old), do: {n, Process.whereis(n) == o} end)
  t.("count", fn -> Supervisor.count_children(sup) end)
  t.("which", fn -> Supervisor.which_children(sup) end)
  t.("stop", fn -> Supervisor.stop(sup) end)
  receive do {:EXIT, ^sup, r} -> t.("exit", fn -> r end) end
end
{:ok, sup} = Supervisor.start_link([], strategy: :one_for_one, max_restarts: 1, max_seconds: 5)
t.("start_child", fn -> Supervisor.start_child(sup, {W, {:x, 1}}) end)
t.("dup", fn -> Supervisor.start_child(sup, {W, {:x, 1}}) end)
t.("ignore", fn -> Supervisor.start_child(sup, Supervisor.child_spec({W, :ignore}, id: :i)) end)
t.("error", fn -> Supervisor.start_child(sup, Supervisor.child_spec({W, :error}, id: :e)) end)
t.("terminate", fn -> {Supervisor.terminate_child(sup, W), Supervisor.terminate_child(sup, :no)} end)
t.("present", fn -> Supervisor.start_child(sup, {W, {:x, 1}}) end)
t.("restart", fn -> {Supervisor.restart_child(sup, W), Supervisor.restart_child(sup, W), Supervisor.restart_child(sup, :no)} end)
t.("delete", fn -> {Supervisor.delete_child(sup, W), Supervisor.terminate_child(sup, W), Supervisor.delete_child(sup, W), Supervisor.delete_child(sup, W)} end)
t.("which", fn -> Supervisor.which_children(sup) end)
Supervisor.start_child(sup, {W, {:x, 1}})
p = Process.whereis(:x); Process.exit(p, :kill); wait.(:x, p)
Process.exit(Process.whereis(:x), :kill)
t.("max restarts", fn -> receive do {:EXIT, ^sup, r} -> r after 1000 -> :alive end end)
t.("bad spec", fn -> Supervisor.start_link([{:not_there, 1}], strategy: :one_for_one) end)
t.("bad spec 2", fn -> Supervisor.start_link([1], strategy: :one_for_one) end)
t.("bad spec 3", fn -> Supervisor.start_link([%{id: 1}], strategy: :one_for_one) end)
t.("bad strategy", fn -> Supervisor.start_link([], strategy: :foo) end)
t.("no strategy", fn -> Supervisor.start_link([], []) end)
t.("dup ids", fn -> Supervisor.start_link([{W, {:q, 1}}, {W, {:r, 1}}], strategy: :one_for_one) end)
t.("failing child", fn -> Supervisor.start_link([{W, :error}], strategy: :one_for_one) end)
t.("flush", fn -> receive do {:EXIT, _, r} -> r after 50 -> :none end end)
t.("child_spec", fn -> Supervisor.child_spec({W, {:x, 1}}, restart: :temporary, shutdown: :brutal_kill) end)
t.("child_spec map", fn -> Supervisor.child_spec(%{id: 1, start: {A, :b, []}}, id: 2) end)
t.("child_spec bad", fn -> Supervisor.child_spec({W, 1}, foo: 2) end)
t.("init", fn -> Supervisor.init([{W, {:x, 1}}], strategy: :one_for_all, max_restarts: 7) end)
defmodule MySup do
  use Supervisor
  def start_link(arg), do: Supervisor.start_link(__MODULE__, arg, name: __MODULE__)
  def init(arg), do: Supervisor.init([{W, {arg, 5}}], strategy: :one_for_one)
end
t.("module", fn -> {:ok, p} = MySup.start_link(:m); {Agent.get(:m, & &1), Process.whereis(MySup) == p, MySup.child_spec(1)} end)
t.("again", fn -> MySup.start_link(:m) end)
Supervisor.stop(MySup)
{:ok, d} = DynamicSupervisor.start_link(strategy: :one_for_one, max_children: 2)
t.("dyn", fn -> for n <- [:d1, :d2, :d3], do: DynamicSupervisor.start_child(d, {W, {n, 1}}) end)
t.("dyn count", fn -> DynamicSupervisor.count_children(d) end)
t.("dyn which", fn -> DynamicSupervisor.which_children(d) end)
t.("dyn terminate", fn -> {DynamicSupervisor.terminate_child(d, Process.whereis(:d1)), DynamicSupervisor.terminate_child(d, self())} end)
p = Process.whereis(:d2); Process.exit(p, :kill); wait.(:d2, p)
t.("dyn restart", fn -> Agent.get(:d2, & &1) end)
t.("dyn bad", fn -> DynamicSupervisor.start_child(d, 1) end)
t.("dyn bad 2", fn -> DynamicSupervisor.start_child(d, %{id: 1}) end)
t.("dyn init", fn -> DynamicSupervisor.init(strategy: :one_for_one, extra_arguments: [1]) end)
t.("dyn stop", fn -> DynamicSupervisor.stop(d) end)
