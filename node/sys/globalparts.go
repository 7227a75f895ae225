package sys

import (
	"math/rand/v2"

	"gex/node/proc"

	"gex/proto/term"
)

// A cluster in which A sees B and B sees C, but A does not see C, has parts that
// overlap, and global names that differ. So nodes that lose one another say so to
// all others (lost_connection), who then part with the lost node
// (remove_connection): what is left is whole.
//
// A node of OTP says so of every node that it loses, so of two nodes that lose
// each other both are thrown out. This one never has others throw out a node of
// OTP: that one has this one thrown out, which is enough to keep the rest whole,
// and a shell that somebody joined to a cluster shall not be what tears it. Of two
// nodes of this kind the one with the smaller name speaks.

// parts is what a node knows of lost connections.
type parts struct {
	extension int64              // of our creation, as others tell runs of a node apart
	operation int64              // the last one of ours
	lost      map[lostKey]lostOp // messages seen
}

type lostKey struct{ a, b term.Atom }

type lostOp struct{ creation, op int64 }

// maxLost bounds what is remembered of lost_connection messages.
const maxLost = 4096

func newParts() parts {
	return parts{extension: rand.Int64N(1<<26) << 32, lost: make(map[lostKey]lostOp)}
}

// nodedown takes the end of a connection.
func (g *Global) nodedown(node term.Atom) {
	known := g.known[node] || g.sessions[node] != nil
	gex := g.gex[node]
	delete(g.gex, node)
	g.forget(node)
	if mesh := g.host.Mesh(); known && gex && g.host.Self().String() < node.String() && !mesh.NoConnectAll && !mesh.AllowOverlap {
		g.parts.operation++
		creation := g.parts.extension + int64(g.p.Pid().Creation)
		g.spread(term.Tuple(atomLostConn.Term(), g.me(), term.Int(creation), term.Int(g.parts.operation), node.Term()), node)
	}
	g.answerSyncs()
}

// spread sends a message to all nodes that know us or are about to, but one.
func (g *Global) spread(msg term.Term, but term.Atom) {
	for n := range g.known {
		if n != but {
			g.tell(n, msg)
		}
	}
	for n, s := range g.sessions {
		if n != but && !s.hisTag.IsNone() && !g.known[n] {
			g.tell(n, msg)
		}
	}
}

// lostConnection hears that node A lost its connection with X: so that no two
// parts overlap we give X up as well, and pass the news on.
func (g *Global) lostConnection(msg term.Term) {
	es := msg.Elems()
	creation, ok1 := es[2].AsInt()
	op, ok2 := es[3].AsInt()
	mesh := g.host.Mesh()
	if !es[1].IsAtom() || !es[4].IsAtom() || !ok1 || !ok2 || mesh.NoConnectAll || mesh.AllowOverlap {
		return
	}
	key := lostKey{es[1].Atom(), es[4].Atom()}
	if seen, ok := g.parts.lost[key]; ok && seen.creation == creation && op <= seen.op {
		return
	}
	if len(g.parts.lost) >= maxLost {
		clear(g.parts.lost)
	}
	g.parts.lost[key] = lostOp{creation, op}
	g.spread(msg, key.a)
	gone := key.b
	if gone == g.host.Self() {
		// All others part with us; who said so is about to.
		gone = key.a
	}
	if !g.potential(gone) {
		return
	}
	g.tell(gone, term.Tuple(atomRemoveConn.Term(), g.me()))
	g.logParting("requested disconnect from", gone)
	g.forget(gone)
	g.answerSyncs()
}

// potential tells whether a node is known, or is about to be.
func (g *Global) potential(node term.Atom) bool {
	s := g.sessions[node]
	return g.known[node] || s != nil && !s.hisTag.IsNone()
}

// removeConnection obeys a node that parts with us.
func (g *Global) removeConnection(node term.Atom) {
	if !g.potential(node) {
		return
	}
	g.forget(node)
	g.logParting("disconnected", node)
	g.answerSyncs()
	_ = g.host.Go(func(*proc.Process) { g.host.Disconnect(node) })
}

func (g *Global) logParting(what string, node term.Atom) {
	g.logf(atomWarning, "'global' at node ~p ~s node ~p in order to prevent overlapping partitions", g.me(), term.Charlist(what), node.Term())
}

// disconnect ends the connections with all nodes, none of which is said to be
// lost, and returns them.
func (g *Global) disconnect() term.Term {
	var nodes []term.Term
	for _, n := range g.host.Visible() {
		g.forget(n)
		nodes = append(nodes, n.Term())
	}
	for _, n := range nodes {
		g.host.Disconnect(n.Atom())
	}
	g.answerSyncs()
	return term.List(nodes...)
}
