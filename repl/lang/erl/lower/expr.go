package lower

import (
	"fmt"

	"gex/proto/term"
	"gex/repl/lang/absform"
	"gex/repl/lang/erl"
)

// each applies f to the nodes among elements: lists of nodes and nodes, from the
// second operand of a tuple on.
func each(t term.Term, f func(term.Term) term.Term) term.Term {
	if t.IsCons() {
		var out []term.Term
		for ; t.IsCons(); t = t.Tail() {
			out = append(out, each(t.Head(), f))
		}
		return term.ListTail(t, out...)
	}
	if !t.IsTuple() {
		return t
	}
	return f(t)
}

func (x *lowering) inside(t term.Term, f func(term.Term) term.Term) term.Term {
	es := t.Elems()
	if len(es) < 3 || !es[0].IsAtom() {
		return t
	}
	out := append([]term.Term(nil), es...)
	for i := 2; i < len(es); i++ {
		out[i] = each(es[i], f)
	}
	return term.TupleOf(out)
}

// exprs lowers a list of nodes.
func (x *lowering) exprs(t term.Term) term.Term { return each(t, x.expr) }

func (x *lowering) expr(t term.Term) term.Term {
	es := t.Elems()
	if len(es) < 3 || !es[0].IsAtom() {
		return t
	}
	switch tag := es[0].Atom(); {
	case tag == aCons && len(es) == 4:
		return x.cons(t, x.expr)
	case tag == aRecord || tag == aRecordField || tag == aRecordIndex:
		return x.record(es)
	case tag == aCall && len(es) == 4:
		return x.call(es)
	case tag == aFun && len(es) == 3:
		return x.fun(es)
	case tag == aNamedFun && len(es) == 4:
		return x.outsideGuard(func() term.Term { return node(tag, es[1], es[2], x.clauses(es[3])) })
	case (tag == aLc || tag == aBc || tag == aMc) && len(es) == 4:
		return x.comprehension(es)
	case tag == aClause && len(es) == 5:
		return x.clause(es)
	case (tag == aMatch || tag == aMaybeMatch) && len(es) == 4:
		return node(tag, es[1], x.pattern(es[2]), x.expr(es[3]))
	case tag == aOp && es[2].IsAtom() && x.inGuard:
		switch es[2].AtomName() {
		case "not", "and", "or", "andalso", "orelse":
			return x.inside(t, x.boolean)
		}
	}
	return x.inside(t, x.expr)
}

// cons follows the tails of a list in a loop.
func (x *lowering) cons(t term.Term, f func(term.Term) term.Term) term.Term {
	var cells []term.Term
	for {
		c := t.Tagged(aCons, 4)
		if c == nil {
			break
		}
		cells, t = append(cells, term.Tuple(c[1], f(c[2]))), c[3]
	}
	out := f(t)
	for i := len(cells) - 1; i >= 0; i-- {
		out = node(aCons, cells[i].Elem(0), cells[i].Elem(1), out)
	}
	return out
}

func (x *lowering) clauses(t term.Term) term.Term { return each(t, x.expr) }

func (x *lowering) clause(es []term.Term) term.Term {
	head := each(es[2], x.pattern)
	return node(aClause, es[1], head, x.guard(es[3]), x.exprs(es[4]))
}

// guard lowers a list of conjunctions.
func (x *lowering) guard(t term.Term) term.Term {
	var alts []term.Term
	for ; t.IsCons(); t = t.Tail() {
		var tests []term.Term
		x.checked = nil
		for g := t.Head(); g.IsCons(); g = g.Tail() {
			tests = append(tests, x.guardTest(g.Head()))
		}
		alts = append(alts, term.List(tests...))
	}
	x.checked = nil
	return term.List(alts...)
}

// oldTests are type tests under the names that Erlang had for them once.
var oldTests = map[string]bool{"atom/1": true, "binary/1": true, "float/1": true, "function/1": true, "integer/1": true,
	"list/1": true, "number/1": true, "pid/1": true, "port/1": true, "record/2": true, "reference/1": true, "tuple/1": true}

