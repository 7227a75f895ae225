package term

import (
	"errors"
	"sync"
	"sync/atomic"
	"unicode/utf8"
)

// Atom is an interned name: an index into the atom table, which only grows.
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

const atomChunk = 1 << 12

// atoms is the atom table. Names are read without a lock: chunks never move.
var atoms struct {
	mu     sync.RWMutex
	index  map[string]Atom
	n      int
	chunks [MaxAtoms / atomChunk]atomic.Pointer[[atomChunk]string]
}

func init() {
	atoms.index = make(map[string]Atom, 2*len(predefined))
	for i, name := range predefined {
		if a, _ := TryIntern(name); int(a) != i {
			panic("term: predefined atom listed twice: " + name)
		}
	}
}

// Intern returns the atom of that name. It panics on what TryIntern refuses;
// use it for names from our own code.
func Intern(name string) Atom {
	a, err := TryIntern(name)
	if err != nil {
		panic("term: " + err.Error())
	}
	return a
}

// A returns the atom of that name as a term; see Intern.
func A(name string) Term { return Intern(name).Term() }

// Lookup returns the atom of that name if it exists.
func Lookup(name string) (Atom, bool) {
	atoms.mu.RLock()
	a, ok := atoms.index[name]
	atoms.mu.RUnlock()
	return a, ok
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
	atoms.mu.Lock()
	defer atoms.mu.Unlock()
	if a, ok := atoms.index[name]; ok {
		return a, nil
	}
	if atoms.n == MaxAtoms {
		return 0, ErrAtomLimit
	}
	i := atoms.n
	c := atoms.chunks[i/atomChunk].Load()
	if c == nil {
		c = new([atomChunk]string)
		atoms.chunks[i/atomChunk].Store(c)
	}
	name = string([]byte(name))
	c[i%atomChunk] = name
	atoms.index[name] = Atom(i)
	atoms.n++
	return Atom(i), nil
}

// String returns the name of a.
func (a Atom) String() string { return atoms.chunks[a/atomChunk].Load()[a%atomChunk] }

// AtomCount returns how many atoms exist.
func AtomCount() int {
	atoms.mu.RLock()
	defer atoms.mu.RUnlock()
	return atoms.n
}
