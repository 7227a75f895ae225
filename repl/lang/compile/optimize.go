package compile

import (
	"gex/proto/term"
	"gex/repl/lang/code"
)

// optimize works on finished code. It sends failing tests past those whose
// outcome is known by then: when {idle, N} has matched its tag and then fails,
// clauses for other tags need no look. Then it turns chains of tests of one
// register into switches, and last fuses instructions that often follow each
// other.
func optimize(f *code.Func) {
	thread(f)
	switches(f)
	fuse(f)
}

// switchFrom is how many tests in a row a switch replaces.
const switchFrom = 4

// isShape tells whether an instruction tests what a value is, without effect.
func isShape(in *code.Instr) bool {
	switch in.Op {
	case code.IsAtom, code.IsInt, code.IsTagged, code.IsTuple, code.IsNil, code.IsMap, code.IsConst:
		return true
	case code.IsCons:
		return in.B == code.NoReg && in.C == code.NoReg
	}
	return false
}

// targets marks the places that something jumps to.
func targets(f *code.Func) []bool {
	is := make([]bool, len(f.Code)+1)
	for i := range f.Code {
		in := &f.Code[i]
		if in.E > 0 {
			is[in.E] = true
		}
		switch in.Op {
		case code.Jump, code.LoopJump, code.Try, code.RecvNext, code.RecvWait, code.RecvTimeout:
			is[in.D] = true
		}
	}
	return is
}

// thread moves the E of tests on to the first test not decided by what is
// known there.
func thread(f *code.Func) {
	is := targets(f)
	facts := map[uint16]code.Instr{} // by register: a test that has succeeded
	for i := range f.Code {
		in := &f.Code[i]
		if is[i] {
			clear(facts)
		}
		if in.E > 0 {
			in.E = follow(f, in.E, in, facts)
		}
		switch {
		case isShape(in):
			facts[in.A] = *in
		case in.Op == code.IsCons:
			facts[in.A] = *in
			delete(facts, in.B)
			delete(facts, in.C)
		case writesA(in.Op):
			delete(facts, in.A)
		case onlyTests(in.Op):
		default:
			clear(facts)
		}
	}
}

// writesA tells whether an operation changes register A and no other.
func writesA(o code.Op) bool {
	switch o {
	case code.GetElem, code.MapKey, code.MapKeyReg, code.Move, code.Const, code.LoadInt, code.LoadAtom, code.AddI, code.SubI, code.RemI, code.DivI, code.Add, code.Sub,
		code.Mul, code.ElemDyn, code.Head, code.Tail, code.TestKind, code.Compare, code.Bif, code.Arith2, code.Arith1:
		return true
	}
	return false
}

func onlyTests(o code.Op) bool { return o >= code.IsKind && o <= code.IsFun2 }

// follow returns where control gets to from target, knowing facts and that
// failed has just failed.
func follow(f *code.Func, target int32, failed *code.Instr, facts map[uint16]code.Instr) int32 {
	for range len(f.Code) { // tests only lead onwards; this bounds the rest
		t := &f.Code[target]
		if t.Op == code.Jump {
			target = t.D
			continue
		}
		if !isShape(t) && t.Op != code.IsCons || t.E <= target {
			return target
		}
		known, ok := facts[t.A]
		switch {
		case sameTest(t, failed):
			target = t.E
		case !ok:
			return target
		default:
			holds, decided := implies(f, &known, t)
			switch {
			case !decided || holds && !isShape(t):
				return target
			case holds:
				target++
			default:
				target = t.E
			}
		}
	}
	return target
}

func sameTest(a, b *code.Instr) bool {
	return a.Op == b.Op && a.A == b.A && a.D == b.D && (a.B == b.B || a.Op == code.IsCons) && (isShape(b) || b.Op == code.IsCons)
}

// implies tells whether test t holds of a value of which known holds.
func implies(f *code.Func, known, t *code.Instr) (holds, decided bool) {
	if t.Op == code.IsConst || known.Op == code.IsConst {
		if t.Op == known.Op && t.D == known.D {
			return true, true
		}
		return false, false
	}
	switch known.Op {
	case code.IsTagged:
		if t.Op == code.IsTagged {
			return t.B == known.B && t.D == known.D, true
		}
		return t.Op == code.IsTuple && t.B == known.B, true
	case code.IsTuple:
		if t.Op == code.IsTagged && t.B == known.B {
			return false, false
		}
		return t.Op == code.IsTuple && t.B == known.B, true
	case code.IsAtom, code.IsInt:
		return t.Op == known.Op && t.D == known.D, true
	}
	return t.Op == known.Op, true // IsNil, IsCons, IsMap
}

// switches replaces the first of a chain of tests by a switch.
func switches(f *code.Func) {
	inChain := map[int32]bool{}
	for i := range f.Code {
		if inChain[int32(i)] || !canSwitch(&f.Code[i]) {
			continue
		}
		first := f.Code[i]
		var keys []code.SwitchKey
		var to []int32
		at := int32(i)
		for {
			t := &f.Code[at]
			if !canSwitch(t) || t.A != first.A || t.E <= at {
				break
			}
			inChain[at] = true
			keys, to = append(keys, switchKey(t)), append(to, at+1)
			at = t.E
		}
		if len(keys) < switchFrom {
			continue
		}
		f.Switches = append(f.Switches, code.NewSwitch(keys, to, at))
		f.Code[i] = code.Instr{Op: code.Switch, A: first.A, D: int32(len(f.Switches) - 1)}
	}
}

func canSwitch(in *code.Instr) bool {
	return in.Op == code.IsAtom || in.Op == code.IsInt || in.Op == code.IsTagged
}

func switchKey(in *code.Instr) code.SwitchKey {
	switch in.Op {
	case code.IsAtom:
		return code.SwitchKey{Value: term.Atom(in.D).Term(), Arity: -1}
	case code.IsInt:
		return code.SwitchKey{Value: term.Int(int64(in.D)), Arity: -1}
	}
	return code.SwitchKey{Value: term.Atom(in.D).Term(), Arity: int(in.B)}
}
