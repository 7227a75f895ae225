package compile_test

import (
	"errors"
	"os"
	"strings"
	"testing"

	"gex/proto/etf"
	"gex/proto/term"
	"gex/repl/lang/absform"
	"gex/repl/lang/code"
	"gex/repl/lang/compile"
)

// FuzzEvalFun: clauses that come from another node may be anything that is
// abstract format. They compile or are refused, and every register and jump of
// the code is within its bounds, as the machine trusts.
func FuzzEvalFun(f *testing.F) {
	for _, s := range seeds(f) {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		v, _, err := etf.BinaryToTerm(b, nil)
		if err != nil {
			return
		}
		cs, err := absform.ClausesFromTerm(v)
		if err != nil {
			return
		}
		fn, err := compile.EvalFun(code.NewTable(), []string{"A", "_x@1"}, "F", cs)
		if e := (*compile.Error)(nil); err != nil {
			if !errors.As(err, &e) {
				t.Fatalf("untyped error %v", err)
			}
			return
		}
		check(t, fn)
	})
}

// check proves what the machine relies on.
func check(t *testing.T, f *code.Func) {
	t.Helper()
	n := len(f.Code)
	for pc, in := range f.Code {
		if in.E < 0 || int(in.E) >= n {
			t.Fatalf("instruction %d goes to %d of %d", pc, in.E, n)
		}
		switch in.Op {
		case code.Jump, code.Try, code.LoopJump, code.RecvNext, code.RecvWait, code.RecvTimeout:
			// Only loops may go to the very first instruction.
			if in.D < 0 || int(in.D) >= n || in.D == 0 && (in.Op == code.Jump || in.Op == code.Try) {
				t.Fatalf("instruction %d goes to %d of %d", pc, in.D, n)
			}
		}
		if r := f.MaxRegister(in); r >= f.NRegs {
			t.Fatalf("instruction %d (%v) uses register %d of %d", pc, in, r, f.NRegs)
		}
	}
	for _, c := range f.Closures {
		check(t, c)
	}
}

// seeds are the clauses of the functions of the machine's cases.
func seeds(f *testing.F) (out [][]byte) {
	b, err := os.ReadFile("../vm/testdata/cases.etf")
	if err != nil {
		f.Fatal(err)
	}
	v, _, err := etf.BinaryToTerm(b, nil)
	if err != nil {
		f.Fatal(err)
	}
	for modules, ok := v.Slice(); ok; ok = false {
		for _, m := range modules {
			mod, err := absform.ModuleFromTerm(m)
			if err != nil {
				f.Fatal(err)
			}
			for _, fn := range mod.Functions {
				t := absform.ClausesToTerm(fn.Clauses)
				s, err := etf.TermToBinary(t, nil)
				if err != nil {
					f.Fatal(err)
				}
				out = append(out, s)
			}
		}
	}
	return out
}

func TestFaults(t *testing.T) {
	one := absform.Anno{Line: 4}
	v := func(n string) absform.Expr { return &absform.Var{Anno: one, Name: n} }
	atom := func(n string) absform.Expr { return &absform.Atom{Anno: one, Name: term.Intern(n)} }
	clause := func(p absform.Expr, body ...absform.Expr) *absform.Clause {
		return &absform.Clause{Anno: one, Patterns: []absform.Expr{p}, Body: body}
	}
	call := &absform.Call{Anno: one, Fun: &absform.Remote{Anno: one, Module: atom("m"), Name: atom("f")}}
	for _, c := range []struct {
		name string
		body []absform.Expr
		want error
	}{
		{"unbound", []absform.Expr{v("X")}, compile.ErrUnbound},
		{"unsafe", []absform.Expr{
			&absform.Case{Anno: one, Value: call, Clauses: []*absform.Clause{clause(atom("a"), &absform.Match{Anno: one, Pattern: v("X"), Value: atom("b")}), clause(v("_"), atom("c"))}},
			v("X")}, compile.ErrUnsafe},
		{"pattern", []absform.Expr{&absform.Match{Anno: one, Pattern: call, Value: atom("a")}}, compile.ErrPattern},
		{"guard", []absform.Expr{&absform.Case{Anno: one, Value: call, Clauses: []*absform.Clause{{Anno: one, Patterns: []absform.Expr{v("_")},
			Guards: [][]absform.Expr{{call}}, Body: []absform.Expr{atom("a")}}}}}, compile.ErrGuard},
		{"segment", []absform.Expr{&absform.Bin{Anno: one, Elems: []absform.BinElem{{Anno: one, Value: call, Types: []term.Atom{term.Intern("nonsense")}}}}}, compile.ErrSegment},
		{"arity", []absform.Expr{&absform.Fun{Anno: one, Clauses: []*absform.Clause{clause(v("_"), atom("a")), {Anno: one, Body: []absform.Expr{atom("b")}}}}}, compile.ErrArity},
		{"empty", nil, compile.ErrForm},
	} {
		_, err := compile.Expr(code.NewTable(), c.body, func(string) bool { return false }, compile.Options{})
		var e *compile.Error
		if !errors.Is(err, c.want) || !errors.As(err, &e) || c.body != nil && e.Line != 4 {
			t.Errorf("%s: got %v", c.name, err)
		}
	}
	m := &absform.Module{Name: term.Intern("m"), Functions: []*absform.Function{{Anno: one, Name: term.Intern("f"), Clauses: []*absform.Clause{
		{Anno: one, Body: []absform.Expr{&absform.Call{Anno: one, Fun: atom("missing")}}}}}}}
	if _, err := compile.Module(code.NewTable(), m); !errors.Is(err, compile.ErrUndefined) || !strings.Contains(err.Error(), "missing") {
		t.Errorf("got %v", err)
	}
}
