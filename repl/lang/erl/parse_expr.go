package erl

import (
	"strconv"

	"gex/proto/term"
)

func itoa(n int) string { return strconv.Itoa(n) }

// assoc says how operators of one level group.
type assoc uint8

const (
	left assoc = iota
	right
	nonassoc
)

type operator struct {
	level int
	assoc assoc
}

// operators are the infix operators by precedence, as erl_parse.yrl has them.
// Patterns know those from comparison up and the match.
var operators = func() map[term.Atom]operator {
	m := make(map[term.Atom]operator)
	add := func(level int, a assoc, names ...string) {
		for _, n := range names {
			m[term.Intern(n)] = operator{level, a}
		}
	}
	add(100, right, "=", "!")
	add(150, right, "orelse")
	add(160, right, "andalso")
	add(200, nonassoc, "==", "/=", "=<", "<", ">=", ">", "=:=", "=/=")
	add(300, right, "++", "--")
	add(400, left, "+", "-", "bor", "bxor", "bsl", "bsr", "or", "xor")
	add(500, left, "/", "*", "div", "rem", "band", "and")
	return m
}()

var prefixes = map[term.Atom]bool{
	term.Intern("+"): true, term.Intern("-"): true, term.Intern("bnot"): true, term.Intern("not"): true,
}

const (
	levelPrefix = 600
	levelCall   = 750
	levelRemote = 800
)

// expr reads an expression whose operators bind at least as tightly as level.
func (p *parser) expr(level int) term.Term { return p.binary(level, false) }

// pattern reads a pattern of a function head: no calls, blocks or
// comprehensions.
func (p *parser) pattern(level int) term.Term { return p.binary(level, true) }

func (p *parser) binary(level int, pattern bool) term.Term {
	p.enter()
	defer p.leave()
	l := p.operand(pattern)
	last := 0 // level of the operator before, if it does not associate
	for {
		t := p.tok()
		if !t.Value.IsNone() {
			return l
		}
		switch {
		case pattern:
		case t.Kind == symOpen && level <= levelCall:
			l = p.call(l)
			last = 0
			continue
		case t.Kind == symColon && level <= levelRemote:
			if last == levelRemote {
				p.unexpected()
			}
			p.next()
			l = node(aRemote, t.Anno, l, p.expr(levelRemote+1))
			last = levelRemote
			continue
		}
		op, ok := operators[t.Kind]
		if !ok || op.level < level || pattern && (op.level == 150 || op.level == 160 || t.Kind.String() == "!") {
			return l
		}
		if last == op.level {
			p.unexpected()
		}
		p.next()
		r := op.level
		if op.assoc != right {
			r++
		}
		rhs := p.binary(r, pattern)
		if t.Kind == symMatch {
			l = node(aMatch, FirstAnno(l), l, rhs)
		} else {
			l = node(aOp, t.Anno, t.Kind.Term(), l, rhs)
		}
		last = 0
		if op.assoc == nonassoc {
			last = op.level
		}
	}
}

// operand reads a prefix operator with its operand, or a primary.
func (p *parser) operand(pattern bool) term.Term {
	t := p.tok()
	if t.Value.IsNone() {
		switch {
		case prefixes[t.Kind]:
			p.next()
			return node(aOp, t.Anno, t.Kind.Term(), p.binary(levelPrefix, pattern))
		case t.Kind == aCatch && !pattern:
			p.next()
			return node(aCatch, t.Anno, p.expr(0))
		}
	}
	return p.postfix(pattern)
}

// call reads the arguments of a call of f.
func (p *parser) call(f term.Term) term.Term {
	p.expect(symOpen)
	args := []term.Term{}
	if !p.take(symClose) {
		args = p.exprs()
		p.expect(symClose)
	}
	return node(aCall, FirstAnno(f), f, term.List(args...))
}

