System.at_exit(fn s -> IO.puts("at exit #{s}") end)
IO.puts(:stderr, "to stderr")
exit({:shutdown, 3})

