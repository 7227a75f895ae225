package sys

import (
	"gex/node/proc"
	"gex/proto/term"
)

// takeLock asks the node, all known ones and ourselves for the lock under which
// names are exchanged. A node that became known through others has given up on
// that, and nobody would free the lock.
func (g *Global) takeLock(s *session) {
	if g.known[s.node] || s.lockSent || !s.lockID.IsNone() || s.hisLocker.IsNone() {
		return
	}
	requester := term.List(g.p.Self(), s.hisLocker)
	if term.Compare(g.p.Self(), s.hisLocker) > 0 {
		requester = term.List(s.hisLocker, g.p.Self())
	}
	s.lockID = term.Tuple(atomGlobal.Term(), requester)
	s.refused, s.pending, s.granted = false, make(map[term.Ref]bool), nil
	if !g.setLock(atomGlobal.Term(), requester, g.p.Self()) {
		g.giveUp(s)
		return
	}
	nodes := []term.Atom{s.node}
	for n := range g.known {
		nodes = append(nodes, n)
	}
	for _, n := range nodes {
		ref := g.host.NewRef()
		s.pending[*ref] = true
		s.granted = append(s.granted, n.Term())
		g.request(n, ref, term.Tuple(atomSetLock.Term(), s.lockID))
	}
}

// request sends a gen call whose answer comes as {Ref, Answer}.
func (g *Global) request(node term.Atom, ref *term.Ref, request term.Term) {
	g.tell(node, term.Tuple(atomGenCall.Term(), term.Tuple(g.p.Self(), ref.Term()), request))
}

// lockReply takes the answer of one node that was asked for the lock.
func (g *Global) lockReply(ref term.Ref, granted bool) {
	for _, s := range g.sessions {
		if !s.pending[ref] {
			continue
		}
		delete(s.pending, ref)
		s.refused = s.refused || !granted
		if len(s.pending) > 0 {
			return
		}
		if s.refused {
			g.giveUp(s)
		} else {
			g.sendLockSet(s)
		}
		return
	}
}

// giveUp frees the lock where it was granted and tries again later.
func (g *Global) giveUp(s *session) {
	g.release(s)
	g.tryLater(s)
}

// tryLater takes the lock after a while, if the session lasts.
func (g *Global) tryLater(s *session) {
	after(g.p, retryTime(), term.Tuple(atomRetry.Term(), term.Tuple(s.node.Term(), s.myTag)))
}

// release frees the lock of a session.
func (g *Global) release(s *session) {
	if s.lockID.IsNone() {
		return
	}
	g.delLock(s.lockID.Elem(0), s.lockID.Elem(1), g.p.Self())
	for _, n := range s.granted {
		g.request(n.Atom(), g.host.NewRef(), term.Tuple(atomDelLock.Term(), s.lockID))
	}
	s.lockID, s.granted, s.pending = term.Term{}, nil, nil
}

// sendLockSet says that we hold the lock, and what we know.
func (g *Global) sendLockSet(s *session) {
	if s.lockSent {
		return
	}
	s.lockSent = true
	g.castTo(s.node, atomLockSet.Term(), g.p.Self(), atomTrue, g.knownList(), s.hisTag)
}

// lockSet hears that the other side holds the lock. Both may have begun.
func (g *Global) lockSet(locker term.Term, held bool, known []term.Atom, tag term.Term) {
	s := g.session(locker.Pid().Node, tag)
	if s == nil || s.hisTag.IsNone() {
		return
	}
	if !held {
		if !s.exchanged {
			s.lockSent = false
			g.giveUp(s)
		}
		return
	}
	s.hisKnown = known
	g.sendLockSet(s)
	if !s.exchanged {
		s.exchanged = true
		g.castTo(s.node, atomExchange.Term(), g.me(), g.nameList(), term.Nil, s.hisTag)
	}
}

// nameList returns [{Name, Pid, Method}].
func (g *Global) nameList() term.Term {
	var ts []term.Term
	for name, e := range g.names.Pairs() {
		ts = append(ts, term.Tuple(name, e.Elem(0), e.Elem(1)))
	}
	return term.List(ts...)
}

