package sys

import (
	"gex/node/proc"
	"gex/proto/term"
)

// globalName is a name and who has it.
type globalName struct {
	name, pid term.Term
	method    term.Term // decides when the name clashes
	external  term.Term // the node that registered it for a node without global, none otherwise
	ref       *term.Ref // of our monitor
}

var noAtom term.Term

// Whereis returns the pid with a global name. Any goroutine may call it.
func (g *Global) Whereis(name term.Term) (pid term.Term, ok bool) {
	g.mu.RLock()
	n, ok := g.names.get(name)
	g.mu.RUnlock()
	if !ok {
		return term.Term{}, false
	}
	if router := g.p.Scheduler().Router(); router.Local(n.pid.Pid().Node) {
		// What ended here has no name, even if we have yet to be told.
		if p := router.Lookup(*n.pid.Pid()); p == nil || !p.Alive() {
			return term.Term{}, false
		}
	}
	return n.pid, true
}

// Names returns all global names. Any goroutine may call it.
func (g *Global) Names() []term.Term {
	g.mu.RLock()
	defer g.mu.RUnlock()
	names := make([]term.Term, 0, len(g.names))
	g.names.each(func(name term.Term, _ *globalName) { names = append(names, name) })
	return names
}

// nameList returns [{Name, Pid, Method}].
func (g *Global) nameList() term.Term {
	var ts []term.Term
	g.names.each(func(_ term.Term, n *globalName) { ts = append(ts, n.entry()) })
	return term.List(ts...)
}

func (n *globalName) entry() term.Term { return term.Tuple(n.name, n.pid, n.method) }

// externalNames returns [{Name, Pid, RegisteringNode}].
func (g *Global) externalNames() term.Term {
	var ts []term.Term
	g.names.each(func(name term.Term, n *globalName) {
		if !n.external.IsNone() {
			ts = append(ts, term.Tuple(name, n.pid, n.external))
		}
	})
	return term.List(ts...)
}

// insert gives a name to a process, which loses it by its end. Whoever had it
// before has not got it any more, even if the change may not be made.
func (g *Global) insert(name, pid, method, external term.Term, may bool) {
	g.remove(name)
	if !may {
		return
	}
	// The connection may be under way: the name comes with the node it is on.
	ref, err := g.p.Monitor(pid, proc.MonitorOptions{})
	if err != nil {
		return
	}
	n := &globalName{name: name, pid: pid, method: method, external: external, ref: ref}
	g.watched[*ref] = watched{name: n}
	names, _ := g.pids.get(pid)
	g.mu.Lock()
	g.names.put(name, n)
	g.pids.put(pid, append(names[:len(names):len(names)], name))
	g.mu.Unlock()
}

// remove takes a name away.
func (g *Global) remove(name term.Term) {
	n, ok := g.names.get(name)
	if !ok {
		return
	}
	delete(g.watched, *n.ref)
	g.p.Demonitor(n.ref, true)
	names, _ := g.pids.get(n.pid)
	names = without(names, func(t term.Term) bool { return term.Identical(t, name) })
	g.mu.Lock()
	defer g.mu.Unlock()
	g.names.remove(name)
	if len(names) == 0 {
		g.pids.remove(n.pid)
	} else {
		g.pids.put(n.pid, names)
	}
}

// apply carries out what nodes agreed on.
func (g *Global) apply(ops, externals term.Term, may bool) {
	var external table[term.Term]
	ts, _ := externals.Slice()
	for _, t := range ts {
		if t.IsTupleOf(3) && t.Elem(2).IsAtom() {
			external.put(t.Elem(0), t)
		}
	}
	list, _ := ops.Slice()
	for _, op := range list {
		es := op.Tagged(atomInsert, 2)
		if es == nil || !es[1].IsTupleOf(3) || !es[1].Elem(1).IsPid() {
			continue
		}
		name, pid, method := es[1].Elem(0), es[1].Elem(1), es[1].Elem(2)
		by := noAtom
		if x, ok := external.get(name); ok && term.Identical(x.Elem(1), pid) {
			by = x.Elem(2)
		}
		g.insert(name, pid, method, by, may)
	}
	for _, op := range list {
		if es := op.Tagged(atomDelete, 2); es != nil {
			g.remove(es[1])
		}
	}
}

// down takes the end of a process that has a name or holds a lock.
func (g *Global) down(ref term.Ref) {
	w, ok := g.watched[ref]
	switch {
	case !ok:
	case w.isLocker:
		g.disown(w.lock, &ref, true)
	default:
		g.remove(w.name.name)
	}
}

// deleteResources takes names and locks from the processes of a node although
// the connection with it lasts.
func (g *Global) deleteResources(node term.Atom) {
	for ref, w := range g.watched {
		if w.isLocker {
			for _, o := range w.lock.owners {
				if *o.ref == ref && o.pid.Pid().Node == node {
					g.down(ref)
				}
			}
		} else if w.name.pid.Pid().Node == node {
			g.down(ref)
		}
	}
}

func without(ts []term.Term, drop func(term.Term) bool) []term.Term {
	var kept []term.Term
	for _, t := range ts {
		if !drop(t) {
			kept = append(kept, t)
		}
	}
	return kept
}
