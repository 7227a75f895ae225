package bif

import (
	"math"
	"math/big"
	"strconv"
	"strings"

	"gex/proto/term"
	"gex/repl/lang/inspect"
	"gex/repl/lang/vm"
)

// erlangConversions convert between atoms, numbers, lists and binaries.
var erlangConversions = []vm.Row{
	{Name: "atom_to_binary", Arity: 1, Func: atomToBinary},
	{Name: "atom_to_binary", Arity: 2, Func: atomToBinary},
	{Name: "atom_to_list", Arity: 1, Func: atomToList},
	{Name: "binary_to_atom", Arity: 1, Func: toAtom(binaryText, false)},
	{Name: "binary_to_atom", Arity: 2, Func: toAtom(binaryText, false)},
	{Name: "binary_to_existing_atom", Arity: 1, Func: toAtom(binaryText, true)},
	{Name: "binary_to_existing_atom", Arity: 2, Func: toAtom(binaryText, true)},
	{Name: "list_to_atom", Arity: 1, Func: toAtom(charlistText, false)},
	{Name: "list_to_existing_atom", Arity: 1, Func: toAtom(charlistText, true)},

	{Name: "binary_to_integer", Arity: 1, Func: toInteger(binaryText)},
	{Name: "binary_to_integer", Arity: 2, Func: toInteger(binaryText)},
	{Name: "list_to_integer", Arity: 1, Func: toInteger(charlistText)},
	{Name: "list_to_integer", Arity: 2, Func: toInteger(charlistText)},
	{Name: "binary_to_float", Arity: 1, Func: textToFloat(binaryText)},
	{Name: "list_to_float", Arity: 1, Func: textToFloat(charlistText)},
	{Name: "integer_to_binary", Arity: 1, Func: fromInteger(text)},
	{Name: "integer_to_binary", Arity: 2, Func: fromInteger(text)},
	{Name: "integer_to_list", Arity: 1, Func: fromInteger(chars)},
	{Name: "integer_to_list", Arity: 2, Func: fromInteger(chars)},
	{Name: "float_to_binary", Arity: 1, Func: fromFloat(text)},
	{Name: "float_to_binary", Arity: 2, Func: fromFloat(text)},
	{Name: "float_to_list", Arity: 1, Func: fromFloat(chars)},
	{Name: "float_to_list", Arity: 2, Func: fromFloat(chars)},

	{Name: "binary_to_list", Arity: 1, Func: binaryToList},
	{Name: "binary_to_list", Arity: 3, Func: binaryToList3},
	{Name: "bitstring_to_list", Arity: 1, Func: bitstringToList},
	{Name: "list_to_binary", Arity: 1, Func: listToBinary},
	{Name: "iolist_to_binary", Arity: 1, Func: iolistToBinary},
	{Name: "iolist_size", Arity: 1, Func: iolistSize},
	{Name: "list_to_bitstring", Arity: 1, Func: listToBitstring},
}

func binaryText(t term.Term) (string, bool) {
	b, isBinary := t.Bytes()
	return string(b), isBinary
}

func atomToBinary(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[0].IsAtom() {
		return m.Badarg()
	}
	return text(a[0].AtomName())
}

func atomToList(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[0].IsAtom() {
		return m.Badarg()
	}
	return chars(a[0].AtomName())
}

// toAtom makes an atom of the text of its argument. The encoding that may
// follow is utf8 or a subset of it.
func toAtom(read func(term.Term) (string, bool), existing bool) result {
	return func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		s, valid := read(a[0])
		if !valid {
			return m.Badarg()
		}
		if len(a) == 2 && !a[1].Is(term.Intern("latin1")) && !a[1].Is(term.Intern("utf8")) && !a[1].Is(term.Intern("unicode")) {
			return m.Badarg()
		}
		if len(a) == 2 && a[1].Is(term.Intern("latin1")) {
			var out []rune
			for i := range len(s) {
				out = append(out, rune(s[i]))
			}
			s = string(out)
		}
		if existing {
			atom, found := term.Existing(s)
			if !found {
				return m.Badarg()
			}
			return ok(atom)
		}
		atom, err := term.Make(s)
		if err == term.ErrAtomLength || err == term.ErrAtomLimit {
			return m.SystemLimit()
		}
		if err != nil {
			return m.Badarg()
		}
		return ok(atom)
	}
}

// base returns the base in an optional second argument, 0 if it is no base.
func base(a []term.Term) int {
	if len(a) == 1 {
		return 10
	}
	if b, isInt := a[1].AsInt(); isInt && b >= 2 && b <= 36 {
		return int(b)
	}
	return 0
}

func toInteger(read func(term.Term) (string, bool)) result {
	return func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		s, valid := read(a[0])
		b := base(a)
		if !valid || b == 0 || s == "" || strings.ContainsRune(s, '_') {
			return m.Badarg()
		}
		if i, err := strconv.ParseInt(s, b, 64); err == nil {
			return integer(i)
		}
		n, valid := new(big.Int).SetString(s, b)
		if !valid {
			return m.Badarg()
		}
		m.Bump(len(s) / 16)
		return ok(term.Big(n))
	}
}

