defmodule IEx.Introspection do
  # What h/1, b/1 and t/1 of the shell print.
  @dont_display :"do not show this result in output"

  # The code of what a helper was asked for, as {module, function} or the like.
  def decompose({:/, _, [call, arity]} = term, env) when is_integer(arity) do
    case call do
      {{:., _, [module, function]}, _, []} when is_atom(function) -> {:{}, [], [module, function, arity]}
      {name, _, context} when is_atom(name) and is_atom(context) -> found(name, arity, env)
      _ -> term
    end
  end

  def decompose({{:., _, [module, function]}, _, []}, _) when is_atom(function), do: {module, function}
  def decompose({name, _, []}, _) when name in [:%{}, :<<>>], do: {Kernel.SpecialForms, name}
  def decompose({:__aliases__, _, _} = alias, _), do: alias
  def decompose({name, _, args}, env) when is_atom(name) and (is_atom(args) or args == []) and name != :{}, do: found(name, nil, env)
  def decompose(term, _), do: term

  # A function or macro that is called by name alone; Kernel is said to have those
  # that are nowhere.
  defp found(name, arity, env) do
    imported =
      Enum.find_value(env.functions ++ env.macros, fn {module, names} ->
        if Enum.any?(names, fn {n, a} -> n == name and arity in [nil, a] end), do: module
      end)

    special? = Enum.any?(Kernel.SpecialForms.__info__(:macros), fn {n, a} -> n == name and arity in [nil, a] end)
    module = imported || if(special?, do: Kernel.SpecialForms, else: Kernel)
    if arity, do: {:{}, [], [module, name, arity]}, else: {module, name}
  end

  # ---- h

  def h(module) when is_atom(module) do
    with_module(module, fn ->
      case Code.fetch_docs(module) do
        {:docs_v1, _, _, _, :hidden, _, _} ->
          no_docs(inspect(module))

        {:docs_v1, _, _, format, doc, metadata, _} ->
          print([inspect(module)], [], metadata, doc, format)

        {:error, _} ->
          puts_error("#{inspect(module)} was not compiled with docs")
      end
    end)
  end

  def h({module, function}) when is_atom(module) and is_atom(function), do: h_function(module, function, nil)

  def h({module, function, arity}) when is_atom(module) and is_atom(function) and is_integer(arity) do
    h_function(module, function, arity)
  end

  def h(other) do
    puts_error(
      "The \"h\" helper expects a Module, Module.fun or Module.fun/arity, got: #{inspect(other)}\n" <>
        "If instead of accessing documentation you would like more information about a value or about the result of an expression, use the \"i\" helper instead"
    )

    @dont_display
  end

  defp h_function(module, function, arity) do
    with_module(module, fn ->
      case Code.fetch_docs(module) do
        {:docs_v1, _, language, format, _, _, docs} ->
          entries =
            for {{kind, ^function, n}, _, signature, doc, metadata} <- docs,
                kind in [:function, :macro] and doc != :hidden,
                arity == nil or arity in (n - Map.get(metadata, :defaults, 0))..n do
              {kind, n, signature, doc, metadata}
            end

          if entries == [] do
            not_documented(module, function, arity, docs)
          else
            Enum.each(entries, &h_entry(module, function, arity, language, format, &1))
          end

        {:error, _} ->
          puts_error("#{inspect(module)} was not compiled with docs")
      end
    end)
  end

  defp h_entry(module, function, asked, language, format, {kind, arity, signature, doc, metadata}) do
    prefix =
      case {language, kind} do
        {:elixir, :macro} -> "defmacro "
        {:elixir, :function} -> "def "
        _ -> ""
      end

    heading = prefix <> Enum.join(if(signature == [], do: ["#{function}/#{arity}"], else: signature), "\n")
    specs = if kind == :function, do: specs(module, function, asked || arity), else: []

    case doc == :none && behaviour_of(module, kind, function, arity) do
      {behaviour, format, doc} ->
        print([heading], specs, metadata, :none, format)
        what = "#{inspect(module)}.#{function}/#{arity} has no docs but is a callback for behaviour #{inspect(behaviour)}. Showing callback docs instead."
        IO.ANSI.Docs.print(what, "text/markdown", options())
        print_callback(behaviour, callback_kind(kind), function, arity, doc, format)

      _ ->
        print([heading], specs, metadata, doc, format)
    end
  end

  defp callback_kind(:function), do: :callback
  defp callback_kind(:macro), do: :macrocallback

  # The behaviour of a module that documents the callback.
  defp behaviour_of(module, kind, function, arity) do
    behaviours = module.module_info(:attributes) |> Keyword.get_values(:behaviour) |> Enum.concat()

    Enum.find_value(behaviours, fn behaviour ->
      with {:docs_v1, _, _, format, _, _, docs} <- Code.fetch_docs(behaviour),
           {_, _, _, %{} = doc, _} <- List.keyfind(docs, {callback_kind(kind), function, arity}, 0) do
        {behaviour, format, doc}
      else
        _ -> nil
      end
    end)
  end

  defp not_documented(module, function, arity, docs) do
    name = name(module, function, arity)

    same? = fn kinds ->
      Enum.any?(docs, fn {{kind, n, a}, _, _, _, _} -> kind in kinds and n == function and arity in [nil, a] end)
    end

    cond do
      same?.([:callback, :macrocallback]) -> elsewhere(name, "callback", "callback", "b/1")
      same?.([:type]) -> elsewhere(name, "type", "type", "t/1")
      true -> no_docs(name)
    end
  end

  defp elsewhere(name, what, documentation, helper) do
    puts_error(
      "No documentation for function #{name} was found, but there is a #{what} with the same name.\n" <>
        "You can view #{documentation} documentation with the #{helper} helper.\n"
    )
  end

  defp specs(module, function, arity) do
    for {:spec, code} <- types(module), name_of(code) == {function, arity}, do: typespec(:spec, code, 2)
  end

  # ---- b

  def b(module) when is_atom(module) do
    with_module(module, fn ->
      case callbacks(module) do
        [] ->
          puts_error("No callbacks for #{inspect(module)} were found")

        all ->
          Enum.each(all, fn {kind, _, _, code} -> IO.puts(typespec(kind, code, 0) <> "\n") end)
          optional = optional(module)
          if optional != [], do: IO.puts("@optional_callbacks #{strip(inspect(Enum.sort(optional)))}\n")
      end
    end)
  end

  def b({module, function}) when is_atom(module) and is_atom(function), do: b_function(module, function, nil)

  def b({module, function, arity}) when is_atom(module) and is_atom(function) and is_integer(arity) do
    b_function(module, function, arity)
  end

  def b(other) do
    puts_error("Invalid arguments for b helper: #{inspect(other)}")
    @dont_display
  end

  defp b_function(module, function, arity) do
    with_module(module, fn ->
      case for {_, ^function, n, _} = callback <- callbacks(module), arity in [nil, n], do: callback do
        [] ->
          no_docs(name(module, function, arity))

        found ->
          for {kind, _, n} <- Enum.uniq(for {kind, _, n, _} <- found, do: {kind, function, n}) do
            {doc, format} = docs_of(module, {kind, function, n})
            print_callback(module, kind, function, n, doc, format)
          end
      end
    end)
  end

  defp print_callback(module, kind, function, arity, doc, format) do
    for {^kind, ^function, ^arity, code} <- callbacks(module), do: IO.puts(typespec(kind, code, 0))
    IO.puts("")
    print_doc(doc, format)
  end

  defp callbacks(module) do
    all = for {kind, code} <- types(module), kind in [:callback, :macrocallback], {n, a} = name_of(code), do: {kind, n, a, code}
    Enum.sort_by(all, fn {_, name, arity, _} -> {name, arity} end)
  end

  defp optional(module) do
    if function_exported?(module, :behaviour_info, 1), do: module.behaviour_info(:optional_callbacks), else: []
  end

  defp strip(list), do: list |> String.trim_leading("[") |> String.trim_trailing("]")

  # ---- t

  def t(module) when is_atom(module) do
    with_module(module, fn ->
      case named_types(module) do
        [] -> puts_error("No type information for #{inspect(module)} was found")
        all -> Enum.each(all, fn {kind, _, _, code} -> IO.puts(typespec(kind, code, 0) <> "\n") end)
      end
    end)
  end

  def t({module, type}) when is_atom(module) and is_atom(type), do: t_type(module, type, nil)

  def t({module, type, arity}) when is_atom(module) and is_atom(type) and is_integer(arity) do
    t_type(module, type, arity)
  end

  def t(other) do
    puts_error("Invalid arguments for t helper: #{inspect(other)}")
    @dont_display
  end

  defp t_type(module, type, arity) do
    with_module(module, fn ->
      case for {_, ^type, n, _} = found <- named_types(module), arity in [nil, n], do: found do
        [] ->
          name = name(module, type, nil)
          puts_error("No type information for #{name} was found or #{name} is private")

        all ->
          for {kind, _, n, code} <- all do
            IO.puts(typespec(kind, code, 0) <> "\n")
            {_, _, metadata, doc, format} = entry(module, {:type, type, n})
            IO.ANSI.Docs.print_metadata(metadata, options())
            print_doc(doc, format)
          end
      end
    end)
  end

  defp named_types(module) do
    all = for {kind, code} <- types(module), kind in [:type, :opaque], {n, a} = name_of(code), do: {kind, n, a, code}
    Enum.sort_by(all, fn {_, name, arity, _} -> {name, arity} end)
  end

  # ---- open and source

  def open do
    case :erlang.apply(IEx.Pry, :__place__, []) do
      {file, line, _} -> edit(file, line)
      nil -> puts_error("Pry session is not currently enabled")
    end

    @dont_display
  end

  def open({file, line}) when is_binary(file) and is_integer(line) do
    edit(file, line)
    @dont_display
  end

  def open(what) do
    case location(what) do
      {:ok, file, line} -> edit(file, line)
      {:error, reason} -> puts_error("Could not open #{asked(what)}, #{reason}")
      :invalid -> puts_error("Invalid arguments for open helper: #{inspect(what)}")
    end

    @dont_display
  end

  def source(what) do
    case location(what) do
      {:ok, file, line} -> IO.puts("#{Path.relative_to_cwd(file)}:#{line}")
      {:error, reason} -> puts_error("Could not show source for #{asked(what)}, #{reason}")
      :invalid -> puts_error("Invalid arguments for source helper: #{inspect(what)}")
    end

    @dont_display
  end

  defp asked({module, function}), do: name(module, function, nil)
  defp asked({module, function, arity}), do: name(module, function, arity)
  defp asked(module), do: inspect(module)

  defp location(module) when is_atom(module), do: location(module, nil, nil)
  defp location({module, function}) when is_atom(module) and is_atom(function), do: location(module, function, nil)

  defp location({module, function, arity}) when is_atom(module) and is_atom(function) and is_integer(arity) do
    location(module, function, arity)
  end

  defp location(_), do: :invalid

  defp location(module, function, arity) do
    with {:module, _} <- Code.ensure_loaded(module),
         [_ | _] = file <- module.module_info(:compile)[:source] || [] do
      places = if function, do: compiled(module, function, arity), else: [{nil, 0}]

      case Enum.find_value(places, fn {name, arity} -> :elixir_code.line(module, name, arity) end) do
        :library -> {:error, "source code is not available"}
        nil when function != nil -> {:error, "function/macro is not available"}
        line -> {:ok, List.to_string(file), line || 1}
      end
    else
      [] -> {:error, "source code is not available"}
      _ -> {:error, "module is not available"}
    end
  end

  # The functions that one of this name, or a macro, is compiled to.
  defp compiled(module, function, arity) do
    macro = :"MACRO-#{function}"
    all = module.module_info(:functions)

    functions = for {^function, a} <- all, arity in [nil, a], do: {function, a}
    macros = for {^macro, a} <- all, arity in [nil, a - 1], do: {macro, a}
    functions ++ macros
  end

  defp edit(file, line) do
    editor = System.get_env("ELIXIR_EDITOR") || System.get_env("EDITOR")

    cond do
      not File.regular?(file) ->
        puts_error("Could not open #{inspect(file)}, file is not available.")

      editor == nil ->
        puts_error(
          "Could not open: #{inspect(file)}. Please set the ELIXIR_EDITOR or EDITOR environment variables " <>
            "with the command line invocation of your favorite EDITOR."
        )

      true ->
        IO.write(:erlang.apply(IEx, :color, [:eval_info, List.to_string(:os.cmd(String.to_charlist(command(editor, file, line))))]))
    end
  end

  # Without a place for the file it comes last, with the line.
  defp command(editor, file, line) do
    if String.contains?(editor, ["__FILE__", "__LINE__"]) do
      editor
      |> String.replace("__FILE__", inspect(file))
      |> String.replace("__LINE__", Integer.to_string(line))
    else
      "#{editor} #{inspect(file)}:#{line}"
    end
  end

  # ---- types

  defp types(module), do: :elixir_code.types(module)

  defp name_of({:when, _, [spec, _]}), do: name_of(spec)
  defp name_of({:"::", _, [{name, _, args}, _]}) when is_list(args), do: {name, length(args)}
  defp name_of({:"::", _, [{name, _, _}, _]}), do: {name, 0}

  # The code of a type in lines as wide as the shell, with parentheses behind the
  # names of types.
  defp typespec(kind, code, indent) do
    text = "@#{kind} " <> Macro.to_string(shown(kind, code))
    margin = String.duplicate(" ", indent)

    text
    |> Code.format_string!(line_length: IEx.width() - 2 * indent)
    |> IO.iodata_to_binary()
    |> String.split("\n")
    |> Enum.map_join("\n", &if(&1 == "", do: "", else: margin <> &1))
  end

  defp shown(:opaque, {:"::", _, [head, _]}), do: head(head)
  defp shown(_, {:when, meta, [spec, guard]}), do: {:when, meta, [signed(spec, Keyword.keys(guard)), guard(guard)]}
  defp shown(:type, {:"::", _, [{_, _, params}, _]} = code), do: signed(code, variables(params))
  defp shown(_, code), do: signed(code, [])

  defp signed({:"::", meta, [head, type]}, variables), do: {:"::", meta, [arguments(head, variables), written(type, variables)]}

  defp guard(guard) do
    variables = Keyword.keys(guard)
    for {name, type} <- guard, do: {name, if(match?({:var, _, c} when is_atom(c), type), do: type, else: written(type, variables))}
  end

  defp head({name, meta, context}) when is_atom(context), do: {name, meta, []}
  defp head(head), do: head

  defp arguments({name, meta, args}, variables) when is_list(args), do: {name, meta, Enum.map(args, &written(&1, variables))}
  defp arguments(head, _), do: head(head)

  defp variables(params) when is_list(params), do: for({name, _, _} <- params, do: name)
  defp variables(_), do: []

  # What is named, in name :: type, is no type.
  defp written({:"::", meta, [{name, _, context} = left, type]}, variables) when is_atom(name) and is_atom(context) do
    {:"::", meta, [left, written(type, variables)]}
  end

  defp written({:__aliases__, _, _} = alias, _), do: alias
  defp written({:<<>>, _, _} = bits, _), do: bits
  defp written({:..., _, _} = rest, _), do: rest
  defp written({:__MODULE__, _, _} = module, _), do: module

  defp written({name, meta, context} = variable, variables) when is_atom(name) and is_atom(context) do
    if name in variables, do: variable, else: {name, meta, []}
  end

  defp written({{:., _, _} = dot, meta, args}, variables) do
    {dot, Keyword.delete(meta, :no_parens), Enum.map(args, &written(&1, variables))}
  end

  defp written({name, meta, args}, variables), do: {name, meta, Enum.map(args, &written(&1, variables))}
  defp written({left, right}, variables), do: {written(left, variables), written(right, variables)}
  defp written(list, variables) when is_list(list), do: Enum.map(list, &written(&1, variables))
  defp written(literal, _), do: literal

  # ---- printing

  defp with_module(module, print) do
    case Code.ensure_loaded(module) do
      {:module, _} -> print.()
      {:error, reason} -> loadable(module, reason, print)
    end

    @dont_display
  end

  # The special forms are a module that is never loaded.
  defp loadable(Kernel.SpecialForms, _, print), do: print.()
  defp loadable(module, reason, _), do: puts_error("Could not load module #{inspect(module)}, got: #{reason}")

  defp entry(module, id) do
    with {:docs_v1, _, _, format, _, _, docs} <- Code.fetch_docs(module),
         {_, line, _, doc, metadata} <- List.keyfind(docs, id, 0) do
      {id, line, metadata, doc, format}
    else
      _ -> {id, 0, %{}, :none, "text/markdown"}
    end
  end

  defp docs_of(module, id) do
    {_, _, _, doc, format} = entry(module, id)
    {doc, format}
  end

  defp print(headings, specs, metadata, doc, format) do
    options = options()
    IO.ANSI.Docs.print_headings(headings, options)
    if specs != [], do: IO.puts([Enum.intersperse(specs, "\n"), "\n"])
    IO.ANSI.Docs.print_metadata(metadata, options)
    print_doc(doc, format)
  end

  defp print_doc(%{"en" => text}, format), do: IO.ANSI.Docs.print(text, format, options())
  defp print_doc(_, _), do: :ok

  defp options do
    colors = Keyword.get(IEx.configuration(), :colors, [])
    Keyword.merge([width: IEx.width(), enabled: IO.ANSI.enabled?()], colors)
  end

  defp name(module, function, nil), do: "#{inspect(module)}.#{function}"
  defp name(module, function, arity), do: "#{inspect(module)}.#{function}/#{arity}"

  defp no_docs(name), do: puts_error("No documentation for #{name} was found")

  defp puts_error(text), do: IO.puts(:erlang.apply(IEx, :color, [:eval_error, text]))
end
