package format

import (
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gex/proto/etf"
	"gex/proto/term"
	"gex/repl/lang/inspect"
	"gex/repl/lang/parse"
	"gex/repl/lang/scan"
	"gex/scripts/corpus"
	"gex/scripts/peers"
)

// reference prints sources with the real Elixir; a source with errors is "-".
func reference(t *testing.T, sources []string, flags ...string) []string {
	t.Helper()
	script, err := os.ReadFile("testdata/reference.exs")
	if err != nil {
		t.Fatal(err)
	}
	lines := corpus.Elixir(t, script, sources, func(in, out string) []string { return append([]string{in, out}, flags...) })
	if len(lines) != len(sources) {
		t.Fatalf("%d answers for %d sources", len(lines), len(sources))
	}
	for i, line := range lines {
		kind, text, _ := strings.Cut(line, " ")
		data, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			t.Fatal(err)
		}
		lines[i] = kind + " " + string(data)
	}
	return lines
}

// printed is what reference gives for Macro.to_string.
func printed(src string) string {
	q, _, err := parse.Program(src, parse.Options{})
	if err != nil {
		return "- "
	}
	d, err := Document(q, &Options{MigrateCharlists: true})
	if err != nil {
		return "raise " + err.Error()
	}
	return "ok " + inspect.FormatString(d, LineLength)
}

// formatted is what reference gives for Code.format_string!.
func formatted(src string, width int, o Options) string {
	if _, _, err := parse.Program(src, parse.Options{}); err != nil {
		return "- "
	}
	text, err := Text(src, parse.Options{}, width, &o)
	if err != nil {
		return "raise " + err.Error()
	}
	return "ok " + text
}

// difference shows where two texts part.
func difference(got, want string) string {
	n := 0
	for n < len(got) && n < len(want) && got[n] == want[n] {
		n++
	}
	from := strings.LastIndexByte(got[:n], '\n')
	from = max(0, strings.LastIndexByte(got[:max(from, 0)], '\n'))
	cut := func(s string) string { return s[from:min(len(s), n+200)] }
	return fmt.Sprintf("--- got\n%s\n--- want\n%s", cut(got), cut(want))
}

func confirm(t *testing.T, sources []string, ours func(string) string, flags ...string) {
	t.Helper()
	peers.Require(t, peers.OTP29)
	want := reference(t, sources, flags...)
	same, valid, raised, lenient, errors := 0, 0, 0, 0, 0
	for i, src := range sources {
		got := ours(src)
		if want[i] != "- " {
			valid++
		}
		switch {
		case strings.HasPrefix(got, "raise") && strings.HasPrefix(want[i], "raise"):
			same++
			raised++
		case got == want[i] && want[i] != "- ":
			same++
		case strings.HasPrefix(want[i], "raise"):
			lenient++
		case got != want[i] && errors < 8:
			errors++
			t.Errorf("--- source\n%s\n%s", shown(src), difference(got, want[i]))
		}
	}
	t.Logf("%d of %d the same (%d of them raise); ours prints %d more that the reference raises on; %d more sources have errors",
		same, valid, raised, lenient, len(sources)-valid)
	if same+lenient != valid {
		t.Fail()
	}
}

// widths and options that formatting is compared with.
var layouts = []struct {
	name    string
	flag    string
	width   int
	options Options
}{
	{"default", "[]", LineLength, Options{}},
	{"narrow", "[line_length: 30]", 30, Options{}},
	{"migrate", "[migrate: true, force_do_end_blocks: true]", LineLength,
		Options{MigrateBitstrings: true, MigratePipes: true, MigrateCharlists: true, MigrateUnless: true, ForceDoEnd: true}},
}

func confirmFormat(t *testing.T, sources []string) {
	for _, l := range layouts {
		t.Run(l.name, func(t *testing.T) {
			confirm(t, sources, func(src string) string { return formatted(src, l.width, l.options) }, "format", l.flag)
		})
	}
}

func confirmAll(t *testing.T, sources []string) {
	t.Run("to_string", func(t *testing.T) { confirm(t, sources, printed, "to_string") })
	confirmFormat(t, sources)
}

// TestConfirmDocs checks every code block in the documentation of the
// installed Elixir, and every example of its shell.
func TestConfirmDocs(t *testing.T) { confirmAll(t, corpus.Docs(t)) }

// TestConfirmGenerated checks random programs.
func TestConfirmGenerated(t *testing.T) { confirmAll(t, corpus.Generated(t, 10000)) }

