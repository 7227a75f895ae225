# Files that need each other's modules, compiled at the same time.
directory = "/tmp/code_parallel_#{System.pid()}"
File.mkdir_p!(directory)
File.cd!(directory)

write = fn files ->
  for {name, text} <- files do
    File.write!(name, text)
    name
  end
end

short = fn path -> path |> String.split("/") |> List.last() end

show = fn {status, what, info} ->
  what = for w <- what, do: if(is_map(w), do: {short.(w.file), w.position, w.message}, else: w)
  warnings = for w <- info.compile_warnings, do: {short.(w.file), w.position, w.message}
  IO.inspect({status, what, warnings}, limit: :infinity, printable_limit: :infinity)
end

compile = fn files, options ->
  files |> write.() |> Kernel.ParallelCompiler.compile([return_diagnostics: true] ++ options) |> show.()
end

# Macros, structs and functions of a file that takes longer.
compile.(
  [
    {"a.ex", "defmodule A do\n  require B\n  def a, do: B.m(1)\n  def s, do: %B{x: 1}\n  def late, do: C.c()\nend\n"},
    {"b.ex", "Process.sleep(50)\ndefmodule B do\n  defstruct [:x]\n  defmacro m(x), do: {:ok, x}\nend\n"},
    {"c.ex", "defmodule C do\n  def c, do: A.a()\nend\n"}
  ],
  []
)

IO.inspect({A.a(), A.s(), A.late()})

# A warning, and the callbacks.
compile.([{"w.ex", "defmodule W do\n  def w(x), do: 1\nend\n"}],
  each_file: fn file -> IO.inspect({:file, short.(file)}) end,
  each_module: fn file, module, binary -> IO.inspect({:module, short.(file), module, is_binary(binary)}) end
)

# What is to be found nowhere, and what fails.
compile.([{"n.ex", "defmodule N do\n  require Nope\nend\n"}], [])
compile.([{"e.ex", "defmodule E do\n  def e, do: x\nend\n"}], [])
compile.([{"r.ex", "defmodule R do\n  raise \"oops\"\nend\n"}], [])

# Asking for modules.
compile.(
  [
    {"ask.ex",
     """
     IO.inspect(Kernel.ParallelCompiler.pmap([1, 2, 3], &(&1 * 2)))
     IO.inspect(Code.can_await_module_compilation?())
     IO.inspect(Code.ensure_compiled(Asked))
     IO.inspect(Code.ensure_compiled(NeverDefined))
     """},
    {"asked.ex", "Process.sleep(30)\ndefmodule Asked do\nend\n"}
  ],
  []
)

IO.inspect(Code.can_await_module_compilation?())

try do
  Kernel.ParallelCompiler.pmap([1], & &1)
rescue
  e -> IO.puts(Exception.message(e))
end

# Files of scripts, and BEAM files.
write.([{"s.exs", "defmodule Sc do\nend\n"}, {"p.ex", "defmodule P do\n  def p, do: :p\nend\n"}])
show.(Kernel.ParallelCompiler.require(["s.exs"], return_diagnostics: true))
File.mkdir_p!("out")
show.(Kernel.ParallelCompiler.compile_to_path(["p.ex"], "out", return_diagnostics: true))
IO.inspect(File.ls!("out"))
IO.inspect(Kernel.ParallelCompiler.compile([], return_diagnostics: true))

File.cd!("/tmp")
File.rm_rf!(directory)
