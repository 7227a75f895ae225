package proc

import "gex/proto/term"

// Next tells the scheduler what to do with a process after a slice.
type Next uint8

const (
	// Yield: the process can go on; it runs again after those before it.
	Yield Next = iota
	// Wait: its receive found nothing; it runs again when a message arrives
	// or its receive timer fires.
	Wait
	// Done: it has finished, with the reason given to SetExit or Crash
	// (normal if neither was called).
	Done
)

// Budget is how many reductions a slice has, as in ERTS.
const Budget = 4000

// Runner is the code of a process. Run goes on where it stopped, for about
// budget reductions, and never keeps the goroutine while it waits. It reports
// the reductions it used with Process.AddReductions.
//
// Run is called by one goroutine at a time, not always the same. After an exit
// signal took effect (Process.Exiting) Run is not called again; inside a slice
// it may return Yield at once then.
type Runner interface {
	Run(p *Process, budget int) Next
}

// MFA names a function.
type MFA struct {
	Module, Function term.Atom
	Arity            int
}

// Located is a Runner that knows where it is, for process_info.
type Located interface {
	// CurrentFunction returns the function that runs, false if unknown.
	CurrentFunction() (MFA, bool)
	// Stacktrace returns the stack as a list of {M, F, Arity, Location}.
	Stacktrace() term.Term
}

// Sized is a Runner that can estimate its memory.
type Sized interface {
	// StackWords and HeapWords are in words of 8 bytes.
	StackWords() int
	HeapWords() int
}

// GoFunc is a process written in Go. It is a Runner only so that code that
// starts processes need not tell the two apart: Process.Start gives it a
// goroutine of its own.
type GoFunc func(p *Process)

// Run calls f to its end.
func (f GoFunc) Run(p *Process, _ int) Next {
	f(p)
	return Done
}

var _ Runner = GoFunc(nil)
