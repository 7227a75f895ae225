defmodule IO.ANSI.Docs do
  @options [
    enabled: true,
    doc_bold: [:bright],
    doc_code: [:cyan],
    doc_headings: [:yellow],
    doc_metadata: [:yellow],
    doc_quote: [:light_black],
    doc_inline_code: [:cyan],
    doc_table_heading: [:reverse],
    doc_title: [:reverse, :yellow],
    doc_underline: [:underline],
    width: 80
  ]

  # What may stand before and after an emphasized text.
  @delimiters ~c" '\"!@#$%^&-+()[]{}<>."

  @reset "\e[0m"

  def default_options, do: @options

  def print_headings(headings, options \\ []) do
    options = Keyword.merge(@options, options)
    width = options[:width]

    lines =
      for heading <- headings do
        padded = String.pad_leading(heading, div(width + String.length(heading), 2))
        padded = if options[:enabled], do: String.pad_trailing(padded, width), else: padded
        [colored(padded, :doc_title, options), "\n"]
      end

    IO.write([block_end(options), lines, block_end(options)])
  end

  def print_metadata(metadata, options \\ []) when is_map(metadata) do
    options = Keyword.merge(@options, options)

    rows =
      for {key, value} <- Enum.sort(metadata), text = metadata_text(key, value) do
        [colored("#{key}:", :doc_metadata, options), " ", text, "\n"]
      end

    if rows != [], do: IO.write([rows, "\n"]), else: :ok
  end

  defp metadata_text(key, value) when key in [:since, :deprecated] and is_binary(value), do: value
  defp metadata_text(:guard, true), do: "true"
  defp metadata_text(:delegate_to, {module, name, arity}), do: Exception.format_mfa(module, name, arity)
  defp metadata_text(_, _), do: nil

  def print(doc, format, options \\ [])

  def print(doc, "text/markdown", options) when is_binary(doc) and is_list(options) do
    print_markdown(doc, options)
  end

  def print(_, format, options) when is_list(options) do
    IO.write("\nUnknown documentation format #{inspect(format)}\n\n")
  end

  def print_markdown(doc, options) when is_binary(doc) and is_list(options) do
    options = Keyword.merge(@options, options)
    lines = doc |> without_comments() |> String.split(["\r\n", "\n"]) |> Enum.map(&String.trim_trailing/1)
    IO.write(blocks(lines, {:text, []}, 0, options))
  end

  defp without_comments(text) do
    with [before, rest] <- String.split(text, "<!--", parts: 2),
         [_, rest] <- String.split(rest, "-->", parts: 2) do
      before <> without_comments(rest)
    else
      _ -> text
    end
  end

  # ---- blocks

  # Renders lines as blocks that begin at a column. What is open is {:text, lines}
  # or {:item, entry, lines}, the first lines of an item of a list; lines are in
  # reverse.
  defp blocks([], open, indent, options), do: paragraph(open, indent, options)

  defp blocks(["" | rest], open, indent, options) do
    [paragraph(open, indent, options) | blocks(rest, {:text, []}, indent, options)]
  end

  defp blocks(["```" <> language | rest], open, indent, options) do
    {code, rest} = Enum.split_while(rest, &(not String.starts_with?(&1, "```")))
    code = if language == "mermaid", do: [], else: code(code, indent, options)
    [paragraph(open, indent, options), code | blocks(Enum.drop(rest, 1), {:text, []}, indent, options)]
  end

  defp blocks(["    " <> line | rest], open, indent, options) do
    {more, rest} = indented_code(rest, [])
    code = code([line | more], indent, options)
    [paragraph(open, indent, options), code | blocks(rest, {:text, []}, indent, options)]
  end

  defp blocks([">" <> line | rest], open, indent, options) do
    {more, rest} = Enum.split_while(rest, &match?(">" <> _, &1))
    lines = for line <- [line | Enum.map(more, &binary_part(&1, 1, byte_size(&1) - 1))], do: unspaced(line)
    quote = [quoted(lines, [], indent, options), block_end(options)]
    [paragraph(open, indent, options), quote | blocks(rest, {:text, []}, indent, options)]
  end

  defp blocks([line | rest] = all, open, indent, options) do
    {text, count} = strip(line, 0, :infinity)

    cond do
      heading?(line) ->
        heading = [colored(line, :doc_headings, options), "\n", block_end(options)]
        [paragraph(open, indent, options), heading | blocks(rest, {:text, []}, indent, options)]

      entry = entry(text, options) ->
        [paragraph(open, indent, options) | list(entry, rest, count, indent, options)]

      link_label?(text) ->
        [wrapped(line, 0, options[:width], ""), "\n" | blocks(rest, open, indent, options)]

      table?(all) ->
        {rows, rest} = Enum.split_while(all, &row?/1)
        [paragraph(open, indent, options), table(rows, indent, options) | blocks(rest, {:text, []}, indent, options)]

      true ->
        blocks(rest, open(open, text), indent, options)
    end
  end

  defp open({:text, lines}, line), do: {:text, [line | lines]}
  defp open({:item, entry, lines}, line), do: {:item, entry, [line | lines]}

  defp paragraph({:text, []}, _, _), do: []

  defp paragraph({:text, lines}, indent, options) do
    text = lines |> Enum.reverse() |> Enum.join(" ") |> links() |> inline(options)
    [spaces(indent), wrapped(text, 0, options[:width] - indent, spaces(indent)), "\n", block_end(options)]
  end

  defp paragraph({:item, {column, entry}, lines}, indent, options) do
    # The first line is as much shorter as what stands before it.
    # Without colours its mark may be one of the text, too.
    mark = if options[:enabled], do: "", else: entry
    text = lines |> Enum.reverse() |> Enum.join(" ") |> links()
    text = inline(mark <> text, options)
    text = binary_part(text, byte_size(mark), byte_size(text) - byte_size(mark))

    case IO.iodata_to_binary(wrapped(text, indent, options[:width] - indent, spaces(indent))) do
      "\n" <> _ = text -> [spaces(column), String.trim_trailing(entry), text, "\n"]
      text -> [spaces(column), entry, text, "\n"]
    end
  end

  defp heading?("#" <> _ = line) do
    {marks, rest} = Enum.split_while(String.to_charlist(line), &(&1 == ?#))
    length(marks) <= 6 and match?([?\s | _], rest)
  end

  defp heading?(_), do: false

  defp link_label?("[" <> rest) do
    case String.split(rest, "]: ", parts: 2) do
      [label, _] -> label != "" and not String.contains?(label, "]")
      _ -> false
    end
  end

  defp link_label?(_), do: false

  defp unspaced(" " <> rest), do: unspaced(rest)
  defp unspaced(line), do: line

  # Drops at most max spaces and tells how many there were.
  defp strip(" " <> rest, count, max) when count < max, do: strip(rest, count + 1, max)
  defp strip(rest, count, _), do: {rest, count}

  # One empty line is part of a code block, two end it.
  defp indented_code(["    " <> line | rest], acc), do: indented_code(rest, [line | acc])
  defp indented_code(["", "    " <> line | rest], acc), do: indented_code(rest, [line, "" | acc])
  defp indented_code(rest, acc), do: {Enum.reverse(acc), rest}

  defp code(lines, indent, options) do
    margin = spaces(indent + 4)
    text = Enum.map_join(lines, "\n", &[margin, &1])
    [colored(text, :doc_code, options), "\n", block_end(options)]
  end

  defp quoted([], acc, indent, options), do: quoted_text(acc, indent, options)

  defp quoted(["" | [_ | _] = rest], acc, indent, options) do
    [quoted_text(acc, indent, options), quote_mark(indent, options), "\n" | quoted(rest, [], indent, options)]
  end

  defp quoted([line | rest], acc, indent, options), do: quoted(rest, [line | acc], indent, options)

  defp quoted_text([], _, _), do: []

  defp quoted_text(lines, indent, options) do
    mark = quote_mark(indent, options)
    text = lines |> Enum.reverse() |> Enum.join(" ") |> links() |> inline(options)
    [mark, wrapped(text, 0, options[:width] - indent - 2, mark), "\n"]
  end

  defp quote_mark(indent, options), do: IO.iodata_to_binary([spaces(indent), colored("> ", :doc_quote, options)])

  # ---- lists

  # The mark of an item as it is shown, and the text behind it.
  defp entry(<<mark, " ", rest::binary>>, options) when mark in ~c"*-+" do
    {if(options[:enabled], do: "• ", else: "* "), rest}
  end

  defp entry(<<digit, ". ", rest::binary>>, _) when digit in ?0..?9, do: {<<digit, ". ">>, rest}

  defp entry(<<first, second, ". ", rest::binary>>, _) when first in ?0..?9 and second in ?0..?9 do
    {<<first, second, ". ">>, rest}
  end

  defp entry(_, _), do: nil

  # Items of the outermost list stand two columns to the right.
  defp list({entry, text}, rest, count, indent, options) do
    margin = if indent == 0, do: 2, else: 0
    width = String.length(entry) + margin
    {content, rest, spaced} = item(rest, count, width, [])
    item = blocks(content, {:item, {indent + margin, entry}, [text]}, indent + width, options)

    case next_item(rest, options) do
      {entry, rest, count} ->
        [item, if(spaced, do: block_end(options), else: []) | list(entry, rest, count, indent, options)]

      nil ->
        [item, block_end(options) | blocks(rest, {:text, []}, indent, options)]
    end
  end

  defp next_item([line | rest], options) do
    {text, count} = strip(line, 0, :infinity)
    if entry = entry(text, options), do: {entry, rest, count}
  end

  defp next_item([], _), do: nil

  # Splits off the lines that belong to an item, relative to its text, and tells
  # whether empty lines follow them.
  defp item([], _, _, acc), do: {Enum.reverse(acc), [], false}

  defp item(["" | rest], count, width, acc) do
    case Enum.drop_while(rest, &(&1 == "")) do
      [" " <> _ | _] = rest -> item(rest, count, width, ["" | acc])
      rest -> {Enum.reverse(acc), rest, true}
    end
  end

  defp item([line | rest] = all, count, width, acc) do
    {text, spaces} = strip(line, 0, :infinity)

    if spaces <= count and entry(text, []) do
      {Enum.reverse(acc), all, false}
    else
      item(rest, count, width, [elem(strip(line, 0, width), 0) | acc])
    end
  end

  # ---- tables

  defp table?([head, line | _]), do: row?(head) and rule?(line)
  defp table?(_), do: false

  defp row?(line), do: String.contains?(line, " | ") or rule?(line)

  # The line below the heading.
  defp rule?(line) do
    String.contains?(line, "|") and String.contains?(line, "-") and
      String.to_charlist(line) -- String.to_charlist(String.duplicate("|:- ", byte_size(line))) == []
  end

  defp table([head, rule | rows], indent, options) do
    columns = Enum.map(cells(rule), &alignment/1)
    [head | rows] = for line <- [head | rows], do: Enum.map(cells(line), &(&1 |> links() |> inline(options)))

    widths =
      for {_, i} <- Enum.with_index(columns) do
        Enum.max(for row <- [head | rows], do: shown_length(Enum.at(row, i) || ""))
      end

    head = colored(IO.iodata_to_binary(row(head, columns, widths)), :doc_table_heading, options)
    rows = for row <- rows, do: [spaces(indent), row(row, columns, widths), "\n"]
    [spaces(indent), head, "\n", rows, block_end(options)]
  end

  defp cells(line) do
    line = String.trim(line)
    line = if String.starts_with?(line, "|"), do: binary_part(line, 1, byte_size(line) - 1), else: line
    line = if String.ends_with?(line, "|"), do: binary_part(line, 0, byte_size(line) - 1), else: line
    line |> split_cells([]) |> Enum.map(&String.trim/1)
  end

  defp split_cells(<<"\\|", rest::binary>>, acc), do: split_cells(rest, [acc, "|"])
  defp split_cells(<<"|", rest::binary>>, acc), do: [IO.iodata_to_binary(acc) | split_cells(rest, [])]
  defp split_cells(<<char, rest::binary>>, acc), do: split_cells(rest, [acc, char])
  defp split_cells(<<>>, acc), do: [IO.iodata_to_binary(acc)]

  defp alignment(rule) do
    case {String.starts_with?(rule, ":"), String.ends_with?(rule, ":")} do
      {true, true} -> :center
      {false, true} -> :right
      _ -> :left
    end
  end

  defp row(cells, columns, widths) do
    [cells, columns, widths]
    |> Enum.zip()
    |> Enum.map(fn {cell, alignment, width} -> aligned(cell, alignment, width - shown_length(cell)) end)
    |> Enum.intersperse(" | ")
  end

  defp aligned(cell, :left, room), do: [cell, spaces(room)]
  defp aligned(cell, :right, room), do: [spaces(room), cell]
  defp aligned(cell, :center, room), do: [spaces(div(room, 2)), cell, spaces(room - div(room, 2))]

  # ---- text

  # [text](address) is shown as text (address).
  defp links(text) do
    with [before, rest] <- String.split(text, "[", parts: 2),
         {:ok, label, address, rest} <- link(rest) do
      before <> label <> " (" <> address <> ")" <> links(rest)
    else
      [_] -> text
      {:none, rest} -> String.slice(text, 0, 0) <> binary_part(text, 0, byte_size(text) - byte_size(rest)) <> links(rest)
    end
  end

  defp link(rest) do
    with [label, more] <- String.split(rest, "](", parts: 2),
         false <- String.contains?(label, "]"),
         [address, more] <- String.split(more, ")", parts: 2) do
      {:ok, label, address, more}
    else
      _ -> {:none, rest}
    end
  end

  # Marks become colours, and without colours stay as they are. A backslash is
  # dropped; in code only one that another follows.
  defp inline(text, options), do: marks(text, ?\s, [], options)

  defp unescaped(<<?\\, char::utf8, rest::binary>>, acc), do: unescaped(rest, [acc, <<char::utf8>>])
  defp unescaped(<<char, rest::binary>>, acc), do: unescaped(rest, [acc, char])
  defp unescaped(<<>>, acc), do: IO.iodata_to_binary(acc)

  defp marks(<<?\\, char::utf8, rest::binary>>, _, acc, options), do: marks(rest, char, [acc, <<char::utf8>>], options)

  defp marks(<<?`, rest::binary>>, _, acc, options) do
    case String.split(rest, "`", parts: 2) do
      [code, rest] ->
        code = String.replace(code, "\\\\", "\\")
        marks(rest, ?`, [acc, marked(code, "`", :doc_inline_code, options)], options)

      [rest] ->
        IO.iodata_to_binary([acc, ?`, unescaped(rest, [])])
    end
  end

  defp marks(<<mark, mark, rest::binary>>, before, acc, options) when mark in ~c"*_" and before in @delimiters do
    emphasis(rest, <<mark, mark>>, :doc_bold, acc, options)
  end

  defp marks(<<mark, rest::binary>>, before, acc, options) when mark in ~c"*_" and before in @delimiters do
    emphasis(rest, <<mark>>, :doc_underline, acc, options)
  end

  defp marks(<<char, rest::binary>>, _, acc, options), do: marks(rest, char, [acc, char], options)
  defp marks(<<>>, _, acc, _), do: IO.iodata_to_binary(acc)

  defp marked(text, mark, color, options) do
    if options[:enabled], do: colored(text, color, options), else: [mark, text, mark]
  end

  # What is never closed is no mark, and ends the marks of the text.
  defp emphasis(rest, mark, color, acc, options) do
    case closed(rest, mark, byte_size(mark), 0) do
      nil ->
        IO.iodata_to_binary([acc, mark, unescaped(rest, [])])

      at ->
        inner = rest |> binary_part(0, at) |> unescaped([])
        from = at + byte_size(mark)
        rest = binary_part(rest, from, byte_size(rest) - from)
        marks(rest, ?*, [acc, marked(inner, mark, color, options)], options)
    end
  end

  defp closed(text, mark, size, at) do
    case text do
      <<_::binary-size(^at), ?\\, _, _::binary>> -> closed(text, mark, size, at + 2)
      <<_::binary-size(^at), ^mark::binary-size(^size)>> -> at
      <<_::binary-size(^at), ^mark::binary-size(^size), next, _::binary>> when next in @delimiters -> at
      <<_::binary-size(^at), _, _::binary>> -> closed(text, mark, size, at + 1)
      _ -> nil
    end
  end

  # Breaks a text into lines narrower than width; of the first, some is used.
  defp wrapped(text, used, width, margin) do
    [first | words] = String.split(text, [" ", "\t", "\n", "\v", "\f", "\r"])
    length = shown_length(first)

    if used > 0 and used + length >= width do
      wrapped(words, ["\n", margin, first], length, width, margin)
    else
      wrapped(words, [first], used + length, width, margin)
    end
  end

  defp wrapped([], acc, _, _, _), do: acc

  defp wrapped([word | words], acc, column, width, margin) do
    length = shown_length(word)

    if column + 1 + length >= width do
      wrapped(words, [acc, "\n", margin, word], length, width, margin)
    else
      wrapped(words, [acc, " ", word], column + 1 + length, width, margin)
    end
  end

  # ---- colours

  # As IEx counts: a colour of one digit takes an m that follows it along.
  defp shown_length(text), do: text |> plain() |> String.length()

  defp plain(<<"\e[", _, _, "m", rest::binary>>), do: plain(rest)
  defp plain(<<"\e[", _, "m", rest::binary>>), do: plain(rest)
  defp plain(<<char, rest::binary>>), do: <<char>> <> plain(rest)
  defp plain(<<>>), do: <<>>

  defp colored(text, role, options) do
    if options[:enabled] do
      color = IO.iodata_to_binary(IO.ANSI.format_fragment(options[role], true))
      color <> IO.iodata_to_binary(text) <> @reset
    else
      IO.iodata_to_binary(text)
    end
  end

  defp block_end(options), do: if(options[:enabled], do: @reset <> "\n", else: "\n")

  defp spaces(n), do: :binary.copy(" ", max(n, 0))
end
