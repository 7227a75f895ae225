IO.inspect 3..1
