package sys

import (
	"context"
	"errors"
	"testing"
	"time"

	"go.uber.org/goleak"

	"gex/node/proc"
	"gex/node/registry"
	"gex/proto/term"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// patience is how long an answer may take before a test fails.
const patience = 10 * time.Second

var (
	here  = term.Intern("here@host")
	there = term.Intern("there@host")
)

// world is a Host and the Router under it: a node of Go-written processes, whose
// only connection, with there, keeps what is sent.
type world struct {
	t     *testing.T
	sched *proc.Scheduler
	pids  *registry.Pids
	names *registry.Names
	sent  chan term.Term // {To, Msg} of what went to other nodes
	// run gives the exit reason of what Run starts.
	run func(p *proc.Process, module, function term.Atom, args []term.Term) term.Term
	// full refuses to start processes.
	full bool
}

var errFull = errors.New("too many processes")

func newWorld(t *testing.T) *world {
	w := &world{t: t, pids: registry.NewPids(), names: registry.NewNames(), sent: make(chan term.Term, 16)}
	w.sched = proc.NewScheduler(w, proc.Hooks{})
	t.Cleanup(func() {
		for _, p := range w.pids.All() {
			p.Post(&proc.Exit{From: p.Self(), Reason: term.Kill.Term()})
		}
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if err := w.sched.Shutdown(ctx); err != nil {
			t.Error(err)
		}
	})
	return w
}

func (w *world) Self() term.Atom                      { return here }
func (w *world) Local(node term.Atom) bool            { return node == here }
func (w *world) Lookup(pid term.Pid) *proc.Process    { return w.pids.Lookup(pid) }
func (w *world) Whereis(name term.Atom) *proc.Process { return w.names.Whereis(name) }

func (w *world) Retire(p *proc.Process) {
	w.pids.Remove(p)
	w.names.Remove(p)
}

func (w *world) Peer(node term.Atom, _ bool) proc.Peer {
	if node == there {
		return peer{w}
	}
	return nil
}

// peer is the connection with there.
type peer struct{ w *world }

func (peer) Node() term.Atom               { return there }
func (peer) Signal(term.Term, proc.Signal) {}
func (peer) Attach(*proc.Process) bool     { return true }
func (peer) Detach(*proc.Process)          {}

func (r peer) Send(_ *proc.Process, to, msg term.Term, _ proc.SendOptions) proc.SendStatus {
	r.w.sent <- term.Tuple(to, msg)
	return proc.Sent
}

func (w *world) Visible() []term.Atom           { return []term.Atom{there} }
func (w *world) Disconnect(node term.Atom) bool { return node == there }
func (w *world) Subscribe(*proc.Process)        {}
func (w *world) Mesh() Mesh                     { return Mesh{} }
func (w *world) TickTime() time.Duration        { return 60 * time.Second }
func (w *world) NewRef() *term.Ref              { return w.sched.NewRef() }

func (w *world) Connect(_ context.Context, node term.Atom) error {
	if node != there {
		return errors.New("no such node")
	}
	return nil
}

func (w *world) ConnectAuto(ctx context.Context, node term.Atom) error { return w.Connect(ctx, node) }

func (w *world) Go(f func(p *proc.Process)) error {
	if w.full {
		return errFull
	}
	w.start(f, proc.Options{})
	return nil
}

func (w *world) Run(watcher *proc.Process, leader term.Term, module, function term.Atom, args []term.Term) (term.Term, *term.Ref, error) {
	if w.full {
		return term.Term{}, nil, errFull
	}
	o := proc.Options{GroupLeader: leader}
	if watcher != nil {
		o.Parent, o.Monitor = watcher.Self(), watcher.MonitorRef(proc.MonitorOptions{})
	}
	p := w.add(o)
	if watcher != nil {
		watcher.Adopt(p, false, o.Monitor, term.Term{})
	}
	p.Start(watcher, proc.GoFunc(func(p *proc.Process) { p.SetExit(w.run(p, module, function, args)) }))
	return p.Self(), o.Monitor, nil
}

func (w *world) add(o proc.Options) *proc.Process {
	p, err := w.pids.Add(func(id, serial uint32) *proc.Process {
		pid := &term.Pid{Node: here, ID: id, Serial: serial, Creation: 1}
		if o.GroupLeader.IsNone() {
			o.GroupLeader = pid.Term()
		}
		return w.sched.New(pid, o)
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return p
}

func (w *world) start(f func(p *proc.Process), o proc.Options) *proc.Process {
	p := w.add(o)
	p.Start(nil, proc.GoFunc(f))
	return p
}

// client is a process of a test that hands on what it gets.
type client struct {
	*proc.Process
	t   *testing.T
	got chan term.Term
}

func (w *world) client() *client {
	c := &client{t: w.t, got: make(chan term.Term, 16)}
	c.Process = w.start(func(p *proc.Process) {
		for {
			msg, _, err := p.Receive(nil, -1)
			if err != nil {
				return
			}
			c.got <- msg
		}
	}, proc.Options{TrapExit: true})
	return c
}

// next returns the next message, which has to come.
func (c *client) next() term.Term {
	c.t.Helper()
	return next(c.t, c.got)
}

func next[T any](t *testing.T, ch <-chan T) (v T) {
	t.Helper()
	select {
	case v = <-ch:
	case <-time.After(patience):
		t.Fatal("nothing came")
	}
	return v
}

// call makes a gen call and returns its answer.
func (c *client) call(to *proc.Process, request term.Term) term.Term {
	c.t.Helper()
	tag := c.Scheduler().NewRef().Term()
	to.Deliver(term.Tuple(atomGenCall.Term(), term.Tuple(c.Self(), tag), request))
	answer := c.next()
	if !answer.IsTupleOf(2) || !term.Identical(answer.Elem(0), tag) {
		c.t.Fatalf("%v is no answer", answer)
	}
	return answer.Elem(1)
}

// same fails unless got is want.
func same(t *testing.T, got, want term.Term) {
	t.Helper()
	if !term.Identical(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func atom(name string) term.Term      { return term.A(name) }
func tuple(es ...term.Term) term.Term { return term.Tuple(es...) }
func list(es ...term.Term) term.Term  { return term.List(es...) }
