# An error at the top of a file: Code.require_file/2 ends the trace.
IO.inspect(__ENV__.module)
f = fn x -> x end
IO.inspect(Function.info(f, :module))
IO.inspect(:erlang.fun_info(f, :name))
raise ArgumentError, "top"
