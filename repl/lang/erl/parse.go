package erl

import (
	"gex/proto/term"
)

// MaxDepth is how deep forms may nest: every later stage follows the nesting.
const MaxDepth = 5000

// ParseForm reads the tokens of a form, which a dot ends: an attribute or a
// function. The error is *Error.
func ParseForm(toks []Token) (term.Term, error) {
	return parse(toks, (*parser).form)
}

// ParseExprs reads expressions between commas, which a dot ends. The result is
// their list; the error is *Error.
func ParseExprs(toks []Token) (term.Term, error) {
	return parse(toks, func(p *parser) term.Term {
		es := p.exprs()
		p.expect(aDot)
		return term.List(es...)
	})
}

// ParseTerm reads one expression that is a literal, which a dot ends, and
// returns its value. The error is *Error.
func ParseTerm(toks []Token) (term.Term, error) {
	return parse(toks, func(p *parser) term.Term {
		es := p.exprs()
		p.expect(aDot)
		if len(es) > 1 {
			p.failNode(es[1], "bad term")
		}
		v, err := Normalise(es[0])
		if err != nil {
			p.failNode(es[0], "bad term")
		}
		return v
	})
}

// parser reads tokens by recursive descent. A fault leaves it as a panic with
// a *Error, which parse takes.
type parser struct {
	toks  []Token
	i     int
	depth int
}

func parse(toks []Token, read func(*parser) term.Term) (t term.Term, err error) {
	p := &parser{toks: toks}
	defer func() {
		switch r := recover().(type) {
		case nil:
		case *Error:
			err = r
		default:
			panic(r)
		}
	}()
	t = read(p)
	if p.i < len(p.toks) {
		p.unexpected()
	}
	return t, nil
}

// tok returns the next token; past the last one it is $end where that ends.
func (p *parser) tok() Token { return p.peek(0) }

func (p *parser) peek(n int) Token {
	if p.i+n < len(p.toks) {
		return p.toks[p.i+n]
	}
	end := term.Int(999999) // as yecc has it without tokens
	if n := len(p.toks); n > 0 {
		end = EndLoc(p.toks[n-1].Anno).Term()
	}
	return Token{Kind: aEndOfTokens, Anno: end}
}

// EndLoc returns where the text of an annotation ends, or its location if it
// has no text.
func EndLoc(anno term.Term) Loc {
	l := LocOf(anno)
	if t, ok := AnnoGet(anno, aText); ok {
		s, _ := Text(t)
		for _, c := range s {
			switch {
			case c == '\n':
				l.Line++
				if l.Column > 0 {
					l.Column = 1
				}
			case l.Column > 0:
				l.Column++
			}
		}
	}
	return l
}

func (p *parser) is(symbol term.Atom) bool        { return p.tok().Kind == symbol && p.tok().Value.IsNone() }
func (p *parser) peekIs(n int, k term.Atom) bool  { return p.peek(n).Kind == k }
func (p *parser) next() Token                     { t := p.tok(); p.i++; return t }
func (p *parser) unexpected()                     { panic(syntaxError(p.tok())) }
func (p *parser) fail(anno term.Term, msg string) { p.failAt(LocOf(anno), msg) }

// failNode reports a fault of a node at its first token.
func (p *parser) failNode(node term.Term, msg string) { p.failAt(LocOf(FirstAnno(node)), msg) }

func (p *parser) failAt(at Loc, msg string) {
	panic(&Error{Loc: at, Module: aErlParse, Desc: Chars([]rune(msg))})
}

// failf reports a text whose every second part was filled in: io_lib:format
// makes those lists of their own.
func (p *parser) failf(at Loc, parts ...string) {
	var out []term.Term
	for i, s := range parts {
		cs := Chars([]rune(s))
		if i%2 == 1 {
			out = append(out, cs)
			continue
		}
		list, _ := cs.Slice()
		out = append(out, list...)
	}
	panic(&Error{Loc: at, Module: aErlParse, Desc: term.List(out...)})
}

