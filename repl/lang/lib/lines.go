package lib

import (
	"gex/proto/term"
	"gex/repl/lang/vm"
)

// lineOf is elixir_code:line(module, name, arity): the line of the source on which
// a function, with its arity as compiled, begins, or with name nil the module; nil
// when there is no such function, and library for what is part of gex.
func (r *Runtime) lineOf(m *vm.Machine, a []term.Term) (term.Term, bool) {
	arity, ok := a[2].AsInt()
	if !ok || !a[0].IsAtom() || !a[1].IsAtom() {
		return m.Badarg()
	}
	mod := r.System.Table.Module(a[0].Atom())
	if mod != nil && mod.Library {
		return term.A("library"), true
	}
	if mod == nil || mod.Forms == nil {
		return term.AtomNil.Term(), true
	}
	if a[1] == term.AtomNil.Term() && mod.Forms.Line > 0 {
		return term.Int(int64(mod.Forms.Line)), true
	}
	for _, f := range mod.Forms.Functions {
		if f.Name == a[1].Atom() && int64(f.Arity) == arity && f.Line > 0 {
			return term.Int(int64(f.Line)), true
		}
	}
	return term.AtomNil.Term(), true
}
