package term

import (
	"cmp"
	"runtime"
	"sync/atomic"
	"time"
	"unsafe"
	"weak"
)

// Atoms made of data, which a peer or a program can make without end, are
// collected when nobody holds them. Such an atom is an object, madeAtom, that
// its Terms point at, so the garbage collector sees who holds it; the table has
// weak pointers only.
//
// As long as the object lives it is the only form of its name: no other is made
// before the weak pointer is empty, which it then is for good. So Go's == tells
// whether two atoms are the same, as for the others.
//
// The payload word of such a Term is the atom's number: the highest of 32 bits,
// 23 bits of slot in the table, and KindAtom, where other objects have their
// kind too. An Atom is a number alone, which the collector does not see: the
// first one that is made of a Term keeps the object for good.
type madeAtom struct {
	name  string
	atom  Atom
	born  Atom   // the number that the next permanent atom had then
	order uint64 // counts the made ones
}

// firstMade is where the numbers of collectable atoms begin.
const firstMade Atom = 1 << 31

// NoAtom is no atom. Its name is "". It is the number of the first slot, which
// is not used.
const NoAtom = firstMade | Atom(KindAtom)

const (
	madeChunk = 1 << 10
	// sweepFrom is the number of collectable atoms that are not looked over
	// for dead ones, and collectFrom that for which the garbage is collected
	// before, should that be overdue.
	sweepFrom   = 1 << 14
	collectFrom = 1 << 17
)

// Lowered by tests.
var (
	capacity   = MaxAtoms    // atoms in the table
	retryAfter = time.Second // how long a table found full is taken to be so
)

// made is the table of collectable atoms. It is changed with atoms.mu held.
// Readers take no lock: they may find a slot empty or with another name, never a
// wrong name.
var made struct {
	slots  [MaxAtoms / madeChunk]atomic.Pointer[[madeChunk]madeSlot]
	index  atomic.Pointer[atomIndex] // of slots; may lead to dead ones
	used   atomic.Int64              // slots that are not free
	next   uint32                    // the first slot that was never used
	free   []uint32
	order  uint64
	filled int // entries of the index
	// sweepAt is the number of used slots at which dead ones are looked for.
	sweepAt int
	swept   weak.Pointer[madeAtom] // empty once garbage was collected after the last sweep
	full    time.Time              // when a sweep last found too little
}

type madeSlot struct {
	weak atomic.Pointer[weak.Pointer[madeAtom]] // nil if free
	held atomic.Pointer[madeAtom]
}

func init() {
	ix := make(atomIndex, firstIndexSize)
	made.index.Store(&ix)
	made.sweepAt = sweepFrom
	made.next = 1
	setNameLocked(uint32(NoAtom.madeIndex()), "")
}

func madeNumber(slot uint32) Atom { return firstMade | Atom(slot)<<8 | Atom(KindAtom) }

// madeIndex returns where in atoms.chunks the name of an atom from firstMade on is.
func (a Atom) madeIndex() Atom { return a>>8&(MaxAtoms-1) + MaxAtoms }

// slot returns where the table has an atom from firstMade on; nil if nowhere.
func (a Atom) slot() *madeSlot {
	n := a &^ firstMade >> 8
	if n >= MaxAtoms {
		return nil
	}
	c := made.slots[n/madeChunk].Load()
	if c == nil {
		return nil
	}
	return &c[n%madeChunk]
}

// object returns the object of an atom from firstMade on, which was made from
// its Term and is therefore held.
func (a Atom) object() *madeAtom {
	if s := a.slot(); s != nil {
		return s.held.Load()
	}
	return nil
}

// heldTerm is Term for the atoms from firstMade on.
func (a Atom) heldTerm() Term {
	if m := a.object(); m != nil {
		return m.term()
	}
	return Term{}
}

func (m *madeAtom) term() Term { return Term{unsafe.Pointer(m), uint64(m.atom)} }

// hold keeps the object for good.
func (m *madeAtom) hold() Atom {
	if s := m.atom.slot(); s.held.Load() == nil {
		s.held.Store(m)
	}
	return m.atom
}

// isMade tells whether t is a collectable atom.
func (t Term) isMade() bool { return t.is(KindAtom) }

func (t Term) made() *madeAtom { return (*madeAtom)(t.object(KindAtom)) }

// slowAtom is Atom for what is not a permanent atom.
func (t Term) slowAtom() Atom {
	if m := t.made(); m != nil {
		return m.hold()
	}
	return Atom(t.w)
}

func (t Term) slowAsAtom() (Atom, bool) {
	if m := t.made(); m != nil {
		return m.hold(), true
	}
	return NoAtom, false
}

