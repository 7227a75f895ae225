# What ERTS does by itself where gex has Elixir for it.
defmodule :erts_internal do
  # In place of a process that another node could not start.
  def crasher(node, module, function, args, options, reason) do
    warn(node, module, function, args, options)
    exit(reason)
  end

  # Calls a fun of another node that has no code here, as if it were run here.
  def call_owner(fun, args) do
    {:pid, owner} = :erlang.fun_info(fun, :pid)

    try do
      :erpc.call(node(owner), :erlang, :apply, [fun, args])
    catch
      :error, {:exception, reason, stack} -> :erlang.raise(:error, reason, stack)
      :exit, {:exception, reason} -> exit(reason)
    end
  end

  defp warn(node, module, function, args, []) do
    report(~c"** Can not start ~w:~w,~w on ~w **~n", [module, function, args, node])
  end

  defp warn(node, module, function, args, options) do
    report(~c"** Can not start ~w:~w,~w (~w) on ~w **~n", [module, function, args, options, node])
  end

  defp report(format, args) do
    :logger.log(:warning, format, args, %{error_logger: %{tag: :warning_msg}})
  end
end
