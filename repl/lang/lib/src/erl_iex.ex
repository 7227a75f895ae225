# What the client of a remote shell calls on the node it connects to. The shell itself
# is started by natives of the shell.
defmodule :iex do
  # The client runs what its own command line asks for, and answers when the shell may
  # begin.
  def sync_remote(client, ref) do
    monitor = :erlang.monitor(:process, client)
    send(client, {:begin, ref, self()})

    receive do
      {:done, ^ref} -> :erlang.demonitor(monitor, [:flush])
      {:DOWN, ^monitor, _, _, reason} -> exit(reason)
    end
  end

  # What the line editor of the client calls for Tab: a fun that is no module's, so
  # that it can be called there.
  def expander do
    {fun, _} = Code.eval_string("fn before -> :erpc.call(node, :edlin_expand, :expand, [before]) end", node: node())
    fun
  end
end

defmodule IEx.CLI do
  @moduledoc false
  def remote_start(client, ref), do: :iex.sync_remote(client, ref)
end

defmodule :group do
  @compile {:no_warn_undefined, {IEx, :__shell__, 1}}
  def whereis_shell do
    leader = :erlang.group_leader()

    case IEx.__shell__(leader) do
      nil when node(leader) != node() -> :erpc.call(node(leader), :group, :whereis_shell, [])
      nil -> :undefined
      pid -> pid
    end
  end
end
