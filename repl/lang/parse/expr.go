package parse

import (
	"gex/proto/term"
	"gex/repl/lang/quoted"
	"gex/repl/lang/token"
)

// class is where an expression may stand.
type class uint8

const (
	matched   class = iota
	unmatched       // ends in a do block: not as an argument without parentheses
	noParens        // a call of several arguments without parentheses: not inside containers
)

// expr is an expression that has been read.
type expr struct {
	t     term.Term
	class class
	// access tells that [key] may follow.
	access bool
	// bare tells of a call of one argument without parentheses: ambiguous to
	// the right of |>.
	bare bool
	// base tells that %expr{} may use it as a name.
	base bool
}

// grammar parses a whole program.
func (p *parser) grammar() term.Term {
	if len(p.toks) == 0 {
		return quoted.Call(quoted.Block, p.meta(token.Pos{Line: 1, Column: 1}))
	}
	if p.eoe() != nil && p.kind() == token.EOF {
		return quoted.Call(quoted.Block, p.meta(token.Pos{Line: 1, Column: 1}))
	}
	var list []term.Term
	for {
		list = append(list, p.expr(0, true).t)
		end := p.eoe()
		if end != nil {
			p.endOfExpression(list, end)
		}
		if p.kind() == token.EOF {
			return p.block(list, term.Nil)
		}
		if end == nil {
			p.unexpected()
		}
	}
}

// eoe takes the end of an expression: a line end, a ";", or both.
func (p *parser) eoe() *token.Token {
	switch t := p.peek(); t.Kind {
	case token.EOL:
		p.i++
		if p.kind() == token.Semi {
			p.i++
		}
		return t
	case token.Semi:
		p.i++
		return t
	}
	return nil
}

// expr reads operators of precedence min and above. do tells whether a call
// may take a do block here; it may not inside arguments without parentheses,
// where the block belongs to the outermost call.
func (p *parser) expr(min int, do bool) expr {
	p.enter()
	left := p.operators(p.prefix(do), min, do)
	p.leave()
	return left
}

// operators goes on with the operators after left.
func (p *parser) operators(left expr, min int, do bool) expr {
	for left.class != noParens {
		t := p.peek()
		op, ok := t.Kind.Binary()
		if !ok || op.Prec < min {
			break
		}
		left = p.binary(left, t, op, do)
	}
	return left
}

// binary reads the operator t and its right side.
func (p *parser) binary(left expr, t *token.Token, op token.Op, do bool) expr {
	p.i++
	newlines := p.operatorNewlines(t)
	min := op.Prec
	if !op.Right {
		min++
	}
	var right expr
	if t.Kind == token.WhenOp && p.atKeyword() {
		right = expr{t: p.bareKeywords(do), class: noParens}
	} else {
		right = p.expr(min, do)
	}
	if t.Kind == token.ArrowOp && (right.bare || right.class == noParens) {
		p.warnPipe(t, right.t)
	}
	e := expr{class: right.class}
	if left.class == unmatched {
		if right.class == noParens {
			p.warnLine(t.Pos.Line, `missing parentheses on expression following operator "`+t.Text+
				`", you must add parentheses to avoid ambiguities`)
		}
		e.class = unmatched
	}
	e.t = p.op(left.t, t, newlines, right.t)
	return e
}

// operatorNewlines takes the line end after an operator and returns how many
// newlines its metadata shows.
func (p *parser) operatorNewlines(t *token.Token) int {
	if p.kind() == token.EOL {
		return p.skipEOL()
	}
	return t.Newlines
}

// prefix reads a unary operator and its operand, or a term with what follows
// it without an operator: dots, arguments, [key].
func (p *parser) prefix(do bool) expr {
	t := p.peek()
	prec := t.Kind.Unary()
	if prec == 0 {
		return p.postfix(p.primary(do), do, true)
	}
	p.enter()
	defer p.leave()
	switch t.Kind {
	case token.EllipsisOp:
		p.i++
		if !p.startsExpr() && p.kind() != token.DualOp {
			return p.postfix(expr{t: quoted.Call(term.Intern("..."), p.meta(t.Pos)), base: true}, do, true)
		}
	case token.AtOp:
		e := p.at(do)
		return p.postfix(e, do, e.access)
	default:
		p.i++
		p.skipEOL()
	}
	operand := p.afterBlock(p.expr(prec, do), do)
	base := operand.base && t.Kind != token.CaptureOp
	return expr{t: p.unary(t, operand.t), class: operand.class, base: base}
}

// afterBlock gives the operand of a prefix operator that ends in a do block
// all operators that follow, whatever their precedence: -if(a) do b end + c
// is -(if(a) do b end + c) to Elixir's grammar.
func (p *parser) afterBlock(operand expr, do bool) expr {
	if operand.class == unmatched {
		return p.operators(operand, 0, do)
	}
	return operand
}

// at reads @ and its operand, which neither dots nor [key] belong to, and the
// [key] of the whole.
func (p *parser) at(do bool) expr {
	t := p.next()
	p.skipEOL()
	var operand expr
	switch k := p.kind(); {
	case k == token.AtOp:
		p.enter()
		operand = p.at(do)
		p.leave()
	case k.Unary() != 0:
		operand = p.prefix(do)
	default:
		operand = p.primary(do)
	}
	operand = p.afterBlock(operand, do)
	if operand.class == matched && operand.access && p.kind() == token.LeftBracket {
		return p.bracket(p.unary(t, operand.t))
	}
	if next := p.peek(); operand.access && next.Kind == token.KwIdentifier {
		p.badKeyword(next)
	}
	return expr{t: p.unary(t, operand.t), class: operand.class, base: operand.base}
}

