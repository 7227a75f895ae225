# The client side of the I/O protocol: every request goes as a message to an
# I/O device, which is monitored until it has answered.
defmodule :io do
  # Output that fails is an exception of the function that was called, input that
  # fails a value.
  defmacrop output(device, request, args) do
    quote do
      device = unquote(device)

      case request(device, unquote(request)) do
        {:error, reason} ->
          info = %{cause: {origin(device, reason), reason}, module: :erl_stdlib_errors}
          :erlang.error(exception_reason(reason), unquote(args), error_info: info)

        reply ->
          reply
      end
    end
  end

  @compile {:no_warn_undefined, :erl_parse}

  def put_chars(chars) do
    output(:erlang.group_leader(), {:put_chars, :unicode, chars}, [chars])
  end

  def put_chars(device, chars), do: output(device, {:put_chars, :unicode, chars}, [device, chars])

  def nl, do: output(:erlang.group_leader(), :nl, [])

  def nl(device), do: output(device, :nl, [device])

  def write(term), do: output(:erlang.group_leader(), {:write, term}, [term])

  def write(device, term), do: output(device, {:write, term}, [device, term])

  def format(format), do: output(:erlang.group_leader(), {:format, format, []}, [format])

  def format(format, args) do
    output(:erlang.group_leader(), {:format, format, args}, [format, args])
  end

  def format(device, format, args) do
    output(device, {:format, format, args}, [device, format, args])
  end

  def fwrite(format), do: output(:erlang.group_leader(), {:fwrite, format, []}, [format])

  def fwrite(format, args) do
    output(:erlang.group_leader(), {:fwrite, format, args}, [format, args])
  end

  def fwrite(device, format, args) do
    output(device, {:fwrite, format, args}, [device, format, args])
  end

  def get_line(prompt), do: get_line(:erlang.group_leader(), prompt)

  def get_line(device, prompt), do: request(device, {:get_line, :unicode, prompt})

  def get_line(device, encoding, prompt), do: request(device, {:get_line, encoding, prompt})

  def get_chars(prompt, count), do: get_chars(:erlang.group_leader(), prompt, count)

  def get_chars(device, prompt, count) when is_integer(count) and count >= 0 do
    request(device, {:get_chars, :unicode, prompt, count})
  end

  def get_chars(device, encoding, prompt, count) when is_integer(count) and count >= 0 do
    request(device, {:get_chars, encoding, prompt, count})
  end

  def get_password, do: get_password(:erlang.group_leader())

  def get_password(device), do: request(device, {:get_password, :unicode})

  def fread(prompt, format), do: fread(:erlang.group_leader(), prompt, format)

  def fread(device, prompt, format), do: request(device, {:fread, prompt, format})

  def read(prompt), do: read(:erlang.group_leader(), prompt)

  def read(device, prompt), do: read(device, prompt, 1, [])

  def read(device, prompt, start), do: read(device, prompt, start, [])

  def read(device, prompt, start, options) do
    case request(device, {:get_until, :unicode, prompt, :erl_scan, :tokens, [start, options]}) do
      {:ok, tokens, location} ->
        case :erl_parse.parse_term(tokens) do
          {:ok, term} when start == 1 -> {:ok, term}
          {:ok, term} -> {:ok, term, location}
          {:error, info} when start == 1 -> {:error, info}
          {:error, info} -> {:error, info, location}
        end

      {:error, info, _location} when start == 1 ->
        {:error, info}

      {:eof, _location} when start == 1 ->
        :eof

      other ->
        other
    end
  end

  def columns, do: columns(:erlang.group_leader())

  def columns(device), do: geometry(device, :columns)

  def rows, do: rows(:erlang.group_leader())

  def rows(device), do: geometry(device, :rows)

  def getopts, do: getopts(:erlang.group_leader())

  def getopts(device), do: request(device, :getopts)

  def setopts(options), do: setopts(:erlang.group_leader(), options)

  def setopts(device, options), do: request(device, {:setopts, options})

  def printable_range, do: :unicode

  def request(request), do: request(:erlang.group_leader(), request)

  def request(:standard_io, request), do: request(:erlang.group_leader(), request)

  def request(device, request) when is_pid(device) do
    exchange(device, on_wire(request))
  end

  def request(device, request) when is_atom(device) do
    case :erlang.whereis(device) do
      :undefined -> {:error, :arguments}
      pid -> request(pid, request)
    end
  end

  def requests(requests), do: requests(:erlang.group_leader(), requests)

  def requests(:standard_io, requests), do: requests(:erlang.group_leader(), requests)

  def requests(device, requests) when is_pid(device) do
    exchange(device, {:requests, flat(requests)})
  end

  def requests(device, requests) when is_atom(device) do
    case :erlang.whereis(device) do
      :undefined -> {:error, :arguments}
      pid -> requests(pid, requests)
    end
  end

  defp flat([]), do: []
  defp flat([{:requests, inner} | rest]), do: flat(inner) ++ flat(rest)
  defp flat([request | rest]), do: [on_wire(request) | flat(rest)]

  defp geometry(device, which) do
    case request(device, {:get_geometry, which}) do
      size when is_integer(size) and size > 0 -> {:ok, size}
      _ -> {:error, :enotsup}
    end
  end

  # Whether the device itself answered with the error.
  defp origin(_device, reason) when reason in [:terminated, :calling_self], do: :io

  defp origin(device, :arguments) when is_atom(device) do
    if :erlang.whereis(device) == :undefined, do: :io, else: :device
  end

  defp origin(_device, _reason), do: :device

  defp exception_reason(:terminated), do: :terminated
  defp exception_reason(:calling_self), do: :calling_self
  defp exception_reason({:no_translation, _from, _to}), do: :no_translation
  defp exception_reason(_reason), do: :badarg

  # Requests as they travel: chardata becomes a binary, formatting is left to
  # the device.
  defp on_wire({:put_chars, encoding, chars} = request) when is_list(chars) do
    case :unicode.characters_to_binary(chars, encoding, :unicode) do
      binary when is_binary(binary) and encoding == :unicode -> {:put_chars, :unicode, binary}
      _ when encoding == :unicode -> request
      _ -> latin1(request, chars)
    end
  rescue
    _ -> request
  end

  defp on_wire(:nl), do: {:put_chars, :unicode, ~c"\n"}
  defp on_wire({:write, term}), do: {:put_chars, :unicode, :io_lib, :write, [term]}
  defp on_wire({:format, f, args}), do: {:put_chars, :unicode, :io_lib, :format, [f, args]}
  defp on_wire({:fwrite, f, args}), do: {:put_chars, :unicode, :io_lib, :fwrite, [f, args]}

  defp on_wire({:fread, prompt, f}), do: {:get_until, :unicode, prompt, :io_lib, :fread, [f]}
  defp on_wire(request), do: request

  defp latin1(request, chars) do
    case :unicode.characters_to_binary(chars, :latin1, :latin1) do
      binary when is_binary(binary) -> {:put_chars, :latin1, binary}
      _ -> request
    end
  end

  defp exchange(device, _request) when device == self(), do: {:error, :calling_self}

  defp exchange(device, request) do
    ref = :erlang.monitor(:process, device)
    send(device, {:io_request, self(), ref, request})

    receive do
      {:io_reply, ^ref, reply} ->
        :erlang.demonitor(ref, [:flush])
        reply

      {:DOWN, ^ref, _, _, _} ->
        receive do
          {:EXIT, ^device, _reason} -> :ok
        after
          0 -> :ok
        end

        {:error, :terminated}
    end
  end
end
