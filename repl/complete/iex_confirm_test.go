package complete

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gex/proto/term"
	"gex/repl/lang/inspect"
	"gex/scripts/peers"
)

// A completion is a row of testdata/iex: a text that ends at the cursor, what Tab
// inserts, and what it lists, with tabs between; ⏎ stands for a newline, and "== "
// goes before the title of a list. Lines of "> " are evaluated before the rows
// below them, ">" alone starts a new session. "? " begins modules without which the
// rows below cannot be compared, "?" alone ends that. "= " begins what gex does on
// purpose instead of what IEx does in the row above.
type completion struct {
	setup, text string
	want        string // of IEx
	own         string // of gex, if it differs
	needs       []string
}

func completions(t testing.TB, file string) (rows []completion) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	setup, needs := "", ""
	for line := range strings.SplitSeq(strings.TrimSuffix(string(data), "\n"), "\n") {
		switch more, isSetup := strings.CutPrefix(line, "> "); {
		case line == ">":
			setup = ""
		case line == "?", strings.HasPrefix(line, "? "):
			needs = line[1:]
		case isSetup:
			setup += more + "\n"
		case strings.HasPrefix(line, "= "):
			rows[len(rows)-1].own = line[2:]
		case line != "" && !strings.HasPrefix(line, "# "):
			text, want, _ := strings.Cut(line, "\t")
			rows = append(rows, completion{setup: setup, text: strings.ReplaceAll(text, "⏎", "\n"), want: want, needs: strings.Fields(needs)})
		}
	}
	return rows
}

// TestConfirmIEx records what IEx does, or compares with it.
func TestConfirmIEx(t *testing.T) {
	peers.Require(t, peers.OTP29)
	outside, inside := peers.TempDir(t, peers.OTP29)
	script, err := os.ReadFile("testdata/iex.exs")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(outside, "iex.exs"), script, 0o644); err != nil {
		t.Fatal(err)
	}
	var in bytes.Buffer
	files := completionFiles(t)
	for _, file := range files {
		for _, r := range completions(t, file) {
			in.WriteString("{" + inspect.String(term.String(r.setup)) + ", " + inspect.String(term.String(r.text)) + "}\n")
		}
	}
	cmd := peers.Command(peers.OTP29, "elixir", inside+"/iex.exs")
	var stderr bytes.Buffer
	cmd.Stdin, cmd.Stderr = &in, &stderr
	out, err := cmd.Output()
	answers := strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
	for _, file := range files {
		rows := completions(t, file)
		if err != nil || len(answers) < len(rows) {
			t.Fatalf("%s: %v, %d answers to %d rows\n%s", file, err, len(answers), len(rows), stderr.String())
		}
		if *update {
			rewrite(t, file, answers)
		}
		for i, r := range rows {
			if !*update && inAnyOrder(answers[i]) != inAnyOrder(r.want) {
				t.Errorf("%s: %s: IEx gives %q, recorded is %q", filepath.Base(file), r.text, answers[i], r.want)
			}
		}
		answers = answers[len(rows):]
	}
}

// rewrite puts answers into the rows of a file.
func rewrite(t *testing.T, file string, answers []string) {
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for line := range strings.SplitSeq(strings.TrimSuffix(string(data), "\n"), "\n") {
		if line != "" && line != ">" && line != "?" && !slices.Contains([]string{"> ", "= ", "# ", "? "}, line[:min(2, len(line))]) {
			text, _, _ := strings.Cut(line, "\t")
			line, answers = text+"\t"+answers[0], answers[1:]
		}
		b.WriteString(line + "\n")
	}
	if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

func completionFiles(t testing.TB) []string {
	files, err := filepath.Glob("testdata/iex/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	return files
}
