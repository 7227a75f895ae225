package bif

import (
	"gex/proto/term"
	"gex/repl/lang/vm"
)

// erlangErrors raise and apply.
var erlangErrors = []vm.Row{
	{Name: "error", Arity: 1, Func: error1},
	{Name: "error", Arity: 2, Func: error2},
	{Name: "error", Arity: 3, Func: error3},
	{Name: "exit", Arity: 1, Func: func(m *vm.Machine, a []term.Term) (term.Term, bool) { return m.Exit(a[0]) }},
	{Name: "throw", Arity: 1, Func: func(m *vm.Machine, a []term.Term) (term.Term, bool) { return m.Throw(a[0]) }},
	{Name: "raise", Arity: 3, Func: raise},
	{Name: "nif_error", Arity: 1, Func: error1},
	{Name: "nif_error", Arity: 2, Func: error2},
	{Name: "apply", Arity: 2, Func: apply2},
	{Name: "apply", Arity: 3, Func: apply3},
}

func error1(m *vm.Machine, a []term.Term) (term.Term, bool) { return m.RaiseHere(vm.ClassError, a[0]) }

func error2(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if args, proper := a[1].Slice(); proper {
		return m.ErrorArgs(a[0], args)
	}
	return error1(m, a)
}

func error3(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if _, proper := a[2].Len(); !proper {
		return m.Badarg()
	}
	t, raised := error2(m, a)
	if info, given := option(a[2], "error_info"); given {
		m.SetErrorInfo(info)
	}
	return t, raised
}

func raise(m *vm.Machine, a []term.Term) (term.Term, bool) {
	class, valid := vm.ClassOf(a[0])
	if !valid || !a[2].IsList() {
		return ok(term.A("badarg"))
	}
	return m.Reraise(class, a[1], a[2])
}

func apply2(m *vm.Machine, a []term.Term) (term.Term, bool) {
	args, proper := a[1].Slice()
	if !proper {
		return m.Badarg()
	}
	return m.TailApply(a[0], args...)
}

func apply3(m *vm.Machine, a []term.Term) (term.Term, bool) {
	args, proper := a[2].Slice()
	if !proper || !a[0].IsAtom() || !a[1].IsAtom() {
		return m.Badarg()
	}
	return m.TailCall(a[0].Atom(), a[1].Atom(), args...)
}
