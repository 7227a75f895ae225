package parse

import (
	"errors"
	"flag"
	"fmt"
	"hash/fnv"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"gex/proto/term"
	"gex/repl/lang/quoted"
	"gex/repl/lang/token"
)

var update = flag.Bool("update", false, "rewrite testdata/sources.sum from the real Elixir")

// digest is a line of testdata/sources.sum.
func digest(answer string) string {
	h := fnv.New64a()
	h.Write([]byte(answer))
	return fmt.Sprintf("%016x", h.Sum64())
}

// TestTable checks the sources of the table against digests of what the real
// Elixir gave, which TestConfirmTable keeps fresh.
func TestTable(t *testing.T) {
	data, err := os.ReadFile("testdata/sources.sum")
	if err != nil {
		t.Fatal(err)
	}
	want, sources := strings.Fields(string(data)), tableSources(t)
	if len(want) != len(sources) {
		t.Fatalf("%d digests for %d sources", len(want), len(sources))
	}
	for i, src := range sources {
		if got := ours(src, modes[2].options); digest(got) != want[i] {
			t.Errorf("%q gives another result than Elixir:\n%s", src, readable(got))
		}
	}
}

func inspect(t term.Term) string {
	var b strings.Builder
	sexp(&b, t)
	return readable(b.String())
}

