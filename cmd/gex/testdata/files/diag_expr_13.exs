fn x when 1 -> 2; x, y -> 3 end
