package vm

import (
	"math"
	"math/big"

	"gex/proto/term"
	"gex/repl/lang/code"
)

// maxBits is how large an integer may get; more raises system_limit, as in
// ERTS.
const maxBits = 1 << 22

// Operators are the operators as functions of erlang: rows for erlang:'+'/2
// and so on.
var Operators []Row

func init() {
	for o := range code.NumOperators {
		Operators = append(Operators, Row{Name: o.String(), Arity: o.Arity(), Guard: true, Func: func(m *Machine, args []term.Term) (term.Term, bool) {
			var b term.Term
			if len(args) == 2 {
				b = args[1]
			}
			v, fault := Apply(o, args[0], b)
			if fault != 0 {
				return m.Error(fault.Term())
			}
			return v, true
		}})
	}
	Operators = append(Operators, Row{Name: "!", Arity: 2, Func: func(m *Machine, args []term.Term) (term.Term, bool) {
		if !m.send(args[0], args[1]) {
			return m.Badarg()
		}
		return args[1], true
	}})
	for name, t := range code.TypeTests {
		Operators = append(Operators, Row{Name: name, Arity: 1, Guard: true, Func: func(_ *Machine, args []term.Term) (term.Term, bool) {
			return term.Bool(TypeTest(t, args[0])), true
		}})
	}
}

// Apply applies an operator (b is ignored by those of one operand). fault is
// the reason of the error, badarith, badarg or system_limit, or 0.
func Apply(o code.Operator, a, b term.Term) (v term.Term, fault term.Atom) {
	switch o {
	case code.OpAdd, code.OpSub, code.OpMul:
		return arith(o, a, b)
	case code.OpDivide:
		return divide(a, b)
	case code.OpDiv, code.OpRem, code.OpBand, code.OpBor, code.OpBxor, code.OpBsl, code.OpBsr:
		return integerOp(o, a, b)
	case code.OpAnd, code.OpOr, code.OpXor:
		return boolOp(o, a, b)
	case code.OpAppend:
		return appendLists(a, b)
	case code.OpSubtract:
		return subtractLists(a, b)
	case code.OpPlus:
		if a.IsNumber() {
			return a, 0
		}
		return a, atomBadarith
	case code.OpMinus:
		return negate(a)
	case code.OpNot:
		if a.Is(term.True) {
			return term.False.Term(), 0
		}
		if a.Is(term.False) {
			return term.True.Term(), 0
		}
		return a, atomBadarg
	case code.OpBnot:
		if a.IsInt() {
			return term.Int(^a.Int()), 0
		}
		if a.IsBig() {
			return term.Big(new(big.Int).Not(a.BigInt())), 0
		}
		return a, atomBadarith
	}
	return term.Bool(compareOp(o, a, b)), 0
}

func compareOp(o code.Operator, a, b term.Term) bool {
	switch o {
	case code.OpSame:
		return term.Identical(a, b)
	case code.OpNotSame:
		return !term.Identical(a, b)
	case code.OpEqual:
		return term.Equal(a, b)
	case code.OpNotEqual:
		return !term.Equal(a, b)
	}
	c := term.Compare(a, b)
	switch o {
	case code.OpLess:
		return c < 0
	case code.OpGreater:
		return c > 0
	case code.OpLessEqual:
		return c <= 0
	default:
		return c >= 0
	}
}

func number(t term.Term) (f float64, ok bool) {
	switch {
	case t.IsFloat():
		return t.Float(), true
	case t.IsInt():
		return float64(t.Int()), true
	case t.IsBig():
		f, _ := new(big.Float).SetInt(t.BigInt()).Float64()
		return f, !math.IsInf(f, 0)
	}
	return 0, false
}

func floatResult(f float64) (term.Term, term.Atom) {
	if math.IsInf(f, 0) || math.IsNaN(f) {
		return term.Term{}, atomBadarith
	}
	return term.Float(f), 0
}

