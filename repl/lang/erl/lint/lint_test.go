package lint

import (
	"slices"
	"strings"
	"testing"

	"gex/proto/term"
	"gex/repl/lang/erl"
)

// parse reads forms that need no preprocessor.
func parse(tb testing.TB, src string) []term.Term {
	tb.Helper()
	forms := []term.Term{term.Tuple(term.A("attribute"), term.Int(1), term.A("file"), term.Tuple(erl.Chars([]rune("m.erl")), term.Int(1)))}
	for sc := erl.NewScanner([]rune(src), erl.Loc{Line: 1, Column: 1}, erl.Options{}, false); ; {
		toks, err := sc.Form()
		if err != nil {
			tb.Fatal(err)
		}
		if len(toks) == 0 {
			return append(forms, term.Tuple(term.A("eof"), sc.Loc().Term()))
		}
		f, err := erl.ParseForm(toks)
		if err != nil {
			tb.Fatal(err)
		}
		forms = append(forms, f)
	}
}

func TestModule(t *testing.T) {
	auto := func(name string, arity int) bool { return name == "length" && arity == 1 }
	for _, c := range []struct {
		name, src string
		want      []string // errors, then warnings
	}{
		{"nothing", "-module(m).\n-export([f/1]).\nf(X) -> length(X).", nil},
		{"unbound", "-module(m).\n-export([f/0]).\nf() -> X.", []string{"m.erl:3:8: variable 'X' is unbound"}},
		{"unused variable", "-module(m).\n-export([f/0]).\nf() -> X = 1, 2.", []string{"m.erl:3:8: Warning: variable 'X' is unused"}},
		{"unused function", "-module(m).\nf() -> ok.", []string{"m.erl:2:1: Warning: function f/0 is unused"}},
		{"undefined function", "-module(m).\n-export([f/0]).\nf() -> g(1).", []string{"m.erl:3:8: function g/1 undefined"}},
		{"exported and undefined", "-module(m).\n-export([f/0]).", []string{"m.erl:2:2: function f/0 undefined"}},
		{"defined twice", "-module(m).\n-export([f/0]).\nf() -> 1.\nf() -> 2.", []string{"m.erl:4:1: function f/0 already defined"}},
		{"record", "-module(m).\n-export([f/0]).\nf() -> #r{}.", []string{"m.erl:3:8: record r undefined"}},
		{"field", "-module(m).\n-export([f/0]).\n-record(r, {a}).\nf() -> #r{b = 1}.", []string{"m.erl:4:11: field b undefined in record r"}},
		{"unsafe", "-module(m).\n-export([f/1]).\nf(A) -> case A of 1 -> X = 1; _ -> ok end, X.",
			[]string{"m.erl:3:44: variable 'X' unsafe in 'case' (line 3, column 9)"}},
		{"exported from a tuple", "-module(m).\n-compile(nowarn_export_var_subexpr).\n-export([f/0]).\nf() -> {X = 1}, X.", nil},
		{"exported and matched", "-module(m).\n-export([f/1]).\nf(A) -> case A of 1 -> X = 1; _ -> X = 2 end, X = 2.",
			[]string{"m.erl:3:47: Warning: variable 'X' exported from 'case' (line 3, column 9)"}},
		{"literal", "-module(m).\n-export([f/0]).\nf() -> #{a => 1}#{b => 2}.", []string{"m.erl:3:17: Warning: expression updates a literal"}},
		{"late attribute", "-module(m).\n-export([f/0]).\nf() -> 1.\n-foo(1).", []string{"m.erl:4:2: attribute foo after function definitions"}},
		{"guard", "-module(m).\n-export([f/1]).\nf(A) when g(A) -> A.\ng(A) -> A.", []string{
			"m.erl:3:11: call to local/imported function g/1 is illegal in guard", "m.erl:4:1: Warning: function g/1 is unused"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			errs, warns := Module("m.erl", parse(t, c.src), Options{AutoImported: auto, Compile: term.Nil})
			var got []string
			for _, m := range append(errs, warns...) {
				got = append(got, strings.TrimRight(m.Format(""), "\n"))
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

// TestFormat: the source line stands below with the place marked.
func TestFormat(t *testing.T) {
	errs, _ := Module("m.erl", parse(t, "-module(m).\n-export([f/0]).\nf() -> X.\n"), Options{AutoImported: func(string, int) bool { return false }, Compile: term.Nil})
	if len(errs) != 1 {
		t.Fatalf("%d errors", len(errs))
	}
	want := "m.erl:3:8: variable 'X' is unbound\n%    3| f() -> X.\n%     |        ^\n"
	if got := strings.TrimRight(errs[0].Format("f() -> X."), "\n") + "\n"; got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}
