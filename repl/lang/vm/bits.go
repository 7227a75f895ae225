package vm

import (
	"unsafe"

	"gex/proto/term"
	"gex/repl/lang/code"
)

// A bit string being matched is the bit string still to match, in a register
// of its own: taking a segment off makes a new Term into the same bytes.

func (m *Machine) bitString(fn *code.Func, in *code.Instr, regs unsafe.Pointer) rareResult {
	switch in.Op {
	case code.BinLit:
		rest, lit := at(regs, in.A), fn.Consts[in.D]
		n := lit.BitLen()
		if rest.BitLen() < n || !sameBits(*rest, lit, n) {
			return rareFail
		}
		*rest = rest.SubBits(n, rest.BitLen()-n)
	case code.BinMake:
		v, fault := m.makeBits(fn, fn.Bins[in.D], regs)
		if fault != nil {
			if in.E != 0 {
				return rareFail
			}
			m.binFault(fn, fault)
			return rareRaise
		}
		*at(regs, in.A) = v
	}
	return rareDone
}

// sameBits compares the first n bits of a with the n bits of whole bytes b.
func sameBits(a, b term.Term, n int) bool {
	p, off := a.BitData()
	q, _ := b.BitData()
	if off == 0 {
		return string(p[:n/8]) == string(q)
	}
	for i := range n / 8 {
		if byte(term.BitsUint(p, off+8*i, 8)) != q[i] {
			return false
		}
	}
	return true
}

// lastByte is BinByte where TakeByte does not do; false if there is no byte.
func lastByte(in *code.Instr, regs unsafe.Pointer) bool {
	rest := at(regs, in.B)
	n := rest.BitLen()
	if n < 8 {
		return false
	}
	b, off := rest.BitData()
	if in.A != code.NoReg {
		*at(regs, in.A) = term.Int(int64(term.BitsUint(b, off, 8)))
	}
	*rest = term.Bits(b, off+8, n-8)
	return true
}

// getSegment takes a segment off the bit string in register B; false if it is
// not there.
func getSegment(fn *code.Func, in *code.Instr, regs unsafe.Pointer) bool {
	seg, rest := &fn.Segs[in.D], at(regs, in.B)
	b, off := rest.BitData()
	left := rest.BitLen()
	n, ok := segmentBits(seg, in.C, fn, regs)
	if !ok || n > left {
		return false
	}
	var v term.Term
	switch seg.Type {
	case code.SegInteger:
		if in.A != code.NoReg {
			v = term.BitsInt(b, off, n, seg.Little, seg.Signed)
		}
	case code.SegFloat:
		f, ok := term.BitsFloat(b, off, n, seg.Little)
		if !ok {
			return false
		}
		v = term.Float(f)
	case code.SegBits:
		v = rest.SubBits(0, n)
	default:
		var r rune
		switch seg.Type {
		case code.SegUTF8:
			r, n, ok = term.BitsUTF8(b, off, left)
		case code.SegUTF16:
			r, n, ok = term.BitsUTF16(b, off, left, seg.Little)
		default:
			r, n, ok = term.BitsUTF32(b, off, left, seg.Little)
		}
		if !ok {
			return false
		}
		v = term.Int(int64(r))
	}
	*rest = rest.SubBits(n, left-n)
	if in.A != code.NoReg {
		*at(regs, in.A) = v
	}
	return true
}

// segmentBits returns the size of a segment in bits; for utf types, which find
// theirs, it is 0.
func segmentBits(seg *code.Seg, sizeFrom uint16, fn *code.Func, regs unsafe.Pointer) (int, bool) {
	if seg.Type >= code.SegUTF8 {
		return 0, true
	}
	size := int64(seg.Size)
	if seg.Size == code.Dynamic {
		t := operand(fn, regs, sizeFrom)
		n, ok := t.AsInt()
		if !ok || n < 0 || n > 1<<40 {
			return 0, false
		}
		size = n
	}
	return int(size) * seg.Unit, true
}

