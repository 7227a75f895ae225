package compile

import (
	"gex/proto/term"
	"gex/repl/lang/absform"
	"gex/repl/lang/code"
)

// guards compiles the guard of a clause: alternatives of tests, of which one
// alternative must hold, or control goes to next.
func (f *fn) guards(gs [][]absform.Expr, next label) {
	if len(gs) == 0 {
		return
	}
	ok := f.newLabel()
	for i, tests := range gs {
		other := next
		last := i == len(gs)-1
		if !last {
			other = f.newLabel()
		}
		f.inGuard(other, func() {
			for _, t := range tests {
				f.cond(t, true, other)
			}
		})
		if !last {
			f.skipTo(ok, other)
			f.place(other)
		}
	}
	if f.used(ok) {
		f.place(ok)
	}
}

// inGuard runs compile with failures going to l instead of raising.
func (f *fn) inGuard(l label, compile func()) {
	fail, guard := f.fail, f.guard
	f.fail, f.guard = l, true
	compile()
	f.fail, f.guard = fail, guard
}

// guardValue compiles a guard expression inside a pattern.
func (f *fn) guardValue(e absform.Expr, next label) (r int) {
	f.inGuard(next, func() { r = f.expr(e, noHint) })
	return r
}

// cond compiles a test: control falls through if it has the wanted value and
// goes to other if it has the opposite one. Anything else is a failure: of the
// guard, or an exception.
func (f *fn) cond(e absform.Expr, want bool, other label) {
	f.at(e)
	switch e := e.(type) {
	case *absform.Atom:
		if e.Name == term.True || e.Name == term.False {
			if (e.Name == term.True) != want {
				f.goTo(other)
			}
			return
		}
	case *absform.Op:
		if f.condOp(e, want, other) {
			return
		}
	case *absform.Call:
		if f.condCall(e, want, other) {
			return
		}
	}
	r := f.expr(e, noHint)
	if !want || other != f.fail {
		f.test(code.Instr{Op: code.NeedBool, A: uint16(r)}, f.fail)
	}
	f.test(code.Instr{Op: code.IsAtom, A: uint16(r), D: int32(boolAtom(want))}, other)
	f.release(r)
}

func boolAtom(b bool) term.Atom {
	if b {
		return term.True
	}
	return term.False
}

func (f *fn) condOp(e *absform.Op, want bool, other label) bool {
	name := e.Name
	if f.guard && want && other == f.fail && name == "and" {
		name = "andalso" // that false and a failure go the same way makes them the same
	}
	switch name {
	case "not":
		f.cond(e.Left, !want, other)
		return true
	case "andalso", "orelse":
		// The value of Left that decides is true for orelse, false for andalso.
		if decides := name == "orelse"; decides == want {
			rest, done := f.newLabel(), f.newLabel()
			f.cond(e.Left, decides, rest)
			f.skipTo(done, rest)
			f.place(rest)
			f.cond(e.Right, want, other)
			f.place(done)
		} else {
			f.cond(e.Left, want, other)
			f.cond(e.Right, want, other)
		}
		return true
	}
	o, ok := code.BinaryOperators[e.Name]
	if !ok || e.Right == nil || !o.IsComparison() {
		return false
	}
	f.compare(o, e.Left, e.Right, want, other)
	return true
}

// skipTo is goTo(done) just before rest is placed. A test that leads to rest
// when it fails, and would go on to the jump, becomes its opposite and leads to
// done.
func (f *fn) skipTo(done, rest label) {
	if in := f.last(); in != nil && in.E == int32(rest) {
		if o, ok := inverse[in.Op]; ok {
			in.Op, in.E = o, int32(done)
			f.refs[rest]--
			f.refs[done]++
			return
		}
	}
	f.goTo(done)
}

// inverse is the test that holds when another does not.
var inverse = map[code.Op]code.Op{
	code.IsAtom: code.IsNotAtom, code.IsNotAtom: code.IsAtom, code.IsSame: code.IsNotSame, code.IsNotSame: code.IsSame,
	code.IsEqual: code.IsNotEqual, code.IsNotEqual: code.IsEqual, code.IsLess: code.IsNotLess, code.IsNotLess: code.IsLess,
	code.IsLessI: code.IsNotLessI, code.IsNotLessI: code.IsLessI, code.IsGreaterI: code.IsNotGrI, code.IsNotGrI: code.IsGreaterI,
	code.IsEqualI: code.IsNotEqualI, code.IsNotEqualI: code.IsEqualI,
}

