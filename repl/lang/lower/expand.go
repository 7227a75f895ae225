package lower

import (
	"gex/proto/term"
	"gex/repl/lang/expand"
)

// ExpandOnce is Macro.expand_once: q expanded by one step in an environment in
// which vars are bound.
func (d *Definer) ExpandOnce(q term.Term, vars []expand.Var, e *expand.Env) (term.Term, error) {
	x := d.Expander()
	return x.TryExpandOnce(q, x.Start(vars), e)
}
