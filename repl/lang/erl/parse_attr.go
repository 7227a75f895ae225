package erl

import "gex/proto/term"

// attribute reads a form that starts with a dash, up to its dot.
func (p *parser) attribute() term.Term {
	p.next()
	name := p.expect(aAtom)
	switch name.Value.AtomName() {
	case "spec", "callback":
		return p.spec(name)
	case "record":
		return p.recordDecl(name)
	}
	vals, typ := p.attributeValues()
	if !typ.IsNone() {
		return p.typeDecl(name, vals[0], typ)
	}
	return p.buildAttribute(name, vals)
}

// attributeValues reads what follows the name: expressions, in parentheses or
// not, or Expr :: Type.
func (p *parser) attributeValues() (vals []term.Term, typ term.Term) {
	if start := p.i; p.take(symOpen) {
		e := p.expr(0)
		switch {
		case p.take(symTyped):
			typ = p.topType()
			p.expect(symClose)
			return []term.Term{e}, typ
		case p.take(symComma):
			vals = append([]term.Term{e}, p.exprs()...)
			p.expect(symClose)
			return vals, typ
		}
		p.i = start // the parenthesis belongs to the first expression
	}
	vals = []term.Term{p.expr(0)}
	if p.take(symTyped) {
		return vals, p.topType()
	}
	if p.take(symComma) {
		vals = append(vals, p.exprs()...)
	}
	return vals, typ
}

// typeDecl builds -type, -opaque and -nominal.
func (p *parser) typeDecl(name Token, head, typ term.Term) term.Term {
	attr := name.Value.Atom()
	switch attr.String() {
	case "type", "opaque", "nominal":
	case "native_record":
		p.badDecl(name.Term(), attr.String())
	default:
		p.fail(name.Anno, "bad attribute")
	}
	call := head.Tagged(aCall, 4)
	if call == nil || call[2].Tagged(aAtom, 3) == nil {
		p.badDecl(name.Term(), attr.String())
	}
	args, _ := call[3].Slice()
	for _, a := range args {
		if v := a.Tagged(aVar, 3); v != nil && v[2].Is(aUnderscore) {
			p.fail(v[1], "bad type variable")
		}
	}
	for _, a := range args {
		if a.Tagged(aVar, 3) == nil {
			p.failNode(a, "bad type variable")
		}
	}
	return node(aAttribute, name.Anno, attr.Term(), term.Tuple(call[2].Elem(2), typ, call[3]))
}

func (p *parser) badDecl(n term.Term, what string) {
	p.failf(LocOf(FirstAnno(n)), "bad ", what, " declaration")
}

func (p *parser) spec(name Token) term.Term {
	paren := p.take(symOpen)
	f := p.expect(aAtom)
	var mod term.Term
	if p.take(symColon) {
		mod = f.Value
		f = p.expect(aAtom)
	}
	sigs, arity := p.typeSigs()
	if paren {
		p.expect(symClose)
	}
	id := term.Tuple(f.Value, term.Int(int64(arity)))
	if !mod.IsNone() {
		id = term.Tuple(mod, f.Value, term.Int(int64(arity)))
	}
	return node(aAttribute, name.Anno, name.Value, term.Tuple(id, sigs))
}

// recordDecl reads -record(name, {Fields}) and -record #name{Fields}, with
// parentheses or not.
func (p *parser) recordDecl(name Token) term.Term {
	paren := p.take(symOpen)
	native := p.take(symHash)
	var id term.Term
	if native {
		id = p.recordName(false)
	} else {
		t := p.expect(aAtom)
		id = t.Value
		if !p.is(symComma) {
			if paren && p.is(symClose) {
				p.next()
			}
			if p.is(aDot) {
				p.badDecl(t.Term(), "record")
			}
			p.unexpected()
		}
		p.next()
	}
	fields := p.fieldDecls()
	if paren {
		p.expect(symClose)
	}
	attr := aRecord
	if native {
		attr = aNativeRecord
	}
	return node(aAttribute, name.Anno, attr.Term(), term.Tuple(id, fields))
}

