package lib

import (
	"gex/proto/term"
	"gex/repl/lang/format"
	"gex/repl/lang/inspect"
	"gex/repl/lang/vm"
)

// registerFormat defines the natives that print code.
func (r *Runtime) registerFormat() {
	t := r.System.Table
	vm.Register(t, "Elixir.Macro", []vm.Row{
		{Name: "to_string", Arity: 1, Func: r.macroToString},
	})
}

// inspectCode prints what stands in code but is none, such as a pid.
func (r *Runtime) inspectCode(m *vm.Machine) func(term.Term) string {
	return func(t term.Term) string {
		o := r.InspectOptions(m.Proc())
		o.PrintableLimit = inspect.Unlimited
		return string(inspect.Append(nil, t, o))
	}
}

func (r *Runtime) macroToString(m *vm.Machine, a []term.Term) (term.Term, bool) {
	text := format.StringWith(a[0], &format.Options{Inspect: r.inspectCode(m)})
	m.Bump(len(text) / 4)
	return term.String(text), true
}
