package term

import (
	"encoding/binary"
	"math"
	"math/big"
	"slices"
	"unicode/utf8"
	"unsafe"
)

// The readers below take a bit string as bytes and a bit offset, as BitData
// returns it with the place added. What they read must lie within b.

// HasBytes tells whether a KindBits term begins at a byte and has more than a
// byte: TakeByte may be called.
func (t *Term) HasBytes() bool { return t.w&0x700 == 0 && t.w >= 9<<11 }

// TakeByte takes the first byte off a bit string of which HasBytes is true: t
// becomes the rest.
func (t *Term) TakeByte() byte {
	b := *(*byte)(t.p)
	t.p, t.w = unsafe.Add(t.p, 1), t.w-8<<11
	return b
}

// BitsUint returns n bits, at most 64, from bit off of b as an unsigned
// big-endian number.
func BitsUint(b []byte, off, n int) uint64 {
	b, off = b[off>>3:], off&7
	if off == 0 && len(b) >= 8 {
		if n == 0 {
			return 0
		}
		return binary.BigEndian.Uint64(b) >> (64 - n)
	}
	var v uint64
	for n > 0 {
		k := min(8-off, n)
		v = v<<k | uint64(peekBits(b, off, k))
		n -= k
		b, off = b[1:], 0
	}
	return v
}

// BitsInt returns the integer of n bits from bit off of b. In little-endian
// order the bytes come lowest first; if n is no multiple of 8 the highest
// bits are in the last, partial byte.
func BitsInt(b []byte, off, n int, little, signed bool) Term {
	switch {
	case n == 0:
		return Int(0)
	case n > 64:
		return bigFromBits(b, off, n, little, signed)
	}
	v := BitsUint(b, off, n)
	if little && n > 8 {
		v = swapUint(v, n)
	}
	if signed {
		return Int(int64(v<<(64-n)) >> (64 - n))
	}
	return Uint(v)
}

// swapUint turns n bits read in big-endian order into their little-endian
// value.
func swapUint(v uint64, n int) uint64 {
	var out uint64
	whole, rest := n>>3, n&7
	for i := range whole {
		out |= v >> (n - 8*(i+1)) & 0xff << (8 * i)
	}
	if rest != 0 {
		out |= v & (1<<rest - 1) << (8 * whole)
	}
	return out
}

func bigFromBits(b []byte, off, n int, little, signed bool) Term {
	size := (n + 7) >> 3
	buf := make([]byte, size)
	if little {
		// The partial byte is already the highest once its bits are low.
		whole := n &^ 7
		CopyBits(buf, 0, b, off, whole)
		if rest := n - whole; rest != 0 {
			buf[size-1] = peekBits(b[(off+whole)>>3:], (off+whole)&7, rest)
		}
		slices.Reverse(buf)
	} else {
		CopyBits(buf, size*8-n, b, off, n)
	}
	v := new(big.Int).SetBytes(buf)
	if signed && v.Bit(n-1) == 1 {
		v.Sub(v, new(big.Int).Lsh(big.NewInt(1), uint(n)))
	}
	return Big(v)
}

// BitsFloat returns the float of n bits (16, 32 or 64) from bit off of b;
// false for other sizes, infinities and NaN, which Erlang has not.
func BitsFloat(b []byte, off, n int, little bool) (float64, bool) {
	if n != 16 && n != 32 && n != 64 {
		return 0, false
	}
	v := BitsUint(b, off, n)
	if little {
		v = swapUint(v, n)
	}
	var f float64
	switch n {
	case 16:
		f = float16(uint16(v))
	case 32:
		f = float64(math.Float32frombits(uint32(v)))
	default:
		f = math.Float64frombits(v)
	}
	return f, !math.IsInf(f, 0) && !math.IsNaN(f)
}

// float16 converts an IEEE half.
func float16(v uint16) float64 {
	exp, frac := int(v>>10&31), float64(v&0x3ff)
	var f float64
	switch exp {
	case 0:
		f = math.Ldexp(frac, -24)
	case 31:
		f = math.Inf(1)
		if frac != 0 {
			f = math.NaN()
		}
	default:
		f = math.Ldexp(frac+1024, exp-25)
	}
	if v>>15 != 0 {
		f = math.Copysign(f, -1)
	}
	return f
}

// BitsUTF8 returns the character of a UTF-8 sequence at bit off of b, where
// left bits remain, and how many bits it takes; false for anything that is no
// character.
func BitsUTF8(b []byte, off, left int) (r rune, n int, ok bool) {
	var buf [utf8.UTFMax]byte
	size := min(len(buf), left>>3)
	CopyBits(buf[:], 0, b, off, size*8)
	r, n = utf8.DecodeRune(buf[:size])
	if r == utf8.RuneError && n <= 1 {
		return 0, 0, false
	}
	return r, n * 8, true
}

// BitsUTF16 is BitsUTF8 for UTF-16.
func BitsUTF16(b []byte, off, left int, little bool) (r rune, n int, ok bool) {
	unit := func(off int) rune {
		v := BitsUint(b, off, 16)
		if little {
			v = swapUint(v, 16)
		}
		return rune(v)
	}
	if left < 16 {
		return 0, 0, false
	}
	switch r = unit(off); {
	case r < 0xd800 || r > 0xdfff:
		return r, 16, true
	case r > 0xdbff || left < 32:
		return 0, 0, false
	}
	low := unit(off + 16)
	if low < 0xdc00 || low > 0xdfff {
		return 0, 0, false
	}
	return (r-0xd800)<<10 | (low - 0xdc00) + 0x10000, 32, true
}

// BitsUTF32 is BitsUTF8 for UTF-32.
func BitsUTF32(b []byte, off, left int, little bool) (r rune, n int, ok bool) {
	if left < 32 {
		return 0, 0, false
	}
	v := BitsUint(b, off, 32)
	if little {
		v = swapUint(v, 32)
	}
	if v > utf8.MaxRune || !utf8.ValidRune(rune(v)) {
		return 0, 0, false
	}
	return rune(v), 32, true
}
