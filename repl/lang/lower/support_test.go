package lower

import (
	"encoding/binary"
	"math"
	"testing"

	"gex/proto/term"
	"gex/repl/lang/absform"
	"gex/repl/lang/expand"
	"gex/repl/lang/parse"
)

// diagnostics gathers what expansion reports.
type diagnostics []expand.Diagnostic

func (d *diagnostics) Report(x expand.Diagnostic) { *d = append(*d, x) }

// noCode is a system without any module.
type noCode struct{}

func (noCode) Apply(m, f term.Atom, _ []term.Term) (term.Term, error) {
	if st, ok := structs[m.String()]; ok && f.String() == "__struct__" {
		return st, nil
	}
	return term.Term{}, &expand.Error{Message: "undefined " + m.String() + "." + f.String()}
}
func (noCode) ApplyFun(term.Term, []term.Term) (term.Term, error) {
	return term.Term{}, &expand.Error{Message: "no funs"}
}
func (noCode) EnsureLoaded(term.Atom) bool { return true }
func (noCode) Exported(name term.Atom) (functions, macros *expand.Names, ok bool) {
	fas := exports[name.String()]
	if _, ok := structs[name.String()]; ok {
		fas = append(fas, expand.FA{Name: term.Intern("__struct__"), Arity: 0}, expand.FA{Name: term.Intern("__struct__"), Arity: 1})
	}
	return expand.NewNames(fas...), expand.NewNames(), true
}

func structOf(name string, kvs ...any) term.Term {
	all := []term.Term{term.A("__struct__"), term.A("Elixir." + name)}
	for i := 0; i < len(kvs); i += 2 {
		all = append(all, term.A(kvs[i].(string)), kvs[i+1].(term.Term))
	}
	return term.MapOf(all...)
}

// structs and exports are what the tests know of Elixir's library.
var structs = map[string]term.Term{
	"Elixir.Range":        structOf("Range", "first", term.A("nil"), "last", term.A("nil"), "step", term.A("nil")),
	"Elixir.RuntimeError": structOf("RuntimeError", "__exception__", term.A("true"), "message", term.String("runtime error")),
}

var exports = map[string][]expand.FA{
	"Elixir.Enum":    {{Name: term.Intern("count"), Arity: 1}},
	"Elixir.Bitwise": {{Name: term.Intern("&&&"), Arity: 2}, {Name: term.Intern("|||"), Arity: 2}},
}

func mustParse(t testing.TB, src string) term.Term {
	t.Helper()
	q, _, err := parse.Program(src, parse.Options{File: "iex"})
	if err != nil {
		t.Fatalf("parse %q: %v", src, err)
	}
	return q
}

// lowerSource lowers one entry of a shell without bindings.
func lowerSource(t testing.TB, src string) (*Evaluation, diagnostics, error) {
	t.Helper()
	var d diagnostics
	x := expand.New(noCode{}, &d, &expand.Shared{})
	ev, err := Eval(x, mustParse(t, src), nil, expand.NewEnv("iex", 1))
	return ev, d, err
}

// appendETF writes a term in the external format, enough of it for abstract
// code and for literals in it.
func appendETF(b []byte, t term.Term) []byte {
	u32 := binary.BigEndian.AppendUint32
	switch {
	case t.IsAtom():
		s := t.AtomName()
		return append(binary.BigEndian.AppendUint16(append(b, 118), uint16(len(s))), s...)
	case t.IsInt() && t.Int() >= math.MinInt32 && t.Int() <= math.MaxInt32:
		return u32(append(b, 98), uint32(int32(t.Int())))
	case t.IsInteger():
		n, _ := t.AsBig()
		sign := byte(0)
		if n.Sign() < 0 {
			sign = 1
		}
		be := n.Bytes()
		b = append(b, 110, byte(len(be)), sign)
		for i := len(be) - 1; i >= 0; i-- {
			b = append(b, be[i])
		}
		return b
	case t.IsFloat():
		return binary.BigEndian.AppendUint64(append(b, 70), math.Float64bits(t.Float()))
	case t.IsNil():
		return append(b, 106)
	case t.IsCons():
		n := 0
		for u := t; u.IsCons(); u = u.Tail() {
			n++
		}
		b = u32(append(b, 108), uint32(n))
		for t.IsCons() {
			b = appendETF(b, t.Head())
			t = t.Tail()
		}
		return appendETF(b, t)
	case t.IsTuple():
		b = u32(append(b, 105), uint32(t.Arity()))
		for _, e := range t.Elems() {
			b = appendETF(b, e)
		}
		return b
	case t.IsBinary():
		bs, _ := t.Bytes()
		return append(u32(append(b, 109), uint32(len(bs))), bs...)
	case t.IsMap():
		n := 0
		for range t.Pairs() {
			n++
		}
		b = u32(append(b, 116), uint32(n))
		for k, v := range t.Pairs() {
			b = appendETF(appendETF(b, k), v)
		}
		return b
	}
	panic("no external format for this kind of term")
}

func exprsTerm(es []absform.Expr) term.Term {
	ts := make([]term.Term, len(es))
	for i, e := range es {
		ts[i] = absform.ToTerm(e)
	}
	return term.List(ts...)
}
