# Evaluates what the shell at the other end sends. Given are owner, tag, helpers,
# which tells whether IEx is there, argv, and kept: nil, or what an evaluator before
# this one has sent. Nothing here may warn: that would be read in the log of the node.
state =
  case kept do
    {_, _, _} ->
      kept

    nil ->
      env = Code.env_for_eval(file: "iex", line: 1)

      {_, _, env} =
        if helpers do
          imports = {:import, [], [{:__aliases__, [alias: false], [:IEx, :Helpers]}]}
          Code.eval_quoted_with_env(imports, [], env)
        else
          {nil, [], env}
        end

      {if(argv == nil, do: [], else: [argv: argv]), env, []}
  end

inspected = fn value, colors ->
  width =
    case :io.columns() do
      {:ok, n} -> min(n, 80)
      _ -> 80
    end

  opts = if helpers, do: apply(IEx, :inspect_opts, []), else: []
  opts = Keyword.merge([pretty: true, width: width], Keyword.delete(opts, :syntax_colors))
  opts = if colors, do: [syntax_colors: IO.ANSI.syntax_colors()] ++ opts, else: opts
  inspect(value, opts)
end

# The text that stands for a value, nil for none.
shown = fn value, format ->
  cond do
    value == :"do not show this result in output" or format == :none -> nil
    format == :raw and is_binary(value) -> value
    format == :raw -> to_string(value)
    format == :term -> List.to_string(:io_lib.format("~tw.", [value]))
    format == :json and Code.ensure_loaded?(JSON) -> apply(JSON, :encode!, [value])
    format == :json and Code.ensure_loaded?(Jason) -> apply(Jason, :encode!, [value])
    format == :json and Code.ensure_loaded?(:json) -> IO.iodata_to_binary(apply(:json, :encode, [value]))
    format == :json -> raise "this node has no module for JSON"
    true -> inspected.(value, elem(format, 1))
  end
end

# The frames of the code alone, without those of this evaluator below them.
below = [:elixir, :erl_eval, :eval_bits, Code, Module.ParallelChecker]

own = fn stack ->
  stack
  |> Enum.reverse()
  |> Enum.drop_while(fn frame -> elem(frame, 0) in below or elem(frame, 3)[:file] == ~c"nofile" end)
  |> Enum.reverse()
end

indented = fn text -> "    " <> String.replace(text, "\n", "\n    ") end

report = fn kind, reason, stack ->
  {reason, stack} = if kind == :error, do: Exception.blame(kind, reason, stack), else: {reason, stack}
  banner = Exception.format_banner(kind, reason, stack)
  trace = for frame <- own.(stack), do: indented.(Exception.format_stacktrace_entry(frame)) <> "\n"

  cond do
    is_struct(reason, CompileError) and String.ends_with?(banner, "cannot compile file (errors have been logged)") ->
      {:error, "** (CompileError) cannot compile code (errors have been logged)", "\n"}

    is_struct(reason, CompileError) ->
      {:error, banner, ""}

    is_struct(reason, FunctionClauseError) and String.contains?(banner, "\n") ->
      [first, blame] = String.split(banner, "\n", parts: 2)
      {:error, first <> "    ", indented.(blame) <> "\n" <> Enum.join(trace)}

    true ->
      {:error, banner, Enum.join(trace)}
  end
end

# v() and v(n) are values of before; the variable v is left alone.
remembered = fn forms, history ->
  at = fn n ->
    found = if n < 0, do: Enum.at(history, -n - 1), else: List.keyfind(history, n, 0)

    case found do
      {n, _} -> quote(do: :erlang.element(2, :lists.keyfind(unquote(n), 1, :erlang.get(:"$gex_history"))))
      nil -> raise "v(#{n}) is out of bounds"
    end
  end

  Macro.prewalk(forms, fn
    {:v, _, []} -> at.(-1)
    {:v, _, [n]} when is_integer(n) -> at.(n)
    {:v, _, [{:-, _, [n]}]} when is_integer(n) -> at.(-n)
    {:i, meta, []} when helpers -> {:i, meta, [at.(-1)]}
    other -> other
  end)
end

# One after the other: each is expanded with what those before it have imported.
evaluated = fn
  evaluated, [form], binding, env ->
    _ = evaluated
    Code.eval_quoted_with_env(form, binding, env)

  evaluated, [form | rest], binding, env ->
    {_, binding, env} = Code.eval_quoted_with_env(form, binding, env)
    evaluated.(evaluated, rest, binding, env)
