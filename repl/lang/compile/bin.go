package compile

import (
	"unicode/utf16"
	"unicode/utf8"

	"gex/proto/term"
	"gex/repl/lang/absform"
	"gex/repl/lang/code"
)

// segment reads the type of an element of a bit string. Size is code.Dynamic
// if there is a size expression, code.All if there is none and the type has
// no default.
func (f *fn) segment(e *absform.BinElem) code.Seg {
	s := code.Seg{Type: code.SegInteger, Size: code.Dynamic}
	bits, bytes := false, false
	for _, t := range e.Types {
		switch t.String() {
		case "integer":
		case "float":
			s.Type = code.SegFloat
		case "binary", "bytes":
			s.Type, bytes = code.SegBits, true
		case "bitstring", "bits":
			s.Type, bits = code.SegBits, true
		case "utf8":
			s.Type = code.SegUTF8
		case "utf16":
			s.Type = code.SegUTF16
		case "utf32":
			s.Type = code.SegUTF32
		case "signed":
			s.Signed = true
		case "unsigned", "big":
		case "little", "native":
			s.Little = true
		default:
			f.at(e.Anno)
			f.fault(ErrSegment, t.String())
		}
	}
	s.Unit = e.Unit
	if s.Unit == 0 {
		s.Unit = 1
		if bytes && !bits {
			s.Unit = 8
		}
	}
	if e.Size != nil {
		if n, ok := smallInt(e.Size); ok && n >= 0 {
			s.Size = int(n)
		}
		return s
	}
	switch s.Type {
	case code.SegInteger:
		s.Size = 8
		if e.Unit != 0 {
			s.Size, s.Unit = 1, e.Unit
			if e.Unit == 1 {
				s.Size = 8
			}
		}
	case code.SegFloat:
		s.Size = 64
	default:
		s.Size = code.All
	}
	return s
}

// literalBytes returns the bytes of a string element, or of a byte.
func (f *fn) literalBytes(e *absform.BinElem, s *code.Seg) ([]byte, bool) {
	str, ok := e.Value.(*absform.String)
	if !ok {
		t, isConst := constant(e.Value)
		if isConst && t.IsInt() && s.Type == code.SegInteger && s.Size*s.Unit == 8 && s.Size > 0 {
			return []byte{byte(t.Int())}, true
		}
		return nil, false
	}
	var b []byte
	switch {
	case s.Type == code.SegInteger && s.Size > 0 && s.Size*s.Unit == 8:
		for _, c := range str.Chars {
			b = append(b, byte(c))
		}
	case s.Type == code.SegUTF8:
		for _, c := range str.Chars {
			b = utf8.AppendRune(b, c)
		}
	case s.Type == code.SegUTF16:
		for _, u := range utf16.Encode(str.Chars) {
			b = appendUint(b, uint32(u), 2, s.Little)
		}
	case s.Type == code.SegUTF32:
		for _, c := range str.Chars {
			b = appendUint(b, uint32(c), 4, s.Little)
		}
	default:
		return nil, false
	}
	return b, true
}

// inRange tells whether the byte that an element of a pattern gives can be
// extracted from a bit string: a pattern compares numbers, not bits.
func inRange(e *absform.BinElem, s *code.Seg) bool {
	t, isConst := constant(e.Value)
	if !isConst || !t.IsInt() {
		return true
	}
	limit := int64(256)
	if s.Signed {
		limit = 128
	}
	return t.Int() >= 0 && t.Int() < limit
}

func appendUint(b []byte, u uint32, n int, little bool) []byte {
	for i := range n {
		shift := 8 * (n - 1 - i)
		if little {
			shift = 8 * i
		}
		b = append(b, byte(u>>shift))
	}
	return b
}

// chars splits a string element that is no run of bytes into its characters.
func chars(elems []absform.BinElem, literal func(e *absform.BinElem) bool) []element {
	out := make([]element, 0, len(elems))
	for i := range elems {
		e := &elems[i]
		s, ok := e.Value.(*absform.String)
		if !ok || literal(e) {
			out = append(out, element{*e, i + 1})
			continue
		}
		for _, c := range s.Chars {
			x := *e
			x.Value = &absform.Char{Anno: s.Anno, Value: int64(c)}
			out = append(out, element{x, i + 1})
		}
	}
	return out
}

