# Terminal B: gex --sname node2 --cookie secret
Node.self
Process.register(self(), :shell)
worker = spawn(fn -> receive do job -> IO.inspect(job, label: "BackgroundJob got") end end)
Process.register(worker, BackgroundJob)
receive do message -> message after 20_000 -> :nothing_came end
Node.list
