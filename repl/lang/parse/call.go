package parse

import (
	"gex/proto/term"
	"gex/repl/lang/quoted"
	"gex/repl/lang/token"
)

// call is what is called: a name, or what stands before the arguments of a
// dot call.
type call struct {
	tok    *token.Token // the name; nil in f.()
	remote term.Term    // {:., meta, [left, name]} or {:., meta, [left]}
	meta   term.Term
}

// variable builds a name without arguments.
func (p *parser) variable(c call) term.Term {
	if c.remote.IsNone() {
		return quoted.New(p.name(c.tok), c.meta, term.AtomNil.Term())
	}
	return quoted.New(c.remote, term.Cons(quoted.KV(atomNoParens, term.True.Term()), c.meta), term.Nil)
}

// apply builds a call, with extra metadata in front.
func (p *parser) apply(c call, args []term.Term, extra ...term.Term) term.Term {
	meta := c.meta
	form := c.remote
	if form.IsNone() {
		form = p.name(c.tok)
		if c.tok.Kind == token.OpIdentifier && len(args) == 1 {
			meta = term.Cons(quoted.KV(atomAmbiguousOp, term.AtomNil.Term()), meta)
		}
	}
	for i := len(extra) - 1; i >= 0; i-- {
		meta = concat(extra[i], meta)
	}
	return quoted.New(form, meta, term.List(args...))
}

// dot reads what follows "left.".
func (p *parser) dot(left expr, dot *token.Token, do bool) expr {
	t := p.peek()
	meta := p.meta(dot.Pos)
	switch t.Kind {
	case token.Alias:
		p.i++
		return operand(p.dotAlias(left.t, dot, t))
	case token.LeftBrace:
		open := p.next()
		n := p.skipEOL()
		args := p.containerArgs(token.RightBrace)
		end := p.closing(token.RightBrace)
		form := quoted.Call(quoted.Dot, meta, left.t, quoted.TupleForm.Term())
		return operand(quoted.New(form, concat(p.newlinesPair(open, n, end), meta), term.List(args...)))
	case token.Identifier, token.ParenIdentifier, token.BracketIdentifier,
		token.DoIdentifier, token.OpIdentifier:
		p.i++
		return p.identifier(call{tok: t, remote: quoted.Call(quoted.Dot, meta, left.t, p.name(t)), meta: p.callMeta(t)}, do)
	}
	p.unexpected()
	return expr{}
}

// callMeta is the metadata of a call of the name t after a dot.
func (p *parser) callMeta(t *token.Token) term.Term {
	meta := p.meta(t.Pos)
	if t.Delim != 0 && p.TokenMetadata {
		meta = term.Cons(quoted.KV(atomDelimiter, term.String(string(t.Delim))), meta)
	}
	return meta
}

// identifier reads what follows a name, by its kind.
func (p *parser) identifier(c call, do bool) expr {
	switch c.tok.Kind {
	case token.ParenIdentifier:
		return p.parensCall(c, do)
	case token.BracketIdentifier:
		return expr{t: p.variable(c), access: true, base: true}
	case token.DoIdentifier:
		if do && p.kind() == token.Do {
			extra, blocks := p.doBlock()
			return expr{t: p.apply(c, []term.Term{blocks}, extra), class: unmatched}
		}
		return expr{t: p.variable(c), base: true}
	case token.Identifier:
		if !p.startsExpr() && !p.atKeyword() || p.noBrace && p.kind() == token.LeftBrace {
			return expr{t: p.variable(c), base: true}
		}
	}
	return p.bareCall(c, do)
}

// bareCall reads arguments without parentheses.
func (p *parser) bareCall(c call, do bool) expr {
	args, cl := p.bareArgs()
	if do && p.kind() == token.Do {
		extra, blocks := p.doBlock()
		return expr{t: p.apply(c, append(args, blocks), extra), class: unmatched}
	}
	return expr{t: p.apply(c, args), class: cl, bare: true}
}

// bareArgs reads the arguments of a call without parentheses; the class is
// noParens unless it is one harmless argument.
func (p *parser) bareArgs() ([]term.Term, class) {
	var first expr
	switch {
	case p.atKeyword():
		return []term.Term{p.bareKeywords(false)}, matched
	case p.kind() == token.LeftParen:
		open := p.peek()
		e, many := p.parens(true)
		if many != nil {
			p.fail(open.Pos, "unexpected parentheses. If you are making a function "+
				"call, do not insert spaces between the function name "+
				"and the opening parentheses. Syntax error before: ", "'('")
		}
		first = p.operators(p.postfix(e, false, true), 0, false)
	default:
		first = p.expr(0, false)
	}
	args := []term.Term{first.t}
	if first.class == noParens {
		return args, noParens
	}
	if p.kind() != token.Comma || p.oneArg {
		return args, matched
	}
	return p.moreBareArgs(args), noParens
}

// moreBareArgs reads arguments from the comma after the first.
func (p *parser) moreBareArgs(args []term.Term) []term.Term {
	for p.accept(token.Comma) {
		if p.atKeyword() {
			return append(args, p.bareKeywords(false))
		}
		e := p.expr(0, false)
		if e.class == noParens {
			p.failNode(e.t, nestedComma, "','")
		}
		args = append(args, e.t)
	}
	return args
}