// element is a segment with its number as written.
type element struct {
	absform.BinElem
	number int
}

func (f *fn) isLiteralElem(e *absform.BinElem) bool {
	s := f.segment(e)
	_, ok := f.literalBytes(e, &s)
	return ok
}

// binMake compiles the construction of a bit string.
func (f *fn) binMake(e *absform.Bin, hint int) int {
	line := f.line
	var spec code.BinSpec
	var ops []uint16
	var lit []byte
	flush := func() {
		if len(lit) > 0 {
			spec = append(spec, code.Seg{Lit: term.Binary(lit)})
			lit = nil
		}
	}
	for _, el := range chars(e.Elems, f.isLiteralElem) {
		s := f.segment(&el.BinElem)
		s.Number = el.number
		if b, ok := f.literalBytes(&el.BinElem, &s); ok {
			lit = append(lit, b...)
			continue
		}
		flush()
		s.Value = f.operand(el.Value)
		ops = append(ops, s.Value)
		if s.Size == code.Dynamic {
			s.SizeFrom = f.operand(el.Size)
			ops = append(ops, s.SizeFrom)
		}
		spec = append(spec, s)
	}
	flush()
	f.releaseOperands(ops)
	r := f.alloc(hint)
	f.out.Bins = append(f.out.Bins, spec)
	f.line = line
	f.test(code.Instr{Op: code.BinMake, A: uint16(r), D: int32(len(f.out.Bins) - 1)}, f.fail)
	return r
}

// matchBin compiles the match of a bit string: the rest still to match is a
// bit string of its own in a register.
func (f *fn) matchBin(p *absform.Bin, reg int, next label) {
	rest := f.alloc(noHint)
	f.test(code.Instr{Op: code.BinStart, A: uint16(rest), B: uint16(reg)}, next)
	f.segments(p, rest, next, next)
	f.release(rest)
}

// segments takes the segments of p off rest. Control goes to short when rest
// has too few bits or too many, and to differs when a value does not match.
// The last segment must leave nothing, unless p is the pattern of a generator
// (short and differs are two places).
func (f *fn) segments(p *absform.Bin, rest int, short, differs label) {
	elems := chars(p.Elems, f.isLiteralElem)
	var lit []byte
	flush := func() {
		if len(lit) > 0 {
			f.test(code.Instr{Op: code.BinLit, A: uint16(rest), D: int32(f.constant(term.Binary(lit)))}, differs)
			lit = nil
		}
	}
	for i := range elems {
		e := &elems[i].BinElem
		s := f.segment(e)
		if b, ok := f.literalBytes(e, &s); ok && inRange(e, &s) {
			lit = append(lit, b...)
			continue
		}
		flush()
		if s.Type == code.SegBits && s.Size == code.All {
			if i != len(elems)-1 {
				f.at(e.Anno)
				f.fault(ErrSegment, "")
			}
			in := code.Instr{Op: code.BinRest, A: code.NoReg, B: uint16(rest), D: int32(s.Unit)}
			if short == differs {
				// Nobody reads rest any more: it is the value.
				f.test(in, short)
				f.match(e.Value, rest, differs)
				return
			}
			r := f.part(e.Value)
			in.A = operandReg(r)
			f.test(in, short)
			f.matchPart(e.Value, r, differs)
			return
		}
		in := code.Instr{Op: code.BinGet, B: uint16(rest)}
		if s.Size == code.Dynamic {
			size := f.guardValue(e.Size, short)
			in.C = uint16(size)
			f.release(size)
		}
		r := f.part(e.Value)
		in.A = operandReg(r)
		if s.Type == code.SegInteger && s.Size*s.Unit == 8 && s.Size > 0 && !s.Signed {
			in.Op = code.BinByte
		} else {
			in.D = f.seg(s)
		}
		f.test(in, short)
		f.matchPart(e.Value, r, differs)
	}
	flush()
	if short == differs {
		f.test(code.Instr{Op: code.BinEnd, A: uint16(rest)}, short)
	}
}

func (f *fn) seg(s code.Seg) int32 {
	for i, t := range f.out.Segs {
		if t == s {
			return int32(i)
		}
	}
	f.out.Segs = append(f.out.Segs, s)
	return int32(len(f.out.Segs) - 1)
}
