package term

import (
	"encoding/binary"
	"math/bits"
)

// Hash returns a hash of t that is equal for identical terms (=:=). It decides
// the iteration order of large maps, so it is the hash that ERTS uses inside
// since OTP 26, a MurmurHash3 fed term by term; integers, binaries, and
// tuples and lists of them hash as there. It differs between runs for terms
// with atoms that are not known from the start, and is no phash2.
func Hash(t Term) uint64 {
	if t.immediate() && !t.IsFloat() {
		if w, ok := immediateWord(t); ok {
			return mix64(w)
		}
	}
	return hashDeep(t)
}

// The machine words of ERTS's immediates on 64-bit systems: small integers of
// 60 bits, atoms, and [].
const (
	wordSmall = 0x0f
	wordAtom  = 0x0b
	wordNil   = 0x3b
)

// immediateWord returns the word that ERTS has for t, false if t is boxed there.
func immediateWord(t Term) (uint64, bool) {
	switch t.Kind() {
	case KindInt:
		i := t.Int()
		return uint64(i)<<4 | wordSmall, i<<4>>4 == i
	case KindAtom:
		return t.w<<6 | wordAtom, true
	case KindNil:
		return wordNil, true
	}
	return 0, false
}

func mix64(h uint64) uint64 {
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	h ^= h >> 33
	h *= 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}

// What is mixed in before a part, to tell types apart.
const (
	hashImmediate    = 1
	hashElement      = 2
	hashCar          = 3
	hashCdr          = 4
	hashString       = 5
	hashTuple        = 6
	hashRecord       = 7
	hashFlatMap      = 8
	hashTrie         = 9
	hashBinary       = 12
	hashFun          = 13
	hashExport       = 14
	hashNegBig       = 15
	hashPosBig       = 16
	hashRef          = 18
	hashPid          = 19
	hashPort         = 20
	hashFloat        = 21
	murmur1, murmur2 = 0x87c37b91114253d5, 0x4cf5ad432745937f
)

// hasher is the state of a hash being made: two lanes. The terms yet to come
// are on a stack that its methods take and return, as it would not stay on the
// Go stack as a field. A zero Term there marks that a tail that is no list
// follows.
type hasher struct{ a, b, ticks uint64 }

func scrambleA(x uint64) uint64 { return bits.RotateLeft64(x*murmur1, 31) * murmur2 }
func scrambleB(x uint64) uint64 { return bits.RotateLeft64(x*murmur2, 33) * murmur1 }

func (h *hasher) alpha(x uint64) {
	h.a = (bits.RotateLeft64(h.a^scrambleA(x), 27)+h.b)*5 + 0x52dce729
	h.ticks++
}

func (h *hasher) beta(x uint64) {
	h.b = (bits.RotateLeft64(h.b^scrambleB(x), 31)+h.a)*5 + 0x38495ab5
	h.ticks++
}

func (h *hasher) both(x, y uint64) {
	h.alpha(x)
	h.beta(y)
}

func (h *hasher) sum() uint64 {
	a, b := h.a^h.ticks, h.b^h.ticks
	a += b
	b += a
	a, b = mix64(a), mix64(b)
	a += b
	b += a
	return a ^ b
}

// push leaves t for later, immediates excepted.
func (h *hasher) push(stack []Term, t Term) []Term {
	if w, ok := immediateWord(t); ok {
		h.both(hashImmediate, w)
		return stack
	}
	h.alpha(hashElement)
	return append(stack, t)
}

// pushAll hashes ts from the last to the first, which it returns for now.
func (h *hasher) pushAll(stack, ts []Term) (rest []Term, now Term, ok bool) {
	if len(ts) == 0 {
		return stack, Term{}, false
	}
	for _, t := range ts[:len(ts)-1] {
		stack = h.push(stack, t)
	}
	return stack, ts[len(ts)-1], true
}

func hashDeep(t Term) uint64 {
	var buf [16]Term
	stack := buf[:0]
	var h hasher
	for {
		more := false
		switch t.Kind() {
		case KindCons:
			stack, t, more = h.list(stack, t)
		case KindTuple:
			h.both(hashTuple, uint64(t.Arity()))
			stack, t, more = h.pushAll(stack, t.Elems())
		case KindMap:
			stack, t, more = h.pairs(stack, t)
		case KindFun:
			stack, t, more = h.fun(stack, t.Fun())
		case KindRecord:
			r := t.Record()
			h.both(hashRecord, uint64(len(r.Values)))
			h.both(uint64(r.Module), uint64(r.Name))
			if r.Exported {
				h.alpha(hashRecord)
			}
			for _, f := range r.Fields {
				h.alpha(uint64(f))
			}
			stack, t, more = h.pushAll(stack, r.Values)
		case KindBits:
			h.bits(t)
		default:
			h.leaf(t)
		}
		if more {
			continue
		}
		n := len(stack)
		if n == 0 {
			return h.sum()
		}
		if t = stack[n-1]; t.IsNone() {
			h.beta(hashCdr)
			n--
			t = stack[n-1]
		}
		stack = stack[:n-1]
	}
}

