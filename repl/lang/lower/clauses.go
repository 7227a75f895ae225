package lower

import (
	"gex/proto/term"
	"gex/repl/lang/absform"
	"gex/repl/lang/expand"
	"gex/repl/lang/quoted"
)

// pattern lowers patterns.
func (l *lowerer) pattern(qs []term.Term, a absform.Anno) []absform.Expr {
	old := l.context
	l.context = expand.Match
	out := l.exprs(qs, a)
	l.context = old
	return out
}

// fnPattern lowers the heads of a fun, whose variables are always new.
func (l *lowerer) fnPattern(qs []term.Term, a absform.Anno) []absform.Expr {
	old := l.extra
	l.extra = pinGuard
	out := l.pattern(qs, a)
	l.extra = old
	return out
}

// guardSequence lowers guards, each of which also needs the tests of the pattern.
func (l *lowerer) guardSequence(guards []term.Term, a absform.Anno) [][]absform.Expr {
	extra := l.guards
	l.guards = nil
	if len(guards) == 0 {
		if len(extra) == 0 {
			return nil
		}
		return [][]absform.Expr{extra}
	}
	oldContext, oldExtra := l.context, l.extra
	l.context, l.extra = expand.Guard, noExtra
	out := make([][]absform.Expr, len(guards))
	for i, g := range guards {
		out[i] = append([]absform.Expr{l.expr(g, a)}, extra...)
	}
	l.context, l.extra = oldContext, oldExtra
	return out
}

type patternFunc func([]term.Term, absform.Anno) []absform.Expr

// clause lowers patterns, guards and body.
func (l *lowerer) clause(a absform.Anno, pattern patternFunc, heads, guards []term.Term, body term.Term) *absform.Clause {
	outer := l.guards
	l.guards = nil
	ps := pattern(heads, a)
	gs := l.guardSequence(guards, a)
	l.guards = outer
	return &absform.Clause{Anno: a, Patterns: ps, Guards: gs, Body: unblock(l.expr(body, a))}
}

// arrow splits left -> right.
func arrow(q term.Term) (meta term.Term, left []term.Term, right term.Term) {
	_, meta, args, ok := quoted.AsCall(q)
	if !ok || !quoted.IsCall(q, quoted.Arrow, 2) {
		fail(q)
	}
	left, ok = args[0].Slice()
	if !ok {
		fail(q)
	}
	return meta, left, args[1]
}

func extractGuards(q term.Term) (pattern term.Term, guards []term.Term) {
	if quoted.IsCall(q, quoted.When, 2) {
		_, _, args, _ := quoted.AsCall(q)
		return args[0], orGuards(args[1])
	}
	return q, nil
}

func orGuards(q term.Term) []term.Term {
	if quoted.IsCall(q, quoted.When, 2) {
		_, _, args, _ := quoted.AsCall(q)
		return append([]term.Term{args[0]}, orGuards(args[1])...)
	}
	return []term.Term{q}
}

func extractSplat(left []term.Term) (heads, guards []term.Term) {
	if len(left) == 1 && quoted.IsCall(left[0], quoted.When, -1) {
		_, _, args, _ := quoted.AsCall(left[0])
		if n := len(args) - 1; n >= 0 {
			return args[:n], orGuards(args[n])
		}
	}
	return left, nil
}

// matchClauses lowers clauses of one pattern each.
func (l *lowerer) matchClauses(clauses term.Term, gen bool) []*absform.Clause {
	cs, ok := clauses.Slice()
	if !ok {
		fail(clauses)
	}
	out := make([]*absform.Clause, len(cs))
	for i, c := range cs {
		meta, left, body := arrow(c)
		a := anno(meta)
		a.Generated = a.Generated || gen
		if len(left) != 1 {
			fail(c)
		}
		p, guards := extractGuards(left[0])
		out[i] = l.clause(a, l.pattern, []term.Term{p}, guards, body)
	}
	return out
}

func lowerMatch(l *lowerer, q, meta term.Term, args []term.Term, a absform.Anno) absform.Expr {
	if len(args) != 2 {
		fail(q)
	}
	if l.context == expand.Match {
		left := l.expr(args[0], a)
		return &absform.Match{Anno: a, Pattern: left, Value: l.expr(args[1], a)}
	}
	value := l.expr(args[1], a)
	outer := l.guards
	l.guards = nil
	p := l.pattern(args[:1], a)[0]
	extra := l.guards
	l.guards = outer
	match := &absform.Match{Anno: a, Pattern: p, Value: value}
	if len(extra) == 0 {
		return match
	}
	// Tests that a pattern cannot make itself follow it.
	g := generated(a)
	v := l.fresh(g)
	bad := remote(g, "erlang", "error", tuple(g, word(g, "badmatch"), v))
	return block(g, &absform.Match{Anno: g, Pattern: v, Value: match}, &absform.If{Anno: g, Clauses: []*absform.Clause{
		clause(g, nil, [][]absform.Expr{extra}, v),
		clause(g, nil, guard(atom(g, term.True)), bad),
	}})
}

