package vm

import (
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

// foreign is the code of a fun of erl_eval that another node made.
type foreign struct {
	fn   *code.Func
	free []term.Term
	err  error
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

// resolveForeign compiles a fun of erl_eval at its first call.
func (m *Machine) resolveForeign(v term.Term, f *term.Fun, args func() term.Term) (target, bool) {
	if f.Module != term.ErlEval {
		m.withoutCode(v, f, args)
		return target{}, false
	}
	x, _ := f.Resolved().(*foreign)
	if x == nil {
		x = compileForeign(m.sys.Table, f)
		f.SetResolved(x)
	}
	if x.err != nil {
		m.raiseTagged(atomBadfun, v)
		return target{}, false
	}
	return target{x.fn, x.free, v}, true
}

// compileForeign compiles the clauses in the environment of a fun of erl_eval.
func compileForeign(t *code.Table, f *term.Fun) *foreign {
	if len(f.Free) != 1 {
		return &foreign{err: absform.ErrForm}
	}
	env := f.Free[0].Elems()
	if len(env) != 6 && len(env) != 7 {
		return &foreign{err: absform.ErrForm}
	}
	clauses, err := absform.ClausesFromTerm(env[5])
	if err != nil {
		return &foreign{err: err}
	}
	names, values, ok := bindings(env[1])
	if !ok || len(clauses) == 0 || len(clauses[0].Patterns) != f.Arity {
		return &foreign{err: absform.ErrForm}
	}
	self := ""
	if len(env) == 7 {
		self = env[6].AtomName()
	}
	fn, err := compile.EvalFun(t, names, self, clauses)
	return &foreign{fn, values, err}
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
