package absform

import "gex/proto/term"

// ModuleToTerm returns the list of forms of a module, as ModuleFromTerm reads
// it.
func ModuleToTerm(m *Module) term.Term {
	a := m.Anno.Term()
	attribute := func(name term.Atom, v term.Term) term.Term { return node(aAttribute, a, name.Term(), v) }
	exports := make([]term.Term, len(m.Exports))
	for i, fa := range m.Exports {
		exports[i] = term.Tuple(fa.Name.Term(), term.Int(int64(fa.Arity)))
	}
	forms := []term.Term{
		attribute(aFile, term.Tuple(chars([]rune(m.File)), term.Int(int64(m.Line)))),
		attribute(aModule, m.Name.Term()),
		attribute(aExport, term.List(exports...)),
	}
	for _, at := range m.Attributes {
		forms = append(forms, node(aAttribute, at.Anno.Term(), at.Name.Term(), at.Value))
	}
	for _, f := range m.Functions {
		forms = append(forms, node(aFunction, f.Anno.Term(), f.Name.Term(), term.Int(int64(f.Arity)), ClausesToTerm(f.Clauses)))
	}
	return term.List(forms...)
}
