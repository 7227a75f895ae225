package token

import "testing"

func TestOperators(t *testing.T) {
	for _, c := range []struct {
		text  string
		kind  Kind
		prec  int
		right bool
		unary int
	}{
		{"+", DualOp, 210, false, 300},
		{"**", PowerOp, 230, false, 0},
		{"++", ConcatOp, 200, true, 0},
		{"//", TernaryOp, 190, true, 300},
		{"|>", ArrowOp, 160, false, 0},
		{"=", MatchOp, 100, true, 0},
		{"|", PipeOp, 70, true, 0},
		{"::", TypeOp, 60, true, 0},
		{"<-", InMatchOp, 40, false, 0},
		{"&", CaptureOp, 0, false, 90},
		{"!", UnaryOp, 0, false, 300},
		{"@", AtOp, 0, false, 320},
		{"->", StabOp, 0, false, 0},
		{"=>", AssocOp, 0, false, 0},
	} {
		k, ok := Operator(c.text)
		if !ok || k != c.kind {
			t.Errorf("Operator(%q) is %v, %v", c.text, k.Name(), ok)
		}
		op, binary := k.Binary()
		if binary != (c.prec > 0) || op.Prec != c.prec || op.Right != c.right || k.Unary() != c.unary {
			t.Errorf("%q: binary %+v, unary %d", c.text, op, k.Unary())
		}
	}
	if _, ok := Operator("%"); ok {
		t.Error("% is an operator")
	}
}

func TestKindNames(t *testing.T) {
	for k := EOL; k <= StabOp; k++ {
		if k.Name() == "" {
			t.Errorf("kind %d has no name", k)
		}
	}
}

func TestPlain(t *testing.T) {
	one := &Str{Parts: []Part{{Text: "a"}}}
	if s, ok := one.Plain(); !ok || s != "a" {
		t.Errorf("Plain gives %q, %v", s, ok)
	}
	code := &Str{Parts: []Part{{Code: true}}}
	if _, ok := code.Plain(); ok {
		t.Error("an interpolation is plain")
	}
}
