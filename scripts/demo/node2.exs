# What is typed on node2: gex --sname node2 --cookie secret
Node.self
Process.register(self(), :shell)
worker = spawn(fn -> receive do job -> send(:shell, {:worker_got, job}) end end)
Process.register(worker, BackgroundJob)
receive do :your_turn -> Node.list after 30_000 -> exit(:nothing_came) end
receive do {:worker_got, job} -> job after 10_000 -> exit(:no_job_came) end
flush()
send {:shell, :node1@host}, :good_bye