func (x *lowering) guardTest(t term.Term) term.Term {
	was := x.inGuard
	x.inGuard = true
	defer func() { x.inGuard = was }()
	if c := t.Tagged(aCall, 4); c != nil {
		n, _ := c[3].Len()
		if a := c[2].Tagged(aAtom, 3); a != nil && a[2].IsAtom() {
			if name := a[2].AtomName(); oldTests[fmt.Sprintf("%s/%d", name, n)] {
				t = node(aCall, c[1], atom(a[1], term.Intern("is_"+name)), c[3])
			}
		}
	}
	return x.boolean(t)
}

// boolean lowers an operand of a boolean operator in a guard, with the record
// tests that it needs before it.
func (x *lowering) boolean(t term.Term) term.Term {
	outer := x.needed
	x.needed = nil
	e := x.expr(t)
	needed := x.needed
	x.needed = outer
	for i := len(needed) - 1; i >= 0; i-- {
		c := needed[i]
		done := false
		for _, d := range x.checked {
			done = done || d.name == c.name && term.Identical(d.expr, c.expr)
		}
		if done {
			continue
		}
		x.checked = append(x.checked, c)
		or := node(aOp, c.anno, term.A("orelse"), c.test, atom(c.anno, term.Intern("fail")))
		e = node(aOp, c.anno, term.A("and"), or, e)
	}
	return e
}

func (x *lowering) outsideGuard(f func() term.Term) term.Term {
	was := x.inGuard
	x.inGuard = false
	defer func() { x.inGuard = was }()
	return f()
}

func (x *lowering) pattern(t term.Term) term.Term {
	es := t.Elems()
	if len(es) < 3 || !es[0].IsAtom() {
		return t
	}
	switch tag := es[0].Atom(); {
	case tag == aCons && len(es) == 4:
		return x.cons(t, x.pattern)
	case tag == aRecord && len(es) == 4:
		return x.recordPattern(es)
	case tag == aRecordIndex:
		return x.record(es)
	case tag == aMapFieldExact && len(es) == 4:
		return node(tag, es[1], x.expr(es[2]), x.pattern(es[3]))
	case tag == aBinElement && len(es) == 5:
		return node(tag, es[1], x.pattern(es[2]), x.expr(es[3]), es[4])
	}
	return x.inside(t, x.pattern)
}

// owner returns the module that a function is called in: none for this one.
func (x *lowering) owner(name term.Atom, arity int) (module term.Term, local bool) {
	if m, ok := x.calls[absform.FA{Name: name, Arity: arity}]; ok {
		return m, m.IsNone()
	}
	if x.opts.Functions != nil && x.opts.Functions(name, arity) {
		return term.Term{}, true
	}
	if x.opts.AutoImported != nil && x.opts.AutoImported(name.String(), arity) {
		return term.A("erlang"), false
	}
	return term.Term{}, true
}

func (x *lowering) call(es []term.Term) term.Term {
	f := es[2]
	args, _ := es[3].Slice()
	a := f.Tagged(aAtom, 3)
	name := ""
	if a != nil && a[2].IsAtom() {
		name = a[2].AtomName()
		if _, own := x.calls[absform.FA{Name: a[2].Atom(), Arity: len(args)}]; own && name != "record_info" {
			name = ""
		}
	}
	if r := f.Tagged(aRemote, 4); r != nil && r[2].IsTupleOf(3) && r[2].Elem(2).Is(term.Intern("erlang")) && r[3].IsTupleOf(3) && r[3].Elem(2).Is(term.Intern("is_record")) {
		name = "is_record"
	}
	x.at = es[1]
	switch {
	case name == "record_info" && len(args) == 2:
		return x.recordInfo(es[1], args)
	case name == "is_record" && len(args) == 2 && args[1].Tagged(aAtom, 3) != nil:
		r := args[1].Elem(2).Atom()
		return remote(es[1], "erlang", "is_record", x.expr(args[0]), args[1], integer(es[1], len(x.fields(r))+1))
	}
	if a != nil && a[2].IsAtom() {
		if m, local := x.owner(a[2].Atom(), len(args)); !local {
			f = node(aRemote, es[1], node(aAtom, es[1], m), f)
		} else if _, own := x.calls[absform.FA{Name: a[2].Atom(), Arity: len(args)}]; x.opts.LocalCalls != "" && !own {
			handler := node(aVar, es[1], term.A(x.opts.LocalCalls))
			lowered, _ := x.exprs(es[3]).Slice()
			return node(aCall, es[1], handler, term.List(f, listOf(es[1], lowered)))
		}
		return node(aCall, es[1], f, x.exprs(es[3]))
	}
	return node(aCall, es[1], x.expr(f), x.exprs(es[3]))
}

