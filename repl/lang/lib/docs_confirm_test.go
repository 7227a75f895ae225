package lib

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"gex/proto/term"
	"gex/scripts/peers"
)

// printDocs is Elixir code for a fun that prints a text of Markdown with some
// options and returns what was printed.
const printDocs = `fn text, options ->
  {:ok, io} = StringIO.open("")
  leader = Process.group_leader()
  Process.group_leader(self(), io)
  IO.ANSI.Docs.print(text, "text/markdown", options)
  Process.group_leader(self(), leader)
  {:ok, {_, out}} = StringIO.close(io)
  out
end`

// TestConfirmMarkdown prints what Elixir 1.20.4 says about all its modules.
func TestConfirmMarkdown(t *testing.T) {
	peers.Require(t, peers.OTP29)
	outside, inside := peers.TempDir(t, peers.OTP29)
	const modes = "(for enabled <- [false, true], width <- [80], do: [enabled: enabled, width: width])"
	script := fmt.Sprintf(`print = %s
		files = Path.wildcard(to_string(:code.lib_dir(:elixir)) <> "/ebin/*.beam")
		texts = for f <- files, {:docs_v1, _, _, _, %%{"en" => text}, _, _} <- [Code.fetch_docs(f)], do: text
		all = for text <- texts, do: {text, for(mode <- %s, do: print.(text, mode))}
		File.write!("%s/docs", :erlang.term_to_binary(all))`, printDocs, modes, inside)
	if err := os.WriteFile(filepath.Join(outside, "docs.exs"), []byte(script), 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := peers.Command(peers.OTP29, "elixir", inside+"/docs.exs").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	evaluate(t, func(eval func(code, source string) (term.Term, error)) {
		out, err := eval(fmt.Sprintf(`print = %s
			all = :erlang.binary_to_term(File.read!(source))
			bad = for {text, wants} <- all, {mode, want} <- Enum.zip(%s, wants), got = print.(text, mode), got != want, do: {mode, text, got, want}
			{length(all), inspect(Enum.take(bad, 2), printable_limit: :infinity)}`, printDocs, modes), filepath.Join(outside, "docs"))
		switch {
		case err != nil:
			t.Fatal(err)
		case out.Elem(0).Int() < 100:
			t.Errorf("only %d texts", out.Elem(0).Int())
		case out.Elem(1).Text() != "[]":
			t.Error(out.Elem(1).Text())
		}
	})
}
