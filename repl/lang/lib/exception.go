package lib

import (
	"gex/proto/term"
	"gex/repl/lang/diag"
	"gex/repl/lang/vm"
)

// registerExceptionNatives defines the functions of Exception that explain
// errors further or write parts of stack traces.
func (r *Runtime) registerExceptionNatives() {
	vm.Register(r.System.Table, "Elixir.Exception", []vm.Row{
		{Name: "blame", Arity: 3, Func: r.exceptionBlame},
		{Name: "blame_mfa", Arity: 3, Func: r.exceptionBlameMFA},
		{Name: "format_fa", Arity: 2, Func: r.exceptionFA},
		{Name: "format_mfa", Arity: 3, Func: r.exceptionMFA},
		{Name: "format_stacktrace", Arity: 0, Func: r.exceptionOwnStacktrace},
		{Name: "format_stacktrace_entry", Arity: 1, Func: r.exceptionEntry},
	})
}

func (r *Runtime) exceptionBlame(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[0].IsAtom() {
		return m.Badarg()
	}
	if !a[0].Is(term.Error) {
		return term.Tuple(a[1], a[2]), true
	}
	reason, stack := r.Formatter(m.Proc()).Blame(a[0].Atom(), a[1], a[2])
	return term.Tuple(reason, stack), true
}

// exceptionBlameMFA is blame_mfa/3: {:ok, kind, clauses} or :error.
func (r *Runtime) exceptionBlameMFA(m *vm.Machine, a []term.Term) (term.Term, bool) {
	args, ok := a[2].Slice()
	if !ok || !a[0].IsAtom() || !a[1].IsAtom() {
		return m.Error(term.A("function_clause"))
	}
	if cs, ok := r.clauses(m.Proc(), a[0].Atom(), a[1].Atom(), args); ok {
		return diag.ClausesTerm(cs), true
	}
	return term.Error.Term(), true
}

// frameOf is a frame with an arity or a list of arguments.
func frameOf(t term.Term) (diag.Frame, bool) {
	if args, proper := t.Slice(); proper && t.IsList() {
		if args == nil {
			args = []term.Term{}
		}
		return diag.Frame{Arity: len(args), Args: args}, true
	}
	n, isInt := t.AsInt()
	return diag.Frame{Arity: int(n)}, isInt
}

func (r *Runtime) exceptionMFA(m *vm.Machine, a []term.Term) (term.Term, bool) {
	frame, ok := frameOf(a[2])
	if !ok || !a[0].IsAtom() || !a[1].IsAtom() {
		return m.Error(term.A("function_clause"))
	}
	return term.String(r.Formatter(m.Proc()).FormatMFA(a[0].Atom(), a[1].Atom(), frame)), true
}

func (r *Runtime) exceptionFA(m *vm.Machine, a []term.Term) (term.Term, bool) {
	frame, ok := frameOf(a[1])
	if !ok || !a[0].IsFun() {
		return m.Error(term.A("function_clause"))
	}
	frame.Fun = a[0]
	return term.String(r.Formatter(m.Proc()).FormatFrame(frame)), true
}

func (r *Runtime) exceptionEntry(m *vm.Machine, a []term.Term) (term.Term, bool) {
	frames := diag.Frames(term.List(a[0]))
	if len(frames) != 1 {
		return m.Error(term.A("function_clause"))
	}
	return term.String(r.Formatter(m.Proc()).FormatFrame(frames[0])), true
}

func (r *Runtime) exceptionOwnStacktrace(m *vm.Machine, _ []term.Term) (term.Term, bool) {
	return term.String(r.Formatter(m.Proc()).FormatStacktrace(m.Stacktrace())), true
}
