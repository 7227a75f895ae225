package term

import (
	"bytes"
	"cmp"
	"math"
	"math/big"
	"slices"
	"strings"
	"unsafe"
)

// Comparison works on an explicit stack of element ranges still to be
// compared, so depth costs heap and never the Go stack.

// span is a run of pairs to compare: n Terms from a with n Terms from b.
type span struct {
	a, b  *Term
	n     int
	exact bool
}

func spanOf(a, b []Term, exact bool) span {
	return span{unsafe.SliceData(a), unsafe.SliceData(b), len(a), exact}
}

// take removes the next pair from the stack.
func take(stack []span) (a, b Term, exact bool, rest []span) {
	top := &stack[len(stack)-1]
	a, b, exact = *top.a, *top.b, top.exact
	if top.n--; top.n == 0 {
		return a, b, exact, stack[:len(stack)-1]
	}
	top.a = (*Term)(unsafe.Add(unsafe.Pointer(top.a), unsafe.Sizeof(Term{})))
	top.b = (*Term)(unsafe.Add(unsafe.Pointer(top.b), unsafe.Sizeof(Term{})))
	return a, b, exact, stack
}

// cellTerms returns head and tail of a list cell as a slice.
func cellTerms(t Term) []Term { return unsafe.Slice((*Term)(t.p), 2) }

// Identical tells whether a and b are the same term (=:=). Since OTP 27 the
// floats +0.0 and -0.0 differ. Funs that erl_eval can run are the same if
// their environments are.
func Identical(a, b Term) bool {
	if a == b {
		return true
	}
	if uint8(a.w) != uint8(b.w) || a.immediate() || b.immediate() {
		return false
	}
	return same(a, b, true)
}

// Equal tells whether a == b: as Identical, but an integer equals a float of
// the same value, other than in keys of maps.
func Equal(a, b Term) bool {
	if a == b {
		return true
	}
	return same(a, b, false)
}

func same(a, b Term, exact bool) bool {
	var buf [4]span
	stack := buf[:0]
	for {
		if a != b {
			ka, kb := a.Kind(), b.Kind()
			if ka != kb {
				if exact || !a.IsNumber() || !b.IsNumber() || compareNumbers(a, b) != 0 {
					return false
				}
				goto next
			}
			switch ka {
			case KindFloat:
				if exact || a.Float() != b.Float() {
					return false
				}
			case KindInt, KindAtom, KindNil, KindNone:
				return false
			case KindCons:
				for a.is(KindCons) && b.is(KindCons) && a != b {
					ha, hb := a.Head(), b.Head()
					if ha != hb {
						if exact && (ha.immediate() || hb.immediate()) {
							return false
						}
						stack = append(stack, spanOf(cellTerms(a), cellTerms(b), exact))
						a, b, exact, stack = take(stack)
						break
					}
					a, b = a.Tail(), b.Tail()
				}
				continue
			case KindTuple:
				if a.w != b.w {
					return false
				}
				if a.Arity() > 0 {
					stack = append(stack, spanOf(a.Elems(), b.Elems(), exact))
				}
			case KindMap:
				if a.MapLen() != b.MapLen() {
					return false
				}
				if a.MapLen() == 0 {
					break
				}
				if a.isFlat() {
					ak, av := a.flat()
					bk, bv := b.flat()
					stack = append(stack, spanOf(av, bv, exact))
					if unsafe.SliceData(ak) != unsafe.SliceData(bk) {
						stack = append(stack, spanOf(ak, bk, true))
					}
					break
				}
				av, bv, ok := trieValues(a, b)
				if !ok {
					return false
				}
				if len(av) > 0 {
					stack = append(stack, spanOf(av, bv, exact))
				}
			case KindBits:
				if a.BitLen() != b.BitLen() || compareBits(a, b) != 0 {
					return false
				}
			case KindBig:
				if a.BigInt().Cmp(b.BigInt()) != 0 {
					return false
				}
			case KindRecord:
				x, y := a.Record(), b.Record()
				if x.Module != y.Module || x.Name != y.Name || x.Exported != y.Exported || !slices.Equal(x.Fields, y.Fields) || len(x.Values) != len(y.Values) {
					return false
				}
				if len(x.Values) > 0 {
					stack = append(stack, spanOf(x.Values, y.Values, exact))
				}
			case KindFun:
				af, bf, ok := sameFun(a.Fun(), b.Fun())
				if !ok {
					return false
				}
				if len(af) > 0 {
					stack = append(stack, spanOf(af, bf, exact))
				}
			default:
				if compareIdent(a, b) != 0 {
					return false
				}
			}
		}
	next:
		if len(stack) == 0 {
			return true
		}
		a, b, exact, stack = take(stack)
	}
}

