package dist

import "gex/proto/term"

const (
	cacheSlots     = 2048
	maxHeaderAtoms = 255
	newEntry       = 8 // in the flags of an atom
	longAtoms      = 1 // in the flags after the last one
)

// sendCache is the cache for atoms that are sent: what is in each slot on the
// other side, and the atoms of the message being written.
type sendCache struct {
	slots   [cacheSlots]sendSlot
	message uint64 // number of the message being written
	atoms   [maxHeaderAtoms]headerAtom
	n       int
}

type sendSlot struct {
	atom    term.Atom
	filled  bool
	index   uint8  // among the atoms of the message used
	message uint64 // last message that used it
}

// headerAtom is an atom in the header of the message. What was in its slot is
// kept for rollback.
type headerAtom struct {
	slot   uint16
	fresh  bool
	before sendSlot
}

func (c *sendCache) begin() {
	c.message++
	c.n = 0
}

// ref returns the index of a in the header, putting it there if there is room:
// a slot that the message already uses cannot change.
func (c *sendCache) ref(a term.Atom) (byte, bool) {
	// Atoms are numbered in the order of their making: neighbours get slots
	// of their own.
	i := uint16(a % cacheSlots)
	s := &c.slots[i]
	same := s.filled && s.atom == a
	if s.message == c.message {
		return s.index, same
	}
	if c.n == maxHeaderAtoms {
		return 0, false
	}
	c.atoms[c.n] = headerAtom{i, !same, *s}
	*s = sendSlot{a, true, uint8(c.n), c.message}
	c.n++
	return s.index, true
}

// rollback forgets what the message put into the cache, as it will not be sent.
func (c *sendCache) rollback() {
	for _, h := range c.atoms[:c.n] {
		c.slots[h.slot] = h.before
	}
	c.n = 0
}

// appendHeader appends the count, flags and entries of the message's atoms.
func (c *sendCache) appendHeader(dst []byte) []byte {
	dst = append(dst, byte(c.n))
	if c.n == 0 {
		return dst
	}
	long := false
	for _, h := range c.atoms[:c.n] {
		long = long || h.fresh && len(c.slots[h.slot].atom.String()) > 255
	}
	flags := len(dst)
	for range c.n/2 + 1 {
		dst = append(dst, 0)
	}
	setFlags := func(i int, f byte) { dst[flags+i/2] |= f << (i % 2 * 4) }
	for i, h := range c.atoms[:c.n] {
		f := byte(h.slot >> 8)
		if h.fresh {
			f |= newEntry
		}
		setFlags(i, f)
	}
	if long {
		setFlags(c.n, longAtoms)
	}
	for _, h := range c.atoms[:c.n] {
		dst = append(dst, byte(h.slot))
		if !h.fresh {
			continue
		}
		name := c.slots[h.slot].atom.String()
		if long {
			dst = append(dst, byte(len(name)>>8))
		}
		dst = append(append(dst, byte(len(name))), name...)
	}
	return dst
}

// receiveCache is the cache for atoms that come in: no term if a slot is empty.
type receiveCache [cacheSlots]term.Term

func (c *receiveCache) get(slot int) (term.Term, bool) { return c[slot], !c[slot].IsNone() }

func (c *receiveCache) set(slot int, a term.Term) { c[slot] = a }
