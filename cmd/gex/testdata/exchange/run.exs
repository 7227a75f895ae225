# Evaluates the lines of a table against another node and writes what each
# gives. {peer, table, out, only} is in :persistent_term under :exchange. Lines that begin
# with "+ " prepare others: they run first, in order. The others run side by
# side, each in a process of its own, with these names:
#
#   peer, here, me   the other node, this node, this process
#   far              spawns code on the other node
#   there            evaluates code there and returns the value
#   dead             returns the pid of a process of the other node that has ended
#   recv, none       the next message, or :none after a long or a short time
{peer, table, out, only} = :persistent_term.get(:exchange)
here = node()
Logger.configure(level: :none)

text = fn term ->
  inspect(term, limit: :infinity, printable_limit: :infinity, width: 100_000, charlists: :as_lists)
  |> String.replace(inspect(peer), ":peer")
  |> String.replace(inspect(here), ":here")
  |> String.replace(Atom.to_string(peer), "peer")
  |> String.replace(Atom.to_string(here), "here")
  |> String.replace(~r/#PID<0\.[\d.]+>/, "#PID<own>")
  |> String.replace(~r/#PID<[\d.]+>/, "#PID<far>")
  |> String.replace(~r/#Reference<[\d.]+>/, "#Reference<>")
  |> String.replace(~r/#Function<[^>]*>/, "#Function<>")
  # Where in which file a function of the library is.
  |> String.replace(~r/\[(error_info: %\{[^}]*\}, )?(file: \[[\d, ]*\], )?line: \d+(, error_info: %\{[^}]*\})?\]/, "[..]")
  |> String.replace(~r/\[error_info: %\{[^}]*\}\]/, "[..]")
end

recv = fn ->
  receive do
    message -> message
  after
    5000 -> :none
  end
end

none = fn ->
  receive do
    message -> {:unexpected, message}
  after
    150 -> :none
  end
end

there = fn code ->
  {value, _} = :erpc.call(peer, Code, :eval_string, [code, [me: self(), here: here]])
  value
end

far = fn code -> Node.spawn(peer, Code, :eval_string, [code, [me: self(), here: here]]) end

dead = fn ->
  {pid, ref} = Node.spawn_monitor(peer, :erlang, :node, [])

  receive do
    {:DOWN, ^ref, _, _, _} -> pid
  end
end

outcome = fn line ->
  {pid, ref} =
    spawn_monitor(fn ->
      binding = [peer: peer, here: here, me: self(), recv: recv, none: none, there: there, far: far, dead: dead]

      result =
        try do
          {value, _} = Code.eval_string(line, binding)
          {:is, value}
        catch
          class, reason -> {:raised, class, reason}
        end

      left =
        receive do
          message -> [{:left, message}]
        after
          0 -> []
        end

      exit({:result, [result | left]})
    end)

  receive do
    {:DOWN, ^ref, _, _, {:result, [result]}} -> text.(result)
    {:DOWN, ^ref, _, _, {:result, results}} -> text.(results)
    {:DOWN, ^ref, _, _, reason} -> text.({:ended, reason})
  after
    20_000 ->
      Process.exit(pid, :kill)
      "nothing"
  end
end

{first, others} =
  table
  |> File.read!()
  |> String.split("\n", trim: true)
  |> Enum.reject(&(String.starts_with?(&1, ["#", "    "]) or not String.contains?(&1, only)))
  |> Enum.split_with(&String.starts_with?(&1, "+ "))

prepared = for "+ " <> line = entry <- first, do: [entry, "\n    ", outcome.(line), "\n"]

results =
  others
  |> Task.async_stream(fn line -> [line, "\n    ", outcome.(line), "\n"] end, max_concurrency: 32, timeout: :infinity)
  |> Enum.map(fn {:ok, text} -> text end)

File.write!(out <> ".part", [prepared, results])
File.rename!(out <> ".part", out)
:done
