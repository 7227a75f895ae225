package node

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"gex/node/proc"
	"gex/node/proc/proctest"
	"gex/proto/term"
	"gex/scripts/peers"
)

// remotePair returns an actor on each of two nodes that are not connected yet.
func remotePair(t *testing.T) (w *world, na, nb *Node, a, b *actor) {
	w = newWorld(t)
	na, nb = w.node("a@h", Config{}), w.node("b@h", Config{})
	o := SpawnOptions{TrapExit: true}
	return w, na, nb, newActor(t, na, o), newActor(t, nb, o)
}

func TestRemoteSend(t *testing.T) {
	_, _, nb, a, b := remotePair(t)
	nb.Register(term.Intern("bee"), b.Process)
	var alias *term.Ref
	b.Do(func(p *proc.Process) { alias = p.Alias(proc.ExplicitUnalias) })
	// The first message makes the connection.
	a.Do(func(p *proc.Process) {
		for i, to := range []term.Term{b.Self(), tuple(atom("bee"), atom("b@h")), alias.Term()} {
			if st := p.Send(to, term.Int(int64(i)), proc.SendOptions{}); st != proc.Sent {
				t.Error(st)
			}
		}
		for _, to := range []term.Term{tuple(atom("nobody"), atom("b@h")), tuple(atom("x"), atom("nowhere@h"))} {
			if st := p.Send(to, atom("lost"), proc.SendOptions{}); st != proc.Sent {
				t.Error(st)
			}
		}
		if st := p.Send(tuple(atom("x"), atom("far@h")), atom("m"), proc.SendOptions{NoConnect: true}); st != proc.NoConnect {
			t.Error(st)
		}
		for _, to := range []term.Term{atom("nobody"), term.Int(1), tuple(atom("x"), term.Int(1))} {
			if st := p.Send(to, atom("m"), proc.SendOptions{}); st != proc.BadDest {
				t.Error(st)
			}
		}
	})
	for i := range 3 {
		b.Expect(term.Int(int64(i)))
	}
	b.Do(func(p *proc.Process) { p.Send(a.Self(), atom("back"), proc.SendOptions{}) })
	a.Expect(atom("back"))
}

func TestRemoteLinksAndMonitors(t *testing.T) {
	_, _, nb, a, b := remotePair(t)
	nb.Register(term.Intern("bee"), b.Process)
	named := tuple(atom("bee"), atom("b@h"))
	var r1, r2, r3, r4 *term.Ref
	a.Do(func(p *proc.Process) {
		p.Link(b.Self())
		r1, _ = p.Monitor(b.Self(), proc.MonitorOptions{})
		r2, _ = p.Monitor(named, proc.MonitorOptions{})
		r3, _ = p.Monitor(tuple(atom("nobody"), atom("b@h")), proc.MonitorOptions{})
		r4, _ = p.Monitor(b.Self(), proc.MonitorOptions{})
		p.Demonitor(r4, true)
	})
	a.Expect(proctest.DownMsg(r3, tuple(atom("nobody"), atom("b@h")), atom("noproc")))
	b.Do(func(p *proc.Process) {
		p.HandleSignals()
		if v, _ := p.Info(atom("links")); !term.Identical(v, term.List(a.Self())) {
			t.Error("links", v)
		}
		if v, _ := p.Info(atom("monitored_by")); !term.Identical(v, term.List(a.Self(), a.Self())) {
			t.Error("monitored_by", v)
		}
	})
	b.exit(atom("x"))
	a.Expect(proctest.ExitMsg(b.Self(), atom("x")))
	a.Expect(proctest.DownMsg(r1, b.Self(), atom("x")))
	a.Expect(proctest.DownMsg(r2, named, atom("x")))
	a.Do(func(p *proc.Process) { p.Link(b.Self()) })
	a.Expect(proctest.ExitMsg(b.Self(), atom("noproc")))
	a.Quiet()
}

func TestRemoteUnlink(t *testing.T) {
	_, na, nb, a, b := remotePair(t)
	a.Do(func(p *proc.Process) {
		p.Link(b.Self())
		p.Unlink(b.Self())
		p.Link(b.Self())
		p.Unlink(b.Self())
	})
	if err := na.Connect(context.Background(), nb.Self()); err != nil {
		t.Fatal(err)
	}
	w := newActor(t, na, SpawnOptions{})
	ref := monitor(w, b.Self())
	peers.Eventually(t, "the monitor there", func() (arrived bool) {
		b.Do(func(p *proc.Process) { v, _ := p.Info(atom("monitored_by")); arrived = v.IsCons() })
		return arrived
	})
	for _, x := range []*actor{b, a, b} {
		x.Do((*proc.Process).HandleSignals)
	}
	b.exit(atom("x"))
	w.Expect(proctest.DownMsg(ref, b.Self(), atom("x")))
	a.Quiet()
	a.Do(func(p *proc.Process) {
		if v, _ := p.Info(atom("links")); !v.IsNil() {
			t.Error("links", v)
		}
	})
}

