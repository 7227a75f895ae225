package bif

import (
	"math"
	"math/big"
	"strconv"

	"gex/proto/term"
	"gex/repl/lang/vm"
)

const floatModule = "Elixir.Float"

// floatRows are the functions of Float.
var floatRows = []vm.Row{
	{Name: "ceil", Arity: 1, Func: defaults(floatModule, "ceil", term.Int(0))},
	{Name: "ceil", Arity: 2, Func: floatTo(roundUp)},
	{Name: "floor", Arity: 1, Func: defaults(floatModule, "floor", term.Int(0))},
	{Name: "floor", Arity: 2, Func: floatTo(roundDown)},
	{Name: "max_finite", Arity: 0, Func: func(*vm.Machine, []term.Term) (term.Term, bool) { return ok(term.Float(math.MaxFloat64)) }},
	{Name: "min_finite", Arity: 0, Func: func(*vm.Machine, []term.Term) (term.Term, bool) { return ok(term.Float(-math.MaxFloat64)) }},
	{Name: "parse", Arity: 1, Func: floatParse},
	{Name: "pow", Arity: 2, Func: floatPow},
	{Name: "ratio", Arity: 1, Func: floatRatio},
	{Name: "round", Arity: 1, Func: defaults(floatModule, "round", term.Int(0))},
	{Name: "round", Arity: 2, Func: floatTo(roundHalfAway)},
	{Name: "to_charlist", Arity: 1, Func: shortFloat("float_to_list")},
	{Name: "to_string", Arity: 1, Func: shortFloat("float_to_binary")},
}

func shortFloat(name string) result {
	return defaults("erlang", name, term.List(term.A("short")))
}

// maxPrecision is the largest number of decimals to round to.
const maxPrecision = 15

// roundUp, roundDown and roundHalfAway return the integer for a quotient q of
// a floor division, twice whose remainder compares to the divisor as half says.
func roundUp(q *big.Int, rest bool, _ int, _ bool) {
	if rest {
		q.Add(q, mustBig(1))
	}
}

func roundDown(*big.Int, bool, int, bool) {}

func roundHalfAway(q *big.Int, _ bool, half int, negative bool) {
	if half > 0 || half == 0 && !negative {
		q.Add(q, mustBig(1))
	}
}

// floatTo rounds the exact value of a float to decimals.
func floatTo(adjust func(q *big.Int, rest bool, half int, negative bool)) result {
	return func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		precision, isInt := a[1].AsInt()
		switch {
		case !a[0].IsFloat() || !isInt:
			return functionClause(m, a)
		case precision < 0 || precision > maxPrecision:
			return argumentError(m, "precision "+strconv.FormatInt(precision, 10)+" is out of valid range of 0..15")
		}
		f := a[0].Float()
		if f == 0 {
			return ok(a[0])
		}
		scale := new(big.Int).Exp(mustBig(10), mustBig(precision), nil)
		exact := new(big.Rat).SetFloat64(f)
		exact.Mul(exact, new(big.Rat).SetInt(scale))
		q, r := new(big.Int).DivMod(exact.Num(), exact.Denom(), new(big.Int))
		rest := r.Sign() != 0
		adjust(q, rest, r.Lsh(r, 1).Cmp(exact.Denom()), f < 0)
		out, _ := new(big.Rat).SetFrac(q, scale).Float64()
		if out == 0 && f < 0 {
			out = math.Copysign(0, -1)
		}
		return ok(term.Float(out))
	}
}

func floatRatio(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[0].IsFloat() {
		return functionClause(m, a)
	}
	r := new(big.Rat).SetFloat64(a[0].Float())
	return ok(term.Tuple(term.Big(r.Num()), term.Big(r.Denom())))
}

func floatPow(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[0].IsFloat() || !a[1].IsNumber() {
		return functionClause(m, a)
	}
	return m.TailCall(term.Intern("math"), term.Intern("pow"), a...)
}

// floatPrefix returns the length of the float or integer that b begins with: a
// sign, digits, decimals after a point, an exponent.
func floatPrefix(b []byte) int {
	digits := func(at int) int {
		for at < len(b) && digit(b[at]) {
			at++
		}
		return at
	}
	sign := func(at int) int {
		if at < len(b) && (b[at] == '-' || b[at] == '+') {
			at++
		}
		return at
	}
	start := sign(0)
	n := digits(start)
	if n == start {
		return 0
	}
	if n < len(b) && b[n] == '.' {
		if end := digits(n + 1); end > n+1 {
			n = end
		} else {
			return n
		}
	}
	if n < len(b) && (b[n] == 'e' || b[n] == 'E') {
		from := sign(n + 1)
		if end := digits(from); end > from {
			n = end
		}
	}
	return n
}

func floatParse(m *vm.Machine, a []term.Term) (term.Term, bool) {
	b, isBinary := a[0].Bytes()
	if !isBinary {
		return functionClause(m, a)
	}
	n := floatPrefix(b)
	f, err := strconv.ParseFloat(string(b[:n]), 64)
	if n == 0 || err != nil {
		return ok(term.Error.Term())
	}
	return ok(term.Tuple(term.Float(f), cut(a[0], n, len(b))))
}
