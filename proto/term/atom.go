package term

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"unicode/utf8"
	"unsafe"
)

// Atom is an interned name: an index into the atom table, which only grows.
// The first atoms are those of a booted iex, in its order, as small maps are
// printed in the order of their atoms' making.
type Atom uint32

// Limits of ERTS.
const (
	MaxAtomChars = 255     // characters in an atom
	MaxAtoms     = 1 << 20 // atoms in a node
)

// Errors of TryIntern.
var (
	ErrAtomLength = errors.New("atom longer than 255 characters")
	ErrAtomUTF8   = errors.New("atom is not UTF-8")
	ErrAtomLimit  = errors.New("atom table is full")
)

const atomChunk = 1 << 10

// atoms holds the atoms beyond bootAtoms. Readers take no lock: chunks never
// move, and a slot is filled after the name it stands for.
var atoms struct {
	mu     sync.Mutex // held by who adds
	n      atomic.Uint32
	chunks [MaxAtoms / atomChunk]atomic.Pointer[[atomChunk]string]
	index  atomic.Pointer[atomIndex]
}

// atomIndex is an open hash table of atoms by name: the hash in the high half, 1
// + the number beyond bootAtoms in the low one, 0 for a free slot. Its size is
// a power of two and at least half of it is free.
type atomIndex []atomic.Uint64

const firstIndexSize = 1 << 8

func init() {
	ix := make(atomIndex, firstIndexSize)
	atoms.index.Store(&ix)
}

// Intern returns the atom of that name. It panics on what TryIntern refuses;
// use it for names from our own code.
func Intern(name string) Atom {
	a, err := TryIntern(name)
	if err != nil {
		panic(fmt.Errorf("term: %w", err))
	}
	return a
}

// A returns the atom of that name as a term; see Intern.
func A(name string) Term { return Intern(name).Term() }

// Lookup returns the atom of that name if it exists.
func Lookup(name string) (Atom, bool) {
	h := hashName(name)
	if a, ok := lookupBoot(name, h); ok {
		return a, true
	}
	return (*atoms.index.Load()).lookup(name, h)
}

// LookupBytes is Lookup of a name in bytes.
func LookupBytes(name []byte) (Atom, bool) {
	return Lookup(unsafe.String(unsafe.SliceData(name), len(name)))
}

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

// TryIntern returns the atom of that name, making it if need be.
func TryIntern(name string) (Atom, error) {
	if a, ok := Lookup(name); ok {
		return a, nil
	}
	if len(name) > MaxAtomChars && utf8.RuneCountInString(name) > MaxAtomChars {
		return 0, ErrAtomLength
	}
	if !utf8.ValidString(name) {
		return 0, ErrAtomUTF8
	}
	h := hashName(name)
	atoms.mu.Lock()
	defer atoms.mu.Unlock()
	ix := *atoms.index.Load()
	if a, ok := ix.lookup(name, h); ok {
		return a, nil
	}
	n := atoms.n.Load()
	if n == MaxAtoms-bootAtoms {
		return 0, ErrAtomLimit
	}
	c := atoms.chunks[n/atomChunk].Load()
	if c == nil {
		c = new([atomChunk]string)
		atoms.chunks[n/atomChunk].Store(c)
	}
	// The caller's string may be part of something large or be changed.
	c[n%atomChunk] = string([]byte(name))
	if int(n)*2 >= len(ix) {
		ix = ix.grown()
		atoms.index.Store(&ix)
	}
	ix.add(h, n)
	atoms.n.Store(n + 1)
	return Atom(n) + bootAtoms, nil
}

// InternBytes is TryIntern of a name in bytes, which it does not keep.
func InternBytes(name []byte) (Atom, error) {
	return TryIntern(unsafe.String(unsafe.SliceData(name), len(name)))
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
	a -= bootAtoms
	return atoms.chunks[a/atomChunk].Load()[a%atomChunk]
}

// AtomCount returns how many atoms exist.
func AtomCount() int { return bootAtoms + int(atoms.n.Load()) }
