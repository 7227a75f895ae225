package etf

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/big"
	"math/bits"
	"slices"
	"strconv"
	"sync"

	"gex/proto/term"
)

// EncodeOptions change how terms are written. A nil pointer or the zero value
// writes as term_to_binary/1 of OTP 29 does.
type EncodeOptions struct {
	// AtomCache gives the index that stands for an atom in this message, false
	// to write the atom itself. It is not asked for atoms of data that nothing
	// else here has a use for.
	AtomCache func(term.Atom) (index byte, ok bool)
	// FunHeader gives the header for a fun that travels as source. Nil gives a
	// header that only gex knows, good for storing a fun and reading it back.
	FunHeader func(arity int, named bool) (FunHeader, error)
	// Deterministic writes large maps in the order of their keys.
	Deterministic bool
	// OldAtoms writes atoms in Latin-1 where possible, as minor_version 0 and 1.
	OldAtoms bool
	// OldFloats writes floats as text, as minor_version 0.
	OldFloats bool
	// Self names the node that writes.
	Self Self
	// Large, if set, is offered each binary of LargeBinary bytes or more outside
	// of funs, with the length that dst has at its place. When it takes one, the
	// bytes are left out there.
	Large func(at int, b []byte) (taken bool)
}

// LargeBinary is the size in bytes from which on EncodeOptions.Large is asked.
const LargeBinary = 16 << 10

var plainEncode EncodeOptions

// AppendTerm appends t, without the version byte. It fails if a hook of o
// does, for sizes that the format cannot hold (ErrSize), and for the zero
// Term (ErrNoTerm).
func AppendTerm(dst []byte, t term.Term, o *EncodeOptions) ([]byte, error) {
	if o == nil {
		o = &plainEncode
	}
	return appendShallow(dst, t, o, maxShallow)
}

// maxShallow is how deep appendShallow recurses. Recursion is twice as fast as
// frames, but only frames hold any depth.
const maxShallow = 64

func appendShallow(dst []byte, t term.Term, o *EncodeOptions, depth int) ([]byte, error) {
	switch t.Kind() {
	case term.KindAtom:
		return appendAnyAtom(dst, t.KnownAtom(), t, o), nil
	case term.KindInt:
		return appendInt(dst, t.Int()), nil
	case term.KindTuple:
		if depth == 0 {
			return appendDeep(dst, t, o)
		}
		dst, err := appendArity(dst, t.Arity())
		for _, e := range t.Elems() {
			if err != nil {
				break
			}
			dst, err = appendShallow(dst, e, o, depth-1)
		}
		return dst, err
	case term.KindCons:
		if depth == 0 {
			return appendDeep(dst, t, o)
		}
		return appendShallowList(dst, t, o, depth)
	case term.KindMap:
		return appendShallowMap(dst, t, o, depth)
	}
	dst, done, err := appendLeaf(dst, t, o)
	if done || err != nil {
		return dst, err
	}
	return appendDeep(dst, t, o)
}

func appendShallowMap(dst []byte, t term.Term, o *EncodeOptions, depth int) ([]byte, error) {
	keys, values, ok := t.Flat()
	if !ok || o.Deterministic || depth == 0 {
		return appendDeep(dst, t, o)
	}
	dst, err := appendLen(append(dst, tagMap), len(keys))
	if err != nil {
		return dst, err
	}
	for i, k := range keys {
		if dst, err = appendShallow(dst, k, o, depth-1); err != nil {
			return dst, err
		}
		if dst, err = appendShallow(dst, values[i], o, depth-1); err != nil {
			return dst, err
		}
	}
	return dst, nil
}

func appendShallowList(dst []byte, t term.Term, o *EncodeOptions, depth int) ([]byte, error) {
	dst, done, err := appendListHead(dst, t)
	if done || err != nil {
		return dst, err
	}
	for {
		dst, t = appendInts(dst, t)
		if !t.IsCons() {
			break
		}
		if dst, err = appendShallow(dst, t.Head(), o, depth-1); err != nil {
			return dst, err
		}
		t = t.Tail()
	}
	if t.IsNil() {
		return append(dst, tagNil), nil
	}
	return appendShallow(dst, t, o, depth-1)
}

func appendDeep(dst []byte, t term.Term, o *EncodeOptions) ([]byte, error) {
	e := encoders.Get().(*encoder)
	e.o = o
	out, err := e.run(dst, t)
	e.release()
	return out, err
}

// encoder writes compound terms. Its frames are the terms it is inside of.
type encoder struct {
	o      *EncodeOptions
	frames []encodeFrame
}

// encodeFrame is the rest of a compound term: elements of a tuple, keys and
// values of a map in turn, or a list from some cell on.
type encodeFrame struct {
	terms  []term.Term
	values []term.Term // for a map of which terms are the keys
	value  bool        // values[0] is next
	list   term.Term
	fun    int            // offset of the size of a fun to be filled in, plus 1,
	o      *EncodeOptions // and the options of what follows it
}

