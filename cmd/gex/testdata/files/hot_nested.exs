Code.compiler_options(ignore_module_conflict: true)
defmodule M do
 def run(f), do: {f.()}
end
# nested: macro calling
defmodule Mac do
 defmacro m(), do: M.run(fn -> Code.compile_string("defmodule M do def run(f), do: {f.(), 2} end"); {:erlang.check_process_code(self(), M), :code.soft_purge(M), Task.await(Task.async(fn -> :code.soft_purge(M) end))} end) |> Macro.escape
end
IO.inspect Code.eval_string("require Mac; Mac.m()") |> elem(0)
IO.inspect :code.soft_purge(M)
# spawn order
for i <- 1..20 do
  me = self()
  defmodule V do def v, do: unquote(i) end
  spawn(fn -> send(me, {:v, V.v()}) end)
  defmodule V do def v, do: unquote(-i) end
  receive do {:v, v} -> if v != i, do: IO.inspect({i, v}) end
end
IO.puts "order"
spawn(fn -> IO.puts "spawned" end)
defmodule W do IO.puts "body" end
IO.inspect :erlang.check_process_code(self(), M, [{:async, 7}])
receive do x -> IO.inspect x end
IO.inspect :erlang.check_process_code(self(), M, [{:allow_gc, false}])
IO.inspect(try do :erlang.check_process_code(self(), M, [{:allow_gc, 3}]) catch k, r -> {k, r} end)