func TestConnectionLost(t *testing.T) {
	w, na, nb, a, b := remotePair(t)
	w.connect(na, nb)
	nb.Register(term.Intern("bee"), b.Process)
	named := tuple(atom("bee"), atom("b@h"))
	var r1, r2 *term.Ref
	a.Do(func(p *proc.Process) {
		p.Link(b.Self())
		r1, _ = p.Monitor(b.Self(), proc.MonitorOptions{})
		r2, _ = p.Monitor(named, proc.MonitorOptions{})
		na.MonitorNode(p, nb.Self(), true)
		na.MonitorNode(p, nb.Self(), true)
	})
	b.Do(func(p *proc.Process) {
		p.HandleSignals()
		p.Monitor(a.Self(), proc.MonitorOptions{})
	})
	a.Do((*proc.Process).HandleSignals)
	w.wires[0].cut()
	var got []term.Term
	for range 5 {
		got = append(got, a.Next())
	}
	for _, want := range []term.Term{
		proctest.ExitMsg(b.Self(), atom("noconnection")),
		proctest.DownMsg(r1, b.Self(), atom("noconnection")),
		proctest.DownMsg(r2, named, atom("noconnection")),
		tuple(atom("nodedown"), atom("b@h")),
	} {
		if !slices.ContainsFunc(got, func(m term.Term) bool { return term.Identical(m, want) }) {
			t.Errorf("missing %v", want)
		}
	}
	a.Quiet()
	for _, item := range []string{"links", "monitors", "monitored_by"} {
		for _, x := range []*actor{a, b} {
			x.Do(func(p *proc.Process) {
				if v, _ := p.Info(atom(item)); !v.IsNil() {
					t.Errorf("%s left: %v", item, v)
				}
			})
		}
	}
	// A link over a new connection has nothing to do with the old one.
	a.Do(func(p *proc.Process) { p.Link(b.Self()) })
	w.connect(na, nb)
	a.Quiet()
}

func TestUnreachable(t *testing.T) {
	w := newWorld(t)
	n := w.node("a@h", Config{})
	a := newActor(t, n, SpawnOptions{TrapExit: true})
	far := (&term.Pid{Node: term.Intern("gone@h"), ID: 5, Creation: 1}).Term()
	var ref, req *term.Ref
	a.Do(func(p *proc.Process) { p.Link(far) })
	a.Expect(proctest.ExitMsg(far, atom("noconnection")))
	a.Do(func(p *proc.Process) { ref, _ = p.Monitor(far, proc.MonitorOptions{}) })
	a.Expect(proctest.DownMsg(ref, far, atom("noconnection")))
	a.Do(func(p *proc.Process) {
		req = p.SpawnRequest(term.Intern("gone@h"), term.Intern("m"), term.Intern("f"), term.Nil, proc.RequestOptions{Wire: term.Nil})
	})
	a.Expect(tuple(atom("spawn_reply"), req.Term(), atom("error"), atom("noconnection")))
	a.Do(func(p *proc.Process) { n.MonitorNode(p, term.Intern("gone@h"), true) })
	a.Expect(tuple(atom("nodedown"), atom("gone@h")))
	if err := n.Connect(context.Background(), term.Intern("gone@h")); !errors.Is(err, errNobody) {
		t.Error(err)
	}
	if len(n.Nodes(NodesConnected)) != 0 {
		t.Error(n.Nodes(NodesConnected))
	}
	// Nothing is dialed by a node that is not alive.
	n.SetName(term.Intern(NoNode), 0)
	if err := n.Connect(context.Background(), term.Intern("b@h")); !errors.Is(err, ErrNotAlive) {
		t.Error(err)
	}
}

