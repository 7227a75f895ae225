package node

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"gex/node/proc"
	"gex/proto/term"
)

// Peer returns the connection with another node. With connect it begins one if
// there is none and NetConfig.AutoConnect lets it; it is nil if there is none and
// none can be begun.
func (n *Node) Peer(node term.Atom, connect bool) proc.Peer {
	// A nil *Peer must not become a proc.Peer that is not nil.
	if p := n.auto(node, connect); p != nil {
		return p
	}
	return nil
}

// auto is peer for what needs a connection without having asked for one.
func (n *Node) auto(node term.Atom, connect bool) *Peer {
	if connect {
		switch n.autoConnect() {
		case AutoConnectNever:
			connect = false
		case AutoConnectOnce:
			n.mu.Lock()
			connect = !n.barred[node]
			n.mu.Unlock()
		}
	}
	return n.peer(node, connect)
}

func (n *Node) autoConnect() AutoConnect {
	if w := n.net.Load(); w != nil {
		return w.config.AutoConnect
	}
	return AutoConnectAlways
}

func (n *Node) peer(node term.Atom, connect bool) *Peer {
	n.mu.Lock()
	defer n.mu.Unlock()
	if p := n.peers[node]; p != nil || !connect {
		return p
	}
	if n.closing.Load() || n.config.Dialer == nil || !n.Alive() {
		return nil
	}
	p := n.newPeerLocked(node)
	n.dialLocked(p)
	return p
}

func (n *Node) newPeerLocked(node term.Atom) *Peer {
	n.connID++
	p := &Peer{node: n, name: node, id: n.connID, settled: make(chan struct{}), stopDial: func() {}}
	n.peers[node] = p
	return p
}

func (n *Node) dialLocked(p *Peer) {
	dial := n.config.Dialer
	ctx, cancel := context.WithCancel(n.ctx)
	p.dialing, p.wanted, p.stopDial = true, true, cancel
	n.wg.Add(1)
	go func() {
		defer n.wg.Done()
		defer cancel()
		p.attempted(dial(ctx, p.name), true)
	}()
}

// attempted notes the end of a handshake, ours or the other side's. The last
// one that fails ends the peer.
func (p *Peer) attempted(err error, dialed bool) {
	p.mu.Lock()
	if dialed {
		p.dialing = false
	} else {
		p.incoming--
	}
	if err == nil {
		err = ErrLost
	} else {
		p.err = err
	}
	over := p.state == connecting && !p.dialing && p.incoming == 0
	p.mu.Unlock()
	if over {
		p.end(err, atomConnectionUp)
	}
}

// Connect connects to another node, or waits for the attempt under way. It is
// nil at once if the connection is up or the node is this one. node may say
// where the node listens, as in ParseTarget; where that leads there it stays known
// (SetAddress).
func (n *Node) Connect(ctx context.Context, node term.Atom) error {
	if node == n.Self() {
		return nil
	}
	if !n.Alive() {
		return ErrNotAlive
	}
	node, done, err := n.target(node)
	if err != nil {
		return &ConnectError{node.String(), err}
	}
	err = n.connect(ctx, node)
	done(err)
	return err
}

// connect is Connect without an address in the name.
func (n *Node) connect(ctx context.Context, node term.Atom) error {
	if node == n.Self() {
		return nil
	}
	return n.peer(node, true).await(ctx)
}

// ConnectAuto is Connect for what needs a connection without having been told to
// make one: see NetConfig.AutoConnect.
func (n *Node) ConnectAuto(ctx context.Context, node term.Atom) error {
	return n.auto(node, true).await(ctx)
}

