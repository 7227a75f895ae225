package term

import (
	"math"
	"math/big"
	"unsafe"
)

// Term is any Erlang term. The zero Term is no term at all (KindNone); it is
// what lookups return beside false.
//
// Comparing two Terms with Go's == tells whether they are the same immediate
// or the same object; use Identical, Equal or Compare for Erlang's meaning.
type Term struct {
	p unsafe.Pointer
	w uint64
}

// Kind is the type of a term. Its order is not the order of terms.
type Kind uint8

// The kinds. Those up to KindNil are immediates.
const (
	KindNone   Kind = iota
	KindInt         // integer within int64
	KindFloat       // IEEE double
	KindAtom        // interned name
	KindNil         // []
	KindBig         // integer outside int64, *big.Int
	KindCons        // list cell
	KindTuple       // tuple
	KindMap         // map
	KindBits        // bit string; a binary when its length is a multiple of 8
	KindFun         // local fun (closure), *Fun
	KindExport      // external fun, *Export
	KindPid         // process identifier, *Pid
	KindPort        // port identifier, *Port
	KindRef         // reference, *Ref
	KindRecord      // native record of OTP 29, *Record
	numKinds
)

// tags gives each immediate kind an address of its own.
var tags [KindNil + 1]byte

// emptyBits is where every bit string of length 0 points.
var emptyBits [1]byte

// Kind tells the type of t.
func (t Term) Kind() Kind {
	if d := uintptr(t.p) - uintptr(unsafe.Pointer(&tags)); d < uintptr(len(tags)) {
		return Kind(d)
	}
	return Kind(uint8(t.w))
}

func (t Term) immediate() bool {
	return uintptr(t.p)-uintptr(unsafe.Pointer(&tags)) < uintptr(len(tags))
}

// is tells whether t is an object of kind k.
func (t Term) is(k Kind) bool { return uint8(t.w) == uint8(k) && !t.immediate() }

// IsNone tells whether t is the zero Term.
func (t Term) IsNone() bool { return t.p == nil }

// ---- integers and floats

// Int returns the integer i.
func Int(i int64) Term { return Term{unsafe.Pointer(&tags[KindInt]), uint64(i)} }

// IsInt tells whether t is an integer within int64.
func (t Term) IsInt() bool { return t.p == unsafe.Pointer(&tags[KindInt]) }

// Int returns the value of a KindInt term; for any other it is meaningless.
func (t Term) Int() int64 { return int64(t.w) }

// AsInt returns the value of t if it is an integer within int64.
func (t Term) AsInt() (int64, bool) { return int64(t.w), t.IsInt() }

// IsInteger tells whether t is an integer of any size.
func (t Term) IsInteger() bool { return t.IsInt() || t.is(KindBig) }

// Big returns the integer b as a term: KindInt when it fits, else KindBig,
// which keeps b; the caller must not change it afterwards.
func Big(b *big.Int) Term {
	if b.IsInt64() {
		return Int(b.Int64())
	}
	return Term{unsafe.Pointer(b), uint64(KindBig)}
}

// Uint returns the integer u.
func Uint(u uint64) Term {
	if u <= math.MaxInt64 {
		return Int(int64(u))
	}
	return Big(new(big.Int).SetUint64(u))
}

// IsBig tells whether t is an integer outside int64.
func (t Term) IsBig() bool { return t.is(KindBig) }

// BigInt returns the value of a KindBig term, which must not be changed, nil
// for any other.
func (t Term) BigInt() *big.Int { return (*big.Int)(t.object(KindBig)) }

// AsBig returns the value of an integer of any size. The result must not be
// changed: it may be the term's own.
func (t Term) AsBig() (*big.Int, bool) {
	if t.IsInt() {
		return big.NewInt(t.Int()), true
	}
	if t.is(KindBig) {
		return t.BigInt(), true
	}
	return nil, false
}

// Float returns the float f. Erlang has neither infinities nor NaN; callers
// check before.
func Float(f float64) Term { return Term{unsafe.Pointer(&tags[KindFloat]), math.Float64bits(f)} }

// IsFloat tells whether t is a float.
func (t Term) IsFloat() bool { return t.p == unsafe.Pointer(&tags[KindFloat]) }

// Float returns the value of a KindFloat term; for any other it is meaningless.
func (t Term) Float() float64 { return math.Float64frombits(t.w) }

// IsNumber tells whether t is an integer or a float.
func (t Term) IsNumber() bool { return t.IsInt() || t.IsFloat() || t.is(KindBig) }

