package bif

import (
	"slices"
	"sort"

	"gex/proto/term"
)

// etsHashed finds entries by the hash of their keys, and keeps them in the order
// in which their keys came. (ERTS has them in that of its own hash.)
type etsHashed struct {
	slots map[uint64]*etsEntry
	order []*etsEntry // by seq
	dead  int         // how many of order
	seq   uint64
	fixed bool
}

func (s *etsHashed) lookup(key term.Term) *etsEntry {
	e := s.slots[term.Hash(key)]
	for e != nil && !term.Identical(e.key, key) {
		e = e.next
	}
	return e
}

func (s *etsHashed) find(key term.Term) *etsEntry {
	if e := s.lookup(key); e != nil && !e.dead {
		return e
	}
	return nil
}

func (s *etsHashed) insert(key term.Term) *etsEntry {
	if s.fixed {
		if e := s.lookup(key); e != nil {
			e.dead = false
			s.dead--
			return e
		}
	}
	h := term.Hash(key)
	s.seq++
	e := &etsEntry{key: key, seq: s.seq, hash: h, next: s.slots[h]}
	s.slots[h] = e
	s.order = append(s.order, e)
	return e
}

func (s *etsHashed) remove(e *etsEntry) {
	e.dead, e.bag, e.objs[0] = true, nil, term.Term{}
	s.dead++
	if !s.fixed {
		s.unlink(e)
		s.compact()
	}
}

// unlink takes e out of its slot.
func (s *etsHashed) unlink(e *etsEntry) {
	first := s.slots[e.hash]
	if first == e {
		if e.next == nil {
			delete(s.slots, e.hash)
		} else {
			s.slots[e.hash] = e.next
		}
		return
	}
	for p := first; p != nil; p = p.next {
		if p.next == e {
			p.next = e.next
			return
		}
	}
}

// compact drops the dead from the order: at its front, where queues have them, and
// elsewhere when they are most of it.
func (s *etsHashed) compact() {
	for len(s.order) > 0 && s.order[0].dead {
		s.order[0] = nil
		s.order = s.order[1:]
		s.dead--
	}
	if s.dead > 16 && s.dead > len(s.order)/2 {
		s.order = slices.DeleteFunc(s.order, func(e *etsEntry) bool { return e.dead })
		s.dead = 0
	}
}

func (s *etsHashed) clear() {
	if !s.fixed {
		*s = etsHashed{slots: map[uint64]*etsEntry{}, seq: s.seq}
		return
	}
	for _, e := range s.order {
		if !e.dead {
			s.remove(e)
		}
	}
}

func (s *etsHashed) fix(on bool) {
	if s.fixed && !on {
		for _, e := range s.order {
			if e.dead {
				s.unlink(e)
			}
		}
		s.order = slices.DeleteFunc(s.order, func(e *etsEntry) bool { return e.dead })
		s.dead = 0
	}
	s.fixed = on
}

func (s *etsHashed) place(key term.Term) (etsPos, bool) {
	e := s.lookup(key)
	if e == nil {
		return etsPos{}, false
	}
	return etsPos{seq: e.seq}, true
}

// walk goes one way only: back is the same, as in ERTS.
func (s *etsHashed) walk(from etsPos, _ bool, f func(*etsEntry, etsPos) bool) {
	i := 0
	if from.seq > 0 {
		i = sort.Search(len(s.order), func(i int) bool { return s.order[i].seq > from.seq })
	}
	for _, e := range s.order[i:] {
		if !e.dead && !f(e, etsPos{seq: e.seq}) {
			return
		}
	}
}

func (s *etsHashed) at(i int) (*etsEntry, int) {
	if i < len(s.order) {
		return s.order[i], len(s.order)
	}
	return nil, len(s.order)
}

// etsChunk is how many entries of an ordered table lie together at most.
const etsChunk = 128

// etsOrdered keeps entries in the order of their keys, in chunks.
type etsOrdered struct {
	chunks [][]*etsEntry // none is empty
}

// locate returns where key is or would be.
func (s *etsOrdered) locate(key term.Term) (chunk, i int, found bool) {
	chunk = sort.Search(len(s.chunks), func(i int) bool { return term.Compare(s.chunks[i][0].key, key) > 0 }) - 1
	if chunk < 0 {
		return 0, 0, false
	}
	i, found = slices.BinarySearchFunc(s.chunks[chunk], key, func(e *etsEntry, key term.Term) int { return term.Compare(e.key, key) })
	return chunk, i, found
}

func (s *etsOrdered) find(key term.Term) *etsEntry {
	if c, i, found := s.locate(key); found {
		return s.chunks[c][i]
	}
	return nil
}

func (s *etsOrdered) insert(key term.Term) *etsEntry {
	e := &etsEntry{key: key}
	c, i, _ := s.locate(key)
	if len(s.chunks) == 0 {
		s.chunks = append(s.chunks, make([]*etsEntry, 0, 4))
	}
	chunk := s.chunks[c]
	switch {
	case len(chunk) < etsChunk:
	case c == len(s.chunks)-1 && i == len(chunk):
		// Keys that come in order fill their chunks.
		s.chunks = append(s.chunks, append(make([]*etsEntry, 0, etsChunk), e))
		return e
	default:
		right := append(make([]*etsEntry, 0, etsChunk), chunk[etsChunk/2:]...)
		clear(chunk[etsChunk/2:])
		chunk = chunk[:etsChunk/2]
		s.chunks[c] = chunk
		s.chunks = slices.Insert(s.chunks, c+1, right)
		if i > len(chunk) {
			c, i, chunk = c+1, i-len(chunk), right
		}
	}
	s.chunks[c] = slices.Insert(chunk, i, e)
	return e
}

func (s *etsOrdered) remove(e *etsEntry) {
	c, i, found := s.locate(e.key)
	if !found {
		return
	}
	e.dead = true
	s.chunks[c] = slices.Delete(s.chunks[c], i, i+1)
	if len(s.chunks[c]) == 0 {
		s.chunks = slices.Delete(s.chunks, c, c+1)
	}
}

func (s *etsOrdered) clear() { s.chunks = nil }

// fix has nothing to do: the order of the keys says what is behind one that is gone.
func (s *etsOrdered) fix(bool) {}

func (s *etsOrdered) place(key term.Term) (etsPos, bool) { return etsPos{key: key}, true }

func (s *etsOrdered) walk(from etsPos, back bool, f func(*etsEntry, etsPos) bool) {
	visit := func(e *etsEntry) bool { return f(e, etsPos{key: e.key}) }
	c, i := 0, 0
	switch {
	case !from.key.IsNone():
		var found bool
		if c, i, found = s.locate(from.key); found && !back {
			i++
		}
	case back:
		c = len(s.chunks) - 1
		if c >= 0 {
			i = len(s.chunks[c])
		}
	}
	if back {
		for ; c >= 0 && c < len(s.chunks); c-- {
			for j := i - 1; j >= 0; j-- {
				if !visit(s.chunks[c][j]) {
					return
				}
			}
			if c > 0 {
				i = len(s.chunks[c-1])
			}
		}
		return
	}
	for ; c < len(s.chunks); c++ {
		for ; i < len(s.chunks[c]); i++ {
			if !visit(s.chunks[c][i]) {
				return
			}
		}
		i = 0
	}
}

func (s *etsOrdered) at(i int) (*etsEntry, int) {
	n := 0
	var out *etsEntry
	for _, chunk := range s.chunks {
		if i >= n && i < n+len(chunk) {
			out = chunk[i-n]
		}
		n += len(chunk)
	}
	return out, n
}
