package node_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"gex/node"
	"gex/node/proc"
	"gex/proto/dist"
	"gex/proto/epmd"
	"gex/proto/handshake"
	"gex/proto/term"
	"gex/scripts/peers"
)

// pair is two nodes of one cluster, not connected yet, with an agent each.
func pair(t *testing.T) (m, o *member, a, b *agent) {
	c := newCluster(t)
	m, o = c.start("aa"), c.start("zz")
	return m, o, m.agent("a"), o.agent("b")
}

func TestMessagesBothWays(t *testing.T) {
	_, _, a, b := pair(t)
	for i := range 100 {
		// The first one connects.
		a.send(at("b", "zz@127.0.0.1"), term.Int(int64(i)))
	}
	for i := range 100 {
		b.want(term.Int(int64(i)))
	}
	b.send(a.far(), term.A("back"))
	a.want(term.A("back"))
	big := term.Binary(make([]byte, 3<<20))
	a.send(b.far(), term.Tuple(term.A("big"), big))
	a.send(b.far(), term.A("after"))
	if got := b.next(); !got.IsTupleOf(2) || !term.Identical(got.Elem(1), big) {
		t.Error("large message changed")
	}
	b.want(term.A("after"))
	var alias *term.Ref
	b.do(func(p *proc.Process) { alias = p.Alias(proc.ReplyAlias) })
	a.send(b.outside(alias.Term()), term.A("once"))
	a.send(b.outside(alias.Term()), term.A("twice"))
	a.send(b.far(), term.A("end"))
	b.want(term.A("once"))
	b.want(term.A("end"))
}

func TestFunsBetweenNodes(t *testing.T) {
	_, _, a, b := pair(t)
	clauses := term.List(term.Tuple(term.A("clause"), term.Int(1), term.Nil, term.Nil, term.List(term.Tuple(term.A("atom"), term.Int(1), term.A("x")))))
	for _, d := range []struct{ from, to *agent }{{a, b}, {b, a}, {a, b}} {
		for arity := range 3 {
			for _, named := range []bool{false, true} {
				f := sourceFun(arity, named, clauses)
				d.from.send(d.to.far(), term.Tuple(term.A("f"), f.Term()))
				d.from.send(d.to.far(), term.A("behind"))
				got := d.to.next()
				g := got.Elem(1).Fun()
				if g == nil || g.Arity != arity || g.Module != term.ErlEval {
					t.Fatalf("arity %d named %v: got %s", arity, named, show(got))
				}
				env, ok := g.EvalEnv()
				if want, _ := f.EvalEnv(); !ok || !term.Identical(env, want) {
					t.Error("environment changed")
				}
				d.to.want(term.A("behind"))
			}
		}
	}
}

func TestFunsBothWaysAtOnce(t *testing.T) {
	m, o, a, b := pair(t)
	m.connect("zz@127.0.0.1")
	peers.Eventually(t, "up", func() bool { return o.nodes() != "" })
	f := sourceFun(1, false, term.Nil).Term()
	var wg sync.WaitGroup
	for _, d := range []struct{ from, to *agent }{{a, b}, {b, a}} {
		wg.Add(1)
		go func() { defer wg.Done(); d.from.send(d.to.far(), term.Tuple(f)) }()
	}
	wg.Wait()
	for _, x := range []*agent{a, b} {
		if got := x.next(); !got.IsTupleOf(1) || !got.Elem(0).IsFun() {
			t.Error(show(got))
		}
	}
}

