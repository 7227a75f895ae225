// Package proctest has processes that do what a test tells them. In flow the
// test's functions, out flow the messages that such a process gets.
package proctest

import (
	"testing"
	"time"

	"gex/node/proc"
	"gex/proto/term"
)

// patience is how long a message may take that has to come.
const patience = 10 * time.Second

// Actor is a process that does what the test tells it, and looks at its mailbox
// only then.
type Actor struct {
	*proc.Process
	t    testing.TB
	cmds chan func(p *proc.Process)
	done chan struct{} // closed when it begins to end
}

// Start has spawn start a Go process that is an actor until the test ends.
func Start(t testing.TB, spawn func(run func(p *proc.Process)) (*proc.Process, error)) *Actor {
	t.Helper()
	a := &Actor{t: t, cmds: make(chan func(*proc.Process)), done: make(chan struct{})}
	p, err := spawn(func(p *proc.Process) {
		defer close(a.done)
		for f := range a.cmds {
			if f(p); p.Exiting() {
				return
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	a.Process = p
	t.Cleanup(a.Stop)
	return a
}

// Stop lets the actor return, if it has not.
func (a *Actor) Stop() {
	select {
	case <-a.done:
	default:
		close(a.cmds)
		<-a.done
	}
}

// Do runs f in the actor and waits for it.
func (a *Actor) Do(f func(p *proc.Process)) {
	a.t.Helper()
	ran := make(chan struct{})
	select {
	case a.cmds <- func(p *proc.Process) { defer close(ran); f(p) }:
		<-ran
	case <-a.done:
		a.t.Fatal("actor has ended")
	}
}

// Sync has the actor handle its signals.
func (a *Actor) Sync() { a.Do((*proc.Process).HandleSignals) }

// Exit ends the actor with a reason of its own.
func (a *Actor) Exit(reason term.Term) {
	a.cmds <- func(p *proc.Process) { p.SetExit(reason) }
	close(a.cmds)
	<-a.done
}

// Next returns the next message, which has to come.
func (a *Actor) Next() (msg term.Term) {
	a.t.Helper()
	a.Do(func(p *proc.Process) {
		var ok bool
		if msg, ok, _ = p.Receive(nil, patience); !ok {
			a.t.Error("no message")
		}
	})
	return msg
}

// Expect fails unless the next message is want.
func (a *Actor) Expect(want term.Term) {
	a.t.Helper()
	if got := a.Next(); !term.Identical(got, want) {
		a.t.Errorf("got %v, want %v", got, want)
	}
}

// Quiet fails if the actor has a message after handling its signals.
func (a *Actor) Quiet() {
	a.t.Helper()
	a.Do(func(p *proc.Process) {
		if msg, ok, _ := p.Receive(nil, 0); ok {
			a.t.Errorf("unexpected message %v", msg)
		}
	})
}

// ExitMsg and DownMsg are the messages about the end of a process.
func ExitMsg(from, reason term.Term) term.Term { return term.Tuple(term.A("EXIT"), from, reason) }

// DownMsg is what the owner of a monitor gets.
func DownMsg(ref *term.Ref, what, reason term.Term) term.Term {
	return term.Tuple(term.A("DOWN"), ref.Term(), term.A("process"), what, reason)
}
