package repl

import (
	"gex/node/proc"
	"gex/proto/term"
	"gex/repl/lang/code"
	"gex/repl/lang/lib"
	"gex/repl/lang/vm"
)

// evaluator runs what is typed in a process. It waits without touching the
// mailbox, which is the user's, until a job comes. It is the code of a process of
// its own, or, at a breakpoint, runs inside a native of the process that has
// reached it.
type evaluator struct {
	session *Session
	proc    *proc.Process
	job     *job
	machine *vm.Machine
	history []result
	leaving bool   // it ends when no job runs
	next    bool   // the next place to stop is a breakpoint
	going   going  // what the job wants to become of the evaluator
	place   *place // of a breakpoint, nil at none
}

// going is how a shell goes on after an entry.
type going uint8

const (
	goOn       going = iota
	goContinue       // the evaluator ends; a breakpoint is left
	goNext           // the same, and the next place to stop is a breakpoint
	goRespawn        // the evaluator ends and another takes its place at once
)

// job is something to run in the evaluator.
type job struct {
	// prepare makes the machine; it may run macros in the process. It returns
	// nil when it has called done itself.
	prepare func(p *proc.Process) *vm.Machine
	// done takes the outcome, in the context of the evaluator, and tells whether
	// prepare has more to run.
	done func(value term.Term, exc *vm.Exception) (more bool)
	// detached tells that the server waits for it no longer. It belongs to the
	// evaluator.
	detached bool
}

// Run implements proc.Runner.
func (e *evaluator) Run(p *proc.Process, budget int) (next proc.Next) {
	defer e.rescue(p, &next)
	if e.job == nil {
		return e.idle()
	}
	if e.machine == nil {
		if e.machine = e.job.prepare(p); e.machine == nil {
			e.job = nil
			return e.idle()
		}
	}
	j, m := e.job, e.machine
	next = m.Run(p, budget)
	if e.job != j {
		return e.idle() // interrupted by a signal that came during the slice
	}
	if next != proc.Done || p.Exiting() {
		return next
	}
	e.machine = nil
	value, exc := m.Outcome()
	if j.done(value, exc) {
		return proc.Yield
	}
	e.job = nil
	return e.idle()
}

// idle waits for a job, or ends.
func (e *evaluator) idle() proc.Next {
	if e.leaving {
		return proc.Done
	}
	return proc.Wait
}

// CurrentFunction implements proc.Located.
func (e *evaluator) CurrentFunction() (proc.MFA, bool) {
	if e.machine == nil {
		return proc.MFA{}, false
	}
	return e.machine.CurrentFunction()
}

// Stacktrace implements proc.Located.
func (e *evaluator) Stacktrace() term.Term {
	if e.machine == nil {
		return term.Nil
	}
	return e.machine.Stacktrace()
}

// Runs tells whether what the evaluator runs has a frame in a version of a module.
func (e *evaluator) Runs(mod *code.Module) bool { return e.machine != nil && e.machine.Runs(mod) }

// submit gives the evaluator process a job; false when the process is gone.
func (e *evaluator) submit(p *proc.Process, j *job) bool {
	return p.Post(&proc.Do{Func: func(p *proc.Process) {
		e.job = j
		p.Wake()
	}})
}

// interrupt drops what the evaluator runs and reports it as interrupted.
func (e *evaluator) interrupt(p *proc.Process, done func()) {
	p.Post(&proc.Do{Func: func(p *proc.Process) {
		if e.job != nil {
			e.job, e.machine = nil, nil
			p.StopTimer()
			p.Rewind()
			p.Wake()
			done()
		}
	}})
}

// leave ends the evaluator once what it runs is over; the server waits for that no
// longer. next tells to stop at the next place too.
func (e *evaluator) leave(p *proc.Process, next bool) {
	p.Post(&proc.Do{Func: func(p *proc.Process) {
		e.leaving, e.next = true, next
		e.detach()
		p.Wake()
	}})
}

// detach has a job that runs say itself how it ended. It is called in the context
// of the evaluator.
func (e *evaluator) detach() {
	if e.job != nil {
		e.job.detached = true
	}
}

var _ proc.Located = (*evaluator)(nil)

// scope is what carries over from one entry to the next.
type scope = lib.Scope