var encoders = sync.Pool{New: func() any { return new(encoder) }}

func (e *encoder) release() {
	const keep = 1 << 12
	if cap(e.frames) > keep {
		e.frames = nil
	}
	clear(e.frames) // what is left after an error
	e.frames, e.o = e.frames[:0], nil
	encoders.Put(e)
}

func (e *encoder) run(dst []byte, t term.Term) ([]byte, error) {
	dst, err := e.open(dst, t)
	for err == nil && len(e.frames) > 0 {
		f := &e.frames[len(e.frames)-1]
		var done bool
		var child term.Term
		switch {
		case f.values != nil:
			dst, child, done, err = f.pairs(dst, e.o)
		case !f.list.IsNone():
			dst, child, done, err = f.cells(dst, e.o)
		default:
			dst, child, done, err = f.elements(dst, e.o)
		}
		switch {
		case err != nil:
		case !done:
			dst, err = e.open(dst, child)
		default:
			if f.fun > 0 {
				at := f.fun - 1
				binary.BigEndian.PutUint32(dst[at:], uint32(len(dst)-at))
				e.o = f.o
			}
			f.terms, f.values = nil, nil
			e.frames = e.frames[:len(e.frames)-1]
		}
	}
	return dst, err
}

// elements writes up to the next compound element, which it returns, or to
// the end.
func (f *encodeFrame) elements(dst []byte, o *EncodeOptions) (out []byte, child term.Term, done bool, err error) {
	for i, t := range f.terms {
		var leaf bool
		if dst, leaf, err = appendLeaf(dst, t, o); !leaf || err != nil {
			f.terms = f.terms[i+1:]
			return dst, t, false, err
		}
	}
	return dst, term.Term{}, true, nil
}

func (f *encodeFrame) pairs(dst []byte, o *EncodeOptions) (out []byte, child term.Term, done bool, err error) {
	for len(f.values) > 0 {
		var t term.Term
		if f.value {
			t, f.values = f.values[0], f.values[1:]
		} else {
			t, f.terms = f.terms[0], f.terms[1:]
		}
		f.value = !f.value
		var leaf bool
		if dst, leaf, err = appendLeaf(dst, t, o); !leaf || err != nil {
			return dst, t, false, err
		}
	}
	return dst, term.Term{}, true, nil
}

func (f *encodeFrame) cells(dst []byte, o *EncodeOptions) (out []byte, child term.Term, done bool, err error) {
	l := f.list
	for {
		if dst, l = appendInts(dst, l); !l.IsCons() {
			break
		}
		t := l.Head()
		l = l.Tail()
		var leaf bool
		if dst, leaf, err = appendLeaf(dst, t, o); !leaf || err != nil {
			f.list = l
			return dst, t, false, err
		}
	}
	// The tail is the last element; the frame ends with it.
	f.list = term.Term{}
	dst, leaf, err := appendLeaf(dst, l, o)
	return dst, l, leaf, err
}

// appendLeaf writes t if it has no parts.
func appendLeaf(dst []byte, t term.Term, o *EncodeOptions) (out []byte, done bool, err error) {
	switch t.Kind() {
	case term.KindInt:
		return appendInt(dst, t.Int()), true, nil
	case term.KindAtom:
		return appendAnyAtom(dst, t.KnownAtom(), t, o), true, nil
	case term.KindNil:
		return append(dst, tagNil), true, nil
	case term.KindBits:
		dst, err = appendBits(dst, t, o)
		return dst, true, err
	case term.KindFloat:
		return appendFloat(dst, t.Float(), o), true, nil
	case term.KindBig:
		dst, err = appendBig(dst, t.BigInt())
		return dst, true, err
	case term.KindPid:
		return appendPid(dst, t.Pid(), o), true, nil
	case term.KindPort:
		p := t.Port()
		node, creation := o.Self.out(p.Node, p.Creation)
		dst = appendAtom(append(dst, tagV4Port), node, o)
		dst = binary.BigEndian.AppendUint64(dst, p.ID)
		return binary.BigEndian.AppendUint32(dst, creation), true, nil
	case term.KindRef:
		return appendRef(dst, t.Ref(), o), true, nil
	case term.KindExport:
		f := t.Export()
		dst = appendAtom(append(dst, tagExport), f.Module, o)
		return appendInt(appendAtom(dst, f.Name, o), int64(f.Arity)), true, nil
	case term.KindNone:
		return dst, true, ErrNoTerm
	}
	return dst, false, nil
}