// list hashes up to the first element that is no immediate; it returns that
// element or the tail.
func (h *hasher) list(stack []Term, t Term) (rest []Term, now Term, ok bool) {
	var value, n uint64
	for t.IsCons() {
		c := t.Head()
		if !c.IsInt() || uint64(c.Int()) > 255 {
			break
		}
		value = value<<8 | uint64(c.Int())
		if n++; n == 4 {
			h.alpha(hashString | n<<8 | value<<32)
			value, n = 0, 0
		}
		t = t.Tail()
	}
	if n > 0 {
		h.alpha(hashString | n<<8 | value<<32)
	}
	if !t.IsCons() {
		return stack, t, true
	}
	head, tail := t.Head(), t.Tail()
	if w, ok := immediateWord(head); ok {
		h.both(hashImmediate|hashCar<<32, w)
		if !tail.IsCons() {
			h.alpha(hashCdr)
		}
		return stack, tail, true
	}
	stack = append(stack, tail)
	if !tail.IsCons() {
		stack = append(stack, Term{})
	}
	h.alpha(hashCar)
	return stack, head, true
}

func (h *hasher) pairs(stack []Term, t Term) (rest []Term, now Term, ok bool) {
	n := t.MapLen()
	if !t.isFlat() {
		h.both(hashTrie, uint64(n))
		return h.pushAll(stack, t.pairTerms())
	}
	h.both(hashFlatMap, uint64(n))
	if n == 0 {
		return stack, Term{}, false
	}
	keys, values := t.flat()
	for i, k := range keys {
		stack = h.push(stack, values[i])
		if i < n-1 {
			stack = h.push(stack, k)
		}
	}
	return stack, keys[n-1], true
}

func (h *hasher) fun(stack []Term, f *Fun) (rest []Term, now Term, ok bool) {
	if env, ok := f.EvalEnv(); ok {
		h.alpha(hashFun | uint64(f.Arity)<<32)
		return stack, env, true
	}
	h.both(hashFun|uint64(len(f.Free))<<32, uint64(f.Index)|uint64(f.OldUniq)<<32)
	h.both(hashImmediate, uint64(f.Module)<<6|wordAtom)
	return h.pushAll(stack, f.Free)
}

func (h *hasher) bits(t Term) {
	n := t.BitLen()
	h.both(hashBinary, uint64(n))
	b, off := t.BitData()
	if off != 0 {
		c := make([]byte, (n+7)>>3)
		CopyBits(c, 0, b, off, n)
		b = c
	}
	whole := b[:n>>3]
	for len(whole) >= 16 {
		h.both(binary.LittleEndian.Uint64(whole), binary.LittleEndian.Uint64(whole[8:]))
		whole = whole[16:]
	}
	if len(whole) > 8 {
		h.b ^= scrambleB(littleEndian(whole[8:]))
	}
	if len(whole) > 0 {
		h.a ^= scrambleA(littleEndian(whole[:min(8, len(whole))]))
	}
	if tail := n & 7; tail != 0 {
		h.alpha(uint64(b[n>>3] >> (8 - tail)))
	}
}

func littleEndian8(b []byte) uint64 { return binary.LittleEndian.Uint64(b) }

// littleEndian reads up to 8 bytes.
func littleEndian(b []byte) uint64 {
	var v uint64
	for i, c := range b {
		v |= uint64(c) << (8 * i)
	}
	return v
}

// leaf hashes the kinds without parts.
func (h *hasher) leaf(t Term) {
	switch t.Kind() {
	case KindFloat:
		h.both(hashFloat, t.w)
	case KindInt:
		if w, ok := immediateWord(t); ok {
			h.both(hashImmediate, w)
			return
		}
		i := t.Int()
		if i < 0 {
			h.alpha(hashNegBig | 1<<32)
			i = -i
		} else {
			h.alpha(hashPosBig | 1<<32)
		}
		h.beta(uint64(i))
	case KindAtom, KindNil:
		w, _ := immediateWord(t)
		h.both(hashImmediate, w)
	case KindBig:
		h.big(t)
	case KindExport:
		e := t.Export()
		h.both(hashExport, uint64(e.Module)|uint64(e.Name)<<32)
		h.alpha(uint64(e.Arity))
	case KindPid:
		p := t.Pid()
		h.both(hashPid, uint64(p.Node)|uint64(p.Creation)<<32)
		h.alpha(uint64(p.ID) | uint64(p.Serial)<<32)
	case KindPort:
		p := t.Port()
		h.both(hashPort, uint64(p.Node)|uint64(p.Creation)<<32)
		h.alpha(p.ID)
	case KindRef:
		r := t.Ref()
		h.both(hashRef|uint64(r.N)<<32, uint64(r.Node)|uint64(r.Creation)<<32)
		h.both(uint64(r.W[0])|uint64(r.W[1])<<32, uint64(r.W[2])|uint64(r.W[3])<<32)
		h.alpha(uint64(r.W[4]))
	}
}

func (h *hasher) big(t Term) {
	digits := t.BigInt().Bits()
	words := make([]uint64, 0, len(digits))
	for i := 0; i < len(digits); i += 64 / bits.UintSize {
		w := uint64(digits[i])
		if bits.UintSize == 32 && i+1 < len(digits) {
			w |= uint64(digits[i+1]) << 32
		}
		words = append(words, w)
	}
	kind := uint64(hashPosBig)
	if t.BigInt().Sign() < 0 {
		kind = hashNegBig
	}
	h.alpha(kind | uint64(len(words))<<32)
	for ; len(words) >= 2; words = words[2:] {
		h.both(words[0], words[1])
	}
	if len(words) == 1 {
		h.beta(words[0])
	}
}
