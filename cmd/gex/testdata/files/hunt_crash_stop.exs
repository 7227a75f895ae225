System.at_exit(fn s -> IO.puts("one #{s}") end)
System.at_exit(fn _ -> raise "in at_exit" end)
System.at_exit(fn s -> IO.puts("three #{s}") end)
System.stop(5)
Process.sleep(:infinity)

