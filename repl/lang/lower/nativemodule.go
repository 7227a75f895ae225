package lower

import (
	"slices"

	"gex/proto/term"
	"gex/repl/lang/expand"
)

// moduleNatives are the functions of Module that ask what a module that is being
// defined has so far.
var moduleNatives = []Native{
	{"Elixir.Module", "attributes_in", 1, whileOpen("attributes_in/1", func(m *expand.Module, a []term.Term) (term.Term, error) {
		return m.AttributeNames(), nil
	})},
	{"Elixir.Module", "open?", 1, func(d *Definer, a []term.Term) (term.Term, error) {
		return term.Bool(a[0].IsAtom() && d.Shared.Module(a[0].Atom()) != nil), nil
	}},
	{"elixir_module", "accumulates", 2, whileOpen("get_last_attribute/2", func(m *expand.Module, a []term.Term) (term.Term, error) {
		return term.Bool(a[1].IsAtom() && m.Accumulates(a[1].Atom())), nil
	})},
	{"Elixir.Module", "overridable?", 2, whileOpen("overridable?/2", func(m *expand.Module, a []term.Term) (term.Term, error) {
		fa, ok := fromPair(a[1])
		return term.Bool(ok && m.Overridable(fa)), nil
	})},
	{"Elixir.Module", "overridables_in", 1, whileOpen("overridables_in/1", func(m *expand.Module, a []term.Term) (term.Term, error) {
		return fas(m.Overridables()), nil
	})},
	{"Elixir.Module", "defines?", 2, whileOpen("defines?/2", func(m *expand.Module, a []term.Term) (term.Term, error) {
		fa, _ := fromPair(a[1])
		_, ok := m.Definition(fa)
		return term.Bool(ok), nil
	})},
	{"Elixir.Module", "defines?", 3, whileOpen("defines?/3", func(m *expand.Module, a []term.Term) (term.Term, error) {
		fa, _ := fromPair(a[1])
		def, ok := m.Definition(fa)
		return term.Bool(ok && def.Kind.Term() == a[2]), nil
	})},
	{"Elixir.Module", "definitions_in", 1, whileOpen("definitions_in/1", func(m *expand.Module, a []term.Term) (term.Term, error) {
		return definitionsIn(m, func(*expand.Definition) bool { return true }), nil
	})},
	{"Elixir.Module", "definitions_in", 2, whileOpen("definitions_in/2", func(m *expand.Module, a []term.Term) (term.Term, error) {
		return definitionsIn(m, func(d *expand.Definition) bool { return d.Kind.Term() == a[1] }), nil
	})},
	{"Elixir.Module", "get_definition", 2, whileOpen("get_definition/2", getDefinition)},
	{"Elixir.Module", "get_definition", 3, whileOpen("get_definition/3", getDefinition)},
	{"Elixir.Module", "delete_definition", 2, whileOpen("delete_definition/2", func(m *expand.Module, a []term.Term) (term.Term, error) {
		fa, ok := fromPair(a[1])
		return term.Bool(ok && m.Delete(fa)), nil
	})},
	{"Elixir.Module", "defines_type?", 2, whileOpen("defines_type?/2", func(m *expand.Module, a []term.Term) (term.Term, error) {
		fa, ok := fromPair(a[1])
		return term.Bool(ok && m.DefinesType(fa)), nil
	})},
	{"Elixir.Module", "spec_to_callback", 2, whileOpen("spec_to_callback/2", func(m *expand.Module, a []term.Term) (term.Term, error) {
		fa, ok := fromPair(a[1])
		return term.Bool(ok && m.SpecToCallback(fa)), nil
	})},
}

func init() { Natives = append(Natives, moduleNatives...) }

// closedAdvice is what the error about a module that is compiled already says
// besides.
var closedAdvice = map[string]string{
	"defines?/2":       ". Use Kernel.function_exported?/3 and Kernel.macro_exported?/3 to check for public functions and macros instead",
	"defines?/3":       ". Use Kernel.function_exported?/3 and Kernel.macro_exported?/3 to check for public functions and macros instead",
	"definitions_in/1": ". Use the Module.__info__/1 callback to get public functions and macros instead",
	"definitions_in/2": ". Use the Module.__info__/1 callback to get public functions and macros instead",
}

// whileOpen wraps a native for a module that is being defined.
func whileOpen(function string, f func(m *expand.Module, a []term.Term) (term.Term, error)) func(*Definer, []term.Term) (term.Term, error) {
	return onModule(func(d *Definer, name term.Atom, a []term.Term) (term.Term, error) {
		m := d.Shared.Module(name)
		if m == nil {
			return a[0], exception("ArgumentError", "could not call Module."+function+" because the module "+
				expand.InspectModule(name)+" is already compiled"+closedAdvice[function])
		}
		return f(m, a)
	})
}

// getDefinition is Module.get_definition: {:v1, kind, meta, clauses} of expanded
// clauses, nil when there is none.
func getDefinition(m *expand.Module, a []term.Term) (term.Term, error) {
	fa, _ := fromPair(a[1])
	def, ok := m.Definition(fa)
	if !ok {
		return term.AtomNil.Term(), nil
	}
	skip := false
	if len(a) == 3 {
		for l := a[2]; l.IsCons(); l = l.Tail() {
			skip = skip || term.Identical(l.Head(), term.Tuple(term.A("skip_clauses"), term.True.Term()))
		}
	}
	var clauses []term.Term
	if !skip {
		for _, c := range def.Clauses {
			clauses = append(clauses, term.Tuple(c.Meta, term.List(c.Args...), term.List(c.Guards...), c.Body))
		}
	}
	return term.Tuple(term.A("v1"), def.Kind.Term(), def.Meta, term.List(clauses...)), nil
}

func definitionsIn(m *expand.Module, keep func(*expand.Definition) bool) term.Term {
	var ts []term.Term
	for _, def := range m.Definitions() {
		if keep(def) {
			ts = append(ts, term.Tuple(def.Name.Name.Term(), term.Int(int64(def.Name.Arity))))
		}
	}
	slices.SortFunc(ts, term.Compare)
	return term.List(ts...)
}
