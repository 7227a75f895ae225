package term

import (
	"sync/atomic"
	"unsafe"
)

// What all peers together may make: quotaSpare places of the table stay free for
// the programs of this node, and quotaTotal is how many atoms are kept for good
// because peers named nodes, modules, functions or fields of records.
const (
	quotaSpare = MaxAtoms / 16
	quotaTotal = MaxAtoms / 4
)

// quotaUsed counts to quotaTotal.
var quotaUsed atomic.Int64

// Quota is the right of one peer to make atoms. It is used by one goroutine at a
// time. A nil Quota is that of this node's own data, without limits but those of
// the table.
type Quota struct {
	// Names is how many atoms may still be kept for good: those that are part
	// of pids, ports, references, funs and records.
	Names int
}

func nameOf(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

func (q *Quota) spare() int {
	if q == nil {
		return ownSpare
	}
	return quotaSpare
}

// use takes one from the quota.
func (q *Quota) use() error {
	if q == nil {
		return nil
	}
	if q.Names <= 0 || quotaUsed.Load() >= quotaTotal {
		return ErrAtomQuota
	}
	q.Names--
	quotaUsed.Add(1)
	return nil
}

// Make returns the atom of a name in bytes, which it does not keep, making one
// that is collected when no term holds it. Errors are those of TryIntern.
func (q *Quota) Make(name []byte) (Term, error) {
	return intern(nameOf(name), whileHeld, q.spare())
}

// Intern returns the atom of a name in bytes, which it does not keep, for good.
// Errors are ErrAtomQuota and those of TryIntern.
func (q *Quota) Intern(name []byte) (Atom, error) {
	if t, ok := Existing(nameOf(name)); ok {
		return q.Keep(t)
	}
	if err := q.use(); err != nil {
		return NoAtom, err
	}
	t, err := intern(nameOf(name), forGood, q.spare())
	if err != nil {
		return NoAtom, err
	}
	return t.Atom(), nil
}

// Keep returns the Atom of an atom, which is then kept for good. The error is
// ErrAtomQuota.
func (q *Quota) Keep(t Term) (Atom, error) {
	if a := t.KnownAtom(); a != NoAtom {
		return a, nil
	}
	if err := q.use(); err != nil {
		return NoAtom, err
	}
	return t.Atom(), nil
}
