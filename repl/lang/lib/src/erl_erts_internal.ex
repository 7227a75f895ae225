# What processes run that ERTS starts by itself.
defmodule :erts_internal do
  # In place of a process that another node could not start.
  def crasher(node, module, function, args, options, reason) do
    warn(node, module, function, args, options)
    exit(reason)
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
