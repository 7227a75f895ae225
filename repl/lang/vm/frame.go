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

// element returns element i of a tuple that is known to have it.
func element(t *term.Term, i uint16) term.Term {
	return *at((*slot)(unsafe.Pointer(t)).p, i)
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
	firstStack  = 12      // registers of a new process
	segmentFrom = 1 << 15 // a stack this large grows by segments
	segmentSize = 1 << 16
	shrinkFrom  = 1 << 12 // a waiting process gives back a stack larger than this
	maxSpares   = 64      // segments a running process keeps for its next deep recursion
	maxSegments = 1 << 13 // beyond it the process is killed (8 GB)
)

// A small stack grows by copying. A large one is continued in another slice: a
// deep recursion would otherwise copy all of itself again and again, under the
// eyes of the garbage collector. The first window of a segment returns to
// segmentFunc, which takes the result to where the window would have been in
// the segment before.

// segment is a part of the stack below the current one.
type segment struct {
	stack []term.Term
	base  int // of the window that the next segment has
}

// extend makes sure that the window at regs can have need registers; keep of
// them have their values already.
func (m *Machine) extend(regs unsafe.Pointer, keep, need int) (newRegs unsafe.Pointer, ok bool) {
	if uintptr(regs)+uintptr(need)*termSize <= m.limit() {
		return regs, true
	}
	base := m.index(regs)
	if len(m.stack) < segmentFrom {
		size := 2 * len(m.stack)
		for size < base+need {
			size *= 2
		}
		stack := make([]term.Term, size)
		copy(stack, m.stack[:min(base+keep, len(m.stack))])
		m.stack = stack
		return unsafe.Pointer(&m.stack[base]), true
	}
	if len(m.segments) == maxSegments {
		return regs, false
	}
	var next []term.Term
	if n := len(m.spare) - 1; n >= 0 && need < segmentSize {
		next, m.spare[n] = m.spare[n], nil
		m.spare = m.spare[:n]
	} else {
		next = make([]term.Term, max(segmentSize, need+1))
	}
	copy(next[1:1+keep], m.stack[base:])
	m.segments = append(m.segments, segment{m.stack, base})
	m.stack = next
	newRegs = unsafe.Pointer(&m.stack[1])
	s := backSlot(newRegs)
	s.p, s.w = pointer(segmentFunc), backWord(0, 1)
	return newRegs, true
}

// popSegment goes back to the segment before; the window that began there is
// the one returned.
func (m *Machine) popSegment() (regs unsafe.Pointer) {
	n := len(m.segments) - 1
	if len(m.stack) == segmentSize && len(m.spare) < maxSpares {
		clear(m.stack) // keep no dead values
		m.spare = append(m.spare, m.stack)
	}
	below := m.segments[n]
	m.segments[n] = segment{}
	m.segments = m.segments[:n]
	m.stack = below.stack
	return unsafe.Pointer(&m.stack[below.base])
}

// tidy forgets what a waiting process left above its window, so that dead
// values are collected and a stack that was deep once is given back.
func (m *Machine) tidy() {
	m.spare = nil
	top := m.base + m.fn.NRegs
	if top > len(m.stack) {
		return
	}
	if len(m.segments) == 0 && len(m.stack) > shrinkFrom && top < len(m.stack)/4 {
		stack := make([]term.Term, max(2*top, firstStack))
		copy(stack, m.stack[:top])
		m.stack = stack
		return
	}
	clear(m.stack[top:])
}

// backtrace calls visit for the frames from the current one outwards.
func (m *Machine) backtrace(visit func(fn *code.Func, pc int) bool) {
	m.walk(func(fn *code.Func, pc, _, _ int) bool { return visit(fn, pc) })
}

// walk is backtrace with the windows: where each begins in its segment, and how
// many segments are below that.
func (m *Machine) walk(visit func(fn *code.Func, pc, base, segments int) bool) {
	fn, pc, base := m.fn, m.pc, m.base
	stack, below := m.stack, m.segments
	for fn != stopFunc && visit(fn, pc, base, len(below)) {
		s := (*slot)(unsafe.Pointer(&stack[base-1]))
		if (*code.Func)(s.p) == segmentFunc {
			n := len(below) - 1
			stack, base, below = below[n].stack, below[n].base, below[:n]
			s = (*slot)(unsafe.Pointer(&stack[base-1]))
		}
		fn = (*code.Func)(s.p)
		pc = int(uint32(s.w)) - 1
		base -= int(s.w >> 32)
	}
}

// stopFunc is below the first frame of every process: what that returns ends
// the process.
var stopFunc = &code.Func{NRegs: 2, Code: []code.Instr{{Op: code.Stop, A: 1}, {}}}

// segmentFunc is what the first window of a segment returns to.
var segmentFunc = &code.Func{NRegs: 2, Code: []code.Instr{{Op: code.SegmentEnd}, {}}}

// waitFunc is the frame of a native that waits for a message.
var waitFunc = &code.Func{NRegs: 2, Code: []code.Instr{{Op: code.NativeWait}, {Op: code.Ret}, {}}}
