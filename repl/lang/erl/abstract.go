package erl

import (
	"errors"
	"math/big"

	"gex/proto/term"
)

// ErrNotLiteral is the error of Normalise for expressions that are no literals,
// and of Abstract for values that have no abstract form.
var ErrNotLiteral = errors.New("erl: not a literal")

// Normalise returns the value of an abstract literal (erl_parse:normalise/1).
func Normalise(e term.Term) (term.Term, error) { return normalise(e, 0) }

func normalise(e term.Term, depth int) (term.Term, error) {
	es := e.Elems()
	if len(es) < 2 || !es[0].IsAtom() || depth > MaxDepth {
		return term.Term{}, ErrNotLiteral
	}
	switch tag := es[0].Atom(); {
	case len(es) == 3 && (tag == aChar || tag == aInteger || tag == aFloat || tag == aAtom || tag == aString):
		return es[2], nil
	case tag == aNil && len(es) == 2:
		return term.Nil, nil
	case tag == aBin && len(es) == 3:
		return normaliseBits(es[2], depth)
	case tag == aCons && len(es) == 4:
		var heads []term.Term
		for c := es; c != nil; c = e.Tagged(aCons, 4) {
			h, err := normalise(c[2], depth+1)
			if err != nil {
				return term.Term{}, err
			}
			heads, e = append(heads, h), c[3]
		}
		tail, err := normalise(e, depth+1)
		return term.ListTail(tail, heads...), err
	case tag == aTuple && len(es) == 3:
		ts, err := normaliseAll(es[2], depth)
		return term.TupleOf(ts), err
	case tag == aMap && len(es) == 3:
		return normaliseMap(es[2], depth)
	case tag == aFun && len(es) == 3:
		return normaliseFun(es[2])
	case tag == aOp && len(es) == 4:
		return normaliseSign(es[2], es[3])
	}
	return term.Term{}, ErrNotLiteral
}

func normaliseAll(list term.Term, depth int) ([]term.Term, error) {
	ts, ok := list.Slice()
	if !ok {
		return nil, ErrNotLiteral
	}
	out := make([]term.Term, len(ts))
	for i, t := range ts {
		v, err := normalise(t, depth+1)
		if err != nil {
			return nil, err
		}
		out[i] = v
	}
	return out, nil
}

func normaliseMap(fields term.Term, depth int) (term.Term, error) {
	m := term.EmptyMap
	for ; fields.IsCons(); fields = fields.Tail() {
		f := fields.Head().Tagged(aMapFieldAssoc, 4)
		if f == nil {
			return term.Term{}, ErrNotLiteral
		}
		k, err := normalise(f[2], depth+1)
		if err != nil {
			return term.Term{}, err
		}
		v, err := normalise(f[3], depth+1)
		if err != nil {
			return term.Term{}, err
		}
		m = m.MapPut(k, v)
	}
	return m, nil
}

func normaliseFun(ref term.Term) (term.Term, error) {
	f := ref.Tagged(aFunction, 4)
	if f == nil {
		return term.Term{}, ErrNotLiteral
	}
	m, name, arity := f[1].Tagged(aAtom, 3), f[2].Tagged(aAtom, 3), f[3].Tagged(aInteger, 3)
	if m == nil || name == nil || arity == nil || !m[2].IsAtom() || !name[2].IsAtom() || !arity[2].IsInt() {
		return term.Term{}, ErrNotLiteral
	}
	e := &term.Export{Module: m[2].Atom(), Name: name[2].Atom(), Arity: int(arity[2].Int())}
	return e.Term(), nil
}

// normaliseSign is +N and -N.
func normaliseSign(op, e term.Term) (term.Term, error) {
	es := e.Elems()
	if len(es) != 3 || !es[0].IsAtom() {
		return term.Term{}, ErrNotLiteral
	}
	if tag := es[0].Atom(); tag != aChar && tag != aInteger && tag != aFloat {
		return term.Term{}, ErrNotLiteral
	}
	switch {
	case op.Is(term.Intern("+")):
		return es[2], nil
	case !op.Is(symDash):
		return term.Term{}, ErrNotLiteral
	case es[2].IsFloat():
		return term.Float(-es[2].Float()), nil
	}
	b, ok := es[2].AsBig()
	if !ok {
		return term.Term{}, ErrNotLiteral
	}
	return term.Big(new(big.Int).Neg(b)), nil
}

