package vm

import (
	"gex/node/proc"
	"gex/proto/term"
	"gex/repl/lang/code"
)

// Machine is the running state of one process; it is a proc.Runner.
type Machine struct {
	sys  *System
	proc *proc.Process

	// Where to go on. While the machine runs these are up to date only at
	// calls of natives and exceptions.
	stack    []term.Term
	segments []segment     // below stack, the oldest first
	spare    [][]term.Term // segments no longer used
	fn       *code.Func
	pc       int
	base     int

	handlers []handler
	exc      *exception // the last one raised, nil before the first
	bumped   int

	trap       trapKind
	trapFun    term.Term
	trapModule term.Atom
	trapName   term.Atom
	trapArgs   []term.Term
	wait       *nativeWait

	bits   *term.BitBuilder // that made the last bit string, to append to it
	result term.Term

	embedded  bool         // whoever runs it takes the outcome
	evaluates bool         // it began with typed code
	place     *code.MFA    // the function that typed code counts as; nil: none
	below     term.Term    // what stack traces go on with below the first frame; none: nothing
	uncaught  *exception   // what ended an embedded machine
	outer     proc.Located // what a nested machine runs in
}

// Result returns what the call that the machine was made for returned, once
// Run has returned Done without an exception.
func (m *Machine) Result() term.Term { return m.result }

// Under makes the machine's stack traces go on with the entries of trace, those
// of the code that it runs for.
func (m *Machine) Under(trace term.Term) *Machine {
	m.below = trace
	return m
}

// Within makes typed code count as part of a function in stack traces: it was
// typed at a breakpoint there.
func (m *Machine) Within(f code.MFA) *Machine {
	m.place = &f
	return m
}

// New returns a machine that calls module:name(args).
func New(sys *System, module, name term.Atom, args []term.Term) *Machine {
	m := &Machine{sys: sys}
	m.TailCall(module, name, args...)
	m.begin()
	return m
}

// NewFun returns a machine that calls a fun with args.
func NewFun(sys *System, fun term.Term, args []term.Term) *Machine {
	m := &Machine{sys: sys}
	m.TailApply(fun, args...)
	m.begin()
	return m
}

// NewCode returns a machine that runs a function that no module has, such as
// a Program's.
func NewCode(sys *System, fn *code.Func, args []term.Term) *Machine {
	f := &term.Fun{Module: fn.Module, Arity: fn.Arity, Code: fn}
	m := NewFun(sys, f.Term(), args)
	m.evaluates = typed(fn)
	return m
}

// begin makes the first frame: a native of our own whose result is the call
// that the trap describes.
func (m *Machine) begin() {
	m.reset()
	m.fn, m.pc = startFunc, 0
}

func (m *Machine) reset() {
	if len(m.segments) > 0 {
		m.stack, m.segments, m.spare = m.segments[0].stack, nil, nil
	}
	if len(m.stack) < firstStack {
		m.stack = make([]term.Term, firstStack)
	}
	m.base = 1
	s := backSlot(m.regs())
	s.p, s.w = pointer(stopFunc), backWord(0, 1)
	m.handlers = m.handlers[:0]
}

// startFunc makes the call that a new machine was made for.
var startFunc = &code.Func{NRegs: 1, Code: []code.Instr{{Op: code.Start}, {}}}

// Run implements proc.Runner.
func (m *Machine) Run(p *proc.Process, budget int) proc.Next {
	m.proc = p
	next, left := m.run(budget)
	p.AddReductions(max(budget-left, 1))
	if next == proc.Wait {
		m.tidy()
	}
	return next
}

// CurrentFunction implements proc.Located.
func (m *Machine) CurrentFunction() (f proc.MFA, ok bool) {
	m.backtrace(func(fn *code.Func, _ int) bool {
		if fn.Module == 0 && fn.Name == 0 {
			return true
		}
		f, ok = proc.MFA{Module: fn.Module, Function: fn.Name, Arity: fn.Arity}, true
		return false
	})
	return f, ok
}

// StackWords implements proc.Sized.
func (m *Machine) StackWords() int { return 2 * (len(m.stack) + len(m.segments)*segmentSize) }

// HeapWords implements proc.Sized: terms have no heap of their own.
func (m *Machine) HeapWords() int { return 0 }

var (
	_ proc.Runner  = (*Machine)(nil)
	_ proc.Located = (*Machine)(nil)
	_ proc.Sized   = (*Machine)(nil)
)