func (p *parser) fieldDecls() term.Term {
	if !p.is(symCurly) {
		e := p.expr(0)
		p.failNode(e, "bad record declaration")
	}
	p.next()
	var fs []term.Term
	if p.take(symUncurly) {
		return term.Nil
	}
	for {
		e := p.expr(0)
		var f term.Term
		switch m := e.Tagged(aMatch, 4); {
		case e.Tagged(aAtom, 3) != nil:
			f = node(aRecordField, e.Elem(1), e)
		case m != nil && m[2].Tagged(aAtom, 3) != nil:
			f = node(aRecordField, m[2].Elem(1), m[2], m[3])
		}
		var typ term.Term
		if p.take(symTyped) {
			typ = p.topType()
		}
		if f.IsNone() {
			p.failNode(e, "bad record field")
		}
		if !typ.IsNone() {
			f = node(aTypedField, f, typ)
		}
		fs = append(fs, f)
		if !p.take(symComma) {
			p.expect(symUncurly)
			return term.List(fs...)
		}
	}
}

func (p *parser) buildAttribute(name Token, vals []term.Term) term.Term {
	attr := name.Value.Atom()
	made := func(v term.Term) term.Term { return node(aAttribute, name.Anno, attr.Term(), v) }
	first := vals[0]
	isAtom := first.Tagged(aAtom, 3) != nil
	bad := func(i int) term.Term {
		p.badDecl(vals[min(i, len(vals)-1)], attr.String())
		return term.Term{}
	}
	switch attr.String() {
	case "module":
		switch {
		case isAtom && len(vals) == 1:
			return made(first.Elem(2))
		case isAtom && len(vals) == 2:
			return made(term.Tuple(first.Elem(2), p.varList(vals[1])))
		}
		return bad(0)
	case "export":
		if len(vals) == 1 {
			return made(p.arityList(first))
		}
		return bad(1)
	case "import":
		if isAtom && len(vals) == 2 {
			return made(term.Tuple(first.Elem(2), p.arityList(vals[1])))
		}
		return bad(1)
	case "import_record":
		if isAtom && len(vals) == 2 {
			return made(term.Tuple(first.Elem(2), p.nameList(vals[1])))
		}
		return bad(1)
	case "native_record":
		p.fail(name.Anno, "bad native record definition")
	case "file":
		if len(vals) == 2 && first.Tagged(aString, 3) != nil && vals[1].Tagged(aInteger, 3) != nil {
			return made(term.Tuple(first.Elem(2), vals[1].Elem(2)))
		}
		return bad(0)
	case "doc", "moduledoc":
		if len(vals) != 1 {
			p.badDecl(first, "doc")
		}
		return made(p.docValue(attr.String(), first))
	}
	if len(vals) > 1 {
		p.failNode(vals[1], "bad attribute")
	}
	return made(p.literal(withArities(first)))
}

// literal is the value of an expression in an attribute.
func (p *parser) literal(e term.Term) term.Term {
	v, err := Normalise(e)
	if err != nil {
		p.failNode(e, "bad attribute")
	}
	return v
}

func (p *parser) docValue(attr string, e term.Term) term.Term {
	switch es := e.Elems(); {
	case e.Tagged(aAtom, 3) != nil && (es[2].Is(term.True) || es[2].Is(term.False) || es[2].Is(term.Intern("hidden"))),
		e.Tagged(aString, 3) != nil:
		return es[2]
	case e.Tagged(aBin, 3) != nil:
		if v := p.literal(e); v.IsBinary() {
			return v
		}
	case e.Tagged(aMap, 3) != nil:
		return p.docMap(attr, e)
	case e.Tagged(aTuple, 3) != nil:
		if ts, _ := es[2].Slice(); len(ts) == 2 && ts[0].Tagged(aAtom, 3) != nil && ts[0].Elem(2).Is(aFile) && ts[1].Tagged(aString, 3) != nil {
			return term.Tuple(aFile.Term(), ts[1].Elem(2))
		}
	}
	p.badDecl(e, "doc")
	return term.Term{}
}

