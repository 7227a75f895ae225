# The receiving node of messages.exs: counts, and answers every {:done, from}.
# Its first line of output is the name of the node.
defmodule Sink do
  def loop(n) do
    receive do
      {:done, from} ->
        send(from, {:counted, n})
        loop(0)

      :stop ->
        :ok

      _ ->
        loop(n + 1)
    end
  end
end

Process.register(self(), :sink)
IO.puts(node())
Sink.loop(0)