// postfix reads a primary with the map updates or record accesses after it.
func (p *parser) postfix(pattern bool) term.Term {
	var e term.Term
	maps, records := true, true
	switch {
	case p.is(symHash) && p.peekIs(1, symCurly):
		e, records = p.mapLiteral(pattern), false
		if e.Tagged(aMc, 4) != nil { // a primary like any other
			return p.updates(e, true, true, true)
		}
	case p.is(symHash), p.is(symHashAny):
		e, maps = p.recordLiteral(), false
	default:
		e = p.primary(pattern)
		if pattern {
			return e
		}
		return p.updates(e, true, true, true)
	}
	if pattern {
		return e
	}
	return p.updates(e, maps, records, false)
}

// updates reads #{...}, #name{...} and #name.field after e. A map update is
// followed by map updates alone, a record access by such; only the first may
// name a module.
func (p *parser) updates(e term.Term, maps, records, first bool) term.Term {
	for {
		t := p.tok()
		switch {
		case first && p.is(symHashAny):
			p.next()
			e = p.recordAccess(t.Anno, e, term.Nil)
			maps = false
		case !p.is(symHash):
			return e
		case p.peekIs(1, symCurly) && maps:
			p.next()
			e = node(aMap, t.Anno, e, p.mapFields())
			records = false
		case records:
			p.next()
			if p.is(symCurly) {
				p.unexpected()
			}
			name := p.recordName(first)
			e = p.recordAccess(t.Anno, e, name)
			maps = false
		default:
			p.next()
			p.unexpected()
		}
		first = false
	}
}

// recordAccess reads .field or {Fields} after e#name.
func (p *parser) recordAccess(anno, e, name term.Term) term.Term {
	if p.take(symPeriod) {
		f := p.expect(aAtom)
		return node(aRecordField, anno, e, name, f.Term())
	}
	return node(aRecord, anno, e, name, p.recordFields())
}

// recordName reads the name of a record: an atom, a reserved word or a
// variable, or {Module, Name} where that may stand.
func (p *parser) recordName(remote bool) term.Term {
	t := p.next()
	if remote && t.Kind == aAtom && p.is(symColon) {
		p.next()
		return term.Tuple(t.Value, p.recordName(false))
	}
	switch {
	case t.Kind == aAtom || t.Kind == aVar:
		return t.Value
	case t.Value.IsNone() && Reserved(t.Kind.String()):
		return t.Kind.Term()
	}
	p.i--
	p.unexpected()
	return term.Term{}
}

// recordLiteral reads #name{...}, #name.field, #mod:name{...} and #_{...}.
func (p *parser) recordLiteral() term.Term {
	t := p.next()
	if t.Kind == symHashAny {
		return node(aRecord, t.Anno, term.Nil, p.recordFields())
	}
	if p.peekIs(0, aAtom) && p.peekIs(1, symPeriod) {
		name := p.next()
		p.next()
		f := p.expect(aAtom)
		return node(aRecordIndex, t.Anno, name.Value, f.Term())
	}
	name := p.recordName(true)
	return node(aRecord, t.Anno, name, p.recordFields())
}

func (p *parser) recordFields() term.Term {
	p.expect(symCurly)
	fs := []term.Term{}
	if p.take(symUncurly) {
		return term.Nil
	}
	for {
		t := p.tok()
		if t.Kind != aAtom && t.Kind != aVar {
			p.unexpected()
		}
		p.next()
		p.expect(symMatch)
		fs = append(fs, node(aRecordField, t.Anno, t.Term(), p.expr(0)))
		if !p.take(symComma) {
			p.expect(symUncurly)
			return term.List(fs...)
		}
	}
}

// mapLiteral reads #{...}, a map or a map comprehension.
func (p *parser) mapLiteral(pattern bool) term.Term {
	hash := p.next()
	p.expect(symCurly)
	fs := []term.Term{}
	if p.take(symUncurly) {
		return node(aMap, hash.Anno, term.Nil)
	}
	for {
		fs = append(fs, p.mapField())
		switch {
		case p.take(symComma):
			continue
		case p.is(symBars) && !pattern:
			p.next()
			template := fs[0]
			if len(fs) > 1 {
				template = term.List(fs...)
			}
			qs := p.qualifiers()
			p.expect(symUncurly)
			return node(aMc, hash.Anno, template, qs)
		}
		p.expect(symUncurly)
		return node(aMap, hash.Anno, term.List(fs...))
	}
}

