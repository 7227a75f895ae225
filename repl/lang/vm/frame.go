package vm

import (
	"unsafe"

	"gex/proto/term"
	"gex/repl/lang/code"
)

// The stack is one slice of Terms. A window of registers begins at base; the
// word below it (base-1) is no term but the way back: the caller's function in
// the pointer word, the place to go on at and how far below the caller's
// window begins in the other. The garbage collector sees an ordinary pointer.
//
// Registers are addressed by pointer: the compiler keeps their numbers below
// NRegs and calls make sure that the whole window is there, so a bounds check
// on each access would only cost time.

// slot is a Term as the machine sees it where it holds something else.
type slot struct {
	p unsafe.Pointer
	w uint64
}

const termSize = unsafe.Sizeof(term.Term{})

// A Term must be what slot says it is.
var _ = [1]struct{}{}[unsafe.Sizeof(slot{})-termSize]

// at returns register i of the window at regs.
func at(regs unsafe.Pointer, i uint16) *term.Term {
	return (*term.Term)(unsafe.Add(regs, uintptr(i)*termSize))
}

func backSlot(regs unsafe.Pointer) *slot {
	return (*slot)(unsafe.Add(regs, -int(termSize)))
}

func backWord(pc int, k uint16) uint64 { return uint64(uint32(pc)) | uint64(k)<<32 }

// opaque hides a pointer of the machine in a register; such a value never
// leaves the function that made it.
func opaque(p unsafe.Pointer) term.Term {
	s := slot{p: p}
	return *(*term.Term)(unsafe.Pointer(&s))
}

func reveal(t *term.Term) unsafe.Pointer { return (*slot)(unsafe.Pointer(t)).p }

const (
	firstStack = 48      // registers of a new process
	shrinkFrom = 1 << 12 // a waiting process gives back a stack larger than this
	maxStack   = 1 << 28 // registers; beyond it the process is killed
)

// grow makes room for n registers from base on.
func (m *Machine) grow(base, n int) bool {
	need := base + n + 8
	if need > maxStack {
		return false
	}
	size := max(len(m.stack)*2, firstStack)
	if len(m.stack) > 1<<20 {
		size = len(m.stack) + len(m.stack)/2
	}
	for size < need {
		size *= 2
	}
	stack := make([]term.Term, size)
	copy(stack, m.stack[:min(base+n, len(m.stack))])
	m.stack = stack
	return true
}

// tidy forgets what a waiting process left above its window, so that dead
// values are collected and a stack that was deep once is given back.
func (m *Machine) tidy() {
	top := m.base + m.fn.NRegs
	if top > len(m.stack) {
		return
	}
	if len(m.stack) > shrinkFrom && top < len(m.stack)/4 {
		stack := make([]term.Term, max(2*top, firstStack))
		copy(stack, m.stack[:top])
		m.stack = stack
		return
	}
	clear(m.stack[top:])
}

// backtrace calls visit for the frames from the current one outwards.
func (m *Machine) backtrace(visit func(fn *code.Func, pc int) bool) {
	fn, pc, base := m.fn, m.pc, m.base
	for fn != stopFunc && visit(fn, pc) {
		s := (*slot)(unsafe.Pointer(&m.stack[base-1]))
		fn = (*code.Func)(s.p)
		pc = int(uint32(s.w)) - 1
		base -= int(s.w >> 32)
	}
}

// stopFunc is below the first frame of every process: what that returns ends
// the process.
var stopFunc = &code.Func{NRegs: 2, Code: []code.Instr{{Op: code.Stop, A: 1}, {}}}

// waitFunc is the frame of a native that waits for a message.
var waitFunc = &code.Func{NRegs: 2, Code: []code.Instr{{Op: code.NativeWait}, {Op: code.Ret}, {}}}
