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
}
