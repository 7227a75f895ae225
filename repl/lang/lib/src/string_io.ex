# An I/O device in memory: a server that holds the input still to be read and
# the output so far, and answers the I/O protocol.
defmodule StringIO do
  use GenServer

  def open(string, options_or_function \\ [])

  def open(string, options) when is_binary(string) and is_list(options) do
    GenServer.start_link(StringIO, {string, options}, [])
  end

  def open(string, function) when is_binary(string) and is_function(function, 1) do
    open(string, [], function)
  end

  def open(string, options, function)
      when is_binary(string) and is_list(options) and is_function(function, 1) do
    {:ok, pid} = GenServer.start_link(StringIO, {string, options}, [])

    try do
      {:ok, function.(pid)}
    after
      {:ok, {_input, _output}} = close(pid)
    end
  end

  def contents(pid) when is_pid(pid), do: GenServer.call(pid, :contents)

  def flush(pid) when is_pid(pid), do: GenServer.call(pid, :flush)

  def close(pid) when is_pid(pid), do: GenServer.call(pid, :close)

  @impl true
  def init({string, options}) do
    encoding = Keyword.get(options, :encoding, :unicode)
    capture? = Keyword.get(options, :capture_prompt, false)
    {:ok, %{encoding: encoding, input: string, output: "", capture_prompt: capture?}}
  end

  @impl true
  def handle_info({:io_request, from, reply_as, request}, state) do
    {reply, state} = io_request(request, state)
    send(from, {:io_reply, reply_as, reply})
    {:noreply, state}
  end

  def handle_info(_message, state), do: {:noreply, state}

  @impl true
  def handle_call(:contents, _from, %{input: input, output: output} = state) do
    {:reply, {input, output}, state}
  end

  def handle_call(:flush, _from, %{output: output} = state) do
    {:reply, output, %{state | output: ""}}
  end

  def handle_call(:close, _from, %{input: input, output: output} = state) do
    {:stop, :normal, {:ok, {input, output}}, state}
  end

  def handle_call(request, from, state), do: super(request, from, state)

  # Each request gives the reply and the new state.
  defp io_request({:put_chars, chars}, state), do: put_chars(:latin1, chars, state)
  defp io_request({:put_chars, encoding, chars}, state), do: put_chars(encoding, chars, state)

  defp io_request({:put_chars, encoding, mod, fun, args}, state) do
    put_chars(encoding, apply(mod, fun, args), state)
  catch
    _, _ -> {{:error, {:put_chars, encoding, {mod, fun, args}}}, state}
  end

  defp io_request({:get_chars, prompt, n}, state), do: get_chars(:latin1, prompt, n, state)

  defp io_request({:get_chars, encoding, prompt, n}, state) do
    get_chars(encoding, prompt, n, state)
  end

  defp io_request({:get_line, prompt}, state), do: get_line(:latin1, prompt, state)
  defp io_request({:get_line, encoding, prompt}, state), do: get_line(encoding, prompt, state)

  defp io_request({:get_until, prompt, mod, fun, args}, state) do
    get_until(:latin1, prompt, mod, fun, args, state)
  end

  defp io_request({:get_until, encoding, prompt, mod, fun, args}, state) do
    get_until(encoding, prompt, mod, fun, args, state)
  end

  defp io_request({:get_password, encoding}, state), do: get_line(encoding, "", state)

  defp io_request({:setopts, [encoding: encoding]}, state) when encoding in [:latin1, :unicode] do
    {:ok, %{state | encoding: encoding}}
  end

  defp io_request({:setopts, _opts}, state), do: {{:error, :enotsup}, state}

  defp io_request(:getopts, state), do: {[binary: true, encoding: state.encoding], state}
  defp io_request({:get_geometry, _}, state), do: {{:error, :enotsup}, state}

  defp io_request({:requests, requests}, state), do: io_requests(requests, {:ok, state})

  defp io_request(_request, state), do: {{:error, :request}, state}

  defp io_requests([request | rest], {:ok, state}), do: io_requests(rest, io_request(request, state))
  defp io_requests(_requests, result), do: result

  defp put_chars(encoding, chars, state) do
    case :unicode.characters_to_binary(chars, encoding, state.encoding) do
      string when is_binary(string) -> {:ok, %{state | output: state.output <> string}}
      {_, _, _} -> {{:error, {:no_translation, encoding, state.encoding}}, state}
    end
  rescue
    ArgumentError -> {{:error, {:put_chars, encoding, chars}}, state}
  end

  defp prompted(state, "", _count), do: state
  defp prompted(%{capture_prompt: false} = state, _prompt, _count), do: state

  defp prompted(state, prompt, count) do
    text = prompt |> :unicode.characters_to_binary(:unicode, state.encoding)
    %{state | output: state.output <> String.duplicate(text, count)}
  end

  defp get_chars(encoding, prompt, n, state) do
    case take_chars(state.input, encoding, n) do
      {:error, _} = error -> {error, state}
      {reply, input} -> {reply, prompted(%{state | input: input}, prompt, 1)}
    end
  end

  defp take_chars("", _encoding, _n), do: {:eof, ""}

  defp take_chars(input, :latin1, n) when n > byte_size(input), do: {input, ""}

  defp take_chars(input, :latin1, n) do
    <<chars::binary-size(^n), rest::binary>> = input
    {chars, rest}
  end

  defp take_chars(input, :unicode, n) do
    case unicode_size(input, n, 0) do
      :error -> {:error, :invalid_unicode}
      size -> take_chars(input, :latin1, size)
    end
  end

  # The bytes of the first n characters.
  defp unicode_size(input, n, size) do
    case input do
      _ when n == 0 -> size
      <<_::binary-size(^size)>> -> size
      <<_::binary-size(^size), char::utf8, _::binary>> -> unicode_size(input, n - 1, size + byte_size(<<char::utf8>>))
      _ -> :error
    end
  end

  defp get_line(encoding, prompt, state) do
    {line, input} = take_line(state.input)

    case converted(line, state.encoding, encoding) do
      "" -> {:eof, prompted(%{state | input: input}, prompt, 1)}
      line when is_binary(line) -> {line, prompted(%{state | input: input}, prompt, 1)}
      _ -> {{:error, :collect_line}, state}
    end
  end

  defp converted(line, _from, :latin1), do: line
  defp converted(line, from, to), do: :unicode.characters_to_binary(line, from, to)

  # A line ends as "\n" however it ended in the input.
  defp take_line(input) do
    case :binary.match(input, "\n") do
      :nomatch ->
        {input, ""}

      {at, 1} ->
        <<line::binary-size(^at), "\n", rest::binary>> = input

        case :binary.last("\n" <> line) do
          ?\r when line != "" -> {binary_part(line, 0, at - 1) <> "\n", rest}
          _ -> {line <> "\n", rest}
        end
    end
  end

  # The function is fed line by line until it is done.
  defp get_until(encoding, prompt, mod, fun, args, state) do
    get_until(state.input, [], 0, {encoding, prompt, mod, fun, args}, state)
  end

  defp get_until(input, continuation, asked, {encoding, prompt, mod, fun, args} = request, state) do
    {data, input} =
      case take_line(input) do
        {"", ""} -> {:eof, ""}
        {line, rest} -> {:unicode.characters_to_list(line, state.encoding), rest}
      end

    case apply(mod, fun, [continuation, data | args]) do
      {:done, result, rest} ->
        input = if is_list(rest), do: :unicode.characters_to_binary(rest, :unicode, encoding) <> input, else: input
        {result, prompted(%{state | input: input}, prompt, asked + 1)}

      {:more, continuation} ->
        get_until(input, continuation, asked + 1, request, state)
    end
  catch
    _, _ -> {{:error, :err_func}, state}
  end
end
