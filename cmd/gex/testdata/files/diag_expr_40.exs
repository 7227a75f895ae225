and(1)
