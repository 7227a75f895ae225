package code

import (
	"gex/proto/term"
	"gex/repl/lang/absform"
)

var atomNone = term.Intern("none")

// EvalEnv returns the environment with which erl_eval of any node runs the
// closure f of this code; false if the code calls local functions of its
// module or has no source.
func (fn *Func) EvalEnv(f *term.Fun) (term.Term, bool) {
	if fn.Source == nil || !fn.Portable || len(f.Free) != len(fn.FreeNames) {
		return term.Term{}, false
	}
	bindings := term.EmptyMap
	for i, name := range fn.FreeNames {
		bindings = bindings.MapPut(term.A(name), f.Free[i])
	}
	env := []term.Term{
		fn.Source.Anno.Term(), bindings, atomNone.Term(), atomNone.Term(), term.EmptyMap, absform.Portable(absform.ClausesToTerm(fn.Source.Clauses)),
	}
	if fn.Source.Name != "" {
		env = append(env, term.A(fn.Source.Name))
	}
	return term.TupleOf(env), true
}

var _ term.FunCode = (*Func)(nil)