func arith(o code.Operator, a, b term.Term) (term.Term, term.Atom) {
	if a.IsInt() && b.IsInt() {
		if v, ok := smallArith(o, a.Int(), b.Int()); ok {
			return term.Int(v), 0
		}
	}
	if a.IsFloat() || b.IsFloat() {
		x, ok1 := number(a)
		y, ok2 := number(b)
		if !ok1 || !ok2 {
			return term.Term{}, atomBadarith
		}
		switch o {
		case code.OpAdd:
			return floatResult(x + y)
		case code.OpSub:
			return floatResult(x - y)
		default:
			return floatResult(x * y)
		}
	}
	x, ok1 := a.AsBig()
	y, ok2 := b.AsBig()
	if !ok1 || !ok2 {
		return term.Term{}, atomBadarith
	}
	z := new(big.Int)
	switch o {
	case code.OpAdd:
		z.Add(x, y)
	case code.OpSub:
		z.Sub(x, y)
	default:
		if x.BitLen()+y.BitLen() > maxBits {
			return term.Term{}, atomSystemLimit
		}
		z.Mul(x, y)
	}
	return bigResult(z)
}

func bigResult(z *big.Int) (term.Term, term.Atom) {
	if z.BitLen() > maxBits {
		return term.Term{}, atomSystemLimit
	}
	return term.Big(z), 0
}

// smallArith is false when the result leaves int64.
func smallArith(o code.Operator, x, y int64) (int64, bool) {
	switch o {
	case code.OpAdd:
		s := x + y
		return s, (s^x)&(s^y) >= 0
	case code.OpSub:
		s := x - y
		return s, (x^y)&(s^x) >= 0
	default:
		return mulSmall(x, y)
	}
}

func mulSmall(x, y int64) (int64, bool) {
	if x == int64(int32(x)) && y == int64(int32(y)) {
		return x * y, true
	}
	if x == 0 || y == 0 {
		return 0, true
	}
	p := x * y
	if x == -1 && y == math.MinInt64 || y == -1 && x == math.MinInt64 {
		return 0, false
	}
	return p, p/y == x
}

func divide(a, b term.Term) (term.Term, term.Atom) {
	x, ok1 := number(a)
	y, ok2 := number(b)
	if !ok1 || !ok2 || y == 0 {
		return term.Term{}, atomBadarith
	}
	return floatResult(x / y)
}

func integerOp(o code.Operator, a, b term.Term) (term.Term, term.Atom) {
	if a.IsInt() && b.IsInt() {
		x, y := a.Int(), b.Int()
		switch o {
		case code.OpDiv:
			if y != 0 && !(x == math.MinInt64 && y == -1) {
				return term.Int(x / y), 0
			}
		case code.OpRem:
			if y == -1 {
				return term.Int(0), 0
			}
			if y != 0 {
				return term.Int(x % y), 0
			}
		case code.OpBand:
			return term.Int(x & y), 0
		case code.OpBor:
			return term.Int(x | y), 0
		case code.OpBxor:
			return term.Int(x ^ y), 0
		case code.OpBsl:
			return shiftLeft(a, y)
		case code.OpBsr:
			if y != math.MinInt64 {
				return shiftLeft(a, -y)
			}
		}
	}
	x, ok1 := a.AsBig()
	y, ok2 := b.AsBig()
	if !ok1 || !ok2 {
		return term.Term{}, atomBadarith
	}
	z := new(big.Int)
	switch o {
	case code.OpDiv, code.OpRem:
		if y.Sign() == 0 {
			return term.Term{}, atomBadarith
		}
		if o == code.OpDiv {
			return term.Big(z.Quo(x, y)), 0
		}
		return term.Big(z.Rem(x, y)), 0
	case code.OpBand:
		return term.Big(z.And(x, y)), 0
	case code.OpBor:
		return term.Big(z.Or(x, y)), 0
	case code.OpBxor:
		return term.Big(z.Xor(x, y)), 0
	}
	if !y.IsInt64() {
		// Shifted by more bits than there can be.
		right := (o == code.OpBsr) == (y.Sign() > 0)
		return shiftedOut(x, right)
	}
	n := y.Int64()
	if o == code.OpBsr {
		n = -n
	}
	return shiftLeft(a, n)
}

func shiftedOut(x *big.Int, right bool) (term.Term, term.Atom) {
	switch {
	case x.Sign() == 0:
		return term.Int(0), 0
	case !right:
		return term.Term{}, atomSystemLimit
	case x.Sign() < 0:
		return term.Int(-1), 0
	}
	return term.Int(0), 0
}

