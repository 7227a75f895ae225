package bif

import (
	"slices"

	"gex/proto/term"
	"gex/repl/lang/code"
	"gex/repl/lang/vm"
)

// etsSelectRows are the functions of :ets that go through a table by a match
// specification or a pattern.
var etsSelectRows = []vm.Row{
	{Name: "select", Arity: 1, Func: etsContinue(selectSpec)},
	{Name: "select", Arity: 2, Func: etsSelect(selectSpec, false)},
	{Name: "select", Arity: 3, Func: etsSelect(selectSpec, false)},
	{Name: "select_reverse", Arity: 1, Func: etsContinue(selectSpec)},
	{Name: "select_reverse", Arity: 2, Func: etsSelect(selectSpec, true)},
	{Name: "select_reverse", Arity: 3, Func: etsSelect(selectSpec, true)},
	{Name: "match", Arity: 1, Func: etsContinue(selectMatch)},
	{Name: "match", Arity: 2, Func: etsSelect(selectMatch, false)},
	{Name: "match", Arity: 3, Func: etsSelect(selectMatch, false)},
	{Name: "match_object", Arity: 1, Func: etsContinue(selectObject)},
	{Name: "match_object", Arity: 2, Func: etsSelect(selectObject, false)},
	{Name: "match_object", Arity: 3, Func: etsSelect(selectObject, false)},
	{Name: "select_count", Arity: 2, Func: onTable(etsRead, etsSelectCount)},
	{Name: "internal_select_delete", Arity: 2, Func: onTable(etsWrite, etsSelectDelete)},
	{Name: "select_replace", Arity: 2, Func: onTable(etsWrite, etsSelectReplace)},
	{Name: "match_spec_compile", Arity: 1, Func: etsSpecCompile},
	{Name: "match_spec_run_r", Arity: 3, Func: etsSpecRun},
	{Name: "is_compiled_ms", Arity: 1, Func: func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		_, is := resource[*matchSpec](m, a[0])
		return boolean(is)
	}},
	{Name: "test_ms", Arity: 2, Func: etsTestSpec},
	{Name: "repair_continuation", Arity: 2, Func: etsRepair},
}

// selectForm is what a function of the family is given for a specification.
type selectForm uint8

const (
	selectSpec   selectForm = iota // a match specification
	selectMatch                    // a pattern; the values of its variables
	selectObject                   // a pattern; whole objects
)

// spec is the match specification that an argument stands for.
func (f selectForm) spec(arg term.Term) term.Term {
	switch f {
	case selectMatch:
		return term.List(term.Tuple(arg, term.Nil, term.List(specAll.Term())))
	case selectObject:
		return term.List(term.Tuple(arg, term.Nil, term.List(specObject.Term())))
	}
	return arg
}

// selection is a walk through a table by a specification.
type selection struct {
	t     *etsTable
	spec  *matchSpec
	run   specRun
	back  bool
	at    etsPos
	limit int // 0: none
}

// keys are the keys that the heads of the specification name; false if it has to
// be tried on all entries.
func (s *selection) keys() ([]term.Term, bool) {
	var keys []term.Term
	for _, c := range s.spec.clauses {
		switch es := c.head.Elems(); {
		case len(es) > s.t.keyPos && !specVaries(es[s.t.keyPos]):
			key := es[s.t.keyPos]
			if !slices.ContainsFunc(keys, func(k term.Term) bool { return s.t.sameKey(k, key) }) {
				keys = append(keys, key)
			}
		case c.head.IsTuple() && len(es) <= s.t.keyPos, !c.head.IsTuple() && !specVaries(c.head):
			// Nothing in the table is like it.
		default:
			return nil, false
		}
	}
	if s.t.kind == etsOrderedSet {
		slices.SortFunc(keys, term.Compare)
	}
	if s.back {
		slices.Reverse(keys)
	}
	return keys, true
}

// each visits what the specification makes of the objects, until more, asked after
// each entry, is false: nil is never. The place to go on from is noted.
func (s *selection) each(f func(e *etsEntry, obj, v term.Term), more func() bool) {
	visit := func(e *etsEntry) {
		for _, o := range e.objects() {
			s.run.m.Bump(1)
			if v, matched := s.spec.run(&s.run, o); matched {
				f(e, o, v)
			}
		}
	}
	if keys, few := s.keys(); few && more == nil {
		for _, k := range keys {
			if e := s.t.store.find(k); e != nil {
				visit(e)
			}
		}
		return
	}
	s.t.store.walk(s.at, s.back, func(e *etsEntry, at etsPos) bool {
		visit(e)
		s.at = at
		return more == nil || more()
	})
}

