package epp

import (
	"errors"
	"os"
	"slices"
	"testing"

	"gex/proto/term"
	"gex/repl/lang/erl"
)

// files are what the tests include.
var files = map[string]string{
	"a.hrl":    "-define(FROM_A, a).\n",
	"loop.hrl": "-include(\"loop.hrl\").\n",
}

// read reads src as x.erl; conditions of -if are true when they are the atom true.
func read(src string, macros ...Macro) ([]term.Term, error) {
	r, err := ParseFile("x.erl", Options{
		Macros: macros,
		ReadFile: func(path string) ([]byte, error) {
			if path == "x.erl" {
				return []byte(src), nil
			}
			if s, ok := files[path]; ok {
				return []byte(s), nil
			}
			return nil, os.ErrNotExist
		},
		LibDir: func(string) (string, bool) { return "", false },
		Getenv: func(string) (string, bool) { return "", false },
		Eval: func(e term.Term) (term.Term, error) {
			v, err := erl.Normalise(e)
			if err != nil {
				return term.False.Term(), nil
			}
			return v, nil
		},
	})
	if err != nil {
		return nil, err
	}
	// Without the attributes that tell files.
	return slices.DeleteFunc(r.Forms, func(f term.Term) bool {
		return f.IsTupleOf(4) && f.Elem(2).Is(term.Intern("file"))
	}), nil
}

func TestExpansion(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"constant", "-define(A, 1). f() -> ?A.", "f() -> 1."},
		{"arguments", "-define(M(X, Y), {Y, X}). f() -> ?M(g(1, 2), [a, b]).", "f() -> {[a, b], g(1, 2)}."},
		{"no arguments", "-define(M(), m). f() -> ?M().", "f() -> m."},
		{"by arity", "-define(M, 0). -define(M(X), {X}). -define(M(X, Y), {X, Y}). f() -> {?M(1), ?M(1, 2)}.", "f() -> {{1}, {1, 2}}."},
		{"in another", "-define(A, ?B + 1). -define(B, 2). f() -> ?A.", "f() -> 2 + 1."},
		{"as text", "-define(S(X), ??X). f() -> ?S(a + {b}).", "f() -> \"a + { b }\"."},
		{"undef", "-define(A, 1). -undef(A). -ifdef(A). f() -> 1. -else. f() -> 2. -endif.", "f() -> 2."},
		{"ifndef", "-ifndef(A). f() -> 1. -endif.", "f() -> 1."},
		{"nested conditions", "-ifdef(A). -ifdef(B). f() -> 1. -else. f() -> 2. -endif. -else. f() -> 3. -endif.", "f() -> 3."},
		{"if", "-if(false). f() -> 1. -elif(true). f() -> 2. -else. f() -> 3. -endif.", "f() -> 2."},
		{"predefined", "-module(m). f() -> {?MODULE, ?MODULE_STRING, ?LINE, ?FILE, ?FUNCTION_NAME, ?FUNCTION_ARITY}.",
			"-module(m). f() -> {m, \"m\", 1, \"x.erl\", f, 0}."},
		{"include", "-include(\"a.hrl\").\nf() -> ?FROM_A.", "\nf() -> a."},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err1 := read(c.in)
			want, err2 := read(c.want)
			if err := errors.Join(err1, err2); err != nil {
				t.Fatal(err)
			}
			if !term.Identical(term.List(got...), term.List(want...)) {
				t.Errorf("got  %s\nwant %s", erl.ValueText(term.List(got...)), erl.ValueText(term.List(want...)))
			}
		})
	}
}

// TestFaults compares what is said of forms that cannot be read.
func TestFaults(t *testing.T) {
	for in, want := range map[string]string{
		"f() -> ?NONE.":                      "undefined macro 'NONE'",
		"-define(M(X), X). f() -> ?M(1, 2).": "argument mismatch for macro 'M'",
		"-define(M(X, X), X).":               "argument 'X' already used",
		"-define(A, ?A). f() -> ?A.":         "circular macro 'A'",
		"-define(MODULE, 1).":                "redefining predefined macro 'MODULE'",
		"-define(A, 1). -define(A, 2).":      "redefining macro 'A'",
		"-ifdef(A).":                         "unterminated '-ifdef'",
		"-endif.":                            "unbalanced '-endif'",
		"-include(\"none.hrl\").":            "can't find include file \"none.hrl\"",
		"-include(\"loop.hrl\").":            "include too deep",
		"-error(\"stop here\").":             "-error(\"stop here\").",
		"-define(A).":                        "badly formed 'define'",
	} {
		forms, err := read(in)
		if err != nil {
			t.Errorf("%s: %v", in, err)
			continue
		}
		i := slices.IndexFunc(forms, func(f term.Term) bool { return f.Tagged(term.Error, 2) != nil })
		if i < 0 {
			t.Errorf("%s: no error", in)
			continue
		}
		if got := Message(forms[i].Elem(1).Elem(2)); got != want {
			t.Errorf("%s: %q, want %q", in, got, want)
		}
	}
}

func TestOutside(t *testing.T) {
	forms, err := read("f() -> ?A.", Macro{Name: term.Intern("A"), Value: term.Int(7)})
	want, _ := read("f() -> 7.")
	if err != nil || !term.Identical(term.List(forms...), term.List(want...)) {
		t.Errorf("%s, %v", erl.ValueText(term.List(forms...)), err)
	}
	var fault *MacroError
	if _, err = read("", Macro{Name: term.Intern("MODULE"), Value: term.Int(7)}); !errors.As(err, &fault) {
		t.Errorf("a predefined macro: %v", err)
	}
	if _, err = ParseFile("none.erl", Options{ReadFile: func(string) ([]byte, error) { return nil, os.ErrNotExist }}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
}

// FuzzParseFile reads any text: no panic, and a form for the end of the file.
func FuzzParseFile(f *testing.F) {
	for _, s := range []string{"-module(m).\n-define(M(X), {X, ??X}).\nf() -> ?M(1).\n", "-ifdef(A).\n-else.\n-endif.\n", "-include(\"a.hrl\").",
		"-include(\"loop.hrl\").", "-define(A, ?B ?B). -define(B, ?C ?C). -define(C, c).\nf() -> ?A.", "-if(true). -elif(x). -file(\"y\", 3). ?LINE.", "%% coding: latin-1\n-feature(maybe_expr, disable)."} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		forms, err := read(src)
		if err != nil {
			t.Fatal(err)
		}
		if len(forms) == 0 || forms[len(forms)-1].Tagged(term.Intern("eof"), 2) == nil {
			t.Fatal("no end")
		}
	})
}