// open writes the head of a compound term and makes its parts the top frame.
func (e *encoder) open(dst []byte, t term.Term) ([]byte, error) {
	switch t.Kind() {
	case term.KindCons:
		return e.openList(dst, t)
	case term.KindTuple:
		dst, err := appendArity(dst, t.Arity())
		if err == nil {
			e.frames = append(e.frames, encodeFrame{terms: t.Elems()})
		}
		return dst, err
	case term.KindMap:
		return e.openMap(dst, t)
	case term.KindFun:
		return e.openFun(dst, t.Fun())
	case term.KindRecord:
		r := t.Record()
		dst, err := appendLen(append(dst, tagRecord), len(r.Fields))
		if err != nil {
			return dst, err
		}
		var flags byte
		if r.Exported {
			flags = recordExported
		}
		dst = appendAtom(append(dst, flags), r.Module, e.o)
		dst = appendAtom(dst, r.Name, e.o)
		for _, f := range r.Fields {
			dst = appendAtom(dst, f, e.o)
		}
		e.frames = append(e.frames, encodeFrame{terms: r.Values})
		return dst, nil
	}
	return dst, fmt.Errorf("term of unknown kind %d", t.Kind())
}

func (e *encoder) openList(dst []byte, t term.Term) ([]byte, error) {
	dst, done, err := appendListHead(dst, t)
	if !done && err == nil {
		e.frames = append(e.frames, encodeFrame{list: t})
	}
	return dst, err
}

func appendArity(dst []byte, n int) ([]byte, error) {
	if n < 256 {
		return append(dst, tagSmallTuple, byte(n)), nil
	}
	return appendLen(append(dst, tagLargeTuple), n)
}

// appendListHead writes the tag and length of a list; all of it if it is a
// list of bytes.
func appendListHead(dst []byte, t term.Term) (out []byte, done bool, err error) {
	n, bytes := 0, true
	l := t
	for ; l.IsCons(); l = l.Tail() {
		n++
		if i, ok := l.Head().AsInt(); !ok || uint64(i) > math.MaxUint8 {
			bytes = false
			for l = l.Tail(); l.IsCons(); l = l.Tail() {
				n++
			}
			break
		}
	}
	if bytes && l.IsNil() && n <= maxStringLen {
		dst = append(dst, tagString, byte(n>>8), byte(n))
		for l = t; l.IsCons(); l = l.Tail() {
			dst = append(dst, byte(l.Head().Int()))
		}
		return dst, true, nil
	}
	dst, err = appendLen(append(dst, tagList), n)
	return dst, false, err
}

// openMap opens a map. Large ones go out from the last key to the first, as
// ERTS walks them.
func (e *encoder) openMap(dst []byte, t term.Term) ([]byte, error) {
	dst, err := appendLen(append(dst, tagMap), t.MapLen())
	if err != nil {
		return dst, err
	}
	keys, values, small := t.Flat()
	if small && !e.o.Deterministic {
		if len(keys) > 0 {
			e.frames = append(e.frames, encodeFrame{terms: keys, values: values})
		}
		return dst, nil
	}
	if e.o.Deterministic {
		keys, values = t.Ordered()
		if len(keys) > 0 {
			e.frames = append(e.frames, encodeFrame{terms: keys, values: values})
		}
		return dst, nil
	}
	pairs := t.AppendPairs(make([]term.Term, 0, 2*t.MapLen()))
	slices.Reverse(pairs)
	for i := 0; i < len(pairs); i += 2 {
		pairs[i], pairs[i+1] = pairs[i+1], pairs[i]
	}
	e.frames = append(e.frames, encodeFrame{terms: pairs})
	return dst, nil
}

func appendLen(dst []byte, n int) ([]byte, error) {
	if uint64(n) > math.MaxUint32 {
		return dst, ErrSize
	}
	return binary.BigEndian.AppendUint32(dst, uint32(n)), nil
}

// appendInts appends the elements at the front of the list l that are integers
// within int32 and returns the rest of l.
func appendInts(dst []byte, l term.Term) (out []byte, rest term.Term) {
	for l.IsCons() {
		i, ok := l.Head().AsInt()
		if !ok || int64(int32(i)) != i {
			break
		}
		n := len(dst)
		if cap(dst)-n < 5 {
			dst = slices.Grow(dst, 512)
		}
		b := dst[n : n+5]
		if uint64(i) <= math.MaxUint8 {
			b[0], b[1] = tagSmallInteger, byte(i)
			dst = dst[:n+2]
		} else {
			b[0] = tagInteger
			binary.BigEndian.PutUint32(b[1:], uint32(i))
			dst = dst[:n+5]
		}
		l = l.Tail()
	}
	return dst, l
}

// appendInt32 appends an integer within int32.
func appendInt32(dst []byte, i int64) []byte {
	if uint64(i) <= math.MaxUint8 {
		return append(dst, tagSmallInteger, byte(i))
	}
	return append(dst, tagInteger, byte(i>>24), byte(i>>16), byte(i>>8), byte(i))
}

