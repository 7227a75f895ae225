package lib

import (
	"gex/proto/term"
	"gex/repl/lang/absform"
	"gex/repl/lang/compile"
	"gex/repl/lang/vm"
)

// erlEvalExpr is erl_eval:expr/2: {value, Value, Bindings}. Other nodes call it
// to learn how funs of this node are named.
func (r *Runtime) erlEvalExpr(m *vm.Machine, a []term.Term) (term.Term, bool) {
	return r.erlEval(m, term.List(a[0]), a[1])
}

func (r *Runtime) erlEvalExprs(m *vm.Machine, a []term.Term) (term.Term, bool) {
	return r.erlEval(m, a[0], a[1])
}

func (r *Runtime) erlEval(m *vm.Machine, forms, bindings term.Term) (term.Term, bool) {
	exprs, err := absform.ExprsFromTerm(forms)
	if err != nil {
		return m.Badarg()
	}
	asMap := bindings.IsMap()
	values := bindings
	if !asMap {
		values = term.EmptyMap
		for l := bindings; l.IsCons(); l = l.Tail() {
			if !l.Head().IsTupleOf(2) {
				return m.Badarg()
			}
			values = values.MapPut(l.Head().Elem(0), l.Head().Elem(1))
		}
	}
	prog, err := compile.Expr(r.System.Table, exprs, func(name string) bool {
		a, known := term.Lookup(name)
		if !known {
			return false
		}
		_, bound := values.MapGet(a.Term())
		return bound
	}, compile.Options{})
	if err != nil {
		return m.Badarg()
	}
	args := make([]term.Term, len(prog.Needs))
	for i, name := range prog.Needs {
		args[i], _ = values.MapGet(term.A(name))
	}
	out, exc := vm.Nested(vm.NewCode(r.System, prog.Func, args), m.Proc())
	if exc != nil {
		return m.Raise(exc.Class, exc.Reason, exc.Stacktrace)
	}
	for i, v := range out.Elem(1).Elems() {
		values = values.MapPut(term.A(prog.Binds[i]), v)
	}
	if !asMap {
		var list []term.Term
		for k, v := range values.Pairs() {
			list = append(list, term.Tuple(k, v))
		}
		values = term.List(list...)
	}
	return term.Tuple(term.A("value"), out.Elem(0), values), true
}