// await waits for the outcome of an attempt. p may be nil: there is none.
func (p *Peer) await(ctx context.Context) error {
	if p == nil {
		return ErrNoDialer
	}
	select {
	case <-p.settled:
	case <-ctx.Done():
		return ctx.Err()
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.state == connected {
		return nil
	}
	return p.err
}

// Disconnect ends the connection with another node and tells whether there was
// one.
func (n *Node) Disconnect(node term.Atom) bool {
	p := n.peer(node, false)
	if p == nil {
		return false
	}
	p.Disconnect()
	return true
}

// Answer is what the acceptor of a handshake says to the name of the other side
// (the status message).
type Answer uint8

const (
	// AnswerOK: go on ("ok").
	AnswerOK Answer = iota
	// AnswerOKSimultaneous: go on, and the connection that we are making to
	// that node will be given up ("ok_simultaneous").
	AnswerOKSimultaneous
	// AnswerNOK: refuse, since ours to that node goes on ("nok").
	AnswerNOK
	// AnswerAlive: a connection is up already; go on only if the other side
	// insists ("alive"), in which case Connected replaces the old one.
	AnswerAlive
)

// Offer says how to answer the handshake of a node that connects to us. Unless
// the answer is AnswerNOK the caller calls done when the handshake is over, with
// its error or, after Connected, nil.
func (n *Node) Offer(node term.Atom) (a Answer, done func(error)) {
	n.mu.Lock()
	defer n.mu.Unlock()
	p := n.peers[node]
	if p == nil {
		p = n.newPeerLocked(node)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.state == connected:
		return AnswerAlive, func(error) {}
	case p.dialing:
		// Of two at once the connection made by the greater name lives.
		if n.Self().String() > node.String() {
			return AnswerNOK, func(error) {}
		}
		a = AnswerOKSimultaneous
	}
	p.incoming++
	return a, func(err error) { p.attempted(err, false) }
}

// Connected takes a connection over whose handshake is done, begun by either
// side. nodeup goes out before it returns, so the caller starts to read from
// conn after. What was kept for the node is passed on in the background.
func (n *Node) Connected(node term.Atom, c Conn, info ConnInfo) (*Peer, error) {
	n.mu.Lock()
	if n.closing.Load() {
		n.mu.Unlock()
		return nil, ErrClosed
	}
	p := n.peers[node]
	if p != nil && p.isConnected() {
		n.mu.Unlock()
		// The other side has given the old connection up.
		p.replaced()
		n.mu.Lock()
		p = n.peers[node]
		if p != nil && p.isConnected() {
			n.mu.Unlock()
			return nil, ErrConnected
		}
	}
	if p == nil {
		p = n.newPeerLocked(node)
	}
	p.mu.Lock()
	p.state, p.conn, p.info = connected, c, info
	close(p.settled)
	waiting := len(p.pending) > 0
	if !waiting {
		p.up.Store(&connection{c})
	} else {
		n.wg.Add(1)
	}
	p.mu.Unlock()
	delete(n.barred, node)
	tell(n.nodeupLocked(p))
	n.mu.Unlock()
	// An attempt of ours that is still under way must not come up later, when
	// this connection may have been ended on purpose.
	p.stopDial()
	if waiting {
		go func() {
			defer n.wg.Done()
			p.open()
		}()
	}
	return p, nil
}

func (p *Peer) isConnected() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.state == connected
}

// NodeKind selects nodes for Nodes, as the arguments of erlang:nodes/1.
type NodeKind uint8

// The kinds; they are or-ed. NodesKnown are also those that a connection was wanted
// with, until a while after its end.
const (
	NodesVisible NodeKind = 1 << iota
	NodesHidden
	NodesThis
	nodesKnown
	NodesConnected = NodesVisible | NodesHidden
	NodesKnown     = NodesConnected | NodesThis | nodesKnown
)

// Nodes returns the nodes of the given kinds, in the order in which they came.
func (n *Node) Nodes(kinds NodeKind) []term.Atom {
	var names []term.Atom
	for _, i := range n.NodeInfos(kinds) {
		names = append(names, i.Name)
	}
	return names
}

// NodeInfo is a node as erlang:nodes/2 tells of it.
type NodeInfo struct {
	Name term.Atom
	Kind NodeKind // NodesThis, NodesVisible, NodesHidden or NodesKnown
	ID   int64    // of the connection, 0 for none
}

// NodeInfos is Nodes with what is known of each.
func (n *Node) NodeInfos(kinds NodeKind) []NodeInfo {
	var infos []NodeInfo
	if kinds&NodesThis != 0 {
		infos = append(infos, NodeInfo{Name: n.Self(), Kind: NodesThis})
	}
	for _, p := range n.Peers() {
		if kinds&p.Kind() != 0 {
			infos = append(infos, NodeInfo{p.name, p.Kind(), p.id})
		}
	}
	if kinds&nodesKnown == 0 {
		return infos
	}
	for _, name := range n.remembered() {
		if !slices.ContainsFunc(infos, func(i NodeInfo) bool { return i.Name == name }) {
			infos = append(infos, NodeInfo{Name: name, Kind: NodesKnown})
		}
	}
	return infos
}

// memory is how long a node is known after its end, as in OTP.
const memory = time.Minute

// rememberLocked notes a node that is gone.
func (n *Node) rememberLocked(name term.Atom) {
	if n.gone == nil {
		n.gone = make(map[term.Atom]time.Time)
	}
	n.gone[name] = time.Now()
	n.forgetGoneLocked()
}

func (n *Node) forgetGoneLocked() {
	maps.DeleteFunc(n.gone, func(_ term.Atom, at time.Time) bool { return time.Since(at) > memory })
}

// remembered are the nodes that are gone or that a connection is wanted with.
func (n *Node) remembered() []term.Atom {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.forgetGoneLocked()
	names := slices.Collect(maps.Keys(n.gone))
	for _, p := range n.peers {
		if p.wanted {
			names = append(names, p.name)
		}
	}
	slices.SortFunc(names, func(a, b term.Atom) int { return strings.Compare(a.String(), b.String()) })
	return slices.Compact(names)
}

// Kind is NodesVisible or NodesHidden.
func (p *Peer) Kind() NodeKind {
	if p.Info().Hidden {
		return NodesHidden
	}
	return NodesVisible
}

// Peers returns the connections that are up, oldest first.
func (n *Node) Peers() []*Peer {
	n.mu.Lock()
	all := n.peerListLocked()
	n.mu.Unlock()
	return slices.DeleteFunc(all, func(p *Peer) bool { return !p.isConnected() })
}

func (n *Node) peerListLocked() []*Peer {
	ps := make([]*Peer, 0, len(n.peers))
	for _, p := range n.peers {
		ps = append(ps, p)
	}
	slices.SortFunc(ps, func(a, b *Peer) int { return int(a.id - b.id) })
	return ps
}
