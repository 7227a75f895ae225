for x <- [1], reduce: 0 do 1 end
