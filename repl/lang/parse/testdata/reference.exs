# Parses each source of a file with the real Code.string_to_quoted and writes
# what came out, one line a source: the code as sexp_test.go writes it, or the
# exception, then the warnings.
#
# elixir reference.exs SOURCES OUTPUT [columns] [token_metadata] [line:10]...
# SOURCES holds one source a line, in base64.
defmodule GexReference do
  def sexp(a) when is_atom(a), do: [?:, hex(Atom.to_string(a))]
  def sexp(n) when is_integer(n), do: Integer.to_string(n)
  def sexp(f) when is_float(f) do
    <<bits::64>> = <<f::float>>
    [?f, String.downcase(Integer.to_string(bits, 16))]
  end
  def sexp(b) when is_binary(b), do: [?", hex(b)]
  def sexp([]), do: "[]"
  def sexp(list) when is_list(list), do: [?[, cells(list), ?]]
  def sexp(t) when is_tuple(t), do: [?{, for(e <- Tuple.to_list(t), do: [sexp(e), ?\s]), ?}]

  defp cells([h | t]), do: [sexp(h), ?\s | cells(t)]
  defp cells([]), do: []
  defp cells(t), do: ["| ", sexp(t)]

  def hex(b), do: Base.encode16(b, case: :lower)

  def run(src, opts) do
    {result, warnings} = Code.with_diagnostics(fn -> parse(src, opts) end)
    ws =
      for w <- warnings do
        pos = case w.position do
          {l, c} -> "#{l}:#{c}"
          l -> "#{l}:0"
        end
        [?\s, pos, ?:, hex(w.message)]
      end
    [result, ws, ?\n]
  end

  defp parse(src, opts) do
    case Code.string_to_quoted(src, [{:emit_warnings, false} | opts]) do
      {:ok, _} -> ["ok ", sexp(Code.string_to_quoted!(src, opts))]
      {:error, {_, _, token}} ->
        try do
          Code.string_to_quoted!(src, opts)
        rescue
          e -> ["error ", hex(inspect(e.__struct__) <> "\n" <> Exception.message(e)), if(token == "", do: "+", else: "-")]
        end
    end
  rescue
    e -> ["raise ", hex(Exception.message(e))]
  end
end

[input, output | flags] = System.argv()
opts = [file: "iex", emit_warnings: true] ++ for f <- flags do
  case String.split(f, ":") do
    [name] -> {String.to_atom(name), true}
    [name, "false"] -> {String.to_atom(name), false}
    [name, n] -> {String.to_atom(name), String.to_integer(n)}
  end
end
input
|> File.stream!()
|> Task.async_stream(fn line -> GexReference.run(Base.decode64!(String.trim(line)), opts) end, ordered: true, timeout: :infinity)
|> Enum.map(fn {:ok, line} -> line end)
|> then(&File.write!(output, &1))
