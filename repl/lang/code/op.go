package code

// Instr is one instruction of 16 bytes. A, B and C mostly number registers, D
// and E are immediate values, table indexes or jump targets (indexes into
// Code).
type Instr struct {
	Op      Op
	A, B, C uint16
	D, E    int32
}

// ConstOperand marks an operand that is a constant: Consts[x-ConstOperand].
const ConstOperand = 1 << 15

// NoReg in an operand means that the value is not wanted.
const NoReg = 1<<16 - 1

// Op is an operation.
//
// In the pictures below rA is register A of the window; "else E" means that
// control goes on at E when the test fails. A guard's operations carry the
// place to go on at when they fail in E, and E is 0 in bodies, where a failure
// raises an exception (only loops go back to 0).
// Operands are in Args from D on: registers, or constants from ConstOperand on.
type Op uint16

// Operations.
const (
	// Lazy compiles the function and starts the result; only in stubs.
	Lazy Op = iota
	// CallNative: r0 := native(r0…rArity-1), return r0; only in functions
	// written in Go.
	CallNative
	// NativeWait goes on with a native that waits for a message; only in the
	// machine's own code.
	NativeWait
	// Start makes the call that the process was made for; only in the machine's
	// own code.
	Start
	// SegmentEnd: r1 is what the first call of a stack segment returned; return
	// it in the segment before; only in the machine's own code.
	SegmentEnd
	// Stop ends the process with the value in rA; only in the machine's own
	// code.
	Stop

	Move     // rA := rB
	Const    // rA := Consts[D]
	LoadInt  // rA := integer D
	LoadAtom // rA := atom D, which is permanent, as in all that follow
	Jump     // go on at D
	LoopJump // go on at D, earlier in the code; counts as a reduction

	CallSelf     // call this function again, window at A
	CallSelfSubI // rA := rB - D, then CallSelf A (one argument)
	CallLocal    // call Module.Funcs[D], window at A
	CallExt      // call Exports[D], window at A
	CallFun      // call the fun in rC with B arguments, window at A
	CallDyn      // call module r(A+B), function r(A+B+1) with B arguments, window at A
	TailSelf     // start again with the arguments in r0…
	TailMove     // rA := rB, then TailSelf
	TailLocal    // go to Module.Funcs[D] with the arguments in r0…
	TailExt      // go to Exports[D] with the arguments in r0…
	TailFun      // go to the fun in r(B) with the B arguments in r0…
	TailDyn      // go to module r(B), function r(B+1) with the B arguments in r0…
	Ret          // return rA
	RetConst     // return Consts[D]
	AddRet       // return rB + rC

	IsKind      // rA is of type test B, else E
	IsAtom      // rA is the atom D, else E
	IsNotAtom   // rA is not the atom D, else E
	IsInt       // rA =:= D, else E
	IsConst     // rA =:= Consts[D], else E
	IsSame      // rA =:= rB, else E
	IsNotSame   // rA =/= rB, else E
	IsEqual     // rA == rB, else E
	IsNotEqual  // rA /= rB, else E
	IsLess      // rA < rB, else E
	IsNotLess   // rA >= rB, else E
	IsLessI     // rA < D, else E
	IsNotLessI  // rA >= D, else E
	IsGreaterI  // rA > D, else E
	IsNotGrI    // rA =< D, else E
	IsEqualI    // rA == D, else E
	IsNotEqualI // rA /= D, else E
	IsTuple     // rA is a tuple of B elements, else E
	IsTagged    // rA is a tuple of B elements whose first is the atom D, else E
	IsCons      // rA is a list cell, else E; rB := head, rC := tail
	IsNil       // rA is [], else E
	IsMap       // rA is a map, else E
	IsFun2      // is_function(rA, rB), else E
	GetElem     // rA := element C (from 0) of the tuple rB
	GetHead     // rA := head of the list cell rB
	GetTail     // rA := tail of the list cell rB
	MapKey      // rA := value of the key Consts[D] in the map rB, else E
	MapKeyReg   // rA := value of the key rC in the map rB, else E
	Switch      // go on where Switches[D] sends rA

	MakeCons   // rA := [rB | rC]
	MakeList   // rA := [C operands | one more operand]
	MakeTuple  // rA := {C operands}
	MakeMap    // rA := map of C keys and values, operands in turn
	PutAssoc   // rA := rB#{K => V, …}, C pairs of operands
	PutExact   // rA := rB#{K := V, …}, C pairs of operands
	MakeFun    // rA := fun Closures[B] with C captured operands
	MakeExport // rA := fun M:F/A of three operands

	Add      // rA := rB + rC
	Sub      // rA := rB - rC
	Mul      // rA := rB * rC
	AddI     // rA := rB + D
	SubI     // rA := rB - D
	RemI     // rA := rB rem D, which is more than 0
	DivI     // rA := rB div D, which is more than 0
	Arith2   // rA := rB op rC, the operator being Operator(D)
	Arith1   // rA := op rB, the operator being Operator(D)
	Compare  // rA := rB op rC as true or false, the operator being Operator(D)
	TestKind // rA := whether rB is of type test C
	NeedBool // rA is true or false, else E (0: raise {badarg, rA})
	Bif      // rA := the native Exports[B] of C operands, else E
	ElemDyn  // rA := element(rB, rC)
	Head     // rA := hd(rB)
	Tail     // rA := tl(rB)
	Self     // rA := self()
	Send     // rA := rB ! rC

	Try          // an exception from here to EndTry goes on at D with rA, rA+1, rA+2 = class, reason, trace
	EndTry       // take the handler of Try off
	Reraise      // raise again class rA, reason r(A+1), trace r(A+2)
	BuildStack   // rA := the trace rA as a list of frames
	CatchValue   // rA := what catch gives for class rA, reason r(A+1), trace r(A+2)
	Badmatch     // raise {badmatch, rA}
	CaseClause   // raise {case_clause, rA}
	TryClause    // raise {try_clause, rA}
	ElseClause   // raise {else_clause, rA}
	BadFilter    // raise {bad_filter, rA}
	BadGenerator // raise {bad_generator, rA}
	BadGenMatch  // raise {badmatch, rA} of a strict generator
	IfClause     // raise if_clause
	FuncClause   // raise function_clause of r0…arity-1
	Undefined    // raise undef of Exports[D], called with rA…

	RecvMark    // begin the receive behind messages older than the reference rA
	RecvPeek    // rA := the message at the save pointer, else E
	RecvTake    // take that message out and end the receive
	RecvNext    // pass over that message, go on at D
	RecvWait    // wait for more messages, go on at D
	RecvTimeout // wait for messages (D) or until rA milliseconds have passed, then go on with the next instruction

	BinStart   // rA := rB if it is a bit string, else E
	BinGet     // rA := the segment Segs[D] (size: operand C) taken off the bit string rB, else E
	BinByte    // rA := one byte taken off the bit string rB, else E
	BinLit     // take the bits Consts[D] off the bit string rA, else E
	BinRest    // rA := all of the bit string rB, of units of D bits, else E
	BinEnd     // the bit string rA is empty, else E
	BinMake    // rA := bit string of Bins[D]
	CollectNew // rA := a collector of kind D for a comprehension
	CollectAdd // add rB (and rC) to the collector rA
	CollectEnd // rA := what the collector rB holds
	MapIter    // rA := an iterator over the map rB (or iterator), else raise {bad_generator, rB}
	MapNext    // rB, rC := the next pair of the iterator rA, else E

	// What follows are fused operations: each does what the one it is named
	// after does, and then what the next instruction does (after a test that
	// leads elsewhere: the one there). That stays where it is, for those who
	// jump to it.

	Move2         // Move, Move
	Move3         // Move, Move, Move
	MoveCallLocal // Move, CallLocal
	MoveCallExt   // Move, CallExt
	MoveCallFun   // Move, CallFun
	Move2CallFun  // Move, Move, CallFun
	MoveTailLocal // Move, TailLocal
	MoveTailMove  // Move, TailMove
	GetElem2      // GetElem, GetElem
	GetElem3      // GetElem, GetElem, GetElem
	IsTaggedElem  // IsTagged, GetElem
	IsConsMove    // IsCons, Move
	IsNilCons     // IsNil, IsCons of the same register where that fails
	SubIAdd       // SubI, Add
	AddTail       // Add, TailMove
	AddTailSelf   // Add, TailSelf
	AddITail      // AddI, TailMove
	SubITail      // SubI, TailMove
	SubITailSelf  // SubI, TailSelf
	IsIntSub      // IsInt, a SubI or CallSelfSubI of the same register where that fails
	IsLessIRet    // IsLessI of r0, Ret of r0
	MakeConsRet   // MakeCons, Ret
	MakeTupleRet  // MakeTuple, Ret
	BinByteRest   // BinByte, BinRest
	Move3CallSelf // Move, Move, Move, CallSelf
	IsConsMoveFun // IsCons, Move, CallFun
	IsConsAddTail // IsCons, Add, TailMove at the start of a function: the sum of a list
	IsConsFold    // IsCons, Move, Move, CallFun, Move, TailMove at the start of a function: a fun folds a list
	LoadMulRet    // LoadInt, Mul of a register by that, Ret
	RemEqualRet   // RemI, LoadInt, Compare of these by == or ===, Ret

	numOps
)

