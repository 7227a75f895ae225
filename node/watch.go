package node

import (
	"gex/node/proc"
	"gex/proto/term"
)

// NodeOptions are those of net_kernel:monitor_nodes/2.
type NodeOptions struct {
	// Kinds of nodes to tell about, visible ones if 0.
	Kinds NodeKind
	// WithType, WithReason, WithID: node_type, nodedown_reason and
	// connection_id in the information.
	WithType, WithReason, WithID bool
	// List and Map: the message has a third element, a list of pairs or a
	// map. Without either it is {nodeup, Node} or {nodedown, Node}.
	List, Map bool
}

type subscription struct {
	p *proc.Process
	o NodeOptions
}

// notice is a message to send once the lock is given up.
type notice struct {
	p   *proc.Process
	msg term.Term
}

func tell(ns []notice) {
	for _, x := range ns {
		x.p.Deliver(x.msg)
	}
}

var (
	atomNodeup   = term.A("nodeup")
	atomNodedown = term.A("nodedown")
	atomVisible  = term.A("visible")
	atomHidden   = term.A("hidden")
	atomNodeType = term.A("node_type")
	atomReason   = term.A("nodedown_reason")
	atomConnID   = term.A("connection_id")
)

// MonitorNode tells p of the end of the connection with node by {nodedown,
// Node} (erlang:monitor_node/2), at once if there is none and none can be made.
// It nests: so many calls, so many messages.
func (n *Node) MonitorNode(p *proc.Process, node term.Atom, on bool) {
	if n.Local(node) {
		return
	}
	if !on {
		n.mu.Lock()
		if w := n.watches[node]; w[p] > 1 {
			w[p]--
		} else {
			delete(w, p)
		}
		n.mu.Unlock()
		return
	}
	n.auto(node, true)
	n.mu.Lock()
	up := n.peers[node] != nil
	if up {
		if n.watches[node] == nil {
			n.watches[node] = make(map[*proc.Process]int)
		}
		n.watches[node][p]++
		n.watchLocked(p)
	}
	n.mu.Unlock()
	if !up {
		p.Deliver(term.Tuple(atomNodedown, node.Term()))
	}
}

// MonitorNodes tells p of nodes that come and go (net_kernel:monitor_nodes/2).
// It nests; turning it off ends all subscriptions with the same options.
func (n *Node) MonitorNodes(p *proc.Process, on bool, o NodeOptions) {
	if o.Kinds == 0 {
		o.Kinds = NodesVisible
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if on {
		n.subs = append(n.subs, subscription{p, o})
		n.watchLocked(p)
		return
	}
	kept := n.subs[:0]
	for _, s := range n.subs {
		if s != (subscription{p, o}) {
			kept = append(kept, s)
		}
	}
	clear(n.subs[len(kept):])
	n.subs = kept
}

// watchLocked has forget look for p. A process that ended before is not noted.
func (n *Node) watchLocked(p *proc.Process) {
	p.SetWatching()
	if !p.Alive() {
		n.forgetLocked(p)
	}
}

// forget drops what a process that ended asked to be told.
func (n *Node) forget(p *proc.Process) {
	if !p.Watching() {
		return
	}
	n.mu.Lock()
	n.forgetLocked(p)
	n.mu.Unlock()
}

func (n *Node) forgetLocked(p *proc.Process) {
	for _, w := range n.watches {
		delete(w, p)
	}
	kept := n.subs[:0]
	for _, s := range n.subs {
		if s.p != p {
			kept = append(kept, s)
		}
	}
	clear(n.subs[len(kept):])
	n.subs = kept
}

func (n *Node) nodeupLocked(p *Peer) []notice {
	return n.noticesLocked(atomNodeup, p, term.Term{})
}

// nodedownLocked collects what the end of a peer means to those who watch it;
// subscribers hear only of peers that were up.
func (n *Node) nodedownLocked(p *Peer, wasUp bool, reason term.Term) []notice {
	var ns []notice
	for q, count := range n.watches[p.name] {
		for range count {
			ns = append(ns, notice{q, term.Tuple(atomNodedown, p.name.Term())})
		}
	}
	delete(n.watches, p.name)
	if wasUp {
		ns = append(ns, n.noticesLocked(atomNodedown, p, reason)...)
	}
	return ns
}

func (n *Node) noticesLocked(what term.Term, p *Peer, reason term.Term) []notice {
	i := NodeInfo{Name: p.name, Kind: NodesVisible, ID: p.id}
	if p.info.Hidden {
		i.Kind = NodesHidden
	}
	return n.tidingsLocked(what, i, reason)
}

func (n *Node) tidingsLocked(what term.Term, i NodeInfo, reason term.Term) []notice {
	var ns []notice
	for _, s := range n.subs {
		if s.o.Kinds&i.Kind != 0 {
			ns = append(ns, notice{s.p, s.o.message(what, i, reason)})
		}
	}
	return ns
}

// tellOwn tells the subscribers that the node itself has become alive under a name, or
// is alive under it no longer.
func (n *Node) tellOwn(what term.Term, name term.Atom, reason term.Term) {
	n.mu.Lock()
	told := n.tidingsLocked(what, NodeInfo{Name: name, Kind: NodesVisible}, reason)
	n.mu.Unlock()
	tell(told)
}

// message builds what a subscriber gets; reason is zero for nodeup.
func (o NodeOptions) message(what term.Term, i NodeInfo, reason term.Term) term.Term {
	if !o.List && !o.Map {
		return term.Tuple(what, i.Name.Term())
	}
	var kv []term.Term
	add := func(on bool, k, v term.Term) {
		if on && !v.IsNone() {
			kv = append(kv, k, v)
		}
	}
	nodeType, id := atomVisible, term.Undefined.Term()
	if i.Kind == NodesHidden {
		nodeType = atomHidden
	}
	if i.ID != 0 {
		id = term.Int(i.ID)
	}
	add(o.WithReason, atomReason, reason)
	add(o.WithType, atomNodeType, nodeType)
	add(o.WithID, atomConnID, id)
	if o.Map {
		return term.Tuple(what, i.Name.Term(), term.MapOf(kv...))
	}
	var pairs []term.Term
	for ; len(kv) > 0; kv = kv[2:] {
		pairs = append(pairs, term.Tuple(kv[0], kv[1]))
	}
	return term.Tuple(what, i.Name.Term(), term.List(pairs...))
}