func appendInt(dst []byte, i int64) []byte {
	if int64(int32(i)) == i {
		return appendInt32(dst, i)
	}
	var sign byte
	u := uint64(i)
	if i < 0 {
		sign, u = 1, -u
	}
	n := (bits.Len64(u) + 7) / 8
	dst = append(dst, tagSmallBig, byte(n), sign)
	for range n {
		dst = append(dst, byte(u))
		u >>= 8
	}
	return dst
}

func appendBig(dst []byte, b *big.Int) ([]byte, error) {
	n := (b.BitLen() + 7) / 8
	if n < 256 {
		dst = append(dst, tagSmallBig, byte(n))
	} else {
		var err error
		if dst, err = appendLen(append(dst, tagLargeBig), n); err != nil {
			return dst, err
		}
	}
	var sign byte
	if b.Sign() < 0 {
		sign = 1
	}
	dst = append(dst, sign)
	at := len(dst)
	dst = slices.Grow(dst, n)[:at+n]
	b.FillBytes(dst[at:])
	slices.Reverse(dst[at:])
	return dst, nil
}

func appendAtom(dst []byte, a term.Atom, o *EncodeOptions) []byte {
	return appendAnyAtom(dst, a, term.Term{}, o)
}

// appendAnyAtom writes a, or t if that is no atom.
func appendAnyAtom(dst []byte, a term.Atom, t term.Term, o *EncodeOptions) []byte {
	if o.AtomCache != nil && a != term.NoAtom {
		if i, ok := o.AtomCache(a); ok {
			return append(dst, tagAtomCacheRef, i)
		}
	}
	name := a.String()
	if a == term.NoAtom {
		name = t.AtomName()
	}
	if o.OldAtoms {
		if old, ok := appendLatin1Atom(dst, name); ok {
			return old
		}
	}
	if len(name) < 256 {
		dst = append(dst, tagSmallAtomUTF8, byte(len(name)))
	} else {
		dst = append(dst, tagAtomUTF8, byte(len(name)>>8), byte(len(name)))
	}
	return append(dst, name...)
}

// appendLatin1Atom writes an ATOM_EXT if the name has only characters below 256.
func appendLatin1Atom(dst []byte, name string) ([]byte, bool) {
	at := len(dst)
	dst = append(dst, tagAtom, 0, 0)
	for _, r := range name {
		if r > math.MaxUint8 {
			return dst[:at], false
		}
		dst = append(dst, byte(r))
	}
	binary.BigEndian.PutUint16(dst[at+1:], uint16(len(dst)-at-3))
	return dst, true
}

func appendFloat(dst []byte, f float64, o *EncodeOptions) []byte {
	if !o.OldFloats {
		return binary.BigEndian.AppendUint64(append(dst, tagNewFloat), math.Float64bits(f))
	}
	at := len(dst)
	dst = strconv.AppendFloat(append(dst, tagFloat), f, 'e', 20, 64)
	for len(dst) < at+1+floatTextLen {
		dst = append(dst, 0)
	}
	return dst
}

func appendBits(dst []byte, t term.Term, o *EncodeOptions) ([]byte, error) {
	n := t.BitLen()
	size := (n + 7) / 8
	rest := n % 8
	tag := byte(tagBinary)
	if rest != 0 {
		tag = tagBitBinary
	}
	dst, err := appendLen(append(dst, tag), size)
	if err != nil {
		return dst, err
	}
	if rest != 0 {
		dst = append(dst, byte(rest))
	}
	b, off := t.BitData()
	if off == 0 && rest == 0 {
		if size >= LargeBinary && o.Large != nil && o.Large(len(dst), b[:size:size]) {
			return dst, nil
		}
		return append(dst, b...), nil
	}
	at := len(dst)
	dst = slices.Grow(dst, size)[:at+size]
	if rest != 0 {
		dst[at+size-1] = 0
	}
	term.CopyBits(dst, at*8, b, off, n)
	return dst, nil
}

func appendPid(dst []byte, p *term.Pid, o *EncodeOptions) []byte {
	node, creation := o.Self.out(p.Node, p.Creation)
	dst = appendAtom(append(dst, tagNewPid), node, o)
	dst = binary.BigEndian.AppendUint32(dst, p.ID)
	dst = binary.BigEndian.AppendUint32(dst, p.Serial)
	return binary.BigEndian.AppendUint32(dst, creation)
}

func appendRef(dst []byte, r *term.Ref, o *EncodeOptions) []byte {
	node, creation := o.Self.out(r.Node, r.Creation)
	dst = appendAtom(append(dst, tagNewerReference, 0, r.N), node, o)
	dst = binary.BigEndian.AppendUint32(dst, creation)
	for _, w := range r.W[:r.N] {
		dst = binary.BigEndian.AppendUint32(dst, w)
	}
	return dst
}
