package lower

import (
	"errors"
	"strings"
	"testing"

	"gex/proto/term"
	"gex/repl/lang/absform"
	"gex/repl/lang/expand"
	"gex/repl/lang/parse"
)

// show prints the term of an abstract form shortly: annotations are left out,
// strings are text.
func show(t term.Term) string {
	switch {
	case t.IsAtom():
		return t.AtomName()
	case t.IsInteger():
		n, _ := t.AsBig()
		return n.String()
	case t.IsTuple():
		var parts []string
		for i, e := range t.Elems() {
			// The annotation comes second.
			if i != 1 || t.Arity() == 2 && !t.Elem(0).Is(term.AtomNil) {
				parts = append(parts, show(e))
			}
		}
		return "{" + strings.Join(parts, " ") + "}"
	case t.IsCons():
		if es, ok := t.Slice(); ok {
			text := make([]rune, 0, len(es))
			for _, e := range es {
				if e.IsInt() && e.Int() >= ' ' {
					text = append(text, rune(e.Int()))
				}
			}
			if len(text) == len(es) {
				return `"` + string(text) + `"`
			}
			var parts []string
			for _, e := range es {
				parts = append(parts, show(e))
			}
			return "[" + strings.Join(parts, " ") + "]"
		}
	case t.IsNil():
		return "[]"
	}
	return "?"
}

func TestForms(t *testing.T) {
	for src, want := range map[string]string{
		"x = 1":                              "[{match {var _x@1} {integer 1}}]",
		"x = 1; x = 2; x":                    "[{match {var _x@1} {integer 1}} {match {var _x@2} {integer 2}} {var _x@2}]",
		"1 + 2":                              "[{op + {integer 1} {integer 2}}]",
		"self()":                             "[{call {remote {atom erlang} {atom self}} []}]",
		"Foo.bar(1)":                         "[{call {remote {atom Elixir.Foo} {atom bar}} [{integer 1}]}]",
		`"ab"`:                               `[{bin [{bin_element {string "ab"} default default}]}]`,
		"fn x -> x end":                      "[{fun {clauses [{clause [{var _x@1}] [] [{var _x@1}]}]}}]",
		"&Enum.map/2":                        "[{fun {function {atom map} {integer 2}}}]",
		"f = 1; f.(2)":                       "[{match {var _f@1} {integer 1}} {call {var _f@1} [{integer 2}]}]",
		"{1, 2, 3}":                          "[{tuple [{integer 1} {integer 2} {integer 3}]}]",
		"[1 | 2]":                            "[{cons {integer 1} {integer 2}}]",
		"%{a: 1}":                            "[{map [{map_field_assoc {atom a} {integer 1}}]}]",
		"m = 1; %{m | a: 1}":                 "[{match {var _m@1} {integer 1}} {map {var _m@1} [{map_field_exact {atom a} {integer 1}}]}]",
		"%{a: x} = 1; x":                     "[{match {map [{map_field_exact {atom a} {var _x@1}}]} {integer 1}} {var _x@1}]",
		"if true, do: 1, else: 2":            "[{case {atom true} [{clause [{atom false}] [] [{integer 2}]} {clause [{atom true}] [] [{integer 1}]}]}]",
		"<<1::size(8)-unit(1)>>":             "[{bin [{bin_element {integer 1} {integer 8} [integer {unit 1}]}]}]",
		"elem({1}, 0)":                       "[{match {var _1} {tuple [{integer 1}]}} {call {remote {atom erlang} {atom element}} [{integer 1} {var _1}]}]",
		"receive do x -> x after 1 -> 2 end": "[{receive [{clause [{var _x@1}] [] [{var _x@1}]}] {integer 1} [{integer 2}]}]",
		"for x <- [1], do: x":                "[{call {remote {atom Elixir.Enum} {atom map}} [{cons {integer 1} {nil}} {fun {clauses [{clause [{var _x@1}] [] [{var _x@1}]}]}}]}]",
	} {
		t.Run(src, func(t *testing.T) {
			ev, d, err := lowerSource(t, src)
			if err != nil {
				t.Fatalf("%v %v", err, d)
			}
			if got := show(exprsTerm(ev.Exprs)); got != want {
				t.Errorf("\n got %s\nwant %s", got, want)
			}
		})
	}
}