// TestPending: what is sent while connecting is kept, in order; a sender of too
// much is held.
func TestPending(t *testing.T) {
	w, na, _, a, b := remotePair(t)
	w.gate = make(chan struct{})
	const n = maxPending + 2
	sent := make(chan struct{})
	left := n
	sender, _, _ := na.Spawn(nil, runner(func(p *proc.Process) proc.Next {
		if left == 0 {
			close(sent)
			return proc.Done
		}
		left--
		if st := p.Send(b.Self(), term.Int(int64(n-left)), proc.SendOptions{}); (st == proc.Suspended) != (n-left > maxPending) && left > 0 {
			t.Errorf("message %d: %v", n-left, st)
		}
		return proc.Yield
	}), SpawnOptions{})
	// Held after the message that was one too many.
	peers.Eventually(t, "the sender held", func() bool {
		var now term.Term
		a.Do(func(p *proc.Process) {
			now, _ = p.Ask(sender, func(*proc.Process) term.Term { return term.Int(int64(left)) })
		})
		return now.Int() == 1
	})
	close(w.gate)
	<-sent
	for i := range n {
		b.Expect(term.Int(int64(i + 1)))
	}
}

// runner is a Runner made of one function.
type runner func(p *proc.Process) proc.Next

func (f runner) Run(p *proc.Process, _ int) proc.Next { return f(p) }

func TestBusyConnection(t *testing.T) {
	w, na, nb, _, b := remotePair(t)
	w.connect(na, nb)
	out := w.wires[0]
	out.mu.Lock()
	out.full = true
	out.mu.Unlock()
	var statuses []proc.SendStatus
	p, _, _ := na.Spawn(nil, runner(func(p *proc.Process) proc.Next {
		if len(statuses) == 2 {
			return proc.Done
		}
		statuses = append(statuses, p.Send(b.Self(), term.Int(int64(len(statuses))), proc.SendOptions{NoSuspend: len(statuses) == 1}))
		return proc.Yield
	}), SpawnOptions{})
	b.Expect(term.Int(0))
	a := newActor(t, na, SpawnOptions{})
	a.Do(func(x *proc.Process) {
		st, err := x.Ask(p, func(*proc.Process) term.Term { return term.Int(int64(len(statuses))) })
		if err != nil || st.Int() != 1 {
			t.Error("not held", st.Int(), err)
		}
	})
	ref := monitor(a, p.Self())
	for _, q := range out.busy {
		q.Release()
	}
	a.Expect(proctest.DownMsg(ref, p.Self(), atom("normal")))
	if !slices.Equal(statuses, []proc.SendStatus{proc.Suspended, proc.NoSuspend}) {
		t.Error(statuses)
	}
	b.Quiet()
}

func monitor(a *actor, to term.Term) (ref *term.Ref) {
	a.Do(func(p *proc.Process) { ref, _ = p.Monitor(to, proc.MonitorOptions{}) })
	return ref
}

func TestSpawnRequest(t *testing.T) {
	w := newWorld(t)
	funcs := Funcs{
		"m:tell/1": func(p *proc.Process, args []term.Term) (term.Term, error) {
			p.Send(args[0], tuple(atom("up"), p.GroupLeader()), proc.SendOptions{})
			return term.Term{}, nil
		},
		"m:wait/0": func(p *proc.Process, _ []term.Term) (term.Term, error) {
			p.Receive(nil, -1)
			return term.Term{}, &Exception{Class: term.Exit, Reason: atom("told")}
		},
	}
	na, nb := w.node("a@h", Config{}), w.node("b@h", Config{Resolver: funcs})
	a := newActor(t, na, SpawnOptions{TrapExit: true})
	m, b := term.Intern("m"), nb.Self()
	request := func(f string, args term.Term, wire string, o proc.RequestOptions) (ref *term.Ref) {
		o.Wire = wireOpts(wire)
		a.Do(func(p *proc.Process) { ref = p.SpawnRequest(b, m, term.Intern(f), args, o) })
		return ref
	}
	reply := func(ref *term.Ref) (pid term.Term) {
		t.Helper()
		es := a.Next().Elems()
		if len(es) != 4 || !es[0].Is(term.Intern("spawn_reply")) || *es[1].Ref() != *ref {
			t.Fatalf("no reply: %v", tuple(es...))
		}
		return es[3]
	}

	ref := request("tell", term.List(a.Self()), "", proc.RequestOptions{})
	if pid := reply(ref); pid.Pid() == nil || pid.Pid().Node != b {
		t.Error(pid)
	}
	a.Expect(tuple(atom("up"), a.GroupLeader()))

	ref = request("wait", term.Nil, "link monitor", proc.RequestOptions{Link: true, Monitor: true,
		MonitorOptions: proc.MonitorOptions{Tag: atom("ended")}})
	pid := reply(ref)
	a.Do(func(p *proc.Process) { p.Send(pid, atom("go"), proc.SendOptions{}) })
	a.Expect(proctest.ExitMsg(pid, atom("told")))
	a.Expect(tuple(atom("ended"), ref.Term(), atom("process"), pid, atom("told")))

	ref = request("nothing", term.List(term.Int(1)), "monitor", proc.RequestOptions{Monitor: true})
	pid = reply(ref)
	a.Expect(proctest.DownMsg(ref, pid, Undef(m, term.Intern("nothing"), []term.Term{term.Int(1)})))

	ref = request("wait", term.Nil, "unknown", proc.RequestOptions{})
	a.Expect(tuple(atom("spawn_reply"), ref.Term(), atom("error"), atom("badopt")))

	request("tell", term.List(a.Self()), "", proc.RequestOptions{Reply: proc.ReplyNo})
	if m := a.Next(); m.Tagged(term.Intern("up"), 2) == nil {
		t.Error(m)
	}
	a.Quiet()
}

