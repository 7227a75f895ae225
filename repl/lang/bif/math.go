package bif

import (
	"math"

	"gex/proto/term"
	"gex/repl/lang/vm"
)

// mathRows is :math.
var mathRows = append(unaryMath(map[string]func(float64) float64{
	"acos": math.Acos, "acosh": math.Acosh, "asin": math.Asin, "asinh": math.Asinh,
	"atan": math.Atan, "atanh": math.Atanh, "ceil": math.Ceil, "cos": math.Cos,
	"cosh": math.Cosh, "erf": math.Erf, "erfc": math.Erfc, "exp": math.Exp,
	"floor": math.Floor, "log": math.Log, "log10": math.Log10, "log2": math.Log2,
	"sin": math.Sin, "sinh": math.Sinh, "sqrt": math.Sqrt, "tan": math.Tan, "tanh": math.Tanh,
}),
	vm.Row{Name: "atan2", Arity: 2, Func: binaryMath(math.Atan2)},
	vm.Row{Name: "fmod", Arity: 2, Func: binaryMath(math.Mod)},
	vm.Row{Name: "pow", Arity: 2, Func: binaryMath(math.Pow)},
	vm.Row{Name: "pi", Arity: 0, Func: func(*vm.Machine, []term.Term) (term.Term, bool) { return ok(term.Float(math.Pi)) }},
	vm.Row{Name: "tau", Arity: 0, Func: func(*vm.Machine, []term.Term) (term.Term, bool) { return ok(term.Float(2 * math.Pi)) }},
)

func unaryMath(fs map[string]func(float64) float64) []vm.Row {
	var rows []vm.Row
	for name, f := range fs {
		rows = append(rows, vm.Row{Name: name, Arity: 1, Func: func(m *vm.Machine, a []term.Term) (term.Term, bool) {
			x, isNumber := floatOf(a[0])
			if !isNumber {
				return m.Badarg()
			}
			return finite(m, f(x))
		}})
	}
	return rows
}

func binaryMath(f func(x, y float64) float64) result {
	return func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		x, ok1 := floatOf(a[0])
		y, ok2 := floatOf(a[1])
		if !ok1 || !ok2 {
			return m.Badarg()
		}
		return finite(m, f(x, y))
	}
}

// finite returns a float, or raises badarith for what Erlang has no float for.
func finite(m *vm.Machine, f float64) (term.Term, bool) {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return m.Badarith()
	}
	return ok(term.Float(f))
}
