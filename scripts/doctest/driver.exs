# Runs blocks of documented examples and writes a line of results each:
# a control character, the block, the example, the outcome, what was got and what
# was expected, both in hexadecimal.
defmodule GexDoctest do
  def block(number, code) do
    {pid, ref} =
      spawn_monitor(fn ->
        try do
          Code.eval_string(code, [], file: "doctest")
        catch
          kind, reason ->
            report(number, "stopped", Exception.format_banner(kind, reason, __STACKTRACE__), "")
        end

        exit(:shutdown)
      end)

    receive do
      {:DOWN, ^ref, _, _, :shutdown} -> report(number, "done", "", "")
      {:DOWN, ^ref, _, _, reason} -> report(number, "done", "exit: " <> inspect(reason), "")
    after
      5000 ->
        Process.exit(pid, :kill)
        report(number, "done", "no answer within 5 seconds", "")
    end
  end

  # In a tuple: Process.delete gives :undefined for no value as nil.
  def keep(value), do: Process.put(__MODULE__, {:kept, value})

  defp kept do
    {:kept, value} = Process.delete(__MODULE__)
    value
  end

  def value(number, example, expected) do
    value = kept()

    if value === expected do
      report(number, example, "pass", "", "")
    else
      report(number, example, "fail", inspect(value), inspect(expected))
    end
  end

  def inspected(number, example, expected) do
    case inspect(kept(), safe: false) do
      ^expected -> report(number, example, "pass", "", "")
      other -> report(number, example, "fail", other, expected)
    end
  end

  def raised(number, example, fun, exception, message) do
    try do
      fun.()
    rescue
      error ->
        got = Exception.message(error)

        if error.__struct__ == exception and same_message?(got, message) do
          report(number, example, "pass", "", "")
        else
          report(number, example, "fail", banner(error.__struct__, got), banner(exception, message))
        end
    else
      value -> report(number, example, "fail", inspect(value), banner(exception, message))
    end
  end

  defp banner(exception, message), do: "** (" <> inspect(exception) <> ") " <> message

  defp same_message?(got, got), do: true

  defp same_message?(got, expected) do
    size = byte_size(expected) - 3

    size >= 0 and binary_part(expected, size, 3) == "..." and byte_size(got) >= size and
      binary_part(got, 0, size) == binary_part(expected, 0, size)
  end

  defp report(number, outcome, got, expected), do: report(number, -1, outcome, got, expected)

  def report(number, example, outcome, got, expected) do
    IO.write(["\n\x02 #{number} #{example} #{outcome} x", hex(got), " x", hex(expected), "\n"])
  end

  defp hex(text), do: for(<<high::4, low::4 <- text>>, do: [digit(high), digit(low)])

  defp digit(n) when n < 10, do: ?0 + n
  defp digit(n), do: ?a + n - 10
end

