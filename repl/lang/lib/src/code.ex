defmodule Code do
  # What reads and runs code itself is native: string_to_quoted, eval_string,
  # eval_quoted, eval_quoted_with_env, env_for_eval, ensure_loaded and others.

  @deprecated "Use Code.Fragment.cursor_context/2 instead"
  def cursor_context(code, options \\ []), do: Code.Fragment.cursor_context(code, options)

  # ---- files

  def eval_file(file, relative_to \\ nil) when is_binary(file) do
    {text, file} = find_file!(file, relative_to)
    Code.eval_string(text, [], file: file)
  end

  def format_file!(file, opts \\ []) when is_binary(file) and is_list(opts) do
    [Code.format_string!(File.read!(file), [file: file, line: 1] ++ opts), ?\n]
  end

  def compile_string(string, file \\ "nofile") when is_binary(file) do
    :elixir_code.compile(to_charlist(string), file)
  end

  def compile_quoted(quoted, file \\ "nofile") when is_binary(file) do
    :elixir_code.compile({:quoted, quoted}, file)
  end

  def compile_file(file, relative_to \\ nil) when is_binary(file) do
    {text, file} = find_file!(file, relative_to)
    :elixir_code.compile(text, file)
  end

  def require_file(file, relative_to \\ nil) when is_binary(file) do
    {text, file} = find_file!(file, relative_to)

    if file in required_files() do
      nil
    else
      :elixir_code.setting(:required_files, [file | required_files()])

      try do
        :elixir_code.compile(text, file)
      catch
        kind, reason ->
          unrequire_files([file])
          :erlang.raise(kind, reason, __STACKTRACE__)
      end
    end
  end

  def required_files, do: :elixir_code.setting(:required_files) || []

  def unrequire_files(files) when is_list(files) do
    :elixir_code.setting(:required_files, required_files() -- files)
  end

  @deprecated "Use Code.require_file/2 or Code.compile_file/2 instead"
  def load_file(file, relative_to \\ nil) when is_binary(file), do: compile_file(file, relative_to)

  @deprecated "Use Code.required_files/0 instead"
  def loaded_files, do: required_files()

  @deprecated "Use Code.unrequire_files/1 instead"
  def unload_files(files), do: unrequire_files(files)

  defp find_file!(file, relative_to) do
    file = :elixir_code.expand_path(file, relative_to)

    case :file.read_file(file) do
      {:ok, text} -> {text, file}
      {:error, _} -> raise Code.LoadError, file: file, reason: :enoent
    end
  end

  # ---- modules

  def loaded?(module) when is_atom(module), do: :erlang.module_loaded(module)

  def ensure_loaded!(module) do
    case Code.ensure_loaded(module) do
      {:module, module} -> module
      {:error, reason} -> not_loaded(module, reason)
    end
  end

  def ensure_compiled!(module) do
    case Code.ensure_compiled(module) do
      {:module, module} -> module
      {:error, reason} -> not_loaded(module, reason)
    end
  end

  defp not_loaded(module, reason) do
    raise ArgumentError, "could not load module #{inspect(module)} due to reason #{inspect(reason)}"
  end

  @deprecated "Use Code.ensure_compiled/1 instead (see the proper disclaimers in its docs)"
  def ensure_compiled?(module) when is_atom(module), do: match?({:module, ^module}, Code.ensure_compiled(module))

  def ensure_all_loaded(modules) when is_list(modules) do
    case failures(modules) do
      [] -> :ok
      failed -> {:error, failed}
    end
  end

  def ensure_all_loaded!(modules) do
    case ensure_all_loaded(modules) do
      :ok ->
        :ok

      {:error, failed} ->
        lines = for {module, reason} <- failed, do: "\n  * #{inspect(module)} due to reason #{inspect(reason)}"
        raise ArgumentError, IO.iodata_to_binary(["could not load the following modules:\n" | lines])
    end
  end

  defp failures(modules) do
    for module <- modules, {:error, reason} <- [Code.ensure_loaded(module)], do: {module, reason}
  end

  def can_await_module_compilation?, do: Process.get(:elixir_compiler_info) != nil

  def purge_compiler_modules, do: {:ok, 0}

  # ---- paths

  def append_path(path, opts \\ []), do: add_path(path, opts, &(&2 ++ [&1]))
  def prepend_path(path, opts \\ []), do: add_path(path, opts, &[&1 | &2])

  def append_paths(paths, opts \\ []) when is_list(paths), do: Enum.each(paths, &append_path(&1, opts))
  def prepend_paths(paths, opts \\ []) when is_list(paths), do: Enum.each(paths, &prepend_path(&1, opts))

  defp add_path(path, _opts, put) do
    path = to_charlist(:elixir_code.expand_path(path, nil))

    if File.dir?(path) do
      :elixir_code.setting(:paths, put.(path, List.delete(paths(), path)))
      true
    else
      false
    end
  end

  def delete_path(path) do
    path = to_charlist(:elixir_code.expand_path(path, nil))
    found = :lists.member(path, paths())
    :elixir_code.setting(:paths, List.delete(paths(), path))
    found
  end

  def delete_paths(paths) when is_list(paths), do: Enum.each(paths, &delete_path/1)

  defp paths, do: :elixir_code.setting(:paths) || []

  # ---- options of the compiler

  @options %{
    debug_info: true,
    docs: true,
    ignore_already_consolidated: false,
    ignore_module_conflict: false,
    infer_signatures: [:elixir],
    module_definition: :compiled,
    no_warn_undefined: [],
    on_undefined_variable: :raise,
    parser_options: [columns: true],
    relative_paths: true,
    tracers: []
  }
  @keys Map.keys(@options)
  @booleans [:debug_info, :docs, :ignore_already_consolidated, :ignore_module_conflict, :relative_paths]
  @lists [:parser_options, :tracers]

  def available_compiler_options, do: @keys

  def compiler_options, do: Map.merge(@options, :elixir_code.setting(:compiler_options) || %{})

  def compiler_options(opts) do
    for {key, value} <- opts, into: %{} do
      previous = get_compiler_option(key)
      put_compiler_option(key, value)
      {key, previous}
    end
  end

  def get_compiler_option(key) when key in @keys, do: :maps.get(key, compiler_options())

  def put_compiler_option(key, value) do
    check_option(key, value)
    :elixir_code.setting(:compiler_options, :maps.put(key, value, compiler_options()))
  end

  defp check_option(key, value) when key in @booleans do
    if not is_boolean(value), do: raise("compiler option #{inspect(key)} should be a boolean, got: #{inspect(value)}")
  end

  defp check_option(key, value) when key in @lists do
    if not is_list(value), do: raise("compiler option #{inspect(key)} should be a list, got: #{inspect(value)}")
  end

  defp check_option(:no_warn_undefined, value) do
    if value != :all and not is_list(value) do
      raise "compiler option :no_warn_undefined should be a list or the atom :all, got: #{inspect(value)}"
    end
  end

  defp check_option(:infer_signatures, value) do
    if not (is_list(value) or is_boolean(value)) do
      raise "compiler option :infer_signatures should be a list or a boolean, got: #{inspect(value)}"
    end
  end

  defp check_option(:module_definition, value) do
    if value not in [:compiled, :interpreted] do
      raise "compiler option :module_definition should be either :compiled or :interpreted, got: #{inspect(value)}"
    end
  end

  defp check_option(:on_undefined_variable, value) do
    if value not in [:raise, :warn] do
      raise "compiler option :on_undefined_variable should be either :raise or :warn, got: #{inspect(value)}"
    end
  end

  defp check_option(key, _value), do: raise("unknown compiler option: #{inspect(key)}")

  # ---- diagnostics

  # Where the compiler finds out who gathers its reports.
  @gathered :elixir_code_diagnostics

  def with_diagnostics(opts \\ [], fun) when is_list(opts) and is_function(fun, 0) do
    previous = Process.put(@gathered, {[], Keyword.get(opts, :log, false)})

    try do
      value = fun.()
      {gathered, _} = Process.get(@gathered)
      {value, :lists.reverse(gathered)}
    after
      if previous, do: Process.put(@gathered, previous), else: Process.delete(@gathered)
    end
  end

  def print_diagnostic(diagnostic, _opts \\ []), do: :elixir_code.print_diagnostic(diagnostic)

  # ---- documentation

  def fetch_docs(module_or_path) when is_atom(module_or_path) or is_binary(module_or_path) do
    case :elixir_code.docs(module_or_path) do
      reason when is_atom(reason) -> {:error, reason}
      docs -> docs
    end
  end

  @deprecated "Code.get_docs/2 always returns nil as its outdated documentation is no longer stored on BEAM files. Use Code.fetch_docs/1 instead"
  def get_docs(_module, _kind), do: nil
end
