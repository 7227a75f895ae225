// Package gate bounds how many connections of a server may be under way that have
// not yet shown who they are, so that those which only want to be in the way do
// not keep the others out.
//
//	accepted connection -> Enter -> handshake or request -> Leave
//
// A full gate closes a connection for each new one: the oldest one from the
// address that has the most. So whoever holds on to connections, at whatever
// rate, drops his own; the others have the time they need as long as not more
// than the whole limit come from their own address meanwhile.
package gate

import (
	"net"
	"net/netip"
	"slices"
	"sync"
)

// Gate is a gate with a limit. Use New.
type Gate struct {
	limit int

	mu     sync.Mutex
	inside []*Pass // the oldest first
}

// Pass is a connection inside of a gate.
type Pass struct {
	gate    *Gate
	conn    net.Conn
	from    netip.Addr
	dropped bool
}

// New returns a gate for at most limit connections.
func New(limit int) *Gate { return &Gate{limit: limit} }

// Enter lets a connection in; another one may be closed for it. The caller calls
// Leave when the connection has shown who it is, or is closed.
func (g *Gate) Enter(c net.Conn) *Pass {
	p := &Pass{gate: g, conn: c, from: address(c)}
	g.mu.Lock()
	var victim *Pass
	if len(g.inside) >= g.limit {
		victim = g.dropLocked()
	}
	g.inside = append(g.inside, p)
	g.mu.Unlock()
	if victim != nil {
		victim.conn.Close()
	}
	return p
}

// Drop closes a connection, as if the gate were full, and tells whether there was
// one: for a server that cannot accept because it is out of descriptors.
func (g *Gate) Drop() bool {
	g.mu.Lock()
	victim := g.dropLocked()
	g.mu.Unlock()
	if victim != nil {
		victim.conn.Close()
	}
	return victim != nil
}

func (g *Gate) dropLocked() *Pass {
	counts := make(map[netip.Addr]int)
	most := 0
	for _, p := range g.inside {
		counts[p.from]++
		most = max(most, counts[p.from])
	}
	for i, p := range g.inside {
		if counts[p.from] == most {
			p.dropped = true
			g.inside = slices.Delete(g.inside, i, i+1)
			return p
		}
	}
	return nil
}

// Leave takes the connection out of the gate and tells whether it had been closed
// for another one.
func (p *Pass) Leave() (dropped bool) {
	p.gate.mu.Lock()
	defer p.gate.mu.Unlock()
	if i := slices.Index(p.gate.inside, p); i >= 0 {
		p.gate.inside = slices.Delete(p.gate.inside, i, i+1)
	}
	return p.dropped
}

// address is where the connection comes from, the zero Addr if that is no IP
// address. An IPv6 network of 64 bits counts as one address.
func address(c net.Conn) netip.Addr {
	tcp, ok := c.RemoteAddr().(*net.TCPAddr)
	if !ok {
		return netip.Addr{}
	}
	a := tcp.AddrPort().Addr().Unmap().WithZone("")
	if a.Is6() {
		if network, err := a.Prefix(64); err == nil {
			return network.Addr()
		}
	}
	return a
}
