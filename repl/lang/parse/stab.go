package parse

import (
	"gex/proto/term"
	"gex/repl/lang/quoted"
	"gex/repl/lang/token"
)

// clause is one entry of a body: an expression or a "->" clause. A list of
// arguments in parentheses waits in args for the "->" that must follow.
type clause struct {
	t    term.Term
	many []term.Term
}

// stabs reads the entries of a body, "->" clauses or expressions, up to a
// token that ends it. The first entry is returned as is when it is a list of
// arguments in front of ")" (many), which only the caller can judge.
func (p *parser) stabs(inParens bool) (list []term.Term, many []term.Term) {
	for {
		c := p.stab(inParens && len(list) == 0)
		if c.many != nil {
			return nil, c.many
		}
		list = append(list, c.t)
		end := p.eoe()
		if end == nil {
			return list, nil
		}
		p.endOfExpression(list, end)
		if p.endsBody() {
			return list, nil
		}
	}
}

func (p *parser) endsBody() bool {
	switch p.kind() {
	case token.End, token.BlockIdentifier, token.RightParen, token.EOF:
		return true
	}
	return false
}

// stab reads one entry of a body.
func (p *parser) stab(allowMany bool) clause {
	var first expr
	switch t := p.peek(); {
	case t.Kind == token.StabOp:
		return clause{t: p.arrow(nil, term.Nil)}
	case p.atKeyword():
		return p.bareStab([]term.Term{p.bareKeywords(false)}, allowMany)
	case t.Kind == token.LeftParen:
		p.enter()
		var c clause
		c, first = p.parensStab()
		p.leave()
		if !c.t.IsNone() {
			return c
		}
	default:
		first = p.expr(0, true)
	}
	if first.class == unmatched {
		return clause{t: first.t}
	}
	if first.class == matched && p.kind() == token.Comma {
		return p.bareStab(p.moreBareArgs([]term.Term{first.t}), allowMany)
	}
	if p.kind() == token.StabOp {
		return clause{t: p.arrow(unwrapWhen(unwrapSplice([]term.Term{first.t})), term.Nil)}
	}
	return clause{t: first.t}
}

// bareStab finishes "a, b ->"; or hands back "a, b" in front of ")".
func (p *parser) bareStab(args []term.Term, allowMany bool) clause {
	if p.kind() == token.StabOp {
		return clause{t: p.arrow(unwrapWhen(unwrapSplice(args)), term.Nil)}
	}
	if allowMany && (p.kind() == token.RightParen || p.kind() == token.EOL) {
		return clause{many: args}
	}
	p.unexpected()
	return clause{}
}

// parensStab reads what starts with "(": a list of arguments, whose clause it
// finishes, or an expression.
func (p *parser) parensStab() (clause, expr) {
	open := p.peek()
	if next := p.peekAt(1); next.Kind == token.RightParen || next.Kind == token.EOL && p.peekAt(2).Kind == token.RightParen {
		after := p.peekAt(2)
		if next.Kind == token.EOL {
			after = p.peekAt(3)
		}
		if after.Kind == token.StabOp || after.Kind == token.WhenOp {
			p.i++
			return p.parensClause(open, nil, p.closing(token.RightParen)), expr{}
		}
	}
	e, many := p.parens(true)
	if many == nil {
		return clause{}, p.operators(p.postfix(e, true, true), 0, true)
	}
	return p.parensClause(open, unwrapSplice(many), &p.toks[p.i-1]), expr{}
}

// parensClause finishes "(args) ->" and "(args) when guard ->".
func (p *parser) parensClause(open *token.Token, args []term.Term, end *token.Token) clause {
	meta := p.parensMeta(open, end)
	switch t := p.peek(); t.Kind {
	case token.WhenOp:
		p.i++
		guard := p.expr(0, true)
		when := quoted.New(quoted.When.Term(), p.meta(t.Pos), term.List(append(args, guard.t)...))
		return clause{t: p.arrow([]term.Term{when}, meta)}
	case token.StabOp:
		return clause{t: p.arrow(args, meta)}
	}
	p.unexpected()
	return clause{}
}

// arrow reads "-> body" and builds the clause.
func (p *parser) arrow(args []term.Term, extra term.Term) term.Term {
	t := p.next()
	if t.Kind != token.StabOp {
		p.unexpectedAt(t)
	}
	n := p.operatorNewlines(t)
	meta := concat(extra, concat(p.newlinesMeta(n, term.Nil), p.meta(t.Pos)))
	var body term.Term
	if p.kind() == token.Semi || p.kind() == token.EOL || p.endsBody() && p.kind() != token.EOF {
		p.warn(t.Pos, "an expression is always required on the right side of ->. Please provide a value after ->")
		body = p.literal(term.AtomNil.Term(), t.Pos, term.Nil)
	} else {
		body = p.expr(0, true).t
	}
	return quoted.New(quoted.Arrow.Term(), meta, term.List(term.List(args...), body))
}

// unwrapSplice opens the block around a lone unquote_splicing.
func unwrapSplice(args []term.Term) []term.Term {
	if len(args) != 1 {
		return args
	}
	if form, _, inner, ok := quoted.AsCall(args[0]); ok && form.Is(quoted.Block) && len(inner) == 1 {
		if f, _, _, ok := quoted.Node(inner[0]); ok && f.Is(atomSplicing) {
			return inner
		}
	}
	return args
}

