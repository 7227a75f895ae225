package code

import "gex/proto/term"

// SwitchKey is a case of a switch: an atom or small integer, or with an Arity
// of 0 or more the tuples of that arity whose first element is the atom.
type SwitchKey struct {
	Value term.Term
	Arity int
}

// SwitchTable sends a value to where the code for it begins.
type SwitchTable struct {
	slots []switchSlot // a hash table with open addressing
	shift uint8
	other int32
}

type switchSlot struct {
	value term.Term // none: free
	arity int32
	to    int32
}

// NewSwitch makes the table of keys and their places; other is for the rest.
// Of equal keys the first counts.
func NewSwitch(keys []SwitchKey, to []int32, other int32) *SwitchTable {
	bits := uint8(2)
	for 1<<bits < 2*len(keys) {
		bits++
	}
	t := &SwitchTable{slots: make([]switchSlot, 1<<bits), shift: 64 - bits, other: other}
	for i, k := range keys {
		s := t.find(k.Value, int32(k.Arity))
		if s.value.IsNone() {
			*s = switchSlot{k.Value, int32(k.Arity), to[i]}
		}
	}
	return t
}

// find returns the slot of a key, or the free one where it would be.
func (t *SwitchTable) find(v term.Term, arity int32) *switchSlot {
	h := (uint64(v.Int()) ^ uint64(uint32(arity))<<32) * 0x9e3779b97f4a7c15 >> t.shift
	for {
		s := &t.slots[h]
		if s.value.IsNone() || s.value == v && s.arity == arity {
			return s
		}
		h = (h + 1) & uint64(len(t.slots)-1)
	}
}

// Find returns where a value goes.
func (t *SwitchTable) Find(v term.Term) int32 {
	arity := int32(-1)
	switch {
	case v.IsAtom() || v.IsInt():
	case v.IsTuple() && v.Arity() > 0:
		arity = int32(v.Arity())
		if v = v.Elem(0); !v.IsAtom() {
			return t.other
		}
	default:
		return t.other
	}
	if s := t.find(v, arity); !s.value.IsNone() {
		return s.to
	}
	return t.other
}
