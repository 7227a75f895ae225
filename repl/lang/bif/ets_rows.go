package bif

import (
	"slices"
	"time"

	"gex/node/proc"
	"gex/proto/term"
	"gex/repl/lang/vm"
)

// etsRows are the functions of :ets for tables, keys and objects.
var etsRows = []vm.Row{
	{Name: "new", Arity: 2, Func: etsNew},
	{Name: "delete", Arity: 1, Func: etsDeleteTable},
	{Name: "all", Arity: 0, Func: func(m *vm.Machine, _ []term.Term) (term.Term, bool) { return ok(term.List(host(m).Tables()...)) }},
	{Name: "whereis", Arity: 1, Func: etsWhereis},
	{Name: "rename", Arity: 2, Func: onTable(etsWrite, etsRename)},
	{Name: "give_away", Arity: 3, Func: etsGiveAway},
	{Name: "setopts", Arity: 2, Func: onTable(etsWrite, etsSetopts)},
	{Name: "safe_fixtable", Arity: 2, Func: onTable(etsFix, etsSafeFixtable)},
	{Name: "info", Arity: 1, Func: etsInfo},
	{Name: "info", Arity: 2, Func: etsInfo},

	{Name: "insert", Arity: 2, Func: onTable(etsWrite, etsInsert)},
	{Name: "insert_new", Arity: 2, Func: onTable(etsWrite, etsInsertNew)},
	{Name: "lookup", Arity: 2, Func: onTable(etsRead, etsLookup)},
	{Name: "lookup_element", Arity: 3, Func: onTable(etsRead, etsLookupElement)},
	{Name: "lookup_element", Arity: 4, Func: onTable(etsRead, etsLookupElement)},
	{Name: "member", Arity: 2, Func: onTable(etsRead, etsMember)},
	{Name: "delete", Arity: 2, Func: onTable(etsWrite, etsDeleteKey)},
	{Name: "delete_object", Arity: 2, Func: onTable(etsWrite, etsDeleteObject)},
	{Name: "delete_all_objects", Arity: 1, Func: onTable(etsWrite, etsDeleteAll)},
	{Name: "take", Arity: 2, Func: onTable(etsWrite, etsTake)},
	{Name: "update_counter", Arity: 3, Func: onTable(etsWrite, etsUpdateCounter)},
	{Name: "update_counter", Arity: 4, Func: onTable(etsWrite, etsUpdateCounter)},
	{Name: "update_element", Arity: 3, Func: onTable(etsWrite, etsUpdateElement)},
	{Name: "update_element", Arity: 4, Func: onTable(etsWrite, etsUpdateElement)},

	{Name: "first", Arity: 1, Func: onTable(etsRead, etsStep{edge: true}.run)},
	{Name: "last", Arity: 1, Func: onTable(etsRead, etsStep{edge: true, back: true}.run)},
	{Name: "next", Arity: 2, Func: onTable(etsRead, etsStep{}.run)},
	{Name: "prev", Arity: 2, Func: onTable(etsRead, etsStep{back: true}.run)},
	{Name: "first_lookup", Arity: 1, Func: onTable(etsRead, etsStep{edge: true, objects: true}.run)},
	{Name: "last_lookup", Arity: 1, Func: onTable(etsRead, etsStep{edge: true, back: true, objects: true}.run)},
	{Name: "next_lookup", Arity: 2, Func: onTable(etsRead, etsStep{objects: true}.run)},
	{Name: "prev_lookup", Arity: 2, Func: onTable(etsRead, etsStep{back: true, objects: true}.run)},
	{Name: "slot", Arity: 2, Func: onTable(etsRead, etsSlot)},
}

var (
	endOfTable = term.A("$end_of_table")
	atomNone   = term.A("none")
)

func etsNew(m *vm.Machine, a []term.Term) (term.Term, bool) {
	t := &etsTable{protection: atomProtected, opts: etsOptions{write: term.Bool(false)}}
	opts, proper := a[1].Slice()
	if !a[0].IsAtom() || !proper {
		return etsFail(m, etsNone)
	}
	t.name = a[0].Atom()
	for _, o := range opts {
		if !t.option(m, o) {
			return etsFail(m, etsNone)
		}
	}
	t.store = newEtsStore(t.kind)
	id, free := host(m).ets.add(t, m.Proc())
	if !free {
		return etsFail(m, etsExists)
	}
	return ok(id)
}

