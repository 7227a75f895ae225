package expand

import "gex/proto/term"

var atomKernelUtils = term.Intern("Elixir.Kernel.Utils")

// def is a definition inside of a macro's result.
func (m *macro) def(kind string, head, body term.Term) term.Term {
	return m.kernel(kind, head, do(body))
}

func (m *macro) self() term.Term { return m.e.Module.Term() }

func (m *macro) attribute(name string, value term.Term) term.Term {
	return m.kernel("@", makeCall(term.Intern(name), m.line, value))
}

// macroDefstruct stores the struct when the body runs, and derives what @derive
// asks for.
func macroDefstruct(m *macro, a []term.Term) term.Term {
	m.assertModule("defstruct/1")
	m.assertNoFunction("defstruct/1")
	value, derive := m.v("struct"), m.v("derive")
	stored := makeRemote(atomKernelUtils, term.Intern("defstruct"), m.line, m.self(), a[0])
	derived := m.remote("Protocol", "__derive__", derive, m.self(), makeVar(atomENV, m.line, nilTerm))
	return m.cases(stored,
		m.generatedClause(pair(value, term.Nil), value),
		m.generatedClause(pair(value, derive), m.block(derived, value)))
}

func macroDefexception(m *macro, a []term.Term) term.Term {
	m.assertModule("defexception/1")
	fields := m.erl("++", term.List(kv(atomException, trueTerm)), a[0])
	value := m.v("struct")
	exception, msg, args := m.v("exception"), m.v("msg"), m.v("args")
	head := func(name string, arg term.Term) term.Term {
		return makeCall(term.Intern(name), put(m.line, metaContext, atomKernel.Term()), arg)
	}
	when := func(h term.Term, test string, v term.Term) term.Term { return m.when(h, m.erl(test, v)) }
	messages := m.block(
		m.attribute("impl", trueTerm),
		m.def("def", head("message", exception), makeNode(makeCall(atomDot, m.line, exception, term.A("message")), put(m.line, metaNoParens, trueTerm), term.Nil)),
		m.kernel("defoverridable", keyword(term.Intern("message"), term.Int(1))),
		m.attribute("impl", trueTerm),
		m.def("def", when(head("exception", msg), "is_binary", msg), makeCall(term.Intern("exception"), m.line, keyword(term.Intern("message"), msg))))
	hasMessage := m.erl("is_map_key", term.A("message"), value)
	return m.block(
		m.attribute("behaviour", term.A("Elixir.Exception")),
		m.match(value, m.kernel("defstruct", fields)),
		m.kernel("if", hasMessage, do(messages)),
		m.attribute("impl", trueTerm),
		m.def("def", when(head("exception", args), "is_list", args), m.remote("Kernel", "struct!", m.self(), args)),
		m.kernel("defoverridable", keyword(term.Intern("exception"), term.Int(1))))
}

// macroDefdelegate defines functions that call others of the same arguments.
func macroDefdelegate(m *macro, a []term.Term) term.Term {
	m.assertModule("defdelegate/2")
	to, ok := get(a[1], term.Intern("to"))
	if !ok {
		m.argError("expected to: to be given as argument")
	}
	as, renamed := get(a[1], atomAs)
	funs := []term.Term{a[0]}
	if list, ok := a[0].Slice(); ok {
		funs = list
	}
	var out []term.Term
	for _, f := range funs {
		name, _, args, ok := call(f)
		if !ok {
			if !isVar(f) {
				m.argError("invalid syntax in defdelegate " + toString(f))
			}
			name, f = f.Elem(0).Atom(), makeCall(f.Elem(0).Atom(), f.Elem(1))
		}
		plain := make([]term.Term, len(args))
		for i, arg := range args {
			plain[i] = arg
			if _, lr, ok := callOf(arg, atomBackslash, 2); ok {
				plain[i] = lr[0]
			}
			if !isVar(plain[i]) {
				m.argError("defdelegate/2 only accepts function parameters, got: " + toString(plain[i]))
			}
		}
		target := makeCall(atomUnquote, m.line, to)
		remoteName := name.Term()
		if renamed {
			remoteName = as
		}
		var body term.Term
		if remoteName.IsAtom() {
			body = makeDot(target, remoteName.Atom(), m.line, plain...)
		} else {
			dot := makeNode(makeCall(atomDot, m.line, target, atomUnquote.Term()), m.line, term.List(remoteName))
			body = makeNode(dot, m.line, term.List(plain...))
		}
		delegate := makeCall(atomTuple, m.line, to, remoteName, term.Int(int64(len(args))))
		out = append(out, m.attribute("doc", keyword(term.Intern("delegate_to"), delegate)), m.def("def", f, body))
	}
	return m.block(out...)
}

