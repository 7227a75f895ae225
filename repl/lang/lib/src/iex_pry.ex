defmodule IEx.Pry do
  # Breakpoints. The shell lends itself to the process that reaches one; that is
  # __take_over__/4, a native of the shell like __place__/0.

  # The process evaluates for the shell, in the place that env describes, until the
  # user leaves the breakpoint: {:ok, next?}, next? for to stop at the next place.
  def pry(binding, %{__struct__: Macro.Env, file: file, line: line} = env) do
    location = location(env)

    source =
      case source(file, line, 3) do
        {:ok, text} -> text
        :error -> ""
      end

    case :erlang.apply(__MODULE__, :__take_over__, [location, source, binding, env]) do
      {:error, :no_iex} = error ->
        IO.puts("Cannot pry #{inspect(self())} at #{location}. Is an IEx shell running?")
        error

      other ->
        other
    end
  end

  defp location(%{function: {name, arity}, module: module} = env) do
    "#{Exception.format_mfa(module, name, arity)} (#{path(env)}:#{env.line})"
  end

  defp location(env), do: "#{path(env)}:#{env.line}"

  defp path(env), do: relative(env.file)

  defp relative(file) do
    {:ok, directory} = :file.get_cwd()
    String.replace_prefix(file, String.trim_trailing(List.to_string(directory), "/") <> "/", "")
  end

  # The lines of a file around one, that one marked.
  defp source(file, line, radius) do
    with true <- is_integer(line) and line > 0,
         {:ok, text} <- File.read(file) do
      lines = String.split(text, ["\r\n", "\n"])
      first = max(line - radius, 1)

      case Enum.slice(lines, (first - 1)..(line + radius - 1)//1) do
        [_ | _] = shown when length(lines) >= line -> {:ok, numbered(shown, first, line)}
        _ -> :error
      end
    else
      _ -> :error
    end
  end

  defp numbered(lines, first, line) do
    for {text, n} <- Enum.with_index(lines, first), into: "" do
      row = String.pad_leading(Integer.to_string(n), 5) <> ": " <> text
      if n == line, do: marked(row) <> "\n", else: row <> "\n"
    end
  end

  defp marked(row), do: if(IO.ANSI.enabled?(), do: IO.ANSI.bright() <> row <> IO.ANSI.normal(), else: row)

  # What whereami/1 prints; :error at no breakpoint.
  def whereami(radius) do
    case :erlang.apply(__MODULE__, :__place__, []) do
      nil ->
        :error

      {file, line, stacktrace} ->
        where = ["Location: ", relative(file), ":", Integer.to_string(line), "\n"]

        shown =
          case source(file, line, radius) do
            {:ok, text} -> ["\n", text, "\n"]
            :error -> ["Could not extract source snippet. Location is not available.\n"]
          end

        {:ok, [where, shown, Exception.format_stacktrace(stacktrace)]}
    end
  end
end