// Plain returns the operation that a fused one is named after, o itself if it
// is not fused.
func (o Op) Plain() Op {
	if p, ok := fused[o]; ok {
		return p
	}
	return o
}

var fused = map[Op]Op{
	Move2: Move, Move3: Move, MoveCallLocal: Move, MoveCallExt: Move, MoveCallFun: Move, Move2CallFun: Move, MoveTailLocal: Move, MoveTailMove: Move,
	GetElem2: GetElem, GetElem3: GetElem, IsTaggedElem: IsTagged, IsConsMove: IsCons, IsNilCons: IsNil,
	SubIAdd: SubI, AddTail: Add, AddTailSelf: Add, AddITail: AddI, SubITail: SubI, SubITailSelf: SubI, IsIntSub: IsInt, IsLessIRet: IsLessI,
	MakeConsRet: MakeCons, MakeTupleRet: MakeTuple, BinByteRest: BinByte,
	Move3CallSelf: Move, IsConsMoveFun: IsCons, IsConsAddTail: IsCons, IsConsFold: IsCons, LoadMulRet: LoadInt, RemEqualRet: RemI,
}

var opNames = [numOps]string{
	Lazy: "lazy", CallNative: "native", NativeWait: "native_wait", Start: "start", SegmentEnd: "segment_end", Stop: "stop",
	Move: "move", Const: "const", LoadInt: "int", LoadAtom: "atom", Jump: "jump", LoopJump: "loop",
	CallSelf: "call_self", CallSelfSubI: "call_self_sub_int", CallLocal: "call", CallExt: "call_ext", CallFun: "call_fun", CallDyn: "call_dyn",
	TailSelf: "tail_self", TailMove: "tail_self_move", TailLocal: "tail", TailExt: "tail_ext", TailFun: "tail_fun", TailDyn: "tail_dyn",
	Ret: "return", RetConst: "return_const", AddRet: "return_add",
	IsKind: "is_kind", IsAtom: "is_atom", IsNotAtom: "is_not_atom", IsInt: "is_int", IsConst: "is_const", IsSame: "is_same", IsNotSame: "is_not_same",
	IsEqual: "is_equal", IsNotEqual: "is_not_equal", IsLess: "is_less", IsNotLess: "is_not_less",
	IsLessI: "is_less_int", IsNotLessI: "is_not_less_int", IsGreaterI: "is_greater_int", IsNotGrI: "is_not_greater_int",
	IsEqualI: "is_equal_int", IsNotEqualI: "is_not_equal_int",
	IsTuple: "is_tuple", IsTagged: "is_tagged", IsCons: "is_cons", IsNil: "is_nil", IsMap: "is_map", IsFun2: "is_function2",
	GetElem: "get_elem", GetHead: "get_head", GetTail: "get_tail", MapKey: "map_key", MapKeyReg: "map_key_reg", Switch: "switch",
	MakeCons: "make_cons", MakeList: "make_list", MakeTuple: "make_tuple", MakeMap: "make_map", PutAssoc: "put_assoc", PutExact: "put_exact",
	MakeFun: "make_fun", MakeExport: "make_export",
	Add: "add", Sub: "sub", Mul: "mul", AddI: "add_int", SubI: "sub_int", RemI: "rem_int", DivI: "div_int", Arith2: "arith2", Arith1: "arith1", Compare: "compare",
	TestKind: "test_kind", NeedBool: "need_bool", Bif: "bif",
	ElemDyn: "element", Head: "hd", Tail: "tl", Self: "self", Send: "send",
	Try: "try", EndTry: "end_try", Reraise: "reraise", BuildStack: "build_stack", CatchValue: "catch_value",
	Badmatch: "badmatch", CaseClause: "case_clause", TryClause: "try_clause", ElseClause: "else_clause", BadFilter: "bad_filter",
	BadGenerator: "bad_generator", BadGenMatch: "bad_generator_match", IfClause: "if_clause", FuncClause: "function_clause", Undefined: "undef",
	RecvMark: "recv_mark", RecvPeek: "recv_peek", RecvTake: "recv_take", RecvNext: "recv_next", RecvWait: "recv_wait", RecvTimeout: "recv_timeout",
	BinStart: "bin_start", BinGet: "bin_get", BinByte: "bin_byte", BinLit: "bin_lit", BinRest: "bin_rest", BinEnd: "bin_end", BinMake: "bin_make",
	CollectNew: "collect_new", CollectAdd: "collect_add", CollectEnd: "collect_end", MapIter: "map_iter", MapNext: "map_next",
}