// docMap is the value of a doc attribute with metadata; the call in equiv stays
// as it is written.
func (p *parser) docMap(attr string, e term.Term) term.Term {
	m := term.EmptyMap
	fs, _ := e.Elem(2).Slice()
	for _, f := range fs {
		kv := f.Tagged(aMapFieldAssoc, 4)
		if kv == nil {
			p.failNode(f, "bad attribute")
		}
		k, err := Normalise(kv[2])
		v := kv[3]
		if err == nil && !(k.Is(term.Intern("equiv")) && attr == "doc" && v.Tagged(aCall, 4) != nil) {
			v, err = Normalise(withArities(v))
		}
		if err != nil {
			p.failNode(e, "bad attribute")
		}
		m = m.MapPut(k, v)
	}
	return m
}

// withArities returns an expression with every Name/Arity as a tuple.
func withArities(e term.Term) term.Term {
	es := e.Elems()
	if len(es) < 3 || !es[0].IsAtom() {
		return e
	}
	switch tag := es[0].Atom(); {
	case tag == aCons && len(es) == 4:
		var cells []term.Term
		for c := es; c != nil; c = e.Tagged(aCons, 4) {
			cells = append(cells, term.Tuple(c[1], withArities(c[2])))
			e = c[3]
		}
		out := withArities(e)
		for i := len(cells) - 1; i >= 0; i-- {
			out = node(aCons, cells[i].Elem(0), cells[i].Elem(1), out)
		}
		return out
	case tag == aTuple && len(es) == 3:
		ts, _ := es[2].Slice()
		out := make([]term.Term, len(ts))
		for i, t := range ts {
			out[i] = withArities(t)
		}
		return node(aTuple, es[1], term.List(out...))
	case tag == aMap && len(es) == 3:
		fs, _ := es[2].Slice()
		out := make([]term.Term, len(fs))
		for i, f := range fs {
			out[i] = term.Tuple(f.Elem(0), f.Elem(1), f.Elem(2), withArities(f.Elem(3)))
		}
		return node(aMap, es[1], term.List(out...))
	case tag == aOp && len(es) == 5 && es[2].Is(symSlash) && es[3].Tagged(aAtom, 3) != nil && es[4].Tagged(aInteger, 3) != nil:
		return node(aTuple, es[1], term.List(es[3], es[4]))
	}
	return e
}

// elements goes through a list node; take gets each element, and what is left
// at the end if that is not a proper list.
func elements(e term.Term, take func(e term.Term, proper bool)) {
	for {
		c := e.Tagged(aCons, 4)
		if c == nil {
			break
		}
		take(c[2], true)
		e = c[3]
	}
	if e.Tagged(aNil, 2) == nil {
		take(e, false)
	}
}

func (p *parser) arityList(e term.Term) term.Term {
	var out []term.Term
	rest := e
	elements(e, func(x term.Term, proper bool) {
		op := x.Tagged(aOp, 5)
		switch {
		case !proper:
			p.failNode(x, "bad Name/Arity")
		case op == nil || !op[2].Is(symSlash):
			p.failNode(rest, "bad Name/Arity")
		case op[3].Tagged(aAtom, 3) == nil:
			p.failNode(op[3], "bad function name")
		case op[4].Tagged(aInteger, 3) == nil:
			p.failNode(op[4], "bad function arity")
		default:
			out = append(out, term.Tuple(op[3].Elem(2), op[4].Elem(2)))
		}
		rest = rest.Elem(3)
	})
	return term.List(out...)
}

func (p *parser) nameList(e term.Term) term.Term {
	return p.namesOf(e, aAtom, "bad native record name")
}

func (p *parser) varList(e term.Term) term.Term { return p.namesOf(e, aVar, "bad variable list") }

func (p *parser) namesOf(e term.Term, kind term.Atom, fault string) term.Term {
	var out []term.Term
	rest := e
	elements(e, func(x term.Term, proper bool) {
		if !proper || x.Tagged(kind, 3) == nil {
			p.failNode(rest, fault)
		}
		out = append(out, x.Elem(2))
		rest = rest.Elem(3)
	})
	return term.List(out...)
}
