# Asks IEx.Autocomplete what Tab does. Each line of standard input is a tuple of
# the code before and a text, as an Elixir term; each line of output is what is
# inserted and the candidates, joined by tabs.
{:ok, _} = Application.ensure_all_started(:iex)
# What a shell has loaded by the time of its first prompt.
for m <- [IEx, IEx.Helpers, IEx.Evaluator, IEx.Server, IEx.Autocomplete], do: Code.ensure_loaded(m)

defmodule Recorder do
  def shell(setup) do
    server = self()
    {:ok, sink} = StringIO.open("")
    evaluator = :proc_lib.start(IEx.Evaluator, :init, [:ack, server, sink, 1, [dot_iex: ""]])
    Process.put(:evaluator, evaluator)

    if setup != "" do
      send(evaluator, {:eval, server, Code.string_to_quoted!(setup, file: "iex"), 1})

      receive do
        {:evaled, ^evaluator, :ok} -> :ok
        {:evaled, ^evaluator, _} -> raise "#{setup}: #{inspect(StringIO.contents(sink))}"
      after
        5000 -> raise "no answer to #{setup}"
      end
    end
  end

  def ask(text) do
    {answer, insert, found} = IEx.Autocomplete.expand(Enum.reverse(String.to_charlist(text)), self())
    true = answer in [:yes, :no]

    shown =
      Enum.flat_map(found, fn
        %{title: title, elems: elems} -> ["== #{title}" | Enum.map(elems, &to_string/1)]
        other -> [to_string(other)]
      end)

    Enum.join([to_string(insert) | shown], "\t") |> String.replace("\n", "⏎")
  end
end

Enum.reduce(IO.stream(:stdio, :line), nil, fn line, before ->
  {{setup, text}, _} = Code.eval_string(line)
  if setup != before, do: Recorder.shell(setup)
  IO.puts(try do Recorder.ask(text) rescue _ -> "crash" end)
  setup
end)
