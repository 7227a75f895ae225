package lib

import (
	"gex/proto/term"
	"gex/repl/lang/vm"
)

// behaviour is a behaviour or protocol whose module is made of natives.
type behaviour struct {
	module    string
	callbacks []term.Term
	optional  []term.Term
}

func fa(name string, arity int64) term.Term { return term.Tuple(term.A(name), term.Int(arity)) }

// behaviours are what modules that are not Elixir source ask of those that
// declare them.
var behaviours = []behaviour{
	{module: "Exception", callbacks: []term.Term{fa("blame", 2), fa("exception", 1), fa("message", 1)}, optional: []term.Term{fa("blame", 2)}},
	{module: "Inspect", callbacks: []term.Term{fa("inspect", 2)}},
	{module: "String.Chars", callbacks: []term.Term{fa("to_string", 1)}},
	{module: "List.Chars", callbacks: []term.Term{fa("to_charlist", 1)}},
}

// registerBehaviours defines their behaviour_info/1.
func (r *Runtime) registerBehaviours() {
	for _, b := range behaviours {
		vm.Register(r.System.Table, "Elixir."+b.module, []vm.Row{{Name: "behaviour_info", Arity: 1,
			Func: func(m *vm.Machine, a []term.Term) (term.Term, bool) {
				switch {
				case a[0].Is(term.Intern("callbacks")):
					return term.List(b.callbacks...), true
				case a[0].Is(term.Intern("optional_callbacks")):
					return term.List(b.optional...), true
				}
				return m.Error(term.A("function_clause"))
			}}})
	}
}
