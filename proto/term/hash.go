package term

import (
	"encoding/binary"
	"math/bits"
)

// Hash returns a hash of t that is equal for identical terms (=:=). It is for
// tables of this process: it differs between releases and, for terms with
// atoms, between runs.
func Hash(t Term) uint64 {
	if t.immediate() {
		return hashImmediate(t)
	}
	if t.is(KindBits) {
		return hashBits(t)
	}
	return hashDeep(t)
}

const (
	hashK0 = 0xa0761d6478bd642f
	hashK1 = 0xe7037ed1a0b428db
)

func mix(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return hi ^ lo
}

func hashImmediate(t Term) uint64 {
	return mix(t.w^hashK0, uint64(t.Kind())<<56|1^hashK1)
}

func hashBytes(seed uint64, b []byte) uint64 {
	h := seed ^ mix(uint64(len(b))^hashK0, hashK1)
	for len(b) >= 16 {
		h = mix(binary.LittleEndian.Uint64(b)^hashK0, binary.LittleEndian.Uint64(b[8:])^h)
		b = b[16:]
	}
	var lo, hi uint64
	switch {
	case len(b) >= 8:
		lo, hi = binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[len(b)-8:])
	case len(b) >= 4:
		lo, hi = uint64(binary.LittleEndian.Uint32(b)), uint64(binary.LittleEndian.Uint32(b[len(b)-4:]))
	case len(b) > 0:
		lo = uint64(b[0])<<16 | uint64(b[len(b)>>1])<<8 | uint64(b[len(b)-1])
	}
	return mix(hashK1^uint64(len(b)), mix(lo^hashK0, hi^h))
}

func hashBits(t Term) uint64 {
	b, off := t.BitData()
	n := t.BitLen()
	if off != 0 || n&7 != 0 {
		c := make([]byte, (n+7)>>3)
		CopyBits(c, 0, b, off, n)
		b = c
	}
	return hashBytes(uint64(n), b)
}

// hashDeep hashes a compound term without Go recursion: the hash is a fold
// over its parts, and stack holds what is still to be visited.
func hashDeep(t Term) uint64 {
	var buf [8][]Term
	stack := buf[:0]
	h := uint64(hashK1)
	for {
		var part uint64
		switch {
		case t.immediate():
			part = hashImmediate(t)
		case t.is(KindBits):
			part = hashBits(t)
		default:
			part = mix(uint64(uint8(t.w))<<32|1, hashK0)
			switch t.Kind() {
			case KindCons:
				for t.is(KindCons) && t.Head().immediate() {
					h = mix(h^hashImmediate(t.Head()), hashK0)
					t = t.Tail()
				}
				if !t.is(KindCons) {
					h = mix(h, hashK1)
					continue
				}
				stack = append(stack, cellTerms(t))
			case KindTuple:
				part ^= t.w
				stack = append(stack, t.Elems())
			case KindMap:
				part ^= uint64(t.MapLen())
				stack = append(stack, t.sortedParts())
			case KindFun:
				f := t.Fun()
				part ^= uint64(f.Arity) << 8
				if env, ok := f.evalEnv(); ok {
					stack = append(stack, []Term{env})
				} else {
					part ^= mix(hashK0^uint64(f.Module), uint64(f.Index)+1)
					stack = append(stack, f.Free)
				}
			case KindRecord:
				r := t.Record()
				part ^= mix(hashK0^uint64(r.Module), uint64(r.Name)+1)
				for _, f := range r.Fields {
					part = mix(part^uint64(f), hashK1)
				}
				stack = append(stack, r.Values)
			default:
				part ^= hashIdent(t)
			}
		}
		h = mix(h^part, hashK0)
		for {
			if len(stack) == 0 {
				return h
			}
			top := &stack[len(stack)-1]
			if len(*top) == 0 {
				stack = stack[:len(stack)-1]
				continue
			}
			t = (*top)[0]
			if *top = (*top)[1:]; len(*top) == 0 {
				stack = stack[:len(stack)-1]
			}
			break
		}
	}
}

// sortedParts returns the keys and values of a map in iteration order, which
// is the same for identical maps.
func (t Term) sortedParts() []Term {
	ts := make([]Term, 0, 2*t.MapLen())
	for k, v := range t.Pairs() {
		ts = append(ts, k, v)
	}
	return ts
}

// hashIdent hashes the kinds without parts.
func hashIdent(t Term) uint64 {
	switch t.Kind() {
	case KindBig:
		h := uint64(hashK0)
		b := t.BigInt()
		for _, w := range b.Bits() {
			h = mix(h^uint64(w), hashK1)
		}
		return h ^ uint64(b.Sign())
	case KindExport:
		e := t.Export()
		return mix(mix(uint64(e.Module)^hashK0, uint64(e.Name)^hashK1), uint64(e.Arity)+1)
	case KindPid:
		p := t.Pid()
		return mix(uint64(p.Node)<<32^uint64(p.Creation)^hashK0, uint64(p.ID)<<32^uint64(p.Serial)^hashK1)
	case KindPort:
		p := t.Port()
		return mix(uint64(p.Node)<<32^uint64(p.Creation)^hashK0, p.ID^hashK1)
	case KindRef:
		r := t.Ref()
		h := mix(uint64(r.Node)<<32^uint64(r.Creation)^hashK0, uint64(r.N)^hashK1)
		return mix(mix(h^(uint64(r.W[0])<<32|uint64(r.W[1])), uint64(r.W[2])<<32|uint64(r.W[3])^hashK0), uint64(r.W[4])^hashK1)
	}
	return 0
}
