x = %{a: 1}
IO.puts(x.a)
IO.puts(x.b)
