package erl

import (
	"strings"

	"gex/proto/term"
)

// typeOperators are the operators of types of single integers.
var typeOperators = func() map[term.Atom]int {
	m := map[term.Atom]int{}
	for name, op := range operators {
		if op.level == 400 || op.level == 500 {
			m[name] = op.level
		}
	}
	return m
}()

// topType reads a type, maybe a union or annotated: Var :: Type.
func (p *parser) topType() term.Term {
	p.enter()
	defer p.leave()
	if t := p.tok(); t.Kind == aVar && p.peekIs(1, symTyped) {
		p.i += 2
		return node(aAnnType, t.Anno, term.List(t.Term(), p.topType()))
	}
	l := p.typ(0)
	if !p.take(symBar) {
		return l
	}
	r := p.topType()
	union := term.A("union")
	anno := FirstAnno(l)
	if u := r.Tagged(aType, 4); u != nil && term.Identical(u[2], union) {
		return node(aType, anno, union, term.ListTail(u[3], l))
	}
	return node(aType, anno, union, term.List(l, r))
}

func (p *parser) topTypes() []term.Term {
	ts := []term.Term{p.topType()}
	for p.take(symComma) {
		ts = append(ts, p.topType())
	}
	return ts
}

const levelRange = 200

// typ reads a type whose operators bind at least as tightly as level.
func (p *parser) typ(level int) term.Term {
	p.enter()
	defer p.leave()
	var l term.Term
	if t := p.tok(); t.Value.IsNone() && prefixes[t.Kind] {
		p.next()
		l = node(aOp, t.Anno, t.Kind.Term(), p.typ(levelPrefix))
	} else {
		l = p.typePrimary()
	}
	ranged := false
	for {
		t := p.tok()
		if !t.Value.IsNone() {
			return l
		}
		if t.Kind == symEllipsis2 && level <= levelRange {
			if ranged {
				p.unexpected()
			}
			p.next()
			l = node(aType, l.Elem(1), term.A("range"), term.List(l, p.typ(levelRange+1)))
			ranged = true
			continue
		}
		op, ok := typeOperators[t.Kind]
		if !ok || op < level {
			return l
		}
		p.next()
		l = node(aOp, t.Anno, t.Kind.Term(), l, p.typ(op+1))
		ranged = false
	}
}

func (p *parser) typePrimary() term.Term {
	t := p.tok()
	typeOf := func(name string, args term.Term) term.Term { return node(aType, t.Anno, term.A(name), args) }
	switch t.Kind {
	case aVar, aInteger, aChar:
		p.next()
		return t.Term()
	case aAtom:
		p.next()
		return p.namedType(t)
	case symOpen:
		p.next()
		e := p.topType()
		p.expect(symClose)
		return e
	case symSquare:
		p.next()
		if p.take(symSquareEnd) {
			return typeOf("nil", term.Nil)
		}
		e := p.topType()
		name := "list"
		if p.take(symComma) {
			p.expect(symDots)
			name = "nonempty_list"
		}
		p.expect(symSquareEnd)
		return typeOf(name, term.List(e))
	case symCurly:
		p.next()
		if p.take(symUncurly) {
			return typeOf("tuple", term.Nil)
		}
		es := p.topTypes()
		p.expect(symUncurly)
		return typeOf("tuple", term.List(es...))
	case symHash:
		p.next()
		if p.is(symCurly) {
			return typeOf("map", p.mapPairTypes())
		}
		return typeOf("record", p.recordType())
	case symBinOpen:
		return p.binaryType()
	case aFun:
		p.next()
		p.expect(symOpen)
		if p.take(symClose) {
			return typeOf("fun", term.Nil)
		}
		f := p.funType()
		p.expect(symClose)
		return f
	}
	p.unexpected()
	return term.Term{}
}

// namedType reads what follows an atom: nothing, (Types), or :Name(Types).
func (p *parser) namedType(t Token) term.Term {
	if p.take(symColon) {
		name := p.expect(aAtom)
		return node(aRemoteType, t.Anno, term.List(t.Term(), name.Term(), term.List(p.typeArgs()...)))
	}
	if !p.is(symOpen) {
		return t.Term()
	}
	args := p.typeArgs()
	name := t.Value.Atom()
	if len(args) == 0 && (name == aTuple || name == aMap) {
		return node(aType, t.Anno, t.Value, term.A("any"))
	}
	tag := aUserType
	if IsType(name.String(), len(args)) {
		tag = aType
	}
	return node(tag, t.Anno, t.Value, term.List(args...))
}

func (p *parser) typeArgs() []term.Term {
	p.expect(symOpen)
	if p.take(symClose) {
		return []term.Term{}
	}
	ts := p.topTypes()
	p.expect(symClose)
	return ts
}

func (p *parser) mapPairTypes() term.Term {
	p.expect(symCurly)
	if p.take(symUncurly) {
		return term.Nil
	}
	var ps []term.Term
	for {
		k := p.topType()
		t := p.tok()
		switch {
		case p.take(symAssoc):
			ps = append(ps, node(aType, t.Anno, aMapFieldAssoc.Term(), term.List(k, p.topType())))
		case p.take(symExact):
			ps = append(ps, node(aType, t.Anno, aMapFieldExact.Term(), term.List(k, p.topType())))
		default:
			p.unexpected()
		}
		if !p.take(symComma) {
			p.expect(symUncurly)
			return term.List(ps...)
		}
	}
}

