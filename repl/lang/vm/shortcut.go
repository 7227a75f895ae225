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
