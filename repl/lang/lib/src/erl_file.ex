# Open files. What :file.open/2 gives is a server that answers the I/O protocol
# and the requests of this module, and ends with its owner; with raw it is
# {:file_descriptor, module, handle}, used by the caller alone. Functions on whole
# files are natives.
defmodule :file do
  @chunk 8192

  def open(path, modes) when is_list(modes) do
    case checked(modes) do
      {:error, _} = error -> error
      modes -> if :raw in modes, do: open_raw(path, modes), else: open_device(path, modes)
    end
  end

  def open(_path, _modes), do: {:error, :badarg}

  defp checked(modes) do
    fine? =
      Enum.all?(modes, fn
        {:encoding, encoding} -> encoding in [:latin1, :utf8, :unicode, :utf16, :utf32] or is_tuple(encoding)
        {:delayed_write, size, delay} -> is_integer(size) and is_integer(delay)
        {:read_ahead, size} -> is_integer(size)
        mode -> is_atom(mode)
      end)

    cond do
      not fine? -> {:error, :badarg}
      Enum.any?(modes, &(&1 in [:read, :write, :append, :exclusive])) -> modes
      true -> [:read | modes]
    end
  end

  defp open_raw(path, modes) do
    with {:ok, handle} <- :elixir_file.open(path, modes) do
      {:ok, {:file_descriptor, __MODULE__, {handle, :binary in modes}}}
    end
  end

  defp open_device(path, modes) do
    owner = self()
    ref = make_ref()

    {pid, monitor} =
      :erlang.spawn_monitor(fn ->
        case :elixir_file.open(path, modes) do
          {:ok, handle} ->
            owned = :erlang.monitor(:process, owner)
            send(owner, {ref, :ok})

            loop(%{
              handle: handle,
              owner: owned,
              buffer: "",
              read: true,
              binary: :binary in modes,
              encoding: encoding(modes)
            })

          error ->
            send(owner, {ref, error})
        end
      end)

    receive do
      {^ref, answer} ->
        :erlang.demonitor(monitor, [:flush])
        if answer == :ok, do: {:ok, pid}, else: answer

      {:DOWN, ^monitor, :process, _, reason} ->
        {:error, reason}
    end
  end

  defp encoding(modes) do
    case :lists.keyfind(:encoding, 1, modes) do
      {_, encoding} when encoding not in [:utf8, :latin1] -> encoding
      {_, :utf8} -> :unicode
      _ -> :latin1
    end
  end

  def close({:file_descriptor, _, {handle, _}}), do: :elixir_file.close(handle)

  def close(device) do
    case request(device, :close) do
      {:error, :terminated} -> :ok
      answer -> answer
    end
  end

  def read({:file_descriptor, _, {handle, binary?}}, count) do
    case :elixir_file.read(handle, count) do
      {:ok, bytes} -> {:ok, bytes_as(bytes, binary?)}
      answer -> answer
    end
  end

  def read(device, count) when is_integer(count) and count >= 0 do
    answer(device, {:get_chars, :latin1, "", count})
  end

  def read(_device, _count), do: {:error, :badarg}

  def read_line({:file_descriptor, _, {handle, binary?}}) do
    case raw_line(handle, "") do
      {:ok, bytes} ->
        {:ok, line, _} = plain({:ok, bytes, nil})
        {:ok, bytes_as(line, binary?)}

      answer ->
        answer
    end
  end

  def read_line(device), do: answer(device, {:get_line, :latin1, ""})

  # A raw file has no buffer: what was read too far is put back.
  defp raw_line(handle, read) do
    case :elixir_file.read(handle, @chunk) do
      {:ok, bytes} ->
        case :binary.match(bytes, "\n") do
          :nomatch ->
            raw_line(handle, read <> bytes)

          {at, 1} ->
            back = at + 1 - byte_size(bytes)
            if back < 0, do: {:ok, _} = :elixir_file.position(handle, 1, back)
            {:ok, read <> binary_part(bytes, 0, at + 1)}
        end

      :eof when read != "" ->
        {:ok, read}

      answer ->
        answer
    end
  end

  defp bytes_as(bytes, true), do: bytes
  defp bytes_as(bytes, false), do: :erlang.binary_to_list(bytes)

  defp answer(device, request) do
    case :io.request(device, request) do
      :eof -> :eof
      {:error, _} = error -> error
      data -> {:ok, data}
    end
  end

  def write({:file_descriptor, _, {handle, _}}, bytes), do: :elixir_file.write(handle, bytes)

  def write(device, bytes) do
    case iodata(bytes) do
      {:ok, bytes} -> :io.request(device, {:put_chars, :latin1, bytes})
      error -> error
    end
  end

  defp iodata(bytes) do
    {:ok, :erlang.iolist_to_binary(bytes)}
  rescue
    ArgumentError -> {:error, :badarg}
  end

  def position({:file_descriptor, _, {handle, _}}, location) do
    with {whence, offset} <- place(location), do: :elixir_file.position(handle, whence, offset)
  end

  def position(device, location), do: request(device, {:position, location})

  defp place(:bof), do: {0, 0}
  defp place(:cur), do: {1, 0}
  defp place(:eof), do: {2, 0}
  defp place(offset) when is_integer(offset), do: {0, offset}
  defp place({:bof, offset}) when is_integer(offset), do: {0, offset}
  defp place({:cur, offset}) when is_integer(offset), do: {1, offset}
  defp place({:eof, offset}) when is_integer(offset), do: {2, offset}
  defp place(_), do: {:error, :badarg}

  def pread(device, location, count) do
    with {:ok, _} <- position(device, location), do: read(device, count)
  end

  def pread(device, [_ | _] = places), do: pread_all(device, places, [])
  def pread(_device, []), do: {:ok, []}

  defp pread_all(_device, [], acc), do: {:ok, :lists.reverse(acc)}

  defp pread_all(device, [{location, count} | rest], acc) do
    case pread(device, location, count) do
      {:ok, data} -> pread_all(device, rest, [data | acc])
      :eof -> pread_all(device, rest, [:eof | acc])
      error -> error
    end
  end

  def pwrite(device, location, bytes) do
    with {:ok, _} <- position(device, location), do: write(device, bytes)
  end

  def truncate({:file_descriptor, _, {handle, _}}), do: :elixir_file.truncate(handle)
  def truncate(device), do: request(device, :truncate)

  def sync({:file_descriptor, _, {handle, _}}), do: :elixir_file.sync(handle)
  def sync(device), do: request(device, :sync)

  def datasync(device), do: sync(device)

  def copy(source, destination, count) do
    with_device(source, [:read, :binary], fn from ->
      with_device(destination, [:write, :binary], &copy_chunks(from, &1, count, 0))
    end)
  end

  defp with_device(device, _modes, fun)
       when is_pid(device) or elem(device, 0) == :file_descriptor,
       do: fun.(device)

  defp with_device({path, modes}, default, fun), do: with_device(path, modes ++ default, fun)

  defp with_device(path, modes, fun) do
    with {:ok, device} <- open(path, [:raw | modes]) do
      try do
        fun.(device)
      after
        close(device)
      end
    end
  end

  defp copy_chunks(_from, _to, 0, copied), do: {:ok, copied}

  defp copy_chunks(from, to, left, copied) do
    case read(from, min(left, 65_536)) do
      {:ok, bytes} ->
        size = :erlang.iolist_size(bytes)
        left = if left == :infinity, do: left, else: left - size
        with :ok <- write(to, bytes), do: copy_chunks(from, to, left, copied + size)

      :eof ->
        {:ok, copied}

      error ->
        error
    end
  end

  def consult(path) do
    with_device(path, [:read, :binary], fn device ->
      {:ok, text} = all(device, "")
      consult(:erl_scan.string(:unicode.characters_to_list(text)), [])
    end)
  end

  defp all(device, text) do
    case read(device, @chunk) do
      {:ok, bytes} -> all(device, text <> bytes)
      :eof -> {:ok, text}
      error -> error
    end
  end

  defp consult({:error, info, _}, _terms), do: {:error, info}
  defp consult({:ok, [], _}, terms), do: {:ok, :lists.reverse(terms)}

  defp consult({:ok, tokens, last}, terms) do
    {form, rest} = Enum.split_while(tokens, &(elem(&1, 0) != :dot))

    case :erl_parse.parse_term(form ++ Enum.take(rest, 1)) do
      {:ok, term} -> consult({:ok, Enum.drop(rest, 1), last}, [term | terms])
      error -> error
    end
  end

  # The requests that are not those of the I/O protocol.
  defp request(device, request) when is_pid(device) do
    ref = :erlang.monitor(:process, device)
    send(device, {:file_request, self(), ref, request})

    receive do
      {:file_reply, ^ref, answer} ->
        :erlang.demonitor(ref, [:flush])
        answer

      {:DOWN, ^ref, _, _, _} ->
        {:error, :terminated}
    end
  end

  defp request(device, request) when is_atom(device) do
    case :erlang.whereis(device) do
      pid when is_pid(pid) -> request(pid, request)
      _ -> {:error, :badarg}
    end
  end

  defp request(_device, _request), do: {:error, :badarg}

  # The server: what is read ahead is in the buffer.
  defp loop(%{owner: owner} = state) do
    receive do
      {:io_request, from, reply_as, request} ->
        {answer, state} = io_request(request, state)
        send(from, {:io_reply, reply_as, answer})
        loop(state)

      {:file_request, from, ref, :close} ->
        send(from, {:file_reply, ref, :elixir_file.close(state.handle)})

      {:file_request, from, ref, request} ->
        {answer, state} = file_request(request, state)
        send(from, {:file_reply, ref, answer})
        loop(state)

      {:DOWN, ^owner, _, _, _} ->
        :elixir_file.close(state.handle)

      _ ->
        loop(state)
    end
  end

  defp file_request({:position, location}, state) do
    case {place(location), byte_size(state.buffer)} do
      {{:error, _} = error, _} ->
        {error, state}

      {{1, offset}, ahead} ->
        {:elixir_file.position(state.handle, 1, offset - ahead), %{state | buffer: ""}}

      {{whence, offset}, _} ->
        {:elixir_file.position(state.handle, whence, offset), %{state | buffer: ""}}
    end
  end

  defp file_request(:truncate, state) do
    state = rewound(state)
    {:elixir_file.truncate(state.handle), state}
  end

  defp file_request(:sync, state), do: {:elixir_file.sync(state.handle), state}
  defp file_request(_, state), do: {{:error, :badarg}, state}

  # The place in the file is again where the next byte for a reader is.
  defp rewound(%{buffer: ""} = state), do: state

  defp rewound(state) do
    :elixir_file.position(state.handle, 1, -byte_size(state.buffer))
    %{state | buffer: ""}
  end

  defp io_request({:put_chars, encoding, module, function, args}, state) do
    io_request({:put_chars, encoding, apply(module, function, args)}, state)
  catch
    _, _ -> {{:error, function}, state}
  end

  defp io_request({:put_chars, chars}, state), do: io_request({:put_chars, :latin1, chars}, state)

  defp io_request({:put_chars, encoding, chars}, state) do
    case :unicode.characters_to_binary(chars, encoding, state.encoding) do
      bytes when is_binary(bytes) ->
        state = rewound(state)
        {:elixir_file.write(state.handle, bytes), state}

      _ ->
        {{:error, {:no_translation, encoding, state.encoding}}, state}
    end
  rescue
    ArgumentError -> {{:error, {:no_translation, encoding, state.encoding}}, state}
  end

  defp io_request({:get_chars, prompt, n}, state), do: io_request({:get_chars, :latin1, prompt, n}, state)

  defp io_request({:get_chars, encoding, _prompt, n}, state) do
    given(characters(state, n), encoding)
  end

  defp io_request({:get_line, prompt}, state), do: io_request({:get_line, :latin1, prompt}, state)
  defp io_request({:get_line, encoding, _prompt}, state), do: given(plain(line(state, 0)), encoding)

  defp io_request({:get_until, prompt, mod, fun, args}, state) do
    io_request({:get_until, :latin1, prompt, mod, fun, args}, state)
  end

  defp io_request({:get_until, _encoding, _prompt, mod, fun, args}, state) do
    get_until(mod, fun, args, [], state)
  catch
    _, _ -> {{:error, :err_func}, state}
  end

  defp io_request(:getopts, state), do: {[binary: state.binary, encoding: state.encoding], state}

  defp io_request({:setopts, options}, state) when is_list(options) do
    {:ok,
     Enum.reduce(options, state, fn
       {:encoding, :latin1}, state -> %{state | encoding: :latin1}
       {:encoding, _}, state -> %{state | encoding: :unicode}
       {:binary, binary?}, state -> %{state | binary: binary?}
       :binary, state -> %{state | binary: true}
       :list, state -> %{state | binary: false}
       _, state -> state
     end)}
  end

  defp io_request({:get_geometry, _}, state), do: {{:error, :enotsup}, state}

  defp io_request({:requests, requests}, state) do
    Enum.reduce_while(requests, {:ok, state}, fn request, {_, state} ->
      case io_request(request, state) do
        {{:error, _}, _} = failed -> {:halt, failed}
        done -> {:cont, done}
      end
    end)
  end

  defp io_request(_request, state), do: {{:error, :request}, state}

  # A line ends as "\n" however it ended in the file.
  defp plain({:ok, line, state}) do
    size = byte_size(line) - 2

    case line do
      <<text::binary-size(^size), "\r\n">> -> {:ok, text <> "\n", state}
      _ -> {:ok, line, state}
    end
  end

  defp plain(other), do: other

  # What was read, in the encoding that was asked for.
  defp given({:ok, bytes, state}, encoding) do
    case :unicode.characters_to_binary(bytes, state.encoding, encoding) do
      text when is_binary(text) and state.binary -> {text, state}
      text when is_binary(text) -> {:unicode.characters_to_list(text, encoding), state}
      _ -> {{:error, {:no_translation, state.encoding, encoding}}, state}
    end
  end

  defp given({answer, state}, _encoding), do: {answer, state}

  defp more(state) do
    case :elixir_file.read(state.handle, @chunk) do
      {:ok, bytes} -> {:ok, %{state | buffer: state.buffer <> bytes}}
      answer -> answer
    end
  end

  defp line(%{buffer: buffer} = state, searched) do
    case :binary.match(buffer, "\n", scope: {searched, byte_size(buffer) - searched}) do
      {at, 1} ->
        take(state, at + 1)

      :nomatch ->
        case more(state) do
          {:ok, state} -> line(state, byte_size(buffer))
          :eof when buffer != "" -> take(state, byte_size(buffer))
          answer -> {answer, state}
        end
    end
  end

  defp take(%{buffer: buffer} = state, size) do
    <<taken::binary-size(^size), rest::binary>> = buffer
    {:ok, taken, %{state | buffer: rest}}
  end

  defp characters(state, n) do
    case size_of(state.buffer, n, state.encoding) do
      {:ok, size} ->
        take(state, size)

      :more ->
        case more(state) do
          {:ok, state} -> characters(state, n)
          :eof when state.buffer != "" -> take(state, byte_size(state.buffer))
          answer -> {answer, state}
        end

      :invalid ->
        {{:error, :collect_chars}, state}
    end
  end

  # The bytes of the first n characters.
  defp size_of(buffer, n, :latin1), do: if(byte_size(buffer) >= n, do: {:ok, n}, else: :more)
  defp size_of(buffer, n, :unicode), do: utf8_size(buffer, n, 0)

  # Of the other encodings, so many characters as decode of what is there.
  defp size_of(buffer, n, encoding) do
    case :unicode.characters_to_binary(buffer, encoding, :unicode) do
      {_, done, rest} when rest != "" and done == "" -> if byte_size(rest) < 4, do: :more, else: :invalid
      {_, done, _} -> encoded_size(done, n, encoding)
      done -> encoded_size(done, n, encoding)
    end
  end

  defp encoded_size(text, n, encoding) do
    case utf8_size(text, n, 0) do
      {:ok, size} -> {:ok, byte_size(:unicode.characters_to_binary(binary_part(text, 0, size), :unicode, encoding))}
      other -> other
    end
  end

  defp utf8_size(_buffer, 0, size), do: {:ok, size}

  defp utf8_size(buffer, n, size) do
    case buffer do
      <<_::binary-size(^size), char::utf8, _::binary>> -> utf8_size(buffer, n - 1, size + byte_size(<<char::utf8>>))
      <<_::binary-size(^size), rest::binary>> when byte_size(rest) < 4 -> :more
      _ -> :invalid
    end
  end

  defp get_until(mod, fun, args, continuation, state) do
    {data, state} =
      case line(state, 0) do
        {:ok, bytes, state} -> {:unicode.characters_to_list(bytes, state.encoding), state}
        {:eof, state} -> {:eof, state}
      end

    case apply(mod, fun, [continuation, data | args]) do
      {:done, result, rest} ->
        rest = if is_list(rest), do: :unicode.characters_to_binary(rest, :unicode, state.encoding), else: ""
        {result, %{state | buffer: rest <> state.buffer}}

      {:more, continuation} ->
        get_until(mod, fun, args, continuation, state)
    end
  end
end
