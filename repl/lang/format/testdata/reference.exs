# Prints each source of a file with the real Elixir and writes what came out,
# one line a source: "ok" and the text in base64, "raise" and the exception, or
# "-" where the source has errors.
#
# elixir reference.exs SOURCES OUTPUT to_string
# elixir reference.exs SOURCES OUTPUT format '[line_length: 40]'
# elixir reference.exs TERMS OUTPUT quoted '[escape: false]'
# SOURCES holds one source a line, in base64.
defmodule GexReference do
  def run(src, "to_string", _) do
    case Code.string_to_quoted(src, emit_warnings: false) do
      {:ok, quoted} -> Macro.to_string(quoted)
      {:error, _} -> nil
    end
  end

  def run(src, "format", opts) do
    case Code.string_to_quoted(src, emit_warnings: false) do
      {:ok, _} -> src |> Code.format_string!(opts) |> IO.iodata_to_binary()
      {:error, _} -> nil
    end
  end

  def run(term, "quoted", opts) do
    term
    |> :erlang.binary_to_term()
    |> Code.quoted_to_algebra(opts)
    |> Inspect.Algebra.format(98)
    |> IO.iodata_to_binary()
  end

  def line(src, mode, opts) do
    case run(src, mode, opts) do
      nil -> "-\n"
      text -> ["ok ", Base.encode64(text), ?\n]
    end
  rescue
    e -> ["raise ", Base.encode64(Exception.message(e)), ?\n]
  end
end

[input, output, mode | opts] = System.argv()
{opts, _} = Code.eval_string(List.first(opts, "[]"))

input
|> File.stream!()
|> Task.async_stream(fn line -> GexReference.line(Base.decode64!(String.trim(line)), mode, opts) end,
  ordered: true,
  timeout: :infinity
)
|> Enum.map(fn {:ok, line} -> line end)
|> then(&File.write!(output, &1))
