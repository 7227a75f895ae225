package vm

import (
	"fmt"

	"gex/proto/term"
	"gex/repl/lang/absform"
	"gex/repl/lang/code"
	"gex/repl/lang/compile"
)

// target is what a call of a fun runs.
type target struct {
	fn   *code.Func
	free []term.Term
	self term.Term // the fun, for code with SelfReg
}

// foreign is what runs a fun that came from outside: nothing if it cannot run.
type foreign struct {
	fn   *code.Func
	free []term.Term
}

// resolveFun returns what calling v with n arguments runs; false if that is an
// exception, which is raised then. args returns the arguments for it.
func (m *Machine) resolveFun(v term.Term, n int, args func() term.Term) (target, bool) {
	if f := v.Fun(); f != nil {
		if f.Arity != n {
			m.raiseTagged(atomBadarity, term.Tuple(v, args()))
			return target{}, false
		}
		switch c, ok := f.Code.(*code.Func); {
		case ok && c.Purged():
			m.withoutCode(v, f, args)
			return target{}, false
		case ok:
			return target{c, f.Free, v}, true
		}
		return m.resolveForeign(v, f, args)
	}
	if e := v.Export(); e != nil {
		if e.Arity != n {
			m.raiseTagged(atomBadarity, term.Tuple(v, args()))
			return target{}, false
		}
		fn := m.lookup(e.Module, e.Name, n)
		if fn == nil {
			m.undefined(e.Module, e.Name, args())
			return target{}, false
		}
		return target{fn: fn}, true
	}
	m.raiseTagged(atomBadfun, v)
	return target{}, false
}

// resolveForeign finds at the first call what runs a fun that came from outside.
func (m *Machine) resolveForeign(v term.Term, f *term.Fun, args func() term.Term) (target, bool) {
	x, _ := f.Resolved().(*foreign)
	if x == nil || x.fn == nil {
		x = m.foreign(v, f)
		f.SetResolved(x)
	}
	switch {
	case x.fn != nil && !x.fn.Purged():
		return target{x.fn, x.free, v}, true
	case f.Module == term.ErlEval:
		m.raiseTagged(atomBadfun, v)
	default:
		m.withoutCode(v, f, args)
	}
	return target{}, false
}

// foreign runs a fun of this node that has come back as what it is, one of erl_eval
// from its clauses, and any other one where it was made.
func (m *Machine) foreign(v term.Term, f *term.Fun) *foreign {
	if f.Module == term.ErlEval {
		if x := compileForeign(m.sys.Table, f); x.fn != nil {
			return x
		}
	} else if fn := m.sys.Table.Closure(f.Module, f.Index, f.Uniq); fn != nil && fn.Arity == f.Arity && fn.NumFree == len(f.Free) {
		return &foreign{fn, f.Free}
	}
	router := m.proc.Scheduler().Router()
	if p := f.Creator.Pid(); p == nil || router.Local(p.Node) || router.Self() == atomNoNode {
		return &foreign{}
	}
	return callOfOwner(m.sys.Table, v, f.Arity)
}

// callOfOwner calls :erts_internal.call_owner with the fun and its arguments.
func callOfOwner(t *code.Table, v term.Term, arity int) *foreign {
	params := make([]absform.Expr, arity)
	var args absform.Expr = &absform.Nil{}
	for i := arity - 1; i >= 0; i-- {
		params[i] = &absform.Var{Name: fmt.Sprintf("Arg%d", i)}
		args = &absform.Cons{Head: params[i], Tail: args}
	}
	body := &absform.Call{
		Fun:  &absform.Remote{Module: &absform.Atom{Name: atomErtsInternal}, Name: &absform.Atom{Name: atomCallOwner}},
		Args: []absform.Expr{&absform.Var{Name: "Fun"}, args},
	}
	fn, _ := compile.EvalFun(t, []string{"Fun"}, "", []*absform.Clause{{Patterns: params, Body: []absform.Expr{body}}})
	return &foreign{fn, []term.Term{v}}
}

// compileForeign compiles the clauses in the environment of a fun of erl_eval.
func compileForeign(t *code.Table, f *term.Fun) *foreign {
	if len(f.Free) != 1 {
		return &foreign{}
	}
	env := f.Free[0].Elems()
	if len(env) != 6 && len(env) != 7 {
		return &foreign{}
	}
	clauses, err := absform.ClausesFromTerm(env[5])
	if err != nil {
		return &foreign{}
	}
	names, values, ok := bindings(env[1])
	if !ok || len(clauses) == 0 || len(clauses[0].Patterns) != f.Arity {
		return &foreign{}
	}
	self := ""
	if len(env) == 7 {
		self = env[6].AtomName()
	}
	fn, err := compile.EvalFun(t, names, self, clauses)
	if err != nil {
		return &foreign{}
	}
	return &foreign{fn, values}
}

// bindings reads the bindings of erl_eval: a map or an orddict.
func bindings(t term.Term) (names []string, values []term.Term, ok bool) {
	if t.IsMap() {
		for k, v := range t.Pairs() {
			if !k.IsAtom() {
				return nil, nil, false
			}
			names, values = append(names, k.AtomName()), append(values, v)
		}
		return names, values, true
	}
	pairs, ok := t.Slice()
	for _, p := range pairs {
		if !p.IsTupleOf(2) || !p.Elem(0).IsAtom() {
			return nil, nil, false
		}
		names, values = append(names, p.Elem(0).AtomName()), append(values, p.Elem(1))
	}
	return names, values, ok
}

// lookup finds a function, loading its module if need be. Loading may read and
// compile: other processes go on meanwhile.
func (m *Machine) lookup(module, name term.Atom, arity int) *code.Func {
	return m.sys.Table.Lookup(module, name, arity)
}

// undefined raises undef for module:name(args).
func (m *Machine) undefined(module, name term.Atom, args term.Term) {
	m.raise(ClassError, atomUndef.Term())
	m.exc.native = &nativeFrame{module: module, name: name, args: args, missing: true}
}

// withoutCode raises what a call of a fun gives whose code is not here or was
// purged: undef if there is no such module, badfun if its code is other code.
func (m *Machine) withoutCode(v term.Term, f *term.Fun, args func() term.Term) {
	if m.sys.Table.Ensure(f.Module) {
		m.raiseTagged(atomBadfun, v)
		return
	}
	m.raise(ClassError, atomUndef.Term())
	m.exc.native = &nativeFrame{fun: v, args: args()}
}
