package lint

import (
	"fmt"
	"math"
	"slices"

	"gex/proto/term"
	"gex/repl/lang/erl"
)

func locTerm(anno term.Term) term.Term { return erl.LocOf(anno).Term() }

func slice(t term.Term) []term.Term {
	ts, _ := t.Slice()
	return ts
}

func (l *linter) function(es []term.Term) {
	if !es[2].IsAtom() || !es[3].IsInt() {
		return
	}
	l.current = fa{es[2].Atom(), int(es[3].Int())}
	for _, c := range slice(es[4]) {
		l.vars = scope{}
		l.clause(c, func(ps []term.Term) { l.patterns(ps...) })
		l.unused(scope{})
	}
	l.current = fa{}
}

// clause checks a clause; head takes its patterns.
func (l *linter) clause(c term.Term, head func(ps []term.Term)) {
	es := c.Tagged(aClause, 5)
	if es == nil {
		return
	}
	head(slice(es[2]))
	for _, g := range slice(es[3]) {
		l.guards(slice(g))
	}
	l.exprs(es[4])
}

func (l *linter) guards(tests []term.Term) {
	was := l.guard
	l.guard = true
	for _, t := range tests {
		l.guardTest(t)
	}
	l.guard = was
}

func (l *linter) guardTest(t term.Term) {
	es := t.Elems()
	if len(es) == 4 && es[0].Is(aCall) {
		if a := es[2].Tagged(aAtom, 3); a != nil && a[2].IsAtom() {
			n, _ := es[3].Len()
			name := a[2].AtomName()
			if obsoleteTests[fmt.Sprintf("%s/%d", name, n)] {
				l.warn("obsolete_guard", es[1], term.Tuple(term.A("obsolete_guard"), fa{a[2].Atom(), n}.term()))
				for _, arg := range slice(es[3]) {
					l.expr(arg)
				}
				return
			}
		}
	}
	l.expr(t)
}

var obsoleteTests = map[string]bool{"atom/1": true, "binary/1": true, "float/1": false, "function/1": true, "integer/1": true,
	"list/1": true, "number/1": true, "pid/1": true, "port/1": true, "record/2": true, "reference/1": true, "tuple/1": true}

func (l *linter) exprs(list term.Term) {
	for _, e := range slice(list) {
		l.expr(e)
	}
}

// together checks expressions of which none sees the variables of another.
func (l *linter) together(es ...term.Term) {
	before := l.vars
	made := before.clone()
	for _, e := range es {
		l.vars = before.clone()
		l.expr(e)
		for name, v := range l.vars {
			switch old, known := made[name]; {
			case !known || before[name] == old:
				made[name] = v
			case old != v && before[name] != v:
				old.used, old.annos = old.used || v.used, append(old.annos, v.annos...)
			}
		}
	}
	l.vars = made
}

// branches checks alternatives.
func (l *linter) branches(what string, anno term.Term, checks ...func()) {
	before := l.vars
	var ends []scope
	for _, check := range checks {
		l.vars = before.clone()
		check()
		ends = append(ends, l.vars)
	}
	l.vars = before.merge(what, anno, ends)
}

func (l *linter) clauseChecks(cs term.Term) []func() {
	var checks []func()
	for _, c := range slice(cs) {
		checks = append(checks, func() { l.clause(c, func(ps []term.Term) { l.patterns(ps...) }) })
	}
	return checks
}

func (l *linter) illegalGuard(anno term.Term) bool {
	if l.guard {
		l.fail(anno, aIllegalGuard.Term())
	}
	return l.guard
}

func (l *linter) expr(t term.Term) {
	es := t.Elems()
	if len(es) < 3 || !es[0].IsAtom() {
		return
	}
	anno := es[1]
	switch tag := es[0].Atom(); tag {
	case aAtom, aInteger, aFloat, aChar, aString:
	case aVar:
		l.useVar(es)
	case aCons:
		l.exporting("list", anno, func() {
			for c := es; c != nil; c = t.Tagged(aCons, 4) {
				l.expr(c[2])
				t = c[3]
			}
			l.expr(t)
		})
	case aTuple:
		l.exporting("tuple", anno, func() { l.together(slice(es[2])...) })
	case aMap:
		l.exporting("map", anno, func() { l.mapExpr(es) })
		if len(es) == 4 {
			l.literalUpdate(anno, es[2])
		}
	case aBin:
		l.exporting("binary", anno, func() {
			for _, e := range slice(es[2]) {
				if b := e.Tagged(aBinElement, 5); b != nil {
					l.expr(b[2])
					l.expr(b[3])
				}
			}
		})
	case aOp:
		l.op(es)
	case aCall:
		l.exporting("call", anno, func() { l.call(es) })
	case aRecord, aRecordField, aRecordIndex:
		l.record(es)
	default:
		if !l.illegalGuard(anno) {
			l.control(tag, es)
		}
	}
}

