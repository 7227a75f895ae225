package vm

import (
	"unsafe"

	"gex/proto/term"
	"gex/repl/lang/code"
)

// makeTuple returns the tuple of n operands from d on. Go allocates an array
// of a size known here in half the time of a slice.
func makeTuple(fn *code.Func, regs unsafe.Pointer, d int32, n uint16) term.Term {
	x := fn.Args[d : int(d)+int(n)]
	switch n {
	case 1:
		return term.TupleOf((&[1]term.Term{operand(fn, regs, x[0])})[:])
	case 2:
		return term.TupleOf((&[2]term.Term{operand(fn, regs, x[0]), operand(fn, regs, x[1])})[:])
	case 3:
		return term.TupleOf((&[3]term.Term{operand(fn, regs, x[0]), operand(fn, regs, x[1]), operand(fn, regs, x[2])})[:])
	case 4:
		return term.TupleOf((&[4]term.Term{
			operand(fn, regs, x[0]), operand(fn, regs, x[1]), operand(fn, regs, x[2]), operand(fn, regs, x[3])})[:])
	}
	return term.TupleOf(operands(fn, regs, d, int(n)))
}