func (p *parser) mapFields() term.Term {
	p.expect(symCurly)
	fs := []term.Term{}
	if p.take(symUncurly) {
		return term.Nil
	}
	for {
		fs = append(fs, p.mapField())
		if !p.take(symComma) {
			p.expect(symUncurly)
			return term.List(fs...)
		}
	}
}

func (p *parser) mapField() term.Term {
	k := p.expr(0)
	t := p.tok()
	switch {
	case p.take(symAssoc):
		return node(aMapFieldAssoc, t.Anno, k, p.expr(0))
	case p.take(symExact):
		return node(aMapFieldExact, t.Anno, k, p.expr(0))
	}
	p.unexpected()
	return term.Term{}
}

// primary reads what needs no operator.
func (p *parser) primary(pattern bool) term.Term {
	t := p.tok()
	switch t.Kind {
	case aAtom, aVar, aInteger, aFloat, aChar:
		if t.Value.IsNone() {
			p.unexpected()
		}
		p.next()
		return t.Term()
	case aString:
		return p.strings()
	case aSigilPrefix:
		return p.sigil()
	}
	if !t.Value.IsNone() {
		p.unexpected()
	}
	p.enter()
	defer p.leave()
	switch t.Kind {
	case symOpen:
		p.next()
		e := p.binary(0, pattern)
		p.expect(symClose)
		return e
	case symSquare:
		return p.list(pattern)
	case symCurly:
		p.next()
		if p.take(symUncurly) {
			return node(aTuple, t.Anno, term.Nil)
		}
		es := p.exprs()
		p.expect(symUncurly)
		return node(aTuple, t.Anno, term.List(es...))
	case symBinOpen:
		return p.bits(pattern)
	}
	if pattern {
		p.unexpected()
	}
	return p.block(t)
}

// strings joins adjacent strings.
func (p *parser) strings() term.Term {
	first := p.next()
	if !p.peekIs(0, aString) {
		return first.Term()
	}
	parts := []term.Term{first.Value}
	for p.peekIs(0, aString) {
		parts = append(parts, p.next().Value)
	}
	all := parts[len(parts)-1]
	for i := len(parts) - 2; i >= 0; i-- {
		cs, _ := parts[i].Slice()
		all = term.ListTail(all, cs...)
	}
	return node(aString, first.Anno, all)
}

func (p *parser) sigil() term.Term {
	prefix := p.next()
	s := p.expect(aString)
	suffix := p.expect(aSigilSuffix)
	kind := ""
	if prefix.Value.IsAtom() {
		kind = prefix.Value.AtomName()
	}
	switch kind {
	case "s", "S", "", "b", "B":
	default:
		p.fail(prefix.Anno, "illegal sigil prefix")
	}
	if !suffix.Value.IsNil() {
		p.fail(suffix.Anno, "illegal sigil suffix")
	}
	if kind == "s" || kind == "S" {
		return s.Term()
	}
	e := node(aBinElement, s.Anno, s.Term(), aDefault.Term(), term.List(aUtf8.Term()))
	return node(aBin, prefix.Anno, term.List(e))
}

// list reads a list or a list comprehension.
func (p *parser) list(pattern bool) term.Term {
	open := p.next()
	if p.take(symSquareEnd) {
		return node(aNil, open.Anno)
	}
	es := []term.Term{p.expr(0)}
	for p.take(symComma) {
		es = append(es, p.expr(0))
	}
	var tail term.Term
	end := p.tok()
	switch {
	case p.take(symSquareEnd):
		tail = node(aNil, end.Anno)
	case p.take(symBar):
		tail = p.expr(0)
		p.expect(symSquareEnd)
	case p.is(symBars) && !pattern:
		p.next()
		template := es[0]
		if len(es) > 1 {
			template = term.List(es...)
		}
		qs := p.qualifiers()
		p.expect(symSquareEnd)
		return node(aLc, open.Anno, template, qs)
	default:
		p.unexpected()
	}
	for i := len(es) - 1; i > 0; i-- {
		tail = node(aCons, FirstAnno(es[i]), es[i], tail)
	}
	return node(aCons, open.Anno, es[0], tail)
}