func TestSpawnLinkMonitor(t *testing.T) {
	m, o, a, b := pair(t)
	zz := o.Self()
	var ref *term.Ref
	a.do(func(p *proc.Process) {
		ref = p.SpawnRequest(zz, term.Intern("test"), term.Intern("crash"), term.List(term.A("oops")),
			proc.RequestOptions{Link: true, Monitor: true, Wire: term.List(term.A("link"), term.A("monitor"))})
	})
	reply := a.next()
	pid := reply.Elem(3)
	if !pid.IsPid() || pid.Pid().Node != zz {
		t.Fatalf("reply %s", show(reply))
	}
	oops := term.Tuple(term.A("oops"), term.Nil)
	exit := term.Tuple(term.EXIT.Term(), pid, oops)
	down := term.Tuple(term.Down.Term(), ref.Term(), term.A("process"), pid, oops)
	x, y := a.next(), a.next()
	if !(term.Identical(x, exit) && term.Identical(y, down)) && !(term.Identical(y, exit) && term.Identical(x, down)) {
		t.Errorf("got %s and %s", show(x), show(y))
	}
	// The crash was reported here, where its group leader is.
	peers.Eventually(t, "crash report", func() bool {
		m.mu.Lock()
		defer m.mu.Unlock()
		return len(m.logs) == 1 && term.Identical(m.logs[0].Args.Head(), pid)
	})
	// A lost connection breaks links and fires monitors.
	var mon *term.Ref
	a.do(func(p *proc.Process) {
		p.Link(b.far())
		mon, _ = p.Monitor(at("b", "zz@127.0.0.1"), proc.MonitorOptions{})
	})
	a.send(b.far(), term.A("linked"))
	b.want(term.A("linked"))
	o.Disconnect(m.Self())
	b.want(term.Tuple(term.EXIT.Term(), a.far(), term.Noconnection.Term()))
	gone := map[bool]bool{}
	for range 2 {
		got := a.next()
		isDown := got.Elem(0).Is(term.Down)
		gone[isDown] = term.Identical(got.Elem(got.Arity()-1), term.Noconnection.Term()) &&
			(!isDown || term.Identical(got.Elem(1), mon.Term()))
	}
	if !gone[true] || !gone[false] {
		t.Error("no noconnection for link or monitor")
	}
}

func TestConnectErrors(t *testing.T) {
	c := newCluster(t)
	m := c.start("aa")
	c.start("other", func(n *node.NetConfig) { n.Cookie = "different" })
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := closed.Addr().(*net.TCPAddr).Port
	closed.Close()
	r, err := (&epmd.Client{Port: c.port}).Register(t.Context(), epmd.NewNode("dead", uint16(port)))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for name, want := range map[string]struct {
		text string
		is   error
	}{
		"nobody@127.0.0.1":  {"knows no such node", epmd.ErrNoPort},
		"other@127.0.0.1":   {"cookie", handshake.ErrCookie},
		"dead@127.0.0.1":    {"connection refused", nil},
		"short@host":        {"not fully qualified", node.ErrNameDomain},
		"foo":               {"want name@host", node.ErrName},
		"x@no-such.invalid": {"no-such.invalid", nil},
		"y@127.0.0.9":       {"no port mapper", epmd.ErrNoEpmd},
	} {
		err := m.tryConnect(name)
		var ce *node.ConnectError
		if !errors.As(err, &ce) || !strings.Contains(err.Error(), want.text) || want.is != nil && !errors.Is(err, want.is) {
			t.Errorf("%s: %v", name, err)
		}
		if m.nodes() != "" {
			t.Fatalf("connected to %s", m.nodes())
		}
	}
	if err := m.tryConnect("aa@127.0.0.1"); err != nil {
		t.Errorf("to itself: %v", err)
	}
}

func TestCookies(t *testing.T) {
	c := newCluster(t)
	m, o := c.start("aa"), c.start("zz", func(n *node.NetConfig) { n.Cookie = "two" })
	if err := m.tryConnect("zz@127.0.0.1"); !errors.Is(err, handshake.ErrCookie) {
		t.Fatalf("got %v", err)
	}
	peers.Eventually(t, "log line", func() bool {
		r := o.reports()
		return len(r) == 1 && strings.Contains(r[0], "attempt from node aa@127.0.0.1 rejected")
	})
	if !m.SetCookie(o.Self(), "two") || m.Cookie() != clusterCookie {
		t.Error("cookie of the other node changes our own")
	}
	m.connect("zz@127.0.0.1")
	peers.Eventually(t, "up", func() bool { return o.nodes() != "" })
	m.Disconnect(o.Self())
	peers.Eventually(t, "down", func() bool { return o.nodes() == "" })
	o.SetCookie(o.Self(), "three")
	if o.Cookie() != "three" || o.CookieOf(m.Self()) != "three" {
		t.Error("own cookie not changed")
	}
	if err := o.tryConnect("aa@127.0.0.1"); !errors.Is(err, handshake.ErrCookie) {
		t.Errorf("got %v", err)
	}
}

