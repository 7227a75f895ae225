package term

import (
	"errors"
	"math"
	"math/big"
	"slices"
	"unicode/utf8"
	"unsafe"
)

// Errors of BitBuilder.
var (
	ErrFloatSegment = errors.New("float segment must have 16, 32 or 64 bits")
	ErrUTFSegment   = errors.New("utf segment must be a Unicode character")
)

// BitBuilder makes bit strings by appending. Its zero value is empty and ready
// to use.
//
// Appending to a binary over and over (acc <> more) costs its length each time
// unless room is kept behind it. Terms have no place to note such room, so the
// builder that made a binary keeps it: Continue goes on in place when given
// the builder's own last result, and copies anything else.
type BitBuilder struct {
	buf []byte // bits from n up to the end of the last byte are 0
	n   int    // bits
}

// Grow makes room for n bits more.
func (b *BitBuilder) Grow(n int) { b.buf = slices.Grow(b.buf, (b.n+n+7)>>3-len(b.buf)) }

// Len returns the number of bits so far.
func (b *BitBuilder) Len() int { return b.n }

// Term returns what was appended so far. The builder may go on afterwards; the
// term does not change.
func (b *BitBuilder) Term() Term {
	t := Bits(b.buf, 0, b.n)
	if b.n&7 != 0 {
		// The last byte would be shared with what comes next.
		b.buf = slices.Clone(b.buf)
	}
	return t
}

// Reset makes the builder empty; the terms made keep their data.
func (b *BitBuilder) Reset() { b.buf, b.n = nil, 0 }

// Continue makes the builder hold the bit string t: in place if t is its last
// result and of whole bytes, else as a copy with as much room again behind it.
func (b *BitBuilder) Continue(t Term) {
	n := t.BitLen()
	if n > 0 && n == b.n && n&7 == 0 && t.p == unsafe.Pointer(unsafe.SliceData(b.buf)) {
		return
	}
	const least = 256
	b.buf, b.n = make([]byte, 0, max(least, 2*((n+7)>>3))), 0
	b.AppendBits(t)
}

// AppendBytes appends whole bytes.
func (b *BitBuilder) AppendBytes(p []byte) {
	if b.n&7 == 0 {
		b.buf = append(b.buf, p...)
		b.n += 8 * len(p)
		return
	}
	b.appendRange(p, 0, 8*len(p))
}

// AppendBits appends a bit string.
func (b *BitBuilder) AppendBits(t Term) {
	p, off := t.BitData()
	n := t.BitLen()
	if off == 0 && n&7 == 0 {
		b.AppendBytes(p)
		return
	}
	b.appendRange(p, off, n)
}

func (b *BitBuilder) appendRange(p []byte, off, n int) {
	b.CopyTo(b.extend(n), p, off, n)
}

// extend adds n zero bits and returns where they begin.
func (b *BitBuilder) extend(n int) int {
	at := b.n
	b.n += n
	size := (b.n + 7) >> 3
	old := len(b.buf)
	b.buf = slices.Grow(b.buf, size-old)[:size]
	clear(b.buf[old:])
	return at
}

// CopyTo overwrites n bits from bit at with those from bit off of p.
func (b *BitBuilder) CopyTo(at int, p []byte, off, n int) { CopyBits(b.buf, at, p, off, n) }

// AppendUint appends the low n bits, at most 64, of v.
func (b *BitBuilder) AppendUint(v uint64, n int, little bool) {
	if n == 8 && b.n&7 == 0 {
		b.buf = append(b.buf, byte(v))
		b.n += 8
		return
	}
	var raw [8]byte
	if little {
		for i := range raw {
			raw[i] = byte(v >> (8 * i))
		}
		if rest := n & 7; rest != 0 {
			raw[n>>3] <<= 8 - rest
		}
		b.appendRange(raw[:], 0, n)
		return
	}
	if n > 0 {
		v <<= 64 - n
	}
	for i := range raw {
		raw[i] = byte(v >> (56 - 8*i))
	}
	b.appendRange(raw[:], 0, n)
}

// AppendInt appends the low n bits of the integer t in two's complement.
func (b *BitBuilder) AppendInt(t Term, n int, little bool) {
	if t.IsInt() && n <= 64 {
		b.AppendUint(uint64(t.Int()), n, little)
		return
	}
	v, _ := t.AsBig()
	size := (n + 7) >> 3
	low := new(big.Int).Lsh(big.NewInt(1), uint(n))
	low.And(v, low.Sub(low, big.NewInt(1)))
	raw := low.FillBytes(make([]byte, size))
	if !little {
		b.appendRange(raw, size*8-n, n)
		return
	}
	slices.Reverse(raw)
	if rest := n & 7; rest != 0 {
		raw[size-1] <<= 8 - rest
	}
	b.appendRange(raw, 0, n)
}

// AppendFloat appends f as an IEEE float of n bits: 16, 32 or 64. What is too
// large for the size becomes an infinity, as in ERTS.
func (b *BitBuilder) AppendFloat(f float64, n int, little bool) error {
	var v uint64
	switch n {
	case 16:
		v = uint64(toFloat16(f))
	case 32:
		v = uint64(math.Float32bits(float32(f)))
	case 64:
		v = math.Float64bits(f)
	default:
		return ErrFloatSegment
	}
	b.AppendUint(v, n, little)
	return nil
}

// toFloat16 rounds f to the nearest IEEE half, ties to even.
func toFloat16(f float64) uint16 {
	var sign uint16
	if math.Signbit(f) {
		sign, f = 0x8000, -f
	}
	if f < 0x1p-14 {
		// Subnormal, or the least normal after rounding up.
		return sign | uint16(math.RoundToEven(f*0x1p24))
	}
	frac, exp := math.Frexp(f)
	m := math.RoundToEven(frac * 0x1p11)
	if m == 0x1p11 {
		m, exp = 0x1p10, exp+1
	}
	if exp > 16 {
		return sign | 0x7c00
	}
	return sign | uint16(exp+14)<<10 | uint16(m)&0x3ff
}

// AppendUTF8 appends the character r in UTF-8.
func (b *BitBuilder) AppendUTF8(r rune) error {
	if !utf8.ValidRune(r) {
		return ErrUTFSegment
	}
	var raw [utf8.UTFMax]byte
	b.AppendBytes(raw[:utf8.EncodeRune(raw[:], r)])
	return nil
}

// AppendUTF16 appends the character r in UTF-16.
func (b *BitBuilder) AppendUTF16(r rune, little bool) error {
	if !utf8.ValidRune(r) {
		return ErrUTFSegment
	}
	if r >= 0x10000 {
		r -= 0x10000
		b.AppendUint(uint64(0xd800+r>>10), 16, little)
		r = 0xdc00 + r&0x3ff
	}
	b.AppendUint(uint64(r), 16, little)
	return nil
}

// AppendUTF32 appends the character r in UTF-32.
func (b *BitBuilder) AppendUTF32(r rune, little bool) error {
	if !utf8.ValidRune(r) {
		return ErrUTFSegment
	}
	b.AppendUint(uint64(r), 32, little)
	return nil
}