func (l *linter) mapExpr(es []term.Term) {
	l.together(es[2:]...)
	for _, f := range slice(es[len(es)-1]) {
		if f.Tagged(aMapFieldExact, 4) != nil && len(es) == 3 {
			l.fail(f.Elem(1), term.A("illegal_map_construction"))
		}
		if f.IsTupleOf(4) {
			l.together(f.Elem(2), f.Elem(3))
		}
	}
}

// literalUpdate warns of an update of a map or record that is written there: most
// often a comma is missing.
func (l *linter) literalUpdate(anno, of term.Term) {
	for {
		es := of.Elems()
		switch {
		case len(es) == 4 && es[0].Is(aMap) || len(es) == 5 && es[0].Is(aRecord):
			of = es[2]
		case len(es) == 3 && es[0].Is(aMap) || len(es) == 4 && es[0].Is(aRecord):
			l.warn("update_literal", anno, term.A("update_literal"))
			return
		default:
			return
		}
	}
}

func (l *linter) op(es []term.Term) {
	name := ""
	if es[2].IsAtom() {
		name = es[2].AtomName()
	}
	if l.guard && (name == "!" || name == "++" || name == "--") {
		l.fail(es[1], aIllegalGuard.Term())
		return
	}
	if (name == "andalso" || name == "orelse") && len(es) == 5 {
		l.exporting(name, es[1], func() { l.expr(es[3]) })
		before := l.vars.clone()
		l.expr(es[4])
		l.vars.hide(before, name, es[1])
		return
	}
	if name == "=:=" || name == "=/=" {
		for _, e := range es[3:] {
			l.floatZero(e)
		}
	}
	l.exporting(name, es[1], func() { l.together(es[3:]...) })
}

// floatZero warns of 0.0 where it is matched: -0.0 is not the same.
func (l *linter) floatZero(t term.Term) {
	if f := t.Tagged(aFloat, 3); f != nil && f[2].IsFloat() && f[2].Float() == 0 && !math.Signbit(f[2].Float()) {
		l.warn("match_float_zero", f[1], term.A("match_float_zero"))
	}
}

func (l *linter) call(es []term.Term) {
	args := slice(es[3])
	f := es[2]
	a := f.Tagged(aAtom, 3)
	switch {
	case a != nil && a[2].IsAtom():
		l.localCall(es[1], fa{a[2].Atom(), len(args)}, args)
	case f.Tagged(aRemote, 4) != nil:
		r := f.Elems()
		if l.guard && !erl.IsGuard(term.Tuple(es[0], es[1], f, term.List(make([]term.Term, 0)...))) && !guardRemote(r, len(args)) {
			l.fail(es[1], aIllegalGuard.Term())
		}
		l.together(append([]term.Term{r[2], r[3]}, args...)...)
		l.remoteRecordTest(r, args)
		return
	default:
		if l.illegalGuard(es[1]) {
			return
		}
		l.together(append([]term.Term{f}, args...)...)
		return
	}
	l.together(args...)
}

func guardRemote(r []term.Term, arity int) bool {
	m, f := r[2].Tagged(aAtom, 3), r[3].Tagged(aAtom, 3)
	return m != nil && f != nil && m[2].Is(term.Intern("erlang")) && f[2].IsAtom() &&
		(erl.IsGuardBIF(f[2].AtomName(), arity) || erl.IsArith(f[2].AtomName(), arity) ||
			erl.IsComparison(f[2].AtomName(), arity) || erl.IsBool(f[2].AtomName(), arity))
}

func (l *linter) remoteRecordTest(r, args []term.Term) {
	f := r[3].Tagged(aAtom, 3)
	if f != nil && f[2].Is(term.Intern("is_record")) && len(args) == 2 && args[1].Tagged(aAtom, 3) != nil {
		l.recordUse(args[1].Elem(1), args[1].Elem(2))
	}
}

func (l *linter) localCall(anno term.Term, k fa, args []term.Term) {
	name := k.name.String()
	_, own := l.defined[k]
	if name == "record_info" && k.arity == 2 && !own {
		if r := args[1].Tagged(aAtom, 3); r != nil {
			l.recordUse(r[1], r[2])
		}
		return
	}
	if name == "is_record" && k.arity == 2 && !own && args[1].Tagged(aAtom, 3) != nil {
		l.recordUse(args[1].Elem(1), args[1].Elem(2))
	}
	_, imported := l.imports[k]
	auto := l.opts.AutoImported != nil && l.opts.AutoImported(name, k.arity)
	if l.guard {
		switch {
		case (own || imported) && (!auto || l.noAuto[k]):
			l.fail(anno, term.Tuple(term.A("illegal_guard_local_call"), k.term()))
		case !erl.IsGuardBIF(name, k.arity):
			l.fail(anno, aIllegalGuard.Term())
		}
		return
	}
	switch {
	case own && auto && !l.noAuto[k] && !l.noAuto[fa{}]:
		l.fail(anno, term.Tuple(term.A("call_to_redefined_bif"), k.term()))
	case imported || auto && !own:
		return
	}
	l.mention(anno, k)
}

