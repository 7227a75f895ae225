defmodule IO do
  # Fails in the function that was called.
  defmacrop to_chardata(item) do
    quote do
      case unquote(item) do
        chardata when is_list(chardata) or is_binary(chardata) -> chardata
        other -> to_string(other)
      end
    end
  end

  def read(device \\ :stdio, line_or_chars)

  def read(device, :eof), do: read_all(device_of(device), :unicode, [])

  def read(device, :all) do
    IO.warn("IO.read(device, :all) is deprecated, use IO.read(device, :eof) instead")

    case read(device, :eof) do
      :eof -> ""
      other -> other
    end
  end

  def read(device, :line), do: :io.get_line(device_of(device), [])

  def read(device, count) when is_integer(count) and count >= 0 do
    :io.get_chars(device_of(device), [], count)
  end

  def binread(device \\ :stdio, line_or_chars)

  def binread(device, :eof), do: read_all(device_of(device), :latin1, [])

  def binread(device, :line), do: :io.request(device_of(device), {:get_line, :latin1, ""})

  def binread(device, count) when is_integer(count) and count >= 0 do
    :io.request(device_of(device), {:get_chars, :latin1, "", count})
  end

  defp read_all(device, encoding, acc) do
    case :io.request(device, {:get_line, encoding, []}) do
      :eof when acc == [] -> :eof
      :eof -> acc |> :lists.reverse() |> :unicode.characters_to_binary(encoding, encoding)
      {:error, reason} -> {:error, reason}
      line -> read_all(device, encoding, [line | acc])
    end
  end

  @doc false
  def warn_once(key, message, drop) when is_function(message, 0) and is_integer(drop) do
    warned = :elixir_code.setting(:warned) || %{}

    if is_map_key(warned, key) do
      :ok
    else
      :elixir_code.setting(:warned, :maps.put(key, true, warned))
      {:current_stacktrace, trace} = Process.info(self(), :current_stacktrace)
      IO.warn(message.(), :lists.nthtail(min(drop, length(trace)), trace))
    end
  end

  def write(device \\ :stdio, chardata) do
    :io.put_chars(device_of(device), to_chardata(chardata))
  end

  def binwrite(device \\ :stdio, iodata) do
    case :file.write(device_of(device), iodata) do
      {:error, reason} -> :erlang.error(reason)
      other -> other
    end
  end

  def puts(device \\ :stdio, item) when is_atom(device) or is_pid(device) do
    :io.put_chars(device_of(device), [to_chardata(item), ?\n])
  end

  def inspect(item, opts \\ []), do: IO.inspect(:stdio, item, opts)

  def inspect(device, item, opts) when (is_atom(device) or is_pid(device)) and is_list(opts) do
    text = Kernel.inspect(item, [{:pretty, true} | :lists.keydelete(:label, 1, opts)])

    case :lists.keyfind(:label, 1, opts) do
      {:label, label} when label != nil and label != false ->
        puts(device, [to_chardata(label), ": ", text])

      _ ->
        puts(device, text)
    end

    item
  end

  def getn(prompt, count \\ 1)

  def getn(prompt, count) when is_integer(count) and count > 0 do
    IO.getn(:stdio, prompt, count)
  end

  def getn(device, prompt) when not is_integer(prompt) do
    IO.getn(device, prompt, 1)
  end

  def getn(device, prompt, count) when is_integer(count) and count > 0 do
    :io.get_chars(device_of(device), to_chardata(prompt), count)
  end

  def gets(device \\ :stdio, prompt) do
    :io.get_line(device_of(device), to_chardata(prompt))
  end

  def stream, do: stream(:stdio, :line)

  def stream(device \\ :stdio, line_or_codepoints)
      when line_or_codepoints == :line or
             (is_integer(line_or_codepoints) and line_or_codepoints > 0) do
    IO.Stream.__build__(stream_device(device), false, line_or_codepoints)
  end

  def binstream, do: binstream(:stdio, :line)

  def binstream(device \\ :stdio, line_or_bytes)
      when line_or_bytes == :line or (is_integer(line_or_bytes) and line_or_bytes > 0) do
    IO.Stream.__build__(stream_device(device), true, line_or_bytes)
  end

  def chardata_to_string(chardata)
  def chardata_to_string(string) when is_binary(string), do: string
  def chardata_to_string(list) when is_list(list), do: List.to_string(list)

  def iodata_to_binary(iodata), do: :erlang.iolist_to_binary(iodata)

  def iodata_length(iodata), do: :erlang.iolist_size(iodata)

  def iodata_empty?(iodata), do: empty_iodata?(iodata)

  defp empty_iodata?([]), do: true
  defp empty_iodata?(""), do: true
  defp empty_iodata?([head | tail]), do: empty_iodata?(head) and empty_iodata?(tail)
  defp empty_iodata?(_), do: false

  # One step of IO.stream and IO.binstream, for Stream.resource/3.
  def each_stream(device, what), do: stream_step(device, read(device, what))

  def each_binstream(device, what), do: stream_step(device, binread(device, what))

  defp stream_step(device, :eof), do: {:halt, device}

  defp stream_step(_device, {:error, reason}) do
    :erlang.error(IO.StreamError.exception(reason: reason))
  end

  defp stream_step(device, data), do: {[data], device}

  defp stream_device(:stdio), do: :standard_io
  defp stream_device(device), do: device_of(device)

  defp device_of(:stdio), do: :erlang.group_leader()
  defp device_of(:stderr), do: :standard_error
  defp device_of(device) when is_atom(device) or is_pid(device), do: device
  defp device_of({:via, module, name}), do: module.whereis_name(name)

end

defmodule IO.Stream do
  defstruct device: nil, raw: true, line_or_bytes: :line

  def __build__(device, raw, line_or_bytes) do
    %IO.Stream{device: device, raw: raw, line_or_bytes: line_or_bytes}
  end
end

defimpl Enumerable, for: IO.Stream do
  def reduce(%{device: device, raw: raw, line_or_bytes: what}, acc, fun) do
    next = if raw, do: &IO.each_binstream(&1, what), else: &IO.each_stream(&1, what)
    Stream.resource(fn -> device end, next, fn _ -> :ok end).(acc, fun)
  end

  def count(_stream), do: {:error, __MODULE__}
  def member?(_stream, _term), do: {:error, __MODULE__}
  def slice(_stream), do: {:error, __MODULE__}
end

defimpl Collectable, for: IO.Stream do
  def into(%{device: device, raw: raw} = stream) do
    collector = fn
      :ok, {:cont, item} ->
        if raw, do: IO.binwrite(device, item), else: IO.write(device, item)
        :ok

      :ok, _done ->
        stream
    end

    {:ok, collector}
  end
end