func syntaxError(t Token) *Error {
	text := Chars([]rune(tokenText(t)))
	return &Error{Loc: t.Loc(), Module: aErlParse, Desc: term.List(Chars([]rune("syntax error before: ")), text)}
}

// expect takes a symbol or a token of that category.
func (p *parser) expect(kind term.Atom) Token {
	if p.tok().Kind != kind {
		p.unexpected()
	}
	return p.next()
}

// take takes the symbol if it is next.
func (p *parser) take(symbol term.Atom) bool {
	if p.is(symbol) {
		p.i++
		return true
	}
	return false
}

// enter counts a level of nesting; leave must follow.
func (p *parser) enter() {
	if p.depth++; p.depth > MaxDepth {
		p.fail(p.tok().Anno, "nested too deeply")
	}
}

func (p *parser) leave() { p.depth-- }

func node(tag term.Atom, args ...term.Term) term.Term {
	es := make([]term.Term, 0, len(args)+1)
	return term.TupleOf(append(append(es, tag.Term()), args...))
}

// form reads an attribute or a function.
func (p *parser) form() term.Term {
	var f term.Term
	if p.is(symDash) {
		f = p.attribute()
	} else {
		f = p.function()
	}
	p.expect(aDot)
	return f
}

// head is a clause of a function or fun with the name it has there.
type head struct {
	anno   term.Term
	name   term.Atom
	args   []term.Term
	clause term.Term
}

func (p *parser) function() term.Term {
	var cs []head
	for {
		t := p.expect(aAtom)
		cs = append(cs, p.clauseRest(t.Anno, t.Value.Atom()))
		if !p.take(symSemi) {
			break
		}
	}
	first := cs[0]
	return node(aFunction, first.anno, first.name.Term(), term.Int(int64(len(first.args))), p.sameHeads(cs))
}

// clauseRest reads the arguments, guard and body of a clause.
func (p *parser) clauseRest(anno term.Term, name term.Atom) head {
	args, _ := p.patternArgs()
	guard := p.optGuard()
	p.expect(symArrow)
	body := p.exprs()
	return head{anno, name, args, node(aClause, anno, term.List(args...), guard, term.List(body...))}
}

// sameHeads checks that the clauses are of one function, and returns them.
func (p *parser) sameHeads(cs []head) term.Term {
	first := cs[0]
	out := make([]term.Term, len(cs))
	for i, c := range cs {
		out[i] = c.clause
		name, arity, n := first.name.String(), itoa(len(first.args)), itoa(len(c.args))
		switch {
		case c.name != first.name:
			p.failf(LocOf(c.anno), "head mismatch: previous function ", name, "/", arity, " is distinct from ", c.name.String(), "/", n,
				". Is the semicolon in ", name, "/", arity, " unwanted?")
		case n != arity:
			p.failf(LocOf(c.anno), "head mismatch: function ", name, " with arities ", arity, " and ", n,
				" is regarded as two distinct functions. Is the number of arguments incorrect or is the semicolon in ", name, "/", arity, " unwanted?")
		}
	}
	return term.List(out...)
}

// optGuard reads "when Guard" as a list of lists of tests, empty if there is
// none.
func (p *parser) optGuard() term.Term {
	if !p.take(aWhen) {
		return term.Nil
	}
	return p.guard()
}

func (p *parser) guard() term.Term {
	var alts []term.Term
	for {
		alts = append(alts, term.List(p.exprs()...))
		if !p.take(symSemi) {
			return term.List(alts...)
		}
	}
}

// exprs reads expressions between commas, at least one.
func (p *parser) exprs() []term.Term {
	es := []term.Term{p.expr(0)}
	for p.take(symComma) {
		es = append(es, p.expr(0))
	}
	return es
}

// patternArgs reads the arguments of a clause, (P, ...).
func (p *parser) patternArgs() ([]term.Term, term.Term) {
	open := p.expect(symOpen)
	args := []term.Term{}
	if p.take(symClose) {
		return args, open.Anno
	}
	for {
		args = append(args, p.pattern(0))
		if !p.take(symComma) {
			p.expect(symClose)
			return args, open.Anno
		}
	}
}
