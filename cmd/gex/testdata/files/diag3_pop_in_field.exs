x = %{a: 1}
pop_in(x.a)
