defmodule Regex do
  defstruct re_pattern: nil, source: "", opts: []

  defmodule CompileError do
    defexception message: "regex could not be compiled"
  end

  def compile(source, opts \\ "") when is_binary(source) do
    case modifiers(opts) do
      {:ok, options} -> compiled(source, options)
      {:error, rest} -> {:error, {:invalid_option, rest}}
    end
  end

  defp compiled(source, options) do
    case :re.compile(source, options) do
      {:ok, pattern} -> {:ok, %Regex{re_pattern: pattern, source: source, opts: options}}
      error -> error
    end
  end

  defp modifiers(opts) when is_binary(opts), do: letters(opts, [])
  defp modifiers(opts) when is_list(opts), do: {:ok, opts}

  defp letters("f" <> rest, acc), do: letters(rest, [:firstline | acc])
  defp letters("i" <> rest, acc), do: letters(rest, [:caseless | acc])
  defp letters("x" <> rest, acc), do: letters(rest, [:extended | acc])
  defp letters("u" <> rest, acc), do: letters(rest, [:unicode, :ucp | acc])
  defp letters("m" <> rest, acc), do: letters(rest, [:multiline | acc])
  defp letters("U" <> rest, acc), do: letters(rest, [:ungreedy | acc])
  defp letters("E" <> rest, acc), do: letters(rest, [:export | acc])
  defp letters("s" <> rest, acc), do: letters(rest, [:dotall, {:newline, :anycrlf} | acc])
  defp letters("", acc), do: {:ok, acc}
  defp letters(rest, _acc), do: {:error, rest}

  def compile!(source, opts \\ "") when is_binary(source) do
    case compile(source, opts) do
      {:ok, regex} -> regex
      {:error, {reason, at}} -> raise Regex.CompileError, "#{reason} at position #{at}"
    end
  end

  def recompile(%Regex{} = regex), do: {:ok, regex}

  def recompile!(%Regex{} = regex), do: regex

  def import(%Regex{} = regex), do: regex

  def version, do: {:re.version(), :little}

  def regex?(term)
  def regex?(%Regex{}), do: true
  def regex?(_), do: false

  def source(%Regex{source: source}), do: source

  def opts(%Regex{opts: opts}), do: opts

  def re_pattern(%Regex{re_pattern: pattern}), do: pattern

  # What another node compiled is compiled again.
  defp pattern(%Regex{re_pattern: {:re_pattern, _, _, _, own} = pattern}) when node(own) == node(), do: pattern

  defp pattern(%Regex{source: source, opts: opts}) do
    {:ok, options} = modifiers(opts)
    {:ok, pattern} = :re.compile(source, options)
    pattern
  end

  def names(regex) do
    {:namelist, names} = :re.inspect(pattern(regex), :namelist)
    names
  end

  def match?(%Regex{} = regex, string) when is_binary(string) do
    :re.run(string, pattern(regex), [{:capture, :none}]) == :match
  end

  def named_captures(regex, string, options \\ []) when is_binary(string) do
    options = Keyword.put_new(options, :capture, names(regex))

    case run(regex, string, options) do
      nil -> nil
      values -> :maps.from_list(:lists.zip(names(regex), values))
    end
  end

  def run(regex, string, options \\ [])

  def run(%Regex{} = regex, string, options) when is_binary(string) do
    return = Keyword.get(options, :return, :binary)
    captures = Keyword.get(options, :capture, :all)
    offset = Keyword.get(options, :offset, 0)

    case :re.run(string, pattern(regex), [{:capture, captures, return}, {:offset, offset}]) do
      :nomatch -> nil
      :match -> []
      {:match, results} -> results
    end
  end

  def scan(regex, string, options \\ [])

  def scan(%Regex{} = regex, string, options) when is_binary(string) do
    return = Keyword.get(options, :return, :binary)
    captures = Keyword.get(options, :capture, :all)
    offset = Keyword.get(options, :offset, 0)

    case :re.run(string, pattern(regex), [:global, {:capture, captures, return}, {:offset, offset}]) do
      :match -> []
      :nomatch -> []
      {:match, results} -> results
    end
  end

  def split(regex, string, options \\ [])

  def split(%Regex{}, "", options) do
    if Keyword.get(options, :trim, false), do: [], else: [""]
  end

  def split(%Regex{} = regex, string, options)
      when is_binary(string) and is_list(options) do
    on = Keyword.get(options, :on, :first)

    case :re.run(string, pattern(regex), [:global, {:capture, on, :index}]) do
      {:match, matches} ->
        trim = Keyword.get(options, :trim, false)
        captures = Keyword.get(options, :include_captures, false)
        parts = parts_left(Keyword.get(options, :parts, :infinity))
        pieces(matches, string, 0, parts, trim, captures)

      :match ->
        [string]

      :nomatch ->
        [string]
    end
  end

  defp parts_left(:infinity), do: :infinity
  defp parts_left(n) when is_integer(n) and n > 0, do: n - 1

  # A part of a text of which nothing is left to tell apart is dropped by trim.
  defp pieces(matches, string, from, parts, trim, _captures) when matches == [] or parts == 0 do
    rest = binary_part(string, from, byte_size(string) - from)
    if trim and rest == "", do: [], else: [rest]
  end

  defp pieces([[] | rest], string, from, parts, trim, captures) do
    pieces(rest, string, from, parts, trim, captures)
  end

  defp pieces([[{at, _} | more] | rest], string, from, parts, trim, captures) when at < from do
    pieces([more | rest], string, from, parts, trim, captures)
  end

  defp pieces([[{at, size} | more] | rest], string, from, parts, trim, captures) do
    part = binary_part(string, from, at - from)

    if trim and (part == "" or (size == 0 and at == from)) do
      kept = if captures and size > 0, do: [binary_part(string, at, size)], else: []
      kept ++ pieces([more | rest], string, at + size, parts, trim, captures)
    else
      left = if parts == :infinity, do: parts, else: parts - 1
      tail = pieces([more | rest], string, at + size, left, trim, captures)
      tail = if captures, do: [binary_part(string, at, size) | tail], else: tail
      [part | tail]
    end
  end

  def replace(regex, string, replacement, options \\ [])

  def replace(%Regex{} = regex, string, replacement, options)
      when is_binary(string) and is_binary(replacement) and is_list(options) do
    apply_list(pattern(regex), string, parts(replacement, ""), options)
  end

  def replace(%Regex{} = regex, string, replacement, options)
      when is_binary(string) and is_function(replacement) and is_list(options) do
    {:arity, arity} = Function.info(replacement, :arity)
    apply_list(pattern(regex), string, {replacement, arity}, options)
  end

  defp apply_list(pattern, string, replacement, options) do
    match = [{:capture, :all, :index}]
    global? = Keyword.get(options, :global, true)

    case :re.run(string, pattern, if(global?, do: [:global | match], else: match)) do
      :nomatch -> string
      {:match, matches} when global? -> replaced(string, 0, matches, replacement)
      {:match, one} -> replaced(string, 0, [one], replacement)
    end
  end

  defp replaced(string, from, matches, replacement) do
    string |> pasted(from, matches, replacement) |> :erlang.iolist_to_binary()
  end

  defp pasted(string, from, [[{at, size} | _] = match | rest], replacement) do
    [
      binary_part(string, from, at - from),
      inserted(replacement, string, match) | pasted(string, at + size, rest, replacement)
    ]
  end

  defp pasted(string, from, [], _replacement) do
    [binary_part(string, from, byte_size(string) - from)]
  end

  defp inserted({fun, arity}, string, match) do
    apply(fun, arguments(arity, string, match))
  end

  defp inserted(parts, string, match) do
    for part <- parts do
      if is_binary(part), do: part, else: capture(string, match, part)
    end
  end

  defp arguments(0, _string, _match), do: []
  defp arguments(n, string, [place | rest]), do: [text(string, place) | arguments(n - 1, string, rest)]
  defp arguments(n, string, []), do: ["" | arguments(n - 1, string, [])]

  defp capture(string, [place | _], 0), do: text(string, place)
  defp capture(string, [_ | rest], n), do: capture(string, rest, n - 1)
  defp capture(_string, [], _n), do: ""

  defp text(_string, {-1, _}), do: ""
  defp text(string, {at, size}), do: binary_part(string, at, size)

  # A replacement as texts and numbers of groups.
  defp parts("", text), do: [text]

  defp parts("\\g{" <> rest, text) do
    case digits(rest, "") do
      {number, "}" <> rest} when number != "" -> [text, String.to_integer(number) | parts(rest, "")]
      _ -> parts(rest, text <> "\\g{")
    end
  end

  defp parts("\\\\" <> rest, text), do: parts(rest, text <> "\\")

  defp parts(<<"\\", c, _::binary>> = string, text) when c in ?0..?9 do
    <<"\\", rest::binary>> = string
    {number, rest} = digits(rest, "")
    [text, String.to_integer(number) | parts(rest, "")]
  end

  defp parts(<<c, rest::binary>>, text), do: parts(rest, <<text::binary, c>>)

  defp digits(<<c, rest::binary>>, acc) when c in ?0..?9, do: digits(rest, <<acc::binary, c>>)
  defp digits(rest, acc), do: {acc, rest}

  def escape(string) when is_binary(string), do: escape(string, "")

  defp escape(<<c, rest::binary>>, acc)
       when c in [?., ?*, ?+, ?(, ?), ?[, ?], ?{, ?}, ?|, ??, ?^, ?$, ?\\, ?#, ?-] or
              c in [?\s, ?\t, ?\n, ?\v, ?\f, ?\r] do
    escape(rest, <<acc::binary, ?\\, c>>)
  end

  defp escape(<<c, rest::binary>>, acc), do: escape(rest, <<acc::binary, c>>)
  defp escape("", acc), do: acc

  def to_embed(%Regex{source: source, opts: opts}, options \\ []) do
    known = [:caseless, :multiline, :dotall, {:newline, :anycrlf}, :extended]
    rest = for opt <- opts, opt not in known, do: opt

    if rest != [] and Keyword.get(options, :strict, true) do
      raise ArgumentError,
            "regex compiled with options #{inspect(:lists.reverse(rest))} which cannot be represented as an embedded pattern in this version of PCRE"
    end

    letters = [i: :caseless, m: :multiline, s: :dotall, x: :extended]
    on = for {letter, opt} <- letters, opt in opts, do: to_string(letter)
    off = for {letter, opt} <- letters, opt not in opts, do: to_string(letter)
    off = if off == [], do: [], else: ["-" | off]
    newline = if :extended in opts, do: "\n", else: ""
    :erlang.iolist_to_binary(["(?", on, off, ":", source, newline, ")"])
  end
end
