package proc_test

import (
	"testing"
	"time"

	"gex/node"
	"gex/node/proc"
	"gex/proto/term"
)

const patience = 10 * time.Second

// actor is a process that does what the test tells it, and looks at its mailbox
// only then.
type actor struct {
	*proc.Process
	t    testing.TB
	cmds chan func(p *proc.Process)
	done chan struct{} // closed when it begins to end
}

func newActor(t testing.TB, n *node.Node, o node.SpawnOptions) *actor {
	t.Helper()
	a := &actor{t: t, cmds: make(chan func(*proc.Process)), done: make(chan struct{})}
	p, err := n.SpawnGo(nil, func(p *proc.Process) {
		defer close(a.done)
		for f := range a.cmds {
			if f(p); p.Exiting() {
				return
			}
		}
	}, o)
	if err != nil {
		t.Fatal(err)
	}
	a.Process = p
	t.Cleanup(a.stop)
	return a
}

// stop lets the actor return, if it has not.
func (a *actor) stop() {
	select {
	case <-a.done:
	default:
		close(a.cmds)
		<-a.done
	}
}

// do runs f in the actor and waits for it.
func (a *actor) do(f func(p *proc.Process)) {
	a.t.Helper()
	ran := make(chan struct{})
	select {
	case a.cmds <- func(p *proc.Process) { defer close(ran); f(p) }:
		<-ran
	case <-a.done:
		a.t.Fatal("actor has ended")
	}
}

// sync has the actor handle its signals.
func (a *actor) sync() { a.do((*proc.Process).HandleSignals) }

// exit ends the actor with a reason of its own.
func (a *actor) exit(reason term.Term) {
	a.cmds <- func(p *proc.Process) { p.SetExit(reason) }
	close(a.cmds)
	<-a.done
}

// next returns the next message, which has to come.
func (a *actor) next() (msg term.Term) {
	a.t.Helper()
	a.do(func(p *proc.Process) {
		var ok bool
		if msg, ok, _ = p.Receive(nil, patience); !ok {
			a.t.Error("no message")
		}
	})
	return msg
}

// expect fails unless the next message is want.
func (a *actor) expect(want term.Term) {
	a.t.Helper()
	if got := a.next(); !term.Identical(got, want) {
		a.t.Errorf("got %v, want %v", show(got), show(want))
	}
}

// quiet fails if the actor has a message after handling its signals.
func (a *actor) quiet() {
	a.t.Helper()
	a.do(func(p *proc.Process) {
		if msg, ok, _ := p.Receive(nil, 0); ok {
			a.t.Errorf("unexpected message %v", show(msg))
		}
	})
}

// show prints terms for failures.
func show(t term.Term) any {
	switch {
	case t.IsAtom():
		return t.AtomName()
	case t.IsInt():
		return t.Int()
	case t.IsPid():
		return *t.Pid()
	case t.IsRef():
		return *t.Ref()
	case t.IsTuple():
		var es []any
		for _, e := range t.Elems() {
			es = append(es, show(e))
		}
		return es
	case t.IsList():
		ts, _ := t.Slice()
		return show(term.Tuple(ts...))
	}
	return t.Kind()
}

func atom(name string) term.Term               { return term.A(name) }
func tuple(ts ...term.Term) term.Term          { return term.Tuple(ts...) }
func exitMsg(from, reason term.Term) term.Term { return tuple(atom("EXIT"), from, reason) }
func downMsg(ref *term.Ref, what, reason term.Term) term.Term {
	return tuple(atom("DOWN"), ref.Term(), atom("process"), what, reason)
}

// end has a end with reason and returns when its links and monitors were told:
// those of b, the last one, too.
func end(b, a *actor, reason term.Term) {
	b.t.Helper()
	var ref *term.Ref
	b.do(func(p *proc.Process) { ref, _ = p.Monitor(a.Self(), proc.MonitorOptions{}) })
	a.sync()
	a.exit(reason)
	b.expect(downMsg(ref, a.Self(), reason))
}
