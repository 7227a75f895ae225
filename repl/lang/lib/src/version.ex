# Versions as Semantic Versioning 2.0 has them, and requirements for them.
defmodule Version do
  @enforce_keys [:major, :minor, :patch]
  defstruct [:major, :minor, :patch, :build, pre: []]

  def match?(version, requirement, opts \\ [])

  def match?(version, requirement, opts) when is_binary(requirement) do
    match?(version, parse_requirement!(requirement), opts)
  end

  def match?(version, requirement, opts) do
    allow_pre = Keyword.get(opts, :allow_pre, true)
    Version.Requirement.match?(requirement, to_matchable(version, allow_pre))
  end

  def compare(version1, version2) do
    __compare__(to_matchable(version1, true), to_matchable(version2, true))
  end

  # A version without a prerelease comes after those that have one.
  @doc false
  def __compare__({major1, minor1, patch1, pre1, _}, {major2, minor2, patch2, pre2, _}) do
    cond do
      {major1, minor1, patch1} > {major2, minor2, patch2} -> :gt
      {major1, minor1, patch1} < {major2, minor2, patch2} -> :lt
      pre1 == pre2 -> :eq
      pre1 == [] -> :gt
      pre2 == [] -> :lt
      pre1 > pre2 -> :gt
      true -> :lt
    end
  end

  def parse(string) when is_binary(string) do
    case Version.Parser.parse_version(string) do
      {:ok, {major, minor, patch, pre, build}} ->
        build = if build != [], do: Enum.join(build, ".")
        {:ok, %Version{major: major, minor: minor, patch: patch, pre: pre, build: build}}

      :error ->
        :error
    end
  end

  def parse!(string) when is_binary(string) do
    case parse(string) do
      {:ok, version} -> version
      :error -> raise Version.InvalidVersionError, version: string
    end
  end

  def parse_requirement(string) when is_binary(string) do
    case Version.Parser.parse_requirement(string) do
      {:ok, lexed} -> {:ok, Version.Requirement.new(string, lexed)}
      :error -> :error
    end
  end

  def parse_requirement!(source) when is_binary(source) do
    case parse_requirement(source) do
      {:ok, requirement} -> requirement
      :error -> raise Version.InvalidRequirementError, requirement: source
    end
  end

  def compile_requirement(%Version.Requirement{} = requirement), do: requirement

  defp to_matchable(%Version{major: major, minor: minor, patch: patch, pre: pre}, allow_pre?) do
    {major, minor, patch, pre, allow_pre?}
  end

  defp to_matchable(string, allow_pre?) do
    case Version.Parser.parse_version(string) do
      {:ok, {major, minor, patch, pre, _build}} -> {major, minor, patch, pre, allow_pre?}
      :error -> raise Version.InvalidVersionError, version: string
    end
  end

  def to_string(%Version{} = version) do
    pre = pre(version.pre)
    build = if version.build, do: "+#{version.build}"
    "#{version.major}.#{version.minor}.#{version.patch}#{pre}#{build}"
  end

  defp pre([]), do: ""
  defp pre(parts), do: "-" <> Enum.map_join(parts, ".", &Kernel.to_string/1)
end

defmodule Version.Requirement do
  defstruct [:source, :lexed]

  def new(source, lexed), do: %__MODULE__{source: source, lexed: lexed}

  def compile_requirement(requirement), do: requirement

  def match?(%__MODULE__{lexed: [operator, version | rest]}, candidate) do
    match_rest(rest, match_op?(operator, candidate, version), candidate)
  end

  # "and" binds what follows to the result so far, "or" needs only one.
  defp match_rest([:and, operator, version | rest], result, candidate) do
    match_rest(rest, result and match_op?(operator, candidate, version), candidate)
  end

  defp match_rest([:or | rest], result, candidate) do
    result or match_rest(rest, first(rest, candidate), candidate, :skip)
  end

  defp match_rest([], result, _candidate), do: result

  defp match_rest([_operator, _version | rest], result, candidate, :skip) do
    match_rest(rest, result, candidate)
  end

  defp first([operator, version | _], candidate), do: match_op?(operator, candidate, version)

  defp match_op?(:==, left, right), do: Version.__compare__(left, right) == :eq
  defp match_op?(:!=, left, right), do: Version.__compare__(left, right) != :eq
  defp match_op?(:>, left, right), do: Version.__compare__(left, right) == :gt and allowed?(left, right)
  defp match_op?(:<, left, right), do: Version.__compare__(left, right) == :lt
  defp match_op?(:>=, left, right), do: Version.__compare__(left, right) != :lt and allowed?(left, right)
  defp match_op?(:<=, left, right), do: Version.__compare__(left, right) != :gt

  defp match_op?(:~>, left, {major, nil, _, pre, _}) do
    at_least?(left, {major, 0, 0, pre, nil}) and elem(left, 0) == major and allowed?(left, pre)
  end

  defp match_op?(:~>, left, {major, minor, nil, pre, _}) do
    at_least?(left, {major, minor, 0, pre, nil}) and elem(left, 0) == major and allowed?(left, pre)
  end

  defp match_op?(:~>, left, {major, minor, _, pre, _} = right) do
    at_least?(left, right) and elem(left, 0) == major and elem(left, 1) == minor and allowed?(left, pre)
  end

  defp at_least?(left, right), do: Version.__compare__(left, right) != :lt

  # Whether a prerelease may match.
  defp allowed?(left, {_, _, _, pre, _}), do: allowed?(left, pre)
  defp allowed?({_, _, _, left_pre, allow_pre?}, pre), do: allow_pre? or left_pre == [] or pre != []
