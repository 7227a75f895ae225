IO.puts("never printed")
foo(
