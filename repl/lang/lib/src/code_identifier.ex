defmodule Code.Identifier do
  @binary [
    {40, :left, [:<-, :\\]},
    {50, :right, [:when]},
    {60, :right, [:"::"]},
    {70, :right, [:|]},
    {100, :right, [:=]},
    {120, :left, [:||, :|||, :or]},
    {130, :left, [:&&, :&&&, :and]},
    {140, :left, [:==, :!=, :=~, :===, :!==]},
    {150, :left, [:<, :<=, :>=, :>]},
    {160, :left, [:|>, :<<<, :>>>, :<~, :~>, :<<~, :~>>, :<~>, :"<|>"]},
    {170, :left, [:in]},
    {180, :left, [:"^^^"]},
    {200, :right, [:++, :--, :.., :<>, :+++, :---]},
    {210, :left, [:+, :-]},
    {220, :left, [:*, :/]},
    {230, :left, [:**]},
    {310, :left, [:.]}
  ]

  @unary [{90, [:&, :...]}, {300, [:!, :^, :not, :+, :-, :"~~~"]}, {320, [:@]}]

  def unary_op(op)

  for {precedence, ops} <- @unary, op <- ops do
    def unary_op(unquote(op)), do: {:non_associative, unquote(precedence)}
  end

  def unary_op(_), do: :error

  def binary_op(op)

  for {precedence, associativity, ops} <- @binary, op <- ops do
    def binary_op(unquote(op)), do: {unquote(associativity), unquote(precedence)}
  end

  def binary_op(_), do: :error

  def extract_anonymous_fun_parent(atom) when is_atom(atom) do
    with "-" <> rest <- Atom.to_string(atom),
         [name, rest] <- :binary.split(rest, "/"),
         [arity, _] <- :binary.split(rest, "-") do
      {String.to_atom(name), arity}
    else
      _ -> :error
    end
  end

  # The text of a string or an atom between quotes of that character, up to
  # limit characters, and the rest of it.
  def escape(other, char, limit \\ :infinity, fun \\ &letter/1) do
    escape(other, char, limit, [], fun)
  end

  defp escape(<<rest::binary>>, _char, 0, acc, _fun), do: {text(acc), rest}

  defp escape(<<char, rest::binary>>, char, count, acc, fun) do
    escape(rest, char, less(count), [acc, ?\\, char], fun)
  end

  defp escape(<<"\#{", rest::binary>>, char, count, acc, fun) do
    escape(rest, char, less(count), [acc | "\\\#{"], fun)
  end

  defp escape(<<c::utf8, rest::binary>>, char, count, acc, fun) do
    out =
      cond do
        escaped = fun.(c) -> escaped
        String.printable?(<<c::utf8>>) -> visible(c)
        true -> hex(c)
      end

    escape(rest, char, less(count), [acc | out], fun)
  end

  defp escape(<<byte, rest::binary>>, char, count, acc, fun) do
    escape(rest, char, less(count), [acc | hex(byte)], fun)
  end

  defp escape(<<>>, _char, _count, acc, _fun), do: {text(acc), <<>>}

  defp text(acc), do: IO.iodata_to_binary(acc)

  defp less(:infinity), do: :infinity
  defp less(count), do: count - 1

  # Characters that show nothing, or change the direction, are escaped.
  defp visible(c) when c < 0x80, do: <<c>>

  defp visible(c) do
    quoted = inspect(<<c::utf8>>)
    binary_part(quoted, 1, byte_size(quoted) - 2)
  end

  defp letter(0), do: "\\0"
  defp letter(?\a), do: "\\a"
  defp letter(?\b), do: "\\b"
  defp letter(?\d), do: "\\d"
  defp letter(?\e), do: "\\e"
  defp letter(?\f), do: "\\f"
  defp letter(?\n), do: "\\n"
  defp letter(?\r), do: "\\r"
  defp letter(?\t), do: "\\t"
  defp letter(?\v), do: "\\v"
  defp letter(?\\), do: "\\\\"
  defp letter(_), do: false

  defp hex(c) when c < 0x100, do: "\\x" <> String.pad_leading(Integer.to_string(c, 16), 2, "0")
  defp hex(c), do: "\\x{" <> Integer.to_string(c, 16) <> "}"
end
