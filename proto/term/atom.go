package term

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"unicode/utf8"
	"unsafe"
)

// Atom is an interned name: its number in the atom table. Atoms of code stay for
// good; those made of data are collected when nobody holds them (made.go), but
// not once there is an Atom of them.
//
// The first atoms are those of a booted iex, in its order, as small maps are
// printed in the order of their atoms' making.
type Atom uint32

// Limits of ERTS.
const (
	MaxAtomChars = 255     // characters in an atom
	MaxAtoms     = 1 << 20 // atoms in a node
)

// keepMade is how many atoms that programs make at run time stay for good, as
// all do in ERTS.
const keepMade = 1 << 16

// Why there is no atom of a name.
var (
	ErrAtomLength = errors.New("atom longer than 255 characters")
	ErrAtomUTF8   = errors.New("atom is not UTF-8")
	ErrAtomLimit  = errors.New("atom table is full")
	ErrAtomQuota  = errors.New("too many new names of nodes, modules, functions or fields")
)

const atomChunk = 1 << 10

// atoms holds the permanent atoms beyond bootAtoms. Readers take no lock: chunks never
// move, and a slot is filled after the name it stands for.
var atoms struct {
	mu sync.Mutex // held by who adds, here or to made
	n  atomic.Uint32
	// chunks has the names: first those of permanent atoms, then by slot those
	// of the others, so that one short way leads to all.
	chunks [2 * MaxAtoms / atomChunk]atomic.Pointer[[atomChunk]string]
	index  atomic.Pointer[atomIndex]
	kept   int // atoms that Make made here
	text   int // bytes of all names
}

// atomIndex is an open hash table of atoms by name: the hash in the high half, 1
// + the number beyond bootAtoms (of made: the slot) in the low one, 0 for a free
// slot. Its size is a power of two and at least half of it is free.
type atomIndex []atomic.Uint64

const firstIndexSize = 1 << 8

func init() {
	ix := make(atomIndex, firstIndexSize)
	atoms.index.Store(&ix)
}

// ownSpare places of the table stay free for Intern, so that our own code goes on
// when a program has filled it.
const ownSpare = 1 << 12

// Intern returns the atom of that name, for good. It panics when there can be
// none; use it for names from our own code.
func Intern(name string) Atom {
	t, err := intern(name, forGood, 0)
	if err != nil {
		panic(fmt.Errorf("term: %w", err))
	}
	return t.Atom()
}

// A returns the atom of that name as a term; see Intern.
func A(name string) Term { return Intern(name).Term() }

// Lookup returns the atom of that name if it exists, and keeps it for good.
func Lookup(name string) (Atom, bool) {
	h := hashName(name)
	if a, ok := lookupBoot(name, h); ok {
		return a, true
	}
	if a, ok := (*atoms.index.Load()).lookup(name, h); ok {
		return a, true
	}
	if m := lookupMade(name, h); m != nil {
		return m.hold(), true
	}
	return 0, false
}

// Existing returns the atom of that name if it exists.
func Existing(name string) (Term, bool) {
	h := hashName(name)
	if a, ok := lookupBoot(name, h); ok {
		return a.Literal(), true
	}
	if a, ok := (*atoms.index.Load()).lookup(name, h); ok {
		return a.Literal(), true
	}
	if m := lookupMade(name, h); m != nil {
		return m.term(), true
	}
	return Term{}, false
}

// ExistingBytes is Existing of a name in bytes.
func ExistingBytes(name []byte) (Term, bool) { return Existing(nameOf(name)) }

func (ix atomIndex) lookup(name string, h uint32) (Atom, bool) {
	mask := uint32(len(ix) - 1)
	for i := h & mask; ; i = (i + 1) & mask {
		s := ix[i].Load()
		if s == 0 {
			return 0, false
		}
		if uint32(s>>32) != h {
			continue
		}
		if a := Atom(uint32(s)-1) + bootAtoms; a.String() == name {
			return a, true
		}
	}
}

func (ix atomIndex) add(h, n uint32) {
	mask := uint32(len(ix) - 1)
	i := h & mask
	for ix[i].Load() != 0 {
		i = (i + 1) & mask
	}
	ix[i].Store(uint64(h)<<32 | uint64(n+1))
}

// TryIntern returns the atom of that name, for good, making it if need be.
// Errors are ErrAtomLength, ErrAtomUTF8 and ErrAtomLimit.
func TryIntern(name string) (Atom, error) {
	t, err := intern(name, forGood, ownSpare)
	if err != nil {
		return 0, err
	}
	return t.Atom(), nil
}

