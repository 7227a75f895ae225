package inspect

import (
	"math"
	"strconv"

	"gex/proto/term"
)

var bases = [...]struct {
	value  int
	prefix string
}{Decimal: {10, ""}, Binary: {2, "0b"}, Octal: {8, "0o"}, Hex: {16, "0x"}}

func (p *printer) integer(dst []byte, t term.Term) []byte {
	base := bases[p.Base]
	if i, ok := t.AsInt(); ok && base.value == 10 {
		return strconv.AppendInt(dst, i, 10)
	}
	b, _ := t.AsBig()
	if base.prefix == "" {
		return b.Append(dst, 10)
	}
	at := len(dst)
	dst = b.Append(dst, base.value)
	digits := string(dst[at:])
	dst = dst[:at]
	if digits[0] == '-' {
		dst, digits = append(dst, '-'), digits[1:]
	}
	dst = append(dst, base.prefix...)
	for _, c := range []byte(digits) {
		if c >= 'a' {
			c -= 'a' - 'A'
		}
		dst = append(dst, c)
	}
	return dst
}

// AppendFloat appends f as Elixir prints it: whole numbers from 1 up to 1.0e16
// in full, all others as AppendFloatShort.
func AppendFloat(dst []byte, f float64) []byte {
	if abs := math.Abs(f); abs >= 1 && abs < 1e16 && math.Trunc(f) == f {
		dst = strconv.AppendInt(dst, int64(f), 10)
		return append(dst, ".0"...)
	}
	return AppendFloatShort(dst, f)
}

// AppendFloatShort appends f as erlang:float_to_list(F, [short]) does: the
// fewest digits that read back as f, in the shorter of decimal and scientific
// notation, decimal when they tie; from 2^53 up always scientific.
func AppendFloatShort(dst []byte, f float64) []byte {
	if math.Signbit(f) {
		dst = append(dst, '-')
		f = -f
	}
	if f == 0 {
		return append(dst, "0.0"...)
	}
	var buf [32]byte
	// d.ddde±xx
	sci := strconv.AppendFloat(buf[:0], f, 'e', -1, 64)
	e := len(sci) - 1
	for sci[e] != 'e' {
		e--
	}
	exp, _ := strconv.Atoi(string(sci[e+1:]))
	digits := append(make([]byte, 0, 24), sci[0])
	if e > 2 {
		digits = append(digits, sci[2:e]...)
	}
	n, place := len(digits), exp+1 // the point stands after place digits
	if place > 0 && place < n {
		dst = append(dst, digits[:place]...)
		return append(append(dst, '.'), digits[place:]...)
	}
	expText := strconv.Itoa(exp)
	cost := len(expText) + 1 // of "e" and the exponent
	if n == 1 {
		cost += 2 // ".0"
	} else {
		cost++ // "."
	}
	switch {
	case place <= 0 && 2-place <= cost:
		dst = append(dst, "0."...)
		for ; place < 0; place++ {
			dst = append(dst, '0')
		}
		return append(dst, digits...)
	case place > 0 && place-n+2 <= cost && f < 1<<53:
		dst = append(dst, digits...)
		for ; place > n; place-- {
			dst = append(dst, '0')
		}
		return append(dst, ".0"...)
	}
	dst = append(append(dst, digits[0]), '.')
	if n == 1 {
		dst = append(dst, '0')
	} else {
		dst = append(dst, digits[1:]...)
	}
	return append(append(dst, 'e'), expText...)
}
