defmodule :compile do
  # read/2, abstract/3, message/4 and write/3 are natives. abstract/3 answers
  # {module | [], binary, errors, warnings} with messages
  # {file, info, text to print, text}, which message/4 makes.

  def file(name), do: file(name, [:verbose, :report_errors, :report_warnings])

  def file(name, option) when not is_list(option), do: file(name, [option])

  def file(name, options) do
    source = source_name(name)

    case :compile.read(source, options) do
      {:error, reason} ->
        info = {:none, :compile, {:epp, reason}}
        text = :unicode.characters_to_binary([source, ": ", :file.format_error(reason), "\n"])
        finish({[], [], [{source, info, text, text}], []}, source, options)

      {:ok, name, forms} ->
        finish(compiled(name, name, forms, options), source, options)
    end
  end

  def noenv_file(name, options), do: file(name, options)

  def forms(forms), do: forms(forms, [:verbose, :report_errors, :report_warnings])
  def forms(forms, option) when not is_list(option), do: forms(forms, [option])

  def forms(forms, options) when is_list(forms),
    do: finish(compiled([], ~c"", :lists.flatten(forms), options), ~c"no_file", [:binary | options])

  def noenv_forms(forms, options), do: forms(forms, options)

  def env_compiler_options, do: []

  def format_error({:epp, reason}), do: :file.format_error(reason)
  def format_error({:failed, text}), do: text
  def format_error({:undef_parse_transform, module}), do: :io_lib.format(~c"undefined parse transform '~ts'", [module])

  def format_error({:parse_transform, module, {class, reason, stack}}) do
    :io_lib.format(~c"error in parse transform '~ts':~nexception ~ts: ~tp~ts", [module, class, reason, frames(stack)])
  end

  def format_error({:write_error, _file, reason}), do: ~c"error writing file: " ++ :file.format_error(reason)
  def format_error(reason), do: :io_lib.format(~c"~tp", [reason])

  # The lines of a stack in Erlang's layout, without the compiler's own.
  defp frames([{module, function, args, location} | rest]) when module != :compile do
    arity = if is_list(args), do: :erlang.length(args), else: args

    place =
      case {:lists.keyfind(:file, 1, location), :lists.keyfind(:line, 1, location)} do
        {{:file, file}, {:line, line}} -> :io_lib.format(~c" (~ts:~w)", [file, line])
        _ -> []
      end

    [:io_lib.format(~c"~n  in function  ~tw:~tw/~w~ts", [module, function, arity, place]) | frames(rest)]
  end

  defp frames(_), do: []

  # The forms as the parse transforms leave them, compiled. Their messages are
  # about the file main; the forms name their own.
  defp compiled(main, file, forms, options) do
    inside = for {:attribute, _, :compile, value} <- forms, option <- listed(value), do: option

    case for {:parse_transform, module} <- options ++ inside, do: module do
      [] -> :compile.abstract(file, forms, options)
      modules -> transformed(modules, main, file, without_transforms(forms), options, [])
    end
  end

  defp listed(value) when is_list(value), do: value
  defp listed(value), do: [value]

  # A transform that has run must not run again on what it gives back.
  defp without_transforms(forms) do
    for form <- forms, kept <- without_transform(form), do: kept
  end

  defp without_transform({:attribute, _, :compile, {:parse_transform, _}}), do: []

  defp without_transform({:attribute, anno, :compile, values}) when is_list(values) do
    [{:attribute, anno, :compile, :lists.filter(fn value -> not transform?(value) end, values)}]
  end

  defp without_transform(form), do: [form]

  defp transform?({:parse_transform, _}), do: true
  defp transform?(_), do: false

  defp transformed([], _main, file, forms, options, warnings) do
    {module, binary, errors, more} = :compile.abstract(file, forms, options)
    {module, binary, errors, warnings ++ more}
  end

  defp transformed([module | rest], main, file, forms, options, warnings) do
    case transform(module, forms, options) do
      {:error, errors, more} ->
        {[], [], messages(errors, false), warnings ++ messages(more, true)}

      {:warning, forms, more} ->
        transformed(rest, main, file, forms, options, warnings ++ messages(more, true))

      {:failed, reason} ->
        {[], [], messages([{main, [{:none, :compile, reason}]}], false), warnings}

      forms ->
        transformed(rest, main, file, forms, options, warnings)
    end
  end

  defp transform(module, forms, options) do
    :code.ensure_loaded(module)

    if :erlang.function_exported(module, :parse_transform, 2) do
      try do
        module.parse_transform(forms, options)
      catch
        class, reason -> {:failed, {:parse_transform, module, {class, reason, __STACKTRACE__}}}
      end
    else
      {:failed, {:undef_parse_transform, module}}
    end
  end

  # The messages of what a parse transform gives: [{file, [{at, module, reason}]}].
  defp messages(files, warning) do
    for {file, infos} <- files, info <- infos do
      {_, module, reason} = info
      text = :unicode.characters_to_binary(module.format_error(reason))
      :compile.message(file, info, text, warning)
    end
  end

  defp source_name(name) when is_atom(name), do: source_name(:erlang.atom_to_list(name))
  defp source_name(name) when is_binary(name), do: source_name(:unicode.characters_to_list(name))

  defp source_name(name) do
    name = :lists.flatten(name)
    if :lists.suffix(~c".erl", name), do: name, else: name ++ ~c".erl"
  end

  defp finish({module, binary, errors, warnings}, source, options) do
    report(errors, on?(options, :report, :report_errors))
    report(warnings, on?(options, :report, :report_warnings))
    strict = warnings != [] and :lists.member(:warnings_as_errors, options)

    cond do
      errors != [] or strict -> failure(errors, warnings, options)
      :lists.member(:binary, options) -> success({:ok, module, binary}, warnings, options)
      :lists.member(:strong_validation, options) -> success({:ok, module}, warnings, options)
      true -> written(module, binary, source, warnings, options)
    end
  end

  defp written(module, binary, source, warnings, options) do
    outdir =
      case :lists.keyfind(:outdir, 1, options) do
        {:outdir, dir} -> dir
        false -> ~c"."
      end

    case :compile.write(source, outdir, binary) do
      :ok ->
        success({:ok, module}, warnings, options)

      {:error, reason} ->
        info = {:none, :compile, {:write_error, source, reason}}
        text = :unicode.characters_to_binary([source, ": error writing file: ", :file.format_error(reason), "\n"])
        errors = [{source, info, text, text}]
        report(errors, on?(options, :report, :report_errors))
        failure(errors, warnings, options)
    end
  end

  defp success(result, warnings, options) do
    if on?(options, :return, :return_warnings) do
      :erlang.append_element(result, by_file(warnings))
    else
      result
    end
  end

  defp failure(errors, warnings, options) do
    if on?(options, :return, :return_errors) do
      {:error, by_file(errors), by_file(warnings)}
    else
      :error
    end
  end

  defp on?(options, both, one), do: :lists.member(both, options) or :lists.member(one, options)

  defp report(messages, true), do: :lists.foreach(fn {_, _, text, _} -> :io.put_chars(text) end, messages)
  defp report(_messages, false), do: :ok

  defp by_file(messages) do
    for file <- :lists.usort(for({file, _, _, _} <- messages, do: file)) do
      {file, for({^file, info, _, _} <- messages, do: info)}
    end
  end
end