// Make returns the atom of a name that a program makes of data, making it if
// need be. The first 65536 that are made here stay for good; later ones are
// collected when no term holds them. Errors are those of TryIntern.
func Make(name string) (Term, error) { return intern(name, forProgram, ownSpare) }

// stay is how long a new atom stays.
type stay int

const (
	forGood stay = iota
	forProgram
	whileHeld
)

// intern returns the atom of that name. A new one leaves spare places of the
// table free.
func intern(name string, s stay, spare int) (Term, error) {
	if t, ok := Existing(name); ok {
		return t, nil
	}
	if len(name) > MaxAtomChars && utf8.RuneCountInString(name) > MaxAtomChars {
		return Term{}, ErrAtomLength
	}
	if !utf8.ValidString(name) {
		return Term{}, ErrAtomUTF8
	}
	atoms.mu.Lock()
	defer atoms.mu.Unlock()
	if t, ok := Existing(name); ok {
		return t, nil
	}
	h := hashName(name)
	if s == forProgram && atoms.kept < keepMade {
		atoms.kept++
		s = forGood
	}
	if s == forGood {
		a, err := addLocked(name, h, spare)
		return a.Literal(), err
	}
	m, err := makeLocked(name, h, spare)
	if err != nil {
		return Term{}, err
	}
	return m.term(), nil
}

// setNameLocked sets a name in atoms.chunks, and returns it.
func setNameLocked(i uint32, name string) string {
	c := atoms.chunks[i/atomChunk].Load()
	if c == nil {
		c = new([atomChunk]string)
		atoms.chunks[i/atomChunk].Store(c)
	}
	// The caller's string may be part of something large or be changed.
	name = string([]byte(name))
	c[i%atomChunk] = name
	return name
}

// addLocked adds a permanent atom.
func addLocked(name string, h uint32, spare int) (Atom, error) {
	n := atoms.n.Load()
	if room := capacity - bootAtoms - int(n) - spare; int(made.used.Load()) >= room {
		reclaimLocked(room)
		if int(made.used.Load()) >= room {
			return 0, ErrAtomLimit
		}
	}
	setNameLocked(n, name)
	atoms.text += len(name)
	ix := *atoms.index.Load()
	if int(n)*2 >= len(ix) {
		ix = ix.grown()
		atoms.index.Store(&ix)
	}
	ix.add(h, n)
	atoms.n.Store(n + 1)
	return Atom(n) + bootAtoms, nil
}

// grown returns a table of twice the size with the same atoms.
func (ix atomIndex) grown() atomIndex {
	bigger := make(atomIndex, 2*len(ix))
	for i := range ix {
		if s := ix[i].Load(); s != 0 {
			bigger.add(uint32(s>>32), uint32(s)-1)
		}
	}
	return bigger
}

// String returns the name of a.
func (a Atom) String() string {
	if a < bootAtoms {
		return bootName(a)
	}
	if a >= firstMade {
		a = a.madeIndex() + bootAtoms
	}
	a -= bootAtoms
	return atoms.chunks[a/atomChunk].Load()[a%atomChunk]
}

// AtomCount returns how many atoms exist.
func AtomCount() int {
	atoms.mu.Lock()
	defer atoms.mu.Unlock()
	return countLocked()
}

func countLocked() int {
	if made.used.Load() > 0 && made.swept.Value() == nil {
		sweepLocked()
	}
	return bootAtoms + int(atoms.n.Load()) + int(made.used.Load())
}

// AtomMemory returns about how many bytes the atom table has, and how many of
// them are in use.
func AtomMemory() (size, used int) {
	const (
		name       = int(unsafe.Sizeof(""))
		entry      = 8 // of an index
		madeMemory = int(unsafe.Sizeof(madeAtom{})+unsafe.Sizeof(madeSlot{})) + 64
	)
	atoms.mu.Lock()
	defer atoms.mu.Unlock()
	countLocked()
	n, m := int(atoms.n.Load()), int(made.used.Load())
	used = len(bootData) + atoms.text + n*(name+entry) + m*(madeMemory+entry)
	chunks := (n + atomChunk - 1) / atomChunk * atomChunk
	size = len(bootData) + atoms.text + chunks*name + m*madeMemory + int(made.next-uint32(m))*int(unsafe.Sizeof(madeSlot{})) +
		entry*(len(*atoms.index.Load())+len(*made.index.Load()))
	return size, used
}
