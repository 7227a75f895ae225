package repl

import (
	"gex/node/proc"
	"gex/proto/term"
	"gex/repl/render"
)

// Dismiss ends the processes of a shell that is over or is to be over while the
// program goes on. A process whose breakpoint the shell is at goes on. It may be
// called from any goroutine.
func (s *Session) Dismiss() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.p != nil {
		Kill(s.p)
	}
	if s.eval != nil && s.evalProc != s.own {
		s.eval.leave(s.evalProc, false)
	}
	if s.own != nil {
		Kill(s.own)
	}
}

// Kill ends a process from outside.
func Kill(p *proc.Process) {
	p.Post(&proc.Do{Func: func(p *proc.Process) { _ = p.Exit(p.Self(), term.A("kill")) }})
}

// Interrupted prints that what was typed, or what ran, is broken off.
func (s *Session) Interrupted() {
	s.printAsync(s.colors().Paint(render.EvalError, "** (EXIT) interrupted") + "\n")
}