func TestProgram(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"1 + 2 * x", "{:+ [{:line 1 } ] [1 {:* [{:line 1 } ] [2 {:x [{:line 1 } ] :nil } ] } ] }"},
		{"Node.spawn :n@h, fn -> 1 end", "{{:. [{:line 1 } ] [{:__aliases__ [{:line 1 } ] [:Node ] } :spawn ] } [{:line 1 } ] " +
			"[:n@h {:fn [{:line 1 } ] [{:-> [{:line 1 } ] [[] 1 ] } ] } ] }"},
		{"a\n|> b()", "{:|> [{:line 2 } ] [{:a [{:line 1 } ] :nil } {:b [{:line 2 } ] [] } ] }"},
		{"", "{:__block__ [{:line 1 } ] [] }"},
	} {
		t.Run(c.src, func(t *testing.T) {
			q, ws, err := Program(c.src, Options{})
			if err != nil || len(ws) != 0 {
				t.Fatal(err, ws)
			}
			if got := inspect(q); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestIncomplete(t *testing.T) {
	for src, want := range map[string]bool{
		"1 +": true, "foo(": true, "[1,": true, "if a do": true, "fn x ->": true, "\"abc": true, "~s(a": true,
		"\"\"\"\na": true, "a = \"#{": true, "a |>\n": true, "a \\\n": true, "%{a: ": true, "not": true, "@": true,
		"foo)": false, "(]": false, "1 2": false, "end": false, "fn 1 end": false, "\"\\xZZ": true, "\"\\xZZ\"": false, "?": false,
	} {
		_, _, err := Program(src, Options{})
		var e *Error
		if !errors.As(err, &e) {
			t.Errorf("%q: no *Error: %v", src, err)
		} else if e.Incomplete != want {
			t.Errorf("%q: Incomplete is %v: %v", src, e.Incomplete, err)
		}
	}
}

func TestMessage(t *testing.T) {
	for _, c := range []struct {
		src, want string
		o         Options
	}{
		{src: "5 = = 5", o: Options{File: "iex", Line: 12}, want: "invalid syntax found on iex:12:5:\n" +
			"    error: syntax error before: '='\n    │\n 12 │ 5 = = 5\n    │     ^\n    │\n    └─ iex:12:5"},
		{src: "{1, 2\n]", o: Options{File: "iex"}, want: "mismatched delimiter found on iex:2:1:\n" +
			"    error: unexpected token: ]\n    │\n  1 │ {1, 2\n    │ └ unclosed delimiter\n  2 │ ]\n" +
			"    │ └ mismatched closing delimiter (expected \"}\")\n    │\n    └─ iex:2:1"},
	} {
		_, _, err := Program(c.src, c.o)
		if err == nil || err.Error() != c.want {
			t.Errorf("%q gives\n%v\nwant\n%s", c.src, err, c.want)
		}
	}
	if got, want := Break("iex", 3).Message(), "token missing on iex:3:\nerror: incomplete expression\n└─ iex:3"; got != want {
		t.Errorf("Break gives\n%s\nwant\n%s", got, want)
	}
	_, _, err := Program("1 2", Options{File: "iex"})
	var e *Error
	errors.As(err, &e)
	styled := e.Styled(func(s string) string { return "<" + s + ">" })
	if !strings.Contains(styled, "<error:>") || !strings.Contains(styled, "<  ^>") {
		t.Errorf("no marks in\n%s", styled)
	}
}

func TestShorthand(t *testing.T) {
	q, _, err := Program("|> foo", Options{Shorthand: "v(-1)", Line: 3})
	if err != nil || !quoted.IsCall(q, term.Intern("|>"), 2) {
		t.Errorf("got %v, %v", q, err)
	}
	if q, _, err := Program("- 3", Options{Shorthand: "v(-1)"}); err != nil || !quoted.IsCall(q, term.Intern("-"), 1) {
		t.Errorf("- 3 is no shorthand: %v, %v", q, err)
	}
	_, _, err = Program("* 2", Options{Shorthand: "v(-1)", AfterMatch: true, File: "iex"})
	if err == nil || !strings.Contains(err.Error(), "pipe shorthand is not allowed immediately after a match expression in IEx. "+
		"To make it work, surround the whole pipeline with parentheses '*'") {
		t.Errorf("after a match: %v", err)
	}
}

func TestExistingAtomsOnly(t *testing.T) {
	o := Options{ExistingAtomsOnly: true}
	if _, _, err := Program("foo_that_no_one_made", o); err == nil || !strings.Contains(err.Error(), "unsafe atom does not exist: foo_that_no_one_made") {
		t.Errorf("got %v", err)
	}
	if _, made := term.Lookup("foo_that_no_one_made"); made {
		t.Error("the refused name became an atom")
	}
	if _, _, err := Program("ok = :error", o); err != nil {
		t.Error(err)
	}
}

func TestEncoders(t *testing.T) {
	o := Options{
		LiteralEncoder: func(lit, meta term.Term) (term.Term, error) {
			if lit.Is(term.Error) {
				return lit, errors.New("no errors here")
			}
			return quoted.New(quoted.Block.Term(), meta, term.List(lit)), nil
		},
		AtomEncoder: func(name string, meta term.Term) (term.Term, error) { return term.String(name), nil },
	}
	q, _, err := Program("[1, foo: bar]", o)
	want := "{:__block__ [{:line 1 } ] [[{:__block__ [{:line 1 } ] [1 ] } {{:__block__ [{:format :keyword } {:line 1 } ] [\"foo ] } {\"bar [{:line 1 } ] :nil } } ] ] }"
	if err != nil || inspect(q) != want {
		t.Errorf("got %v %s", err, inspect(q))
	}
	o.AtomEncoder = nil
	if _, _, err := Program(":error", o); err == nil || !strings.Contains(err.Error(), "no errors here: literal") {
		t.Errorf("got %v", err)
	}
}

func TestComments(t *testing.T) {
	var got []string
	o := Options{Comment: func(pos token.Pos, text string, _ []token.Token, _ string) {
		got = append(got, fmt.Sprint(pos.Line, ":", pos.Column, " ", text))
	}}
	if _, _, err := Program("# a\n1 # b\n", o); err != nil {
		t.Fatal(err)
	}
	if s := strings.Join(got, "|"); s != "1:1 # a|2:3 # b" {
		t.Error(s)
	}
}

func TestNesting(t *testing.T) {
	for _, open := range []string{"(", "[", "{", "foo(", "fn -> ", "-", "@", "%{a: ", "a ++ ", "a = ", "foo ", "not ", "(a -> ", "%@", "\"#{"} {
		_, _, err := Program(strings.Repeat(open, 4*MaxNesting), Options{})
		if err == nil {
			t.Errorf("%q repeated parses", open)
		}
	}
	deep := strings.Repeat("[", 2*MaxNesting) + strings.Repeat("]", 2*MaxNesting)
	if _, _, err := Program(deep, Options{}); err == nil || !strings.Contains(err.Error(), "nested too deeply") {
		t.Errorf("deep nesting: %v", err)
	}
	if _, _, err := Program(strings.Repeat("1 + ", 100_000)+"1", Options{}); err != nil {
		t.Errorf("a long sum: %v", err)
	}
}

func FuzzProgram(f *testing.F) {
	for _, src := range tableSources(f) {
		f.Add(src)
	}
	f.Fuzz(func(t *testing.T, src string) {
		if len(src) > 10_000 {
			return
		}
		_, ws, err := Program(src, Options{Columns: true, TokenMetadata: true})
		lines := strings.Count(src, "\n") + 1
		for _, w := range ws {
			if w.Line < 1 || w.Line > lines {
				t.Errorf("a warning on line %d of %d", w.Line, lines)
			}
		}
		if err == nil {
			return
		}
		var e *Error
		if !errors.As(err, &e) {
			t.Fatalf("no *Error: %v", err)
		}
		if e.Line < 1 || e.Line > lines || e.EndLine > lines || e.Column < 0 || e.Column > utf8.RuneCountInString(src)+10 {
			t.Errorf("%q: error at %d:%d to %d of %d lines", src, e.Line, e.Column, e.EndLine, lines)
		}
		if e.Message() == "" {
			t.Error("no message")
		}
	})
}

func BenchmarkProgram(b *testing.B) {
	src := strings.Repeat("def foo(a, b \\\\ 1) when a > b do\n  x = %{a: a, b: \"c#{b}\"}\n  Enum.map(x, fn {k, v} -> {k, v + 1} end) |> Map.new()\nend\n", 500)
	b.SetBytes(int64(len(src)))
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := Program(src, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