// defguard defines a macro that puts the guard in place of its call; outside of
// guards its arguments are evaluated once.
func (m *macro) defguard(q term.Term, kind term.Atom) term.Term {
	m.assertModule("defguard/1")
	_, lr, ok := callOf(q, atomWhen, 2)
	var head, guard term.Term
	if ok {
		head, guard = lr[0], lr[1]
	} else {
		head = q
	}
	name, meta, args, isCall := call(head)
	if !isCall {
		if !isVar(head) {
			m.argError("invalid syntax in defguard " + toString(q))
		}
		name, meta = head.Elem(0).Atom(), head.Elem(1)
	}
	if !ok {
		return m.kernel(kind.String(), head)
	}
	params := make([]term.Term, len(args))
	plain := make([]term.Term, len(args))
	for i, arg := range args {
		params[i] = arg
		if _, lr, ok := callOf(arg, atomBackslash, 2); ok {
			arg = lr[0]
		}
		if !isVar(arg) {
			m.argError("invalid syntax in defguard " + toString(head))
		}
		plain[i] = arg
	}
	body := makeRemote(atomKernelUtils, term.Intern("defguard"), put(m.line, metaRequired, trueTerm), term.List(plain...), guard)
	def := m.def(kind.String(), makeNode(name.Term(), meta, term.List(params...)), body)
	if isPrivateKind(kind) {
		return def
	}
	return m.block(m.attribute("doc", keyword(term.Intern("guard"), trueTerm)), def)
}

// utilMacros are the macros of Kernel.Utils that macros of Kernel leave in the
// definitions they make.
var utilMacros map[FA]kernelMacro

func init() { utilMacros = map[FA]kernelMacro{{term.Intern("defguard"), 2}: macroGuardBody} }

// macroGuardBody is the body of a macro that defguard defines, from its
// parameters and the guard. It is expanded with the definition: by then the
// module has the guards defined above it.
func macroGuardBody(m *macro, a []term.Term) term.Term {
	params, guard := slice(a[0]), a[1]
	vars := make(map[term.Term]bool)
	binds := make([]term.Term, 0, len(params)+1)
	for _, p := range params {
		vars[p.Elem(0)] = true
		binds = append(binds, m.match(p, makeCall(atomUnquote, m.line, p)))
	}
	name := *m.e.Function
	m.checkGuard(name, params, guard)
	quote := func(body term.Term) term.Term { return makeCall(atomQuote, m.line, do(body)) }
	inGuard := quote(unquoteVars(guard, vars, m.line))
	outside := quote(m.block(append(binds, guard)...))
	context := makeNode(makeCall(atomDot, m.line, makeVar(atomCALLER, m.line, nilTerm), term.A("context")), put(m.line, metaNoParens, trueTerm), term.Nil)
	return m.cases(context,
		m.clause(nilTerm, outside),
		m.clause(term.A("guard"), inGuard),
		m.clause(term.A("match"), m.erl("error", m.remote("ArgumentError", "exception", term.String("invalid expression in match, "+name.Name.String()+" is not allowed in patterns such as function clauses, case clauses or on the left side of the = operator")))))
}

// checkGuard expands the guard that a defguard defines, to report what is wrong
// with it.
func (m *macro) checkGuard(fa FA, params []term.Term, guard term.Term) {
	x, e := m.x.fork(), *m.e
	e.Function = &fa
	heads := make([]term.Term, 0, len(params)+1)
	for _, p := range params {
		heads = append(heads, generatedVars(p))
	}
	if len(heads) == 0 {
		heads = append(heads, m.underscore())
	}
	clause := makeArrow(m.line, []term.Term{makeCall(atomWhen, m.line, append(heads, guard)...)}, nilTerm)
	x.expand(makeCall(atomFn, m.line, clause), State{}, &e)
}

// unquoteVars replaces the given variables by unquotes of themselves.
func unquoteVars(q term.Term, vars map[term.Term]bool, line term.Term) term.Term {
	switch {
	case q.IsTupleOf(3):
		form, meta, args, ok := node(q)
		if !ok {
			return q
		}
		if isVar(q) {
			if vars[form] {
				return makeCall(atomUnquote, line, q)
			}
			return q
		}
		return makeNode(unquoteVars(form, vars, line), meta, unquoteVars(args, vars, line))
	case q.IsTupleOf(2):
		return pair(unquoteVars(q.Elem(0), vars, line), unquoteVars(q.Elem(1), vars, line))
	case q.IsCons():
		return term.Cons(unquoteVars(q.Head(), vars, line), unquoteVars(q.Tail(), vars, line))
	}
	return q
}

func macroDefoverridable(m *macro, a []term.Term) term.Term {
	return makeRemote(atomModuleMod, term.Intern("make_overridable"), m.line, m.self(), a[0])
}
