package bif

import (
	"gex/proto/term"
	"gex/repl/lang/inspect"
	"gex/repl/lang/vm"
)

// ansiRows are the functions of IO.ANSI that are one sequence each, and the
// look-up of a sequence by its name.
var ansiRows = func() []vm.Row {
	var rows []vm.Row
	for _, name := range inspect.ANSINames() {
		seq, _ := inspect.ANSISequence(name)
		rows = append(rows, vm.Row{Name: name, Func: func(*vm.Machine, []term.Term) (term.Term, bool) { return text(seq) }})
	}
	return append(rows, vm.Row{Name: "__sequence__", Arity: 1, Func: func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		if a[0].IsAtom() {
			if seq, known := inspect.ANSISequence(a[0].AtomName()); known {
				return text(seq)
			}
		}
		return argumentError(m, "invalid ANSI sequence specification: "+inspected(a[0]))
	}})
}()