// String returns the name of the operation, that of a fused one with a plus.
func (o Op) String() string {
	if p := o.Plain(); p != o {
		return opNames[p] + "+"
	}
	if o < numOps && opNames[o] != "" {
		return opNames[o]
	}
	return "unknown"
}

// Kind tests of IsKind and TestKind: Erlang's type tests of one argument.
type TypeTest uint16

// Type tests.
const (
	TestAtom TypeTest = iota
	TestBoolean
	TestBinary
	TestBitstring
	TestFloat
	TestFunction
	TestInteger
	TestList
	TestMap
	TestNumber
	TestPid
	TestPort
	TestReference
	TestTuple
	TestRecord
)

// TypeTests names the type tests as Erlang does.
var TypeTests = map[string]TypeTest{
	"is_atom": TestAtom, "is_boolean": TestBoolean, "is_binary": TestBinary, "is_bitstring": TestBitstring, "is_float": TestFloat,
	"is_function": TestFunction, "is_integer": TestInteger, "is_list": TestList, "is_map": TestMap, "is_number": TestNumber,
	"is_pid": TestPid, "is_port": TestPort, "is_reference": TestReference, "is_tuple": TestTuple, "is_record": TestRecord,
}

// Operator is an Erlang operator that Arith1, Arith2 or Compare applies.
type Operator uint8