// ---- atoms and booleans

// Term returns the atom a as a term.
func (a Atom) Term() Term {
	if a >= firstMade {
		return a.heldTerm()
	}
	return a.Literal()
}

// Permanent tells whether a was never one of those that are collected.
func (a Atom) Permanent() bool { return a < firstMade }

// Literal is Term of an atom that is Permanent, without looking; for others it is
// meaningless.
func (a Atom) Literal() Term { return Term{unsafe.Pointer(&tags[KindAtom]), uint64(a)} }

// IsAtom tells whether t is an atom.
func (t Term) IsAtom() bool { return t.p == unsafe.Pointer(&tags[KindAtom]) || t.isMade() }

// Atom returns the atom of a KindAtom term, which is kept for good: KnownAtom and
// AtomName are for what may be made without end. For any other term it is
// meaningless.
func (t Term) Atom() Atom {
	if t.p == unsafe.Pointer(&tags[KindAtom]) {
		return Atom(t.w)
	}
	return t.slowAtom()
}

// AsAtom returns the atom if t is one; see Atom.
func (t Term) AsAtom() (a Atom, ok bool) {
	if a, ok = Atom(t.w), t.p == unsafe.Pointer(&tags[KindAtom]); !ok {
		a, ok = t.slowAsAtom()
	}
	return
}

// Is tells whether t is the atom a.
func (t Term) Is(a Atom) bool {
	return t.w == uint64(a) && (t.p == unsafe.Pointer(&tags[KindAtom]) || a >= firstMade && !t.immediate())
}

// Bool returns the atom true or false.
func Bool(b bool) Term {
	if b {
		return True.Term()
	}
	return False.Term()
}

// ---- lists

// Cell is what a KindCons term points at: the list [Head | Tail].
type Cell struct{ Head, Tail Term }

// Nil is the empty list.
var Nil = Term{unsafe.Pointer(&tags[KindNil]), 0}

// IsNil tells whether t is the empty list.
func (t Term) IsNil() bool { return t.p == unsafe.Pointer(&tags[KindNil]) }

// Cons returns the list cell [head | tail].
func Cons(head, tail Term) Term {
	return Term{unsafe.Pointer(&Cell{head, tail}), uint64(KindCons)}
}

// IsCons tells whether t is a list cell.
func (t Term) IsCons() bool { return t.is(KindCons) }

// IsList tells whether t is [] or a list cell, proper or not.
func (t Term) IsList() bool { return t.IsNil() || t.is(KindCons) }

// Cell returns the list cell of a KindCons term, which must not be changed,
// nil for any other.
func (t Term) Cell() *Cell { return (*Cell)(t.object(KindCons)) }

// Head returns the head of a KindCons term, no term for any other.
func (t Term) Head() Term {
	if c := t.Cell(); c != nil {
		return c.Head
	}
	return Term{}
}

// Tail returns the tail of a KindCons term, no term for any other.
func (t Term) Tail() Term {
	if c := t.Cell(); c != nil {
		return c.Tail
	}
	return Term{}
}

// List returns the proper list of ts.
func List(ts ...Term) Term { return ListTail(Nil, ts...) }

// ListTail returns the list of ts that ends in tail. All cells share one
// allocation.
func ListTail(tail Term, ts ...Term) Term {
	if len(ts) == 0 {
		return tail
	}
	cells := make([]Cell, len(ts))
	for i := len(ts) - 1; i >= 0; i-- {
		cells[i] = Cell{ts[i], tail}
		tail = Term{unsafe.Pointer(&cells[i]), uint64(KindCons)}
	}
	return tail
}

// Slice returns the elements of a proper list, false for anything else.
func (t Term) Slice() ([]Term, bool) {
	n, proper := t.Len()
	if n == 0 || !proper {
		return nil, proper
	}
	ts := make([]Term, n)
	for i := range ts {
		c := t.Cell()
		ts[i], t = c.Head, c.Tail
	}
	return ts, true
}

// Len returns the length of a proper list, false for anything else.
func (t Term) Len() (int, bool) {
	n := 0
	for c := t.Cell(); c != nil; c = t.Cell() {
		n, t = n+1, c.Tail
	}
	return n, t.IsNil()
}

// ---- tuples

// Tuple returns the tuple of ts, which it copies.
func Tuple(ts ...Term) Term {
	es := make([]Term, len(ts))
	copy(es, ts)
	return TupleOf(es)
}