func TestNameTaken(t *testing.T) {
	c := newCluster(t)
	c.start("aa")
	n := node.New(node.Config{})
	defer n.Shutdown(t.Context())
	err := n.Start(t.Context(), node.NetConfig{Name: "aa@127.0.0.1", Long: true, EpmdPort: c.port, Addresses: []string{"127.0.0.1"}})
	if !errors.Is(err, epmd.ErrNameTaken) || n.Alive() {
		t.Errorf("got %v", err)
	}
}

func TestFullName(t *testing.T) {
	for _, tt := range []struct {
		name string
		long bool
		want string
		err  error
	}{
		{"a@h", false, "a@h", nil},
		{"a@h.dom", true, "a@h.dom", nil},
		{"a@127.0.0.1", true, "a@127.0.0.1", nil},
		{"a@h.dom", false, "", node.ErrNameDomain},
		{"", false, "", node.ErrName},
		{"@h", false, "", node.ErrName},
		{"a@::1", true, "a@::1", nil},
		{"a@h", true, "a@h", nil},
		{"a@b c", false, "", node.ErrName},
		{"a@b@c", false, "", node.ErrName},
		{"a b@h", false, "", node.ErrName},
		{"a.b@h", false, "", node.ErrName},
		{strings.Repeat("a", 300) + "@h", false, "", node.ErrName},
	} {
		got, err := node.FullName(tt.name, tt.long)
		if got != tt.want || !errors.Is(err, tt.err) || (err == nil) != (tt.err == nil) {
			t.Errorf("%q: %q, %v", tt.name, got, err)
		}
	}
	for _, name := range []string{"solo", "solo@"} {
		if got, err := node.FullName(name, false); err != nil || !strings.HasPrefix(got, "solo@") || len(got) < 6 {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

func TestSimultaneousConnects(t *testing.T) {
	m, o, a, b := pair(t)
	for round := range 20 {
		var wg sync.WaitGroup
		for _, x := range []struct {
			m  *member
			to string
		}{{m, "zz@127.0.0.1"}, {o, "aa@127.0.0.1"}} {
			wg.Add(1)
			go func() {
				defer wg.Done()
				if err := x.m.tryConnect(x.to); err != nil {
					t.Errorf("round %d: %v", round, err)
				}
			}()
		}
		wg.Wait()
		peers.Eventually(t, "both up", func() bool { return m.nodes() == "zz@127.0.0.1" && o.nodes() == "aa@127.0.0.1" })
		a.send(b.far(), term.Int(int64(round)))
		b.want(term.Int(int64(round)))
		b.send(a.far(), term.Int(int64(round)))
		a.want(term.Int(int64(round)))
		m.Disconnect(o.Self())
		peers.Eventually(t, "both down", func() bool { return m.nodes() == "" && o.nodes() == "" })
	}
}

func TestDynamicName(t *testing.T) {
	c := newCluster(t)
	o := c.start("zz")
	m := c.start("", func(n *node.NetConfig) { n.Name, n.Dynamic = "127.0.0.1", true })
	if m.Alive() {
		t.Error("alive without a name")
	}
	if err := m.ConnectDynamic(t.Context(), o.Self()); err != nil {
		t.Fatal(err)
	}
	if !strings.HasSuffix(m.Self().String(), "@127.0.0.1") || m.Creation() == 0 {
		t.Errorf("got name %s", m.Self())
	}
	peers.Eventually(t, "up there", func() bool { return len(o.Nodes(node.NodesHidden)) == 1 })
	if o.Nodes(node.NodesHidden)[0] != m.Self() || len(o.Nodes(node.NodesVisible)) != 0 {
		t.Errorf("there: %s", o.nodes())
	}
	b := o.agent("b")
	a := m.agent("")
	a.send(at("b", "zz@127.0.0.1"), a.p.Self())
	b.send(b.next(), term.A("hello"))
	a.want(term.A("hello"))
}

// TestBadPeers throws at the port what is no handshake, and at a connection
// what is no distribution message: it costs that connection and one line.
func TestBadPeers(t *testing.T) {
	c := newCluster(t)
	m := c.start("aa")
	o := c.start("zz")
	o.connect("aa@127.0.0.1")
	n, err := (&epmd.Client{Port: c.port}).PortPlease(t.Context(), "127.0.0.1", "aa")
	if err != nil {
		t.Fatal(err)
	}
	address := fmt.Sprintf("127.0.0.1:%d", n.Port)
	dial := func() net.Conn {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		conn.SetDeadline(time.Now().Add(20 * time.Second))
		return conn
	}
	shake := func() net.Conn {
		conn := dial()
		in := handshake.Initiator{Name: "bad@127.0.0.1", Creation: 5, Flags: dist.Default, Peer: "aa@127.0.0.1",
			Cookie: func(string) string { return clusterCookie }}
		if _, err := in.Handshake(conn); err != nil {
			t.Fatal(err)
		}
		return conn
	}
	recorded := &recorder{Conn: dial()}
	in := handshake.Initiator{Name: "bad@127.0.0.1", Creation: 5, Flags: dist.Default, Peer: "aa@127.0.0.1",
		Cookie: func(string) string { return clusterCookie }}
	if _, err := in.Handshake(recorded); err != nil {
		t.Fatal(err)
	}
	recorded.Close()
	lines := 0
	for name, x := range map[string]struct {
		dial func() net.Conn
		data []byte
	}{
		"garbage":        {dial, []byte("GET / HTTP/1.0\r\n\r\n")},
		"huge handshake": {dial, []byte{0xff, 0xff, 'N', 0, 0}},
		"replay":         {dial, recorded.sent},
		"huge frame":     {shake, []byte{0xff, 0xff, 0xff, 0xff}},
		"no term":        {shake, []byte{0, 0, 0, 3, 131, 68, 0}},
		"pass through":   {shake, []byte{0, 0, 0, 2, 112, 131}},
		"no control":     {shake, []byte{0, 0, 0, 5, 131, 68, 0, 97, 1}},
		"empty slot":     {shake, []byte{0, 0, 0, 8, 131, 68, 1, 0, 7, 104, 1, 82}},
	} {
		peers.Eventually(t, "quiet", func() bool { return m.nodes() == "zz@127.0.0.1" })
		conn := x.dial()
		conn.Write(x.data)
		conn.(*net.TCPConn).CloseWrite()
		if _, err := io.Copy(io.Discard, conn); err != nil && errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: not closed", name)
		}
		conn.Close()
		lines++
		peers.Eventually(t, "line for "+name, func() bool { return len(m.reports()) == lines })
	}
	if m.nodes() != "zz@127.0.0.1" {
		t.Errorf("nodes: %s", m.nodes())
	}
}

type recorder struct {
	net.Conn
	sent []byte
}

func (r *recorder) Write(b []byte) (int, error) {
	r.sent = append(r.sent, b...)
	return r.Conn.Write(b)
}

func TestStop(t *testing.T) {
	m, o, _, _ := pair(t)
	m.connect("zz@127.0.0.1")
	peers.Eventually(t, "up", func() bool { return o.nodes() != "" })
	if !m.Stop() || m.Alive() || m.nodes() != "" {
		t.Error("not stopped")
	}
	peers.Eventually(t, "down", func() bool { return o.nodes() == "" })
	if err := m.tryConnect("zz@127.0.0.1"); !errors.Is(err, node.ErrNotAlive) {
		t.Errorf("got %v", err)
	}
	if m.Stop() {
		t.Error("stopped twice")
	}
}

func TestGlobalMesh(t *testing.T) {
	c := newCluster(t)
	names := []string{"n1", "n2", "n3", "n4"}
	var ms []*member
	for _, n := range names {
		ms = append(ms, c.start(n))
	}
	// A chain becomes a mesh.
	for i := range 3 {
		ms[i].connect(names[i+1] + "@127.0.0.1")
	}
	for _, m := range ms {
		peers.Eventually(t, "mesh of "+m.Self().String(), func() bool { return len(m.Nodes(node.NodesVisible)) == 3 })
	}
	for _, m := range ms {
		a := m.agent("")
		a.do(func(p *proc.Process) {
			p.Send(term.A("global_name_server"), term.Tuple(term.A("$gen_call"), term.Tuple(p.Self(), term.A("t")), term.A("sync")), proc.SendOptions{})
		})
		a.want(term.Tuple(term.A("t"), term.Ok.Term()))
	}
}

// TestStalledPeer holds a sender when the other side does not read, and lets
// it go when it does.
func TestStalledPeer(t *testing.T) {
	c := newCluster(t)
	m := c.start("aa")
	n, err := (&epmd.Client{Port: c.port}).PortPlease(t.Context(), "127.0.0.1", "aa")
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", n.Port))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	in := handshake.Initiator{Name: "deaf@127.0.0.1", Creation: 5, Flags: dist.Default, Peer: "aa@127.0.0.1",
		Cookie: func(string) string { return clusterCookie }}
	if _, err := in.Handshake(conn); err != nil {
		t.Fatal(err)
	}
	peers.Eventually(t, "up", func() bool { return m.nodes() != "" })
	a := m.agent("")
	to := at("x", "deaf@127.0.0.1")
	msg := term.Binary(make([]byte, 1<<20))
	const count = 64
	sent := make(chan int, count)
	go a.do(func(p *proc.Process) {
		for i := range count {
			p.Send(to, msg, proc.SendOptions{})
			sent <- i
		}
		close(sent)
	})
	// A busy connection refuses those who do not want to wait.
	b := m.agent("")
	peers.Eventually(t, "busy", func() bool {
		var st proc.SendStatus
		b.do(func(p *proc.Process) { st = p.Send(to, term.A("x"), proc.SendOptions{NoSuspend: true}) })
		return st == proc.NoSuspend
	})
	if len(sent) == count {
		t.Error("nobody was held")
	}
	go io.Copy(io.Discard, conn)
	for range sent {
	}
	var st proc.SendStatus
	b.do(func(p *proc.Process) { st = p.Send(to, term.A("x"), proc.SendOptions{}) })
	if st != proc.Sent {
		t.Errorf("status %d", st)
	}
}

func TestNoEpmd(t *testing.T) {
	c := newCluster(t)
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := free.Addr().(*net.TCPAddr).Port
	free.Close()
	m := c.start("aa", func(n *node.NetConfig) { n.NoEpmd, n.Port = true, port })
	o := c.start("zz", func(n *node.NetConfig) { n.NoEpmd, n.PeerPort, n.Hidden = true, port, true })
	o.connect("aa@127.0.0.1")
	peers.Eventually(t, "up", func() bool { return m.nodes() != "" })
	if len(m.Nodes(node.NodesVisible)) != 0 || len(o.Nodes(node.NodesHidden)) != 1 {
		t.Error("hidden node is visible")
	}
}

// call makes a gen call to a registered process of a node, from an agent.
func (a *agent) call(to, request term.Term) term.Term {
	a.t.Helper()
	var tag term.Term
	a.do(func(p *proc.Process) {
		tag = p.Scheduler().NewRef().Term()
		p.Send(to, term.Tuple(term.A("$gen_call"), term.Tuple(p.Self(), tag), request), proc.SendOptions{})
	})
	got := a.next()
	if !got.IsTupleOf(2) || !term.Identical(got.Elem(0), tag) {
		a.t.Fatalf("answer %s", show(got))
	}
	return got.Elem(1)
}

func TestSystemProcesses(t *testing.T) {
	m, _, a, b := pair(t)
	node := "zz@127.0.0.1"
	sum := term.Tuple(term.A("call"), term.A("lists"), term.A("sum"), term.List(term.List(term.Int(1), term.Int(2))), a.p.Self())
	undef := term.Tuple(term.A("call"), term.A("no"), term.A("such"), term.Nil, a.p.Self())
	for _, tt := range []struct {
		to      string
		request term.Term
		want    string
	}{
		{"net_kernel", term.Tuple(term.A("is_auth"), m.Self().Term()), "yes"},
		{"net_kernel", term.A("get_net_ticktime"), "{ticktime,60}"},
		{"net_kernel", term.Tuple(term.A("new_ticktime"), term.Int(1), term.Int(1)), "{unchanged,60}"},
		{"rex", sum, "3"},
		{"rex", undef, "{badrpc,{EXIT,{undef,[{no,such,[],[]}]}}}"},
		{"global_name_server", term.A("get_protocol_version"), "8"},
		{"application_controller", term.A("which_applications"), "[]"},
	} {
		if got := show(a.call(at(tt.to, node), tt.request)); got != tt.want {
			t.Errorf("%s %s: %s, want %s", tt.to, show(tt.request), got, tt.want)
		}
	}
	for name, want := range map[string]term.Term{"b": term.A(node), "nobody": term.Tuple(term.A("nonexisting_name"), term.A("nobody"))} {
		a.send(at("rex", node), term.Tuple(a.p.Self(), term.Tuple(term.A("sbcast"), term.A(name), term.A("hi"))))
		a.want(term.Tuple(term.A("rex"), term.A(node), want))
	}
	b.want(term.A("hi"))
	a.send(at("rex", node), term.Tuple(a.p.Self(), term.A("features_request")))
	a.want(term.Tuple(term.A("features_reply"), term.A(node), term.List(term.A("erpc"))))
	a.send(at("init", node), term.Tuple(a.p.Self(), term.A("get_status")))
	a.want(term.Tuple(term.A("init"), term.Tuple(term.A("started"), term.A("started"))))
	// A name whose process ends is gone.
	pid := a.call(at("net_kernel", node), term.Tuple(term.A("spawn"), term.A("test"), term.A("wait"), term.Nil, a.p.Self()))
	if got := a.call(at("global_name_server", node), term.Tuple(term.A("register"), term.A("g"), pid, term.A("m"))); !term.Identical(got, term.A("yes")) {
		t.Error(show(got))
	}
	whereis := term.Tuple(term.A("whereis"), term.A("g"))
	if got := a.call(at("global_name_server", node), whereis); !term.Identical(got, pid) {
		t.Error(show(got))
	}
	a.do(func(p *proc.Process) { p.Exit(pid, term.Kill.Term()) })
	peers.Eventually(t, "name gone", func() bool {
		return a.call(at("global_name_server", node), whereis).Is(term.Undefined)
	})
}

// TestGlobalClash gives a name on both sides before they meet.
func TestGlobalClash(t *testing.T) {
	m, o, a, b := pair(t)
	name := term.A("boss")
	method := (&term.Export{Module: term.Intern("test"), Name: term.Intern("first"), Arity: 3}).Term()
	for _, x := range []*agent{a, b} {
		x.call(term.A("global_name_server"), term.Tuple(term.A("register"), name, x.p.Self(), method))
	}
	a.call(term.A("global_name_server"), term.Tuple(term.A("register"), term.A("mine"), a.p.Self(), method))
	m.connect("zz@127.0.0.1")
	for _, x := range []*member{m, o} {
		seen := func(who *agent) term.Term {
			if who.m == x {
				return who.p.Self()
			}
			return who.far()
		}
		peers.Eventually(t, "one boss at "+x.Self().String(), func() bool {
			pid, _ := x.sys.Global.Whereis(name)
			return term.Identical(pid, seen(b))
		})
		peers.Eventually(t, "name of aa at "+x.Self().String(), func() bool {
			pid, _ := x.sys.Global.Whereis(term.A("mine"))
			return term.Identical(pid, seen(a))
		})
	}
}

// TestGlobalLocks gives a lock to one requester at a time, and frees it with
// its owner.
func TestGlobalLocks(t *testing.T) {
	m, _, a, b := pair(t)
	gns := at("global_name_server", "zz@127.0.0.1")
	id := func(who string) term.Term { return term.Tuple(term.A("res"), term.A(who)) }
	set := func(x *agent, who string) bool {
		return x.call(gns, term.Tuple(term.A("set_lock"), id(who))).Is(term.True)
	}
	first := set(a, "one")
	again := set(a, "one") // the same requester may have it twice
	if !first || !again || set(b, "two") || !set(b, "one") {
		t.Error("lock given wrongly")
	}
	for _, x := range []*agent{a, b} {
		if set(x, "two") {
			t.Error("lock given while held")
		}
		x.call(gns, term.Tuple(term.A("del_lock"), id("one")))
	}
	if !set(a, "two") {
		t.Error("lock not freed")
	}
	if set(b, "three") {
		t.Error("lock given while held")
	}
	m.Disconnect(term.Intern("zz@127.0.0.1"))
	peers.Eventually(t, "lock freed with the node of its owner", func() bool { return set(b, "three") })
}

// TestGlobalLockOfKnownNode synchronises with a node through others while our own
// attempt is still due: it must not take a lock that nobody would free.
func TestGlobalLockOfKnownNode(t *testing.T) {
	c := newCluster(t)
	m, o := c.start("aa"), c.bare("zz")
	b := o.agent("global_name_server")
	us, gns := o.Self().Term(), at("global_name_server", m.Self().String())
	cast := func(ts ...term.Term) { b.send(gns, term.Tuple(term.A("$gen_cast"), term.Tuple(ts...))) }
	m.connect(o.Self().String())
	tag := b.next().Elem(1).Elem(1).Elem(1) // {$gen_cast, {init_connect, {Version, Tag}, Node, Locker}}
	cast(term.A("init_connect"), term.Tuple(term.Int(8), term.Int(77)), us,
		term.Tuple(term.A("locker"), term.A("no_longer_a_pid"), term.MapOf(), b.p.Self()))
	b.want(term.Tuple(term.A("init_connect_ack"), m.Self().Term(), term.Int(77), tag))
	cast(term.A("in_sync"), us, term.Bool(true))
	if synced := b.call(gns, term.A("get_synced")); !term.Identical(synced, term.List(us)) {
		t.Errorf("synced %s", show(synced))
	}
	b.do(func(p *proc.Process) {
		if msg, ok, _ := p.Receive(nil, 200*time.Millisecond); ok {
			t.Errorf("got %s", show(msg))
		}
	})
}

// TestPortRange has two nodes share a range whose first port is in use; a third
// finds none.
func TestPortRange(t *testing.T) {
	c := newCluster(t)
	first := freeRange(t)
	ports := func(n *node.NetConfig) { n.Port, n.MaxPort = first, first+2 }
	a := c.start("aa", ports)
	c.start("zz", ports)
	third := node.New(node.Config{})
	config := node.NetConfig{Name: "mm@127.0.0.1", Long: true, Cookie: clusterCookie, EpmdPort: c.port, Addresses: []string{"127.0.0.1"}}
	ports(&config)
	if err := third.Start(t.Context(), config); err == nil {
		t.Error("a third node has a port of a range of two free ones")
	}
	a.connect("zz@127.0.0.1")
}

// freeRange returns a port that is in use for the time of the test and is followed
// by two free ones, out of the range of outgoing connections.
func freeRange(t *testing.T) int {
	for first := 20000 + os.Getpid()%1000*10; ; first += 3 {
		var ls []net.Listener
		for i := range 3 {
			l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", first+i))
			if err != nil {
				break
			}
			ls = append(ls, l)
		}
		for i, l := range ls {
			if i == 0 && len(ls) == 3 {
				t.Cleanup(func() { l.Close() })
			} else {
				l.Close()
			}
		}
		if len(ls) == 3 {
			return first
		}
		if first > 31000 {
			t.Fatal("no free ports")
		}
	}
}

// TestPeerPort connects nodes that know each other's port, with no port mapper
// and without one of their own.
func TestPeerPort(t *testing.T) {
	c := newCluster(t)
	c.port = freeRange(t) + 1 // nobody listens there
	port := c.port + 1
	m := c.start("aa", func(n *node.NetConfig) { n.NoOwnEpmd, n.Port, n.PeerPort = true, port, port })
	o := c.start("zz", func(n *node.NetConfig) { n.NoOwnEpmd, n.PeerPort = true, port })
	o.connect("aa@127.0.0.1")
	peers.Eventually(t, "up", func() bool { return m.nodes() != "" })
	if _, err := (&epmd.Client{Port: c.port}).Names(t.Context(), "127.0.0.1"); !errors.Is(err, epmd.ErrNoEpmd) {
		t.Errorf("a port mapper runs: %v", err)
	}
	alone := node.New(node.Config{})
	err := alone.Start(t.Context(), node.NetConfig{Name: "mm@127.0.0.1", Long: true, Cookie: clusterCookie, EpmdPort: c.port, NoOwnEpmd: true})
	if !errors.Is(err, epmd.ErrNoEpmd) {
		t.Errorf("%v, want ErrNoEpmd", err)
	}
}
