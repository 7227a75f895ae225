package erl

import "gex/proto/term"

// block reads what a reserved word starts.
func (p *parser) block(t Token) term.Term {
	switch t.Kind {
	case aBegin:
		p.next()
		es := p.exprs()
		p.expect(aEnd)
		return node(aBlock, t.Anno, term.List(es...))
	case aIf:
		p.next()
		return p.ifExpr(t.Anno)
	case aCase:
		p.next()
		e := p.expr(0)
		p.expect(aOf)
		cs := p.clauses()
		p.expect(aEnd)
		return node(aCase, t.Anno, e, cs)
	case aReceive:
		p.next()
		return p.receive(t.Anno)
	case aFun:
		p.next()
		return p.fun(t.Anno)
	case aTry:
		p.next()
		return p.try(t.Anno)
	case aMaybe:
		p.next()
		return p.maybe(t.Anno)
	}
	p.unexpected()
	return term.Term{}
}

func (p *parser) ifExpr(anno term.Term) term.Term {
	var cs []term.Term
	for {
		g := p.guard()
		p.expect(symArrow)
		body := p.exprs()
		cs = append(cs, node(aClause, FirstAnno(g.Head().Head()), term.Nil, g, term.List(body...)))
		if !p.take(symSemi) {
			p.expect(aEnd)
			return node(aIf, anno, term.List(cs...))
		}
	}
}

// clauses reads Pattern [when Guard] -> Body between semicolons.
func (p *parser) clauses() term.Term {
	var cs []term.Term
	for {
		pat := p.expr(0)
		g := p.optGuard()
		p.expect(symArrow)
		body := p.exprs()
		cs = append(cs, node(aClause, FirstAnno(pat), term.List(pat), g, term.List(body...)))
		if !p.take(symSemi) {
			return term.List(cs...)
		}
	}
}

func (p *parser) receive(anno term.Term) term.Term {
	cs := term.Nil
	if !p.is(aAfter) {
		cs = p.clauses()
		if p.take(aEnd) {
			return node(aReceive, anno, cs)
		}
	}
	p.expect(aAfter)
	timeout := p.expr(0)
	p.expect(symArrow)
	body := p.exprs()
	p.expect(aEnd)
	return node(aReceive, anno, cs, timeout, term.List(body...))
}

func (p *parser) fun(anno term.Term) term.Term {
	t := p.tok()
	named := t.Kind == aVar && p.peekIs(1, symOpen)
	if (t.Kind == aAtom || t.Kind == aVar) && !named {
		return p.funRef(anno)
	}
	var cs []head
	for {
		t := p.tok()
		if t.Kind == aVar {
			p.next()
			cs = append(cs, p.clauseRest(t.Anno, t.Value.Atom()))
		} else {
			cs = append(cs, p.clauseRest(t.Anno, aFun))
		}
		if !p.take(symSemi) {
			break
		}
	}
	p.expect(aEnd)
	same := p.sameHeads(cs)
	if cs[0].name == aFun {
		return node(aFun, anno, term.Tuple(aClauses.Term(), same))
	}
	return node(aNamedFun, anno, cs[0].name.Term(), same)
}

func (p *parser) funRef(anno term.Term) term.Term {
	name := p.next()
	if name.Kind == aAtom && p.take(symSlash) {
		arity := p.expect(aInteger)
		return node(aFun, anno, node(aFunction, name.Value, arity.Value))
	}
	p.expect(symColon)
	f := p.oneOf(aAtom, aVar)
	p.expect(symSlash)
	arity := p.oneOf(aInteger, aVar)
	return node(aFun, anno, node(aFunction, name.Term(), f.Term(), arity.Term()))
}

func (p *parser) oneOf(a, b term.Atom) Token {
	if !p.peekIs(0, a) && !p.peekIs(0, b) {
		p.unexpected()
	}
	return p.next()
}

func (p *parser) try(anno term.Term) term.Term {
	body := term.List(p.exprs()...)
	values, catches, after := term.Nil, term.Nil, term.Nil
	if p.take(aOf) {
		values = p.clauses()
	}
	if p.take(aCatch) {
		catches = p.catchClauses()
		if p.take(aEnd) {
			return node(aTry, anno, body, values, catches, after)
		}
	}
	p.expect(aAfter)
	after = term.List(p.exprs()...)
	p.expect(aEnd)
	return node(aTry, anno, body, values, catches, after)
}

func (p *parser) catchClauses() term.Term {
	var cs []term.Term
	for {
		cs = append(cs, p.catchClause())
		if !p.take(symSemi) {
			return term.List(cs...)
		}
	}
}

// catchClause reads [Class:]Pattern[:Stack] [when Guard] -> Body. Its pattern
// becomes {Class, Pattern, Stack}.
func (p *parser) catchClause() term.Term {
	var anno, class, stack term.Term
	var pat term.Term
	if t := p.tok(); (t.Kind == aAtom || t.Kind == aVar) && p.peekIs(1, symColon) {
		p.i += 2
		anno, class = t.Anno, t.Term()
		pat = p.pattern(0)
		if p.take(symColon) {
			stack = p.expect(aVar).Term()
		}
	} else {
		pat = p.pattern(0)
		anno = FirstAnno(pat)
		class = node(aAtom, anno, term.A("throw"))
	}
	if stack.IsNone() {
		stack = node(aVar, lastAnno(pat), aUnderscore.Term())
	}
	g := p.optGuard()
	p.expect(symArrow)
	body := p.exprs()
	tuple := node(aTuple, anno, term.List(class, pat, stack))
	return node(aClause, anno, term.List(tuple), g, term.List(body...))
}

func (p *parser) maybe(anno term.Term) term.Term {
	var es []term.Term
	for {
		e := p.expr(0)
		if t := p.tok(); p.take(symMaybe) {
			e = node(aMaybeMatch, t.Anno, e, p.expr(0))
		}
		es = append(es, e)
		if !p.take(symComma) {
			break
		}
	}
	if t := p.tok(); p.take(aElse) {
		cs := p.clauses()
		p.expect(aEnd)
		return node(aMaybe, anno, term.List(es...), node(aElse, t.Anno, cs))
	}
	p.expect(aEnd)
	return node(aMaybe, anno, term.List(es...))
}