// shiftLeft shifts by n bits to the left, to the right if n is negative.
func shiftLeft(a term.Term, n int64) (term.Term, term.Atom) {
	if a.IsInt() {
		x := a.Int()
		switch {
		case n <= 0:
			return term.Int(x >> min(uint64(-n), 63)), 0
		case n < 63 && x<<n>>n == x:
			return term.Int(x << n), 0
		}
	}
	x, _ := a.AsBig()
	switch {
	case x.Sign() == 0:
		return term.Int(0), 0
	case n > maxBits:
		return shiftedOut(x, false)
	case n < -maxBits:
		return shiftedOut(x, true)
	case n < 0:
		return term.Big(new(big.Int).Rsh(x, uint(-n))), 0
	}
	return bigResult(new(big.Int).Lsh(x, uint(n)))
}

func boolOp(o code.Operator, a, b term.Term) (term.Term, term.Atom) {
	x, y := a.Is(term.True), b.Is(term.True)
	if !x && !a.Is(term.False) || !y && !b.Is(term.False) {
		return term.Term{}, atomBadarg
	}
	switch o {
	case code.OpAnd:
		return term.Bool(x && y), 0
	case code.OpOr:
		return term.Bool(x || y), 0
	}
	return term.Bool(x != y), 0
}

func negate(a term.Term) (term.Term, term.Atom) {
	switch {
	case a.IsInt() && a.Int() != math.MinInt64:
		return term.Int(-a.Int()), 0
	case a.IsInteger():
		b, _ := a.AsBig()
		return term.Big(new(big.Int).Neg(b)), 0
	case a.IsFloat():
		return term.Float(-a.Float()), 0
	}
	return a, atomBadarith
}

func appendLists(a, b term.Term) (term.Term, term.Atom) {
	if a.IsNil() {
		return b, 0
	}
	if b.IsNil() {
		if _, ok := a.Len(); ok {
			return a, 0
		}
		return term.Term{}, atomBadarg
	}
	ts, ok := a.Slice()
	if !ok {
		return term.Term{}, atomBadarg
	}
	var l term.ListBuilder
	l.Append(ts)
	return l.List(b), 0
}

// subtractLists removes from a the first occurrence of each element of b.
func subtractLists(a, b term.Term) (term.Term, term.Atom) {
	xs, ok1 := a.Slice()
	ys, ok2 := b.Slice()
	if !ok1 || !ok2 {
		return term.Term{}, atomBadarg
	}
	if len(ys) == 0 {
		return a, 0
	}
	// How often each element is to go, found by hash: the lists may be long.
	index := make(map[uint64][]int, len(ys))
	left := make([]int, len(ys))
	for i, y := range ys {
		h := term.Hash(y)
		j := findSame(ys, index[h], y)
		if j < 0 {
			index[h], j = append(index[h], i), i
		}
		left[j]++
	}
	out := make([]term.Term, 0, len(xs))
	for _, x := range xs {
		if j := findSame(ys, index[term.Hash(x)], x); j >= 0 && left[j] > 0 {
			left[j]--
			continue
		}
		out = append(out, x)
	}
	return term.List(out...), 0
}

func findSame(ys []term.Term, candidates []int, x term.Term) int {
	for _, j := range candidates {
		if term.Identical(ys[j], x) {
			return j
		}
	}
	return -1
}

// TypeTest applies one of Erlang's type tests.
func TypeTest(t code.TypeTest, v term.Term) bool {
	switch t {
	case code.TestAtom:
		return v.IsAtom()
	case code.TestBoolean:
		return v.Is(term.True) || v.Is(term.False)
	case code.TestBinary:
		return v.IsBinary()
	case code.TestBitstring:
		return v.IsBits()
	case code.TestFloat:
		return v.IsFloat()
	case code.TestFunction:
		return v.IsFun()
	case code.TestInteger:
		return v.IsInteger()
	case code.TestList:
		return v.IsList()
	case code.TestMap:
		return v.IsMap()
	case code.TestNumber:
		return v.IsNumber()
	case code.TestPid:
		return v.IsPid()
	case code.TestPort:
		return v.IsPort()
	case code.TestReference:
		return v.IsRef()
	case code.TestTuple:
		return v.IsTuple()
	case code.TestRecord:
		return v.Record() != nil
	}
	return false
}
