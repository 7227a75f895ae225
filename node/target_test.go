package node_test

import (
	"errors"
	"net"
	"strconv"
	"strings"
	"testing"

	"gex/node"
	"gex/proto/handshake"
)

func TestParseTarget(t *testing.T) {
	for _, tt := range []struct{ in, node, address string }{
		{"a@h", "a@h", ""},
		{"a", "a", ""},
		{"a@h:9100", "a@h", "h:9100"},
		{"a@127.0.0.1:9100", "a@127.0.0.1", "127.0.0.1:9100"},
		{"a@::1", "a@::1", ""},
		{"a@fd00::2", "a@fd00::2", ""},
		{"a@[::1]:9100", "a@::1", "[::1]:9100"},
		{"a@h=127.0.0.1:9100", "a@h", "127.0.0.1:9100"},
		{"a@h=localhost:1", "a@h", "localhost:1"},
		{"a@h=10.0.0.1", "a@h", "10.0.0.1"},
		{"a@h=[::1]:9100", "a@h", "[::1]:9100"},
		{"a@h=::1", "a@h", "::1"},
		{"a@h=[::1]", "a@h", "[::1]"},
	} {
		got, err := node.ParseTarget(tt.in)
		if err != nil || got.Node != tt.node || got.Address != tt.address {
			t.Errorf("%s: %+v, %v", tt.in, got, err)
		}
		if again, err := node.ParseTarget(got.String()); err != nil || again != got {
			t.Errorf("%s: %s is read as %+v, %v", tt.in, got, again, err)
		}
	}
	for _, bad := range []string{"a@h:", "a@h:0", "a@h:65536", "a@h:x", "a@:9100", "a@h=", "a@h=:9100", "a@h=b:0", "a@h=b@c", "a@[::1:9", "a@x::1"} {
		if got, err := node.ParseTarget(bad); !errors.Is(err, node.ErrName) {
			t.Errorf("%s: %+v, %v", bad, got, err)
		}
	}
}

func FuzzParseTarget(f *testing.F) {
	for _, s := range []string{"a@h", "a@h:9100", "a@[::1]:9100", "a@h=127.0.0.1:9100", "a@h=::1", "@", "=", "a@h:1=b:2"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := node.ParseTarget(s)
		if err != nil {
			return
		}
		if again, err := node.ParseTarget(got.String()); err != nil || got.Address != "" && again != got {
			t.Errorf("%q gives %+v, which is read as %+v, %v", s, got, again, err)
		}
	})
}

// TestGivenAddress connects to nodes whose addresses the other node is told, with
// no port mapper to ask.
func TestGivenAddress(t *testing.T) {
	c := newCluster(t)
	port := freeRange(t) + 1
	c.start("aa", func(n *node.NetConfig) { n.NoEpmd, n.Port = true, port })
	address := net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
	m := c.start("mm", func(n *node.NetConfig) {
		n.NoEpmd = true
		n.Locate = func(name string) string {
			if name == "bb@127.0.0.1" {
				return address
			}
			return ""
		}
	})
	if err := m.tryConnect("aa@127.0.0.1"); !errors.Is(err, node.ErrNoAddress) {
		t.Errorf("with no address: %v", err)
	}
	var other *handshake.OtherNodeError
	if err := m.tryConnect("bb@127.0.0.1"); !errors.As(err, &other) || other.Name != "aa@127.0.0.1" || !strings.Contains(err.Error(), "is aa@127.0.0.1") {
		t.Errorf("another node listens there: %v", err)
	}
	if err := m.tryConnect("aa@127.0.0.1:x"); !errors.Is(err, node.ErrName) {
		t.Errorf("bad port: %v", err)
	}
	m.connect("aa@" + address)
	if m.nodes() != "aa@127.0.0.1" {
		t.Errorf("connected to %s", m.nodes())
	}
	m.Disconnect(m.Nodes(node.NodesConnected)[0])
	m.connect("aa@127.0.0.1") // the address stays known
	c.start("oo")
	if err := m.tryConnect("oo@127.0.0.1=127.0.0.1"); !errors.Is(err, node.ErrNoAddress) {
		t.Errorf("without a port mapper: %v", err)
	}
	p := c.start("pp")
	if err := p.tryConnect("oo@127.0.0.1=127.0.0.1:" + strconv.Itoa(port+1)); err == nil || !strings.Contains(err.Error(), "connection refused by 127.0.0.1:"+strconv.Itoa(port+1)) {
		t.Errorf("an address where nothing listens: %v", err)
	}
	p.connect("oo@127.0.0.1") // it is forgotten
	if err := p.tryConnect("oo@nowhere.invalid=127.0.0.1"); !errors.As(err, &other) {
		t.Errorf("asking the port mapper of another host: %v", err)
	}
}
