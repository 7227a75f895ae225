package lower

import (
	"gex/proto/term"
	"gex/repl/lang/erl"
)

// fields returns the fields of a record; it leaves lowering if there is none.
func (x *lowering) fields(name term.Atom) []field {
	fs, ok := x.records[name]
	switch {
	case ok:
	case x.native[name]:
		x.failRecord("record #%s: %w", name, ErrNative)
	default:
		x.failRecord("record %s: %w", name, ErrUndefined)
	}
	return fs
}

func (x *lowering) recordOf(name term.Term) (term.Atom, []field) {
	if !name.IsAtom() {
		x.failRecord("%w", ErrNative)
	}
	return name.Atom(), x.fields(name.Atom())
}

// index returns the place of a field in the tuple, from 1.
func (x *lowering) index(name term.Atom, fs []field, f term.Term) int {
	a := f.Tagged(aAtom, 3)
	for i, fd := range fs {
		if a != nil && a[2].Is(fd.name) {
			return i + 2
		}
	}
	x.failRecord("field of record %s: %w", name, ErrUndefined)
	return 0
}

// record lowers an expression about a record.
func (x *lowering) record(es []term.Term) term.Term {
	anno := es[1]
	x.at = anno
	switch tag := es[0].Atom(); {
	case tag == aRecordIndex && len(es) == 4:
		name, fs := x.recordOf(es[2])
		return integer(anno, x.index(name, fs, es[3]))
	case tag == aRecordField && len(es) == 5:
		return x.access(erl.FirstAnno(es[2]), es[2], es[3], es[4])
	case tag == aRecord && len(es) == 4:
		return x.construct(anno, es[2], es[3])
	case tag == aRecord && len(es) == 5:
		return x.update(es[2], es[3], es[4])
	}
	return x.inside(term.TupleOf(es), x.expr)
}

// given returns the value of a field among {record_field, A, Name, Value}, or
// that of _ if there is one.
func given(inits term.Term, name term.Atom) (v term.Term, ok bool) {
	for ; inits.IsCons(); inits = inits.Tail() {
		f := inits.Head().Tagged(aRecordField, 4)
		if f == nil || !f[2].IsTupleOf(3) {
			continue
		}
		switch key := f[2]; {
		case key.Tagged(aAtom, 3) != nil && key.Elem(2).Is(name):
			return f[3], true
		case key.Tagged(aVar, 3) != nil && key.Elem(2).Is(aUnderscore):
			v, ok = f[3], true
		}
	}
	return v, ok
}

func (x *lowering) construct(anno, name, inits term.Term) term.Term {
	r, fs := x.recordOf(name)
	out := []term.Term{atom(anno, r)}
	for _, f := range fs {
		v, ok := given(inits, f.name)
		switch {
		case ok:
		case f.init.IsNone():
			v = atom(anno, term.Undefined)
		default:
			v = erl.MapAnno(f.init, func(term.Term) term.Term { return anno })
		}
		out = append(out, x.expr(v))
	}
	return node(aTuple, anno, term.List(out...))
}

func (x *lowering) recordPattern(es []term.Term) term.Term {
	anno := es[1]
	x.at = anno
	r, fs := x.recordOf(es[2])
	out := []term.Term{atom(anno, r)}
	for _, f := range fs {
		v, ok := given(es[3], f.name)
		if !ok {
			v = node(aVar, anno, aUnderscore.Term())
		}
		out = append(out, x.pattern(v))
	}
	return node(aTuple, anno, term.List(out...))
}

// access is R#name.field. In a guard it is element/2 with a test of the record
// before it.
func (x *lowering) access(anno, e, name, f term.Term) term.Term {
	r, fs := x.recordOf(name)
	i := x.index(r, fs, f)
	if x.inGuard {
		e = x.expr(e)
		test := remote(anno, "erlang", "is_record", e, atom(anno, r), integer(anno, len(fs)+1))
		plain := erl.MapAnno(e, func(term.Term) term.Term { return term.Int(0) })
		x.needed = append(x.needed, check{r, plain, anno, test})
		return remote(anno, "erlang", "element", integer(anno, i), e)
	}
	v := x.newVar(anno)
	p := []term.Term{atom(anno, r)}
	for j := range fs {
		if j+2 == i {
			p = append(p, v)
		} else {
			p = append(p, node(aVar, anno, aUnderscore.Term()))
		}
	}
	return node(aCase, anno, x.expr(e), term.List(
		x.clauseOf(anno, node(aTuple, anno, term.List(p...)), v), x.badRecord(anno)))
}

func (x *lowering) clauseOf(anno, pattern, body term.Term) term.Term {
	return node(aClause, anno, term.List(pattern), term.Nil, term.List(body))
}

// badRecord is the clause for what is not the record.
func (x *lowering) badRecord(anno term.Term) term.Term {
	v := x.newVar(anno)
	reason := node(aTuple, anno, term.List(atom(anno, term.Intern("badrecord")), v))
	return x.clauseOf(anno, v, remote(anno, "erlang", "error", reason))
}

// update is R#name{field = Value}: the values first, then R, which must be the
// record.
func (x *lowering) update(e, name, changes term.Term) term.Term {
	r, fs := x.recordOf(name)
	anno := erl.FirstAnno(e)
	var body []term.Term
	values := map[term.Atom]term.Term{}
	for ; changes.IsCons(); changes = changes.Tail() {
		c := changes.Head().Tagged(aRecordField, 4)
		if c == nil {
			continue
		}
		i := x.index(r, fs, c[2])
		v := x.newVar(c[1])
		body = append(body, node(aMatch, c[1], v, x.expr(c[3])))
		values[fs[i-2].name] = v
	}
	old, made := []term.Term{atom(anno, r)}, []term.Term{atom(anno, r)}
	for _, f := range fs {
		if v, ok := values[f.name]; ok {
			old, made = append(old, node(aVar, anno, aUnderscore.Term())), append(made, v)
			continue
		}
		v := x.newVar(anno)
		old, made = append(old, v), append(made, v)
	}
	body = append(body, node(aCase, anno, x.expr(e), term.List(
		x.clauseOf(anno, node(aTuple, anno, term.List(old...)), node(aTuple, anno, term.List(made...))), x.badRecord(anno))))
	if len(body) == 1 {
		return body[0]
	}
	return node(aBlock, anno, term.List(body...))
}

// recordInfo is record_info(fields | size, Name).
func (x *lowering) recordInfo(anno term.Term, args []term.Term) term.Term {
	what, name := args[0].Tagged(aAtom, 3), args[1].Tagged(aAtom, 3)
	if what == nil || name == nil {
		x.failRecord("record_info: %w", ErrUndefined)
	}
	_, fs := x.recordOf(name[2])
	if what[2].Is(term.Intern("size")) {
		return integer(anno, len(fs)+1)
	}
	var names []term.Term
	for _, f := range fs {
		names = append(names, atom(anno, f.name))
	}
	return listOf(anno, names)
}