end

defmodule Version.Parser do
  @operators [{">=", :>=}, {"<=", :<=}, {"~>", :~>}, {">", :>}, {"<", :<}, {"==", :==}, {" or ", :or}, {" and ", :and}]

  # Longer numbers are none.
  @digits 14

  # Last first; a version without an operator gets ==.
  def lexer(string), do: lexer(string, "", [])

  for {text, name} <- @operators do
    defp lexer(unquote(text) <> rest, chunk, acc) do
      lexer(rest, "", [unquote(name) | pushed(chunk, acc)])
    end
  end

  for text <- ["!=", "!"] do
    defp lexer(unquote(text) <> rest, chunk, acc) do
      IO.warn("#{unquote(text)} inside Version requirements is deprecated, use ~> or >= instead")
      lexer(rest, "", [:!= | pushed(chunk, acc)])
    end
  end

  defp lexer(" " <> rest, chunk, acc), do: lexer(rest, "", pushed(chunk, acc))

  defp lexer(<<char::utf8, rest::binary>>, chunk, acc) do
    lexer(rest, <<chunk::binary, char::utf8>>, acc)
  end

  defp lexer("", chunk, acc), do: pushed(chunk, acc)

  defp pushed("", acc), do: acc
  defp pushed(chunk, [operator | _] = acc) when operator in [:>=, :<=, :~>, :>, :<, :==, :!=], do: [chunk | acc]
  defp pushed(chunk, acc), do: [chunk, :== | acc]

  def parse_requirement(source), do: revert(:lists.reverse(lexer(source)), [])

  # Operators and versions in turn; a version alone means ==.
  defp revert([], _acc), do: :error
  defp revert(lexed, acc), do: comparison(lexed, acc)

  defp comparison([operator, version | rest], acc)
       when operator in [:>=, :<=, :~>, :>, :<, :==, :!=] and is_binary(version) do
    case parse_version(version, operator == :~>) do
      {:ok, version} -> connective(rest, [version, operator | acc])
      :error -> :error
    end
  end

  defp comparison(_, _acc), do: :error

  defp connective([], acc), do: {:ok, :lists.reverse(acc)}
  defp connective([word | rest], acc) when word in [:and, :or], do: comparison(rest, [word | acc])
  defp connective(_, _acc), do: :error

  def parse_version(string, approximate? \\ false) when is_binary(string) do
    {string, build} = split(string, "+")
    {version, pre} = split(string, "-")

    with [major | rest] when length(rest) <= 2 <- :binary.split(version, ".", [:global]),
         {:ok, major} <- number(major),
         {:ok, minor} <- optional(rest, 0, approximate?),
         {:ok, patch} <- optional(rest, 1, approximate?),
         {:ok, pre} <- prerelease(pre),
         true <- approximate? or length(rest) == 2,
         true <- rest != [] or not approximate? do
      with_build(build, {major, minor, patch, pre})
    else
      _ -> :error
    end
  end

  defp with_build(nil, {major, minor, patch, pre}), do: {:ok, {major, minor, patch, pre, []}}

  defp with_build(build, {major, minor, patch, pre}) do
    parts = :binary.split(build, ".", [:global])

    if Enum.all?(parts, &identifier?/1),
      do: {:ok, {major, minor, patch, pre, parts}},
      else: :error
  end

  defp split(string, mark) do
    case :binary.split(string, mark) do
      [before, rest] -> {before, rest}
      [string] -> {string, nil}
    end
  end

  defp optional(parts, at, approximate?) do
    case Enum.at(parts, at) do
      nil when approximate? -> {:ok, nil}
      nil -> :error
      part -> number(part)
    end
  end

  # Without leading zeros.
  defp number("0"), do: {:ok, 0}

  defp number(<<first, _::binary>> = text) when first in ?1..?9 and byte_size(text) <= @digits do
    if digits?(text), do: {:ok, String.to_integer(text)}, else: :error
  end

  defp number(_), do: :error

  defp digits?(text), do: text != "" and Enum.all?(:binary.bin_to_list(text), &(&1 in ?0..?9))

  defp prerelease(nil), do: {:ok, []}

  defp prerelease(text) do
    parts = :binary.split(text, ".", [:global])

    Enum.reduce_while(Enum.reverse(parts), {:ok, []}, fn part, {:ok, acc} ->
      cond do
        not identifier?(part) -> {:halt, :error}
        digits?(part) and byte_size(part) > @digits -> {:halt, :error}
        not digits?(part) -> {:cont, {:ok, [part | acc]}}
        part != "0" and binary_part(part, 0, 1) == "0" -> {:halt, :error}
        true -> {:cont, {:ok, [String.to_integer(part) | acc]}}
      end
    end)
  end

  defp identifier?(text) do
    text != "" and
      Enum.all?(:binary.bin_to_list(text), fn c -> c in ?0..?9 or c in ?a..?z or c in ?A..?Z or c == ?- end)
  end
end

defimpl String.Chars, for: Version do
  defdelegate to_string(version), to: Version
end

defimpl String.Chars, for: Version.Requirement do
  def to_string(%Version.Requirement{source: source}), do: source
end
