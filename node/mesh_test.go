package node_test

import (
	"fmt"
	"sync"
	"testing"

	"gex/node"
	"gex/node/sys"
	"gex/proto/term"
	"gex/scripts/peers"
)

// mesh starts nodes n0, n1, … of a cluster, an agent on each.
func mesh(t *testing.T, count int, change ...func(*node.NetConfig)) (ms []*member, as []*agent) {
	c := newCluster(t)
	for i := range count {
		m := c.start(fmt.Sprintf("n%d", i), change...)
		ms, as = append(ms, m), append(as, m.agent(""))
	}
	return ms, as
}

func address(i int) string { return fmt.Sprintf("n%d@127.0.0.1", i) }

// sees waits until a node sees so many others.
func sees(t *testing.T, m *member, count int) {
	t.Helper()
	peers.Eventually(t, fmt.Sprintf("%s sees %d", m.Self(), count), func() bool { return len(m.Nodes(node.NodesVisible)) == count })
}

// global calls the global_name_server of the agent's node.
func (a *agent) global(request ...term.Term) term.Term {
	t := request[0]
	if len(request) > 1 {
		t = term.Tuple(request...)
	}
	return a.call(term.A("global_name_server"), t)
}

// allSynced waits until all nodes know each other.
func allSynced(t *testing.T, as []*agent) {
	t.Helper()
	for _, a := range as {
		sees(t, a.m, len(as)-1)
		if got := a.global(term.A("sync")); !got.Is(term.Ok) {
			t.Fatalf("sync: %s", show(got))
		}
		peers.Eventually(t, "known nodes", func() bool {
			n, _ := a.global(term.A("get_known")).Len()
			return n == len(as)-1
		})
	}
}

// TestMeshAtOnce connects all nodes at once with the first, and has all want a
// name at once.
func TestMeshAtOnce(t *testing.T) {
	ms, as := mesh(t, 10)
	all := func(f func(i int)) {
		var wg sync.WaitGroup
		for i := range ms {
			wg.Add(1)
			go func() { defer wg.Done(); f(i) }()
		}
		wg.Wait()
	}
	all(func(i int) {
		if err := ms[i].tryConnect(address(0)); err != nil {
			t.Error(err)
		}
	})
	allSynced(t, as)
	if t.Failed() {
		return
	}
	method := (&term.Export{Module: term.Intern("test"), Name: term.Intern("first"), Arity: 3}).Term()
	answers := make([][2]term.Term, len(ms))
	all(func(i int) {
		a := as[i]
		register := func(name term.Term) term.Term {
			return a.global(term.A("registrar"), term.Tuple(term.A("register"), name, a.p.Self(), method))
		}
		answers[i][0] = register(term.A("wanted"))
		answers[i][1] = register(term.Int(int64(i)))
	})
	winner := -1
	for i, got := range answers {
		first, second := got[0].Is(term.Intern("yes")), got[1].Is(term.Intern("yes"))
		if first == second { // a process has one name
			t.Errorf("%s answered %s", address(i), show(term.List(got[0], got[1])))
		}
		if first && winner >= 0 {
			t.Errorf("%s and %s have the name", address(winner), address(i))
		}
		if first {
			winner = i
		}
	}
	if winner < 0 {
		t.Fatal("nobody has the name")
	}
	for i, m := range ms {
		want := as[winner].far()
		if i == winner {
			want = as[winner].p.Self()
		}
		if got, _ := m.sys.Global.Whereis(term.A("wanted")); !term.Identical(got, want) {
			t.Errorf("%s has %s", m.Self(), show(got))
		}
		if n := len(m.sys.Global.Names()); n != len(ms) {
			t.Errorf("%s has %d names", m.Self(), n)
		}
	}
}

// TestPartitionsOfGo cuts connections of a mesh of nodes that all follow our rule:
// of two, the one with the smaller name stays.
func TestPartitionsOfGo(t *testing.T) {
	for _, cut := range [][2]int{{0, 3}, {3, 0}, {1, 2}} {
		ms, as := mesh(t, 4)
		for i := range 3 {
			ms[i].connect(address(i + 1))
		}
		allSynced(t, as)
		ms[cut[0]].Disconnect(ms[cut[1]].Self())
		out := max(cut[0], cut[1])
		for i, m := range ms {
			want := 2
			if i == out {
				want = 0
			}
			sees(t, m, want)
		}
		peers.Eventually(t, "a line about it", func() bool {
			ms[out].mu.Lock()
			defer ms[out].mu.Unlock()
			return len(ms[out].logs) > 0 && ms[out].logs[0].Level.Is(term.Intern("warning"))
		})
		// What was cut off comes back.
		ms[out].connect(ms[(out+1)%4].Self().String())
		allSynced(t, as)
	}
}

// TestOverlapAllowed loses one connection of a mesh and no other.
func TestOverlapAllowed(t *testing.T) {
	ms, as := mesh(t, 3, func(c *node.NetConfig) { c.Mesh = sys.Mesh{AllowOverlap: true} })
	ms[0].connect(address(1))
	ms[1].connect(address(2))
	allSynced(t, as)
	ms[0].Disconnect(ms[2].Self())
	sees(t, ms[0], 1)
	sees(t, ms[2], 1)
	if n, _ := as[1].global(term.A("get_known")).Len(); n != 2 {
		t.Errorf("%d nodes known", n)
	}
}

// TestNoConnectAll has a node stay out of the mesh and of its names.
func TestNoConnectAll(t *testing.T) {
	c := newCluster(t)
	ms := []*member{c.start("n0"), c.start("n1")}
	as := []*agent{ms[0].agent(""), ms[1].agent("")}
	alone := c.start("n2", func(c *node.NetConfig) { c.Mesh = sys.Mesh{NoConnectAll: true} })
	b := alone.agent("")
	alone.connect(address(0))
	ms[0].connect(address(1))
	sees(t, ms[0], 2)
	// It is asked to sync, and does not answer; the others sync without it.
	peers.Eventually(t, "the others know each other", func() bool {
		x, _ := as[0].global(term.A("get_known")).Len()
		y, _ := as[1].global(term.A("get_known")).Len()
		return x == 1 && y == 1
	})
	sees(t, ms[1], 1)
	sees(t, alone, 1)
	if known := b.global(term.A("get_known")); !term.Identical(known, term.Nil) {
		t.Errorf("knows %s", show(known))
	}
}

// TestAutoConnect sends to nodes that are not connected.
func TestAutoConnect(t *testing.T) {
	for _, tt := range []struct {
		auto          node.AutoConnect
		first, second bool // whether a message connects, and again later
	}{{node.AutoConnectAlways, true, true}, {node.AutoConnectOnce, true, false}, {node.AutoConnectNever, false, false}} {
		c := newCluster(t)
		m, o := c.start("aa", func(n *node.NetConfig) { n.AutoConnect = tt.auto }), c.start("zz")
		a, b := m.agent(""), o.agent("b")
		try := func(want bool) {
			t.Helper()
			a.send(at("b", "zz@127.0.0.1"), term.A("hi"))
			if !want {
				if m.Peer(o.Self(), false) != nil {
					t.Errorf("mode %d: a message connects", tt.auto)
				}
				m.connect("zz@127.0.0.1")
				return
			}
			b.want(term.A("hi"))
		}
		try(tt.first)
		peers.Eventually(t, "both up", func() bool { return m.nodes() != "" && o.nodes() != "" })
		m.Disconnect(o.Self())
		peers.Eventually(t, "both down", func() bool { return m.nodes()+o.nodes() == "" })
		try(tt.second)
	}
}
