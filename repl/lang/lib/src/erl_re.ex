# Splitting and replacing; compiling and matching are natives.
defmodule :re do
  def split(subject, pattern), do: split(subject, pattern, [])

  def split(subject, pattern, options) do
    {return, options} = take(options, :return, :iodata)
    {parts, options} = take(options, :parts, :infinity)
    {group, options} = flag(options, :group)
    {trim, options} = flag(options, :trim)
    unicode = unicode?(pattern, options)
    binary = binary(subject, unicode)
    pattern = compiled(pattern, options)
    {parts, trim} = if trim, do: {0, true}, else: {limit(parts), parts == 0}
    places = places(binary, pattern, options, if(parts == 0, do: :infinity, else: parts))
    pieces = pieces(binary, 0, places, elem(pattern, 1))
    pieces = if trim, do: trimmed(:lists.reverse(pieces)), else: pieces

    for [part | captured] <- pieces, reduce: [] do
      acc ->
        part = converted(part, return, unicode)
        captured = for c <- captured, do: converted(c, return, unicode)
        if group, do: [[part | captured] | acc], else: :lists.reverse([part | captured], acc)
    end
    |> :lists.reverse()
  catch
    :error, :badarg -> :erlang.error(:badarg, [subject, pattern, options])
  end

  defp limit(:infinity), do: :infinity
  defp limit(n) when is_integer(n) and n >= 0, do: n
  defp limit(_), do: :erlang.error(:badarg)

  defp trimmed([["" | captured] | rest]) do
    if :lists.all(&(&1 == ""), captured), do: trimmed(rest), else: :lists.reverse([["" | captured] | rest])
  end

  defp trimmed(pieces), do: :lists.reverse(pieces)

  # The places of the matches that part the text; an empty match at its
  # beginning parts nothing.
  defp places(binary, pattern, options, parts) do
    case :re.run(binary, pattern, [:global, {:capture, :all, :index} | options]) do
      {:match, matches} ->
        matches = for [{at, n} | _] = match <- matches, n > 0 or at > 0, do: match
        if parts == :infinity, do: matches, else: :lists.sublist(matches, max(parts - 1, 0))

      :nomatch ->
        []
    end
  end

  defp pieces(binary, from, [[{at, size} | groups] | rest], count) do
    captured = for {at, size} <- groups, do: if(at < 0, do: "", else: binary_part(binary, at, size))
    captured = captured ++ :lists.duplicate(count - length(captured), "")

    [
      [binary_part(binary, from, at - from) | captured]
      | pieces(binary, at + size, rest, count)
    ]
  end

  defp pieces(binary, from, [], _count) do
    [[binary_part(binary, from, byte_size(binary) - from)]]
  end

  defp compiled(pattern, _options) when is_tuple(pattern), do: pattern

  defp compiled(pattern, options) do
    run_only = [:notbol, :noteol, :notempty, :notempty_atstart, :report_errors]

    options =
      :lists.filter(
        fn
          {key, _} -> key == :newline
          option -> option not in run_only
        end,
        options
      )

    case :re.compile(pattern, options) do
      {:ok, compiled} -> compiled
      _ -> :erlang.error(:badarg)
    end
  end

  def replace(subject, pattern, replacement), do: replace(subject, pattern, replacement, [])

  def replace(subject, pattern, replacement, options) do
    {return, options} = take(options, :return, :iodata)
    {global, options} = flag(options, :global)
    unicode = unicode?(pattern, options)
    binary = binary(subject, unicode)
    run_options = [{:capture, :all, :index} | options]

    matches =
      case :re.run(binary, pattern, if(global, do: [:global | run_options], else: run_options)) do
        {:match, matches} when global -> matches
        {:match, match} -> [match]
        :nomatch -> []
      end

    template = if is_function(replacement, 2), do: replacement, else: template(replacement, unicode)
    result = replaced(binary, 0, matches, template)

    cond do
      return == :iodata and matches == [] -> binary
      return == :iodata -> result
      return == :binary -> :erlang.iolist_to_binary(result)
      true -> converted(:erlang.iolist_to_binary(result), return, unicode)
    end
  end

  defp replaced(binary, from, [[{at, size} | _] = match | rest], template) do
    text = inserted(template, binary, match)
    [binary_part(binary, from, at - from), text | tail(binary, at + size, rest, template)]
  end

  defp replaced(binary, from, [], _template), do: binary_part(binary, from, byte_size(binary) - from)

  defp tail(binary, from, [], _template), do: binary_part(binary, from, byte_size(binary) - from)
  defp tail(binary, from, rest, template), do: replaced(binary, from, rest, template)

  defp inserted(fun, binary, [whole | groups]) when is_function(fun) do
    fun.(captured(binary, whole), for(g <- groups, do: captured(binary, g)))
  end

  defp inserted([only], _binary, _match) when is_binary(only), do: only

  defp inserted(template, binary, match) do
    :erlang.iolist_to_binary(
      for part <- template do
        cond do
          is_binary(part) -> part
          part >= length(match) -> ""
          true -> captured(binary, :lists.nth(part + 1, match))
        end
      end
    )
  end

  defp captured(_binary, {-1, 0}), do: ""
  defp captured(binary, {at, size}), do: binary_part(binary, at, size)

  # A replacement as texts and numbers of groups.
  defp template(replacement, unicode), do: parsed(binary(replacement, unicode), "")

  defp parsed("", text), do: [text]
  defp parsed("&" <> rest, text), do: [text, 0 | parsed(rest, "")]

  defp parsed("\\g{" <> rest, text) do
    case digits(rest, "") do
      {number, "}" <> rest} when number != "" -> [text, String.to_integer(number) | parsed(rest, "")]
      _ -> parsed(rest, text <> "\\g{")
    end
  end

  defp parsed("\\g" <> rest, text), do: numbered(rest, text, "\\g")
  defp parsed(<<"\\", c, rest::binary>>, text) when c in ?1..?9, do: numbered(<<c, rest::binary>>, text, "")
  defp parsed(<<"\\", c, rest::binary>>, text), do: parsed(rest, <<text::binary, c>>)
  defp parsed(<<c, rest::binary>>, text), do: parsed(rest, <<text::binary, c>>)

  defp numbered(rest, text, otherwise) do
    case digits(rest, "") do
      {"", rest} -> parsed(rest, text <> otherwise)
      {number, rest} -> [text, String.to_integer(number) | parsed(rest, "")]
    end
  end

  defp digits(<<c, rest::binary>>, acc) when c in ?0..?9, do: digits(rest, <<acc::binary, c>>)
  defp digits(rest, acc), do: {acc, rest}

  defp take(options, key, default) do
    case :lists.keytake(key, 1, options) do
      {:value, {_, value}, rest} -> {value, rest}
      false -> {default, options}
    end
  end

  defp flag(options, name), do: {:lists.member(name, options), :lists.filter(&(&1 !== name), options)}

  defp unicode?({:re_pattern, _, unicode, _, _}, _options), do: unicode == 1
  defp unicode?(_pattern, options), do: :lists.member(:unicode, options)

  defp binary(text, _unicode) when is_binary(text), do: text
  defp binary(text, true), do: :unicode.characters_to_binary(text)
  defp binary(text, false), do: :erlang.iolist_to_binary(text)

  defp converted(part, :list, true), do: :unicode.characters_to_list(part)
  defp converted(part, :list, false), do: :erlang.binary_to_list(part)
  defp converted(part, _return, _unicode), do: part
end
