package compile

import "gex/repl/lang/code"

// pairs are the fused operations for two instructions in a row.
var pairs = map[[2]code.Op]code.Op{
	{code.Move, code.CallLocal}:   code.MoveCallLocal,
	{code.Move, code.CallExt}:     code.MoveCallExt,
	{code.Move, code.CallFun}:     code.MoveCallFun,
	{code.Move, code.TailLocal}:   code.MoveTailLocal,
	{code.Move, code.TailMove}:    code.MoveTailMove,
	{code.Move, code.Move}:        code.Move2,
	{code.GetElem, code.GetElem}:  code.GetElem2,
	{code.IsTagged, code.GetElem}: code.IsTaggedElem,
	{code.IsCons, code.Move}:      code.IsConsMove,
	{code.SubI, code.Add}:         code.SubIAdd,
	{code.Add, code.TailMove}:     code.AddTail,
	{code.Add, code.TailSelf}:     code.AddTailSelf,
	{code.AddI, code.TailMove}:    code.AddITail,
	{code.SubI, code.TailMove}:    code.SubITail,
	{code.SubI, code.TailSelf}:    code.SubITailSelf,
	{code.IsLessI, code.Ret}:      code.IsLessIRet,
	{code.MakeCons, code.Ret}:     code.MakeConsRet,
	{code.MakeTuple, code.Ret}:    code.MakeTupleRet,
	{code.BinByte, code.BinRest}:  code.BinByteRest,
}

// fuse puts fused operations where they apply. An instruction that is part of
// one stays in its place: what jumps to it finds it, and the numbers of
// instructions, by which lines are found, stay the same.
func fuse(f *code.Func) {
	for i := range len(f.Code) - 1 {
		in, next := &f.Code[i], f.Code[i+1]
		if in.E > 0 {
			other := &f.Code[in.E]
			switch o := other.Op.Plain(); {
			case in.Op == code.IsNil && o == code.IsCons && other.A == in.A:
				in.Op = code.IsNilCons
			case in.Op == code.IsInt && (o == code.SubI || o == code.CallSelfSubI) && other.B == in.A:
				in.Op = code.IsIntSub
			}
		}
		if op, ok := sequence(f.Code[i:], i == 0); ok {
			in.Op = op
			continue
		}
		op, ok := pairs[[2]code.Op{in.Op, next.Op}]
		if !ok || next.Op == code.Ret && next.A != in.A || op == code.IsLessIRet && in.A != 0 {
			continue
		}
		if i+2 < len(f.Code) && f.Code[i+2].Op == next.Op {
			switch op {
			case code.Move2:
				op = code.Move3
			case code.GetElem2:
				op = code.GetElem3
			}
		}
		in.Op = op
	}
	switch f.Code[0].Op {
	case code.AddRet, code.LoadMulRet, code.RemEqualRet:
		f.Short = f.NumFree == 0 && !f.SelfReg
	}
}

// sequence returns the fused operation for three or more instructions at the
// beginning of c, none of them fused yet.
func sequence(c []code.Instr, start bool) (op code.Op, ok bool) {
	if len(c) < 4 {
		return 0, false
	}
	a, b, d, e := c[0], c[1], c[2], c[3]
	switch ops := [3]code.Op{a.Op, b.Op, d.Op}; {
	case ops == [3]code.Op{code.Move, code.Move, code.Move} && e.Op == code.CallSelf:
		return code.Move3CallSelf, true
	case ops == [3]code.Op{code.Move, code.Move, code.CallFun}:
		return code.Move2CallFun, true
	case ops == [3]code.Op{code.IsCons, code.Move, code.CallFun}:
		return code.IsConsMoveFun, true
	case start && ops == [3]code.Op{code.IsCons, code.Add, code.TailMove}:
		// The list and the sum are arguments of the next round, nothing else changes.
		adds := b.A == b.B && b.C == a.B || b.A == b.C && b.B == a.B
		return code.IsConsAddTail, adds && b.A != a.A && b.A != a.B && b.A != a.C && a.B != a.C && d.A == a.A && d.B == a.C
	case start && ops == [3]code.Op{code.IsCons, code.Move, code.Move} && len(c) > 6 && isFold(c):
		return code.IsConsFold, true
	case ops == [3]code.Op{code.LoadInt, code.Mul, code.Ret}:
		return code.LoadMulRet, b.C == a.A && b.B != a.A && d.A == b.A
	case ops == [3]code.Op{code.RemI, code.LoadInt, code.Compare} && e.Op == code.Ret:
		equal := code.Operator(d.D) == code.OpEqual || code.Operator(d.D) == code.OpSame
		return code.RemEqualRet, equal && d.B == a.A && d.C == b.A && a.A != b.A && e.A == d.A
	}
	return 0, false
}

// isFold tells whether c, two moves after a test for a cell, is a round of
// foldl: the fun takes the head and the accumulator, and its value and the tail
// are what changes in the next round.
func isFold(c []code.Instr) bool {
	list, head, acc, call, rest, again := c[0], c[1], c[2], c[3], c[4], c[5]
	return call.Op == code.CallFun && call.B == 2 && rest.Op == code.Move && again.Op == code.TailMove &&
		head.B == list.B && head.A == call.A && acc.A == call.A+1 &&
		rest.B == list.C && rest.A == list.A && again.A == acc.B && again.B == call.A &&
		list.A != acc.B && list.A < call.A && acc.B < call.A && call.C < call.A && call.C != list.A && call.C != acc.B
}
