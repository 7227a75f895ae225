package expand

import (
	"gex/proto/term"
	"gex/repl/lang/quoted"
)

var logicMacros = map[string]kernelMacro{
	"if/2":     macroIf,
	"unless/2": macroUnless,
	"and/2":    macroAnd,
	"or/2":     macroOr,
	"&&/2":     macroAndAnd,
	"||/2":     macroOrOr,
	"!/1":      macroNot,
	"in/2":     macroIn,
	"match?/2": macroMatch,
	"is_nil/1": func(m *macro, a []term.Term) term.Term { return m.kernel("==", a[0], nilTerm) },
}

var (
	atomBadbool = term.Intern("badbool")
	atomBang    = term.Intern("!")
)

// doElse reads the do and else blocks of if and unless.
func (m *macro) doElse(name string, opts term.Term) (do, els term.Term) {
	list, ok := opts.Slice()
	bad := func() {
		m.argError(`invalid or duplicate keys for `+name+`, only "do" and an optional "else" are permitted`, "Kernel:build_"+name+"/2")
	}
	if !ok || len(list) == 0 || len(list) > 2 {
		bad()
	}
	do, els = nilTerm, nilTerm
	seen := 0
	for _, o := range list {
		switch {
		case o.IsTupleOf(2) && o.Elem(0).Is(atomDo) && seen&1 == 0:
			do, seen = o.Elem(1), seen|1
		case o.IsTupleOf(2) && o.Elem(0).Is(atomElse) && seen&2 == 0:
			els, seen = o.Elem(1), seen|2
		default:
			bad()
		}
	}
	if seen&1 == 0 {
		bad()
	}
	return do, els
}

func macroIf(m *macro, a []term.Term) term.Term {
	do, els := m.doElse("if", a[1])
	return m.branch(a[0], els, do)
}

func macroUnless(m *macro, a []term.Term) term.Term {
	do, els := m.doElse("unless", a[1])
	return m.branch(a[0], do, els)
}

// branch is a case on the truth of a condition.
func (m *macro) branch(cond, no, yes term.Term) term.Term {
	return m.booleanCase(cond, m.clause(m.falsy(m.v("x")), no), m.clause(m.underscore(), yes))
}

func (m *macro) inGuard() bool { return m.e.Context != NoContext }

func macroAnd(m *macro, a []term.Term) term.Term {
	m.notInMatch("and")
	if m.inGuard() {
		return m.erl("andalso", a[0], a[1])
	}
	other := m.v("other")
	return m.booleanCase(a[0], m.clause(falseTerm, falseTerm), m.clause(trueTerm, a[1]),
		m.generatedClause(other, m.badBool("and", other)))
}

func macroOr(m *macro, a []term.Term) term.Term {
	m.notInMatch("or")
	if m.inGuard() {
		return m.erl("orelse", a[0], a[1])
	}
	other := m.v("other")
	return m.booleanCase(a[0], m.clause(falseTerm, a[1]), m.clause(trueTerm, trueTerm),
		m.generatedClause(other, m.badBool("or", other)))
}

func (m *macro) badBool(op string, v term.Term) term.Term {
	return m.erl("error", makeCall(atomTuple, m.line, atomBadbool.Term(), term.A(op), v))
}

// notInGuard fails in patterns and guards.
func (m *macro) notInGuard(name string) {
	m.notInMatch(name)
	if m.e.Context == Guard {
		m.argError("invalid expression in guard, " + name + " is not allowed in guards. To learn more about guards, visit: https://hexdocs.pm/elixir/patterns-and-guards.html")
	}
}

// notInMatch fails in patterns.
func (m *macro) notInMatch(name string) {
	if m.e.Context == Match {
		m.argError("invalid expression in match, " + name + " is not allowed in patterns such as function clauses, case clauses or on the left side of the = operator")
	}
}

func macroAndAnd(m *macro, a []term.Term) term.Term {
	m.notInGuard("&&")
	x := m.v("x")
	return m.cases(a[0], m.clause(m.falsy(x), x), m.clause(m.underscore(), a[1]))
}

func macroOrOr(m *macro, a []term.Term) term.Term {
	m.notInGuard("||")
	x := m.v("x")
	return m.cases(a[0], m.clause(m.falsy(x), a[1]), m.clause(x, x))
}

func macroNot(m *macro, a []term.Term) term.Term {
	m.notInGuard("!")
	if _, inner, ok := callOf(a[0], atomBang, 1); ok {
		return m.branch(inner[0], falseTerm, trueTerm)
	}
	return m.branch(a[0], trueTerm, falseTerm)
}

// macroIn is in: comparisons for a literal list in a guard, membership
// otherwise.
func macroIn(m *macro, a []term.Term) term.Term {
	left, right := a[0], a[1]
	m.notInMatch("in")
	list := m.expand(right)
	if value, _, ok := Literal(list); ok && value.IsList() {
		// An attribute: its elements are known.
		if list, ok = quoted.Escape(value); !ok {
			list = right
		}
	}
	if first, last, step, ok := rangeParts(list); ok {
		return m.inRange(left, first, last, step)
	}
	es, proper := list.Slice()
	guard := m.e.Context == Guard
	switch {
	case proper && len(es) == 0 && guard:
		return falseTerm
	case proper && len(es) == 0:
		return m.block(m.match(m.underscore(), left), falseTerm)
	case proper && guard:
		return m.inList(left, es)
	case proper:
		if _, _, ok := callOf(es[len(es)-1], atomCons, 2); ok || len(es) <= 1 {
			return m.once(left, func(v term.Term) term.Term { return m.inList(v, es) })
		}
		return makeRemote(atomLists, atomMember, m.line, left, list)
	case guard:
		m.argError("invalid right argument for operator \"in\", it expects a compile-time proper list or compile-time range on the right side when used in guard expressions, got: "+toString(right), "Kernel:raise_on_invalid_args_in_2/1")
	}
	return m.remote("Enum", "member?", right, left)
}

