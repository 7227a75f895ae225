# JSON texts. Reading and the quoting of texts are natives; which text a value has
# is for the protocol JSON.Encoder.
defmodule JSON do
  def decode(binary) when is_binary(binary) do
    case :json.decode_value(binary, false) do
      {:ok, value, at} -> ended(binary, at, value)
      {:error, reason} -> decode_error(reason)
    end
  end

  # Only blanks may follow.
  defp ended(binary, at, value) do
    <<_::binary-size(^at), rest::binary>> = binary

    if blank?(rest),
      do: {:ok, value},
      else: decode_error({:invalid_byte, at, :binary.at(rest, 0)})
  end

  defp blank?(<<c, rest::binary>>) when c in ~c" \t\r\n", do: blank?(rest)
  defp blank?(rest), do: rest == ""

  defp decode_error(reason), do: {:error, reason}

  def decode(binary, acc, decoders) when is_binary(binary) and is_list(decoders) do
    decoders = Enum.reduce(decoders, %{null: nil}, &parse_decoder/2)

    # Floats that are too large are an error unless the caller makes the numbers.
    floats = if is_map_key(decoders, :float), do: :text, else: true

    with {:ok, tree, at} <- :json.decode_value(binary, floats) do
      {value, acc} = walk(tree, acc, decoders)
      rest = binary_part(binary, at, byte_size(binary) - at)
      {value, acc, if(blank?(rest), do: "", else: rest)}
    end
  end

  defp parse_decoder({:null, value}, decoders), do: Map.put(decoders, :null, value)

  defp parse_decoder({key, fun}, decoders)
       when key in [:array_start, :object_start, :float, :integer, :string] and is_function(fun, 1),
       do: Map.put(decoders, key, fun)

  defp parse_decoder({key, fun}, decoders)
       when key in [:array_push, :array_finish, :object_finish] and is_function(fun, 2),
       do: Map.put(decoders, key, fun)

  defp parse_decoder({:object_push, fun}, decoders) when is_function(fun, 3) do
    Map.put(decoders, :object_push, fun)
  end

  defp walk(:null, acc, decoders), do: {decoders.null, acc}
  defp walk(value, acc, _decoders) when is_boolean(value), do: {value, acc}
  defp walk({:string, text}, acc, decoders), do: {scalar(text, :string, decoders, & &1), acc}

  defp walk({:integer, text}, acc, decoders) do
    {scalar(text, :integer, decoders, &String.to_integer/1), acc}
  end

  defp walk({:float, text}, acc, decoders) do
    {scalar(text, :float, decoders, & &1), acc}
  end

  defp walk({:array, values}, old, decoders) do
    start = Map.get(decoders, :array_start, fn _ -> [] end)
    push = Map.get(decoders, :array_push, &[&1 | &2])
    finish = Map.get(decoders, :array_finish, &{:lists.reverse(&1), &2})

    acc =
      Enum.reduce(values, start.(old), fn value, acc ->
        {value, acc} = walk(value, acc, decoders)
        push.(value, acc)
      end)

    finish.(acc, old)
  end

  defp walk({:object, pairs}, old, decoders) do
    start = Map.get(decoders, :object_start, fn _ -> [] end)
    push = Map.get(decoders, :object_push, &[{&1, &2} | &3])
    finish = Map.get(decoders, :object_finish, &{:maps.from_list(&1), &2})

    acc =
      Enum.reduce(pairs, start.(old), fn {key, value}, acc ->
        {key, acc} = walk(key, acc, decoders)
        {value, acc} = walk(value, acc, decoders)
        push.(key, value, acc)
      end)

    finish.(acc, old)
  end

  defp scalar(text, key, decoders, default) do
    case decoders do
      %{^key => fun} -> fun.(text)
      _ -> default.(text)
    end
  end

  def decode!(binary) when is_binary(binary) do
    case decode(binary) do
      {:ok, value} ->
        value

      {:error, {:unexpected_end, offset}} ->
        raise JSON.DecodeError,
          message: "unexpected end of JSON binary at position (byte offset) #{offset}",
          data: binary,
          offset: offset

      {:error, {:invalid_byte, offset, byte}} ->
        raise JSON.DecodeError,
          message: "invalid byte #{byte} at position (byte offset) #{offset}",
          data: binary,
          offset: offset

      {:error, {:unexpected_sequence, offset, bytes}} ->
        raise JSON.DecodeError,
          message: "unexpected sequence #{inspect(bytes)} at position (byte offset) #{offset}",
          data: binary,
          offset: offset
    end
  end

  def encode!(term, encoder \\ &protocol_encode/2) do
    IO.iodata_to_binary(encoder.(term, encoder))
  end

  def encode_to_iodata!(term, encoder \\ &protocol_encode/2), do: encoder.(term, encoder)

  def protocol_encode(value, encoder) when is_atom(value) do
    case value do
      nil -> "null"
      true -> "true"
      false -> "false"
      _ -> encoder.(Atom.to_string(value), encoder)
    end
  end

  def protocol_encode(value, _encoder) when is_binary(value), do: :json.encode_binary(value)
  def protocol_encode(value, _encoder) when is_integer(value), do: Integer.to_string(value)
  def protocol_encode(value, _encoder) when is_float(value), do: Float.to_string(value)
  def protocol_encode([], _encoder), do: "[]"

  def protocol_encode([first | rest], encoder) do
    [?[, encoder.(first, encoder) | elements(rest, encoder)]
  end

  def protocol_encode(value, encoder) when is_map(value) and not is_map_key(value, :__struct__) do
    case Map.to_list(value) do
      [] -> "{}"
      [{key, value} | rest] -> [?{, key(key, encoder), ?:, encoder.(value, encoder) | members(rest, encoder)]
    end
  end

  def protocol_encode(value, encoder), do: JSON.Encoder.encode(value, encoder)

  defp elements([], _encoder), do: [?]]
  defp elements([value | rest], encoder), do: [?,, encoder.(value, encoder) | elements(rest, encoder)]

  defp members([], _encoder), do: "}"

  defp members([{key, value} | rest], encoder) do
    [?,, key(key, encoder), ?:, encoder.(value, encoder) | members(rest, encoder)]
  end

  defp key(key, encoder) when is_atom(key), do: encoder.(Atom.to_string(key), encoder)
  defp key(key, encoder), do: encoder.(String.Chars.to_string(key), encoder)

  # What derived implementations are made of.
  def __members__([], _encoder) do
    "{}"
  end

  def __members__(pairs, encoder) do
    # Keys are texts already when the encoder gets them.
    members = Enum.map(pairs, fn {key, value} -> [:json.encode_binary(Atom.to_string(key)), ?:, encoder.(value, encoder)] end)
    ["{", Enum.intersperse(members, ","), "}"]
  end

  def __fields__(fields, opts) do
    cond do
      only = Keyword.get(opts, :only) ->
        case only -- fields do
          [] ->
            only

          unknown ->
            raise ArgumentError,
                  "unknown struct fields #{inspect(unknown)} specified in :only. " <>
                    "Expected one of: #{inspect(fields -- [:__struct__])}"
        end

      except = Keyword.get(opts, :except) ->
        case except -- fields do
          [] ->
            fields -- [:__struct__ | except]

          unknown ->
            raise ArgumentError,
                  "unknown struct fields #{inspect(unknown)} specified in :except. " <>
                    "Expected one of: #{inspect(fields -- [:__struct__])}"
        end

      true ->
        fields -- [:__struct__]
    end
  end
end

defprotocol JSON.Encoder do
  @undefined_impl_description """
  the protocol must be explicitly implemented.

  If you have a struct, you can derive the implementation specifying which fields should be encoded to JSON:

      @derive {JSON.Encoder, only: [....]}
      defstruct ...

  It is also possible to encode all fields, although this should be used carefully to avoid accidentally leaking private information when new fields are added:

      @derive JSON.Encoder
      defstruct ...

  Finally, if you don't own the struct you want to encode to JSON, you may use Protocol.derive/3 placed outside of any module:

      Protocol.derive(JSON.Encoder, NameOfTheStruct, only: [...])
      Protocol.derive(JSON.Encoder, NameOfTheStruct)\
  """

  def encode(term, encoder)

  defmacro __deriving__(module, opts) do
    fields = module |> Macro.struct_info!(__CALLER__) |> Enum.map(& &1.field)
    fields = JSON.__fields__(fields, opts)
    vars = Macro.generate_arguments(length(fields), __MODULE__)
    pairs = Enum.zip(fields, vars)

    quote do
      defimpl JSON.Encoder, for: unquote(module) do
        def encode(%{unquote_splicing(pairs)}, encoder) do
          JSON.__members__(unquote(pairs), encoder)
        end
      end
    end
  end
end

defimpl JSON.Encoder, for: BitString do
  def encode(value, _encoder), do: :json.encode_binary(value)
end

defimpl JSON.Encoder, for: [Atom, Integer, Float, List, Map] do
  def encode(value, encoder), do: JSON.protocol_encode(value, encoder)
end

defimpl JSON.Encoder, for: [Date, Time, NaiveDateTime, DateTime] do
  def encode(value, _encoder), do: [?", @for.to_iso8601(value), ?"]
end

defimpl JSON.Encoder, for: Duration do
  def encode(value, _encoder), do: [?", Duration.to_iso8601(value), ?"]
end