// normaliseBits builds a bit string of literal elements.
func normaliseBits(elems term.Term, depth int) (term.Term, error) {
	var b term.BitBuilder
	for ; elems.IsCons(); elems = elems.Tail() {
		e := elems.Head().Tagged(aBinElement, 5)
		if e == nil {
			return term.Term{}, ErrNotLiteral
		}
		seg, err := segmentOf(e[3], e[4], depth)
		if err != nil {
			return term.Term{}, err
		}
		values := []term.Term{}
		if s := e[2].Tagged(aString, 3); s != nil {
			if e[4].Is(aDefault) {
				seg.kind = "integer"
			}
			values, _ = s[2].Slice()
		} else {
			v, err := normalise(e[2], depth+1)
			if err != nil {
				return term.Term{}, err
			}
			values = append(values, v)
		}
		for _, v := range values {
			if !seg.add(&b, v) {
				return term.Term{}, ErrNotLiteral
			}
		}
	}
	return b.Term(), nil
}

// segment is the type of an element of a bit string.
type segment struct {
	kind   string
	little bool
	size   int // -1: not given
	unit   int // 0: not given
}

// maxSegmentBits bounds literals: what a source file says must not fill memory.
const maxSegmentBits = 1 << 24

func segmentOf(size, types term.Term, depth int) (segment, error) {
	seg := segment{kind: "integer", size: -1}
	if !size.Is(aDefault) {
		v, err := normalise(size, depth+1)
		n, ok := v.AsInt()
		if err != nil || !ok || n < 0 || n > maxSegmentBits {
			return seg, ErrNotLiteral
		}
		seg.size = int(n)
	}
	for ; types.IsCons(); types = types.Tail() {
		switch t := types.Head(); {
		case t.IsTupleOf(2) && t.Elem(1).IsInt() && t.Elem(1).Int() >= 1 && t.Elem(1).Int() <= 256:
			seg.unit = int(t.Elem(1).Int())
		case t.IsAtom():
			switch name := t.AtomName(); name {
			case "little":
				seg.little = true
			case "big", "native", "signed", "unsigned":
				seg.little = seg.little || name == "native"
			case "bytes":
				seg.kind = "binary"
			case "bits":
				seg.kind = "bitstring"
			default:
				seg.kind = name
			}
		default:
			return seg, ErrNotLiteral
		}
	}
	return seg, nil
}

func (g segment) bits(size, unit int) int {
	if g.size >= 0 {
		size = g.size
	}
	if g.unit > 0 {
		unit = g.unit
	}
	return size * unit
}

func (g segment) add(b *term.BitBuilder, v term.Term) bool {
	n := g.bits(8, 1)
	if n > maxSegmentBits {
		return false
	}
	c, isInt := v.AsInt()
	switch g.kind {
	case "integer":
		if _, ok := v.AsBig(); !ok {
			return false
		}
		b.AppendInt(v, n, g.little)
	case "float":
		f := 0.0
		switch {
		case v.IsFloat():
			f = v.Float()
		case isInt:
			f = float64(c)
		default:
			return false
		}
		return b.AppendFloat(f, g.bits(64, 1), g.little) == nil
	case "utf8":
		return isInt && isUnicode(rune(c)) && b.AppendUTF8(rune(c)) == nil
	case "utf16":
		return isInt && isUnicode(rune(c)) && b.AppendUTF16(rune(c), g.little) == nil
	case "utf32":
		return isInt && isUnicode(rune(c)) && b.AppendUTF32(rune(c), g.little) == nil
	case "binary", "bitstring":
		if !v.IsBits() || g.size >= 0 {
			return false
		}
		b.AppendBits(v)
	default:
		return false
	}
	return true
}

