package vm

import (
	"unsafe"

	"gex/proto/term"
	"gex/repl/lang/code"
)

// shortcut does what a function does that is only arithmetic of small integers,
// without a frame of its own: in is its first instruction, regs its arguments,
// of which the first becomes the result. It returns false, having changed
// nothing, where the function must run.
func shortcut(in *code.Instr, regs unsafe.Pointer) bool {
	switch in.Op {
	case code.AddRet:
		if a, b := at(regs, in.B), at(regs, in.C); a.IsInt() && b.IsInt() {
			if s := a.Int() + b.Int(); (s^a.Int())&(s^b.Int()) >= 0 {
				*(*term.Term)(regs) = term.Int(s)
				return true
			}
		}
	case code.LoadMulRet:
		if a := at(regs, following(in).B); a.IsInt() {
			if x := a.Int(); x == int64(int32(x)) {
				*(*term.Term)(regs) = term.Int(x * int64(in.D))
				return true
			}
		}
	case code.RemEqualRet:
		if a := at(regs, in.B); a.IsInt() {
			*(*term.Term)(regs) = term.Bool(a.Int()%int64(in.D) == int64(following(in).D))
			return true
		}
	}
	return false
}

// foldShort runs rounds of the fold that begins with in, whose window is at
// regs, as long as its fun takes its shortcut; each counts as one of reds. It
// leaves everything as it is at the beginning of a round.
func foldShort(in *code.Instr, regs unsafe.Pointer, reds int) int {
	acc := following(following(in))
	call := following(acc)
	f := at(regs, call.C).Fun()
	if f == nil || f.Arity != int(call.B) {
		return reds
	}
	fn, isCode := f.Code.(*code.Func)
	if !isCode || !fn.Short || fn.Purged() {
		return reds
	}
	first := (*code.Instr)(codeOf(fn))
	args := unsafe.Pointer(at(regs, call.A))
	list := *at(regs, in.A)
	for c := list.Cell(); c != nil && reds > 1; c = list.Cell() {
		*at(args, 0), *at(args, 1) = c.Head, *at(regs, acc.B)
		if !shortcut(first, args) {
			break
		}
		*at(regs, acc.B) = *at(args, 0)
		list = c.Tail
		reds--
	}
	*at(regs, in.A) = list
	return reds
}
