package term

import (
	"bytes"
	"cmp"
	"reflect"
)

// EvalEnv returns the erl_eval environment tuple of f: that of its Code, or
// the free variable of a decoded erl_eval fun. False if f is a fun of
// compiled code.
func (f *Fun) EvalEnv() (Term, bool) {
	if f.Code != nil {
		return f.Code.EvalEnv(f)
	}
	if f.Module == ErlEval && len(f.Free) == 1 {
		if n := len(f.Free[0].Elems()); n == 6 || n == 7 {
			return f.Free[0], true
		}
	}
	return Term{}, false
}

// funKey is what orders and identifies a fun: two funs whose keys compare
// equal and whose free values are equal are the same.
type funKey struct {
	*Fun
	eval bool
	free []Term
}

func funParts(f *Fun) funKey {
	if env, ok := f.EvalEnv(); ok {
		return funKey{f, true, []Term{env}}
	}
	return funKey{f, false, f.Free}
}

func (k *funKey) module() Atom {
	if k.eval {
		return ErlEval
	}
	return k.Module
}

func (k *funKey) compare(o *funKey) int {
	if c := compareAtoms(k.module(), o.module()); c != 0 {
		return c
	}
	if k.eval && o.eval {
		return cmp.Or(cmp.Compare(k.Arity, o.Arity), cmp.Compare(len(k.free), len(o.free)))
	}
	if k.eval != o.eval {
		if k.eval {
			return 1
		}
		return -1
	}
	c := cmp.Or(cmp.Compare(k.OldIndex, o.OldIndex), cmp.Compare(k.OldUniq, o.OldUniq), cmp.Compare(k.Index, o.Index),
		bytes.Compare(k.Uniq[:], o.Uniq[:]), cmp.Compare(k.Arity, o.Arity), cmp.Compare(len(k.free), len(o.free)))
	if c == 0 && k.Code != o.Code && k.Code != nil && o.Code != nil {
		// Nothing else tells these apart; objects do not move.
		c = cmp.Compare(reflect.ValueOf(k.Code).Pointer(), reflect.ValueOf(o.Code).Pointer())
	}
	return c
}

// sameFun tells whether two funs differ in nothing but what the terms of af and
// bf may hold. Funs of one Code need no environments made for that.
func sameFun(a, b *Fun) (af, bf []Term, ok bool) {
	if a.Code != nil && a.Code == b.Code {
		return a.Free, b.Free, a.Arity == b.Arity && len(a.Free) == len(b.Free)
	}
	x, y := funParts(a), funParts(b)
	return x.free, y.free, x.compare(&y) == 0
}