// exchange compares his names with ours.
func (g *Global) exchange(s *session, names term.Term) {
	if s.hisNames {
		return
	}
	s.hisNames = true
	list, _ := names.Slice()
	for _, t := range list {
		if !t.IsTupleOf(3) || !t.Elem(1).IsPid() {
			continue
		}
		name, his, method := t.Elem(0), t.Elem(1), t.Elem(2)
		ours, taken := g.names.MapGet(name)
		switch {
		case !taken:
			s.ops = append(s.ops, term.Tuple(atomInsert.Term(), t))
		case term.Identical(ours.Elem(0), his):
		case g.host.Self().String() < s.node.String():
			g.decide(&clash{s: s, name: name, his: his, hisMethod: method, ours: ours.Elem(0), ourMethod: ours.Elem(1)})
		}
	}
	if s.deciding == 0 {
		g.sendResolved(s)
	}
}

// decide has the method of our process choose between the two.
func (g *Global) decide(c *clash) {
	e := c.ourMethod.Export()
	if e == nil {
		// A closure of another node decides nothing here: his process keeps
		// the name, as when the call fails in OTP.
		g.decided(c, c.his)
		return
	}
	c.ref = g.host.NewRef().Term()
	args := []term.Term{c.ref, e.Module.Term(), e.Name.Term(), term.List(c.name, c.his, c.ours)}
	_, mon, err := g.host.Run(g.p, g.p.GroupLeader(), atomErpc, atomExecCall, args)
	if err != nil {
		g.decided(c, c.his)
		return
	}
	c.s.deciding++
	g.clashes[*mon] = c
}

// decided notes the outcome of a clash: what we change, and what he does.
func (g *Global) decided(c *clash, kept term.Term) {
	s := c.s
	switch {
	case term.Identical(kept, c.his):
		s.ops = append(s.ops, term.Tuple(atomInsert.Term(), term.Tuple(c.name, c.his, c.hisMethod)))
	case term.Identical(kept, c.ours):
		s.res = append(s.res, term.Tuple(atomInsert.Term(), term.Tuple(c.name, c.ours, c.ourMethod)))
	default:
		op := term.Tuple(atomDelete.Term(), c.name)
		s.ops, s.res = append(s.ops, op), append(s.res, op)
	}
}

func (g *Global) sendResolved(s *session) {
	known := []term.Term{}
	for n := range g.known {
		known = append(known, term.Tuple(n.Term(), term.Int(globalVersion)))
	}
	g.castTo(s.node, atomResolved.Term(), g.me(), term.List(s.res...), term.List(known...),
		atomUnused, term.Nil, s.hisTag)
	g.finish(s)
}

// finish ends the synchronisation once both sides have resolved.
func (g *Global) finish(s *session) {
	if s.resolved == nil || !s.hisNames || s.deciding > 0 {
		return
	}
	ops := append(s.ops, s.resolved.ops...)
	nodes := []term.Atom{s.node}
	for _, n := range nodesOf(term.List(s.resolved.known...)) {
		if n != g.host.Self() {
			nodes = append(nodes, n)
		}
	}
	s.resolved, s.ops, s.res = nil, nil, nil
	g.apply(ops)

	versions := make([]term.Term, len(nodes))
	for i, n := range nodes {
		versions[i] = term.Tuple(n.Term(), term.Int(globalVersion))
	}
	lockID := s.lockID
	if lockID.IsNone() {
		lockID = term.Undefined.Term()
	}
	extra := term.List(term.Tuple(atomVsn, term.Int(globalVersion)), term.Tuple(atomLock, lockID))
	for n := range g.known {
		g.castTo(n, atomNewNodes.Term(), g.me(), term.List(ops...), term.Nil, term.List(versions...), extra)
	}
	added := g.addAll(nodes)
	g.release(s)
	delete(g.sessions, s.node)
	for _, n := range added {
		if n != s.node {
			g.join(n)
		}
	}
}

// apply carries out operations on names.
func (g *Global) apply(ops []term.Term) {
	for _, op := range ops {
		if es := op.Tagged(atomInsert, 2); es != nil && es[1].IsTupleOf(3) && es[1].Elem(1).IsPid() {
			g.insert(es[1].Elem(0), es[1].Elem(1), es[1].Elem(2))
		} else if es := op.Tagged(atomDelete, 2); es != nil {
			g.remove(es[1])
		}
	}
}

