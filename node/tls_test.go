package node_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"gex/node"
	"gex/node/proc"
	"gex/node/tlsdist"
	"gex/node/tlsdist/tlstest"
	"gex/proto/epmd"
	"gex/proto/handshake"
	"gex/proto/term"
	"gex/scripts/peers"
)

// secure has a node speak TLS, with a certificate for hosts that by signed; it
// trusts what ca signed.
func secure(t testing.TB, by, ca *tlstest.Authority, hosts ...string) func(*node.NetConfig) {
	t.Helper()
	dir := t.TempDir()
	cert, key, _ := by.Files(t, dir, "node", hosts)
	return withTLS(t, tlsdist.Mutual(tlsdist.Pair{CertFile: cert, KeyFile: key}, tlstest.Write(t, dir, "ca.pem", ca.PEM())))
}

func withTLS(t testing.TB, o tlsdist.Options) func(*node.NetConfig) {
	t.Helper()
	g, err := tlsdist.Load(o)
	if err != nil {
		t.Fatal(err)
	}
	return func(n *node.NetConfig) { n.TLS = g }
}

func TestTLSMesh(t *testing.T) {
	t.Parallel()
	c := newCluster(t)
	ca := tlstest.NewAuthority(t, "ca")
	inTLS := secure(t, ca, ca, "127.0.0.1")
	fast := func(n *node.NetConfig) { n.TickTime = 800 * time.Millisecond }
	m, o, q := c.start("aa", inTLS, fast), c.start("zz", inTLS, fast), c.start("mm", inTLS, fast)
	m.connect("zz@127.0.0.1")
	o.connect("mm@127.0.0.1")
	for _, x := range []*member{m, o, q} {
		peers.Eventually(t, "mesh of "+x.Self().String(), func() bool { return len(x.Nodes(node.NodesVisible)) == 2 })
	}

	// Messages both ways at once, larger ones than a record of TLS and than the
	// buffers of sockets among them.
	a, b := m.agent("a"), o.agent("b")
	var wg sync.WaitGroup
	for _, d := range []struct{ from, to *agent }{{a, b}, {b, a}} {
		to := d.to.far()
		wg.Add(1)
		go func() {
			defer wg.Done()
			for _, size := range []int{0, 1, 16 << 10, 16<<10 + 1, 100_000, 5 << 20} {
				d.from.send(to, term.Tuple(term.Int(int64(size)), term.Binary(make([]byte, size))))
			}
		}()
	}
	wg.Wait()
	for _, x := range []*agent{a, b} {
		for _, size := range []int{0, 1, 16 << 10, 16<<10 + 1, 100_000, 5 << 20} {
			if got := x.next(); !got.Elem(0).IsInt() || got.Elem(0).Int() != int64(size) || got.Elem(1).BitLen() != 8*size {
				t.Fatalf("message of %d bytes changed", size)
			}
		}
	}

	// Ticks alone keep connections for several tick times.
	a.do(func(p *proc.Process) { p.Receive(nil, 2*time.Second) })
	if m.nodes() != "mm@127.0.0.1 zz@127.0.0.1" {
		t.Errorf("after ticks: %s", m.nodes())
	}

	// The end of a node is that of its connections, and no fault.
	a.do(func(p *proc.Process) { m.MonitorNode(p, o.Self(), true) })
	o.Stop()
	a.want(term.Tuple(term.A("nodedown"), term.A("zz@127.0.0.1")))
	peers.Eventually(t, "down", func() bool { return q.nodes() == "aa@127.0.0.1" })
	for _, x := range []*member{m, o, q} {
		if r := x.reports(); len(r) != 0 {
			t.Errorf("%s reports %q", x.Self(), r)
		}
	}
}