// mention notes that the function at hand uses another of the module.
func (l *linter) mention(anno term.Term, k fa) {
	if !slices.Contains(l.calls[l.current], k) {
		l.calls[l.current] = append(l.calls[l.current], k)
	}
	if _, ok := l.defined[k]; !ok {
		l.called = append(l.called, use{k, l.file, erl.LocOf(anno)})
	}
}

func (l *linter) control(tag term.Atom, es []term.Term) {
	anno := es[1]
	switch tag {
	case aMatch, aMaybeMatch:
		before := l.vars
		l.vars = before.clone()
		l.expr(es[3])
		after := l.vars
		l.vars = before.clone() // the pattern does not see what the value binds
		l.patterns(es[2])
		for name, v := range after {
			if w, ok := l.vars[name]; !ok || w == before[name] {
				l.vars[name] = v
			}
		}
	case aCatch:
		l.warn("deprecated_catch", anno, term.A("deprecated_catch"))
		before := l.vars.clone()
		l.expr(es[2])
		l.vars.hide(before, "catch", anno)
	case aCase:
		l.expr(es[2])
		l.branches("case", anno, l.clauseChecks(es[3])...)
	case aIf:
		l.branches("if", anno, l.clauseChecks(es[2])...)
	case aReceive:
		checks := l.clauseChecks(es[2])
		if len(es) == 5 {
			l.expr(es[3])
			checks = append(checks, func() { l.exprs(es[4]) })
		}
		l.branches("receive", anno, checks...)
	case aTry:
		l.try(es)
	case aMaybe:
		before := l.vars.clone()
		l.exprs(es[2])
		l.vars.hide(before, "maybe", anno)
		if len(es) == 4 && es[3].IsTupleOf(3) {
			inside := l.vars
			l.branches("maybe", anno, l.clauseChecks(es[3].Elem(2))...)
			l.vars.hide(inside, "maybe", anno)
		}
	case aFun:
		l.fun(es)
	case aNamedFun:
		before := l.vars
		l.vars = before.clone()
		if es[2].IsAtom() && !es[2].Is(aUnderscore) {
			if _, hidden := l.vars[es[2].Atom()]; hidden {
				l.warn("shadow_vars", anno, term.Tuple(term.A("shadowed_var"), es[2], term.A("named fun")))
			}
			l.vars[es[2].Atom()] = &variable{annos: []term.Term{anno}}
		}
		l.funClauses(es[3])
		l.unused(before)
		l.vars = before
	case aLc, aBc, aMc:
		l.comprehension(es)
	case aBlock:
		l.exporting("begin", anno, func() { l.exprs(es[2]) })
	default:
		for _, e := range es[2:] {
			if e.IsList() {
				l.exprs(e)
			} else {
				l.expr(e)
			}
		}
	}
}

func (l *linter) try(es []term.Term) {
	before := l.vars.clone()
	l.exprs(es[2])
	body := l.vars
	hidden := body.clone()
	hidden.hide(before, "try", es[1])
	l.vars = body.clone()
	l.branches("try", es[1], l.clauseChecks(es[3])...)
	ends := []scope{l.vars}
	for _, c := range slice(es[4]) {
		l.vars = hidden.clone()
		l.clause(c, func(ps []term.Term) { l.patterns(ps...) })
		ends = append(ends, l.vars)
	}
	all := hidden.merge("try", es[1], ends)
	all.hide(before, "try", es[1])
	l.vars = all
	l.exprs(es[5])
	l.vars.hide(before, "try", es[1])
}

func (l *linter) fun(es []term.Term) {
	def := es[2].Elems()
	switch {
	case len(def) == 2 && def[0].Is(aClauses):
		l.funClauses(def[1])
	case len(def) == 3 && def[1].IsAtom() && def[2].IsInt():
		k := fa{def[1].Atom(), int(def[2].Int())}
		_, own := l.defined[k]
		if _, imported := l.imports[k]; imported && !own {
			return
		}
		if !own && l.opts.AutoImported != nil && l.opts.AutoImported(k.name.String(), k.arity) {
			return
		}
		l.mention(es[1], k)
	case len(def) == 4:
		l.together(def[1:]...)
	}
}

func (l *linter) funClauses(cs term.Term) {
	before := l.vars
	for _, c := range slice(cs) {
		l.vars = before.clone()
		l.clause(c, func(ps []term.Term) { l.heads("fun", ps...) })
		l.unused(before)
	}
	l.vars = before
}