// insert gives a name to a process, which loses it by its end.
func (g *Global) insert(name, pid, method term.Term) {
	if old, ok := g.names.MapGet(name); ok && term.Identical(old.Elem(0), pid) {
		g.put(name, term.Tuple(pid, method, old.Elem(2)))
		return
	}
	g.remove(name)
	ref, err := g.p.Monitor(pid, proc.MonitorOptions{NoConnect: true})
	if err != nil {
		return
	}
	g.pids[*ref] = watched{name: name, pid: pid}
	g.put(name, term.Tuple(pid, method, ref.Term()))
}

func (g *Global) put(name, entry term.Term) {
	g.mu.Lock()
	g.names = g.names.MapPut(name, entry)
	g.mu.Unlock()
}

// remove takes a name away.
func (g *Global) remove(name term.Term) {
	e, ok := g.names.MapGet(name)
	if !ok {
		return
	}
	ref := e.Elem(2).Ref()
	delete(g.pids, *ref)
	g.p.Demonitor(ref, true)
	g.mu.Lock()
	g.names = g.names.MapRemove(name)
	g.mu.Unlock()
}

// setLock gives a lock to pid unless another requester has it.
func (g *Global) setLock(resource, requester, pid term.Term) bool {
	for _, l := range g.locks {
		if !term.Identical(l.resource, resource) {
			continue
		}
		if !term.Identical(l.requester, requester) {
			return false
		}
		for _, o := range l.owners {
			if term.Identical(o, pid) {
				return true
			}
		}
		l.owners = append(l.owners, pid)
		g.watch(pid)
		return true
	}
	g.locks = append(g.locks, &lock{resource, requester, []term.Term{pid}})
	g.watch(pid)
	return true
}

// watch has the locks of pid freed when it ends.
func (g *Global) watch(pid term.Term) {
	if term.Identical(pid, g.p.Self()) {
		return
	}
	for _, w := range g.pids {
		if w.name.IsNone() && term.Identical(w.pid, pid) {
			return
		}
	}
	if ref, err := g.p.Monitor(pid, proc.MonitorOptions{NoConnect: true}); err == nil {
		g.pids[*ref] = watched{pid: pid}
	}
}

// delLock frees what pid has of a lock.
func (g *Global) delLock(resource, requester, pid term.Term) {
	var kept []*lock
	still := false
	for _, l := range g.locks {
		if term.Identical(l.resource, resource) && term.Identical(l.requester, requester) {
			l.owners = without(l.owners, func(o term.Term) bool { return term.Identical(o, pid) })
		}
		for _, o := range l.owners {
			still = still || term.Identical(o, pid)
		}
		if len(l.owners) > 0 {
			kept = append(kept, l)
		}
	}
	g.locks = kept
	if still {
		return
	}
	for ref, w := range g.pids {
		if w.name.IsNone() && term.Identical(w.pid, pid) {
			r := ref
			delete(g.pids, ref)
			g.p.Demonitor(&r, true)
		}
	}
}

// down takes the end of a process that decided a clash, has a name, or holds
// locks.
func (g *Global) down(ref term.Ref, reason term.Term) {
	if c := g.clashes[ref]; c != nil {
		delete(g.clashes, ref)
		kept := c.his
		if reason.IsTupleOf(3) && term.Identical(reason.Elem(0), c.ref) && term.Identical(reason.Elem(1), atomReturn) {
			kept = reason.Elem(2)
		}
		g.decided(c, kept)
		if c.s.deciding--; c.s.deciding == 0 && g.sessions[c.s.node] == c.s {
			g.sendResolved(c.s)
		}
		return
	}
	w, ok := g.pids[ref]
	if !ok {
		return
	}
	delete(g.pids, ref)
	if !w.name.IsNone() {
		if e, ok := g.names.MapGet(w.name); ok && term.Identical(e.Elem(0), w.pid) {
			g.mu.Lock()
			g.names = g.names.MapRemove(w.name)
			g.mu.Unlock()
		}
		return
	}
	var kept []*lock
	for _, l := range g.locks {
		l.owners = without(l.owners, func(o term.Term) bool { return term.Identical(o, w.pid) })
		if len(l.owners) > 0 {
			kept = append(kept, l)
		}
	}
	g.locks = kept
}
