package parse

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"gex/repl/lang/scan"
	"gex/scripts/corpus"
	"gex/scripts/peers"
)

// ours gives what testdata/reference.exs gives.
func ours(src string, o Options) string {
	o.File = "iex"
	t, ws, err := Program(src, o)
	var b strings.Builder
	if err != nil {
		var e *Error
		if !errors.As(err, &e) {
			return "no *Error: " + err.Error()
		}
		mark := "-"
		if e.Incomplete {
			mark = "+"
		}
		fmt.Fprintf(&b, "error %x%s", e.Kind.String()+"\n"+e.Message(), mark)
	} else {
		b.WriteString("ok ")
		sexp(&b, t)
	}
	for _, w := range ws {
		fmt.Fprintf(&b, " %d:%d:%x", w.Line, w.Column, w.Text)
	}
	return b.String()
}

// reference parses sources with the real Elixir.
func reference(t *testing.T, sources []string, flags ...string) []string {
	t.Helper()
	script, err := os.ReadFile("testdata/reference.exs")
	if err != nil {
		t.Fatal(err)
	}
	return corpus.Elixir(t, script, sources, func(in, out string) []string { return append([]string{in, out}, flags...) })
}

// readable turns the hexadecimal of a line back into text.
func readable(line string) string {
	var b strings.Builder
	for i := 0; i < len(line); {
		j := i
		for j < len(line) && strings.IndexByte("0123456789abcdef", line[j]) >= 0 {
			j++
		}
		hexed := i > 0 && strings.IndexByte(`:"`, line[i-1]) >= 0 || i >= 6 && line[i-6:i] == "error " || i >= 6 && line[i-6:i] == "raise "
		var text []byte
		if hexed && j > i {
			fmt.Sscanf(line[i:j], "%x", &text)
		}
		if len(text) > 0 {
			b.Write(text)
			i = j
			continue
		}
		if j > i {
			b.WriteString(line[i:j])
			i = j
			continue
		}
		b.WriteByte(line[i])
		i++
	}
	return b.String()
}

// difference shows where two lines part.
func difference(got, want string) string {
	n := 0
	for n < len(got) && n < len(want) && got[n] == want[n] {
		n++
	}
	from := max(0, strings.LastIndexByte(got[:n], ' '))
	for range 8 {
		from = max(0, strings.LastIndexByte(got[:from], ' '))
	}
	cut := func(s string) string { return readable(s[from:min(len(s), n+800)]) }
	return fmt.Sprintf(" got %s\nwant %s", cut(got), cut(want))
}

var modes = []struct {
	name    string
	options Options
	flags   []string
}{
	{"default", Options{}, nil},
	{"columns", Options{Columns: true}, []string{"columns"}},
	{"token_metadata", Options{Columns: true, TokenMetadata: true}, []string{"columns", "token_metadata"}},
}

// confirm compares the parse of sources with the real one, in every mode but
// those to skip.
func confirm(t *testing.T, sources []string, skip ...string) {
	peers.Require(t, peers.OTP29)
	for _, m := range modes {
		if slices.Contains(skip, m.name) {
			continue
		}
		confirmMode(t, m.name, sources, m.options, m.flags)
	}
}

func confirmMode(t *testing.T, name string, sources []string, o Options, flags []string) {
	t.Run(name, func(t *testing.T) {
		want := reference(t, sources, flags...)
		if len(sources) > 0 && len(want) != len(sources) {
			t.Fatalf("%d answers for %d sources", len(want), len(sources))
		}
		same, shown := 0, 0
		for i, src := range sources {
			if got := ours(src, o); got == want[i] {
				same++
			} else if shown < 5 {
				shown++
				t.Errorf("%.1000q\n%s", src, difference(got, want[i]))
			}
		}
		t.Logf("%d of %d", same, len(sources))
		if same != len(sources) {
			t.Fail()
		}
	})
}

