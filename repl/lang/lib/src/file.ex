# The record #file_info{} of Erlang as a struct.
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

  def to_record(%File.Stat{} = stat) do
    :erlang.list_to_tuple([:file_info | Enum.map(@fields, &Map.fetch!(stat, &1))])
  end
end

# Files by their paths. What fails gives {:error, reason} with the reason of POSIX;
# with a bang it raises.
defmodule File do
  # Raises here, so that the function that was called is the last frame.
  defmacrop bang(answer, action, path) do
    quote do: bang(unquote(answer), unquote(action), File.Error, path: unquote(path))
  end

  defmacrop bang(answer, action, exception, fields) do
    quote do
      case unquote(answer) do
        :ok ->
          :ok

        {:ok, value} ->
          value

        {:error, reason} ->
          raise unquote(exception),
                [reason: reason, action: unquote(action)] ++
                  Enum.map(unquote(fields), fn {key, path} -> {key, IO.chardata_to_string(path)} end)
      end
    end
  end

  def regular?(path, opts \\ []) do
    case :file.read_file_info(chardata(path), opts) do
      {:ok, info} -> elem(info, 2) == :regular
      _ -> false
    end
  end

  def dir?(path, opts \\ []) do
    case :file.read_file_info(chardata(path), opts) do
      {:ok, info} -> elem(info, 2) == :directory
      _ -> false
    end
  end

  def exists?(path, opts \\ []) do
    match?({:ok, _}, :file.read_file_info(chardata(path), opts))
  end

  def read(path, opts \\ []), do: :file.read_file(chardata(path), opts)
  def read!(path, opts \\ []), do: bang(read(path, opts), "read file", path)

  def write(path, content, modes \\ []) do
    modes = normal_modes(modes, false)

    if Enum.all?(modes, &(&1 in [:binary, :append, :exclusive, :raw, :sync, :write])) do
      :file.write_file(chardata(path), content, modes)
    else
      write_encoded(path, content, modes)
    end
  end

  # A device knows the encodings; it takes the content as bytes.
  defp write_encoded(path, content, modes) do
    with {:ok, device} <- :file.open(chardata(path), [:write | modes]) do
      try do
        :file.write(device, content)
      after
        :file.close(device)
      end
    end
  end

  def write!(path, content, modes \\ []) do
    bang(write(path, content, modes), "write to file", path)
  end

  def rm(path), do: :file.delete(chardata(path))
  def rm!(path), do: bang(rm(path), "remove file", path)

  def rmdir(path), do: :file.del_dir(chardata(path))
  def rmdir!(path), do: bang(rmdir(path), "remove directory", path)

  def mkdir(path), do: :file.make_dir(chardata(path))
  def mkdir!(path), do: bang(mkdir(path), "make directory", path)

  def mkdir_p(path), do: make_dirs(chardata(path))

  defp make_dirs(""), do: {:error, :enoent}

  defp make_dirs(path) do

    cond do
      dir?(path) ->
        :ok

      true ->
        parent = Path.dirname(path)

        with :ok <- if(parent == path, do: {:error, :einval}, else: make_dirs(parent)) do
          case :file.make_dir(path) do
            {:error, :eexist} -> if dir?(path), do: :ok, else: {:error, :enotdir}
            other -> other
          end
        end
    end
  end

  def mkdir_p!(path), do: bang(mkdir_p(path), "make directory (with -p)", path)

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
    bang(rename(source, destination), "rename", File.RenameError, source: source, destination: destination)
  end

  def ln(existing, new), do: :file.make_link(chardata(existing), chardata(new))

  def ln!(existing, new), do: bang(ln(existing, new), "create hard link", File.LinkError, existing: existing, new: new)

  def ln_s(existing, new), do: :file.make_symlink(chardata(existing), chardata(new))

  def ln_s!(existing, new), do: bang(ln_s(existing, new), "create symlink", File.LinkError, existing: existing, new: new)

  def read_link(path) do
    case :file.read_link(chardata(path)) do
      {:ok, target} -> {:ok, List.to_string(target)}
      error -> error
    end
  end

  def read_link!(path), do: bang(read_link(path), "read link", path)

  def chmod(path, mode), do: :file.change_mode(chardata(path), mode)
  def chmod!(path, mode), do: bang(chmod(path, mode), "change mode for", path)

  def chown(path, uid), do: :file.change_owner(chardata(path), uid)
  def chown!(path, uid), do: bang(chown(path, uid), "change owner for", path)

  def chgrp(path, gid), do: :file.change_group(chardata(path), gid)
  def chgrp!(path, gid), do: bang(chgrp(path, gid), "change group for", path)

  def touch(path, time \\ :erlang.system_time(:second))

  def touch(path, time) when is_integer(time) or is_tuple(time) do
    path = chardata(path)

    case set_time(path, time) do
      {:error, :enoent} -> with :ok <- write(path, "", [:append]), do: set_time(path, time)
      answer -> answer
    end
  end

  defp set_time(path, time) do
    info = File.Stat.to_record(%File.Stat{mtime: time, atime: :erlang.system_time(:second)})
    info = :erlang.list_to_tuple(for field <- :erlang.tuple_to_list(info), do: field || :undefined)
    :file.write_file_info(path, info, time: :universal)
  end

  def touch!(path, time \\ :erlang.system_time(:second)) do
    bang(touch(path, time), "touch", path)
  end

  def copy(source, destination, bytes_count \\ :infinity) do
    :file.copy(place(source), place(destination), bytes_count)
  end

  def copy!(source, destination, bytes_count \\ :infinity) do
    bang(copy(source, destination, bytes_count), "copy", File.CopyError,
      source: place(source),
      destination: place(destination)
    )
  end

  # A path or a device.
  defp place(device) when is_pid(device) or elem(device, 0) == :file_descriptor, do: device
  defp place({path, modes}), do: {chardata(path), normal_modes(modes, true)}
  defp place(path), do: chardata(path)

  def cp(source, destination, options \\ []) do
    source = chardata(source)
    destination = chardata(destination)

    case copy_file(source, destination, on_conflict(options, "File.cp/3"), []) do
      {:error, reason, _path} -> {:error, reason}
      _ -> :ok
    end
  end

  def cp!(source, destination, options \\ []) do
    bang(cp(source, destination, options), "copy", File.CopyError,
      source: source,
      destination: destination
    )
  end

  defp on_conflict(function, name) when is_function(function, 2) do
    IO.warn_once(
      {__MODULE__, name},
      fn -> "passing a callback to #{name} is deprecated, pass it as a on_conflict: callback option instead" end,
      4
    )

    function
  end

  defp on_conflict(options, _name), do: Keyword.get(options, :on_conflict, fn _, _ -> true end)

  # The list of what was written, or the error and where it was.
  defp copy_file(source, destination, on_conflict, done) do
    case :file.read_file_info(source) do
      {:ok, info} when elem(info, 2) == :directory ->
        {:error, :eisdir, source}

      {:ok, info} ->
        if exists?(destination) and not on_conflict.(source, destination) do
          done
        else
          with {:ok, _} <- :file.copy(source, destination),
               :ok <- :file.change_mode(destination, elem(info, 7)) do
            [destination | done]
          else
            {:error, reason} -> {:error, reason, source}
          end
        end

      {:error, reason} ->
        {:error, reason, source}
    end
  end

  def cp_r(source, destination, options \\ [])

  def cp_r(source, destination, options) when is_list(options) or is_function(options, 2) do
    on_conflict = on_conflict(options, "File.cp_r/3")
    follow? = is_list(options) and Keyword.get(options, :dereference_symlinks, false)

    case copy_tree(chardata(source), chardata(destination), on_conflict, follow?, []) do
      {:error, _, _} = error -> error
      done -> {:ok, done}
    end
  end

  def cp_r!(source, destination, options \\ []) do
    case cp_r(source, destination, options) do
      {:ok, files} ->
        files

      {:error, reason, file} ->
        raise File.CopyError,
          reason: reason,
          action: "copy recursively",
          on: file,
          source: chardata(source),
          destination: chardata(destination)
    end
  end

  defp copy_tree(source, destination, on_conflict, follow?, done) do
    info = if follow?, do: :file.read_file_info(source), else: :file.read_link_info(source)

    case info do
      {:ok, info} when elem(info, 2) == :regular ->
        copy_file(source, destination, on_conflict, done)

      {:ok, info} when elem(info, 2) == :symlink ->
        copy_link(source, destination, on_conflict, done)

      {:ok, info} when elem(info, 2) == :directory ->
        with {:ok, names} <- ls(source),
             made when made in [:ok, {:error, :eexist}] <- mkdir(destination) do
          Enum.reduce(Enum.sort(names), [destination | done], fn
            _name, {:error, _, _} = error -> error
            name, done -> copy_tree(source <> "/" <> name, destination <> "/" <> name, on_conflict, follow?, done)
          end)
        else
          {:error, reason} -> {:error, reason, destination}
        end

      {:ok, _} ->
        {:error, :eio, source}

      {:error, reason} ->
        {:error, reason, source}
    end
  end

  defp copy_link(source, destination, on_conflict, done) do
    with {:ok, target} <- :file.read_link(source) do
      case :file.make_symlink(target, destination) do
        :ok ->
          [destination | done]

        {:error, :eexist} ->
          if on_conflict.(source, destination) do
            rm(destination)
            _ = :file.make_symlink(target, destination)
            [destination | done]
          else
            done
          end

        {:error, reason} ->
          {:error, reason, source}
      end
    else
      {:error, reason} -> {:error, reason, source}
    end
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
      {:error, reason} when reason in [:enoent, :enotdir] ->
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

  def write_stat(path, stat, opts \\ []) do
    :file.write_file_info(
      chardata(path),
      File.Stat.to_record(stat),
      time: Keyword.get(opts, :time, :universal)
    )
  end

  def write_stat!(path, stat, opts \\ []) do
    bang(write_stat(path, stat, opts), "write file stats", path)
  end

  def open(path, modes_or_function \\ [])

  def open(path, modes) when is_list(modes) do
    :file.open(chardata(path), normal_modes(modes, true))
  end

  def open(path, function) when is_function(function, 1), do: open(path, [], function)

  def open(path, modes, function) when is_list(modes) and is_function(function, 1) do
    case open(path, modes) do
      {:ok, device} ->
        try do
          {:ok, function.(device)}
        after
          :ok = close(device)
        end

      other ->
        other
    end
  end

  def open!(path, modes_or_function \\ []) do
    bang(open(path, modes_or_function), "open", path)
  end

  def open!(path, modes, function) do
    bang(open(path, modes, function), "open", path)
  end

  def close(device), do: :file.close(device)

  # Data are binaries unless :charlist is among the modes, which :file does not know.
  defp normal_modes([:utf8 | rest], binary?), do: [{:encoding, :utf8} | normal_modes(rest, binary?)]
  defp normal_modes([:charlist | rest], _binary?), do: normal_modes(rest, false)
  defp normal_modes([mode | rest], binary?), do: [mode | normal_modes(rest, binary?)]
  defp normal_modes([], true), do: [:binary]
  defp normal_modes([], false), do: []

  def stream!(path, line_or_bytes, modes)

  def stream!(path, modes, line_or_bytes) when is_list(modes) do
    IO.warn("File.stream!(path, modes, line_or_byte) is deprecated, invoke File.stream!(path, line_or_bytes, modes) instead")
    stream!(path, line_or_bytes, modes)
  end

  def stream!(path, line_or_bytes, modes) do
    File.Stream.__build__(path, line_or_bytes, normal_modes(modes, true))
  end

  def stream!(path, line_or_bytes_modes \\ [])
  def stream!(path, modes) when is_list(modes), do: stream!(path, :line, modes)

  def stream!(path, line_or_bytes) when is_integer(line_or_bytes) or line_or_bytes == :line do
    stream!(path, line_or_bytes, [])
  end

  defp chardata(path), do: IO.chardata_to_string(path)
