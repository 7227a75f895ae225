package lower

import (
	"errors"
	"strings"
	"testing"

	"gex/proto/term"
	"gex/repl/lang/absform"
	"gex/repl/lang/erl"
)

// parse reads forms that need no preprocessor, all on one line.
func parse(tb testing.TB, src string) (forms []term.Term) {
	tb.Helper()
	for sc := erl.NewScanner([]rune(src), erl.Loc{Line: 1}, erl.Options{}, false); ; {
		toks, err := sc.Form()
		if err != nil {
			tb.Fatal(err)
		}
		if len(toks) == 0 {
			return forms
		}
		f, err := erl.ParseForm(toks)
		if err != nil {
			tb.Fatal(err)
		}
		forms = append(forms, f)
	}
}

func lowered(tb testing.TB, src string) (*absform.Module, error) {
	tb.Helper()
	return Module(parse(tb, "-module(m). -export([f/1]). "+src), Options{
		AutoImported: func(name string, arity int) bool {
			return name == "length" && arity == 1 || name == "element" && arity == 2
		},
	})
}

// TestSame: forms that say the same become the same code.
func TestSame(t *testing.T) {
	const record = "-record(r, {a = 1, b}). "
	for _, c := range []struct{ name, in, want string }{
		{"record made", record + "f(X) -> #r{b = X}.", "f(X) -> {r, 1, X}."},
		{"the rest of the fields", record + "f(X) -> #r{_ = X}.", "f(X) -> {r, X, X}."},
		{"record matched", record + "f(#r{b = X}) -> X.", "f({r, _, X}) -> X."},
		{"index", record + "f(_) -> #r.b.", "f(_) -> 3."},
		{"function of erlang", "f(X) -> length(X).", "f(X) -> erlang:length(X)."},
		{"strings in a row", "f(_) -> \"ab\" \"cd\".", "f(_) -> \"abcd\"."},
		{"imported", "-import(lists, [map/2]). f(X) -> map(X, []).", "f(X) -> lists:map(X, [])."},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err1 := lowered(t, c.in)
			want, err2 := lowered(t, c.want)
			if err := errors.Join(err1, err2); err != nil {
				t.Fatal(err)
			}
			g, w := functions(got), functions(want)
			if !term.Identical(g, w) {
				t.Errorf("got  %s\nwant %s", erl.ValueText(g), erl.ValueText(w))
			}
		})
	}
}

// functions are the functions of a module as terms.
func functions(m *absform.Module) term.Term {
	var out []term.Term
	forms, _ := absform.ModuleToTerm(m).Slice()
	for _, f := range forms {
		if f.IsTupleOf(5) && f.Elem(0).Is(term.Intern("function")) {
			out = append(out, f)
		}
	}
	return term.List(out...)
}

func TestFaults(t *testing.T) {
	for _, c := range []struct {
		src  string
		want error
	}{
		{"f(X) -> #r{a = X}.", ErrUndefined},
		{"-record(r, {a}). f(X) -> X#r.b.", ErrUndefined},
		{"-record #r{a}. f(X) -> #r{a = X}.", ErrNative},
		{"f(X) -> X#_.a.", ErrNative},
	} {
		_, err := lowered(t, c.src)
		var at *Error
		if !errors.Is(err, c.want) || !errors.As(err, &at) || at.Loc.Line != 1 {
			t.Errorf("%s: %v", c.src, err)
		}
	}
	if _, err := Module([]term.Term{term.Int(3)}, Options{}); !errors.Is(err, ErrForm) {
		t.Errorf("a number is a form: %v", err)
	}
	if _, err := Module(nil, Options{}); err == nil {
		t.Error("no forms are a module")
	}
}

// TestExprs: typed expressions call functions that are defined nowhere through a variable.
func TestExprs(t *testing.T) {
	toks, _, err := erl.Scan([]rune("g(1)."), erl.Loc{Line: 1}, erl.Options{})
	if err != nil {
		t.Fatal(err)
	}
	list, err := erl.ParseExprs(toks)
	if err != nil {
		t.Fatal(err)
	}
	exprs, _ := list.Slice()
	out, err := Exprs(exprs, nil, Options{AutoImported: func(string, int) bool { return false }, LocalCalls: "Handler"})
	if err != nil || len(out) != 1 {
		t.Fatalf("%d expressions, %v", len(out), err)
	}
	if text := absform.Sprint(out[0]); !strings.Contains(text, "Handler") {
		t.Errorf("%s has no Handler", text)
	}
}
