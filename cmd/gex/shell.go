package main

import (
	"gex/node/proc"
	"gex/repl"
	"gex/repl/line"
)

// shell is a shell on the terminal: of this node (repl.Session) or of another
// (remote.Session).
type shell interface {
	// Run reads and evaluates until the input ends. It is the function of a process.
	Run(p *proc.Process)
	// Failed tells whether an entry failed.
	Failed() bool
	// Interrupt breaks off the evaluation; false if none runs.
	Interrupt() bool
	// Interrupted prints that something was broken off.
	Interrupted()
	// Dismiss ends the processes of the shell.
	Dismiss()
	// Reads tells whether prompt is that of an entry which is read now, and whether
	// of a further line of it.
	Reads(prompt string) (entry, more bool)
	// Complete implements line.Completer.
	Complete(text string, pos int) line.Completion
}

// front is the shell in front, nil for none.
func (p *program) front() shell {
	if s := p.shell.Load(); s != nil {
		return *s
	}
	return nil
}

// putInFront has s, nil for none, complete what is typed and take interrupts.
func (p *program) putInFront(s shell) {
	if s == nil {
		p.shell.Store(nil)
		return
	}
	p.shell.Store(&s)
	p.reader.SetCompleter(s.Complete)
	if local, ok := s.(*repl.Session); ok {
		p.sessions.Front(local)
	}
}