// option sets what an option of new/2 says.
func (t *etsTable) option(m *vm.Machine, o term.Term) bool {
	if o.IsAtom() {
		name := o.AtomName()
		if i := slices.Index(etsKinds[:], name); i >= 0 {
			t.kind = etsKind(i)
			return true
		}
		switch name {
		case "public", "protected", "private":
			t.protection = o.Atom()
		case "named_table":
			t.named = true
		case "compressed":
			t.opts.compressed = true
		default:
			return false
		}
		return true
	}
	es := o.Elems()
	if len(es) < 2 || !es[0].IsAtom() {
		return false
	}
	name := es[0].AtomName()
	if name == "heir" {
		return t.setHeir(m, es)
	}
	if len(es) != 2 {
		return false
	}
	v := es[1]
	switch {
	case name == "keypos" && v.IsInt() && v.Int() >= 1 && v.Int() < 1<<24:
		t.keyPos = int(v.Int() - 1)
	case name == "write_concurrency" && (isBoolean(v) || v.Is(term.Intern("auto"))):
		t.opts.write = v
		t.opts.decentralized = t.opts.decentralized || v.Is(term.Intern("auto"))
	case name == "read_concurrency" && isBoolean(v):
		t.opts.read = v.Is(term.True)
	case name == "decentralized_counters" && isBoolean(v):
		t.opts.decentralized = v.Is(term.True)
	default:
		return false
	}
	return true
}

// setHeir sets the heir that {heir, none}, {heir, Pid} or {heir, Pid, Data} names.
func (t *etsTable) setHeir(m *vm.Machine, es []term.Term) bool {
	if len(es) == 2 && term.Identical(es[1], atomNone) {
		t.heir, t.heirData = nil, term.Term{}
		return true
	}
	if len(es) > 3 || !es[1].IsPid() || !host(m).Node.Local(es[1].Pid().Node) {
		return false
	}
	t.heir, t.heirData = localProcess(m, es[1]), term.Term{}
	if len(es) == 3 {
		t.heirData = es[2]
	}
	return true
}

func etsDeleteTable(m *vm.Machine, a []term.Term) (term.Term, bool) {
	ts := &host(m).ets
	t, cause := ts.use(m, a[0], etsWrite)
	if t == nil {
		return etsFail(m, cause)
	}
	owner, fixers := t.owner, t.drop()
	t.mu.Unlock()
	ts.forget(t, owner, fixers)
	return boolean(true)
}

func etsWhereis(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[0].IsAtom() {
		return etsFail(m, etsNone)
	}
	t, _ := host(m).ets.find(a[0])
	if t == nil {
		return ok(term.Undefined.Term())
	}
	return ok(t.ref)
}

func etsRename(m *vm.Machine, t *etsTable, a []term.Term) (term.Term, etsCause) {
	if !a[1].IsAtom() {
		return term.Term{}, etsNone
	}
	ts, name := &host(m).ets, a[1].Atom()
	ts.mu.Lock()
	defer ts.mu.Unlock()
	if t.named {
		if other := ts.named[name]; other != nil && other != t {
			return term.Term{}, etsNone
		}
		delete(ts.named, t.name)
		ts.named[name] = t
	}
	t.name = name
	return t.id(), ""
}

func etsGiveAway(m *vm.Machine, a []term.Term) (term.Term, bool) {
	ts, from := &host(m).ets, m.Proc()
	t, cause := ts.use(m, a[0], etsWrite)
	if t == nil {
		return etsFail(m, cause)
	}
	to := (*proc.Process)(nil)
	if a[1].IsPid() && host(m).Node.Local(a[1].Pid().Node) {
		to = localProcess(m, a[1])
	}
	switch {
	case t.owner != from:
		cause = etsNotOwner
	case to == from:
		cause = etsOwner
	case to == nil:
		cause = etsNone
	default:
		t.owner = to
	}
	transfer, fixed := t.transfer(from, a[2]), t.fixes[from] > 0
	t.mu.Unlock()
	if cause != "" {
		return etsFail(m, cause)
	}
	ts.give(t, from, to, fixed)
	to.Deliver(transfer)
	return boolean(true)
}

func etsSetopts(m *vm.Machine, t *etsTable, a []term.Term) (term.Term, etsCause) {
	opts, proper := a[1].Slice()
	if !a[1].IsList() {
		opts, proper = a[1:], true
	}
	if !proper || t.owner != m.Proc() {
		return term.Term{}, etsNone
	}
	for _, o := range opts {
		es := o.Elems()
		switch {
		case len(es) >= 2 && es[0].Is(term.Intern("heir")) && t.setHeir(m, es):
		case len(es) == 2 && es[0].Is(term.Intern("protection")) && (es[1].Is(atomPublic) || es[1].Is(atomProtected) || es[1].Is(atomPrivate)):
			t.protection = es[1].Atom()
		default:
			return term.Term{}, etsNone
		}
	}
	return term.True.Term(), ""
}

func etsSafeFixtable(m *vm.Machine, t *etsTable, a []term.Term) (term.Term, etsCause) {
	ts, p := &host(m).ets, m.Proc()
	switch {
	case !isBoolean(a[1]):
		return term.Term{}, etsNone
	case a[1].Is(term.True):
		if len(t.fixes) == 0 {
			t.fixes, t.fixedAt = map[*proc.Process]int{}, time.Now()
			t.store.fix(true)
		}
		if t.fixes[p]++; t.owner != p {
			ts.watch(t, p)
		}
	case t.fixes[p] > 1:
		t.fixes[p]--
	case t.fixes[p] == 1:
		if t.unfix(p); t.owner != p {
			ts.unwatch(t, p)
		}
	}
	return term.True.Term(), ""
}