// specOf compiles a specification.
func specOf(m *vm.Machine, spec term.Term) (*matchSpec, etsCause) {
	s, faults := compileSpec(m.System().Table, spec)
	if len(faults) > 0 {
		return nil, etsNone
	}
	return s, ""
}

// etsSelect makes a native of two arguments, or three with a limit.
func etsSelect(form selectForm, back bool) result {
	return onTable(etsRead, func(m *vm.Machine, t *etsTable, a []term.Term) (term.Term, etsCause) {
		s := selection{t: t, back: back, run: specRun{m: m}}
		if len(a) == 3 {
			limit, isInt := a[2].AsInt()
			if !isInt || limit < 1 {
				return term.Term{}, etsNone
			}
			s.limit = int(limit)
		}
		var cause etsCause
		if s.spec, cause = specOf(m, form.spec(a[1])); cause != "" {
			return term.Term{}, cause
		}
		if s.limit > 0 {
			return s.page(form, term.Term{}, term.Nil), ""
		}
		var out []term.Term
		s.each(func(_ *etsEntry, _, v term.Term) { out = append(out, v) }, nil)
		return term.List(out...), ""
	})
}

// page is up to limit values and where to go on, as select/3 returns them. ref is
// the compiled specification as a term, if there is one yet; rest is what the page
// before had too many: entries are visited whole, as they may change between pages.
func (s *selection) page(form selectForm, ref, rest term.Term) term.Term {
	var found []term.Term
	more := func() bool { return len(found) < s.limit }
	for ; more() && rest.IsCons(); rest = rest.Tail() {
		found = append(found, rest.Head())
	}
	if more() {
		s.each(func(_ *etsEntry, _, v term.Term) { found = append(found, v) }, more)
	}
	if len(found) > s.limit {
		rest = term.List(found[s.limit:]...)
		found = found[:s.limit]
	}
	if len(found) == 0 {
		return endOfTable
	}
	cont := endOfTable
	if !more() {
		if ref.IsNone() {
			ref = host(s.run.m).resources.add(s.run.m, s.spec)
		}
		place := term.Int(int64(s.at.seq))
		if !s.at.key.IsNone() {
			place = term.List(s.at.key)
		}
		cont = term.Tuple(s.t.id(), place, rest, term.Int(int64(s.limit)), ref, term.Int(int64(form)), term.Bool(s.back))
	}
	return term.Tuple(term.List(found...), cont)
}

// etsContinue makes a native that goes on with a continuation.
func etsContinue(form selectForm) result {
	return func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		if term.Identical(a[0], endOfTable) {
			return ok(endOfTable)
		}
		c := a[0].Elems()
		if len(c) != 7 || !c[3].IsInt() || c[3].Int() < 1 || !c[5].IsInt() || c[5].Int() != int64(form) {
			return etsFail(m, etsNone)
		}
		spec, compiled := resource[*matchSpec](m, c[4])
		if !compiled {
			return etsFail(m, etsNone)
		}
		s := selection{spec: spec, run: specRun{m: m}, back: c[6].Is(term.True), limit: int(c[3].Int())}
		switch {
		case c[1].IsInt() && c[1].Int() >= 0:
			s.at.seq = uint64(c[1].Int())
		case c[1].IsCons():
			s.at.key = c[1].Head()
		default:
			return etsFail(m, etsNone)
		}
		t, cause := host(m).ets.use(m, c[0], etsRead)
		if t == nil {
			return etsFail(m, cause)
		}
		defer t.done(etsRead)
		s.t = t
		return ok(s.page(form, c[4], c[2]))
	}
}

// etsRepair is repair_continuation/2: the compiled specification of a continuation
// that went through a file or another node is made anew.
func etsRepair(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if term.Identical(a[0], endOfTable) {
		return ok(a[0])
	}
	c := a[0].Elems()
	if len(c) != 7 || !c[5].IsInt() {
		return m.Badarg()
	}
	if _, compiled := resource[*matchSpec](m, c[4]); compiled {
		return ok(a[0])
	}
	spec, cause := specOf(m, selectForm(c[5].Int()).spec(a[1]))
	if cause != "" {
		return m.Badarg()
	}
	es := slices.Clone(c)
	es[4] = host(m).resources.add(m, spec)
	return ok(term.TupleOf(es))
}

func etsSelectCount(m *vm.Machine, t *etsTable, a []term.Term) (term.Term, etsCause) {
	spec, cause := specOf(m, a[1])
	if cause != "" {
		return term.Term{}, cause
	}
	n := 0
	s := selection{t: t, spec: spec, run: specRun{m: m}}
	s.each(func(_ *etsEntry, _, v term.Term) {
		if v.Is(term.True) {
			n++
		}
	}, nil)
	return term.Int(int64(n)), ""
}

// change is an object that a specification picked, and what it made of it.
type change struct {
	entry  *etsEntry
	obj, v term.Term
}