// KnownAtom returns the atom if t is one that is permanent or of which an Atom
// was made before, else NoAtom: what a lookup by Atom can find, or a comparison
// with one. Unlike Atom it keeps nothing for good.
func (t Term) KnownAtom() Atom {
	if t.p == unsafe.Pointer(&tags[KindAtom]) {
		return Atom(t.w)
	}
	return t.slowKnown()
}

func (t Term) slowKnown() Atom {
	if m := t.made(); m != nil && m.atom.slot().held.Load() != nil {
		return m.atom
	}
	return NoAtom
}

// AtomName returns the name of a KindAtom term, "" for any other. Unlike the
// name of its Atom it keeps nothing for good.
func (t Term) AtomName() string {
	if t.p == unsafe.Pointer(&tags[KindAtom]) {
		return Atom(t.w).String()
	}
	if m := t.made(); m != nil {
		return m.name
	}
	return ""
}

// compareAges orders two different atoms by the order of their making.
func compareAges(a, b Term) int {
	x, y := a.made(), b.made()
	switch {
	case x != nil && y != nil:
		return cmp.Compare(x.order, y.order)
	case x != nil:
		return -olderThan(Atom(b.w), x)
	case y != nil:
		return olderThan(Atom(a.w), y)
	}
	return cmp.Compare(a.w, b.w)
}

// olderThan returns -1 if the permanent atom a was made before m, else +1.
func olderThan(a Atom, m *madeAtom) int {
	if a < m.born {
		return -1
	}
	return 1
}

// lookupMade returns the collectable atom of that name, if it lives.
func lookupMade(name string, h uint32) *madeAtom {
	ix := *made.index.Load()
	mask := uint32(len(ix) - 1)
	for i := h & mask; ; i = (i + 1) & mask {
		s := ix[i].Load()
		if s == 0 {
			return nil
		}
		if uint32(s>>32) != h {
			continue
		}
		w := madeNumber(uint32(s) - 1).slot().weak.Load()
		if w == nil {
			continue
		}
		if m := w.Value(); m != nil && m.name == name {
			return m
		}
	}
}

// makeLocked returns a new collectable atom; spare slots must stay free.
func makeLocked(name string, h uint32, spare int) (*madeAtom, error) {
	limit := capacity - bootAtoms - int(atoms.n.Load()) - spare
	if used := int(made.used.Load()); used >= made.sweepAt || used >= limit {
		reclaimLocked(limit)
	}
	if int(made.used.Load()) >= limit {
		return nil, ErrAtomLimit
	}
	slot := made.next
	if n := len(made.free); n > 0 {
		slot, made.free = made.free[n-1], made.free[:n-1]
	} else {
		made.next++
	}
	c := made.slots[slot/madeChunk].Load()
	if c == nil {
		c = new([madeChunk]madeSlot)
		made.slots[slot/madeChunk].Store(c)
	}
	made.order++
	m := &madeAtom{name: setNameLocked(uint32(madeNumber(slot).madeIndex()), name), atom: madeNumber(slot), born: bootAtoms + Atom(atoms.n.Load()), order: made.order}
	w := weak.Make(m)
	c[slot%madeChunk].weak.Store(&w)
	made.used.Add(1)
	ix := *made.index.Load()
	if made.filled++; made.filled*2 >= len(ix) {
		ix = ix.grown()
		made.index.Store(&ix)
	}
	ix.add(h, slot)
	return m, nil
}

// reclaimLocked frees the slots of atoms that nobody holds. Many of them make
// it worth to look for garbage first.
func reclaimLocked(limit int) {
	if time.Since(made.full) < retryAfter {
		return
	}
	if made.used.Load() >= collectFrom && made.swept.Value() != nil {
		runtime.GC()
	}
	sweepLocked()
	if limit -= limit / 64; int(made.used.Load()) >= limit {
		runtime.GC()
		sweepLocked()
		if int(made.used.Load()) >= limit {
			made.full = time.Now()
		}
	}
}

// sweepLocked frees the slots of dead atoms and makes the index anew.
func sweepLocked() {
	live := int(made.used.Load())
	for slot := range made.next {
		s := madeNumber(slot).slot()
		if w := s.weak.Load(); w != nil && w.Value() == nil {
			s.weak.Store(nil)
			setNameLocked(uint32(madeNumber(slot).madeIndex()), "")
			made.free = append(made.free, slot)
			live--
		}
	}
	made.used.Store(int64(live))
	made.sweepAt = max(sweepFrom, 2*live)
	size := firstIndexSize
	for size <= 4*live {
		size *= 2
	}
	old, ix := *made.index.Load(), make(atomIndex, size)
	made.filled = 0
	for i := range old {
		s := old[i].Load()
		if s == 0 || madeNumber(uint32(s)-1).slot().weak.Load() == nil {
			continue
		}
		ix.add(uint32(s>>32), uint32(s)-1)
		made.filled++
	}
	made.index.Store(&ix)
	made.swept = weak.Make(&madeAtom{name: "a mark of the last sweep"})
}
