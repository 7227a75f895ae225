package sys

import (
	"testing"

	"gex/node/proc"
	"gex/proto/term"
)

func TestNetKernel(t *testing.T) {
	w := newWorld(t)
	w.run = func(p *proc.Process, module, function term.Atom, args []term.Term) term.Term {
		p.Send(args[0], tuple(atom("spawned"), module.Term(), function.Term(), p.GroupLeader()), proc.SendOptions{})
		return term.Normal.Term()
	}
	kernel := w.start(NetKernel(w), proc.Options{})
	c := w.client()
	badarg := tuple(atom("EXIT"), tuple(atom("badarg"), term.Nil))
	connect := func(node term.Term) term.Term { return tuple(atom("connect"), atom("normal"), node) }
	tests := []struct {
		name          string
		request, want term.Term
	}{
		{"ping", tuple(atom("is_auth"), there.Term()), atom("yes")},
		{"tick time", atom("get_net_ticktime"), tuple(atom("ticktime"), term.Int(60))},
		{"new tick time", tuple(atom("new_ticktime"), term.Int(1), term.Int(60000)), tuple(atom("unchanged"), term.Int(60))},
		{"nodes_info", atom("nodes_info"), tuple(atom("ok"), term.Nil)},
		{"connect", connect(there.Term()), term.True.Term()},
		{"connect to nobody", connect(atom("nobody@host")), term.False.Term()},
		{"connect to no name", connect(term.Int(1)), term.False.Term()},
		{"disconnect", tuple(atom("disconnect"), there.Term()), term.True.Term()},
		{"disconnect from nobody", tuple(atom("disconnect"), atom("nobody@host")), term.False.Term()},
		{"spawn of no module", tuple(atom("spawn"), term.Int(1), atom("f"), term.Nil, c.Self()), badarg},
		{"spawn with no list", tuple(atom("spawn"), atom("m"), atom("f"), atom("a"), c.Self()), badarg},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { same(t, c.call(kernel, tt.request), tt.want) })
	}
	for _, kind := range []string{"spawn", "spawn_link"} {
		watcher := w.client()
		kernel.Deliver(tuple(atomGenCall.Term(), tuple(watcher.Self(), atom("tag")),
			tuple(atom(kind), atom("m"), atom("f"), list(c.Self()), c.Self())))
		answer := watcher.next()
		if !answer.IsTupleOf(2) || !answer.Elem(1).IsPid() {
			t.Errorf("%s: %v", kind, answer)
		}
		same(t, c.next(), tuple(atom("spawned"), atom("m"), atom("f"), c.Self()))
	}
}

func TestNetKernelWithoutProcesses(t *testing.T) {
	w := newWorld(t)
	w.full = true
	kernel := w.start(NetKernel(w), proc.Options{})
	c := w.client()
	same(t, c.call(kernel, tuple(atom("connect"), atom("normal"), there.Term())), term.False.Term())
	same(t, c.call(kernel, tuple(atom("spawn"), atom("m"), atom("f"), term.Nil, c.Self())),
		tuple(atom("EXIT"), tuple(atom("system_limit"), term.Nil)))
}

// TestNetKernelSpawnLink: the process is linked to who asked for it.
func TestNetKernelSpawnLink(t *testing.T) {
	w := newWorld(t)
	w.run = func(p *proc.Process, _, _ term.Atom, _ []term.Term) term.Term {
		p.Receive(nil, -1)
		return atom("crashed")
	}
	kernel := w.start(NetKernel(w), proc.Options{})
	got := make(chan term.Term, 1)
	w.start(func(p *proc.Process) {
		request := tuple(atom("spawn_link"), atom("m"), atom("f"), term.Nil, p.Self())
		p.Send(kernel.Self(), tuple(atomGenCall.Term(), tuple(p.Self(), atom("tag")), request), proc.SendOptions{})
		msg, _, _ := p.Receive(nil, patience)
		p.Send(msg.Elem(1), atom("go"), proc.SendOptions{})
		msg, _, _ = p.Receive(nil, patience)
		got <- msg
	}, proc.Options{TrapExit: true})
	msg := next(t, got)
	if es := msg.Tagged(term.EXIT, 3); es == nil || !term.Identical(es[2], atom("crashed")) {
		t.Errorf("got %v", msg)
	}
}
