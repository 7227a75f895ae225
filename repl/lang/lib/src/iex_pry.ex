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

  # What dbg/2 makes of code when it stops before it (gex --dbg pry). The calls of a
  # pipeline that begin on a line are one step.
  def dbg({:|>, _, _} = code, options, %{__struct__: Macro.Env} = env) do
    [first | rest] =
      code
      |> Macro.unpipe()
      |> Enum.chunk_by(fn {call, _} -> line(call, env.line) end)

    steps =
      for [{call, _} | _] = chunk <- rest do
        quote do
          next = if next, do: IEx.Pry.__stop__(binding(), %{__ENV__ | line: unquote(line(call, env.line))}), else: false
          value = unquote(piped(quote(do: value), chunk))
          Macro.__dbg__(:last_pipe, {unquote(code(chunk)), value}, options)
        end
      end

    [{call, _} | calls] = first

    quote do
      options = unquote(options)
      next = IEx.Pry.__stop__(binding(), %{__ENV__ | line: unquote(line(call, env.line))})
      value = unquote(piped(call, calls))
      Macro.__dbg__(:last, {unquote(code(first)), value}, options)
      unquote_splicing(steps)
      _ = next
      value
    end
  end

  def dbg(code, options, %{__struct__: Macro.Env} = env) do
    quiet = quote(do: Keyword.put(unquote(options), :print_location, false))

    quote do
      IEx.Pry.__stop__(binding(), __ENV__)
      unquote(Macro.dbg(code, quiet, env))
    end
  end

  def __stop__(binding, env), do: pry(binding, env) == {:ok, true}

  defp piped(first, calls), do: Enum.reduce(calls, first, fn {call, position}, value -> Macro.pipe(value, call, position) end)

  # The code of a step: its calls are shown as a pipeline of their own.
  defp code([{first, _} | calls]) do
    calls |> Enum.reduce(first, fn {call, _}, code -> {:|>, [], [code, call]} end) |> Macro.escape()
  end

  defp line({{:., _, [_, _]} = dot, meta, _}, default), do: Keyword.get(meta, :line) || line(dot, default)
  defp line({_, meta, _}, default) when is_list(meta), do: Keyword.get(meta, :line, default)
  defp line(_, default), do: default

  # ---- breakpoints

  def __breakpoint__(code, stops, _env) do
    {module, function, arity, condition} = target(code)

    quote do
      IEx.Pry.break!(unquote(module), unquote(function), unquote(arity), unquote(stops), unquote(condition))
    end
  end

  defp target({:/, _, [call, arity]} = code) when is_integer(arity) do
    case Macro.decompose_call(call) do
      {module, function, []} -> {module, function, arity, nil}
      _ -> unknown!(code)
    end
  end

  defp target({:when, _, [call, guard]} = code), do: target(call, [guard], code)
  defp target(code), do: target(code, [], code)

  defp target(call, guards, code) do
    case Macro.decompose_call(call) do
      {module, function, args} -> {module, function, length(args), condition(args, guards)}
      _ -> unknown!(code)
    end
  end

  # A function of the tuple of arguments.
  defp condition(args, guards) do
    pattern = {:{}, [], args}
    pattern = if guards == [], do: pattern, else: {:when, [], [pattern | guards]}
    quote(do: fn arguments -> match?(unquote(pattern), arguments) end)
  end

  defp unknown!(code) do
    raise ArgumentError, """
    unknown expression to break on, expected one of:

      * Mod.fun/arity, such as: URI.parse/1
      * Mod.fun(arg1, arg2, ...), such as: URI.parse(_)
      * Mod.fun(arg1, arg2, ...) when guard, such as: URI.parse(var) when is_binary(var)

    Got #{Macro.to_string(code)}
    """
  end

  # Stops the next calls of a function for which condition holds, a function of the
  # tuple of their arguments, nil for any call. It returns the breakpoint's id.
  def break!(module, function, arity, stops, condition \\ nil) do
    case :erlang.apply(__MODULE__, :__break__, [module, function, arity, condition, stops]) do
      {:ok, id} -> id
      {:error, reason} -> raise "could not set breakpoint, " <> why(reason, module, function, arity)
    end
  end

  defp why(:no_beam_file, module, _, _), do: "could not find .beam file for #{inspect(module)}"
  defp why(:non_elixir_module, module, _, _), do: "module #{inspect(module)} was not written in Elixir"
  defp why(:own_module, module, _, _), do: "#{inspect(module)} is part of gex, whose modules have no source here"

  defp why(:unknown_function_arity, module, function, arity) do
    "unknown function/macro #{Exception.format_mfa(module, function, arity)}"
  end

  # Called by the functions that have breakpoints, at the start of a clause.
  def __reached__(id, arguments, binding, env) do
    case :erlang.apply(__MODULE__, :__hit__, [id, true]) do
      false -> false
      nil -> __stop_at__(id, binding, env)
      condition -> condition.(List.to_tuple(arguments)) and __stop_at__(id, binding, env)
    end
  end

  def __stop_at__(id, binding, env), do: :erlang.apply(__MODULE__, :__hit__, [id, false]) and __stop__(binding, env)

  # Called before the other lines; next is what the call before has returned.
  def __step__(false, _, _), do: false
  def __step__(true, binding, env), do: __stop__(binding, env)

  def breaks do
    for {_, module, name, arity, stops} <- all(), do: {module, {name, arity}, stops}
  end

  defp all, do: :erlang.apply(__MODULE__, :__breaks__, [])

  def reset_break(id), do: :erlang.apply(__MODULE__, :__reset__, [id])

  def reset_break(module, function, arity) do
    case for({id, ^module, ^function, ^arity, _} <- all(), do: id) do
      [id] -> reset_break(id)
      [] -> false
    end
  end

  def remove_breaks(module \\ nil), do: :erlang.apply(__MODULE__, :__remove__, [module])

  # Prints the table of breakpoints.
  def __show__ do
    rows =
      for {id, module, name, arity, stops} <- all() do
        [Integer.to_string(id), Exception.format_mfa(module, name, arity), Integer.to_string(stops)]
      end

    if rows == [], do: IO.puts(:erlang.apply(IEx, :color, [:eval_info, "No breakpoints set"])), else: table(["ID", "Module.function/arity", "Pending stops"], rows)
    nil
  end

  defp table(heading, rows) do
    widths = for column <- Enum.zip([heading | rows]), do: column |> Tuple.to_list() |> Enum.map(&String.length/1) |> Enum.max()
    line = fn cells -> String.trim_trailing(Enum.map_join(Enum.zip(cells, widths), " ", fn {text, width} -> " " <> String.pad_trailing(text, width) <> " " end)) end
    IO.puts(["\n", line.(heading), "\n", Enum.map_join(widths, " ", &String.duplicate("-", &1 + 2))])
    Enum.each(rows, &IO.puts(line.(&1)))
    IO.puts("")
  end
end
