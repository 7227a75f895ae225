package bif

import (
	"math/big"
	"slices"

	"gex/proto/term"
	"gex/repl/lang/vm"
)

// etsUpdated finds the object to update: that of key, or def with that key in it.
// It returns the elements, to be changed and stored.
func (t *etsTable) etsUpdated(key term.Term, def []term.Term) ([]term.Term, etsCause) {
	if e := t.store.find(key); e != nil {
		return slices.Clone(e.objs[0].Elems()), ""
	}
	if len(def) == 0 {
		return nil, etsBadKey
	}
	if !t.valid(def[0]) {
		return nil, "default"
	}
	es := slices.Clone(def[0].Elems())
	es[t.keyPos] = key
	return es, ""
}

// position checks the place of an update within an object of n elements.
func (t *etsTable) position(pos term.Term, n int) (int, etsCause) {
	i, isInt := pos.AsInt()
	switch {
	case !isInt:
		return 0, etsNone
	case i-1 == int64(t.keyPos):
		return 0, etsKeyPos
	case i < 1 || i > int64(n):
		return 0, etsPosition
	}
	return int(i - 1), ""
}

func etsUpdateCounter(_ *vm.Machine, t *etsTable, a []term.Term) (term.Term, etsCause) {
	if t.kind >= etsBag {
		return term.Term{}, etsTableType
	}
	ops, list := a[2:3], a[2].IsList()
	if list {
		var proper bool
		if ops, proper = a[2].Slice(); !proper {
			return term.Term{}, etsNone
		}
	}
	es, cause := t.etsUpdated(a[1], a[3:])
	if cause != "" {
		return term.Term{}, cause
	}
	var out []term.Term
	for _, op := range ops {
		v, cause := t.count1(es, op, list)
		if cause != "" {
			return term.Term{}, cause
		}
		out = append(out, v)
	}
	t.insert(term.TupleOf(es))
	if list {
		return term.List(out...), ""
	}
	return out[0], ""
}

// count1 does one operation of update_counter on the elements of an object.
func (t *etsTable) count1(es []term.Term, op term.Term, inList bool) (term.Term, etsCause) {
	parts := op.Elems()
	if op.IsInteger() && !inList {
		parts = []term.Term{term.Int(int64(t.keyPos + 2)), op}
	}
	if len(parts) != 2 && len(parts) != 4 {
		return term.Term{}, etsNone
	}
	for _, p := range parts {
		if !p.IsInteger() {
			return term.Term{}, etsNone
		}
	}
	i, cause := t.position(parts[0], len(es))
	if cause != "" {
		return term.Term{}, cause
	}
	if !es[i].IsInteger() {
		return term.Term{}, etsNone
	}
	v := integerSum(es[i], parts[1])
	if len(parts) == 4 {
		over := term.Compare(v, parts[2])
		if down := term.Compare(parts[1], term.Int(0)) < 0; !down && over > 0 || down && over < 0 {
			v = parts[3]
		}
	}
	es[i] = v
	return v, ""
}

// integerSum is a + b of two integers, which are mostly small.
func integerSum(a, b term.Term) term.Term {
	x, small1 := a.AsInt()
	y, small2 := b.AsInt()
	if sum := x + y; small1 && small2 && (sum > x) == (y > 0) {
		return term.Int(sum)
	}
	p, _ := a.AsBig()
	q, _ := b.AsBig()
	return term.Big(new(big.Int).Add(p, q))
}

func etsUpdateElement(_ *vm.Machine, t *etsTable, a []term.Term) (term.Term, etsCause) {
	if t.kind >= etsBag {
		return term.Term{}, etsNone
	}
	specs := a[2:3]
	if a[2].IsList() {
		var proper bool
		if specs, proper = a[2].Slice(); !proper {
			return term.Term{}, etsNone
		}
	}
	for _, s := range specs {
		if !s.IsTupleOf(2) || !s.Elem(0).IsInt() {
			return term.Term{}, etsNone
		}
	}
	es, cause := t.etsUpdated(a[1], a[3:])
	if cause == etsBadKey {
		return term.False.Term(), ""
	}
	if cause != "" {
		return term.Term{}, cause
	}
	for _, s := range specs {
		i, cause := t.position(s.Elem(0), len(es))
		if cause != "" {
			return term.Term{}, cause
		}
		es[i] = s.Elem(1)
	}
	t.insert(term.TupleOf(es))
	return term.True.Term(), ""
}