func TestTLSRefusals(t *testing.T) {
	t.Parallel()
	c := newCluster(t)
	ca, other := tlstest.NewAuthority(t, "ca"), tlstest.NewAuthority(t, "other-ca")
	good := secure(t, ca, ca, "127.0.0.1")
	short := func(n *node.NetConfig) { n.SetupTime = 2 * time.Second }
	target := c.start("target", good)
	plain := c.start("plain", func(n *node.NetConfig) {})
	stranger := c.start("stranger", secure(t, other, ca, "127.0.0.1"))
	c.start("moved", secure(t, ca, ca, "elsewhere"))
	dir := t.TempDir()
	cert, key, caFile := ca.Files(t, dir, "node", []string{"127.0.0.1"})
	noCert := tlsdist.Mutual(tlsdist.Pair{CertFile: cert, KeyFile: key}, caFile)
	noCert.Client.Pairs = nil
	bare := c.start("bare", withTLS(t, noCert))
	old, err := tls.X509KeyPair(ca.Issue(t, []string{"127.0.0.1"}, func(c *x509.Certificate) {
		c.NotBefore, c.NotAfter = time.Now().Add(-2*time.Hour), time.Now().Add(-time.Hour)
	}))
	if err != nil {
		t.Fatal(err)
	}
	shown := &tls.Config{Certificates: []tls.Certificate{old}}
	c.start("expired", func(n *node.NetConfig) { n.TLS = tlsdist.New(shown, shown) })
	m := c.start("aa", good, short)

	for _, tt := range []struct {
		from     *member
		to       string
		is       error
		text     string
		at       *member // who says why as well
		reported string
	}{
		{m, "stranger", tlsdist.ErrAuthority, "ca.pem, but by \"other-ca\"", stranger, "rejected: the other side rejected our certificate: bad certificate"},
		{stranger, "target", tlsdist.ErrRejected, "the other side rejected our certificate: not signed by a CA that it trusts", target, "its certificate is not signed by a CA in"},
		{m, "moved", tlsdist.ErrHost, "its certificate is for elsewhere, not for 127.0.0.1", nil, ""},
		{m, "expired", tlsdist.ErrDate, "its certificate expired on " + old.Leaf.NotAfter.UTC().Format("2006-01-02 15:04"), nil, ""},
		{bare, "target", tlsdist.ErrWanted, "the other side wants a certificate of ours, and there is none", target, "it gave no certificate"},
		{m, "plain", tlsdist.ErrNotTLS, "it may not speak TLS", plain, "it speaks TLS, and this node does not"},
		{plain, "target", handshake.ErrTLS, "the node speaks TLS, and this one does not", target, "the other side does not speak TLS"},
	} {
		t.Run(tt.to+" from "+tt.from.Self().String(), func(t *testing.T) {
			err := tt.from.tryConnect(tt.to + "@127.0.0.1")
			var ce *node.ConnectError
			if !errors.As(err, &ce) || !errors.Is(err, tt.is) || !strings.Contains(err.Error(), "cannot connect to "+tt.to+"@127.0.0.1: ") || !strings.Contains(err.Error(), tt.text) {
				t.Errorf("%v; want %v: %s", err, tt.is, tt.text)
			}
			if tt.at != nil {
				peers.Eventually(t, "report of "+tt.reported, func() bool { return strings.Contains(strings.Join(tt.at.reports(), "\n"), tt.reported) })
			}
		})
	}
	m.connect("target@127.0.0.1")
}

// TestTLSBadPeers: what is no TLS, and who says nothing, costs one connection and
// no more time than that of a handshake.
func TestTLSBadPeers(t *testing.T) {
	t.Parallel()
	c := newCluster(t)
	ca := tlstest.NewAuthority(t, "ca")
	inTLS := secure(t, ca, ca, "127.0.0.1")
	m := c.start("aa", inTLS, func(n *node.NetConfig) { n.SetupTime, n.MaxHandshakes = time.Second, 4 })
	o := c.start("zz", inTLS)
	o.connect("aa@127.0.0.1")
	dial := func(name string) net.Conn {
		found, err := (&epmd.Client{Port: c.port}).PortPlease(t.Context(), "127.0.0.1", name)
		if err != nil {
			t.Fatal(err)
		}
		conn, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", found.Port))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close() })
		conn.SetDeadline(time.Now().Add(20 * time.Second))
		return conn
	}
	over := func(what string, conn net.Conn) {
		t.Helper()
		if _, err := io.Copy(io.Discard, conn); isTimeout(err) {
			t.Errorf("%s: not closed", what)
		}
	}
	for what, bytes := range map[string]string{
		"garbage": "GET / HTTP/1.0\r\n\r\n", "huge record": "\x16\x03\x01\xff\xff", "no hello": "\x16\x03\x01\x00\x04\x01\x00\x00\x00",
		"alert": "\x15\x03\x01\x00\x02\x02\x28", "half a record": "\x16\x03\x01\x02\x00\x01\x00",
	} {
		conn := dial("aa")
		io.WriteString(conn, bytes)
		over(what, conn)
	}
	var silent []net.Conn
	for range 10 {
		silent = append(silent, dial("aa"))
	}
	for i, conn := range silent {
		over(fmt.Sprint("silent ", i), conn)
	}
	if m.nodes() != "zz@127.0.0.1" {
		t.Errorf("nodes: %s", m.nodes())
	}
	// The end does not wait for handshakes.
	q := c.start("mm", inTLS, func(n *node.NetConfig) { n.SetupTime = time.Minute })
	late := dial("mm")
	io.WriteString(late, "\x16\x03\x01")
	begin := time.Now()
	q.Stop()
	if d := time.Since(begin); d > 20*time.Second {
		t.Errorf("stopped after %v", d)
	}
	over("late", late)
}

func isTimeout(err error) bool {
	var ne net.Error
	return errors.As(err, &ne) && ne.Timeout()
}
