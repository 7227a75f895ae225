# Terminal A: gex --sname node1 --cookie secret
Node.self
Node.connect(:node2@host)
Node.list
pid = Node.spawn :node2@host, fn ->
  IO.puts "Hello world!"
end
node(pid)
greeting = "captured here, printed from "
Node.spawn :node2@host, fn -> IO.puts(greeting <> "#{node()}") end
GenServer.cast({BackgroundJob, :node2@host}, {:new_job, 1})
send {:shell, :node2@host}, :message
