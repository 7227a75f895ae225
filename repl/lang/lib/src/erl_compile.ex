defmodule :compile do
  # source/2, abstract/2 and write/3 are natives: they answer
  # {module | [], binary, errors, warnings} with messages
  # {file, info, text to print, text}.

  def file(name), do: file(name, [:verbose, :report_errors, :report_warnings])

  def file(name, option) when not is_list(option), do: file(name, [option])

  def file(name, options) do
    source = source_name(name)

    case :compile.source(source, options) do
      {:error, reason} ->
        info = {:none, :compile, {:epp, reason}}
        text = :unicode.characters_to_binary([source, ": ", :file.format_error(reason), "\n"])
        finish({[], [], [{source, info, text, text}], []}, source, options)

      result ->
        finish(result, source, options)
    end
  end

  def noenv_file(name, options), do: file(name, options)

  def forms(forms), do: forms(forms, [:verbose, :report_errors, :report_warnings])
  def forms(forms, option) when not is_list(option), do: forms(forms, [option])

  def forms(forms, options) when is_list(forms),
    do: finish(:compile.abstract(:lists.flatten(forms), options), ~c"no_file", [:binary | options])

  def noenv_forms(forms, options), do: forms(forms, options)

  def env_compiler_options, do: []

  def format_error({:epp, reason}), do: :file.format_error(reason)
  def format_error({:failed, text}), do: text
  def format_error({:write_error, _file, reason}), do: ~c"error writing file: " ++ :file.format_error(reason)
  def format_error(reason), do: :io_lib.format(~c"~tp", [reason])

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

  defp by_file([]), do: []

  defp by_file([{file, _, _, _} | _] = messages) do
    {same, other} = :lists.partition(fn {f, _, _, _} -> f == file end, messages)
    [{file, for({_, info, _, _} <- same, do: info)} | by_file(other)]
  end
end