// trieValues returns the values that tries a and b have under the same keys
// where they are not the same object; false if the keys differ.
func trieValues(a, b Term) (av, bv []Term, ok bool) {
	for k, v := range a.Pairs() {
		w, ok := b.MapGet(k)
		if !ok {
			return nil, nil, false
		}
		if v != w {
			av, bv = append(av, v), append(bv, w)
		}
	}
	return av, bv, true
}

// Compare returns -1, 0 or +1 as a is less than, equal to or greater than b in
// Erlang's term order:
//
//	number < atom < reference < fun < port < pid < tuple < record < map < [] < list < bit string
//
// Integers and floats compare by value, but in keys of maps every integer is
// less than every float.
func Compare(a, b Term) int { return compare(a, b, false) }

// compareKeys is the order of keys in a flat map (OTP 26): atoms by age, all
// others in term order with integers before floats and -0.0 before 0.0.
func compareKeys(a, b Term) int {
	if a.IsAtom() && b.IsAtom() {
		if a == b {
			return 0
		}
		return compareAges(a, b)
	}
	return compare(a, b, true)
}

// ranks orders the kinds.
var ranks = [numKinds]uint8{
	KindInt: 1, KindBig: 1, KindFloat: 1, KindAtom: 2, KindRef: 3, KindFun: 4, KindExport: 5, KindPort: 6,
	KindPid: 7, KindTuple: 8, KindRecord: 9, KindMap: 10, KindNil: 11, KindCons: 12, KindBits: 13,
}

func compare(a, b Term, exact bool) int {
	var buf [4]span
	stack := buf[:0]
	for {
		if a != b {
			ka, kb := a.Kind(), b.Kind()
			if ra, rb := ranks[ka], ranks[kb]; ra != rb {
				return cmp.Compare(ra, rb)
			}
			c := 0
			switch ka {
			case KindInt, KindBig, KindFloat:
				c = compareNumbers(a, b)
				if exact && (ka == KindFloat) != (kb == KindFloat) {
					c = 1
					if kb == KindFloat {
						c = -1
					}
				} else if exact && c == 0 && ka == KindFloat {
					// Only the signs of zeros are left.
					c = -1
					if math.Signbit(b.Float()) {
						c = 1
					}
				}
			case KindAtom:
				c = strings.Compare(a.AtomName(), b.AtomName())
			case KindCons:
				for a.is(KindCons) && b.is(KindCons) && a != b {
					if a.Head() != b.Head() {
						stack = append(stack, spanOf(cellTerms(a), cellTerms(b), exact))
						a, b, exact, stack = take(stack)
						break
					}
					a, b = a.Tail(), b.Tail()
				}
				continue
			case KindTuple:
				if c = cmp.Compare(a.Arity(), b.Arity()); c == 0 && a.Arity() > 0 {
					stack = append(stack, spanOf(a.Elems(), b.Elems(), exact))
				}
			case KindMap:
				if c = cmp.Compare(a.MapLen(), b.MapLen()); c == 0 && a.MapLen() > 0 {
					ak, av := a.Ordered()
					bk, bv := b.Ordered()
					stack = append(stack, spanOf(av, bv, exact), spanOf(ak, bk, true))
				}
			case KindBits:
				c = compareBits(a, b)
			case KindRecord:
				x, y := a.Record(), b.Record()
				c = compareRecordTypes(x, y)
				if c == 0 && len(x.Values) > 0 {
					stack = append(stack, spanOf(x.Values, y.Values, exact))
				}
			case KindFun:
				x, y := funParts(a.Fun()), funParts(b.Fun())
				if c = x.compare(&y); c == 0 && len(x.free) > 0 {
					stack = append(stack, spanOf(x.free, y.free, exact))
				}
			default:
				c = compareIdent(a, b)
			}
			if c != 0 {
				return c
			}
		}
		if len(stack) == 0 {
			return 0
		}
		a, b, exact, stack = take(stack)
	}
}

// Ordered returns the keys of a KindMap term in ascending term order, integers
// before floats, and their values; nothing for any other term. Neither may be
// changed.
func (t Term) Ordered() (keys, values []Term) {
	if !t.IsMap() {
		return nil, nil
	}
	if t.isFlat() {
		keys, values = t.flat()
		atoms := 0
		for _, k := range keys {
			if k.IsAtom() {
				atoms++
			}
		}
		if atoms < 2 {
			return keys, values
		}
	}
	pairs := make([][2]Term, 0, t.MapLen())
	for k, v := range t.Pairs() {
		pairs = append(pairs, [2]Term{k, v})
	}
	slices.SortFunc(pairs, func(x, y [2]Term) int { return compare(x[0], y[0], true) })
	keys, values = make([]Term, len(pairs)), make([]Term, len(pairs))
	for i, p := range pairs {
		keys[i], values[i] = p[0], p[1]
	}
	return keys, values
}