// bareKeywords reads the key: value pairs that end arguments without
// parentheses.
func (p *parser) bareKeywords(do bool) term.Term {
	var pairs []term.Term
	for {
		key := p.keywordKey()
		e := p.expr(0, do)
		if e.class == noParens && key.IsAtom() {
			p.warnNestedKeyword(key.Atom(), e.t)
		}
		pairs = append(pairs, quoted.Pair(key, e.t))
		if p.kind() != token.Comma {
			return term.List(pairs...)
		}
		comma := p.next()
		if !p.atKeyword() {
			e := p.misplaced()
			if p.isCursor(e) {
				return term.List(append(pairs, e)...)
			}
			p.fail(comma.Pos, afterCallKeywords, "','")
		}
	}
}

// parensCall reads (arguments), a second pair of them, and a do block.
func (p *parser) parensCall(c call, do bool) expr {
	meta, args := p.parensArgs()
	second := p.kind() == token.LeftParen
	var meta2 term.Term
	var args2 []term.Term
	if second {
		meta2, args2 = p.parensArgs()
	}
	extra, e := term.Nil, expr{access: true, base: true}
	if do && p.kind() == token.Do {
		var blocks term.Term
		extra, blocks = p.doBlock()
		e = expr{class: unmatched}
		if second {
			args2 = append(args2, blocks)
		} else {
			args = append(args, blocks)
		}
	}
	if !second {
		e.t = p.apply(c, args, extra, meta)
		return e
	}
	inner := p.apply(c, args, meta)
	e.t = quoted.New(inner, concat(extra, concat(meta2, c.place())), term.List(args2...))
	return e
}

// place is the line and column of c's metadata.
func (c call) place() term.Term {
	m := quoted.Delete(c.meta, atomDelimiter)
	return m
}

// parensArgs reads "(arguments)" and returns the metadata of the parentheses.
func (p *parser) parensArgs() (term.Term, []term.Term) {
	open := p.next()
	if open.Kind != token.LeftParen {
		p.unexpectedAt(open)
	}
	n := p.skipEOL()
	if p.kind() == token.RightParen {
		return p.newlinesPair(open, n, p.next()), nil
	}
	var args []term.Term
	for {
		if p.atKeyword() {
			args = append(args, p.callKeywords())
			break
		}
		e := p.expr(0, true)
		if e.class == noParens {
			if len(args) > 0 || p.kind() == token.Comma {
				p.failArgument(e.t, nestedComma, "','")
			}
			args = append(args, e.t)
			break
		}
		args = append(args, e.t)
		if !p.accept(token.Comma) {
			break
		}
	}
	end := p.closing(token.RightParen)
	return p.newlinesPair(open, n, end), args
}

// callKeywords reads key: value pairs up to the closing parenthesis.
func (p *parser) callKeywords() term.Term {
	kw, comma := p.keywords()
	if comma == nil {
		return kw
	}
	if k := p.kind(); k == token.RightParen || k == token.EOL {
		p.warn(comma.Pos, "trailing commas are not allowed inside function/macro call arguments")
		return kw
	}
	e := p.misplaced()
	if p.isCursor(e) {
		return concat(kw, term.List(e))
	}
	p.fail(comma.Pos, afterCallKeywords, "','")
	return kw
}

// misplaced reads the expression that wrongly follows keywords. A call in it
// takes one argument at most: its comma comes after the error.
func (p *parser) misplaced() term.Term {
	p.oneArg = true
	return p.expr(0, false).t
}

// keywords reads key: value pairs in a container or call, and the comma after
// the last where no further key follows it.
func (p *parser) keywords() (term.Term, *token.Token) {
	var pairs []term.Term
	for {
		key := p.keywordKey()
		pairs = append(pairs, quoted.Pair(key, p.containerExpr()))
		if p.kind() != token.Comma {
			return term.List(pairs...), nil
		}
		comma := p.next()
		if !p.atKeyword() {
			return term.List(pairs...), comma
		}
	}
}

// dataKeywords reads the key: value pairs at the end of a container.
func (p *parser) dataKeywords() term.Term {
	kw, comma := p.keywords()
	if comma != nil && !isCloser(p.kind()) {
		e := p.misplaced()
		if p.isCursor(e) {
			return concat(kw, term.List(e))
		}
		p.fail(comma.Pos, afterDataKeywords, "','")
	}
	return kw
}

func isCloser(k token.Kind) bool {
	switch k {
	case token.RightParen, token.RightBracket, token.RightBrace, token.RightBits, token.EOL:
		return true
	}
	return false
}

// keywordKey reads key: as a literal or, interpolated, as code.
func (p *parser) keywordKey() term.Term {
	t := p.next()
	p.skipEOL()
	meta := term.List(quoted.KV(atomFormat, atomKeyword.Term()))
	if t.Delim != 0 && p.TokenMetadata {
		meta = term.Cons(quoted.KV(atomDelimiter, term.String(string(t.Delim))), meta)
	}
	if t.Kind == token.KwInterp {
		return p.interpolatedAtom(t, meta)
	}
	return p.literal(p.name(t), t.Pos, meta)
}