func (l *linter) comprehension(es []term.Term) {
	before := l.vars
	l.vars = before.clone()
	for _, q := range slice(es[3]) {
		l.qualifier(q)
	}
	template := es[2]
	if !template.IsList() {
		template = term.List(template)
	}
	for _, e := range slice(template) {
		if f := e.Elems(); len(f) == 4 && (f[0].Is(aMapFieldAssoc) || f[0].Is(aMapFieldExact)) {
			l.together(f[2], f[3])
		} else {
			l.expr(e)
		}
	}
	l.unused(before)
	l.vars = before
}

func (l *linter) qualifier(q term.Term) {
	es := q.Elems()
	if len(es) == 3 && es[0].Is(aZip) {
		before := l.vars
		made := before.clone()
		for _, g := range slice(es[2]) {
			l.vars = before.clone()
			l.qualifier(g)
			for name, v := range l.vars {
				if before[name] != v {
					made[name] = v
				}
			}
		}
		l.vars = made
		return
	}
	if len(es) == 4 && es[0].IsAtom() {
		switch es[0].Atom() {
		case aGen, aGenStrict, aBGen, aBGenStrict:
			l.generator(es[3], es[2])
			return
		case aMGen, aMGenStrict:
			l.generator(es[3], es[2].Elem(2), es[2].Elem(3))
			return
		}
	}
	l.expr(q)
}

func (l *linter) generator(from term.Term, ps ...term.Term) {
	before := l.vars
	l.vars = before.clone()
	l.expr(from)
	l.unused(before)
	l.vars = before
	l.vars = l.vars.clone()
	l.heads("generate", ps...)
}

func (l *linter) pattern(t term.Term, fresh scope) {
	es := t.Elems()
	if len(es) < 3 || !es[0].IsAtom() {
		return
	}
	all := func(list term.Term) {
		for _, p := range slice(list) {
			l.pattern(p, fresh)
		}
	}
	// value checks an expression inside a pattern, which sees the variables
	// before it.
	value := func(e term.Term) {
		was, shadows := l.vars, l.shadows
		l.vars, l.shadows = was.clone(), false
		for name, v := range fresh {
			l.vars[name] = v
		}
		l.expr(e)
		l.vars, l.shadows = was, shadows
	}
	switch tag := es[0].Atom(); tag {
	case aVar:
		l.bindVar(es, fresh)
	case aCons:
		for c := es; c != nil; c = t.Tagged(aCons, 4) {
			l.pattern(c[2], fresh)
			t = c[3]
		}
		l.pattern(t, fresh)
	case aTuple:
		all(es[2])
	case aMap:
		for _, f := range slice(es[2]) {
			switch {
			case f.Tagged(aMapFieldExact, 4) != nil:
				value(f.Elem(2))
				l.pattern(f.Elem(3), fresh)
			case f.IsTupleOf(4):
				l.fail(f.Elem(1), term.A("illegal_map_assoc_in_pattern"))
			}
		}
	case aBin:
		for _, e := range slice(es[2]) {
			if b := e.Tagged(aBinElement, 5); b != nil {
				if !b[3].Is(aDefault) {
					value(b[3])
				}
				l.pattern(b[2], fresh)
			}
		}
	case aMatch:
		l.pattern(es[2], fresh)
		l.pattern(es[3], fresh)
	case aRecordIndex:
		l.record(es)
	case aRecord:
		if len(es) != 4 {
			l.fail(es[1], aIllegalPattern.Term())
			return
		}
		l.recordFields(es[1], es[2], es[3], func(v term.Term) { l.pattern(v, fresh) })
	case aOp:
		l.patternOp(es, fresh)
	case aFloat:
		l.floatZero(t)
	case aAtom, aInteger, aChar, aString:
	default:
		l.fail(es[1], aIllegalPattern.Term())
	}
}

func (l *linter) patternOp(es []term.Term, fresh scope) {
	if len(es) == 5 && es[2].Is(term.Intern("++")) {
		l.pattern(es[4], fresh)
		return
	}
	if !isConstant(term.TupleOf(es)) {
		l.fail(es[1], aIllegalPattern.Term())
	}
}

// isConstant tells whether an expression computes with numbers alone.
func isConstant(t term.Term) bool {
	es := t.Elems()
	if len(es) < 3 || !es[0].IsAtom() {
		return false
	}
	switch es[0].AtomName() {
	case "integer", "float", "char":
		return true
	case "op":
		for _, e := range es[3:] {
			if !isConstant(e) {
				return false
			}
		}
		return es[2].IsAtom() && erl.IsArith(es[2].AtomName(), len(es)-3)
	}
	return false
}
