package bif

import (
	"math"
	"math/big"

	"gex/proto/term"
	"gex/repl/lang/vm"
)

// erlangTypes are the type tests and the functions of numbers allowed in guards.
var erlangTypes = []vm.Row{
	{Name: "is_function", Arity: 2, Func: isFunction2, Guard: true},
	{Name: "is_map_key", Arity: 2, Func: isMapKey, Guard: true},
	{Name: "is_record", Arity: 1, Func: func(_ *vm.Machine, a []term.Term) (term.Term, bool) { return boolean(a[0].Kind() == term.KindRecord) }, Guard: true},
	{Name: "is_record", Arity: 2, Func: isRecord, Guard: true},
	{Name: "is_record", Arity: 3, Func: isRecord, Guard: true},
	{Name: "is_integer", Arity: 3, Func: isIntegerBetween, Guard: true},

	{Name: "abs", Arity: 1, Func: abs, Guard: true},
	{Name: "ceil", Arity: 1, Func: rounding(math.Ceil), Guard: true},
	{Name: "floor", Arity: 1, Func: rounding(math.Floor), Guard: true},
	{Name: "round", Arity: 1, Func: rounding(math.Round), Guard: true},
	{Name: "trunc", Arity: 1, Func: rounding(math.Trunc), Guard: true},
	{Name: "float", Arity: 1, Func: toFloat, Guard: true},
	{Name: "max", Arity: 2, Func: pick(func(c int) bool { return c >= 0 }), Guard: true},
	{Name: "min", Arity: 2, Func: pick(func(c int) bool { return c <= 0 }), Guard: true},
}

func isBoolean(t term.Term) bool { return t.Is(term.True) || t.Is(term.False) }

// funArity returns the arity of a fun, -1 for any other term.
func funArity(t term.Term) int {
	if f := t.Fun(); f != nil {
		return f.Arity
	}
	if e := t.Export(); e != nil {
		return e.Arity
	}
	return -1
}

func isFunction2(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if n, isInt := a[1].AsInt(); isInt && n >= 0 {
		return boolean(funArity(a[0]) == int(n))
	}
	if a[1].IsBig() && a[1].BigInt().Sign() > 0 {
		return boolean(false)
	}
	return m.Badarg()
}

// isRecord is is_record(Term, Tag), is_record(Term, Tag, Size) and, of native
// records, is_record(Term, Name) and is_record(Term, Module, Name).
func isRecord(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[1].IsAtom() || len(a) == 3 && !a[2].IsInt() && !a[2].IsAtom() {
		return m.Badarg()
	}
	if a[0].Kind() == term.KindRecord {
		r := a[0].Record()
		if len(a) == 2 {
			return boolean(a[1].Is(r.Name))
		}
		return boolean(a[1].Is(r.Module) && a[2].Is(r.Name))
	}
	if !a[0].IsTuple() || a[0].Arity() == 0 || !term.Identical(a[0].Elem(0), a[1]) {
		return boolean(false)
	}
	return boolean(len(a) == 2 || a[2].IsInt() && a[2].Int() == int64(a[0].Arity()))
}

func isIntegerBetween(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[1].IsInteger() || !a[2].IsInteger() {
		return m.Badarg()
	}
	return boolean(a[0].IsInteger() && term.Compare(a[1], a[0]) <= 0 && term.Compare(a[0], a[2]) <= 0)
}

func isMapKey(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[1].IsMap() {
		return m.Error(term.Tuple(term.A("badmap"), a[1]))
	}
	_, found := a[1].MapGet(a[0])
	return boolean(found)
}

func abs(m *vm.Machine, a []term.Term) (term.Term, bool) {
	switch {
	case a[0].IsInt() && a[0].Int() != math.MinInt64:
		if i := a[0].Int(); i < 0 {
			return integer(-i)
		}
		return ok(a[0])
	case a[0].IsFloat():
		return ok(term.Float(math.Abs(a[0].Float())))
	}
	if b, isInteger := bigInt(a[0]); isInteger {
		return ok(term.Big(b.Abs(b)))
	}
	return m.Badarg()
}

func rounding(f func(float64) float64) result {
	return func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		if a[0].IsInteger() {
			return ok(a[0])
		}
		if !a[0].IsFloat() {
			return m.Badarg()
		}
		x := f(a[0].Float())
		if x >= -(1<<63) && x < 1<<63 {
			return integer(int64(x))
		}
		b, _ := big.NewFloat(x).Int(nil)
		return ok(term.Big(b))
	}
}

// floatOf returns a number as a float; false if it is none or too large.
func floatOf(t term.Term) (float64, bool) {
	switch {
	case t.IsInt():
		return float64(t.Int()), true
	case t.IsFloat():
		return t.Float(), true
	case t.IsBig():
		f, _ := new(big.Float).SetInt(t.BigInt()).Float64()
		return f, !math.IsInf(f, 0)
	}
	return 0, false
}

func toFloat(m *vm.Machine, a []term.Term) (term.Term, bool) {
	f, isNumber := floatOf(a[0])
	if !isNumber {
		return m.Badarg()
	}
	return ok(term.Float(f))
}

func pick(first func(int) bool) result {
	return func(_ *vm.Machine, a []term.Term) (term.Term, bool) {
		if first(term.Compare(a[0], a[1])) {
			return ok(a[0])
		}
		return ok(a[1])
	}
}
