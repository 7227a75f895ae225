package dist

import "gex/proto/term"

const (
	cacheSlots     = 2048
	maxHeaderAtoms = 255
	newEntry       = 8 // in the flags of an atom
	longAtoms      = 1 // in the flags after the last one
)

// slots are the slots of a cache, of which few are used on most connections: they
// come in lines, each when one of it is used.
type slots[T any] [cacheSlots / lineSlots]*[lineSlots]T

const lineSlots = 32

func (s *slots[T]) slot(i int) *T {
	line := &s[i/lineSlots]
	if *line == nil {
		*line = new([lineSlots]T)
	}
	return &(*line)[i%lineSlots]
}

// sendCache is the cache for atoms that are sent: what is in each slot on the
// other side, and the atoms of the message being written.
type sendCache struct {
	slots   slots[sendSlot]
	message uint64 // number of the message being written
	atoms   []headerAtom
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
	c.atoms = c.atoms[:0]
}

// ref returns the index of a in the header, putting it there if there is room:
// a slot that the message already uses cannot change.
func (c *sendCache) ref(a term.Atom) (byte, bool) {
	// Atoms are numbered in the order of their making: neighbours get slots
	// of their own.
	i := int(a % cacheSlots)
	s := c.slots.slot(i)
	same := s.filled && s.atom == a
	if s.message == c.message {
		return s.index, same
	}
	n := len(c.atoms)
	if n == maxHeaderAtoms {
		return 0, false
	}
	c.atoms = append(c.atoms, headerAtom{uint16(i), !same, *s})
	*s = sendSlot{a, true, uint8(n), c.message}
	return s.index, true
}

// rollback forgets what the message put into the cache, as it will not be sent.
func (c *sendCache) rollback() {
	for _, h := range c.atoms {
		*c.of(h) = h.before
	}
	c.atoms = c.atoms[:0]
}

func (c *sendCache) of(h headerAtom) *sendSlot { return c.slots.slot(int(h.slot)) }

// appendHeader appends the count, flags and entries of the message's atoms.
func (c *sendCache) appendHeader(dst []byte) []byte {
	dst = append(dst, byte(len(c.atoms)))
	if len(c.atoms) == 0 {
		return dst
	}
	long := false
	for _, h := range c.atoms {
		long = long || h.fresh && len(c.of(h).atom.String()) > 255
	}
	flags := len(dst)
	for range len(c.atoms)/2 + 1 {
		dst = append(dst, 0)
	}
	setFlags := func(i int, f byte) { dst[flags+i/2] |= f << (i % 2 * 4) }
	for i, h := range c.atoms {
		f := byte(h.slot >> 8)
		if h.fresh {
			f |= newEntry
		}
		setFlags(i, f)
	}
	if long {
		setFlags(len(c.atoms), longAtoms)
	}
	for _, h := range c.atoms {
		dst = append(dst, byte(h.slot))
		if !h.fresh {
			continue
		}
		name := c.of(h).atom.String()
		if long {
			dst = append(dst, byte(len(name)>>8))
		}
		dst = append(append(dst, byte(len(name))), name...)
	}
	return dst
}