func wireOpts(s string) term.Term {
	if s == "" {
		return term.Nil
	}
	var ts []term.Term
	for _, name := range strings.Fields(s) {
		ts = append(ts, atom(name))
	}
	return term.List(ts...)
}

func TestMonitorNodes(t *testing.T) {
	w := newWorld(t)
	na, nb, nh := w.node("a@h", Config{}), w.node("b@h", Config{}), w.node("hid@h", Config{Hidden: true})
	plain, full, off := newActor(t, na, SpawnOptions{}), newActor(t, na, SpawnOptions{}), newActor(t, na, SpawnOptions{})
	plain.Do(func(p *proc.Process) { na.MonitorNodes(p, true, NodeOptions{}) })
	full.Do(func(p *proc.Process) {
		na.MonitorNodes(p, true, NodeOptions{Kinds: NodesConnected, WithType: true, WithReason: true, List: true})
	})
	off.Do(func(p *proc.Process) {
		na.MonitorNodes(p, true, NodeOptions{Map: true})
		na.MonitorNodes(p, false, NodeOptions{Map: true})
	})
	w.connect(nh, na)
	full.Expect(tuple(atom("nodeup"), atom("hid@h"), term.List(tuple(atom("node_type"), atom("hidden")))))
	w.connect(na, nb)
	plain.Expect(tuple(atom("nodeup"), atom("b@h")))
	full.Expect(tuple(atom("nodeup"), atom("b@h"), term.List(tuple(atom("node_type"), atom("visible")))))
	if got := na.Nodes(NodesVisible); !slices.Equal(got, []term.Atom{nb.Self()}) {
		t.Error(got)
	}
	if got := na.Nodes(NodesKnown); !slices.Equal(got, []term.Atom{na.Self(), nh.Self(), nb.Self()}) {
		t.Error(got)
	}
	if !na.Disconnect(nb.Self()) || na.Disconnect(nb.Self()) {
		t.Error("disconnected once")
	}
	plain.Expect(tuple(atom("nodedown"), atom("b@h")))
	m := full.Next()
	if es := m.Elems(); len(es) != 3 || !es[0].Is(term.Intern("nodedown")) {
		t.Error(m)
	}
	off.Quiet()
	plain.Stop()
	w.connect(na, nb) // tells nobody who has ended
	full.Next()
}

// TestSimultaneous: two nodes that connect to each other at once end up with one
// connection.
func TestSimultaneous(t *testing.T) {
	for range 50 {
		w, na, nb, a, b := remotePair(t)
		w.gate = make(chan struct{})
		errs := make(chan error, 2)
		go func() { errs <- na.Connect(context.Background(), nb.Self()) }()
		go func() { errs <- nb.Connect(context.Background(), na.Self()) }()
		peers.Eventually(t, "a second attempt", func() bool { w.mu.Lock(); defer w.mu.Unlock(); return w.dials == 2 })
		close(w.gate)
		for range 2 {
			if err := <-errs; err != nil {
				t.Fatal(err)
			}
		}
		a.Do(func(p *proc.Process) { p.Send(b.Self(), atom("hi"), proc.SendOptions{}) })
		b.Expect(atom("hi"))
		if len(na.Peers()) != 1 || len(nb.Peers()) != 1 {
			t.Fatal(len(na.Peers()), len(nb.Peers()))
		}
	}
}