end


# A file as a stream of lines or of blocks of bytes: it is opened each time that
# it is read or written.
defmodule File.Stream do
  defstruct path: nil, modes: [], line_or_bytes: :line, raw: true, node: nil

  def __build__(path, line_or_bytes, modes) do
    with {:read_offset, offset} <- :lists.keyfind(:read_offset, 1, modes),
         false <- is_integer(offset) and offset >= 0 do
      raise ArgumentError,
            "expected :read_offset to be a non-negative integer, got: #{inspect(offset)}"
    end

    raw = :lists.keyfind(:encoding, 1, modes) == false
    modes = if raw, do: [:raw, :read_ahead | Enum.uniq(modes -- [:raw, :read_ahead])], else: modes
    %File.Stream{path: path, modes: modes, raw: raw, line_or_bytes: line_or_bytes, node: node()}
  end

  # Opens the file at the place where the stream begins.
  def __open__(%File.Stream{path: path, modes: modes, node: node}, more) when node == node() do
    path = IO.chardata_to_string(path)

    with {:ok, device} <- :file.open(path, more ++ opened(modes)) do
      offset = with {_, offset} <- :lists.keyfind(:read_offset, 1, modes), do: offset
      offset = if offset == false and :trim_bom in modes, do: bom_size(path), else: offset
      if offset, do: {:ok, _} = :file.position(device, offset)
      {:ok, device}
    end
  end

  def __open__(%File.Stream{} = stream, more) do
    :erpc.call(stream.node, File.Stream, :__open__, [%{stream | modes: stream.modes -- [:raw]}, more])
  end

  defp opened(modes), do: Enum.reject(modes, &(&1 == :trim_bom or match?({:read_offset, _}, &1)))

  defp bom_size(path) do
    with {:ok, device} <- :file.open(path, [:read, :raw, :binary]) do
      start = :file.read(device, 3)
      :file.close(device)

      case start do
        {:ok, <<0xEF, 0xBB, 0xBF>>} -> 3
        {:ok, <<0xFF, 0xFE, _::binary>>} -> 2
        {:ok, <<0xFE, 0xFF, _::binary>>} -> 2
        _ -> 0
      end
    end
  end

  # One element, of a raw device without the I/O protocol.
  def __next__(true, device, what) do
    read = if what == :line, do: :file.read_line(device), else: :file.read(device, what)

    case read do
      {:ok, data} -> {[data], device}
      :eof -> {:halt, device}
      {:error, reason} -> raise IO.StreamError, reason: reason
    end
  end

  def __next__(false, device, what), do: IO.each_stream(device, what)