// recordType reads name{field :: Type, ...} after #, with the name first in the
// list; that of another module is a tuple node.
func (p *parser) recordType() term.Term {
	hash := p.peek(-1)
	name := p.expect(aAtom)
	id := name.Term()
	if p.take(symColon) {
		t := p.tok()
		local := p.recordName(false)
		id = node(aTuple, hash.Anno, term.List(name.Term(), node(aAtom, t.Anno, local)))
	}
	out := []term.Term{id}
	p.expect(symCurly)
	if p.take(symUncurly) {
		return term.List(out...)
	}
	for {
		f := p.expect(aAtom)
		p.expect(symTyped)
		out = append(out, node(aType, f.Anno, term.A("field_type"), term.List(f.Term(), p.topType())))
		if !p.take(symComma) {
			p.expect(symUncurly)
			return term.List(out...)
		}
	}
}

// binaryType reads <<_:Base, _:_*Unit>>.
func (p *parser) binaryType() term.Term {
	open := p.next()
	zero := node(aInteger, term.Int(int64(LocOf(open.Anno).Line)), term.Int(0))
	base, unit := zero, zero
	for n := 0; !p.take(symBinClose); n++ {
		switch {
		case n == 1:
			p.expect(symComma)
		case n == 2:
			p.expect(symBinClose)
		}
		p.anonymous()
		if p.peekIs(0, aVar) && p.peekIs(1, symStar) || n == 1 {
			p.anonymous2()
			p.expect(symStar)
			unit, n = p.typ(0), 1
			continue
		}
		base = p.typ(0)
	}
	return node(aType, open.Anno, aBinary.Term(), term.List(base, unit))
}

// anonymous reads the variable _ and a colon; other variables are faults.
func (p *parser) anonymous() {
	v := p.expect(aVar)
	p.expect(symColon)
	p.mustBeAnonymous(v)
}

func (p *parser) anonymous2() { p.mustBeAnonymous(p.expect(aVar)) }

func (p *parser) mustBeAnonymous(v Token) {
	if !v.Value.Is(aUnderscore) {
		p.fail(v.Anno, "Bad binary type")
	}
}

// funType reads (Types) -> Type or (...) -> Type.
func (p *parser) funType() term.Term {
	open := p.expect(symOpen)
	var args term.Term
	switch {
	case p.take(symDots):
		p.expect(symClose)
		args = node(aType, open.Anno, term.A("any"))
	case p.take(symClose):
		args = node(aType, open.Anno, term.A("product"), term.Nil)
	default:
		ts := p.topTypes()
		p.expect(symClose)
		args = node(aType, open.Anno, term.A("product"), term.List(ts...))
	}
	p.expect(symArrow)
	return node(aType, open.Anno, aFun.Term(), term.List(args, p.topType()))
}

// typeSigs reads the signatures of a spec between semicolons, and the arity of
// the first.
func (p *parser) typeSigs() (sigs term.Term, arity int) {
	var out []term.Term
	for {
		f := p.funType()
		if len(out) == 0 {
			args := f.Elem(3).Head()
			ts, ok := term.Nil.Slice()
			if args.IsTupleOf(4) {
				ts, ok = args.Elem(3).Slice()
			}
			if !ok || !args.IsTupleOf(4) {
				p.fail(f.Elem(1), "bad specification")
			}
			arity = len(ts)
		}
		if p.take(aWhen) {
			cs := []term.Term{p.constraint()}
			for p.take(symComma) {
				cs = append(cs, p.constraint())
			}
			f = node(aType, f.Elem(1), term.A("bounded_fun"), term.List(f, term.List(cs...)))
		}
		out = append(out, f)
		if !p.take(symSemi) {
			return term.List(out...), arity
		}
	}
}

// constraint reads Var :: Type or is_subtype(Var, Type).
func (p *parser) constraint() term.Term {
	t := p.oneOf(aAtom, aVar)
	if t.Kind == aAtom {
		p.expect(symOpen)
		ts := p.topTypes()
		p.expect(symClose)
		if t.Value.AtomName() != "is_subtype" || len(ts) != 2 {
			p.failf(t.Loc(), "unsupported constraint ", t.Value.AtomName())
		}
		if ts[0].Tagged(aVar, 3) == nil {
			p.failNode(ts[0], "bad type variable")
		}
		return p.subtype(ts[0], ts[1])
	}
	p.expect(symTyped)
	return p.subtype(t.Term(), p.topType())
}

func (p *parser) subtype(v, t term.Term) term.Term {
	if v.Elem(2).Is(aUnderscore) {
		p.fail(v.Elem(1), "bad type variable")
	}
	anno := FirstAnno(v)
	return node(aType, anno, term.A("constraint"), term.List(node(aAtom, anno, term.A("is_subtype")), term.List(v, t)))
}

// builtinTypes are the types without parameters; those with some have their
// number behind.
var builtinTypes = func() map[string]bool {
	m := map[string]bool{}
	for _, name := range strings.Fields(`any arity atom binary bitstring bool boolean byte char dynamic float function
		identifier integer iodata iolist list list/1 map maybe_improper_list maybe_improper_list/2 mfa module
		neg_integer nil no_return node non_neg_integer none nonempty_binary nonempty_bitstring
		nonempty_improper_list/2 nonempty_list nonempty_list/1 nonempty_maybe_improper_list
		nonempty_maybe_improper_list/2 nonempty_string number pid port pos_integer record reference string term
		timeout tuple`) {
		m[name] = true
	}
	return m
}()

// IsType tells whether a type with that many parameters is built in
// (erl_internal:is_type/2).
func IsType(name string, params int) bool {
	if params == 0 {
		return builtinTypes[name]
	}
	return builtinTypes[name+"/"+itoa(params)]
}
