# Funs inside funs take time in proportion to their depth.
nest = fn depth, inside -> String.duplicate("fn -> ", depth) <> inside <> String.duplicate(" end", depth) end

{deep, _} = Code.eval_string(nest.(10_000, "1"))
IO.inspect(is_function(deep, 0))

{uses, _} = Code.eval_string(nest.(20, "x + y"), x: 1, y: 2)
IO.inspect(Enum.reduce(1..20, uses, fn _, f -> f.() end))

{shadows, _} = Code.eval_string("fn x -> fn y -> {x, fn x -> {x, y} end} end end")
{1, inner} = shadows.(1).(2)
IO.inspect(inner.(3))