func fromInteger(out func(string) (term.Term, bool)) result {
	return func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		b := base(a)
		switch {
		case b == 0:
		case a[0].IsInt():
			return out(strings.ToUpper(strconv.FormatInt(a[0].Int(), b)))
		case a[0].IsBig():
			m.Bump(a[0].BigInt().BitLen() / 64)
			return out(strings.ToUpper(a[0].BigInt().Text(b)))
		}
		return m.Badarg()
	}
}

// parseFloat reads a float as Erlang writes them: digits on both sides of the
// point.
func parseFloat(s string) (float64, bool) {
	mantissa := strings.TrimLeft(s, "+-")
	point := strings.IndexByte(mantissa, '.')
	if len(s)-len(mantissa) > 1 || point < 1 || point+1 >= len(mantissa) || !digit(mantissa[0]) || !digit(mantissa[point+1]) || strings.ContainsAny(s, "_xXpPiInN") {
		return 0, false
	}
	f, err := strconv.ParseFloat(s, 64)
	return f, err == nil && !math.IsInf(f, 0)
}

func digit(c byte) bool { return '0' <= c && c <= '9' }

func textToFloat(read func(term.Term) (string, bool)) result {
	return func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		s, valid := read(a[0])
		if !valid {
			return m.Badarg()
		}
		f, valid := parseFloat(s)
		if !valid {
			return m.Badarg()
		}
		return ok(term.Float(f))
	}
}

func fromFloat(out func(string) (term.Term, bool)) result {
	return func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		if !a[0].IsFloat() {
			return m.Badarg()
		}
		f := a[0].Float()
		if len(a) == 1 {
			return out(scientific(f, 20))
		}
		opts := a[1]
		if _, proper := opts.Len(); !proper {
			return m.Badarg()
		}
		if v, given := option(opts, "short"); given && v.Is(term.True) {
			return out(string(inspect.AppendFloatShort(nil, f)))
		}
		if v, given := option(opts, "decimals"); given {
			n, isInt := v.AsInt()
			if !isInt || n < 0 || n > 253 {
				return m.Badarg()
			}
			s := strconv.FormatFloat(f, 'f', int(n), 64)
			if v, given := option(opts, "compact"); given && v.Is(term.True) && n > 0 {
				s = strings.TrimRight(s, "0")
				if strings.HasSuffix(s, ".") {
					s += "0"
				}
			}
			return out(s)
		}
		if v, given := option(opts, "scientific"); given {
			n, isInt := v.AsInt()
			if !isInt || n < 0 || n > 249 {
				return m.Badarg()
			}
			return out(scientific(f, int(n)))
		}
		if opts.IsNil() {
			return out(scientific(f, 20))
		}
		return m.Badarg()
	}
}

// scientific writes f with n decimals and an exponent of two digits at least.
func scientific(f float64, n int) string { return strconv.FormatFloat(f, 'e', n, 64) }

func binaryToList(m *vm.Machine, a []term.Term) (term.Term, bool) {
	b, isBinary := a[0].Bytes()
	if !isBinary {
		return m.Badarg()
	}
	m.Bump(len(b) / 64)
	return ok(byteList(b, term.Nil))
}

func binaryToList3(m *vm.Machine, a []term.Term) (term.Term, bool) {
	b, isBinary := a[0].Bytes()
	from, ok1 := a[1].AsInt()
	to, ok2 := a[2].AsInt()
	if !isBinary || !ok1 || !ok2 || from < 1 || to < from || to > int64(len(b)) {
		return m.Badarg()
	}
	return ok(byteList(b[from-1:to], term.Nil))
}

func bitstringToList(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[0].IsBits() {
		return m.Badarg()
	}
	whole := a[0].BitLen() &^ 7
	b, _ := a[0].SubBits(0, whole).Bytes()
	tail := term.Nil
	if whole < a[0].BitLen() {
		tail = term.List(a[0].SubBits(whole, a[0].BitLen()-whole))
	}
	return ok(byteList(b, tail))
}

func listToBinary(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[0].IsList() {
		return m.Badarg()
	}
	return iolistToBinary(m, a)
}

func iolistToBinary(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if a[0].IsBinary() {
		return ok(a[0])
	}
	b, err := term.AppendIOData(nil, a[0])
	if err != nil {
		return m.Badarg()
	}
	m.Bump(len(b) / 64)
	return ok(term.Binary(b))
}

func iolistSize(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if a[0].IsBinary() {
		return integer(a[0].BitLen() / 8)
	}
	b, err := term.AppendIOData(nil, a[0])
	if err != nil {
		return m.Badarg()
	}
	return integer(len(b))
}

func listToBitstring(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[0].IsList() {
		return m.Badarg()
	}
	var data []byte
	bits := 0
	stack := []term.Term{a[0]}
	for len(stack) > 0 {
		t := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		switch {
		case t.IsNil():
		case t.IsCons():
			stack = append(stack, t.Tail(), t.Head())
		case t.IsBits():
			n := t.BitLen()
			for len(data)*8 < bits+n {
				data = append(data, 0)
			}
			b, off := t.BitData()
			term.CopyBits(data, bits, b, off, n)
			bits += n
		case t.IsInt() && t.Int() >= 0 && t.Int() <= 255:
			for len(data)*8 < bits+8 {
				data = append(data, 0)
			}
			term.CopyBits(data, bits, []byte{byte(t.Int())}, 0, 8)
			bits += 8
		default:
			return m.Badarg()
		}
	}
	return ok(term.Bits(data, 0, bits))
}