// opposite and swapped are the comparison that holds when o does not, and the
// one with its operands exchanged.
var (
	opposite = map[code.Operator]code.Operator{
		code.OpLess: code.OpGreaterEqual, code.OpGreaterEqual: code.OpLess, code.OpGreater: code.OpLessEqual, code.OpLessEqual: code.OpGreater,
		code.OpEqual: code.OpNotEqual, code.OpNotEqual: code.OpEqual, code.OpSame: code.OpNotSame, code.OpNotSame: code.OpSame,
	}
	swapped = map[code.Operator]code.Operator{
		code.OpLess: code.OpGreater, code.OpGreater: code.OpLess, code.OpLessEqual: code.OpGreaterEqual, code.OpGreaterEqual: code.OpLessEqual,
		code.OpEqual: code.OpEqual, code.OpNotEqual: code.OpNotEqual, code.OpSame: code.OpSame, code.OpNotSame: code.OpNotSame,
	}
	immediateTests = map[code.Operator]code.Op{
		code.OpLess: code.IsLessI, code.OpGreaterEqual: code.IsNotLessI, code.OpGreater: code.IsGreaterI, code.OpLessEqual: code.IsNotGrI,
		code.OpEqual: code.IsEqualI, code.OpNotEqual: code.IsNotEqualI, code.OpSame: code.IsInt,
	}
	registerTests = map[code.Operator]code.Op{
		code.OpLess: code.IsLess, code.OpGreaterEqual: code.IsNotLess, code.OpEqual: code.IsEqual, code.OpNotEqual: code.IsNotEqual,
		code.OpSame: code.IsSame, code.OpNotSame: code.IsNotSame,
	}
)

// compare compiles a comparison as a test.
func (f *fn) compare(o code.Operator, left, right absform.Expr, want bool, other label) {
	if !want {
		o = opposite[o]
	}
	if _, ok := constant(left); ok {
		left, right, o = right, left, swapped[o]
	}
	if t, ok := constant(right); ok && f.compareLiteral(o, left, t, other) {
		return
	}
	l := f.expr(left, noHint)
	r := f.expr(right, noHint)
	f.release(l)
	f.release(r)
	if o == code.OpGreater || o == code.OpLessEqual {
		l, r, o = r, l, swapped[o]
	}
	f.test(code.Instr{Op: registerTests[o], A: uint16(l), B: uint16(r)}, other)
}

func (f *fn) compareLiteral(o code.Operator, left absform.Expr, t term.Term, other label) bool {
	var in code.Instr
	switch {
	case t.IsInt() && fits(t.Int()):
		op, ok := immediateTests[o]
		if !ok {
			return false
		}
		in = code.Instr{Op: op, D: int32(t.Int())}
	case isPermanent(t) && (o == code.OpEqual || o == code.OpSame):
		in = code.Instr{Op: code.IsAtom, D: int32(t.Atom())}
	case isPermanent(t) && (o == code.OpNotEqual || o == code.OpNotSame):
		in = code.Instr{Op: code.IsNotAtom, D: int32(t.Atom())}
	case t.IsNil() && (o == code.OpEqual || o == code.OpSame):
		in = code.Instr{Op: code.IsNil}
	default:
		return false
	}
	l := f.expr(left, noHint)
	f.release(l)
	in.A = uint16(l)
	f.test(in, other)
	return true
}

// condCall compiles type tests.
func (f *fn) condCall(e *absform.Call, want bool, other label) bool {
	e = f.qualified(e)
	in := code.Instr{Op: code.IsKind}
	t, ok := typeTest(e)
	name, _ := erlangCall(e)
	switch {
	case ok:
		v := f.expr(e.Args[0], noHint)
		f.release(v)
		in.A, in.B = uint16(v), uint16(t)
	case name == "is_function" && len(e.Args) == 2:
		v := f.expr(e.Args[0], noHint)
		n := f.expr(e.Args[1], noHint)
		f.release(v)
		f.release(n)
		if !f.guard {
			return false
		}
		in.Op, in.A, in.B = code.IsFun2, uint16(v), uint16(n)
	default:
		return false
	}
	if want {
		f.test(in, other)
		return true
	}
	holds := f.newLabel()
	f.test(in, holds)
	f.goTo(other)
	f.place(holds)
	return true
}

// isGuardTest tells whether a filter of a comprehension is a guard, whose
// failure means false.
func (f *fn) isGuardTest(e absform.Expr) bool {
	ok := true
	absform.Walk(e, func(e absform.Expr) bool {
		switch e := e.(type) {
		case *absform.Call:
			q := f.qualified(e)
			name, remote := erlangCall(q)
			ok = ok && remote && guardBif(name, len(e.Args))
			for _, a := range e.Args {
				ok = ok && f.isGuardTest(a)
			}
			return false
		case *absform.Case, *absform.If, *absform.Receive, *absform.Try, *absform.Catch, *absform.Maybe, *absform.Fun,
			*absform.FunRef, *absform.Comprehension, *absform.Match, *absform.Block:
			ok = false
		case *absform.Op:
			ok = ok && e.Name != "!" && e.Name != "++" && e.Name != "--"
		}
		return ok
	})
	return ok
}
