package proc

import "gex/proto/term"

// Router finds who a signal is for. node.Node is the one in use; its methods
// may be called from any goroutine and never call back into a process.
type Router interface {
	// Self is the name of this node.
	Self() term.Atom
	// Local tells whether identifiers of that node are this node's own.
	Local(node term.Atom) bool
	// Lookup returns the live local process with that pid, nil if none.
	Lookup(pid term.Pid) *Process
	// Whereis returns the local process registered under name, nil if none.
	Whereis(name term.Atom) *Process
	// Peer returns the connection with another node. With connect it starts
	// one when there is none: what is sent meanwhile is kept until it is up.
	// It returns nil when there is none and none can be started.
	Peer(node term.Atom, connect bool) Peer
	// Retire takes a process that died out of all tables.
	Retire(p *Process)
}

// Peer is another node as processes see it: where their signals for that node
// go, for the life of one connection.
type Peer interface {
	// Node is the name of the other node.
	Node() term.Atom
	// Send carries a message to a pid, a registered name (atom) or an alias
	// (reference) of that node. from may be nil.
	Send(from *Process, to, msg term.Term, opts SendOptions) SendStatus
	// Signal carries sig to a pid or registered name (atom) of that node, an
	// Exit also to an alias; SpawnRequest has no destination.
	Signal(to term.Term, sig Signal)
	// Attach has p told by ConnectionLost when the connection ends; false
	// if it has ended already.
	Attach(p *Process) bool
	// Detach undoes Attach.
	Detach(p *Process)
}

// SendOptions are those of erlang:send/3.
type SendOptions struct {
	NoConnect bool // do not connect to another node for it
	NoSuspend bool // do not suspend the sender when the connection is busy
	Priority  bool // to an alias made with priority: ahead of others
}

// SendStatus tells what became of a message.
type SendStatus uint8

const (
	// Sent: it is on its way, or was dropped because nobody is there.
	Sent SendStatus = iota
	// Suspended: it is on its way, and the connection is busy: the sender
	// was held (Process.Hold) and must return Yield from its slice.
	Suspended
	// NoConnect: not sent, as it needed a connection and NoConnect was set.
	NoConnect
	// NoSuspend: not sent, as the connection is busy and NoSuspend was set.
	NoSuspend
	// BadDest: the destination is no pid, name, {name, node} or alias, or is
	// the name of no local process (badarg in Erlang).
	BadDest
)
