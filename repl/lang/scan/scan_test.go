package scan

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"gex/repl/lang/token"
)

// brief writes tokens as NAME or NAME(text).
func brief(toks []token.Token) string {
	var out []string
	for _, t := range toks {
		s := t.Kind.Name()
		if t.Text != "" && t.Text != s {
			s += "(" + t.Text + ")"
		}
		if t.Str != nil {
			for _, p := range t.Str.Parts {
				if p.Code {
					s += "#{" + brief(p.Tokens) + "}"
				} else {
					s += fmt.Sprintf("%q", p.Text)
				}
			}
		}
		out = append(out, s)
	}
	return strings.Join(out, " ")
}

func TestSource(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"", ""},
		{"a -1", "op_identifier(a) dual_op(-) int(1)"},
		{"a - 1", "identifier(a) dual_op(-) int(1)"},
		{"a(b[c", "paren_identifier(a) ( bracket_identifier(b) [ identifier(c)"},
		{"a do end", "do_identifier(a) do end"},
		{"a\n+ b", "identifier(a) eol dual_op(+) identifier(b)"},
		{"a\n|> b", "identifier(a) arrow_op(|>) identifier(b)"},
		{"a not in b", "identifier(a) in_op(not in) identifier(b)"},
		{"&1 & 1 &+/2", "capture_int(&) int(1) capture_op(&) int(1) capture_op(&) identifier(+) mult_op(/) int(2)"},
		{"%{a: 1}", "%{} { kw_identifier(a) int(1) }"},
		{"f.()", "identifier(f) dot_call_op(.) ( )"},
		{"a.and", "identifier(a) . identifier(and)"},
		{`"a#{b}\n"`, `bin_string"a"#{identifier(b)}"\n"`},
		{"~s(a)i", `sigil(sigil_s)"a"`},
		{"\"\"\"\n  a\n  \"\"\"", `bin_heredoc"a\n"`},
		{":a :\"b c\" :+", "atom(a) atom_quoted(b c) atom(+)"},
		{"0x1F 1_000 ?a 1.5", "int(0x1F) int(1_000) char(?a) flt(1.5)"},
		{"# c\n1", "eol int(1)"},
	} {
		toks, _, err := Source(c.src, Options{})
		var e *Error
		if errors.As(err, &e) && !e.Incomplete {
			t.Errorf("%q: %v", c.src, err)
		}
		if got := brief(toks); got != c.want {
			t.Errorf("%q\n got %s\nwant %s", c.src, got, c.want)
		}
	}
}

func TestInvalidUTF8(t *testing.T) {
	_, _, err := Source("a\n\xff", Options{})
	var e *Error
	if !errors.As(err, &e) || e.Pos != (token.Pos{Offset: 2, Line: 2, Column: 1}) || e.Error() != "invalid encoding starting at <<255>>" {
		t.Errorf("got %v", err)
	}
}

func TestStartsWithOperator(t *testing.T) {
	for src, want := range map[string]string{"|> a": "|>", "* 2": "*", "and b": "and", "- 1": "", "a |> b": "", "": "", "= 1": "", "..2": ""} {
		toks, _, err := Source(src, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := StartsWithOperator(toks); got != want || ok != (want != "") {
			t.Errorf("%q: %q, %v", src, got, ok)
		}
	}
}

func TestUnescape(t *testing.T) {
	for _, c := range []struct{ in, out, message string }{
		{`a\nb`, "a\nb", ""},
		{`\x41\u00e9\u{1F600}\q\"\\`, "Aé😀q\"\\", ""},
		{"a\\\nb", "ab", ""},
		{`\x4`, "", `invalid hex escape character, expected \xHH where H is a hexadecimal digit`},
		{`\u{D800}`, "", `invalid or reserved Unicode code point \u{D800}`},
		{`\u{}`, "", `invalid Unicode escape character, expected \uHHHH or \u{H*} where H is a hexadecimal digit`},
	} {
		if out, message, _ := Unescape(c.in); out != c.out || message != c.message {
			t.Errorf("%q: %q, %q", c.in, out, message)
		}
	}
}

func TestScripts(t *testing.T) {
	for name, want := range map[string]bool{"añb": true, "аdmin": false, "a_б": true, "日本": true, "カー": true, "日a": false} {
		if oneScript(name) != want {
			t.Errorf("oneScript(%q) is not %v", name, want)
		}
	}
	if skeleton("а") != skeleton("a") || skeleton("b") == skeleton("a") {
		t.Error("skeletons of а, a and b")
	}
}

func FuzzSource(f *testing.F) {
	for _, src := range []string{"a -1", `"a#{b}"`, "~S'''\na\n'''", "a.\n# c\nb", ":\"é\"", "x \\\n y", "0x_ 1.2.3", "fn -> end"} {
		f.Add(src)
	}
	f.Fuzz(func(t *testing.T, src string) {
		toks, _, err := Source(src, Options{})
		check(t, src, toks)
		var e *Error
		if err != nil && (!errors.As(err, &e) || e.Pos.Offset > len(src)) {
			t.Errorf("%q: %v", src, err)
		}
	})
}

func check(t *testing.T, src string, toks []token.Token) {
	last := -1
	for _, tok := range toks {
		if tok.Pos.Offset < last || tok.Pos.Offset > len(src) || tok.Pos.Line < 1 || tok.Pos.Column < 1 {
			t.Errorf("%q: %s at %+v after offset %d", src, tok.Kind.Name(), tok.Pos, last)
		}
		last = tok.Pos.Offset
		if tok.Str != nil {
			for _, p := range tok.Str.Parts {
				check(t, src, p.Tokens)
			}
		}
	}
}