// bits reads <<...>>, a bit string or a comprehension that makes one.
func (p *parser) bits(pattern bool) term.Term {
	open := p.next()
	if p.take(symBinClose) {
		return node(aBin, open.Anno, term.Nil)
	}
	var es []term.Term
	for {
		t := p.tok()
		prefixed := t.Value.IsNone() && prefixes[t.Kind]
		var e term.Term
		if prefixed {
			p.next()
			e = node(aOp, t.Anno, t.Kind.Term(), p.bare())
		} else {
			e = p.bare()
		}
		if len(es) == 0 && !prefixed && !pattern && p.take(symBars) {
			qs := p.qualifiers()
			p.expect(symBinClose)
			return node(aBc, open.Anno, e, qs)
		}
		es = append(es, p.bitElement(e))
		if !p.take(symComma) {
			p.expect(symBinClose)
			return node(aBin, open.Anno, term.List(es...))
		}
	}
}

// bare reads a primary alone, as stands in a bit string.
func (p *parser) bare() term.Term {
	if p.is(symHash) && p.peekIs(1, symCurly) {
		if e := p.mapLiteral(false); e.Tagged(aMc, 4) != nil {
			return e
		}
		p.unexpected()
	}
	return p.primary(false)
}

func (p *parser) bitElement(e term.Term) term.Term {
	size, types := aDefault.Term(), aDefault.Term()
	if p.take(symColon) {
		size = p.bare()
	}
	if p.take(symSlash) {
		var ts []term.Term
		for {
			t := p.expect(aAtom)
			if p.take(symColon) {
				ts = append(ts, term.Tuple(t.Value, p.expect(aInteger).Value))
			} else {
				ts = append(ts, t.Value)
			}
			if !p.take(symDash) {
				break
			}
		}
		types = term.List(ts...)
	}
	return node(aBinElement, FirstAnno(e), e, size, types)
}

// generators are the arrows of comprehensions with the tags of their nodes; a
// map generator has the other tag.
var generators = map[term.Atom]struct{ list, maps, bits string }{
	term.Intern("<-"):  {"generate", "m_generate", ""},
	term.Intern("<:-"): {"generate_strict", "m_generate_strict", ""},
	term.Intern("<="):  {"", "", "b_generate"},
	term.Intern("<:="): {"", "", "b_generate_strict"},
}

// qualifiers reads generators and filters; those joined by && are one {zip,
// Anno, Generators}.
func (p *parser) qualifiers() term.Term {
	var qs []term.Term
	for {
		group := []term.Term{p.qualifier()}
		for p.take(symZip) {
			group = append(group, p.qualifier())
		}
		after := p.tok()
		more := p.take(symComma)
		switch {
		case len(group) == 1:
			qs = append(qs, group[0])
		case more:
			qs = append(qs, node(aZip, after.Anno, term.List(group...)))
		default:
			qs = append(qs, node(aZip, group[0].Elem(1), term.List(group...)))
		}
		if !more {
			return term.List(qs...)
		}
	}
}

func (p *parser) qualifier() term.Term {
	isBits := p.is(symBinOpen)
	e := p.expr(0)
	colon := p.tok()
	isMap := p.take(symExact)
	if isMap {
		e = node(aMapFieldExact, colon.Anno, e, p.expr(0))
	}
	t := p.tok()
	g, ok := generators[t.Kind]
	var tag string
	switch {
	case !ok:
	case isMap:
		tag = g.maps
	case g.list != "":
		tag = g.list
	case isBits && e.Tagged(aBin, 3) != nil:
		tag = g.bits
	}
	if tag == "" {
		if isMap || ok {
			p.unexpected()
		}
		return e
	}
	p.next()
	return node(term.Intern(tag), t.Anno, e, p.expr(0))
}
