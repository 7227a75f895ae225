//go:build ignore

// Asks the String.Tokenizer of the installed Elixir 1.20 (OTP 29) which letters
// identifiers may hold, of which scripts they are, which they look like and how
// they are written, and writes identifiers.txt, confusables.txt and directions.txt.
package main

import (
	"bytes"
	"fmt"
	"os"

	"gex/scripts/peers"
)

const script = `
t = &String.Tokenizer.tokenize/1
consumed = fn r -> match?({kind, _, [], _, _, _} when kind in [:identifier, :atom, :alias], r) end

class = fn cp ->
  case t.([cp]) do
    {:atom, _, [], _, _, _} -> "u"
    {:identifier, _, [], _, _, _} -> "s"
    _ -> if consumed.(t.([?_, cp])), do: "c"
  end
end

scripts = fn cp ->
  Enum.find_value([0x431, 0x3B1, 0x65E5, ?a, 0x5D0], "*", fn partner ->
    case t.([partner, cp]) do
      {:error, {:mixed_script, _, {_, suffix}}} ->
        line = Enum.find(String.split(IO.chardata_to_string(suffix), "\n"), fn l ->
          String.starts_with?(String.trim(l), "\\u" <> (cp |> Integer.to_string(16) |> String.pad_leading(4, "0")) <> " ")
        end)
        line && (case Regex.run(~r/\{(.*)\}/, line) do
          [_, list] -> list
          nil -> "*"
        end)
      _ -> nil
    end
  end)
end

codepoints = Enum.concat(0x80..0xD7FF, 0xE000..0x10FFFF)

rows =
  codepoints
  |> Task.async_stream(fn cp -> c = class.(cp); {cp, c, c && scripts.(cp)} end, ordered: true, max_concurrency: 4)
  |> Stream.map(&elem(&1, 1))
  |> Stream.reject(&is_nil(elem(&1, 1)))
  |> Enum.reduce([], fn
    {cp, c, s}, [{from, last, c, s} | rest] when last == cp - 1 -> [{from, cp, c, s} | rest]
    {cp, c, s}, acc -> [{cp, cp, c, s} | acc]
  end)
  |> Enum.reverse()

hex = &Integer.to_string(&1, 16)
IO.puts(for {a, b, c, s} <- rows, do: [hex.(a), " ", hex.(b), " ", c, " ", s, "\n"])
IO.puts("--")
IO.puts(for cp <- Enum.concat(0..0x7F, codepoints), :unicode.characters_to_nfd_list([cp]) == [cp],
            sk = String.Tokenizer.Security.confusable_skeleton([cp]), sk != [cp],
            do: [hex.(cp), Enum.map(sk, &[" ", hex.(&1)]), "\n"])
IO.puts("--")
dirs = for cp <- Enum.concat(0..0x7F, codepoints), d = String.Tokenizer.dir(cp), d != :ltr, do: {cp, d}
dirs
|> Enum.reduce([], fn
  {cp, d}, [{from, last, d} | rest] when last == cp - 1 -> [{from, cp, d} | rest]
  {cp, d}, acc -> [{cp, cp, d} | acc]
end)
|> Enum.reverse()
|> Enum.each(fn {a, b, d} -> IO.puts("#{hex.(a)} #{hex.(b)} #{d}") end)
`

func main() {
	cmd := peers.Command(peers.OTP29, "elixir", "-e", script)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	for i, name := range [...]string{"identifiers.txt", "confusables.txt", "directions.txt"} {
		part := bytes.Split(out, []byte("--\n"))[i]
		if err := os.WriteFile(name, append(bytes.TrimSpace(part), '\n'), 0o644); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}
