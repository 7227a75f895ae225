package code

import (
	"fmt"
	"strings"

	"gex/proto/term"
)

// Disassemble lists the instructions of f, one a line, with the line numbers
// of the source; show writes constants.
func (f *Func) Disassemble(show func(term.Term) string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s:%s/%d, %d registers, %d captured\n", f.Module, f.Name, f.Arity, f.NRegs, f.NumFree)
	n := 0
	for pc, in := range f.Code {
		if pc == len(f.Code)-1 && in == (Instr{}) {
			break // only there for the instruction pointer
		}
		if n < len(f.Lines) && int(f.Lines[n].PC) <= pc {
			fmt.Fprintf(&b, "line %d\n", f.Lines[n].Line)
			n++
		}
		fmt.Fprintf(&b, "%5d  %s\n", pc, f.instr(in, show))
	}
	for i, c := range f.Closures {
		fmt.Fprintf(&b, "closure %d: %s", i, c.Disassemble(show))
	}
	return b.String()
}

// instr writes an instruction with the operands that it has.
func (f *Func) instr(in Instr, show func(term.Term) string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-16s", in.Op)
	for _, o := range operandsOf[in.Op.Plain()] {
		switch o {
		case 'a':
			fmt.Fprintf(&b, " %s", reg(in.A))
		case 'b':
			fmt.Fprintf(&b, " %s", reg(in.B))
		case 'c':
			fmt.Fprintf(&b, " %s", reg(in.C))
		case 'B':
			fmt.Fprintf(&b, " %d", in.B)
		case 'C':
			fmt.Fprintf(&b, " %d", in.C)
		case 'd':
			fmt.Fprintf(&b, " %d", in.D)
		case 'A':
			fmt.Fprintf(&b, " %s", term.Atom(in.D))
		case 'k':
			fmt.Fprintf(&b, " %s", show(f.Consts[in.D]))
		case 'j':
			fmt.Fprintf(&b, " -> %d", in.D)
		case 'x':
			e := f.Exports[in.D]
			fmt.Fprintf(&b, " %s:%s/%d", e.Module, e.Name, e.Arity)
		case 'X':
			e := f.Exports[in.B]
			fmt.Fprintf(&b, " %s:%s/%d", e.Module, e.Name, e.Arity)
		case 'o':
			fmt.Fprintf(&b, " %s", Operator(in.D))
		case 'n', 'm', 'p': // C operands, C+1, 2*C
			n := map[rune]int{'n': int(in.C), 'm': int(in.C) + 1, 'p': 2 * int(in.C)}[o]
			for _, x := range f.Args[in.D : int(in.D)+n] {
				if x < ConstOperand {
					fmt.Fprintf(&b, " %s", reg(x))
				} else {
					fmt.Fprintf(&b, " %s", show(f.Consts[x-ConstOperand]))
				}
			}
		case 'e':
			if in.E != 0 {
				fmt.Fprintf(&b, " else %d", in.E)
			}
		}
	}
	return b.String()
}

func reg(r uint16) string {
	if r == NoReg {
		return "_"
	}
	return fmt.Sprintf("r%d", r)
}

// operandsOf tells which fields an operation uses, in the letters of instr.
var operandsOf = [numOps]string{
	Stop: "a", Move: "ab", Const: "ak", LoadInt: "ad", LoadAtom: "aA", Jump: "j", LoopJump: "j",
	CallSelf: "a", CallSelfSubI: "abd", CallLocal: "ad", CallExt: "ax", CallFun: "aBc", TailMove: "ab", CallDyn: "aB",
	TailLocal: "d", TailExt: "x", TailFun: "b", TailDyn: "b", Ret: "a", RetConst: "k", AddRet: "bc",
	IsKind: "aBe", IsAtom: "aAe", IsNotAtom: "aAe", IsInt: "ade", IsConst: "ake", IsSame: "abe", IsNotSame: "abe",
	IsEqual: "abe", IsNotEqual: "abe", IsLess: "abe", IsNotLess: "abe", IsLessI: "ade", IsNotLessI: "ade", IsGreaterI: "ade", IsNotGrI: "ade",
	IsEqualI: "ade", IsNotEqualI: "ade", IsTuple: "aBe", IsTagged: "aBAe", IsCons: "abce", IsNil: "ae", IsMap: "ae", IsFun2: "abe",
	GetElem: "abC", GetHead: "ab", GetTail: "ab", MapKey: "abke", MapKeyReg: "abce", Switch: "ad",
	MakeCons: "abc", MakeList: "am", MakeTuple: "an", MakeMap: "an", PutAssoc: "abp", PutExact: "abp", MakeFun: "aBn", MakeExport: "an",
	Add: "abce", Sub: "abce", Mul: "abce", AddI: "abde", SubI: "abde", RemI: "abde", DivI: "abde", Arith2: "aboce", Arith1: "aboe", Compare: "aboc", TestKind: "abC",
	NeedBool: "ae", Bif: "aXne", ElemDyn: "abce", Head: "abe", Tail: "abe", Self: "a", Send: "abc",
	Try: "aj", Reraise: "a", BuildStack: "a", CatchValue: "a", Badmatch: "a", CaseClause: "a", TryClause: "a", ElseClause: "a",
	BadFilter: "a", BadGenerator: "a", BadGenMatch: "a", Undefined: "ax",
	RecvMark: "a", RecvPeek: "ae", RecvNext: "j", RecvWait: "j", RecvTimeout: "aj",
	BinStart: "abe", BinGet: "abde", BinByte: "abe", BinLit: "ake", BinRest: "abde", BinEnd: "ae", BinMake: "ad",
	CollectNew: "ad", CollectAdd: "abc", CollectEnd: "ab", MapIter: "ab", MapNext: "abce",
}

// MaxRegister returns the highest register that an instruction of f reads or
// writes by itself, -1 if none; tests use it to prove that the machine may do
// without bounds checks.
func (f *Func) MaxRegister(in Instr) int {
	highest := -1
	use := func(r uint16) {
		if r != NoReg && int(r) > highest {
			highest = int(r)
		}
	}
	for _, o := range operandsOf[in.Op.Plain()] {
		switch o {
		case 'a':
			use(in.A)
		case 'b':
			use(in.B)
		case 'c':
			use(in.C)
		case 'n', 'm', 'p':
			n := map[rune]int{'n': int(in.C), 'm': int(in.C) + 1, 'p': 2 * int(in.C)}[o]
			for _, x := range f.Args[in.D : int(in.D)+n] {
				if x < ConstOperand {
					use(x)
				}
			}
		}
	}
	switch in.Op.Plain() {
	case Try, Reraise, CatchValue:
		use(in.A + 2)
	case TailDyn:
		use(in.B + 1)
	case CallDyn:
		use(in.A + in.B + 1)
	case CallFun:
		use(in.A + in.B)
	case CollectAdd:
		highest = max(int(in.A), int(in.B)) // C only for maps
	case BinGet:
		if s := f.Segs[in.D]; s.Size == Dynamic {
			use(in.C)
		}
	}
	return highest
}