// etsObjects are the objects of an argument: one, or a list of them.
func etsObjects(t *etsTable, arg term.Term) ([]term.Term, bool) {
	objs := []term.Term{arg}
	if arg.IsList() {
		var proper bool
		if objs, proper = arg.Slice(); !proper {
			return nil, false
		}
	}
	for _, o := range objs {
		if !t.valid(o) {
			return nil, false
		}
	}
	return objs, true
}

func etsInsert(m *vm.Machine, t *etsTable, a []term.Term) (term.Term, etsCause) {
	if t.valid(a[1]) {
		t.insert(a[1])
		return term.True.Term(), ""
	}
	objs, valid := etsObjects(t, a[1])
	if !valid {
		return term.Term{}, etsNone
	}
	m.Bump(len(objs))
	for _, o := range objs {
		t.insert(o)
	}
	return term.True.Term(), ""
}

func etsInsertNew(_ *vm.Machine, t *etsTable, a []term.Term) (term.Term, etsCause) {
	objs, valid := etsObjects(t, a[1])
	if !valid {
		return term.Term{}, etsNone
	}
	for _, o := range objs {
		if t.store.find(t.key(o)) != nil {
			return term.False.Term(), ""
		}
	}
	for _, o := range objs {
		t.insert(o)
	}
	return term.True.Term(), ""
}

func etsLookup(_ *vm.Machine, t *etsTable, a []term.Term) (term.Term, etsCause) {
	e := t.store.find(a[1])
	if e == nil {
		return term.Nil, ""
	}
	return term.List(e.objects()...), ""
}

func etsLookupElement(_ *vm.Machine, t *etsTable, a []term.Term) (term.Term, etsCause) {
	pos, isInt := a[2].AsInt()
	if !isInt || pos < 1 {
		return term.Term{}, etsNone
	}
	e := t.store.find(a[1])
	if e == nil {
		if len(a) == 4 {
			return a[3], ""
		}
		return term.Term{}, etsBadKey
	}
	var out []term.Term
	for _, o := range e.objects() {
		if pos > int64(o.Arity()) {
			return term.Term{}, etsNone
		}
		out = append(out, o.Elem(int(pos-1)))
	}
	if t.isBag() {
		return term.List(out...), ""
	}
	return out[0], ""
}

func etsMember(_ *vm.Machine, t *etsTable, a []term.Term) (term.Term, etsCause) {
	return term.Bool(t.store.find(a[1]) != nil), ""
}

func etsDeleteKey(_ *vm.Machine, t *etsTable, a []term.Term) (term.Term, etsCause) {
	if e := t.store.find(a[1]); e != nil {
		t.remove(e)
	}
	return term.True.Term(), ""
}

func etsDeleteObject(_ *vm.Machine, t *etsTable, a []term.Term) (term.Term, etsCause) {
	if !t.valid(a[1]) {
		return term.Term{}, etsNone
	}
	if e := t.store.find(t.key(a[1])); e != nil {
		t.removeObjects(e, func(o term.Term) bool { return term.Identical(o, a[1]) })
	}
	return term.True.Term(), ""
}

func etsDeleteAll(_ *vm.Machine, t *etsTable, _ []term.Term) (term.Term, etsCause) {
	t.store.clear()
	t.count = 0
	return term.True.Term(), ""
}

func etsTake(_ *vm.Machine, t *etsTable, a []term.Term) (term.Term, etsCause) {
	e := t.store.find(a[1])
	if e == nil {
		return term.Nil, ""
	}
	taken := term.List(e.objects()...)
	t.remove(e)
	return taken, ""
}

// etsStep finds the entry next to a key, or at an end of the table.
type etsStep struct{ edge, back, objects bool }

func (s etsStep) run(_ *vm.Machine, t *etsTable, a []term.Term) (term.Term, etsCause) {
	var from etsPos
	if !s.edge {
		var known bool
		if from, known = t.store.place(a[1]); !known {
			return term.Term{}, etsBadKey
		}
	}
	out := endOfTable
	t.store.walk(from, s.back, func(e *etsEntry, _ etsPos) bool {
		out = e.key
		if s.objects {
			out = term.Tuple(e.key, term.List(e.objects()...))
		}
		return false
	})
	return out, ""
}

func etsSlot(_ *vm.Machine, t *etsTable, a []term.Term) (term.Term, etsCause) {
	i, isInt := a[1].AsInt()
	if !isInt || i < 0 || i > 1<<31-1 {
		return term.Term{}, etsNone
	}
	e, n := t.store.at(int(i))
	switch {
	case i > int64(n):
		return term.Term{}, etsNone
	case i == int64(n):
		return endOfTable, ""
	}
	return term.List(e.objects()...), ""
}
