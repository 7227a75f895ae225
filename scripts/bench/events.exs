# A state machine in a receive loop: its events come from itself, then from
# another process; and a receive that selects behind a long message queue.
defmodule Events do
  def self_loop(0, state), do: state

  def self_loop(n, state) do
    send(self(), {:event, n})

    receive do
      {:event, k} -> self_loop(n - 1, {state, k} |> elem(0) |> Kernel.+(1))
      :stop -> state
    end
  end

  def machine(:off, n) do
    receive do
      {:toggle, _} -> machine(:on, n + 1)
      {:report, to} -> send(to, {:count, n})
    end
  end

  def machine(:on, n) do
    receive do
      {:toggle, _} -> machine(:off, n + 1)
      {:report, to} -> send(to, {:count, n})
    end
  end

  def feed(_to, 0), do: :ok

  def feed(to, n) do
    send(to, {:toggle, n})
    feed(to, n - 1)
  end

  def other(n) do
    to = spawn(Events, :machine, [:off, 0])
    feed(to, n)
    send(to, {:report, self()})

    receive do
      {:count, ^n} -> :ok
    end
  end

  def server do
    receive do
      {ref, from} ->
        send(from, {ref, :ok})
        server()
    end
  end

  def call(_to, 0), do: :ok

  def call(to, n) do
    ref = make_ref()
    send(to, {ref, self()})

    receive do
      {^ref, :ok} -> call(to, n - 1)
    end
  end

  # Calls from a process that has a queue of its own.
  def behind(to, queued, n) do
    Enum.each(1..queued, fn i -> send(self(), {:queued, i}) end)
    t0 = :erlang.monotonic_time(:nanosecond)
    call(to, n)
    t = :erlang.monotonic_time(:nanosecond) - t0
    drain()
    t
  end

  def drain do
    receive do
      {:queued, _} -> drain()
    after
      0 -> :ok
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

n = 300_000
IO.puts("events_self\t#{Events.best(fn -> ^n = Events.self_loop(n, 0) end, 7, 1.0e30) / n}\tns")
IO.puts("events_other\t#{Events.best(fn -> :ok = Events.other(n) end, 7, 1.0e30) / n}\tns")
to = spawn(Events, :server, [])
t = Enum.min(for _ <- 1..5, do: Events.behind(to, 10_000, 5_000))
IO.puts("selective_receive\t#{t / 5_000}\tns")
