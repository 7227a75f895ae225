package repl

import (
	"gex/node/proc"
	"gex/proto/term"
	"gex/repl/lang/code"
	"gex/repl/lang/lib"
	"gex/repl/lang/vm"
)

// evaluator is the code of the process that runs what is typed. It waits
// without touching its mailbox, which is the user's, until a job comes.
type evaluator struct {
	session *Session
	job     *job
	machine *vm.Machine
}

// job is something to run in the evaluator.
type job struct {
	// prepare makes the machine; it may run macros in the process. It returns
	// nil when it has called done itself.
	prepare func(p *proc.Process) *vm.Machine
	// done takes the outcome, in the context of the evaluator, and tells whether
	// prepare has more to run.
	done func(value term.Term, exc *vm.Exception) (more bool)
}

// Run implements proc.Runner.
func (e *evaluator) Run(p *proc.Process, budget int) (next proc.Next) {
	defer e.rescue(p, &next)
	if e.job == nil {
		return proc.Wait
	}
	if e.machine == nil {
		if e.machine = e.job.prepare(p); e.machine == nil {
			e.job = nil
			return proc.Wait
		}
	}
	j, m := e.job, e.machine
	next = m.Run(p, budget)
	if e.job != j {
		return proc.Wait // interrupted by a signal that came during the slice
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

// submit gives the evaluator process a job. else_ runs when the process is gone.
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
			done()
		}
	}})
}

var _ proc.Located = (*evaluator)(nil)

// scope is what carries over from one entry to the next.
type scope = lib.Scope
