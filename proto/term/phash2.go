package term

import (
	"encoding/binary"
	"math/bits"
)

// PHash2 returns erlang:phash2(t, n): a hash below n (1 to 1<<32) that every
// BEAM of every release computes alike. The algorithm is Bob Jenkins' of 1996
// as ERTS applies it to terms. For erlang:phash2/1 n is PHash2Range.
// Differs from Erlang: native records hash to other values than in OTP 29.
func PHash2(t Term, n uint64) uint64 { return uint64(phash2(t)) % n }

// PHash2Range is the range of erlang:phash2/1.
const PHash2Range = 1 << 27

// phashConst is the golden ratio; parts of a term are hashed with multiples of
// it that tell their types.
const phashConst uint32 = 0x9e3779b9

func phashK(n uint32) uint32 { return phashConst * n }

// Multiples of phashConst for each kind of part.
const (
	phNil     = 2
	phAtom    = 3
	phString  = 4
	phPid     = 5
	phPort    = 6
	phRef     = 7
	phTuple   = 9
	phNegBig  = 10
	phPosBig  = 11
	phFloat   = 12
	phBytes   = 13
	phFunName = 14
	phBits    = 15
	phMap     = 16
	phPairs   = 19
)

// phNilAlone is the hash of [] where nothing came before it.
const phNilAlone uint32 = 3468870702

func jenkins(a, b, c uint32) (uint32, uint32, uint32) {
	a -= b
	a -= c
	a ^= c >> 13
	b -= c
	b -= a
	b ^= a << 8
	c -= a
	c -= b
	c ^= b >> 13
	a -= b
	a -= c
	a ^= c >> 12
	b -= c
	b -= a
	b ^= a << 16
	c -= a
	c -= b
	c ^= b >> 5
	a -= b
	a -= c
	a ^= c >> 3
	b -= c
	b -= a
	b ^= a << 10
	c -= a
	c -= b
	c ^= b >> 15
	return a, b, c
}

// phasher holds the hash of all that came before. What is still to come is on
// a stack that its methods take and return.
type phasher struct {
	hash uint32
	xor  uint32 // of the pairs of the map being hashed
}

// phashFrame is a run of terms to hash. The pairs of a map are hashed from 0
// each and joined by xor, as their order is not the same on all nodes; the
// frame keeps what comes back after them.
type phashFrame struct {
	ts        []Term
	pairs     bool
	hash, xor uint32
}

func (h *phasher) words(x, y, k uint32) {
	k = phashK(k)
	_, _, h.hash = jenkins(k+x, k+y, h.hash)
}

func (h *phasher) word(x, k uint32) { h.words(x, 0, k) }

func phash2(t Term) uint32 {
	var buf [8]phashFrame
	stack := buf[:0]
	var h phasher
	for {
		stack = h.term(stack, t)
		var ok bool
		if stack, t, ok = h.next(stack); !ok {
			return h.hash
		}
	}
}

// next pops the next term to hash.
func (h *phasher) next(stack []phashFrame) (rest []phashFrame, t Term, ok bool) {
	for len(stack) > 0 {
		f := &stack[len(stack)-1]
		if f.pairs && len(f.ts)&1 == 0 {
			h.xor ^= h.hash
			h.hash = 0
		}
		if len(f.ts) > 0 {
			t := f.ts[0]
			f.ts = f.ts[1:]
			if len(f.ts) == 0 && !f.pairs {
				stack = stack[:len(stack)-1]
			}
			return stack, t, true
		}
		if f.pairs {
			h.hash = f.hash
			h.word(h.xor, phPairs)
			h.xor = f.xor
		}
		stack = stack[:len(stack)-1]
	}
	return stack, Term{}, false
}

func pushTerms(stack []phashFrame, ts []Term) []phashFrame {
	if len(ts) == 0 {
		return stack
	}
	return append(stack, phashFrame{ts: ts})
}

