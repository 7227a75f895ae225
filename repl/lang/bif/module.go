package bif

import (
	"strings"

	"gex/proto/term"
	"gex/repl/lang/diag"
	"gex/repl/lang/inspect"
	"gex/repl/lang/vm"
)

// moduleRows are the functions of Module that work on names alone.
var moduleRows = []vm.Row{
	{Name: "concat", Arity: 1, Func: moduleConcat(false)},
	{Name: "concat", Arity: 2, Func: moduleConcat(false)},
	{Name: "safe_concat", Arity: 1, Func: moduleConcat(true)},
	{Name: "safe_concat", Arity: 2, Func: moduleConcat(true)},
	{Name: "split", Arity: 1, Func: moduleSplit},
}

// moduleConcat joins aliases given as a list or as two arguments.
func moduleConcat(existing bool) result {
	return func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		parts := a
		if len(a) == 1 {
			var proper bool
			if parts, proper = a[0].Slice(); !proper {
				return functionClause(m, a)
			}
		}
		name := "Elixir"
		for _, p := range parts {
			s, isText := binaryText(p)
			if p.IsAtom() {
				s, isText = p.AtomName(), true
			}
			switch {
			case !isText:
				return functionClause(m, a)
			case p.Is(term.AtomNil), s == "", s == "Elixir":
				continue
			}
			name += "." + strings.TrimPrefix(strings.TrimPrefix(s, "Elixir."), ".")
		}
		if existing {
			return m.TailCall(term.Intern("erlang"), term.Intern("binary_to_existing_atom"), term.String(name), term.A("utf8"))
		}
		return toAtom(binaryText, existing)(m, []term.Term{term.String(name)})
	}
}

func moduleSplit(m *vm.Machine, a []term.Term) (term.Term, bool) {
	s, isText := binaryText(a[0])
	if a[0].IsAtom() {
		s, isText = a[0].AtomName(), true
	}
	rest, isAlias := strings.CutPrefix(s, "Elixir.")
	if !isText {
		return functionClause(m, a)
	}
	if !isAlias {
		shown := term.String(s)
		if a[0].IsAtom() {
			shown = a[0]
		}
		return m.Error(diag.NewMessage("ArgumentError", "expected an Elixir module, got: "+inspect.String(shown)))
	}
	var parts []term.Term
	for _, p := range strings.Split(rest, ".") {
		parts = append(parts, term.String(p))
	}
	return ok(term.List(parts...))
}
