package node

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"gex/node/proc"
	"gex/node/proc/proctest"
	"gex/proto/term"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const patience = 10 * time.Second

// wire is a Conn that hands everything to the other node at once.
type wire struct {
	mu     sync.Mutex
	peer   *Peer // of the node at the other end: what arrives goes in there
	mine   *Peer // of this end
	closed bool
	busy   []*proc.Process // held while the wire is busy
	full   bool
}

func (w *wire) far() *Peer {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return nil
	}
	return w.peer
}

func (w *wire) Send(from *proc.Process, to, msg term.Term, o proc.SendOptions) proc.SendStatus {
	far := w.far()
	if far == nil {
		return proc.Sent
	}
	w.mu.Lock()
	full := w.full && from != nil
	if full && !o.NoSuspend {
		w.busy = append(w.busy, from)
	}
	w.mu.Unlock()
	if full && o.NoSuspend {
		return proc.NoSuspend
	}
	far.Receive(to, msg, o)
	if full {
		from.Hold()
		return proc.Suspended
	}
	return proc.Sent
}

// Signal gives each signal the connection that it comes over, as a decoder does.
func (w *wire) Signal(to term.Term, sig proc.Signal) {
	far := w.far()
	if far == nil {
		return
	}
	switch x := sig.(type) {
	case *proc.Link:
		sig = &proc.Link{From: x.From, Via: far}
	case *proc.Unlink:
		sig = &proc.Unlink{ID: x.ID, From: x.From, Via: far}
	case *proc.Monitor:
		// A name is what the monitor is sent to.
		sig = &proc.Monitor{From: x.From, Ref: x.Ref, Name: x.Name, Via: far}
	case *proc.SpawnRequest:
		y := *x
		y.Via = far
		sig = &y
	case *proc.SpawnReply:
		y := *x
		y.Via = far
		sig = &y
	}
	far.ReceiveSignal(to, sig)
}

func (w *wire) Close() { w.cut() }

// cut loses the connection at both ends.
func (w *wire) cut() {
	w.mu.Lock()
	was := w.closed
	w.closed = true
	w.mu.Unlock()
	if was {
		return
	}
	for _, p := range []*Peer{w.mine, w.peer} {
		if p != nil { // nil: that end refused
			p.Lost(term.A("connection_closed"))
		}
	}
}

// world is nodes that can reach each other by name.
type world struct {
	t     *testing.T
	mu    sync.Mutex
	nodes map[term.Atom]*Node
	wires []*wire
	gate  chan struct{} // dialing waits for it, if not nil
	dials int
}

func newWorld(t *testing.T) *world {
	w := &world{t: t, nodes: map[term.Atom]*Node{}}
	t.Cleanup(func() {
		for _, n := range w.nodes {
			ctx, cancel := context.WithTimeout(context.Background(), patience)
			defer cancel()
			if err := n.Shutdown(ctx); err != nil {
				t.Error(err)
			}
			if err := n.Shutdown(ctx); err != nil {
				t.Error("again:", err)
			}
		}
	})
	return w
}

func (w *world) node(name string, c Config) *Node {
	c.Name, c.Creation = term.Intern(name), 42
	var n *Node
	c.Dialer = func(ctx context.Context, to term.Atom) error { return w.dial(ctx, n, to) }
	n = New(c)
	w.mu.Lock()
	w.nodes[c.Name] = n
	w.mu.Unlock()
	return n
}

var (
	errNobody = errors.New("nobody of that name")
	errNOK    = errors.New("nok")
)

func (w *world) dial(ctx context.Context, from *Node, name term.Atom) error {
	w.mu.Lock()
	gate, to := w.gate, w.nodes[name]
	w.dials++
	w.mu.Unlock()
	if gate != nil {
		select {
		case <-gate:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	if to == nil {
		return errNobody
	}
	err := w.join(from, to)
	if errors.Is(err, errNOK) {
		// The attempt of the other node goes on, if it is not over by now.
		p := from.peer(name, false)
		if p == nil {
			return err
		}
		select {
		case <-p.settled:
			err = nil
		case <-ctx.Done():
		}
	}
	return err
}

// join connects two nodes as a handshake begun by from does.
func (w *world) join(from, to *Node) error {
	answer, done := to.Offer(from.Self())
	switch answer {
	case AnswerNOK:
		return errNOK
	case AnswerAlive:
		return ErrConnected
	}
	out, in := &wire{}, &wire{}
	w.mu.Lock()
	w.wires = append(w.wires, out)
	w.mu.Unlock()
	// Nothing goes through before both ends know their peers.
	out.mu.Lock()
	in.mu.Lock()
	p, err := from.Connected(to.Self(), out, ConnInfo{Creation: to.Creation()})
	q, err2 := to.Connected(from.Self(), in, ConnInfo{Creation: from.Creation(), Hidden: from.config.Hidden})
	out.mine, out.peer, in.mine, in.peer = p, q, q, p
	in.mu.Unlock()
	out.mu.Unlock()
	if err != nil || err2 != nil {
		out.Close()
		in.Close()
	}
	done(errors.Join(err, err2))
	return errors.Join(err, err2)
}

func (w *world) connect(a, b *Node) {
	w.t.Helper()
	if err := a.Connect(context.Background(), b.Self()); err != nil {
		w.t.Fatal(err)
	}
}

// actor is a process of a node that the test directs.
type actor struct{ *proctest.Actor }

func newActor(t *testing.T, n *Node, o SpawnOptions) *actor {
	t.Helper()
	return &actor{proctest.Start(t, func(run func(*proc.Process)) (*proc.Process, error) { return n.SpawnGo(nil, run, o) })}
}

// exit ends the actor once it has handled its signals.
func (a *actor) exit(reason term.Term) {
	a.Sync()
	a.Exit(reason)
}

var (
	atom  = term.A
	tuple = term.Tuple
)
