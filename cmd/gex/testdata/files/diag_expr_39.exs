sigil_x(<<"a">>, [])
