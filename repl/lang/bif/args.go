package bif

import (
	"math/big"

	"gex/proto/term"
	"gex/repl/lang/vm"
)

// result is what a native returns.
type result = func(m *vm.Machine, args []term.Term) (term.Term, bool)

// Short names of what nearly every native returns.
func ok(t term.Term) (term.Term, bool)               { return t, true }
func boolean(b bool) (term.Term, bool)               { return term.Bool(b), true }
func integer[I ~int | ~int64](i I) (term.Term, bool) { return term.Int(int64(i)), true }
func text(s string) (term.Term, bool)                { return term.String(s), true }
func chars(s string) (term.Term, bool)               { return term.Charlist(s), true }

// charlistText is the text of a list of code points; false for anything else.
func charlistText(t term.Term) (string, bool) {
	if !t.IsList() {
		return "", false
	}
	var out []rune
	for ; t.IsCons(); t = t.Tail() {
		c, isInt := t.Head().AsInt()
		if !isInt || c < 0 || c > 0x10FFFF {
			return "", false
		}
		out = append(out, rune(c))
	}
	return string(out), t.IsNil()
}

// byteList is the list of the bytes of b.
func byteList(b []byte, tail term.Term) term.Term {
	list := make([]term.Term, len(b))
	for i, c := range b {
		list[i] = term.Int(int64(c))
	}
	return term.ListTail(tail, list...)
}

// bigInt returns an integer of any size as a big.Int of its own.
func bigInt(t term.Term) (*big.Int, bool) {
	b, isInteger := t.AsBig()
	if !isInteger {
		return nil, false
	}
	return new(big.Int).Set(b), true
}

// option returns the value of {key, Value} in a list of options, or true for
// the bare atom.
func option(opts term.Term, key string) (term.Term, bool) {
	a := term.Intern(key)
	for ; opts.IsCons(); opts = opts.Tail() {
		o := opts.Head()
		if o.Is(a) {
			return term.True.Term(), true
		}
		if es := o.Tagged(a, 2); es != nil {
			return es[1], true
		}
	}
	return term.Term{}, false
}

func mustBig(i int64) *big.Int { return big.NewInt(i) }