// compareNumbers compares numbers by value, exactly.
func compareNumbers(a, b Term) int {
	switch {
	case a.IsInt() && b.IsInt():
		return cmp.Compare(a.Int(), b.Int())
	case a.IsFloat() && b.IsFloat():
		return cmp.Compare(a.Float(), b.Float())
	case a.IsFloat():
		return -compareIntFloat(b, a.Float())
	case b.IsFloat():
		return compareIntFloat(a, b.Float())
	}
	x, _ := a.AsBig()
	y, _ := b.AsBig()
	return x.Cmp(y)
}

func compareIntFloat(t Term, f float64) int {
	const limit = 1 << 63
	small := f >= -limit && f < limit
	switch {
	case t.IsInt() && small:
		whole := int64(f)
		if c := cmp.Compare(t.Int(), whole); c != 0 {
			return c
		}
		return cmp.Compare(float64(whole), f)
	case t.IsInt():
		return cmp.Compare(0, f)
	case small:
		return t.BigInt().Sign()
	}
	whole, _ := big.NewFloat(f).Int(nil)
	return t.BigInt().Cmp(whole)
}

// compareBits compares bit strings from the first bit; a prefix is less.
func compareBits(a, b Term) int {
	x, xo := a.BitData()
	y, yo := b.BitData()
	n := min(a.BitLen(), b.BitLen())
	if xo|yo == 0 {
		if c := bytes.Compare(x[:n>>3], y[:n>>3]); c != 0 {
			return c
		}
		if n &= 7; n != 0 {
			i := min(a.BitLen(), b.BitLen()) >> 3
			if c := cmp.Compare(peekBits(x[i:], 0, n), peekBits(y[i:], 0, n)); c != 0 {
				return c
			}
		}
		return cmp.Compare(a.BitLen(), b.BitLen())
	}
	for i := 0; i < n; {
		k := min(8, n-i)
		u := peekBits(x[(xo+i)>>3:], (xo+i)&7, k)
		v := peekBits(y[(yo+i)>>3:], (yo+i)&7, k)
		if u != v {
			return cmp.Compare(u, v)
		}
		i += k
	}
	return cmp.Compare(a.BitLen(), b.BitLen())
}

func compareAtoms(a, b Atom) int {
	if a == b {
		return 0
	}
	return strings.Compare(a.String(), b.String())
}

func compareNodes(a Atom, ac uint32, b Atom, bc uint32) int {
	return cmp.Or(compareAtoms(a, b), cmp.Compare(ac, bc))
}

// compareIdent compares pids, ports, references and external funs.
func compareIdent(a, b Term) int {
	switch a.Kind() {
	case KindPid:
		x, y := a.Pid(), b.Pid()
		return cmp.Or(cmp.Compare(x.Serial, y.Serial), cmp.Compare(x.ID, y.ID),
			compareNodes(x.Node, x.Creation, y.Node, y.Creation))
	case KindPort:
		x, y := a.Port(), b.Port()
		return cmp.Or(compareNodes(x.Node, x.Creation, y.Node, y.Creation), cmp.Compare(x.ID, y.ID))
	case KindRef:
		x, y := a.Ref(), b.Ref()
		if c := compareNodes(x.Node, x.Creation, y.Node, y.Creation); c != 0 {
			return c
		}
		for i := len(x.W) - 1; i >= 0; i-- {
			if c := cmp.Compare(x.W[i], y.W[i]); c != 0 {
				return c
			}
		}
		return 0
	case KindExport:
		x, y := a.Export(), b.Export()
		return cmp.Or(compareAtoms(x.Module, y.Module), compareAtoms(x.Name, y.Name), cmp.Compare(x.Arity, y.Arity))
	}
	return 0
}

// compareRecordTypes compares all of two records but the values. A record
// that is not exported comes before one that is.
func compareRecordTypes(x, y *Record) int {
	if c := cmp.Or(compareAtoms(x.Module, y.Module), compareAtoms(x.Name, y.Name)); c != 0 {
		return c
	}
	if x.Exported != y.Exported {
		if y.Exported {
			return -1
		}
		return 1
	}
	if c := cmp.Compare(len(x.Fields), len(y.Fields)); c != 0 {
		return c
	}
	for i := range x.Fields {
		if c := compareAtoms(x.Fields[i], y.Fields[i]); c != 0 {
			return c
		}
	}
	return 0
}
