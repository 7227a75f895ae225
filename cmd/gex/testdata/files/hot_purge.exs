Code.compiler_options(ignore_module_conflict: true)
defmodule A do def f, do: fn x -> {1, x} end
 def g(y), do: fn x -> {y, x} end
end
f = A.f(); g = A.g(3); e = &A.f/0; l = fn x -> x end
try_ = fn name, fun -> IO.inspect({name, try do fun.() rescue e -> {e.__struct__, Exception.message(e) |> String.replace(~r/#Function<.*>/U, "FUN"), hd(__STACKTRACE__) |> then(&if(is_atom(elem(&1,0)), do: elem(&1,0), else: :thefun))} end}) end
defmodule A do def f, do: fn x -> {2, x} end
 def g(y), do: fn x -> {y, x} end
end
try_.(:replaced, fn -> f.(1) end)
IO.inspect :erlang.check_old_code(A)
IO.inspect :erlang.check_process_code(self(), A)
IO.inspect :code.soft_purge(A)
try_.(:purged, fn -> f.(1) end)
try_.(:purged_g, fn -> g.(1) end)
try_.(:purged_map, fn -> Enum.map([1], g) end)
try_.(:purged_apply, fn -> apply(g, [1]) end)
try_.(:purged_apply, fn -> :erlang.apply(g, [1]) end)
try_.(:purged_arity, fn -> g.(1,2) end)
try_.(:export, fn -> is_function(e.()) end)
IO.inspect :erlang.fun_info(f)|> Keyword.take([:module, :arity, :type, :env])
h = A.f()
:code.delete(A); :code.purge(A)
try_.(:unloaded, fn -> h.(1) end)
try_.(:unloaded_apply, fn -> apply(h, [1]) end)
IO.inspect(try do h.(1) rescue e -> {e, hd(__STACKTRACE__)} end |> inspect |> String.replace(~r/#Function<.*>/U, "FUN"))
try do h.(1) catch k, r -> IO.inspect({k, r, hd(__STACKTRACE__) |> Tuple.delete_at(0)}) end
try do f.(1) catch k, r -> IO.inspect({k, is_tuple(r) && elem(r,0), hd(__STACKTRACE__) |> Tuple.delete_at(0)}) end
IO.inspect :code.purge(A)
IO.inspect is_function(h, 1)