func (h *phasher) term(stack []phashFrame, t Term) []phashFrame {
	switch t.Kind() {
	case KindInt:
		h.int(t.Int())
	case KindBig:
		h.big(t)
	case KindFloat:
		f := t.Float()
		if f == 0 {
			f = 0 // -0.0 hashes as 0.0
		}
		h.float(f)
	case KindAtom:
		if h.hash == 0 {
			h.hash = phashName(t.AtomName())
		} else {
			h.word(phashName(t.AtomName()), phAtom)
		}
	case KindNil:
		if h.hash == 0 {
			h.hash = phNilAlone
		} else {
			h.word(phNil, phNil)
		}
	case KindCons:
		return h.list(stack, t)
	case KindTuple:
		h.word(uint32(t.Arity()), phTuple)
		return pushTerms(stack, t.Elems())
	case KindMap:
		h.word(uint32(t.MapLen()), phMap)
		if t.MapLen() > 0 {
			stack = append(stack, phashFrame{t.pairTerms(), true, h.hash, h.xor})
			h.hash, h.xor = 0, 0
		}
	case KindBits:
		h.bits(t)
	case KindPid:
		h.word(t.Pid().ID, phPid)
	case KindPort:
		id := t.Port().ID
		h.words(uint32(id), uint32(id>>32), phPort)
	case KindRef:
		h.word(t.Ref().W[0], phRef)
	case KindExport:
		e := t.Export()
		h.words(uint32(e.Arity), e.Module.hash(), 1)
		h.word(e.Name.hash(), phFunName)
	case KindFun:
		f := t.Fun()
		h.words(uint32(len(f.Free)), f.Module.hash(), 1)
		h.words(f.Index, uint32(f.OldUniq), 1)
		return pushTerms(stack, f.Free)
	case KindRecord:
		r := t.Record()
		h.words(uint32(len(r.Fields)), r.Module.hash(), phTuple)
		h.word(r.Name.hash(), phAtom)
		for _, f := range r.Fields {
			h.word(f.hash(), phAtom)
		}
		return pushTerms(stack, r.Values)
	}
	return stack
}

func (h *phasher) int(i int64) {
	switch {
	case i >= 1<<27 || i < -1<<27:
		k, u := uint32(phPosBig), uint64(i)
		if i < 0 {
			k, u = phNegBig, -u
		}
		h.words(uint32(u), uint32(u>>32), k)
	default:
		if i < 0 {
			h.word(uint32(-i), 1)
		}
		h.word(uint32(i), 1)
	}
}

func (h *phasher) big(t Term) {
	k := uint32(phPosBig)
	if t.BigInt().Sign() < 0 {
		k = phNegBig
	}
	words := t.BigInt().Bits()
	if bits.UintSize == 64 {
		for _, w := range words {
			h.words(uint32(w), uint32(uint64(w)>>32), k)
		}
		return
	}
	for i := 0; i < len(words); i += 2 {
		var high uint32
		if i+1 < len(words) {
			high = uint32(words[i+1])
		}
		h.words(uint32(words[i]), high, k)
	}
}

func (h *phasher) float(f float64) {
	u := Float(f).w
	h.words(uint32(u>>32), uint32(u), phFloat)
}

// list hashes leading bytes four at a time, then leaves the next element and
// the rest to the stack.
func (h *phasher) list(stack []phashFrame, t Term) []phashFrame {
	var word, n uint32
	var last []Term
	for t.IsCons() {
		c := t.Head()
		if !c.IsInt() || uint64(c.Int()) > 255 {
			break
		}
		word = word<<8 + uint32(c.Int())
		if n++; n == 4 {
			h.word(word, phString)
			word, n = 0, 0
		}
		last = cellTerms(t)[1:]
		t = t.Tail()
	}
	if n > 0 {
		h.word(word, phString)
	}
	if t.IsCons() {
		return pushTerms(stack, cellTerms(t))
	}
	return pushTerms(stack, last)
}

func (h *phasher) bits(t Term) {
	n := t.BitLen()
	b, off := t.BitData()
	if off != 0 {
		c := make([]byte, (n+7)>>3)
		CopyBits(c, 0, b, off, n)
		b = c
	}
	seed := phashK(phBytes) + h.hash
	if n == 0 {
		h.hash = seed
		return
	}
	h.hash = phashBlock(b[:n>>3], seed)
	if rest := n & 7; rest != 0 {
		h.words(uint32(rest), uint32(b[n>>3]>>(8-rest)), phBits)
	}
}

func phashBlock(b []byte, c uint32) uint32 {
	size := uint32(len(b))
	a, d := phashConst, phashConst
	for len(b) >= 12 {
		a, d, c = jenkins(a+binary.LittleEndian.Uint32(b), d+binary.LittleEndian.Uint32(b[4:]), c+binary.LittleEndian.Uint32(b[8:]))
		b = b[12:]
	}
	// The low byte of the last word is kept for the length.
	var last [13]byte
	copy(last[:8], b)
	if len(b) > 8 {
		copy(last[9:], b[8:])
	}
	_, _, c = jenkins(a+binary.LittleEndian.Uint32(last[:]), d+binary.LittleEndian.Uint32(last[4:]), c+size+binary.LittleEndian.Uint32(last[8:]))
	return c
}

func (a Atom) hash() uint32 { return phashName(a.String()) }

// phashName is P. J. Weinberger's hash of an atom's text, where a two-byte UTF-8
// character below 256 counts as one.
func phashName(name string) uint32 {
	var h uint32
	for i := 0; i < len(name); i++ {
		v := name[i]
		if v&0xfe == 0xc2 && i+1 < len(name) {
			i++
			v = v<<6 | name[i]&0x3f
		}
		h = h<<4 + uint32(v)
		if g := h & 0xf0000000; g != 0 {
			h ^= g>>24 ^ g
		}
	}
	return h
}