// Strings says which integers a list may have to be written as a string; nil
// writes none as one.
type Strings func(c int64) bool

// Unicode allows every character: the default of OTP.
func Unicode(c int64) bool { return c >= 0 && c <= 0x10FFFF && isUnicode(rune(c)) }

// Latin1 allows characters of one byte.
func Latin1(c int64) bool { return c >= 0 && c < 256 }

// Abstract returns the abstract form of a value (erl_parse:abstract/2). Values
// without one, such as pids and local funs, are an ErrNotLiteral.
func Abstract(t, anno term.Term, strings Strings) (term.Term, error) {
	return abstract(t, anno, strings, 0)
}

func abstract(t, anno term.Term, strings Strings, depth int) (term.Term, error) {
	if depth > MaxDepth {
		return term.Term{}, ErrNotLiteral
	}
	all := func(ts []term.Term) ([]term.Term, error) {
		out := make([]term.Term, len(ts))
		for i, t := range ts {
			v, err := abstract(t, anno, strings, depth+1)
			if err != nil {
				return nil, err
			}
			out[i] = v
		}
		return out, nil
	}
	switch {
	case t.IsFloat():
		return node(aFloat, anno, t), nil
	case t.IsAtom():
		return node(aAtom, anno, t), nil
	case t.IsNil():
		return node(aNil, anno), nil
	case t.IsCons():
		return abstractList(t, anno, strings, depth)
	case t.IsBits():
		return abstractBits(t, anno), nil
	case t.IsTuple():
		es, err := all(t.Elems())
		return node(aTuple, anno, term.List(es...)), err
	case t.IsMap():
		var fs []term.Term
		for k, v := range t.Pairs() {
			kv, err := all([]term.Term{k, v})
			if err != nil {
				return term.Term{}, err
			}
			fs = append(fs, node(aMapFieldAssoc, anno, kv[0], kv[1]))
		}
		return node(aMap, anno, term.List(fs...)), nil
	case t.Kind() == term.KindExport:
		e := t.Export()
		mfa, err := all([]term.Term{e.Module.Term(), e.Name.Term(), term.Int(int64(e.Arity))})
		if err != nil {
			return term.Term{}, err
		}
		return node(aFun, anno, node(aFunction, mfa...)), nil
	}
	if _, ok := t.AsBig(); ok {
		return node(aInteger, anno, t), nil
	}
	return term.Term{}, ErrNotLiteral
}

// abstractList writes a list: what stands after its last element that is no
// character becomes a string, the rest cells.
func abstractList(t, anno term.Term, strings Strings, depth int) (term.Term, error) {
	var elems []term.Term
	cells := 0
	for ; t.IsCons(); t = t.Tail() {
		elems = append(elems, t.Head())
		if c, ok := t.Head().AsInt(); !ok || strings == nil || !strings(c) {
			cells = len(elems)
		}
	}
	var out term.Term
	var err error
	if t.IsNil() && cells < len(elems) {
		out = node(aString, anno, term.List(elems[cells:]...))
	} else {
		cells = len(elems)
		out, err = abstract(t, anno, strings, depth+1)
	}
	for i := cells - 1; i >= 0 && err == nil; i-- {
		var h term.Term
		h, err = abstract(elems[i], anno, strings, depth+1)
		out = node(aCons, anno, h, out)
	}
	return out, err
}

// abstractBits writes a bit string as its bytes and the bits that are left.
func abstractBits(t, anno term.Term) term.Term {
	var es []term.Term
	data, off := t.BitData()
	n := t.BitLen()
	for ; n > 0; n -= 8 {
		w := min(n, 8)
		size := aDefault.Term()
		if w < 8 {
			size = node(aInteger, anno, term.Int(int64(w)))
		}
		v := node(aInteger, anno, term.Int(int64(term.BitsUint(data, off, w))))
		es = append(es, node(aBinElement, anno, v, size, aDefault.Term()))
		off += w
	}
	return node(aBin, anno, term.List(es...))
}