// postfix reads what follows e: dots and brackets. Brackets go with e itself
// only where access is set.
func (p *parser) postfix(e expr, do, access bool) expr {
	for e.class == matched && !e.bare {
		switch t := p.peek(); {
		case t.Kind == token.Dot, t.Kind == token.DotCall, t.Kind == token.LeftBracket && e.access && access:
			e = p.postfix1(e, do)
		case t.Kind == token.KwIdentifier && e.access:
			p.badKeyword(t)
		default:
			return e
		}
		access = true
	}
	return e
}

// postfix1 reads one dot or bracket.
func (p *parser) postfix1(e expr, do bool) expr {
	switch t := p.peek(); t.Kind {
	case token.Dot:
		p.i++
		return p.dot(e, t, do)
	case token.DotCall:
		p.i++
		meta := p.meta(t.Pos)
		return p.parensCall(call{remote: quoted.Call(quoted.Dot, meta, e.t), meta: meta}, do)
	}
	return p.bracket(e.t)
}

// bracket reads [key] after container.
func (p *parser) bracket(container term.Term) expr {
	open := p.next()
	n := p.skipEOL()
	var arg term.Term
	if p.atKeyword() {
		arg = p.dataKeywords()
	} else {
		arg = p.containerExpr()
		if comma := p.peek(); comma.Kind == token.Comma {
			p.i++
			if k := p.kind(); k != token.RightBracket && k != token.EOL {
				p.containerArgs(token.RightBracket)
				p.closing(token.RightBracket)
				p.fail(comma.Pos, tooManyAccess, "','")
			}
		}
	}
	end := p.closing(token.RightBracket)
	meta := term.Cons(quoted.KV(atomFromBrackets, term.True.Term()), p.pairMeta(open, n, end))
	get := quoted.Call(quoted.Dot, meta, atomAccess.Term(), atomGet.Term())
	return expr{t: quoted.New(get, meta, term.List(container, arg)), access: true, base: true}
}

// startsExpr tells whether an expression can start at the next token, sign
// operators aside.
func (p *parser) startsExpr() bool {
	switch k := p.kind(); k {
	case token.Int, token.Float, token.Char, token.Atom, token.AtomQuoted, token.AtomInterp,
		token.BinString, token.ListString, token.BinHeredoc, token.ListHeredoc, token.Sigil,
		token.Alias, token.Identifier, token.ParenIdentifier, token.BracketIdentifier,
		token.DoIdentifier, token.OpIdentifier,
		token.True, token.False, token.Nil, token.Fn,
		token.LeftParen, token.LeftBracket, token.LeftBrace, token.LeftBits, token.Percent, token.MapOp,
		token.CaptureInt, token.AtOp, token.CaptureOp, token.UnaryOp, token.EllipsisOp:
		return true
	}
	return false
}

func (p *parser) atKeyword() bool {
	k := p.kind()
	return k == token.KwIdentifier || k == token.KwInterp
}

// primary reads a term without what follows it.
func (p *parser) primary(do bool) expr {
	t := p.peek()
	switch t.Kind {
	case token.Int, token.Float, token.Char:
		p.i++
		return operand(p.number(t))
	case token.True, token.False, token.Nil, token.Atom, token.AtomQuoted:
		p.i++
		return operand(p.atomLiteral(t))
	case token.AtomInterp:
		p.i++
		return operand(p.interpolatedAtom(t, p.delimiterMeta(t)))
	case token.BinString, token.BinHeredoc:
		p.i++
		return operand(p.binString(t))
	case token.ListString, token.ListHeredoc:
		p.i++
		return operand(p.listString(t))
	case token.Sigil:
		p.i++
		return operand(p.sigil(t))
	case token.Alias:
		p.i++
		return operand(p.alias(t))
	case token.Identifier, token.ParenIdentifier, token.BracketIdentifier,
		token.DoIdentifier, token.OpIdentifier:
		p.i++
		return p.identifier(call{tok: t, meta: p.meta(t.Pos)}, do)
	case token.Fn:
		return operand(p.fn())
	case token.LeftParen:
		e, _ := p.parens(false)
		return e
	case token.LeftBracket:
		return operand(p.list())
	case token.LeftBrace:
		return operand(p.tuple())
	case token.LeftBits:
		return operand(p.bits())
	case token.MapOp:
		p.i++
		return operand(p.mapArgs(term.Term{}, nil))
	case token.Percent:
		return operand(p.structure())
	case token.CaptureInt:
		p.i++
		if p.kind() != token.Int {
			p.unexpected()
		}
		n := p.next()
		return operand(p.unary(t, intTerm(n)))
	case token.RangeOp:
		p.i++
		return expr{t: quoted.Call(term.Intern(".."), p.meta(t.Pos)), base: true}
	}
	p.unexpected()
	return expr{}
}

// operand is an expression that [key] may follow.
func operand(t term.Term) expr { return expr{t: t, access: true, base: true} }

// badKeyword fails at a keyword key after a complete expression.
func (p *parser) badKeyword(t *token.Token) {
	if t.Text == "do" {
		e := syntaxError(t)
		e.Prefix, e.Token, e.Suffix = "unexpected keyword: ", "do:", invalidDo
		panic(bailout{e})
	}
	p.fail(t.Pos, "syntax error before: ", "'"+t.Text+":'")
}
