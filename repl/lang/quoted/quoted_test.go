package quoted

import (
	"testing"

	"gex/proto/term"
)

var (
	x    = Var(term.Intern("x"), Line(3), term.AtomNil)
	plus = Call(term.Intern("+"), Line(3), x, term.Int(1))
)

func TestNodes(t *testing.T) {
	form, meta, args, ok := AsCall(plus)
	if !ok || !form.Is(term.Intern("+")) || LineOf(meta) != 3 || len(args) != 2 {
		t.Errorf("AsCall: %v %v %v", form, args, ok)
	}
	if _, _, _, ok := AsCall(x); ok {
		t.Error("a variable is a call")
	}
	name, _, ctx, ok := AsVar(x)
	if !ok || name != term.Intern("x") || ctx != term.AtomNil {
		t.Errorf("AsVar: %v %v %v", name, ctx, ok)
	}
	if !IsCall(plus, term.Intern("+"), 2) || !IsCall(plus, term.Intern("+"), -1) || IsCall(plus, term.Intern("+"), 1) || IsCall(x, term.Intern("x"), -1) {
		t.Error("IsCall")
	}
	for _, bad := range []term.Term{term.Tuple(term.Ok.Term(), term.Ok.Term(), term.Nil), term.Tuple(term.Int(1), term.Nil, term.Nil), term.Nil, term.Int(1)} {
		if _, _, _, ok := Node(bad); ok {
			t.Errorf("%v is a node", bad)
		}
	}
	for _, lit := range []term.Term{term.Int(1), term.Nil, term.String("a"), Pair(x, x), term.Float(1)} {
		if !IsLiteral(lit) {
			t.Errorf("%v is no literal", lit)
		}
	}
	if IsLiteral(plus) {
		t.Error("a call is a literal")
	}
}

func TestMeta(t *testing.T) {
	m := Put(Line(3), ColumnAtom, term.Int(5))
	if LineOf(m) != 3 || ColumnOf(m) != 5 {
		t.Errorf("line %d, column %d", LineOf(m), ColumnOf(m))
	}
	m = Put(m, LineAtom, term.Int(4))
	if n, _ := m.Len(); n != 2 || LineOf(m) != 4 {
		t.Errorf("%d entries, line %d", n, LineOf(m))
	}
	if m = Delete(m, LineAtom); LineOf(m) != 0 || ColumnOf(m) != 5 {
		t.Error("Delete")
	}
	if !Meta(term.Int(1)).IsNil() || LineOf(Meta(plus)) != 3 {
		t.Error("Meta")
	}
}

func TestWalk(t *testing.T) {
	seen := 0
	same := Walk(plus, func(t term.Term) term.Term { seen++; return t }, nil)
	if seen != 3 || same != plus {
		t.Errorf("visited %d nodes; shared: %v", seen, same == plus)
	}
	two := Walk(term.List(plus, Pair(x, x)), nil, func(t term.Term) term.Term {
		if t == x {
			return term.Int(2)
		}
		return t
	})
	want := term.List(Call(term.Intern("+"), Line(3), term.Int(2), term.Int(1)), Pair(term.Int(2), term.Int(2)))
	if !term.Identical(two, want) {
		t.Errorf("got %v", two)
	}
}

func TestEscape(t *testing.T) {
	three := term.Tuple(term.Int(1), term.Int(2), term.Int(3))
	got, ok := Escape(term.List(three, Pair(three, term.Int(1))))
	call := Call(TupleForm, term.Nil, term.Int(1), term.Int(2), term.Int(3))
	if !ok || !term.Identical(got, term.List(call, Pair(call, term.Int(1)))) {
		t.Errorf("got %v, %v", got, ok)
	}
	got, ok = Escape(term.MapOf(term.Ok.Term(), three))
	if !ok || !term.Identical(got, Call(MapForm, term.Nil, Pair(term.Ok.Term(), call))) {
		t.Errorf("map: %v, %v", got, ok)
	}
	got, ok = Escape(term.Cons(term.Int(1), term.Int(2)))
	if !ok || !term.Identical(got, term.List(Call(term.Intern("|"), term.Nil, term.Int(1), term.Int(2)))) {
		t.Errorf("improper list: %v, %v", got, ok)
	}
	if _, ok := Escape(term.List((&term.Fun{}).Term())); ok {
		t.Error("a local fun has code")
	}
}
