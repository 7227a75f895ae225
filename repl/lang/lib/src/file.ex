defmodule File do
  def regular?(path, _opts \\ []) do
    case :file.read_file_info(chardata(path)) do
      {:ok, info} -> elem(info, 2) == :regular
      _ -> false
    end
  end

  def dir?(path, _opts \\ []) do
    case :file.read_file_info(chardata(path)) do
      {:ok, info} -> elem(info, 2) == :directory
      _ -> false
    end
  end

  def exists?(path, _opts \\ []) do
    match?({:ok, _}, :file.read_file_info(chardata(path)))
  end

  def read(path, _opts \\ []), do: :file.read_file(chardata(path))

  def read!(path, opts \\ []) do
    bang(read(path, opts), "read file", path)
  end

  def write(path, content, modes \\ []), do: :file.write_file(chardata(path), content, modes)

  def write!(path, content, modes \\ []) do
    bang(write(path, content, modes), "write to file", path)
  end

  def rm(path), do: :file.delete(chardata(path))
  def rm!(path), do: bang(rm(path), "remove file", path)

  def rmdir(path), do: :file.del_dir(chardata(path))
  def rmdir!(path), do: bang(rmdir(path), "remove directory", path)

  def mkdir(path), do: :file.make_dir(chardata(path))
  def mkdir!(path), do: bang(mkdir(path), "make directory", path)

  def mkdir_p(path) do
    path = chardata(path)

    cond do
      dir?(path) ->
        :ok

      true ->
        parent = parent(path)

        with :ok <- if(parent == path, do: {:error, :einval}, else: mkdir_p(parent)) do
          case :file.make_dir(path) do
            {:error, :eexist} -> if dir?(path), do: :ok, else: {:error, :eexist}
            other -> other
          end
        end
    end
  end

  def mkdir_p!(path), do: bang(mkdir_p(path), "make directory (with -p)", path)

  defp parent(path) do
    case :binary.matches(path, "/") do
      [] -> "."
      [{0, 1}] -> "/"
      places -> binary_part(path, 0, elem(List.last(places), 0))
    end
  end

  def ls(path \\ ".") do
    case :file.list_dir(chardata(path)) do
      {:ok, names} -> {:ok, Enum.map(names, &List.to_string/1)}
      {:error, _} = error -> error
    end
  end

  def ls!(path \\ "."), do: bang(ls(path), "list directory", path)

  def cwd do
    case :file.get_cwd() do
      {:ok, dir} -> {:ok, List.to_string(dir)}
      {:error, _} = error -> error
    end
  end

  def cwd! do
    case cwd() do
      {:ok, dir} -> dir
      {:error, reason} -> raise File.Error, reason: reason, action: "get current working directory"
    end
  end

  def cd(path), do: :file.set_cwd(chardata(path))
  def cd!(path), do: bang(cd(path), "set current working directory to", path)

  def cd!(path, function) do
    old = cwd!()
    cd!(path)

    try do
      function.()
    after
      cd!(old)
    end
  end

  def rename(source, destination), do: :file.rename(chardata(source), chardata(destination))

  def rename!(source, destination) do
    with {:error, reason} <- rename(source, destination) do
      raise File.RenameError,
        reason: reason,
        action: "rename",
        source: chardata(source),
        destination: chardata(destination)
    end
  end

  def ln(existing, new), do: :file.make_link(chardata(existing), chardata(new))

  def ln!(existing, new), do: link!(ln(existing, new), "create hard link", existing, new)

  def ln_s(existing, new), do: :file.make_symlink(chardata(existing), chardata(new))

  def ln_s!(existing, new), do: link!(ln_s(existing, new), "create symlink", existing, new)

  defp link!(:ok, _action, _existing, _new), do: :ok

  defp link!({:error, reason}, action, existing, new) do
    raise File.LinkError,
      reason: reason,
      action: action,
      existing: chardata(existing),
      new: chardata(new)
  end

  def read_link(path) do
    case :file.read_link(chardata(path)) do
      {:ok, target} -> {:ok, List.to_string(target)}
      error -> error
    end
  end

  def read_link!(path), do: bang(read_link(path), "read link", path)

  def chmod(path, mode), do: :file.change_mode(chardata(path), mode)
  def chmod!(path, mode), do: bang(chmod(path, mode), "change mode for", path)

  def touch(path, time \\ nil)

  def touch(path, nil) do
    if exists?(path), do: :ok, else: write(path, "")
  end

  def touch!(path), do: bang(touch(path), "touch", path)

  def copy(source, destination), do: :file.copy(chardata(source), chardata(destination))

  def copy!(source, destination) do
    case copy(source, destination) do
      {:ok, count} -> count
      {:error, reason} -> copy_error(reason, "copy", source, destination)
    end
  end

  def cp(source, destination, _options \\ []) do
    case copy(source, destination) do
      {:ok, _} -> :ok
      error -> error
    end
  end

  def cp!(source, destination, options \\ []) do
    with {:error, reason} <- cp(source, destination, options) do
      copy_error(reason, "copy", source, destination)
    end
  end

  defp copy_error(reason, action, source, destination) do
    raise File.CopyError,
      reason: reason,
      action: action,
      source: chardata(source),
      destination: chardata(destination)
  end

  def rm_rf(path) do
    path = chardata(path)

    case remove(path, []) do
      {:ok, removed} -> {:ok, removed}
      {:error, reason} -> {:error, reason, path}
    end
  end

  def rm_rf!(path) do
    case rm_rf(path) do
      {:ok, removed} ->
        removed

      {:error, reason, file} ->
        raise File.Error,
          reason: reason,
          path: file,
          action: "remove files and directories recursively from"
    end
  end

  defp remove(path, removed) do
    case :file.read_link_info(path) do
      {:error, :enoent} ->
        {:ok, removed}

      {:ok, info} when elem(info, 2) == :directory ->
        with {:ok, names} <- ls(path),
             {:ok, removed} <- remove_all(path, Enum.sort(names, :desc), removed),
             :ok <- rmdir(path) do
          {:ok, [path | removed]}
        end

      {:ok, _} ->
        with :ok <- rm(path), do: {:ok, [path | removed]}

      error ->
        error
    end
  end

  defp remove_all(_dir, [], removed), do: {:ok, removed}

  defp remove_all(dir, [name | names], removed) do
    with {:ok, removed} <- remove(dir <> "/" <> name, removed) do
      remove_all(dir, names, removed)
    end
  end

  def stat(path, opts \\ []) do
    case :file.read_file_info(chardata(path), time: Keyword.get(opts, :time, :universal)) do
      {:ok, info} -> {:ok, File.Stat.from_record(info)}
      error -> error
    end
  end

  def stat!(path, opts \\ []), do: bang(stat(path, opts), "read file stats", path)

  def lstat(path, opts \\ []) do
    case :file.read_link_info(chardata(path), time: Keyword.get(opts, :time, :universal)) do
      {:ok, info} -> {:ok, File.Stat.from_record(info)}
      error -> error
    end
  end

  def lstat!(path, opts \\ []), do: bang(lstat(path, opts), "read file stats", path)

  # The whole file is read when the stream begins; lines are cut from memory.
  def stream!(path, line_or_bytes \\ :line, _modes \\ []) do
    Stream.resource(
      fn ->
        case read(path) do
          {:ok, text} ->
            text

          {:error, reason} ->
            raise File.Error, reason: reason, action: "stream", path: chardata(path)
        end
      end,
      &next_chunk(&1, line_or_bytes),
      fn _ -> :ok end
    )
  end

  defp next_chunk("", _what), do: {:halt, ""}

  defp next_chunk(text, :line) do
    case :binary.match(text, "\n") do
      {at, 1} ->
        <<line::binary-size(^at + 1), rest::binary>> = text
        {[line], rest}

      :nomatch ->
        {[text], ""}
    end
  end

  defp next_chunk(text, bytes) when byte_size(text) <= bytes, do: {[text], ""}

  defp next_chunk(text, bytes) do
    <<chunk::binary-size(^bytes), rest::binary>> = text
    {[chunk], rest}
  end

  defp bang(:ok, _action, _path), do: :ok
  defp bang({:ok, value}, _action, _path), do: value

  defp bang({:error, reason}, action, path) do
    raise File.Error, reason: reason, action: action, path: chardata(path)
  end

  defp chardata(path), do: IO.chardata_to_string(path)
end

defmodule File.Stat do
  @fields [
    :size,
    :type,
    :access,
    :atime,
    :mtime,
    :ctime,
    :mode,
    :links,
    :major_device,
    :minor_device,
    :inode,
    :uid,
    :gid
  ]

  defstruct @fields

  def from_record(record) do
    [_tag | values] = Tuple.to_list(record)
    struct!(File.Stat, Enum.zip(@fields, values))
  end
end
