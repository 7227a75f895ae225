package parse

import (
	"gex/proto/term"
	"gex/repl/lang/quoted"
	"gex/repl/lang/token"
)

// containerExpr reads an element of a container.
func (p *parser) containerExpr() term.Term {
	e := p.expr(0, true)
	if e.class == noParens {
		p.failArgument(e.t, containerComma, "','")
	}
	return e.t
}

// containerArgs reads elements up to the delimiter end, which it leaves;
// keywords at the end make one list, the last element.
func (p *parser) containerArgs(end token.Kind) []term.Term {
	var args []term.Term
	for p.kind() != end {
		if p.atKeyword() && len(args) > 0 {
			return append(args, p.dataKeywords())
		}
		args = append(args, p.containerExpr())
		if !p.accept(token.Comma) {
			break
		}
		if p.kind() == token.EOL && p.peekAt(1).Kind == end {
			break
		}
	}
	return args
}

func (p *parser) list() term.Term {
	open := p.next()
	n := p.skipEOL()
	var args []term.Term
	tail := term.Nil
	for p.kind() != token.RightBracket {
		if p.atKeyword() {
			tail = p.dataKeywords()
			break
		}
		args = append(args, p.containerExpr())
		if !p.accept(token.Comma) {
			break
		}
		if p.kind() == token.EOL && p.peekAt(1).Kind == token.RightBracket {
			break
		}
	}
	end := p.closing(token.RightBracket)
	return p.literal(term.ListTail(tail, args...), open.Pos, p.newlinesPair(open, n, end))
}

func (p *parser) tuple() term.Term {
	open := p.next()
	n := p.skipEOL()
	if p.atKeyword() {
		p.keywordContainer(open, "tuple", token.RightBrace, "'{'")
	}
	args := p.containerArgs(token.RightBrace)
	end := p.closing(token.RightBrace)
	pair := p.newlinesPair(open, n, end)
	if len(args) == 2 {
		return p.literal(quoted.Pair(args[0], args[1]), open.Pos, pair)
	}
	return quoted.New(quoted.TupleForm.Term(), concat(pair, p.meta(open.Pos)), term.List(args...))
}

func (p *parser) bits() term.Term {
	open := p.next()
	n := p.skipEOL()
	if p.atKeyword() {
		p.keywordContainer(open, "bitstring", token.RightBits, "'<<'")
	}
	args := p.containerArgs(token.RightBits)
	end := p.closing(token.RightBits)
	return quoted.New(quoted.BitsForm.Term(), p.pairMeta(open, n, end), term.List(args...))
}

// keywordContainer refuses a container that begins with keywords.
func (p *parser) keywordContainer(open *token.Token, what string, end token.Kind, start string) {
	p.dataKeywords()
	if p.kind() != end {
		p.unexpected()
	}
	p.fail(open.Pos, "unexpected keyword list inside "+what+". Did you mean to write a map (using %{...}) or a list (using [...]) instead? "+
		"Syntax error after: ", start)
}

// structure reads %name{...}.
func (p *parser) structure() term.Term {
	t := p.next()
	name := p.mapBase()
	p.skipEOL()
	return p.mapArgs(name, t)
}

// mapBase reads what may name a struct, or stand alone in a map.
func (p *parser) mapBase() term.Term {
	p.enter()
	defer p.leave()
	t := p.peek()
	switch t.Kind {
	case token.AtOp, token.UnaryOp, token.DualOp, token.TernaryOp:
		p.i++
		p.skipEOL()
		return p.unary(t, p.mapBase())
	case token.EllipsisOp:
		p.i++
		if p.kind() == token.LeftBrace {
			return quoted.Call(term.Intern("..."), p.meta(t.Pos))
		}
		return p.unary(t, p.mapBase())
	case token.CaptureOp:
		p.oneArg, p.noBrace = true, true
		p.expr(0, false)
		p.unexpected()
	}
	e := p.nameOrPrimary()
	if _, ok := p.kind().Binary(); ok {
		p.oneArg, p.noBrace = true, true
		p.operators(e, 0, false)
		p.unexpected()
	}
	if !e.base {
		p.unexpected()
	}
	return e.t
}

