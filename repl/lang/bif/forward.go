package bif

import (
	"gex/proto/term"
	"gex/repl/lang/diag"
	"gex/repl/lang/inspect"
	"gex/repl/lang/vm"
)

// forward makes a native that is another function: its arguments are those of
// the caller, in the given order if any is given, from 0.
func forward(module, name string, order ...int) result {
	mod, fun := term.Intern(module), term.Intern(name)
	return func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		args := a
		if order != nil {
			args = make([]term.Term, len(order))
			for i, from := range order {
				args[i] = a[from]
			}
		}
		return m.TailCall(mod, fun, args...)
	}
}

// defaults makes a native that calls the same function with more arguments.
func defaults(module, name string, more ...term.Term) result {
	mod, fun := term.Intern(module), term.Intern(name)
	return func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		args := make([]term.Term, 0, len(a)+len(more))
		return m.TailCall(mod, fun, append(append(args, a...), more...)...)
	}
}

// row is a native that forwards to a function of Erlang, with its arguments in
// another order if one is given.
func row(name string, arity int, module, to string, order ...int) vm.Row {
	return vm.Row{Name: name, Arity: arity, Func: forward(module, to, order...)}
}

func argumentError(m *vm.Machine, message string) (term.Term, bool) {
	return m.Error(diag.NewMessage("ArgumentError", message))
}

// nothing is the term nil.
var nothing = term.AtomNil.Term()

// okPair and errorPair are {ok, t} and {error, t}.
func okPair(t term.Term) (term.Term, bool) { return ok(term.Tuple(term.Ok.Term(), t)) }

func errorPair(t term.Term) (term.Term, bool) { return ok(term.Tuple(term.Error.Term(), t)) }

// structName returns the module of a struct.
func structName(t term.Term) (term.Atom, bool) {
	if !t.IsMap() {
		return 0, false
	}
	name, found := t.MapGet(atomStruct.Term())
	if !found || !name.IsAtom() {
		return 0, false
	}
	return name.Atom(), true
}

var atomStruct = term.Intern("__struct__")

// inspected is how Elixir shows a term in a message.
func inspected(t term.Term) string { return inspect.String(t) }
