defmodule String do
  def splitter(string, pattern, options \\ [])

  def splitter(string, "", options) when is_binary(string) and is_list(options) do
    graphemes = String.split(string, "", trim: :lists.keyfind(:trim, 1, options) == {:trim, true})
    Stream.map(graphemes, & &1)
  end

  def splitter(string, pattern, options) when is_binary(string) and is_list(options) do
    trim = :lists.keyfind(:trim, 1, options) == {:trim, true}

    Stream.unfold(string, fn
      nil -> nil
      rest -> next_part(rest, pattern, trim)
    end)
  end

  defp next_part("", _pattern, true), do: nil

  defp next_part(rest, pattern, trim) do
    case :binary.split(rest, pattern) do
      ["", more] when trim -> next_part(more, pattern, trim)
      [part, more] -> {part, more}
      [part] -> {part, nil}
    end
  end

  # replace/4 with a fun: the places of what is replaced are known.
  def __replace__(string, places, fun) do
    string |> replace_places(0, places, fun) |> :erlang.iolist_to_binary()
  end

  defp replace_places(string, from, [{at, size} | places], fun) do
    [
      binary_part(string, from, at - from),
      fun.(binary_part(string, at, size)) | replace_places(string, at + size, places, fun)
    ]
  end

  defp replace_places(string, from, [], _fun) do
    [binary_part(string, from, byte_size(string) - from)]
  end

  # count/2 with a regex.
  def __count__(regex, string), do: length(Regex.scan(regex, string, return: :index))

  def myers_difference(string1, string2) when is_binary(string1) and is_binary(string2) do
    for {kind, graphemes} <-
          List.myers_difference(String.graphemes(string1), String.graphemes(string2)) do
      {kind, :erlang.iolist_to_binary(graphemes)}
    end
  end

  @deprecated "Use String.trim/1 instead"
  defdelegate strip(string), to: String, as: :trim

  @deprecated "Use String.trim/2 with a binary second argument instead"
  def strip(string, char) when is_integer(char), do: String.trim(string, <<char::utf8>>)

  @deprecated "Use String.trim_leading/1 instead"
  defdelegate lstrip(string), to: String, as: :trim_leading

  @deprecated "Use String.trim_leading/2 with a binary as second argument instead"
  def lstrip(string, char) when is_integer(char), do: String.trim_leading(string, <<char::utf8>>)

  @deprecated "Use String.trim_trailing/1 instead"
  defdelegate rstrip(string), to: String, as: :trim_trailing

  @deprecated "Use String.trim_trailing/2 with a binary as second argument instead"
  def rstrip(string, char) when is_integer(char), do: String.trim_trailing(string, <<char::utf8>>)

  @deprecated "Use String.pad_trailing/2 instead"
  def ljust(subject, length), do: String.pad_trailing(subject, length)

  @deprecated "Use String.pad_trailing/3 with a binary padding instead"
  def ljust(subject, length, pad) when is_integer(pad), do: String.pad_trailing(subject, length, <<pad::utf8>>)

  @deprecated "Use String.pad_leading/2 instead"
  def rjust(subject, length), do: String.pad_leading(subject, length)

  @deprecated "Use String.pad_leading/3 with a binary padding instead"
  def rjust(subject, length, pad) when is_integer(pad), do: String.pad_leading(subject, length, <<pad::utf8>>)

  @deprecated "Use String.to_charlist/1 instead"
  def to_char_list(string), do: String.to_charlist(string)

  @deprecated "Use String.valid?/1 instead"
  def valid_character?(string) do
    case string do
      <<_::utf8>> -> true
      _ -> false
    end
  end
end
