me = self()
System.at_exit(fn s -> IO.puts("one #{s} #{self() == me}") end)
System.at_exit(fn s -> IO.puts("two #{s}"); System.at_exit(fn s -> IO.puts("nested #{s}"); exit(:normal) end) ; exit({:shutdown, 9}) end)
System.at_exit(fn s -> IO.puts("three #{s}"); raise "oops" end)
IO.inspect System.at_exit(fn s -> IO.puts("four #{s}"); 17 end)
IO.puts "end"