// unwrapWhen turns a, b when c into when(a, b, c).
func unwrapWhen(args []term.Term) []term.Term {
	if len(args) == 0 {
		return args
	}
	last := len(args) - 1
	form, meta, when, ok := quoted.AsCall(args[last])
	if !ok || !form.Is(quoted.When) || len(when) != 2 {
		return args
	}
	all := append(append([]term.Term{}, args[:last]...), when...)
	return []term.Term{quoted.New(form, meta, term.List(all...))}
}

func isArrow(t term.Term) bool {
	form, _, args, ok := quoted.AsCall(t)
	return ok && form.Is(quoted.Arrow) && len(args) == 2
}

// hasClauses tells whether a body is made of "->" clauses, and refuses one
// that only becomes so after its first entry.
func (p *parser) hasClauses(list []term.Term) bool {
	if len(list) == 0 {
		return false
	}
	if isArrow(list[0]) {
		return true
	}
	for _, t := range list[1:] {
		if isArrow(t) {
			p.failNode(t, "unexpected operator ->. If you want to define multiple clauses, the first expression must use ->. "+
				"Syntax error before: ", "'->'")
		}
	}
	return false
}

// body builds a body: its clauses, or a block with that metadata.
func (p *parser) body(list []term.Term, meta term.Term) term.Term {
	if p.hasClauses(list) {
		return collectClauses(p, list)
	}
	return p.block(list, meta)
}

// collectClauses gives each clause the expressions that follow it.
func collectClauses(p *parser, list []term.Term) term.Term {
	var out []term.Term
	for i := 0; i < len(list); {
		_, meta, args, _ := quoted.AsCall(list[i])
		body := []term.Term{args[1]}
		for i++; i < len(list) && !isArrow(list[i]); i++ {
			body = append(body, list[i])
		}
		out = append(out, quoted.New(quoted.Arrow.Term(), meta, term.List(args[0], p.block(body, term.Nil))))
	}
	return term.List(out...)
}

// fn reads fn clauses end.
func (p *parser) fn() term.Term {
	t := p.next()
	n := 0
	if e := p.eoe(); e != nil {
		n = e.Newlines
	}
	list, _ := p.stabs(false)
	end := p.peek()
	if end.Kind != token.End {
		p.unexpected()
	}
	p.i++
	if !p.hasClauses(list) {
		p.fail(t.Pos, "expected anonymous functions to be defined with -> inside: ", "'fn'")
	}
	meta := concat(p.newlinesMeta(n, term.Nil), p.closingMeta(t, end))
	return quoted.New(quoted.FnAtom.Term(), meta, collectClauses(p, list))
}

// parens reads ( ... ) as an expression, or where allowMany is set as a list
// of arguments, which it returns.
func (p *parser) parens(allowMany bool) (expr, []term.Term) {
	open := p.next()
	n := p.skipEOL()
	if p.kind() == token.RightParen {
		end := p.next()
		p.warn(open.Pos, "invalid expression (). If you want to invoke or define a function, make sure there are no spaces between "+
			"the function name and its arguments. If you wanted to pass an empty block or code, pass a value instead, such as a nil or an atom")
		return operand(quoted.Call(quoted.Block, p.parensMeta(open, end))), nil
	}
	var list, many []term.Term
	if p.accept(token.Semi) {
		if p.kind() == token.RightParen || p.kind() == token.EOL {
			end := p.closing(token.RightParen)
			return operand(p.parensBody(open, n, nil, end)), nil
		}
		allowMany = false
	}
	if list, many = p.stabs(allowMany); many != nil {
		p.closing(token.RightParen)
		return expr{}, many
	}
	end := p.peek()
	if end.Kind != token.RightParen {
		p.unexpected()
	}
	p.i++
	return operand(p.parensBody(open, n, list, end)), nil
}

func (p *parser) parensBody(open *token.Token, n int, list []term.Term, end *token.Token) term.Term {
	if len(list) == 1 {
		if form, _, args, ok := quoted.AsCall(list[0]); ok && len(args) == 1 && (form.Is(atomNot) || form.Is(atomBang)) {
			return quoted.Call(quoted.Block, term.Nil, list[0])
		}
	}
	if p.hasClauses(list) {
		return p.literal(collectClauses(p, list), open.Pos, p.newlinesPair(open, n, end))
	}
	return p.block(list, p.closingMeta(open, end))
}

// doBlock reads do ... end and returns its metadata and its keyword list.
func (p *parser) doBlock() (meta, blocks term.Term) {
	do := p.next()
	p.eoe()
	key := p.literal(quoted.DoAtom.Term(), do.Pos, term.Nil)
	pairs := []term.Term{quoted.Pair(key, p.section(p.meta(do.Pos)))}
	for p.kind() == token.BlockIdentifier {
		t := p.next()
		p.eoe()
		key := p.literal(p.reserved(t), t.Pos, term.Nil)
		pairs = append(pairs, quoted.Pair(key, p.section(term.Nil)))
	}
	end := p.peek()
	if end.Kind != token.End {
		p.unexpected()
	}
	p.i++
	meta = term.Nil
	if p.TokenMetadata {
		meta = term.List(quoted.KV(quoted.DoAtom, p.meta(do.Pos)), quoted.KV(atomEnd, p.meta(end.Pos)))
	}
	return meta, term.List(pairs...)
}

// section reads one part of a do block; meta is for the block it makes.
func (p *parser) section(meta term.Term) term.Term {
	if k := p.kind(); k == token.End || k == token.BlockIdentifier {
		return quoted.Call(quoted.Block, meta)
	}
	list, _ := p.stabs(false)
	if k := p.kind(); k != token.End && k != token.BlockIdentifier {
		p.unexpected()
	}
	return p.body(list, meta)
}
