package node

import (
	"errors"
	"sync"
	"sync/atomic"

	"gex/node/proc"
	"gex/proto/term"
)

// Conn is an established connection as a node uses it: it turns messages and
// signals into control messages. Send and Signal may be called by many
// goroutines and keep the order of each. After Close, or when the connection is
// lost, they drop what they get.
type Conn interface {
	// Send carries a message; see proc.Peer. On a busy connection it calls
	// from.Hold and returns proc.Suspended, and releases from later.
	Send(from *proc.Process, to, msg term.Term, o proc.SendOptions) proc.SendStatus
	// Signal carries a signal; see proc.Peer.
	Signal(to term.Term, sig proc.Signal)
	// Close ends the connection; Peer.Lost is called, by Close or later.
	Close()
}

// ConnInfo describes a connection.
type ConnInfo struct {
	Hidden   bool
	Creation uint32
	// Address of the other side as net_kernel:node_info gives it, may be "".
	Address string
}

// Peer is another node, for the life of one connection: from the first attempt
// to reach it, through which signals for it are kept, to its end. It is the
// proc.Peer of all signals that come over the connection.
type Peer struct {
	node   *Node
	name   term.Atom
	wanted bool                       // we have tried to connect; guarded by node.mu
	up     atomic.Pointer[connection] // set while signals go straight to conn

	mu       sync.Mutex
	state    peerState
	conn     Conn
	info     ConnInfo
	id       int64
	pending  []pending
	held     []*proc.Process
	attached map[*proc.Process]struct{}
	dialing  bool
	stopDial func()        // ends our attempt
	incoming int           // handshakes of the other side under way
	settled  chan struct{} // closed when state leaves connecting
	err      error         // why there is no connection
}

type connection struct{ Conn }

type peerState uint8

const (
	connecting peerState = iota
	connected
	lost
)

// pending is a message or signal for a node that is not connected yet.
type pending struct {
	from    *proc.Process
	to, msg term.Term
	opts    proc.SendOptions
	sig     proc.Signal
}

// maxPending is how many messages may wait for a connection before senders are
// held.
const maxPending = 1000

// Errors of connecting.
var (
	ErrNoDialer  = errors.New("node has no way to connect")
	ErrConnected = errors.New("already connected")
	ErrNotAlive  = errors.New("local node is not alive")
	ErrLost      = errors.New("connection lost")
)

// Node returns the name of the other node.
func (p *Peer) Node() term.Atom { return p.name }

// Info returns what the handshake told.
func (p *Peer) Info() ConnInfo {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.info
}

// ID numbers the connections of the node.
func (p *Peer) ID() int64 { return p.id }

// Conn returns the connection, nil before it is up.
func (p *Peer) Conn() Conn {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.conn
}

// Attach has q told when the connection ends.
func (p *Peer) Attach(q *proc.Process) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.state == lost {
		return false
	}
	if p.attached == nil {
		p.attached = make(map[*proc.Process]struct{})
	}
	p.attached[q] = struct{}{}
	return true
}

// Detach undoes Attach.
func (p *Peer) Detach(q *proc.Process) {
	p.mu.Lock()
	delete(p.attached, q)
	p.mu.Unlock()
}

// Send carries a message to the other node.
func (p *Peer) Send(from *proc.Process, to, msg term.Term, o proc.SendOptions) proc.SendStatus {
	if c := p.up.Load(); c != nil {
		return c.Send(from, to, msg, o)
	}
	return p.keep(pending{from: from, to: to, msg: msg, opts: o})
}

// Signal carries a signal to the other node.
func (p *Peer) Signal(to term.Term, sig proc.Signal) {
	if c := p.up.Load(); c != nil {
		c.Signal(to, sig)
		return
	}
	p.keep(pending{to: to, sig: sig})
}