func TestEvaluationKeepsVariables(t *testing.T) {
	var d diagnostics
	x := expand.New(noCode{}, &d, &expand.Shared{})
	ev, err := Eval(x, mustParse(t, "b = a + 1; a = b; c = 2; (fn d -> d end).(c)"), []expand.Var{expand.V("a"), expand.V("z")}, expand.NewEnv("iex", 1))
	if err != nil {
		t.Fatal(err)
	}
	names := func(bs []Bound) string {
		var out []string
		for _, b := range bs {
			out = append(out, b.Var.Name.String()+"="+b.Name)
		}
		return strings.Join(out, " ")
	}
	if got, want := names(ev.In), "a=_a@1 z=_z@1"; got != want {
		t.Errorf("in: %s, want %s", got, want)
	}
	if got, want := names(ev.Out), "z=_z@1 b=_b@1 a=_a@2 c=_c@1"; got != want {
		t.Errorf("out: %s, want %s", got, want)
	}
}

func TestEnvironmentCarriesOver(t *testing.T) {
	var d diagnostics
	shared := &expand.Shared{}
	env := expand.NewEnv("iex", 1)
	for _, src := range []string{"alias Foo.Bar", "require Integer", "import Enum, only: [count: 1]"} {
		ev, err := Eval(expand.New(noCode{}, &d, shared), mustParse(t, src), nil, env)
		if err != nil {
			t.Fatal(err)
		}
		env = ev.Env
	}
	ev, err := Eval(expand.New(noCode{}, &d, shared), mustParse(t, "{Bar, count([])}"), nil, env)
	if err != nil {
		t.Fatal(err, d)
	}
	want := "[{tuple [{atom Elixir.Foo.Bar} {call {remote {atom Elixir.Enum} {atom count}} [{nil}]}]}]"
	if got := show(exprsTerm(ev.Exprs)); got != want {
		t.Errorf("got %s", got)
	}
}

func TestUndefinedVariable(t *testing.T) {
	_, d, err := lowerSource(t, "\nfoo + 1")
	var e *expand.Error
	if !errors.As(err, &e) || e.Exception.String() != "Elixir.CompileError" || e.File != "iex" {
		t.Fatalf("got %v", err)
	}
	if len(d) != 1 || d[0].Message != `undefined variable "foo"` || d[0].Line != 2 {
		t.Errorf("got %+v", d)
	}
}

func TestDeepNestingIsAnError(t *testing.T) {
	q := term.AtomNil.Term()
	meta := term.Nil
	for range 200_000 {
		q = term.Tuple(term.A("!"), meta, term.List(q))
	}
	var d diagnostics
	if _, err := Eval(expand.New(noCode{}, &d, &expand.Shared{}), q, nil, expand.NewEnv("iex", 1)); err == nil {
		t.Fatal("no error")
	}
}

// FuzzLower: whatever parses either lowers to forms that are terms of the
// abstract format or is an error, never a panic.
func FuzzLower(f *testing.F) {
	for _, s := range sources() {
		f.Add(s)
	}
	for _, s := range findings {
		f.Add(s)
	}
	for _, m := range modules {
		f.Add(m.src)
	}
	f.Fuzz(func(t *testing.T, src string) {
		q, _, err := parse.Program(src, parse.Options{File: "iex"})
		if err != nil {
			t.Skip()
		}
		var d diagnostics
		ev, err := Eval(expand.New(noCode{}, &d, &expand.Shared{}), q, nil, expand.NewEnv("iex", 1))
		if err != nil {
			return
		}
		for _, e := range ev.Exprs {
			if _, err := absform.ExprFromTerm(absform.ToTerm(e)); err != nil {
				t.Errorf("%q: %v", src, err)
			}
		}
	})
}