end

defimpl Enumerable, for: File.Stream do
  def reduce(%{path: path, line_or_bytes: what, raw: raw} = stream, acc, fun) do
    open = fn ->
      case File.Stream.__open__(stream, [:read]) do
        {:ok, device} ->
          device

        {:error, reason} ->
          raise File.Error, reason: reason, action: "stream", path: path
      end
    end

    Stream.resource(open, &File.Stream.__next__(raw, &1, what), &:file.close/1).(acc, fun)
  end

  def count(%{line_or_bytes: bytes, path: path, modes: modes, raw: true}) when is_integer(bytes) do
    if :trim_bom in modes or List.keymember?(modes, :read_offset, 0) do
      {:error, __MODULE__}
    else
      {:ok, div(File.stat!(path).size + bytes - 1, bytes)}
    end
  end

  def count(_stream), do: {:error, __MODULE__}
  def member?(_stream, _term), do: {:error, __MODULE__}
  def slice(_stream), do: {:error, __MODULE__}
end

defimpl Collectable, for: File.Stream do
  def into(%{path: path, modes: modes, raw: raw} = stream) do
    case File.Stream.__open__(%{stream | modes: modes -- [:read_ahead]}, [:write]) do
      {:ok, device} ->
        {:ok, collector(device, stream, raw)}

      {:error, reason} ->
        raise File.Error, reason: reason, action: "stream", path: path
    end
  end

  defp collector(device, stream, raw) do
    fn
      :ok, {:cont, data} -> if raw, do: put(device, data), else: IO.write(device, data)
      :ok, :done -> close(device, stream)
      :ok, :halt -> close(device, stream)
    end
  end

  defp put(device, data), do: :ok = :file.write(device, data)

  defp close(device, stream) do
    :ok = :file.close(device)
    stream
  end
end
