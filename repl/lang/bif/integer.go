package bif

import (
	"math/big"
	"math/bits"
	"strconv"

	"gex/proto/term"
	"gex/repl/lang/vm"
)

const integerModule = "Elixir.Integer"

// integerRows are the functions of Integer; is_odd and is_even are Elixir.
var integerRows = []vm.Row{
	{Name: "ceil_div", Arity: 2, Func: integerDivision(func(q, r *big.Int, sameSign bool) *big.Int {
		if r.Sign() != 0 && sameSign {
			q.Add(q, mustBig(1))
		}
		return q
	})},
	{Name: "digits", Arity: 1, Func: defaults(integerModule, "digits", term.Int(10))},
	{Name: "digits", Arity: 2, Func: integerDigits},
	{Name: "extended_gcd", Arity: 2, Func: integerExtendedGCD},
	{Name: "floor_div", Arity: 2, Func: integerDivision(func(q, r *big.Int, sameSign bool) *big.Int {
		if r.Sign() != 0 && !sameSign {
			q.Sub(q, mustBig(1))
		}
		return q
	})},
	{Name: "gcd", Arity: 2, Func: integerGCD},
	{Name: "mod", Arity: 2, Func: integerMod},
	{Name: "parse", Arity: 1, Func: defaults(integerModule, "parse", term.Int(10))},
	{Name: "parse", Arity: 2, Func: integerParse},
	{Name: "popcount", Arity: 1, Func: integerPopcount},
	{Name: "pow", Arity: 2, Func: integerPow},
	row("to_charlist", 1, "erlang", "integer_to_list"),
	row("to_charlist", 2, "erlang", "integer_to_list"),
	row("to_string", 1, "erlang", "integer_to_binary"),
	row("to_string", 2, "erlang", "integer_to_binary"),
	{Name: "undigits", Arity: 1, Func: defaults(integerModule, "undigits", term.Int(10))},
	{Name: "undigits", Arity: 2, Func: integerUndigits},
}

// integerDivision adjusts the truncated quotient of two integers.
func integerDivision(adjust func(q, r *big.Int, sameSign bool) *big.Int) result {
	return func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		x, isInteger1 := a[0].AsBig()
		y, isInteger2 := a[1].AsBig()
		if !isInteger1 || !isInteger2 || y.Sign() == 0 {
			return m.TailCall(term.Intern("erlang"), term.Intern("div"), a...)
		}
		q, r := new(big.Int).QuoRem(x, y, new(big.Int))
		return ok(term.Big(adjust(q, r, x.Sign()*y.Sign() > 0)))
	}
}

func integerMod(m *vm.Machine, a []term.Term) (term.Term, bool) {
	x, isInteger1 := a[0].AsBig()
	y, isInteger2 := a[1].AsBig()
	if !isInteger1 || !isInteger2 || y.Sign() == 0 {
		return m.TailCall(term.Intern("erlang"), term.Intern("rem"), a...)
	}
	r := new(big.Int).Rem(x, y)
	if r.Sign()*y.Sign() < 0 {
		r.Add(r, y)
	}
	return ok(term.Big(r))
}

// maxPowBits bounds the size of powers as ERTS bounds integers.
const maxPowBits = 1 << 26

func integerPow(m *vm.Machine, a []term.Term) (term.Term, bool) {
	x, isInteger1 := a[0].AsBig()
	n, isInteger2 := a[1].AsBig()
	switch {
	case !isInteger1 || !isInteger2:
		return functionClause(m, a)
	case n.Sign() < 0:
		return m.Badarith()
	}
	if x.IsInt64() && (x.Sign() == 0 || x.CmpAbs(mustBig(1)) == 0) {
		if n.Sign() == 0 || x.Int64() == 1 || x.Int64() == -1 && n.Bit(0) == 0 {
			return integer(1)
		}
		return ok(term.Big(x))
	}
	if !n.IsInt64() || n.Int64() > maxPowBits || int64(x.BitLen())*n.Int64() > maxPowBits {
		return m.SystemLimit()
	}
	m.Bump(x.BitLen() * int(n.Int64()) / 64)
	return ok(term.Big(new(big.Int).Exp(x, n, nil)))
}

func integerGCD(m *vm.Machine, a []term.Term) (term.Term, bool) {
	x, isInteger1 := bigInt(a[0])
	y, isInteger2 := bigInt(a[1])
	if !isInteger1 || !isInteger2 {
		return functionClause(m, a)
	}
	return ok(term.Big(x.GCD(nil, nil, x.Abs(x), y.Abs(y))))
}

