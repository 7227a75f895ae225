package repl

import (
	"fmt"
	"runtime/debug"

	"gex/node/proc"
)

// fault is a panic in gex's own code, which ends one entry and not the session.
type fault struct {
	value any
	stack []byte
}

func newFault(value any) *fault { return &fault{value, debug.Stack()} }

func (f *fault) Error() string { return fmt.Sprintf("internal error: %v\n\n%s", f.value, f.stack) }

// rescue ends a job that met a fault: its entry fails, and the bindings are what
// they were before.
func (e *evaluator) rescue(p *proc.Process, next *proc.Next) {
	v := recover()
	if v == nil {
		return
	}
	s := e.session
	s.fail()
	fmt.Fprintln(s.cfg.Stderr, "**", newFault(v))
	if j := e.job; j != nil {
		e.job, e.machine = nil, nil
		p.StopTimer()
		p.Rewind()
		if !j.detached {
			s.finished()
		}
	}
	*next = e.idle()
}