func (x *lowering) fun(es []term.Term) term.Term {
	def := es[2].Elems()
	switch {
	case len(def) == 2 && def[0].Is(aClauses):
		return x.outsideGuard(func() term.Term {
			return node(aFun, es[1], term.Tuple(aClauses.Term(), x.clauses(def[1])))
		})
	case len(def) == 3 && def[1].IsAtom() && def[2].IsInt():
		if m, local := x.owner(def[1].Atom(), int(def[2].Int())); !local {
			return node(aFun, es[1], node(aFunction, node(aAtom, es[1], m), node(aAtom, es[1], def[1]), node(aInteger, es[1], def[2])))
		}
	case len(def) == 4 && def[1].IsAtom() && def[2].IsAtom() && def[3].IsInt(): // as compilers made it long ago
		return node(aFun, es[1], node(aFunction, node(aAtom, es[1], def[1]), node(aAtom, es[1], def[2]), node(aInteger, es[1], def[3])))
	}
	return term.TupleOf(es)
}

// comprehension lowers {lc | bc | mc, Anno, Template, Qualifiers}.
func (x *lowering) comprehension(es []term.Term) term.Term {
	tag, anno := es[0].Atom(), es[1]
	template := es[2]
	var extra []term.Term
	if template.IsCons() {
		template, extra = x.templates(tag, anno, template)
	}
	var qs []term.Term
	for l := es[3]; l.IsCons(); l = l.Tail() {
		qs = append(qs, x.qualifier(l.Head())...)
	}
	for _, q := range extra {
		qs = append(qs, x.qualifier(q)...)
	}
	if tag == aMc {
		return node(tag, anno, x.inside(template, x.expr), term.List(qs...))
	}
	return node(tag, anno, x.expr(template), term.List(qs...))
}

// templates makes one template of several: an innermost generator goes through
// them.
func (x *lowering) templates(tag term.Atom, anno, list term.Term) (template term.Term, extra []term.Term) {
	var values []term.Term
	k, v := x.newVar(anno), x.newVar(anno)
	for ; list.IsCons(); list = list.Tail() {
		e := list.Head()
		if tag == aMc {
			e = node(aTuple, anno, term.List(e.Elem(2), e.Elem(3)))
		}
		values = append(values, e)
	}
	all := listOf(anno, values)
	if tag == aMc {
		return node(aMapFieldAssoc, anno, k, v), []term.Term{node(aGenerate, anno, node(aTuple, anno, term.List(k, v)), all)}
	}
	return v, []term.Term{node(aGenerate, anno, v, all)}
}

func listOf(anno term.Term, es []term.Term) term.Term {
	out := node(aNil, anno)
	for i := len(es) - 1; i >= 0; i-- {
		out = node(aCons, anno, es[i], out)
	}
	return out
}

func (x *lowering) qualifier(q term.Term) []term.Term {
	es := q.Elems()
	if len(es) >= 3 && es[0].IsAtom() {
		switch tag := es[0].Atom(); {
		case tag == aZip:
			return x.zip(es[1], es[2])
		case (tag == aMGenerate || tag == aMGenerateStrict) && len(es) == 4:
			p := es[2].Elems()
			return []term.Term{node(tag, es[1], node(aMapFieldExact, p[1], x.pattern(p[2]), x.pattern(p[3])), x.expr(es[3]))}
		case len(es) == 4 && (tag == aGenerate || tag == aGenerateStrict || tag == aBGenerate || tag == aBGenerateStrict):
			return []term.Term{node(tag, es[1], x.pattern(es[2]), x.expr(es[3]))}
		}
	}
	if erl.IsGuard(q) {
		x.checked = nil
		return []term.Term{x.guardTest(q)}
	}
	return []term.Term{x.expr(q)}
}