// TestConfirmLibrary checks the Elixir sources of our own library.
func TestConfirmLibrary(t *testing.T) { confirmAll(t, corpus.Library(t, "../lib/src")) }

// TestConfirmTables checks the programs that other packages compare: sources of
// the parser, whole programs, expressions.
func TestConfirmTables(t *testing.T) {
	var sources []string
	for _, pattern := range []string{"../parse/testdata/sources.exs", "testdata/*.ex", "../../../cmd/gex/testdata/files/*.exs", "../lib/testdata/values/*.txt"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			switch filepath.Base(name) {
			case "sources.exs":
				sources = append(sources, strings.Split(string(data), "\n---\n")...)
			default:
				sources = append(sources, string(data))
			}
			if strings.HasSuffix(name, ".txt") {
				sources = append(sources, strings.Split(string(data), "\n")...)
			}
		}
	}
	confirmAll(t, sources)
}

// TestConfirmQuoted checks terms that no source may give.
func TestConfirmQuoted(t *testing.T) {
	terms := corpus.Quoted(t, 8000)
	foo := []Local{{term.Intern("foo"), -1}, {term.Intern("a"), 1}}
	for _, l := range []struct {
		flag    string
		options Options
	}{
		{"[]", Options{}},
		{"[migrate_charlists_as_sigils: true]", Options{MigrateCharlists: true}},
		{"[escape: false]", Options{Raw: true}},
		{"[line: 3, locals_without_parens: [foo: :*, a: 1], force_do_end_blocks: true]", Options{Line: 3, Locals: foo, ForceDoEnd: true}},
		{`[comments: [%{line: 2, column: 1, previous_eol_count: 1, next_eol_count: 1, text: "# two"},
			%{line: 4, column: 9, previous_eol_count: 0, next_eol_count: 2, text: "# four"}]]`,
			Options{Comments: []Comment{{2, 1, 1, 1, "# two"}, {4, 9, 0, 2, "# four"}}}},
	} {
		t.Run(l.flag, func(t *testing.T) {
			confirm(t, terms, func(data string) string {
				q, _, err := etf.Decode([]byte(data)[1:], nil)
				if err != nil {
					t.Fatal(err)
				}
				d, err := Document(q, &l.options)
				if err != nil {
					return "raise " + err.Error()
				}
				return "ok " + inspect.FormatString(d, LineLength)
			}, "quoted", l.flag)
		})
	}
}

// TestConfirmComments checks sources with comments, line ends and blanks put
// between their tokens at random.
func TestConfirmComments(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	whole := append(corpus.Docs(t), corpus.Library(t, "../lib/src")...)
	data, err := os.ReadFile("../parse/testdata/sources.exs")
	if err != nil {
		t.Fatal(err)
	}
	whole = append(whole, strings.Split(string(data), "\n---\n")...)
	var sources []string
	for len(sources) < 10000 {
		src := whole[r.IntN(len(whole))]
		if len(src) > 1500 {
			continue
		}
		if src, ok := scattered(r, src); ok {
			sources = append(sources, src)
		}
	}
	confirmAll(t, sources)
}

// scattered puts things between the tokens of a source, up to three times; ok
// is false if it does not parse any more.
func scattered(r *rand.Rand, src string) (string, bool) {
	toks, _, err := scan.Source(src, scan.Options{})
	if err != nil || len(toks) < 3 {
		return "", false
	}
	var cuts []int
	for _, tok := range toks {
		cuts = append(cuts, tok.Pos.Offset)
	}
	slices.Sort(cuts)
	extra := []string{"\n", "\n\n", "\n\n\n", " # end\n", "\n# own\n", "\n# one\n# two\n", "\n\n#far\n\n", "\n##x\n\n# y\n", "  # a\n  # b\n", "\t", "\r\n", " # cr\r\n\r\n"}
	for range 1 + r.IntN(3) {
		at := cuts[r.IntN(len(cuts))]
		next := src[:at] + extra[r.IntN(len(extra))] + src[at:]
		if _, _, err := parse.Program(next, parse.Options{}); err != nil {
			continue
		}
		src = next
	}
	_, _, err = parse.Program(src, parse.Options{})
	return src, err == nil
}

// shown is a source, or a term in the external format, as errors show it.
func shown(src string) string {
	if strings.HasPrefix(src, "\x83") {
		if q, _, err := etf.Decode([]byte(src)[1:], nil); err == nil {
			return inspect.String(q)
		}
	}
	return src[:min(len(src), 600)]
}
