package gate

import (
	"net"
	"testing"
)

// conn is a connection from an address that notes whether it was closed.
type conn struct {
	net.Conn
	from   string
	closed bool
}

func (c *conn) RemoteAddr() net.Addr { return &net.TCPAddr{IP: net.ParseIP(c.from)} }
func (c *conn) Close() error         { c.closed = true; return nil }

func TestWhoIsDropped(t *testing.T) {
	for name, tt := range map[string]struct {
		from    []string // of four connections to a gate for three
		dropped int      // -1 for none
	}{
		"oldest of the same":        {[]string{"10.0.0.1", "10.0.0.1", "10.0.0.1", "10.0.0.1"}, 0},
		"oldest of all":             {[]string{"10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4"}, 0},
		"oldest of most":            {[]string{"10.0.0.1", "10.0.0.2", "10.0.0.2", "10.0.0.3"}, 1},
		"IPv4 in IPv6 is IPv4":      {[]string{"10.0.0.1", "10.0.0.2", "::ffff:10.0.0.2", "10.0.0.3"}, 1},
		"IPv6 network is one":       {[]string{"10.0.0.1", "fd77::1", "fd77::2", "10.0.0.3"}, 1},
		"IPv6 networks are several": {[]string{"10.0.0.1", "fd77::1", "fd78::2", "10.0.0.3"}, 0},
		"the last is not counted":   {[]string{"10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.3"}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			g := New(3)
			var conns []*conn
			var passes []*Pass
			for _, from := range tt.from {
				conns = append(conns, &conn{from: from})
				passes = append(passes, g.Enter(conns[len(conns)-1]))
			}
			for i := range conns {
				if dropped := passes[i].Leave(); dropped != (i == tt.dropped) || conns[i].closed != dropped {
					t.Errorf("connection %d: dropped %v, closed %v", i, dropped, conns[i].closed)
				}
			}
			if len(g.inside) != 0 {
				t.Errorf("%d are left", len(g.inside))
			}
		})
	}
}

func TestLeaveMakesRoom(t *testing.T) {
	g := New(1)
	for range 3 {
		c := &conn{from: "10.0.0.1"}
		if g.Enter(c).Leave() || c.closed {
			t.Error("dropped though there was room")
		}
	}
	if g.Drop() {
		t.Error("dropped one of none")
	}
	c := &conn{from: "10.0.0.1"}
	p := g.Enter(c)
	if !g.Drop() || !c.closed || !p.Leave() {
		t.Error("not dropped")
	}
}