// inList compares left with each element; the last may be [head | tail].
func (m *macro) inList(left term.Term, es []term.Term) term.Term {
	var tests []term.Term
	for _, e := range es {
		if _, ht, ok := callOf(e, atomCons, 2); ok {
			tests = append(tests, m.equal(left, ht[0]))
			tail := m.expand(ht[1])
			if more, ok := tail.Slice(); ok {
				if len(more) > 0 {
					tests = append(tests, m.inList(left, more))
				}
			} else {
				tests = append(tests, makeRemote(atomLists, atomMember, m.line, left, tail))
			}
			continue
		}
		tests = append(tests, m.equal(left, e))
	}
	out := tests[0]
	for _, t := range tests[1:] {
		out = m.erl("orelse", out, t)
	}
	return out
}

func (m *macro) equal(l, r term.Term) term.Term { return m.erl("=:=", l, r) }

// once evaluates code that is no variable or literal before it is used several
// times.
func (m *macro) once(q term.Term, f func(term.Term) term.Term) term.Term {
	if isVar(q) || q.IsAtom() || q.IsNumber() || q.IsBinary() || m.e.Context == Guard {
		return f(q)
	}
	v := m.v("left")
	return m.block(m.match(v, q), f(v))
}

// rangeParts reads the literal struct that a range becomes.
func rangeParts(q term.Term) (first, last, step term.Term, ok bool) {
	fields := q
	if _, args, isStruct := callOf(q, atomPercent, 2); isStruct && isRangeName(args[0]) {
		fields = args[1]
	}
	_, kvs, isMap := callOf(fields, atomMap, -1)
	if !isMap {
		return
	}
	list := term.List(kvs...)
	first, ok1 := get(list, atomFirst)
	last, ok2 := get(list, atomLast)
	step, ok3 := get(list, atomStep)
	return first, last, step, ok1 && ok2 && ok3
}

func isRangeName(q term.Term) bool {
	if q.Is(atomRange) {
		return true
	}
	_, parts, ok := callOf(q, atomAliases, 1)
	return ok && parts[0].IsAtom() && parts[0].AtomName() == "Range"
}

func (m *macro) inRange(left, first, last, step term.Term) term.Term {
	and := func(a, b term.Term) term.Term { return m.kernel("and", a, b) }
	return m.once(left, func(v term.Term) term.Term {
		isInt := m.erl("is_integer", v)
		for _, limit := range []term.Term{first, last} {
			if !limit.IsInteger() {
				isInt = and(isInt, m.erl("is_integer", limit))
			}
		}
		up := and(m.erl(">=", v, first), m.erl("=<", v, last))
		down := and(m.erl("=<", v, first), m.erl(">=", v, last))
		aligned := func(t term.Term) term.Term {
			if step.IsInt() && (step.Int() == 1 || step.Int() == -1) {
				return and(isInt, t)
			}
			return and(and(isInt, t), m.erl("=:=", m.erl("rem", m.erl("-", v, first), step), term.Int(0)))
		}
		switch {
		case step.Is(term.AtomNil):
			return and(isInt, m.kernel("or",
				and(m.erl("=<", first, last), up),
				and(m.erl("<", last, first), down)))
		case step.IsInt() && step.Int() >= 0:
			return aligned(up)
		case step.IsInt():
			return aligned(down)
		}
		return m.kernel("or",
			and(m.erl(">", step, term.Int(0)), aligned(up)),
			and(m.erl("<", step, term.Int(0)), aligned(down)))
	})
}

func macroMatch(m *macro, a []term.Term) term.Term {
	// The pattern's variables are not used by anyone: no warnings about them.
	clause := makeArrow(m.generated(), []term.Term{generatedVars(a[0])}, trueTerm)
	return m.cases(a[1], clause, m.generatedClause(m.underscore(), falseTerm))
}

// generatedVars marks the variables of a pattern as needing no use.
func generatedVars(q term.Term) term.Term {
	switch {
	case q.IsTupleOf(3):
		form, meta, args, ok := node(q)
		if !ok {
			return q
		}
		if form.IsAtom() && args.IsAtom() {
			return makeNode(form, putNew(meta, metaGenerated, trueTerm), args)
		}
		if form.Is(atomPin) {
			return q
		}
		return makeNode(generatedVars(form), meta, generatedVars(args))
	case q.IsTupleOf(2):
		return pair(generatedVars(q.Elem(0)), generatedVars(q.Elem(1)))
	case q.IsCons():
		es, ok := q.Slice()
		if !ok {
			return q
		}
		out := make([]term.Term, len(es))
		for i, e := range es {
			out[i] = generatedVars(e)
		}
		return term.List(out...)
	}
	return q
}