// keep holds something back until the connection is up. What is for a lost
// connection is dropped: those attached are told.
func (p *Peer) keep(x pending) proc.SendStatus {
	p.mu.Lock()
	switch {
	case p.state == lost:
		p.mu.Unlock()
		return proc.Sent
	case p.up.Load() != nil:
		p.mu.Unlock()
		if x.sig != nil {
			p.conn.Signal(x.to, x.sig)
			return proc.Sent
		}
		return p.conn.Send(x.from, x.to, x.msg, x.opts)
	}
	full := len(p.pending) >= maxPending && x.from != nil && x.sig == nil
	if full && x.opts.NoSuspend {
		p.mu.Unlock()
		return proc.NoSuspend
	}
	p.pending = append(p.pending, x)
	if full {
		p.held = append(p.held, x.from)
	}
	p.mu.Unlock()
	if full {
		x.from.Hold()
		return proc.Suspended
	}
	return proc.Sent
}

// open brings the connection up and passes on what was kept for it, in order:
// signals go straight to conn only once nothing is left to pass on.
func (p *Peer) open() {
	for {
		p.mu.Lock()
		batch := p.pending
		p.pending = nil
		if len(batch) == 0 || p.state == lost {
			held := p.held
			p.held = nil
			if p.state != lost {
				p.up.Store(&connection{p.conn})
			}
			p.mu.Unlock()
			release(held)
			return
		}
		p.mu.Unlock()
		for _, x := range batch {
			if x.sig != nil {
				p.conn.Signal(x.to, x.sig)
			} else {
				p.conn.Send(nil, x.to, x.msg, x.opts)
			}
		}
	}
}

func release(held []*proc.Process) {
	for _, q := range held {
		q.Release()
	}
}

// Lost ends the connection: the reader of conn calls it after the last thing
// it delivered. Links over it break, monitors fire, both with noconnection;
// then the watchers of the node are told nodedown with the given reason.
func (p *Peer) Lost(reason term.Term) { p.end(ErrLost, reason) }

func (p *Peer) end(err error, reason term.Term) {
	n := p.node
	n.mu.Lock()
	p.mu.Lock()
	if p.state == lost {
		p.mu.Unlock()
		n.mu.Unlock()
		return
	}
	was := p.state
	p.state, p.err = lost, err
	p.up.Store(nil)
	if was == connecting {
		close(p.settled)
	}
	held, attached := p.held, p.attached
	p.held, p.attached, p.pending = nil, nil, nil
	p.mu.Unlock()
	if n.peers[p.name] == p {
		delete(n.peers, p.name)
	}
	if was == connected || p.wanted {
		n.rememberLocked(p.name)
	}
	if was == connected && n.autoConnect() == AutoConnectOnce {
		n.barred[p.name] = true
	}
	// Links and monitors break before nodedown, and all of it comes before the
	// nodeup of the next connection.
	for q := range attached {
		q.Post(&proc.ConnectionLost{Peer: p})
	}
	tell(n.nodedownLocked(p, was == connected, reason))
	n.mu.Unlock()
	p.stopDial()
	release(held)
}

// Disconnect ends the connection, or the attempt to make one.
func (p *Peer) Disconnect() {
	if c := p.Conn(); c != nil {
		c.Close()
	}
	p.Lost(atomDisconnect)
}

// replaced ends the connection in favour of a newer one with the same node.
func (p *Peer) replaced() {
	c := p.Conn()
	p.Lost(atomWaitPending)
	c.Close()
}

var (
	atomWaitPending  = term.A("wait_pending")
	atomDisconnect   = term.A("disconnect")
	atomTerminated   = term.A("net_kernel_terminated")
	atomConnectionUp = term.A("connection_setup_failed")
)

// terminate is Disconnect for the end of the node's distribution.
func (p *Peer) terminate() {
	c := p.Conn()
	p.Lost(atomTerminated)
	if c != nil {
		c.Close()
	}
}

// Receive delivers a message that came over the connection to a pid, alias or
// registered name of this node. One for nobody is dropped.
func (p *Peer) Receive(to, msg term.Term, o proc.SendOptions) { p.node.sched.Send(to, msg, o) }

// ReceiveSignal delivers a signal that came over the connection to a pid or
// registered name of this node; its field Via, if it has one, must be p. A
// SpawnRequest is carried out; to is not looked at then.
func (p *Peer) ReceiveSignal(to term.Term, sig proc.Signal) {
	if x, ok := sig.(*proc.SpawnRequest); ok {
		p.node.spawnRequested(x)
		return
	}
	p.node.sched.Route(to, sig)
}

var _ proc.Peer = (*Peer)(nil)
