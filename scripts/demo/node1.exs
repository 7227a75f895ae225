# What is typed on node1: gex --sname node1 --cookie secret
Node.self
Node.connect(:node2@host)
Node.list
pid = Node.spawn :node2@host, fn ->
  IO.puts "Hello world!"
end
node(pid)
Process.monitor(pid)
receive do {:DOWN, _, :process, ^pid, _} -> :it_has_ended after 10_000 -> exit(:no_word_of_it) end
shell = self()
Process.register(shell, :shell)
Node.spawn :node2@host, fn -> send(shell, {:captured, shell, :ran_on, node()}) end
receive do message -> message after 10_000 -> exit(:nothing_came) end
GenServer.cast({BackgroundJob, :node2@host}, {:new_job, 1})
send {:shell, :node2@host}, :message
send {:shell, :node2@host}, :your_turn
receive do :good_bye -> :good_bye after 10_000 -> exit(:no_answer) end
