defmodule :binary do
  # replace/3 and replace/4 with a fun.
  def replace_with(subject, pattern, fun), do: replace_with(subject, pattern, fun, [])

  def replace_with(subject, pattern, fun, options) do
    places =
      case :lists.partition(&(&1 == :global), options) do
        {[], rest} -> first(:binary.match(subject, pattern, rest))
        {_, rest} -> :binary.matches(subject, pattern, rest)
      end

    :erlang.iolist_to_binary(replaced(subject, 0, places, fun))
  end

  defp first(:nomatch), do: []
  defp first(place), do: [place]

  defp replaced(subject, from, [{at, size} | places], fun) do
    [
      binary_part(subject, from, at - from),
      fun.(binary_part(subject, at, size)) | replaced(subject, at + size, places, fun)
    ]
  end

  defp replaced(subject, from, [], _fun) do
    [binary_part(subject, from, byte_size(subject) - from)]
  end

  def join([], separator) when is_binary(separator), do: ""

  def join([first | rest] = list, separator) when is_binary(first) and is_binary(separator) do
    case :lists.all(&is_binary/1, rest) do
      true -> :erlang.iolist_to_binary(:lists.join(separator, list))
      false -> :erlang.error(:badarg, [list, separator], error_info: %{module: :erl_stdlib_errors})
    end
  end

  def join(list, separator), do: :erlang.error(:badarg, [list, separator], error_info: %{module: :erl_stdlib_errors})

  def encode_hex(binary), do: encode_hex(binary, :uppercase)

  def encode_hex(binary, :uppercase) when is_binary(binary), do: Base.encode16(binary)
  def encode_hex(binary, :lowercase) when is_binary(binary), do: Base.encode16(binary, case: :lower)
  def encode_hex(binary, letters), do: :erlang.error(:badarg, [binary, letters], error_info: %{module: :erl_stdlib_errors})

  def decode_hex(hex) when is_binary(hex) do
    case Base.decode16(hex, case: :mixed) do
      {:ok, binary} -> binary
      :error -> :erlang.error(:badarg, [hex], error_info: %{module: :erl_stdlib_errors})
    end
  end

  def decode_hex(other), do: :erlang.error(:badarg, [other], error_info: %{module: :erl_stdlib_errors})

  def bin_to_list(subject, {from, size} = place) do
    try do
      :binary.bin_to_list(subject, from, size)
    catch
      :error, :badarg ->
        :erlang.error(:badarg, [subject, place], error_info: %{module: :erl_stdlib_errors})
    end
  end

  def bin_to_list(subject, place) do
    :erlang.error(:badarg, [subject, place], error_info: %{module: :erl_stdlib_errors})
  end
end