// TestConfirmTable checks the sources of testdata/sources.exs, which a line
// "---" parts.
func TestConfirmTable(t *testing.T) {
	sources := tableSources(t)
	confirm(t, sources)
	var sums strings.Builder
	for _, answer := range reference(t, sources, modes[2].flags...) {
		sums.WriteString(digest(answer) + "\n")
	}
	if *update {
		if err := os.WriteFile("testdata/sources.sum", []byte(sums.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if data, _ := os.ReadFile("testdata/sources.sum"); string(data) != sums.String() {
		t.Error("testdata/sources.sum is stale: run go test -run TestConfirmTable -update")
	}
}

func tableSources(t testing.TB) []string {
	data, err := os.ReadFile("testdata/sources.exs")
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(string(data), "\n---\n")
}

// TestConfirmOptions checks the table with the other options.
func TestConfirmOptions(t *testing.T) {
	peers.Require(t, peers.OTP29)
	sources := tableSources(t)
	for _, m := range []struct {
		options Options
		flags   []string
	}{
		{Options{Columns: true, Line: 98}, []string{"columns", "line:98"}},
		{Options{Columns: true, Line: 7, Column: 5}, []string{"columns", "line:7", "column:5"}},
		{Options{Columns: true, Column: 5, Indentation: 4}, []string{"columns", "column:5", "indentation:4"}},
		{Options{RawStrings: true}, []string{"unescape:false"}},
	} {
		confirmMode(t, strings.Join(m.flags, " "), sources, m.options, m.flags)
	}
}

// TestConfirmShipped checks every Elixir source of the repository.
func TestConfirmShipped(t *testing.T) {
	confirm(t, corpus.Library(t, "../../.."))
}

// TestConfirmDocs checks every code block in the documentation of the
// installed Elixir, and every example of its shell.
func TestConfirmDocs(t *testing.T) { confirm(t, corpus.Docs(t)) }

// TestConfirmGenerated checks random programs in the layouts of
// Macro.to_string and of the formatter.
func TestConfirmGenerated(t *testing.T) {
	confirm(t, corpus.Generated(t, 10000), "default", "columns")
}

// TestConfirmBroken checks sources of the table and of the documentation with
// tokens left out, doubled, swapped or replaced: mostly errors.
func TestConfirmBroken(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var sources []string
	whole := append(tableSources(t), corpus.Docs(t)...)
	for len(sources) < 20000 {
		src := whole[r.IntN(len(whole))]
		toks, _, err := scan.Source(src, scan.Options{})
		// Elixir garbles strings beyond ASCII in "syntax error before".
		if err != nil || len(toks) < 3 || len(src) > 400 || !isASCII(src) || strings.Contains(src, `\u`) {
			continue
		}
		var cuts []int
		for _, tok := range toks {
			cuts = append(cuts, tok.Pos.Offset)
		}
		slices.Sort(cuts)
		cuts = append(cuts, len(src))
		piece := func(i int) string { return src[cuts[i]:cuts[i+1]] }
		i, j := r.IntN(len(toks)), r.IntN(len(toks))
		extra := []string{", ", " do ", " end ", "->", " when ", " | ", "(", ")", " a: ", "\n", ";", " fn ", "&", "::", " foo 1, 2 ", " else ", "]", "%{", "=>", "..", " not in ", "@", "1", "\"s\"", " x", "."}
		switch r.IntN(5) {
		case 0:
			src = src[:cuts[i]] + src[cuts[i+1]:]
		case 1:
			src = src[:cuts[i]] + piece(i) + piece(i) + src[cuts[i+1]:]
		case 2:
			src = src[:cuts[i]] + piece(j) + src[cuts[i+1]:]
		case 3:
			src = src[:cuts[i]] + extra[r.IntN(len(extra))] + src[cuts[i+1]:]
		case 4:
			src = src[:cuts[i]] + extra[r.IntN(len(extra))] + src[cuts[i]:]
		}
		sources = append(sources, src)
	}
	confirm(t, sources, "default", "token_metadata")
}

func isASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r > 127 }) < 0
}