// nameOrPrimary reads a term with dots, up to a name that a brace follows:
// the brace is no argument of it.
func (p *parser) nameOrPrimary() expr {
	var e expr
	if t := p.peek(); t.Kind == token.Identifier || t.Kind == token.OpIdentifier {
		p.i++
		e = p.bareName(call{tok: t, meta: p.meta(t.Pos)})
	} else {
		e = p.primary(false)
	}
	for e.class == matched && !e.bare {
		switch t, next := p.peek(), p.peekAt(1).Kind; {
		case t.Kind == token.Dot && (next == token.Identifier || next == token.OpIdentifier):
			p.i++
			name := p.next()
			remote := quoted.Call(quoted.Dot, p.meta(t.Pos), e.t, p.name(name))
			e = p.bareName(call{tok: name, remote: remote, meta: p.callMeta(name)})
		case t.Kind == token.Dot, t.Kind == token.DotCall, t.Kind == token.LeftBracket && e.access:
			e = p.postfix1(e, false)
		case t.Kind == token.KwIdentifier && e.access:
			p.badKeyword(t)
		default:
			return e
		}
	}
	return e
}

// bareName builds a name that must stand without arguments; what would be one
// is read to find the first token that is wrong.
func (p *parser) bareName(c call) expr {
	if p.atKeyword() {
		p.bareKeywords(false)
		p.unexpected()
	}
	if p.kind() != token.LeftBrace && (c.tok.Kind == token.OpIdentifier || p.startsExpr()) {
		p.oneArg, p.noBrace = true, true
		p.expr(0, false)
		p.unexpected()
	}
	return expr{t: p.variable(c), base: true}
}

// mapArgs reads {...} of a map, or of a struct of that name after percent.
func (p *parser) mapArgs(name term.Term, percent *token.Token) term.Term {
	if p.kind() != token.LeftBrace {
		p.unexpected()
	}
	open := p.next()
	n := p.skipEOL()
	args := p.mapEntries()
	end := p.closing(token.RightBrace)
	m := quoted.New(quoted.MapForm.Term(), p.pairMeta(open, n, end), term.List(args...))
	if percent == nil {
		return m
	}
	return quoted.Call(quoted.StructForm, p.meta(percent.Pos), name, m)
}

// mapEntries reads the entries, or "map | entries".
func (p *parser) mapEntries() []term.Term {
	if p.kind() == token.RightBrace {
		return nil
	}
	if p.atKeyword() {
		return sliceOf(p.dataKeywords())
	}
	first := p.expr(precAfterPipe, true)
	if t := p.peek(); t.Kind == token.PipeOp && first.class != noParens {
		if e, ok := p.mapUpdate(first, t); ok {
			return []term.Term{e}
		}
	}
	return p.assocs(p.assoc(first))
}

// mapUpdate reads "| entries" after the map to update.
func (p *parser) mapUpdate(left expr, t *token.Token) (term.Term, bool) {
	p.i++
	n := p.operatorNewlines(t)
	if p.atKeyword() {
		kw := p.dataKeywords()
		return p.op(left.t, t, n, kw), true
	}
	entries := p.assocs(p.assoc(p.expr(0, true)))
	return p.op(left.t, t, n, term.List(entries...)), true
}

// assoc reads "=> value" after a key, or takes the key as an entry alone.
func (p *parser) assoc(key expr) term.Term {
	key = p.operators(key, 0, true)
	t := p.peek()
	if t.Kind != token.AssocOp || key.class == noParens {
		if !key.base || key.class != matched {
			p.unexpected()
		}
		return key.t
	}
	p.i++
	p.skipEOL()
	value := p.expr(0, true)
	if value.class == noParens {
		p.unexpected()
	}
	k := key.t
	if p.TokenMetadata {
		if form, meta, args, ok := quoted.Node(k); ok {
			k = quoted.New(form, term.Cons(quoted.KV(atomAssoc, p.meta(t.Pos)), meta), args)
		}
	}
	return quoted.Pair(k, value.t)
}

// assocs reads the entries after the first.
func (p *parser) assocs(first term.Term) []term.Term {
	entries := []term.Term{first}
	for p.accept(token.Comma) {
		if k := p.kind(); k == token.RightBrace || k == token.EOL {
			break
		}
		if p.atKeyword() {
			return append(entries, sliceOf(p.dataKeywords())...)
		}
		entries = append(entries, p.assoc(p.expr(0, true)))
	}
	return entries
}

func sliceOf(list term.Term) []term.Term {
	ts, _ := list.Slice()
	return ts
}
