defmodule Hot do
  def f, do: fn -> :v1 end

  def loop do
    receive do
      {:remote, from} -> send(from, {:reply, __MODULE__.v()}); loop()
      {:local, from} -> send(from, {:reply, v()}); __MODULE__.loop()
    end
  end

  def v, do: 1
end

old = Hot.f()
pid = spawn(fn -> Hot.loop() end)
send(pid, {:remote, self()})

receive do
  {:reply, answer} -> IO.inspect(answer)
end

Code.put_compiler_option(:ignore_module_conflict, true)

defmodule Hot do
  def f, do: fn -> :v2 end

  def loop do
    receive do
      {:remote, from} -> send(from, {:reply, {:new, v()}}); loop()
    end
  end

  def v, do: 2
end

IO.inspect(old.())
IO.inspect(Hot.f().())

ask = fn what ->
  send(pid, {what, self()})
  receive do
    {:reply, answer} -> IO.inspect(answer)
  end
end

ask.(:remote)
ask.(:local)
ask.(:remote)
IO.inspect(:erlang.check_process_code(pid, Hot))
IO.inspect(:code.purge(Hot))
IO.inspect(Process.alive?(pid))

victim = spawn(fn -> Hot.loop() end)
ref = Process.monitor(victim)
send(victim, {:remote, self()})
receive do
  {:reply, answer} -> IO.inspect(answer)
end

IO.inspect(:code.delete(Hot))
IO.inspect(:code.soft_purge(Hot))
IO.inspect(:code.purge(Hot))

receive do
  {:DOWN, ^ref, _, _, why} -> IO.inspect(why)
end

IO.inspect(function_exported?(Hot, :v, 0))
IO.inspect(:code.is_loaded(Hot))
IO.inspect(:code.delete(Hot))
IO.inspect(:code.which(NoSuchModule))
IO.inspect(:code.is_loaded(NoSuchModule))
IO.inspect(:code.module_status(NoSuchModule))
IO.inspect(:code.module_status([Enum, NoSuchModule]))
IO.inspect(:code.get_mode())
IO.inspect(:code.load_file(NoSuchModule))
IO.inspect(is_list(:code.get_path()))
IO.inspect(:code.priv_dir(:nope))
IO.inspect(:code.lib_dir(:nope))
IO.inspect(:code.ensure_modules_loaded([Enum, NoSuchModule]))
IO.inspect(:erlang.module_loaded(Enum))
IO.inspect(:erlang.check_old_code(Hot))
IO.inspect(:code.objfile_extension())
IO.inspect(:code.modified_modules())
IO.inspect(:code.where_is_file(~c"nope.beam"))
