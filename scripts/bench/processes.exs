# Idle processes held, and a round trip between two processes.
defmodule Procs do
  def rss do
    {:ok, text} = File.read("/proc/self/status")
    [_, rest] = :binary.split(text, "VmRSS:")
    [line | _] = :binary.split(rest, " kB")
    String.to_integer(String.trim(line))
  end

  def idle do
    receive do
      :stop -> :ok
    end
  end

  def hold(0, pids), do: pids
  def hold(n, pids), do: hold(n - 1, [spawn(Procs, :idle, []) | pids])

  def pong do
    receive do
      {:ping, from} ->
        send(from, :pong)
        pong()
    end
  end

  def ping(_to, 0), do: :ok

  def ping(to, n) do
    send(to, {:ping, self()})

    receive do
      :pong -> ping(to, n - 1)
    end
  end

  def best(_f, 0, best), do: best

  def best(f, n, best) do
    t0 = :erlang.monotonic_time(:nanosecond)
    f.()
    t = :erlang.monotonic_time(:nanosecond) - t0
    best(f, n - 1, if(t < best, do: t, else: best))
  end
end

to = spawn(Procs, :pong, [])
ns = Procs.best(fn -> Procs.ping(to, 100_000) end, 5, 1.0e30)
IO.puts("round_trip\t#{ns / 100_000}\tns")

before = Procs.rss()
pids = Procs.hold(100_000, [])
IO.puts("idle_process\t#{(Procs.rss() - before) * 1024 / 100_000}\tB")
100_000 = length(pids)
