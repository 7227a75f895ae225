defmodule :string do
  # Functions on chardata: what was a binary gives binaries, what was a list
  # gives lists.

  def length(text), do: String.length(binary(text))

  def is_empty(text), do: binary(text) == ""

  def to_graphemes(text) do
    for grapheme <- String.graphemes(binary(text)) do
      case String.to_charlist(grapheme) do
        [char] -> char
        chars -> chars
      end
    end
  end

  def uppercase(text), do: like(text, String.upcase(binary(text)))
  def lowercase(text), do: like(text, String.downcase(binary(text)))
  def casefold(text), do: like(text, String.downcase(binary(text)))

  def titlecase(text) do
    binary = binary(text)
    {first, rest} = String.split_at(binary, 1)
    like(text, String.capitalize(first) <> rest)
  end

  def to_upper(char) when is_integer(char), do: hd(to_upper([char]))
  def to_upper(text), do: uppercase(text)
  def to_lower(char) when is_integer(char), do: hd(to_lower([char]))
  def to_lower(text), do: lowercase(text)

  def equal(left, right), do: binary(left) == binary(right)

  def equal(left, right, false), do: equal(left, right)

  def equal(left, right, true) do
    String.downcase(binary(left)) == String.downcase(binary(right))
  end

  def equal(left, right, ignore_case, :none), do: equal(left, right, ignore_case)

  def equal(left, right, ignore_case, form) do
    equal(normalized(left, form), normalized(right, form), ignore_case)
  end

  defp normalized(text, :nfc), do: :unicode.characters_to_nfc_binary(text)
  defp normalized(text, :nfd), do: :unicode.characters_to_nfd_binary(text)
  defp normalized(text, :nfkc), do: :unicode.characters_to_nfkc_binary(text)
  defp normalized(text, :nfkd), do: :unicode.characters_to_nfkd_binary(text)

  def reverse(text), do: text |> to_graphemes() |> :lists.reverse()

  def concat(left, right), do: left ++ right

  def slice(text, start), do: like(text, elem(String.split_at(binary(text), start), 1))
  def slice(text, start, size), do: like(text, String.slice(binary(text), start, size))

  def pad(text, size), do: pad(text, size, :trailing, 32)
  def pad(text, size, direction), do: pad(text, size, direction, 32)

  def pad(text, size, direction, char) do
    missing = max(size - :string.length(text), 0)

    case direction do
      :trailing -> [text | :lists.duplicate(missing, char)]
      :leading -> [:lists.duplicate(missing, char), text]
      :both -> [:lists.duplicate(div(missing, 2), char), text, :lists.duplicate(missing - div(missing, 2), char)]
    end
  end

  def trim(text), do: trim(text, :both)

  def trim(text, direction), do: trim(text, direction, [0x85, 0x2028, 0x2029, 32, 9, 10, 11, 12, 13, ~c"\r\n"])

  def trim(text, direction, separators) do
    drop? = fn grapheme -> grapheme in separators end
    graphemes = to_graphemes(text)

    graphemes =
      if direction == :trailing, do: graphemes, else: :lists.dropwhile(drop?, graphemes)

    graphemes =
      if direction == :leading do
        graphemes
      else
        graphemes |> :lists.reverse() |> then(&:lists.dropwhile(drop?, &1)) |> :lists.reverse()
      end

    like(text, binary(graphemes))
  end

  def chomp(text) do
    binary = binary(text)

    cond do
      String.ends_with?(binary, "\r\n") -> like(text, binary_part(binary, 0, byte_size(binary) - 2))
      String.ends_with?(binary, "\n") -> like(text, binary_part(binary, 0, byte_size(binary) - 1))
      true -> text
    end
  end

  def prefix(text, prefix) do
    binary = binary(text)
    prefix = binary(prefix)

    if String.starts_with?(binary, prefix) do
      like(text, binary_part(binary, byte_size(prefix), byte_size(binary) - byte_size(prefix)))
    else
      :nomatch
    end
  end

  def find(text, pattern), do: find(text, pattern, :leading)

  def find(text, pattern, direction) do
    binary = binary(text)

    case place(binary, binary(pattern), direction) do
      :nomatch -> :nomatch
      {at, _} -> like(text, binary_part(binary, at, byte_size(binary) - at))
    end
  end

  defp place(_binary, "", _direction), do: {0, 0}
  defp place(binary, pattern, :leading), do: :binary.match(binary, pattern)

  defp place(binary, pattern, :trailing) do
    case :binary.matches(binary, pattern) do
      [] -> :nomatch
      places -> :lists.last(places)
    end
  end

  def split(text, pattern), do: split(text, pattern, :leading)

  def split(text, pattern, where) do
    for part <- parts(binary(text), binary(pattern), where), do: like(text, part)
  end

  def replace(text, pattern, replacement), do: replace(text, pattern, replacement, :leading)

  def replace(text, pattern, replacement, where) do
    :lists.join(replacement, split(text, pattern, where))
  end

  defp parts(binary, "", _where), do: [binary]
  defp parts(binary, pattern, :all), do: :binary.split(binary, pattern, [:global])

  defp parts(binary, pattern, direction) do
    case place(binary, pattern, direction) do
      :nomatch ->
        [binary]

      {at, size} ->
        rest = at + size
        [binary_part(binary, 0, at), binary_part(binary, rest, byte_size(binary) - rest)]
    end
  end

  def lexemes(text, separators) when is_list(separators) do
    for lexeme <- words(to_graphemes(text), separators, []), do: like(text, binary(lexeme))
  end

  def tokens(text, separators), do: lexemes(text, separators)

  defp words([], _separators, []), do: []
  defp words([], _separators, word), do: [:lists.reverse(word)]

  defp words([grapheme | rest], separators, word) do
    cond do
      grapheme not in separators -> words(rest, separators, [grapheme | word])
      word == [] -> words(rest, separators, [])
      true -> [:lists.reverse(word) | words(rest, separators, [])]
    end
  end

  def take(text, chars), do: take(text, chars, false, :leading)

  def take(text, chars, complement), do: take(text, chars, complement, :leading)

  def take(text, chars, complement, :leading) do
    {taken, rest} = :lists.splitwith(&(&1 in chars != complement), to_graphemes(text))
    {like(text, binary(taken)), like(text, binary(rest))}
  end

  def take(text, chars, complement, :trailing) do
    graphemes = :lists.reverse(to_graphemes(text))
    {taken, rest} = :lists.splitwith(&(&1 in chars != complement), graphemes)

    {like(text, binary(:lists.reverse(rest))), like(text, binary(:lists.reverse(taken)))}
  end

  def nth_lexeme(text, n, separators) when is_integer(n) and n > 0 do
    case :lists.nthtail(min(n - 1, Kernel.length(lexemes(text, separators))), lexemes(text, separators)) do
      [lexeme | _] -> lexeme
      [] -> like(text, "")
    end
  end

  def jaro_similarity(left, right), do: String.jaro_distance(binary(left), binary(right))

  def next_codepoint(text) do
    case binary(text) do
      "" -> []
      <<char::utf8, rest::binary>> -> [char | like(text, rest)]
    end
  end

  def next_grapheme(text) do
    case to_graphemes(text) do
      [] -> []
      [first | rest] -> [first | like(text, binary(rest))]
    end
  end

  def to_integer(text) do
    case Integer.parse(binary(text)) do
      {number, rest} -> {number, like(text, rest)}
      :error -> {:error, :no_integer}
    end
  end

  def to_float(text) do
    binary = binary(text)

    with {number, rest} <- Float.parse(binary),
         read = binary_part(binary, 0, byte_size(binary) - byte_size(rest)),
         true <- :binary.match(read, ".") != :nomatch do
      {number, like(text, rest)}
    else
      _ -> {:error, :no_float}
    end
  end

  def list_to_integer(list), do: to_integer(list)
  def list_to_float(list), do: to_float(list)

  def len(string), do: Kernel.length(string)

  def span(string, chars), do: run(string, chars, true, 0)
  def cspan(string, chars), do: run(string, chars, false, 0)

  defp run([char | rest], chars, inside, n) do
    if char in chars == inside, do: run(rest, chars, inside, n + 1), else: n
  end

  defp run([], _chars, _inside, n), do: n

  def sub_word(string, index), do: sub_word(string, index, 32)

  def sub_word(string, index, char) do
    case :lists.nthtail(min(index - 1, words(string, char)), tokens(string, [char])) do
      [word | _] -> word
      [] -> []
    end
  end

  def join([], _separator), do: []
  def join(strings, separator), do: :lists.append(:lists.join(separator, strings))

  def chr(string, char), do: position(string, &(&1 == char), 1)

  def rchr(string, char) do
    case position(:lists.reverse(string), &(&1 == char), 1) do
      0 -> 0
      n -> Kernel.length(string) - n + 1
    end
  end

  defp position([], _fun, _n), do: 0

  defp position([char | rest], fun, n) do
    if fun.(char), do: n, else: position(rest, fun, n + 1)
  end

  def str(string, part), do: str_from(string, part, 1)

  defp str_from(string, part, n) do
    cond do
      :lists.prefix(part, string) -> n
      string == [] -> 0
      true -> str_from(tl(string), part, n + 1)
    end
  end

  def rstr(string, part), do: rstr_from(string, part, 1, 0)

  defp rstr_from([], _part, _n, last), do: last

  defp rstr_from([_ | rest] = string, part, n, last) do
    rstr_from(rest, part, n + 1, if(:lists.prefix(part, string), do: n, else: last))
  end

  def substr(string, start), do: :lists.nthtail(start - 1, string)
  def substr(string, start, size), do: :lists.sublist(string, start, size)

  def sub_string(string, start), do: substr(string, start)
  def sub_string(string, start, stop), do: substr(string, start, stop - start + 1)

  def strip(string), do: strip(string, :both, 32)
  def strip(string, direction), do: strip(string, direction, 32)

  def strip(string, direction, char) do
    trim(string, %{left: :leading, right: :trailing, both: :both}[direction], [char])
  end

  def left(string, size), do: left(string, size, 32)

  def left(string, size, char) do
    :lists.sublist(string ++ :lists.duplicate(max(size - Kernel.length(string), 0), char), size)
  end

  def right(string, size), do: right(string, size, 32)

  def right(string, size, char) do
    missing = size - Kernel.length(string)

    if missing >= 0 do
      :lists.duplicate(missing, char) ++ string
    else
      :lists.nthtail(-missing, string)
    end
  end

  def centre(string, size), do: centre(string, size, 32)

  def centre(string, size, char) do
    missing = size - Kernel.length(string)

    if missing >= 0 do
      left(:lists.duplicate(div(missing, 2), char) ++ string, size, char)
    else
      :lists.sublist(string, div(-missing, 2) + 1, size)
    end
  end

  def copies(string, count), do: :lists.append(:lists.duplicate(count, string))

  def chars(char, count), do: :lists.duplicate(count, char)
  def chars(char, count, tail), do: :lists.duplicate(count, char) ++ tail

  def words(string), do: Kernel.length(tokens(string, [32]))
  def words(string, char), do: Kernel.length(tokens(string, [char]))

  defp binary(text) when is_binary(text), do: text
  defp binary(text), do: :unicode.characters_to_binary(text)

  defp like(text, result) when is_binary(text), do: result
  defp like(_text, result), do: String.to_charlist(result)
end
