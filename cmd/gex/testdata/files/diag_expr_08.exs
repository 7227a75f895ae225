receive(1)