// TupleOf returns the tuple whose elements are ts, which it keeps.
func TupleOf(ts []Term) Term {
	if len(ts) == 0 {
		return Term{unsafe.Pointer(&emptyBits), uint64(KindTuple)}
	}
	return Term{unsafe.Pointer(unsafe.SliceData(ts)), uint64(KindTuple) | uint64(len(ts))<<8}
}

// IsTuple tells whether t is a tuple.
func (t Term) IsTuple() bool { return t.is(KindTuple) }

// IsTupleOf tells whether t is a tuple of n elements.
func (t Term) IsTupleOf(n int) bool {
	return t.w == uint64(KindTuple)|uint64(n)<<8 && !t.immediate()
}

// Arity returns the number of elements of a KindTuple term, 0 for any other.
func (t Term) Arity() int { return len(t.Elems()) }

// Elem returns element i, from 0, of a KindTuple term.
func (t Term) Elem(i int) Term { return t.Elems()[i] }

// Elems returns the elements of a KindTuple term, nil for any other. They are
// the term's own and must not be changed.
func (t Term) Elems() []Term {
	if !t.is(KindTuple) || t.w>>8 == 0 {
		return nil
	}
	return unsafe.Slice((*Term)(t.p), int(t.w>>8))
}

// Tagged returns the elements of a tuple whose first element is tag and that
// has n elements in all, nil for anything else.
func (t Term) Tagged(tag Atom, n int) []Term {
	if !t.IsTupleOf(n) || n == 0 {
		return nil
	}
	if es := t.Elems(); es[0].Is(tag) {
		return es
	}
	return nil
}

// ---- bit strings

// bitsWord packs the payload of a bit string: 8 bits of kind, 3 bits of offset
// into the first byte, 53 bits of length in bits.
func bitsWord(off uint, n int) uint64 {
	return uint64(KindBits) | uint64(off)<<8 | uint64(n)<<11
}

// Binary returns the binary whose bytes are b, which it keeps.
func Binary(b []byte) Term { return Bits(b, 0, len(b)*8) }

// String returns the binary of the bytes of s.
func String(s string) Term {
	if s == "" {
		return Binary(nil)
	}
	// Terms are immutable, so the string's bytes can be shared.
	return Bits(unsafe.Slice(unsafe.StringData(s), len(s)), 0, len(s)*8)
}

// Bits returns the bit string of n bits that starts off bits into b, which it
// keeps. off may be any offset within b.
func Bits(b []byte, off, n int) Term {
	if n == 0 {
		return Term{unsafe.Pointer(&emptyBits), bitsWord(0, 0)}
	}
	_ = b[(off+n-1)>>3]
	return Term{unsafe.Pointer(&b[off>>3]), bitsWord(uint(off&7), n)}
}

// IsBits tells whether t is a bit string (a binary included).
func (t Term) IsBits() bool { return t.is(KindBits) }

// IsBinary tells whether t is a bit string of whole bytes.
func (t Term) IsBinary() bool { return t.is(KindBits) && t.w>>11&7 == 0 }

// BitLen returns the length in bits of a KindBits term, 0 for any other.
func (t Term) BitLen() int {
	if !t.is(KindBits) {
		return 0
	}
	return int(t.w >> 11)
}

// BitData returns the bytes that hold a KindBits term and the offset in bits,
// 0 to 7, of its first bit; nothing for any other kind. The bytes must not be
// changed.
func (t Term) BitData() (b []byte, off int) {
	off = int(t.w >> 8 & 7)
	n := t.BitLen()
	if n == 0 {
		return nil, 0
	}
	return unsafe.Slice((*byte)(t.p), (off+n+7)>>3), off
}

// SubBits returns n bits of a KindBits term from bit off; it shares the data.
// The range must lie within t.
func (t Term) SubBits(off, n int) Term {
	b, o := t.BitData()
	return Bits(b, o+off, n)
}

// Bytes returns the bytes of a binary, false for anything else. They may be
// the term's own and must not be changed.
func (t Term) Bytes() ([]byte, bool) {
	if !t.IsBinary() {
		return nil, false
	}
	b, off := t.BitData()
	if off == 0 {
		return b, true
	}
	out := make([]byte, t.BitLen()/8)
	CopyBits(out, 0, b, off, t.BitLen())
	return out, true
}

// Text returns the bytes of a binary as a string, "" for anything else.
func (t Term) Text() string {
	b, _ := t.Bytes()
	return string(b)
}

// ---- objects

// object makes a Term of a pointer to one of the object structs.
func object(p unsafe.Pointer, k Kind) Term { return Term{p, uint64(k)} }
