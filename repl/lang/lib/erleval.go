package lib

import (
	"errors"
	"slices"

	"gex/proto/term"
	"gex/repl/lang/compile"
	"gex/repl/lang/erl/lower"
	"gex/repl/lang/vm"
)

func (r *Runtime) registerErlEval() {
	var rows []vm.Row
	for arity := 2; arity <= 5; arity++ {
		rows = append(rows,
			vm.Row{Name: "expr", Arity: arity, Func: func(m *vm.Machine, a []term.Term) (term.Term, bool) {
				return r.erlEval(m, term.List(a[0]), a[1], a[2:])
			}},
			vm.Row{Name: "exprs", Arity: arity, Func: func(m *vm.Machine, a []term.Term) (term.Term, bool) {
				return r.erlEval(m, a[0], a[1], a[2:])
			}})
	}
	rows = append(rows,
		vm.Row{Name: "eval_str", Arity: 1, Func: func(m *vm.Machine, a []term.Term) (term.Term, bool) {
			return m.TailCall(term.Intern("erl_eval_text"), term.Intern("eval_str"), a...)
		}},
		vm.Row{Name: "expr_list", Arity: 2, Func: r.erlEvalList},
		vm.Row{Name: "expr_list", Arity: 3, Func: r.erlEvalList},
		vm.Row{Name: "new_bindings", Arity: 0, Func: func(*vm.Machine, []term.Term) (term.Term, bool) { return term.Nil, true }},
		vm.Row{Name: "bindings", Arity: 1, Func: func(m *vm.Machine, a []term.Term) (term.Term, bool) {
			b, ok := bindingsOf(a[0])
			if !ok {
				return m.Badarg()
			}
			return b.list(), true
		}},
		vm.Row{Name: "binding", Arity: 2, Func: func(m *vm.Machine, a []term.Term) (term.Term, bool) {
			b, ok := bindingsOf(a[1])
			if !ok {
				return m.Badarg()
			}
			if v, bound := b.values.MapGet(a[0]); bound {
				return term.Tuple(term.A("value"), v), true
			}
			return term.A("unbound"), true
		}},
		vm.Row{Name: "add_binding", Arity: 3, Func: func(m *vm.Machine, a []term.Term) (term.Term, bool) {
			b, ok := bindingsOf(a[2])
			if !ok {
				return m.Badarg()
			}
			b.values = b.values.MapPut(a[0], a[1])
			return b.term(), true
		}},
		vm.Row{Name: "del_binding", Arity: 2, Func: func(m *vm.Machine, a []term.Term) (term.Term, bool) {
			b, ok := bindingsOf(a[1])
			if !ok {
				return m.Badarg()
			}
			b.values = b.values.MapRemove(a[0])
			return b.term(), true
		}})
	vm.Register(r.System.Table, "erl_eval", rows)
}

// bindings are the variables of erl_eval: a map, or a list in the order of
// their names.
type bindings struct {
	values term.Term // map
	asMap  bool
}

func bindingsOf(t term.Term) (bindings, bool) {
	if t.IsMap() {
		return bindings{t, true}, true
	}
	b := bindings{values: term.EmptyMap}
	for ; t.IsCons(); t = t.Tail() {
		if !t.Head().IsTupleOf(2) {
			return b, false
		}
		b.values = b.values.MapPut(t.Head().Elem(0), t.Head().Elem(1))
	}
	return b, t.IsNil()
}

func (b bindings) list() term.Term {
	var out []term.Term
	for k, v := range b.values.Pairs() {
		out = append(out, term.Tuple(k, v))
	}
	slices.SortFunc(out, term.Compare)
	return term.List(out...)
}

func (b bindings) term() term.Term {
	if b.asMap {
		return b.values
	}
	return b.list()
}

// erlEval is erl_eval:exprs/2..5: {value, Value, Bindings}. Other nodes call it
// to learn how funs of this node are named. handlers are those of local and of
// other calls, and none or what else to return; that of local calls may be
// {value, Fun}.
func (r *Runtime) erlEval(m *vm.Machine, forms, vars term.Term, handlers []term.Term) (term.Term, bool) {
	b, ok := bindingsOf(vars)
	if !ok {
		return m.Badarg()
	}
	value, exc, ok := r.erlValue(m, forms, &b, handlers)
	switch {
	case exc != nil:
		return m.Raise(exc.Class, exc.Reason, exc.Stacktrace)
	case !ok:
		return value, false
	case len(handlers) > 2 && handlers[2].Is(term.Intern("value")):
		return value, true
	}
	return term.Tuple(term.A("value"), value, b.term()), true
}

// localHandler is the variable that holds the handler of local calls: no source
// can name it.
const localHandler = "local function handler"

func (r *Runtime) erlValue(m *vm.Machine, forms term.Term, b *bindings, handlers []term.Term) (term.Term, *vm.Exception, bool) {
	exprs, proper := forms.Slice()
	if !proper {
		v, _ := m.Badarg()
		return v, nil, false
	}
	o := lower.Options{AutoImported: compile.AutoImported}
	values := b.values
	if len(handlers) > 0 {
		if h := handlers[0].Tagged(term.Intern("value"), 2); h != nil {
			o.LocalCalls = localHandler
			values = values.MapPut(term.A(localHandler), h[1])
		} else if !handlers[0].Is(term.Intern("none")) {
			v, _ := m.Badarg()
			return v, nil, false
		}
	}
	lowered, err := lower.Exprs(exprs, nil, o)
	if err != nil {
		v, _ := m.Badarg()
		return v, nil, false
	}
	prog, err := compile.Expr(r.System.Table, lowered, func(name string) bool {
		a, known := term.Lookup(name)
		if !known {
			return false
		}
		_, bound := values.MapGet(a.Term())
		return bound
	}, compile.Options{})
	if err != nil {
		v, _ := m.Error(evalFault(err))
		return v, nil, false
	}
	args := make([]term.Term, len(prog.Needs))
	for i, name := range prog.Needs {
		args[i], _ = values.MapGet(term.A(name))
	}
	out, exc := vm.Nested(vm.NewCode(r.System, prog.Func, args), m.Proc())
	if exc != nil {
		return term.Term{}, exc, false
	}
	for i, v := range out.Elem(1).Elems() {
		b.values = b.values.MapPut(term.A(prog.Binds[i]), v)
	}
	return out.Elem(0), nil, true
}

// evalFault is the reason for code that does not compile.
func evalFault(err error) term.Term {
	var ce *compile.Error
	if errors.As(err, &ce) && (errors.Is(err, compile.ErrUnbound) || errors.Is(err, compile.ErrUnsafe)) {
		return term.Tuple(term.A("unbound_var"), term.A(ce.What))
	}
	return term.A("badarg")
}

// erlEvalList is erl_eval:expr_list/2,3: {Values, Bindings}.
func (r *Runtime) erlEvalList(m *vm.Machine, a []term.Term) (term.Term, bool) {
	b, ok := bindingsOf(a[1])
	es, proper := a[0].Slice()
	if !ok || !proper {
		return m.Badarg()
	}
	var values []term.Term
	made := b
	for _, e := range es {
		one := b
		v, exc, ok := r.erlValue(m, term.List(e), &one, a[2:])
		if exc != nil {
			return m.Raise(exc.Class, exc.Reason, exc.Stacktrace)
		}
		if !ok {
			return v, false
		}
		for k, v := range one.values.Pairs() {
			made.values = made.values.MapPut(k, v)
		}
		values = append(values, v)
	}
	return term.Tuple(term.List(values...), made.term()), true
}
