package lower

import (
	"gex/proto/term"
	"gex/repl/lang/absform"
	"gex/repl/lang/quoted"
)

// lowerWith lowers with to nested cases. The else clauses are a fun, which every
// case that can fail calls.
func lowerWith(l *lowerer, q, meta term.Term, args []term.Term, a absform.Anno) absform.Expr {
	n := len(args) - 1
	do, _ := quoted.Get(args[n], quoted.DoAtom)
	els, hasElse := quoted.Get(args[n], keyElse)
	g := generated(a)
	if !hasElse {
		v := l.fresh(a)
		return l.withSteps(args[:n], do, clause(g, patterns(v), nil, v), a)
	}
	other := l.fresh(g)
	old := l.extra
	l.extra = pinGuard
	clauses := l.matchClauses(els, false)
	l.extra = old
	clauses = append(clauses, clause(g, patterns(other), nil, remote(g, "erlang", "error", tuple(g, word(g, "else_clause"), other))))
	fun, arg := l.fresh(a), l.fresh(a)
	assign := &absform.Match{Anno: a, Pattern: fun, Value: &absform.Fun{Anno: g, Clauses: clauses}}
	failed := clause(g, patterns(arg), nil, &absform.Call{Anno: a, Fun: fun, Args: patterns(arg)})
	return block(a, assign, l.withSteps(args[:n], do, failed, a))
}

func (l *lowerer) withSteps(steps []term.Term, do term.Term, els *absform.Clause, a absform.Anno) absform.Expr {
	if len(steps) == 0 {
		return l.expr(do, a)
	}
	q := steps[0]
	if !quoted.IsCall(q, formLeftArrow, 2) {
		first := l.expr(q, a)
		return block(a, append([]absform.Expr{first}, unblock(l.withSteps(steps[1:], do, els, a))...)...)
	}
	_, meta, lr, _ := quoted.AsCall(q)
	sa := anno(meta)
	value := l.expr(lr[1], sa)
	p, guards := extractGuards(lr[0])
	if _, _, _, ok := quoted.AsVar(p); ok && guards == nil {
		match := &absform.Match{Anno: sa, Pattern: l.pattern([]term.Term{p}, sa)[0], Value: value}
		return block(a, append([]absform.Expr{match}, unblock(l.withSteps(steps[1:], do, els, sa))...)...)
	}
	outer := l.guards
	l.guards = nil
	ps := l.pattern([]term.Term{p}, sa)
	gs := l.guardSequence(guards, sa)
	l.guards = outer
	body := unblock(l.withSteps(steps[1:], do, els, sa))
	return &absform.Case{Anno: sa, Value: value, Clauses: []*absform.Clause{
		{Anno: sa, Patterns: ps, Guards: gs, Body: body}, els,
	}}
}
