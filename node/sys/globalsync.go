package sys

import (
	"math/rand/v2"

	"gex/node/proc"
	"gex/proto/term"
)

// session is the synchronisation with one node, until each knows the other.
type session struct {
	node   term.Atom
	myTag  term.Term
	hisTag term.Term // zero until his init_connect
	lockID term.Term // zero until both sides hold the lock
	// hisNames are what he has; they are compared once both sides hold the lock.
	hisNames term.Term
	compared bool
	ops      []term.Term  // what his names change here; they are complete when decided
	decided  bool         // all names that clash are decided
	resolved *resolvedMsg // what ours change there, and whom he knows
}

// resolvedMsg is his message resolved.
type resolvedMsg struct{ ops, known, externals term.Term }

// session returns the one with a node whose tag of ours is tag.
func (g *Global) session(node term.Atom, tag term.Term) *session {
	if s := g.sessions[node]; s != nil && term.Identical(s.myTag, tag) {
		return s
	}
	return nil
}

// current is session for messages of a session that runs. What belongs to none
// has the locker give up what it may hold for it.
func (g *Global) current(node term.Atom, tag term.Term) *session {
	s := g.session(node, tag)
	if s == nil {
		g.cancelLocker(node, tag, noFun)
	}
	return s
}

func (g *Global) nodeup(node term.Atom) {
	g.up[node] = true
	if node != g.host.Self() && !g.known[node] && g.sessions[node] == nil && !g.host.Mesh().NoConnectAll {
		g.begin(node)
	}
}

// begin opens a session by telling the node our tag.
func (g *Global) begin(node term.Atom) {
	g.lastTag++
	s := &session{node: node, myTag: term.Int(g.lastTag<<16 | rand.Int64N(1<<16))}
	g.sessions[node] = s
	known := make([]term.Term, 0, 2*len(g.known)+2)
	for n := range g.known {
		known = append(known, n.Term(), term.Int(globalVersion))
	}
	// No node reads the map; so it can tell ours what this one is.
	known = append(known, atomGex, term.Int(globalVersion))
	g.castTo(node, atomInit.Term(), term.Tuple(term.Int(globalVersion), s.myTag), g.me(),
		term.Tuple(atomLocker.Term(), atomNoPid, term.MapOf(known...), g.locker.Self()))
}

// initConnect hears that the node has begun, too.
func (g *Global) initConnect(node term.Atom, tag, known, locker term.Term) {
	if _, ok := known.MapGet(atomGex); known.IsMap() && ok {
		g.gex[node] = true
	}
	s := g.sessions[node]
	switch {
	case s == nil || g.known[node]:
		// He has yet to learn that we share all names: in_sync is on its way to
		// him. An acknowledgement that came after it would have him begin anew,
		// without the names of ours that he has.
	case !s.hisTag.IsNone():
		g.tell(node, term.Tuple(atomCancelConn.Term(), g.me(), tag))
		g.restart(s)
	default:
		s.hisTag = tag
		g.locker.Deliver(term.Tuple(atomHisLocker.Term(), node.Term(), locker, tag, s.myTag))
		g.tell(node, term.Tuple(atomInitAck.Term(), g.me(), tag, s.myTag))
	}
}

// initAck hears how the node sees the session.
func (g *Global) initAck(node term.Atom, mine, his term.Term) {
	s := g.sessions[node]
	if s == nil || term.Identical(s.myTag, mine) && term.Identical(s.hisTag, his) {
		return
	}
	g.tell(node, term.Tuple(atomCancelConn.Term(), g.me(), his))
	g.restart(s)
}

// restart ends a session about which the two sides do not agree, and begins
// another.
func (g *Global) restart(s *session) {
	g.cancelLocker(s.node, s.myTag, noFun)
	if !s.hisTag.IsNone() {
		g.tell(s.node, term.Tuple(atomCancelConn.Term(), g.me(), s.hisTag))
	}
	delete(g.sessions, s.node)
	// The connection lasts, so nothing else frees what his processes hold.
	g.deleteResources(s.node)
	if g.up[s.node] {
		g.nodeup(s.node)
	}
}

// noFun stands for nothing to send before a lock is freed.
var noFun = term.A("no_fun")

// cancelLocker has the locker free the lock of a session. last is what it sends
// before: {Nodes, Message}, or noFun.
func (g *Global) cancelLocker(node term.Atom, tag, last term.Term) {
	g.locker.Deliver(term.Tuple(atomCancel.Term(), node.Term(), tag, last))
}

// lockIsSet hears that both sides hold the lock.
func (g *Global) lockIsSet(node term.Atom, tag, id term.Term) {
	s := g.current(node, tag)
	if s == nil || s.hisTag.IsNone() {
		return
	}
	s.lockID = id
	g.castTo(node, atomExchange.Term(), g.me(), g.nameList(), term.Nil, s.hisTag)
	g.compare(s)
}