end

expressions = fn
  {:__block__, _, [_ | _] = list} -> list
  other -> [other]
end

# What the compiler has to say would go to the standard error of the node.
diagnosed = fn fun ->
  if function_exported?(Code, :with_diagnostics, 2) do
    apply(Code, :with_diagnostics, [[log: false], fun])
  else
    {fun.(), []}
  end
end

diagnostics = fn list ->
  for d <- list do
    line =
      case d.position do
        {line, column} -> "#{line}:#{column}"
        line -> "#{line}"
      end

    message = String.trim_trailing(d.message)
    {d.severity, "#{message}\n└─ #{Path.relative_to_cwd(d.file || "iex")}:#{line}\n\n"}
  end
end

# What another evaluator can go on from, unless it is big.
keep = fn state ->
  {:memory, memory} = Process.info(self(), :memory)
  if memory < 16_000_000 and :erlang.external_size(state) < 1_000_000, do: state, else: :big
end

run = fn forms, counter, format, {binding, env, history} ->
  {result, found} =
    diagnosed.(fn ->
      try do
        {:ok, remembered.(forms, history)}
      catch
        kind, reason -> report.(kind, reason, [])
      else
        {:ok, forms} ->
          Process.put(:"$gex_history", history)

          try do
            {value, binding, env} = evaluated.(evaluated, expressions.(forms), binding, env)
            {:ok, value, binding, %{env | line: 1}}
          catch
            kind, reason -> report.(kind, reason, __STACKTRACE__)
          after
            Process.delete(:"$gex_history")
          end
      end
    end)

  {result, state} =
    case result do
      {:ok, value, binding, env} ->
        state = {binding, env, Enum.take([{counter, value} | history], 20)}

        try do
          {{:ok, shown.(value, format)}, state}
        catch
          kind, reason -> {report.(kind, reason, __STACKTRACE__), state}
        end

      error ->
        {error, {binding, env, history}}
    end

  {result, diagnostics.(found), state}
end

at_path = fn binding, name, path ->
  Enum.reduce_while([name | path], {:ok, Map.new(binding)}, fn key, {:ok, map} ->
    case map do
      %{^key => value} -> {:cont, {:ok, value}}
      _ -> {:halt, :error}
    end
  end)
end

names = fn binding, prefix ->
  for {name, _} when is_atom(name) <- binding, text = Atom.to_string(name), String.starts_with?(text, prefix), do: text
end

# IEx.Autocomplete finds an evaluator by this.
Process.put(:evaluator, self())

# When the shell is gone, this process ends too: whatever it evaluates, and though it
# may trap exits.
watch = Process.monitor(owner)
evaluator = self()

spawn(fn ->
  from = Process.monitor(owner)
  to = Process.monitor(evaluator)

  receive do
    {:DOWN, ^from, _, _, _} -> Process.exit(evaluator, :kill)
    {:DOWN, ^to, _, _, _} -> :ok
  end
end)

loop = fn loop, {binding, env, _} = state ->
  receive do
    {^tag, :eval, source, counter, how, format} ->
      parse = fn parser -> parser.(source, line: counter, file: "iex") end

      case parse.(&Code.string_to_quoted/2) do
        {:error, {_, _, ""}} when how == :more ->
          send(owner, {tag, :more})
          loop.(loop, state)

        {:error, _} ->
          result =
            try do
              parse.(&Code.string_to_quoted!/2)
            catch
              kind, reason -> report.(kind, reason, [])
            end

          send(owner, {tag, :done, result, [], :same})
          loop.(loop, state)

        {:ok, forms} ->
          {result, found, state} = run.(forms, counter, format, state)
          send(owner, {tag, :done, result, found, keep.(state)})
          loop.(loop, state)
      end

    {^tag, :names, ref, from, prefix} ->
      send(from, {ref, names.(binding, prefix)})
      loop.(loop, state)

    {:fields_from_env, _, ref, from, fields} ->
      send(from, {ref, Map.take(env, fields)})
      loop.(loop, state)

    {:value_from_binding, _, ref, from, name, path} ->
      send(from, {ref, at_path.(binding, name, path)})
      loop.(loop, state)

    {:variables_from_binding, _, ref, from, prefix} ->
      send(from, {ref, names.(binding, prefix)})
      loop.(loop, state)

    {:DOWN, ^watch, :process, _, _} ->
      :ok
  end
end

send(owner, {tag, :ready})
loop.(loop, state)
