package sys

import (
	"gex/node/proc"
	"gex/proto/term"
)

// lock is {ResourceID, Requester} and who holds it. Several processes may hold
// it for one requester.
type lock struct {
	resource, requester term.Term
	owners              []lockOwner
}

type lockOwner struct {
	pid term.Term
	ref *term.Ref // of our monitor
}

// mayLock tells whether a lock is free for a requester. It is for all processes
// of Global.
func (g *Global) mayLock(resource, requester term.Term) bool {
	g.mu.RLock()
	defer g.mu.RUnlock()
	l, taken := g.locks.get(resource)
	return !taken || term.Identical(l.requester, requester)
}

// locked tells whether anybody holds the lock under which names change. It is
// for all processes of Global.
func (g *Global) locked() bool {
	g.mu.RLock()
	defer g.mu.RUnlock()
	_, taken := g.locks.get(atomGlobal.Term())
	return taken
}

// setLock gives a lock to pid unless another requester has it.
func (g *Global) setLock(resource, requester, pid term.Term) bool {
	l, taken := g.locks.get(resource)
	switch {
	case !taken:
		l = &lock{resource: resource, requester: requester}
	case !term.Identical(l.requester, requester):
		return false
	}
	for _, o := range l.owners {
		if term.Identical(o.pid, pid) {
			return true
		}
	}
	// One that is gone is told of at once, and the lock is free again.
	ref, err := g.p.Monitor(pid, proc.MonitorOptions{NoConnect: true})
	if err != nil {
		return false
	}
	g.watched[*ref] = watched{lock: l, isLocker: true}
	g.mu.Lock()
	l.owners = append(l.owners, lockOwner{pid, ref})
	g.locks.put(resource, l)
	g.mu.Unlock()
	return true
}

// delLock frees what pid has of a lock.
func (g *Global) delLock(resource, requester, pid term.Term) {
	l, ok := g.locks.get(resource)
	if !ok || !term.Identical(l.requester, requester) {
		return
	}
	for _, o := range l.owners {
		if term.Identical(o.pid, pid) {
			g.disown(l, o.ref, false)
			return
		}
	}
}

// disown takes a lock from the owner that is watched by ref. down says that the
// owner has ended.
func (g *Global) disown(l *lock, ref *term.Ref, down bool) {
	delete(g.watched, *ref)
	g.p.Demonitor(ref, true)
	var kept []lockOwner
	for _, o := range l.owners {
		if *o.ref != *ref {
			kept = append(kept, o)
		}
	}
	g.mu.Lock()
	l.owners = kept
	if len(kept) == 0 {
		g.locks.remove(l.resource)
		if l.resource.Is(atomGlobal) {
			g.lockDown = down
		}
	}
	g.mu.Unlock()
}

// mayBy tells whether names may change at the request of a process. They may
// not when its lock is gone: its node went down, and what it asked comes late.
func (g *Global) mayBy(pid term.Term) bool {
	l, taken := g.locks.get(atomGlobal.Term())
	if !taken {
		return !g.lockDown
	}
	for _, o := range l.owners {
		if term.Identical(o.pid, pid) {
			return true
		}
	}
	return false
}

// mayUnder is mayBy for what two nodes agreed on under a lock, which extra tells:
// [{vsn, _}, {lock, ID}].
func (g *Global) mayUnder(extra term.Term) bool {
	l, taken := g.locks.get(atomGlobal.Term())
	if !taken {
		return !g.lockDown
	}
	ts, _ := extra.Slice()
	for _, t := range ts {
		if es := t.Tagged(atomLock, 2); es != nil {
			return es[1].IsTupleOf(2) && term.Identical(es[1].Elem(1), l.requester)
		}
	}
	return false
}