// makeBits builds a bit string.
func (m *Machine) makeBits(fn *code.Func, spec code.BinSpec, regs unsafe.Pointer) (term.Term, *bitsFault) {
	var fresh term.BitBuilder
	b := &fresh
	if len(spec) > 1 && spec[0].Lit.IsNone() && spec[0].Type == code.SegBits && spec[0].Size == code.All {
		// Appending: the builder of the last bit string may have room behind it.
		first := operand(fn, regs, spec[0].Value)
		if first.IsBits() && first.BitLen() >= appendFrom && first.BitLen()%spec[0].Unit == 0 {
			if m.bits == nil {
				m.bits = &term.BitBuilder{}
			}
			b = m.bits
			b.Continue(first)
			spec = spec[1:]
		}
	}
	for i := range spec {
		if fault := putSegment(b, &spec[i], fn, regs); fault != nil {
			if b == m.bits {
				m.bits = nil
			}
			return term.Term{}, fault
		}
	}
	return b.Term(), nil
}

// appendFrom is the length in bits from which an appended bit string is kept
// growable.
const appendFrom = 8 * 32

// bitsFault is why a segment could not be built.
type bitsFault struct {
	reason term.Atom
	seg    *code.Seg
	what   string // as erl_erts_errors:format_bs_fail/2 knows it
	value  term.Term
}

// info is the error_info of the exception.
func (b *bitsFault) info() term.Term {
	kind := [...]string{code.SegInteger: "integer", code.SegFloat: "float", code.SegBits: "binary",
		code.SegUTF8: "utf8", code.SegUTF16: "utf16", code.SegUTF32: "utf32"}[b.seg.Type]
	return term.MapOf(
		term.A("cause"), term.Tuple(term.Int(int64(b.seg.Number)), term.A(kind), term.A(b.what), b.value),
		term.A("function"), term.A("format_bs_fail"),
		atomModule.Term(), atomErlErtsErrors.Term())
}

// binFault raises the error of a bit string that could not be built. The
// interpreter of OTP measures a whole value with bit_size/1 and says less.
func (m *Machine) binFault(fn *code.Func, fault *bitsFault) {
	whole := fn.Module == term.ErlEval && fault.seg.Type == code.SegBits && fault.seg.Size == code.All
	switch {
	case whole && fault.what == "type":
		m.raiseOp(atomBadarg, atomBitSize, fault.value)
	case whole:
		m.raise(ClassError, fault.reason.Term())
	default:
		m.raise(ClassError, fault.reason.Term())
		m.exc.info = fault.info()
	}
}

func putSegment(b *term.BitBuilder, s *code.Seg, fn *code.Func, regs unsafe.Pointer) *bitsFault {
	if !s.Lit.IsNone() {
		b.AppendBits(s.Lit)
		return nil
	}
	v := operand(fn, regs, s.Value)
	fails := func(what string, value term.Term) *bitsFault {
		return &bitsFault{atomBadarg, s, what, value}
	}
	n, ok := segmentBits(s, s.SizeFrom, fn, regs)
	if !ok {
		size := operand(fn, regs, s.SizeFrom)
		if size.IsInteger() && term.Compare(size, term.Int(0)) > 0 {
			return &bitsFault{atomSystemLimit, s, "size", size}
		}
		return fails("size", size)
	}
	switch s.Type {
	case code.SegInteger:
		if !v.IsInteger() {
			return fails("type", v)
		}
		if n > maxBits*64 {
			return &bitsFault{atomSystemLimit, s, "size", operand(fn, regs, s.SizeFrom)}
		}
		b.AppendInt(v, n, s.Little)
	case code.SegFloat:
		if n != 16 && n != 32 && n != 64 {
			return fails("invalid", term.Int(int64(n)))
		}
		f, ok := number(v)
		if !ok {
			return fails("type", v)
		}
		if b.AppendFloat(f, n, s.Little) != nil {
			return fails("no_float", v)
		}
	case code.SegBits:
		if !v.IsBits() {
			return fails("type", v)
		}
		if s.Size == code.All {
			if v.BitLen()%s.Unit != 0 {
				return fails("unit", v)
			}
		} else if n > v.BitLen() {
			return fails("short", v)
		} else {
			v = v.SubBits(0, n)
		}
		b.AppendBits(v)
	default:
		if !putUTF(b, s, v) {
			return fails("type", v)
		}
	}
	return nil
}

func putUTF(b *term.BitBuilder, s *code.Seg, v term.Term) bool {
	c, ok := v.AsInt()
	if !ok || c < 0 || c > 0x10ffff {
		return false
	}
	var err error
	switch s.Type {
	case code.SegUTF8:
		err = b.AppendUTF8(rune(c))
	case code.SegUTF16:
		err = b.AppendUTF16(rune(c), s.Little)
	default:
		err = b.AppendUTF32(rune(c), s.Little)
	}
	return err == nil
}