// integerExtendedGCD is Euclid's algorithm run with truncating division, so that
// of all pairs of coefficients Elixir's come out.
func integerExtendedGCD(m *vm.Machine, a []term.Term) (term.Term, bool) {
	x, isInteger1 := bigInt(a[0])
	y, isInteger2 := bigInt(a[1])
	if !isInteger1 || !isInteger2 {
		return functionClause(m, a)
	}
	if x.Sign() == 0 && y.Sign() == 0 {
		return ok(term.Tuple(a[0], a[0], a[0]))
	}
	s0, s1, t0, t1 := mustBig(1), mustBig(0), mustBig(0), mustBig(1)
	for y.Sign() != 0 {
		q, r := new(big.Int).QuoRem(x, y, new(big.Int))
		x, y = y, r
		s0, s1 = s1, new(big.Int).Sub(s0, new(big.Int).Mul(q, s1))
		t0, t1 = t1, new(big.Int).Sub(t0, new(big.Int).Mul(q, t1))
	}
	if x.Sign() < 0 {
		x.Neg(x)
		s0.Neg(s0)
		t0.Neg(t0)
	}
	return ok(term.Tuple(term.Big(x), term.Big(s0), term.Big(t0)))
}

func integerPopcount(m *vm.Machine, a []term.Term) (term.Term, bool) {
	x, isInteger := a[0].AsBig()
	switch {
	case !isInteger:
		return functionClause(m, a)
	case x.Sign() < 0:
		return m.Badarith()
	}
	n := 0
	for _, w := range x.Bits() {
		n += bits.OnesCount(uint(w))
	}
	return integer(n)
}

func integerDigits(m *vm.Machine, a []term.Term) (term.Term, bool) {
	x, isInteger := bigInt(a[0])
	b, isInt := a[1].AsInt()
	if !isInteger || !isInt || b < 2 {
		return functionClause(m, a)
	}
	m.Bump(x.BitLen() / 16)
	if x.Sign() == 0 {
		return ok(term.List(a[0]))
	}
	out := term.Nil
	by, r := mustBig(b), new(big.Int)
	for x.Sign() != 0 {
		x.QuoRem(x, by, r)
		out = term.Cons(term.Int(r.Int64()), out)
	}
	return ok(out)
}

func integerUndigits(m *vm.Machine, a []term.Term) (term.Term, bool) {
	ds, proper := a[0].Slice()
	b, isInteger := bigInt(a[1])
	if !proper || !isInteger || b.Cmp(mustBig(2)) < 0 {
		return functionClause(m, a)
	}
	n := new(big.Int)
	for _, d := range ds {
		digit, isInteger := d.AsBig()
		if !isInteger {
			return m.TailCall(term.Intern(integerModule), term.Intern("undigits"), d, a[1])
		}
		if digit.Cmp(b) >= 0 {
			return argumentError(m, "invalid digit "+digit.String()+" in base "+b.String())
		}
		n.Add(n.Mul(n, b), digit)
	}
	m.Bump(len(ds))
	return ok(term.Big(n))
}

// digitValue returns the value of a digit in bases up to 36, 99 if it is none.
func digitValue(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c && c <= 'z':
		return int(c-'a') + 10
	case 'A' <= c && c <= 'Z':
		return int(c-'A') + 10
	}
	return 99
}

// integerParse reads an integer at the beginning of a text.
func integerParse(m *vm.Machine, a []term.Term) (term.Term, bool) {
	b, isBinary := a[0].Bytes()
	in, isInt := a[1].AsInt()
	switch {
	case isInt && (in < 2 || in > 36):
		return argumentError(m, "invalid base "+strconv.FormatInt(in, 10))
	case !isInt:
		return argumentError(m, "invalid base "+inspected(a[1]))
	case !isBinary:
		return functionClause(m, a)
	}
	n := 0
	if len(b) > 0 && (b[0] == '-' || b[0] == '+') {
		n = 1
	}
	digits := n
	for n < len(b) && digitValue(b[n]) < int(in) {
		n++
	}
	if n == digits {
		return ok(term.Error.Term())
	}
	v, _ := new(big.Int).SetString(string(b[:n]), int(in))
	m.Bump(n / 16)
	return ok(term.Tuple(term.Big(v), cut(a[0], n, len(b))))
}
