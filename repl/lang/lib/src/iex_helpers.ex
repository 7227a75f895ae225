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

    :lists.foreach(
      fn file ->
        if not is_binary(file), do: raise(ArgumentError, "expected a binary or a list of binaries as argument")
      end,
      files
    )

    {found, missing} = Enum.split_with(Enum.map(files, &:compile.path/1), fn {_, _, exists} -> exists end)

    if missing != [] do
      raise ArgumentError, "could not find files #{Enum.map_join(missing, ", ", &elem(&1, 0))}"
    end

    {erl, ex} = Enum.split_with(found, fn {source, _, _} -> String.ends_with?(source, ".erl") end)

    erlang =
      Enum.map(erl, fn {_, source, _} ->
        {module, binary} = compile_erlang(source)
        if path != :in_memory, do: :ok = :compile.write(source, path, binary)
        module
      end)

    # Only found when called: Code is above this module.
    elixir = Enum.flat_map(ex, fn {source, _, _} -> :erlang.apply(Code, :compile_file, [source]) end)
    erlang ++ :lists.sort(Enum.map(elixir, &elem(&1, 0)))
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

