package repl

import (
	"time"

	"gex/node"
	"gex/node/proc"
	"gex/proto/term"
	"gex/repl/complete"
	"gex/repl/line"
)

// completionLimit is how long Tab may take. Keys typed meanwhile wait for it, so
// that they come behind what it inserts.
const completionLimit = time.Second

// Complete implements line.Completer.
func (s *Session) Complete(text string, pos int) line.Completion {
	if pos < 0 || pos > len(text) {
		return line.Completion{}
	}
	return completionOf(s.complete(text[:pos]))
}

// complete completes text, in a process of its own; the lines of the entry above it
// count too. It gives nothing while an evaluation runs (what is typed then is no
// code), while the completion before has not ended, when it takes too long, and for
// a fault.
func (s *Session) complete(text string) complete.Result {
	s.mu.Lock()
	scope, running, before := s.scope, s.running, s.pending
	s.mu.Unlock()
	if scope == nil || running || !s.completing.CompareAndSwap(false, true) {
		return complete.Result{}
	}
	done := make(chan complete.Result, 1)
	p, err := s.cfg.Runtime.Node.SpawnGo(nil, func(p *proc.Process) {
		var r complete.Result
		defer func() {
			if recover() != nil { // a fault must not end the session with it
				r = complete.Result{}
			}
			s.completing.Store(false)
			done <- r
		}()
		r = complete.At(s.cfg.Runtime, p, scope, before+text)
	}, node.SpawnOptions{})
	if err != nil {
		s.completing.Store(false)
		return complete.Result{}
	}
	limit := time.NewTimer(completionLimit)
	defer limit.Stop()
	select {
	case r := <-done:
		return r
	case <-limit.C:
		p.Post(&proc.Exit{From: p.Self(), Reason: term.Kill.Term()})
		return complete.Result{}
	}
}

// setPending notes the lines of the entry that have been read.
func (s *Session) setPending(lines string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pending = lines
}

// completionOf returns what the editor shows.
func completionOf(r complete.Result) line.Completion {
	c := line.Completion{Insert: r.Insert}
	for _, l := range r.Lists {
		c.Lists = append(c.Lists, line.List(l))
	}
	return c
}
