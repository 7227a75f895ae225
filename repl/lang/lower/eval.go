package lower

import (
	"slices"

	"gex/proto/term"
	"gex/repl/lang/absform"
	"gex/repl/lang/expand"
)

// Bound is a variable of Elixir and the Erlang variable that holds its value.
type Bound struct {
	Var  expand.Var
	Name string
}

// Evaluation is code that is ready to run.
type Evaluation struct {
	// Exprs are to be run in order; the value of the last is the result.
	Exprs []absform.Expr
	// In are the variables that the code may read, under the names by which
	// their values must be bound before it runs.
	In []Bound
	// Out are the variables after it has run, those of In included: what a
	// shell keeps. Variables of macros are not among them.
	Out []Bound
	// Env is the environment after it: aliases, imports and requires.
	Env *expand.Env
}

// Eval expands and lowers code typed at a prompt or read from a file. vars are
// the variables bound before, in any order.
func Eval(x *expand.Expander, q term.Term, vars []expand.Var, env *expand.Env) (ev *Evaluation, err error) {
	s := x.Start(vars)
	out, after, env2, err := x.Expand(q, s, env)
	if err != nil {
		return nil, err
	}
	x.CheckUnused(env2)
	if x.Tainted() {
		return nil, x.Failed(env)
	}
	defer catch(&err)
	l := newLowerer()
	ev = &Evaluation{Env: env2}
	for version, v := range vars {
		name := l.name(nameBase(v))
		l.names[version] = name
		ev.In = append(ev.In, Bound{v, name})
	}
	ev.Exprs = unblock(l.expr(out, absform.Anno{Line: env.Line}))
	for v, version := range after.Vars().All {
		name, ok := l.names[version]
		if ok && v.Context.IsAtom() {
			ev.Out = append(ev.Out, Bound{v, name})
		}
	}
	slices.Reverse(ev.Out)
	return ev, nil
}

// nameBase is what the Erlang names of a variable are made from.
func nameBase(v expand.Var) string {
	if v.Context.Is(term.AtomNil) {
		return v.Name.String()
	}
	return ""
}