// Operators.
const (
	OpAdd Operator = iota
	OpSub
	OpMul
	OpDivide
	OpDiv
	OpRem
	OpBand
	OpBor
	OpBxor
	OpBsl
	OpBsr
	OpAnd
	OpOr
	OpXor
	OpAppend
	OpSubtract
	OpLess
	OpGreater
	OpLessEqual
	OpGreaterEqual
	OpEqual
	OpNotEqual
	OpSame
	OpNotSame
	OpPlus
	OpMinus
	OpNot
	OpBnot
	NumOperators
)

var operatorNames = [NumOperators]string{
	"+", "-", "*", "/", "div", "rem", "band", "bor", "bxor", "bsl", "bsr", "and", "or", "xor", "++", "--",
	"<", ">", "=<", ">=", "==", "/=", "=:=", "=/=", "+", "-", "not", "bnot",
}

// String returns the operator as Erlang writes it.
func (o Operator) String() string { return operatorNames[o] }

// IsComparison tells whether the operator compares.
func (o Operator) IsComparison() bool { return o >= OpLess && o <= OpNotSame }

// Arity returns 1 or 2.
func (o Operator) Arity() int {
	if o >= OpPlus {
		return 1
	}
	return 2
}

// BinaryOperators and UnaryOperators find the operator of a name.
var (
	BinaryOperators = map[string]Operator{}
	UnaryOperators  = map[string]Operator{}
)

func init() {
	for o := range NumOperators {
		if o.Arity() == 1 {
			UnaryOperators[o.String()] = o
		} else {
			BinaryOperators[o.String()] = o
		}
	}
}