// exchange hears his names.
func (g *Global) exchange(node term.Atom, names, tag term.Term) {
	if s := g.current(node, tag); s != nil && !s.compared {
		s.hisNames = names
		g.compare(s)
	}
}

// compare looks for names that are new here, and for those that two processes
// have. Who decides is the node with the smaller name.
func (g *Global) compare(s *session) {
	if s.lockID.IsNone() || s.hisNames.IsNone() || s.compared {
		return
	}
	s.compared = true
	var clashes []clash
	list, _ := s.hisNames.Slice()
	for _, t := range list {
		if !t.IsTupleOf(3) || !t.Elem(1).IsPid() {
			continue
		}
		ours, taken := g.names.get(t.Elem(0))
		switch {
		case !taken:
			s.ops = append(s.ops, insertOp(t))
		case !term.Identical(ours.pid, t.Elem(1)) && g.host.Self().String() < s.node.String():
			clashes = append(clashes, clash{his: t, ours: ours.entry()})
		}
	}
	if len(clashes) == 0 {
		g.exchanged(s.node, s.myTag, term.Nil, term.Nil)
		return
	}
	node, tag := s.node, s.myTag
	err := g.host.Go(func(p *proc.Process) {
		ops, res := g.decideAll(p, clashes)
		g.p.Deliver(castOf(term.Tuple(atomExchanged.Term(), node.Term(), tag, ops, res)))
	})
	if err != nil {
		g.exchanged(s.node, s.myTag, term.Nil, term.Nil)
	}
}

func insertOp(entry term.Term) term.Term { return term.Tuple(atomInsert.Term(), entry) }

// exchanged has the outcome of the names that clash: ops for this side, res for
// his.
func (g *Global) exchanged(node term.Atom, tag, ops, res term.Term) {
	s := g.current(node, tag)
	if s == nil || !s.compared || s.decided {
		return
	}
	s.decided = true
	more, _ := ops.Slice()
	s.ops = append(s.ops, more...)
	g.castTo(node, atomResolved.Term(), g.me(), res, versions(g.knownNodes()), atomUnused, g.externalNames(), s.hisTag)
	g.finish(s)
}

// hisResolved hears what names of ours change on his side, and whom he knows.
func (g *Global) hisResolved(node term.Atom, ops, known, externals, tag term.Term) {
	if s := g.current(node, tag); s != nil && s.resolved == nil {
		s.resolved = &resolvedMsg{ops, known, externals}
		g.finish(s)
	}
}

// finish makes one part of two, once both sides have resolved.
func (g *Global) finish(s *session) {
	if s.resolved == nil || !s.decided {
		return
	}
	his := nodesOf(s.resolved.known)
	g.join(his)
	hisOps, _ := s.resolved.ops.Slice()
	ops := term.List(append(s.ops, hisOps...)...)
	extra := term.List(term.Tuple(atomVsn, term.Int(globalVersion)), term.Tuple(atomLock.Term(), s.lockID))
	g.apply(ops, s.resolved.externals, g.mayUnder(extra))
	for _, n := range his {
		// Who comes with him needs no session of his own.
		if other := g.sessions[n]; other != nil && other != s {
			g.cancelLocker(n, other.myTag, noFun)
			delete(g.sessions, n)
		}
	}
	nodes := append([]term.Atom{s.node}, his...)
	msg := castOf(term.Tuple(atomNewNodes.Term(), g.me(), ops, s.resolved.externals, versions(nodes), extra))
	// The locker sends it, so that it comes before the lock is free.
	g.cancelLocker(s.node, s.myTag, term.Tuple(g.knownList(), msg))
	delete(g.sessions, s.node)
	for _, n := range nodes {
		g.add(n)
	}
	g.synced[s.node] = true
	g.answerSyncs()
}

// newNodes takes in what two nodes, one of which we know, agreed on.
func (g *Global) newNodes(from term.Atom, ops, externals term.Term, nodes []term.Atom, extra term.Term) {
	if !g.up[from] {
		return
	}
	var added []term.Atom
	for _, n := range nodes {
		if g.add(n) {
			added = append(added, n)
		}
	}
	g.join(added)
	g.apply(ops, externals, g.mayUnder(extra))
}

// inSync hears from a node that shares all names with us.
func (g *Global) inSync(node term.Atom, kind term.Term) {
	if term.Identical(kind, atomGex) {
		g.gex[node] = true
	}
	if s := g.sessions[node]; s != nil {
		g.cancelLocker(node, s.myTag, noFun)
		delete(g.sessions, node)
	}
	g.synced[node] = true
	g.answerSyncs()
}

// forget ends what there is with a node.
func (g *Global) forget(node term.Atom) {
	if s := g.sessions[node]; s != nil {
		g.cancelLocker(node, s.myTag, noFun)
		if !s.hisTag.IsNone() {
			g.tell(node, term.Tuple(atomCancelConn.Term(), g.me(), s.hisTag))
		}
		delete(g.sessions, node)
	}
	g.mu.Lock()
	delete(g.known, node)
	g.mu.Unlock()
	delete(g.synced, node)
}
