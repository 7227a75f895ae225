package bif

import (
	"maps"
	"slices"
	"sync"
	"time"

	"gex/node/proc"
	"gex/proto/term"
	"gex/repl/lang/vm"
)

type etsKind uint8

const (
	etsSet etsKind = iota
	etsOrderedSet
	etsBag
	etsDuplicateBag
)

var etsKinds = [...]string{"set", "ordered_set", "bag", "duplicate_bag"}

// etsTable is a table. Readers hold mu for reading; no code of the program runs
// while it is held.
type etsTable struct {
	kind   etsKind
	keyPos int // from 0
	named  bool
	ref    term.Term
	opts   etsOptions // what is only told again

	mu         sync.RWMutex
	dead       bool
	name       term.Atom
	protection term.Atom
	owner      *proc.Process
	heir       *proc.Process
	heirData   term.Term // KindNone: no message
	store      etsStore
	count      int // of objects
	fixes      map[*proc.Process]int
	fixedAt    time.Time
}

// etsOptions are the options that change nothing but what info tells.
type etsOptions struct {
	read, decentralized, compressed bool
	write                           term.Term
}

// etsEntry is what a table has under a key: one object, or in bags several. An
// entry that is dead stays in a fixed table so that its successor is found.
type etsEntry struct {
	key  term.Term
	objs [1]term.Term // the object of sets
	bag  []term.Term  // all objects of bags
	seq  uint64
	hash uint64
	next *etsEntry // of the same hash
	dead bool
}

// objects are the objects of e.
func (e *etsEntry) objects() []term.Term {
	switch {
	case e == nil || e.dead:
		return nil
	case e.bag != nil:
		return e.bag
	}
	return e.objs[:]
}

// etsPos is a place in the order of a table, behind an entry; the zero etsPos is
// in front of all of them, from either end.
type etsPos struct {
	key term.Term
	seq uint64
}

// etsStore holds the entries of a table by their keys, in some order.
type etsStore interface {
	find(key term.Term) *etsEntry
	insert(key term.Term) *etsEntry // which is not there
	remove(e *etsEntry)
	clear()
	// fix keeps the places of what is removed until fix(false).
	fix(on bool)
	// place is the place behind a key; false if it is not known.
	place(key term.Term) (etsPos, bool)
	// walk visits the entries behind from until f is false; it may be called
	// inside f, which may not change the store.
	walk(from etsPos, back bool, f func(e *etsEntry, at etsPos) bool)
	// at returns entry number i of the order, nil if there is none but dead ones,
	// and how many there are.
	at(i int) (*etsEntry, int)
}

func newEtsStore(kind etsKind) etsStore {
	if kind == etsOrderedSet {
		return new(etsOrdered)
	}
	return &etsHashed{slots: map[uint64]*etsEntry{}}
}

// id is what the program calls the table.
func (t *etsTable) id() term.Term {
	if t.named {
		return t.name.Term()
	}
	return t.ref
}

// drop empties a table that is gone; mu is held. It returns the processes that had
// it fixed.
func (t *etsTable) drop() (fixers []*proc.Process) {
	fixers = slices.Collect(maps.Keys(t.fixes))
	t.dead, t.store, t.count, t.fixes = true, newEtsStore(t.kind), 0, nil
	return fixers
}

// unfix ends p's hold on the table; dead entries go when nobody has any more. mu is
// held.
func (t *etsTable) unfix(p *proc.Process) {
	if delete(t.fixes, p); len(t.fixes) == 0 {
		t.store.fix(false)
	}
}

func (t *etsTable) isBag() bool { return t.kind >= etsBag }

// sameKey tells whether two keys are one in the table.
func (t *etsTable) sameKey(a, b term.Term) bool {
	if t.kind == etsOrderedSet {
		return term.Compare(a, b) == 0
	}
	return term.Identical(a, b)
}

func (t *etsTable) key(obj term.Term) term.Term { return obj.Elem(t.keyPos) }

// valid tells whether obj can be in the table.
func (t *etsTable) valid(obj term.Term) bool { return obj.IsTuple() && obj.Arity() > t.keyPos }

// insert puts an object into the table, replacing that of its key in sets.
func (t *etsTable) insert(obj term.Term) {
	key := t.key(obj)
	e := t.store.find(key)
	if e == nil {
		e = t.store.insert(key)
		t.count++
	} else if !t.isBag() {
		e.key = key
	}
	if !t.isBag() {
		e.objs[0] = obj
		return
	}
	if e.bag == nil {
		e.bag = []term.Term{obj}
		return
	}
	if t.kind == etsBag {
		for _, o := range e.bag {
			if term.Identical(o, obj) {
				return
			}
		}
	}
	// Readers hold on to no slice after the lock, so appending in place is safe.
	e.bag = append(e.bag, obj)
	t.count++
}

// remove takes all objects of an entry out.
func (t *etsTable) remove(e *etsEntry) {
	t.count -= len(e.objects())
	t.store.remove(e)
}

// removeObjects takes those objects of e out for which gone is true.
func (t *etsTable) removeObjects(e *etsEntry, gone func(term.Term) bool) (n int) {
	var kept []term.Term
	for _, o := range e.objects() {
		if gone(o) {
			n++
		} else {
			kept = append(kept, o)
		}
	}
	switch {
	case n == 0:
	case len(kept) == 0:
		t.remove(e)
	default:
		e.bag = kept
		t.count -= n
	}
	return n
}

// etsMode is what an operation needs of a table.
type etsMode uint8

const (
	etsRead  etsMode = iota
	etsWrite         // may change objects
	etsAny           // information, open to all
	etsFix           // keeps places, which who may read may do
)

// shared tells whether others may read the table meanwhile.
func (m etsMode) shared() bool { return m == etsRead || m == etsAny }

// use locks the table that id names for an operation; done unlocks it.
func (ts *etsTables) use(m *vm.Machine, id term.Term, mode etsMode) (*etsTable, etsCause) {
	t, cause := ts.find(id)
	if t == nil {
		return nil, cause
	}
	if mode.shared() {
		t.mu.RLock()
	} else {
		t.mu.Lock()
	}
	switch {
	case t.dead:
		cause = etsID
	case mode == etsAny || t.owner == m.Proc():
		return t, ""
	case t.protection == atomPrivate || mode == etsWrite && t.protection != atomPublic:
		cause = etsAccess
	default:
		return t, ""
	}
	t.done(mode)
	return nil, cause
}

func (t *etsTable) done(mode etsMode) {
	if mode.shared() {
		t.mu.RUnlock()
	} else {
		t.mu.Unlock()
	}
}

var (
	atomPublic    = term.Intern("public")
	atomProtected = term.Intern("protected")
	atomPrivate   = term.Intern("private")
)

// etsOp is an operation on a locked table: its result, or why it failed.
type etsOp func(m *vm.Machine, t *etsTable, a []term.Term) (term.Term, etsCause)

// onTable makes a native of an operation on the table a[0].
func onTable(mode etsMode, op etsOp) result {
	return func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		t, cause := host(m).ets.use(m, a[0], mode)
		if t == nil {
			return etsFail(m, cause)
		}
		defer t.done(mode) // a fault in op ends the process, not all that use the table
		v, cause := op(m, t, a)
		if cause != "" {
			return etsFail(m, cause)
		}
		return v, true
	}
}