// changes collects what a walk picks, as the table may not change meanwhile.
func changes(m *vm.Machine, t *etsTable, spec *matchSpec, picked func(v term.Term) bool) []change {
	var out []change
	s := selection{t: t, spec: spec, run: specRun{m: m}}
	s.each(func(e *etsEntry, obj, v term.Term) {
		if picked(v) {
			out = append(out, change{e, obj, v})
		}
	}, nil)
	return out
}

func etsSelectDelete(m *vm.Machine, t *etsTable, a []term.Term) (term.Term, etsCause) {
	spec, cause := specOf(m, a[1])
	if cause != "" {
		return term.Term{}, cause
	}
	gone := changes(m, t, spec, func(v term.Term) bool { return v.Is(term.True) })
	for i := 0; i < len(gone); {
		e := gone[i].entry
		j := i
		for j < len(gone) && gone[j].entry == e {
			j++
		}
		// What was picked is in the order of the objects of the entry.
		picked := gone[i:j]
		t.removeObjects(e, func(o term.Term) bool {
			if len(picked) > 0 && picked[0].obj == o {
				picked = picked[1:]
				return true
			}
			return false
		})
		i = j
	}
	return term.Int(int64(len(gone))), ""
}

func etsSelectReplace(m *vm.Machine, t *etsTable, a []term.Term) (term.Term, etsCause) {
	if t.kind == etsBag {
		return term.Term{}, etsTableType
	}
	spec, cause := specOf(m, a[1])
	if cause != "" {
		return term.Term{}, cause
	}
	for _, c := range spec.clauses {
		if !c.keepsKey(t.keyPos) {
			return term.Term{}, etsNone
		}
	}
	found := changes(m, t, spec, t.valid)
	n := 0
	for _, f := range found {
		objs := f.entry.objects()
		for i, o := range objs {
			if o == f.obj && term.Identical(t.key(f.v), t.key(o)) {
				objs[i] = f.v
				n++
				break
			}
		}
	}
	return term.Int(int64(n)), ""
}

// keepsKey tells whether the body is seen to make an object with the key of the
// one that matched.
func (c *specClause) keepsKey(keyPos int) bool {
	last := c.source[len(c.source)-1]
	if last.Is(specObject) {
		return true
	}
	es := last.Elems()
	if len(es) != 1 || !es[0].IsTuple() || es[0].Arity() <= keyPos {
		return false
	}
	made := es[0].Elem(keyPos)
	if made.IsTupleOf(3) && made.Elem(0).Is(term.Intern("element")) && made.Elem(2).Is(specObject) {
		return made.Elem(1).IsInt() && made.Elem(1).Int() == int64(keyPos+1)
	}
	if !c.head.IsTuple() || c.head.Arity() <= keyPos {
		return false
	}
	key := c.head.Elem(keyPos)
	if es := made.Tagged(specConst, 2); es != nil {
		return !specVaries(key) && term.Identical(key, es[1])
	}
	return !key.Is(specAny) && term.Identical(key, made) && (specIsVariable(key) || !key.IsTuple())
}

func specIsVariable(t term.Term) bool { _, is := specVariable(t); return is }

func etsSpecCompile(m *vm.Machine, a []term.Term) (term.Term, bool) {
	spec, cause := specOf(m, a[0])
	if cause != "" {
		return etsFail(m, cause)
	}
	return ok(host(m).resources.add(m, spec))
}

// etsSpecRun is match_spec_run_r/3: the results come in front of a[2], last first.
func etsSpecRun(m *vm.Machine, a []term.Term) (term.Term, bool) {
	spec, compiled := resource[*matchSpec](m, a[1])
	list, proper := a[0].Slice()
	if !compiled || !proper {
		return m.Badarg()
	}
	m.Bump(len(list))
	out := a[2]
	r := specRun{m: m}
	for _, o := range list {
		if v, matched := spec.run(&r, o); matched {
			out = term.Cons(v, out)
		}
	}
	return ok(out)
}

func etsTestSpec(m *vm.Machine, a []term.Term) (term.Term, bool) {
	return ok(testSpec(m, m.System().Table, a[0], a[1]))
}

// testSpec is the result of test_ms/2.
func testSpec(m *vm.Machine, table *code.Table, obj, source term.Term) term.Term {
	spec, faults := compileSpec(table, source)
	if len(faults) > 0 {
		var out []term.Term
		for _, f := range faults {
			out = append(out, term.Tuple(term.Error.Term(), term.Charlist(f)))
		}
		return term.Tuple(term.Error.Term(), term.List(out...))
	}
	v, matched := spec.run(&specRun{m: m}, obj)
	if !matched {
		v = term.False.Term()
	}
	return term.Tuple(term.Ok.Term(), v)
}
