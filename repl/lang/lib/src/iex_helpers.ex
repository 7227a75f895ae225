defmodule IEx.Helpers do
  # v/0,1 and clear/0 are natives of the shell.

  def flush do
    receive do
      message ->
        IO.inspect(message, pretty: true)
        flush()
    after
      0 -> :ok
    end
  end

  def pid(text) when is_binary(text), do: :erlang.list_to_pid(~c"<" ++ :erlang.binary_to_list(text) ++ ~c">")

  def pid(x, y, z) when is_integer(x) and x >= 0 and is_integer(y) and y >= 0 and is_integer(z) and z >= 0 do
    text = [Integer.to_string(x), ".", Integer.to_string(y), ".", Integer.to_string(z)]
    pid(:erlang.iolist_to_binary(text))
  end

  def c(files, path \\ :in_memory) when is_binary(path) or path == :in_memory do
    files = List.wrap(files)

    if not Enum.all?(files, &is_binary/1) do
      raise ArgumentError, "expected a binary or a list of binaries as argument"
    end

    {found, missing} = Enum.split_with(files, &elem(:compile.path(&1), 2))

    if missing != [] do
      raise ArgumentError, "could not find files #{Enum.join(missing, ", ")}"
    end

    {erl, ex} = Enum.split_with(found, &String.ends_with?(&1, ".erl"))

    # Those of Erlang first, as code of Elixir may call them while it is compiled.
    erlang =
      Enum.map(erl, fn file ->
        {_, source, _} = :compile.path(file)
        {module, binary} = compile_erlang(source)
        if path != :in_memory, do: write_beam(path, module, binary)
        module
      end)

    compiled(erlang, ex, path) || raise CompileError
  end

  def r(modules) do
    sources =
      Enum.map(List.wrap(modules), fn module ->
        if not Code.ensure_loaded?(module) do
          raise ArgumentError, "could not load nor find module: #{inspect(module)}"
        end

        case Keyword.fetch(module.module_info(:compile), :source) do
          {:ok, source} ->
            if not elem(:compile.path(source), 2) do
              raise ArgumentError, "could not find source (#{source}) for module: #{inspect(module)}"
            end

            List.to_string(source)

          :error ->
            raise ArgumentError, "could not find source for module: #{inspect(module)}"
        end
      end)

    {erl, ex} = Enum.split_with(Enum.uniq(sources), &String.ends_with?(&1, ".erl"))
    erlang = Enum.map(erl, fn source -> elem(compile_erlang(source), 0) end)
    {:reloaded, compiled(erlang, ex, :in_memory) || raise(CompileError)}
  end

  defmacro import_file(path) when is_binary(path), do: read_quoted(path)
  defmacro import_file(_), do: raise(ArgumentError, "import_file/1 expects a literal binary as its argument")

  defmacro import_file_if_available(path) when is_binary(path) do
    if elem(:compile.path(path), 2), do: read_quoted(path)
  end

  defmacro import_file_if_available(_) do
    raise ArgumentError, "import_file_if_available/1 expects a literal binary as its argument"
  end

  defp read_quoted(path) do
    {full, _, _} = :compile.path(path)
    Code.string_to_quoted!(:erlang.apply(File, :read!, [full]), file: full)
  end

  # Nothing if one of the files does not compile.
  defp compiled(erlang, elixir, path) do
    with {:ok, modules} <- compile_elixir(elixir, []) do
      if path != :in_memory, do: for({module, binary} <- modules, do: write_beam(path, module, binary))
      erlang ++ :lists.sort(for {module, _} <- modules, do: module)
    else
      :error -> nil
    end
  end

  # Only found when called: File is above this module.
  defp write_beam(path, module, binary) do
    file = path <> "/" <> :erlang.atom_to_binary(module) <> ".beam"
    :erlang.apply(File, :write!, [file, binary])
  end

  defp compile_elixir([], modules), do: {:ok, modules}

  defp compile_elixir([file | rest], modules) do
    {full, source, _} = :compile.path(file)

    try do
      {:ok, text} = :file.read_file(full)
      :elixir_code.compile(text, full)
    catch
      kind, reason ->
        report(source, kind, reason, __STACKTRACE__)
        :error
    else
      more -> compile_elixir(rest, modules ++ more)
    end
  end

  defp report(file, kind, reason, stack) do
    stack = Enum.take_while(stack, fn {module, _, _, _} -> module not in [:elixir_compiler, :elixir_code, __MODULE__] end)
    stack = if is_struct(reason, CompileError), do: [], else: stack
    text = :erlang.apply(Exception, :format, [kind, reason, stack])
    end_of_text = if is_struct(reason, CompileError), do: "\n\n", else: if(stack == [], do: "\n", else: "")
    IO.write(:stderr, ["\n== Compilation error in file ", file, " ==\n", text, end_of_text])
  end

  defp compile_erlang(source) do
    source = String.to_charlist(source)

    case :compile.file(source, [:binary, :report]) do
      {:ok, module, binary} ->
        :code.purge(module)
        {:module, ^module} = :code.load_binary(module, source, binary)
        {module, binary}

      _ ->
        raise CompileError
    end
  end
end