// zip makes one generator of several that go on together: their collections
// become one list of tuples, made by a fun that all must reach the end of at
// the same time.
func (x *lowering) zip(anno, group term.Term) []term.Term {
	var patterns, lists, after []term.Term
	strict := true
	for l := group; l.IsCons(); l = l.Tail() {
		g := l.Head().Elems()
		if len(g) != 4 {
			panic(fault{fmt.Errorf("lower: zip generator: %w", ErrForm)})
		}
		p, list, isStrict := x.asList(g)
		strict = strict && isStrict
		patterns, lists = append(patterns, p), append(lists, list)
		if isStrict {
			after = append(after, g[1])
		} else {
			after = append(after, term.Term{})
		}
	}
	tag := aGenerateStrict
	var extra []term.Term
	if !strict { // strict ones among others match afterwards
		tag = aGenerate
		for i, at := range after {
			if !at.IsNone() {
				v := x.newVar(at)
				extra = append(extra, node(aGenerateStrict, at, x.pattern(patterns[i]), listOf(at, []term.Term{v})))
				patterns[i] = v
			}
		}
	}
	for i := range patterns {
		patterns[i], lists[i] = x.pattern(patterns[i]), x.expr(lists[i])
	}
	call := node(aCall, anno, x.zipper(anno, len(lists)), term.List(lists...))
	return append([]term.Term{node(tag, anno, node(aTuple, anno, term.List(patterns...)), call)}, extra...)
}

// asList returns a generator's pattern and collection as those of a list.
func (x *lowering) asList(g []term.Term) (pattern, list term.Term, strict bool) {
	anno := g[1]
	switch g[0].Atom() {
	case aMGenerate, aMGenerateStrict:
		p := g[2].Elems()
		return node(aTuple, anno, term.List(p[2], p[3])), remote(anno, "maps", "to_list", g[3]), g[0].Is(aMGenerateStrict)
	case aBGenerate, aBGenerateStrict:
		vars := listOfVars(g[2])
		t := node(aTuple, anno, term.List(vars...))
		return t, node(aLc, anno, t, term.List(term.TupleOf(g))), g[0].Is(aBGenerateStrict)
	}
	return g[2], g[3], g[0].Is(aGenerateStrict)
}

// listOfVars returns the variables of a pattern, each once.
func listOfVars(t term.Term) []term.Term {
	var out []term.Term
	seen := map[term.Atom]bool{aUnderscore: true}
	var walk func(t term.Term)
	walk = func(t term.Term) {
		if v := t.Tagged(aVar, 3); v != nil && v[2].IsAtom() {
			if !seen[v[2].Atom()] {
				seen[v[2].Atom()] = true
				out = append(out, t)
			}
			return
		}
		for _, e := range t.Elems() {
			walk(e)
		}
		for ; t.IsCons(); t = t.Tail() {
			walk(t.Head())
		}
	}
	walk(t)
	return out
}

// zipper is a fun that makes a list of tuples of n lists of one length:
//
//	fun Zip([H1|T1], [H2|T2]) -> [{H1,H2}|Zip(T1, T2)]; Zip([], []) -> [];
//	    Zip(T1, T2) -> error({bad_generators, {T1,T2}}) end
func (x *lowering) zipper(anno term.Term, n int) term.Term {
	name := x.newVar(anno)
	var heads, tails, cells, empty []term.Term
	for range n {
		h, t := x.newVar(anno), x.newVar(anno)
		heads, tails = append(heads, h), append(tails, t)
		cells, empty = append(cells, node(aCons, anno, h, t)), append(empty, node(aNil, anno))
	}
	tuple := func(es []term.Term) term.Term { return node(aTuple, anno, term.List(es...)) }
	clause := func(head []term.Term, body term.Term) term.Term {
		return node(aClause, anno, term.List(head...), term.Nil, term.List(body))
	}
	again := node(aCall, anno, name, term.List(tails...))
	bad := remote(anno, "erlang", "error", tuple([]term.Term{atom(anno, term.Intern("bad_generators")), tuple(tails)}))
	return node(aNamedFun, anno, name.Elem(2), term.List(
		clause(cells, node(aCons, anno, tuple(heads), again)),
		clause(empty, node(aNil, anno)),
		clause(tails, bad)))
}