// lowerPin lowers ^x: the variable itself, or in the head of a fun a new one
// that a guard compares with it.
func lowerPin(l *lowerer, q, meta term.Term, args []term.Term, a absform.Anno) absform.Expr {
	if len(args) != 1 {
		fail(q)
	}
	_, varMeta, _, ok := quoted.AsVar(args[0])
	if !ok {
		fail(q)
	}
	v := l.variable(args[0], anno(varMeta))
	if l.extra != pinGuard {
		return v
	}
	g := generated(anno(varMeta))
	pinned := l.fresh(g)
	l.guards = append([]absform.Expr{op(g, "=:=", v, pinned)}, l.guards...)
	return pinned
}

func lowerFn(l *lowerer, q, meta term.Term, args []term.Term, a absform.Anno) absform.Expr {
	f := &absform.Fun{Anno: a}
	for _, c := range args {
		m, left, body := arrow(c)
		heads, guards := extractSplat(left)
		f.Clauses = append(f.Clauses, l.clause(anno(m), l.fnPattern, heads, guards, body))
	}
	return f
}

func lowerCase(l *lowerer, q, meta term.Term, args []term.Term, a absform.Anno) absform.Expr {
	if len(args) != 2 {
		fail(q)
	}
	value := l.expr(args[0], a)
	do, _ := quoted.Get(args[1], quoted.DoAtom)
	opt, _ := quoted.Get(meta, metaOptimize)
	return &absform.Case{Anno: a, Value: value, Clauses: l.matchClauses(do, opt.Is(term.True))}
}

// lowerCond lowers cond to nested cases.
func lowerCond(l *lowerer, q, meta term.Term, args []term.Term, a absform.Anno) absform.Expr {
	do, _ := quoted.Get(args[0], quoted.DoAtom)
	cs, ok := do.Slice()
	if !ok || len(cs) == 0 {
		fail(q)
	}
	out := l.cond(cs)
	if c, ok := out.(*absform.Case); ok {
		c.Anno = a
	}
	return out
}

func (l *lowerer) cond(cs []term.Term) absform.Expr {
	meta, left, body := arrow(cs[0])
	if len(left) != 1 {
		fail(cs[0])
	}
	a := anno(meta)
	test := left[0]
	// What is bound in a test is used in the body: the test comes first.
	boolean := expand.ReturnsBoolean(test)
	value := l.expr(test, a)
	truthy := &absform.Clause{Anno: a}
	var no absform.Expr
	if boolean {
		truthy.Patterns = patterns(atom(a, term.True))
		no = atom(a, term.False)
	} else {
		v := l.fresh(a)
		truthy.Patterns = patterns(v)
		truthy.Guards = guard(op(a, "andalso", op(a, "/=", v, atom(a, term.AtomNil)), op(a, "/=", v, atom(a, term.False))))
		no = &absform.Var{Anno: a, Name: "_"}
	}
	truthy.Body = unblock(l.expr(body, a))
	var rest absform.Expr
	fa := a
	if len(cs) > 1 {
		rest = l.cond(cs[1:])
	} else {
		rest = remote(a, "erlang", "error", word(a, "cond_clause"))
		if test.IsAtom() {
			fa = generated(a)
		}
	}
	return &absform.Case{Anno: a, Value: value, Clauses: []*absform.Clause{truthy, clause(fa, patterns(no), nil, rest)}}
}

func lowerReceive(l *lowerer, q, meta term.Term, args []term.Term, a absform.Anno) absform.Expr {
	r := &absform.Receive{Anno: a}
	if do, ok := quoted.Get(args[0], quoted.DoAtom); ok && do.IsCons() {
		r.Clauses = l.matchClauses(do, false)
	}
	after, ok := quoted.Get(args[0], keyAfter)
	if !ok {
		return r
	}
	if !after.IsCons() {
		fail(q)
	}
	m, left, body := arrow(after.Head())
	aa := anno(m)
	if len(left) != 1 {
		fail(q)
	}
	r.After = l.expr(left[0], aa)
	r.Body = unblock(l.expr(body, aa))
	return r
}
