package sys

import (
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"gex/node/proc"
	"gex/proto/term"
)

// locker takes the lock under which two parts of a cluster become one, on all
// nodes of its part and on the node it is to synchronise with. One session at a
// time has it. Both sides try; the lock of the two has the same name on both, so
// that neither stops the other.
type locker struct {
	g      *Global
	p      *proc.Process
	others []other
	next   time.Time // of the next attempt, zero if there is none to make
}

// other is a node that waits to be synchronised with.
type other struct {
	node               term.Atom
	pid, hisTag, myTag term.Term
}

// Waits of the locker. Others shall have their turn when this one has failed;
// after a success there is no reason to wait. A connection that ends at once
// shall not leave calls behind, whose answers would connect again, so the first
// attempt waits a little, too.
const (
	lockerFirst = 40 * time.Millisecond
	lockerAgain = 20 * time.Millisecond
	lockerRange = 80 * time.Millisecond
)

// lock is the process.
func (g *Global) lock(p *proc.Process) {
	l := &locker{g: g, p: p}
	for {
		timeout := time.Duration(-1)
		if len(l.others) > 0 {
			timeout = max(time.Until(l.next), 0)
		}
		msg, ok, err := p.Receive(nil, timeout)
		switch {
		case err != nil:
			return
		case ok:
			l.message(msg)
		case g.locked():
			l.wait(lockerAgain)
		default:
			if l.selectNode() {
				l.next = time.Now()
			} else {
				l.wait(lockerAgain)
			}
		}
	}
}

func (l *locker) wait(d time.Duration) { l.next = time.Now().Add(d + rand.N(lockerRange)) }

func (l *locker) message(msg term.Term) {
	es := msg.Elems()
	switch {
	case msg.Tagged(atomHisLocker, 5) != nil:
		if len(l.others) == 0 {
			l.wait(lockerFirst)
		}
		l.others = append(l.others, other{es[1].Atom(), es[2], es[3], es[4]})
	case msg.Tagged(atomCancel, 4) != nil:
		l.drop(es[1].Atom(), es[2])
	case isLockSet(msg) && es[2].Is(term.True):
		l.theyHoldIt(msg)
	}
}

// isLockSet recognises {lock_set, Locker, Held, Known, Tag}, and the same without
// tag, which says that the other side knows of no session.
func isLockSet(msg term.Term) bool {
	return msg.Tagged(atomLockSet, 5) != nil || msg.Tagged(atomLockSet, 4) != nil
}

// concerns tells whether a lock_set is of a session with a node.
func (o other) concerns(msg term.Term) bool {
	es := msg.Elems()
	return es[1].Pid().Node == o.node && (len(es) == 4 || term.Identical(es[4], o.myTag))
}

func (l *locker) drop(node term.Atom, tag term.Term) {
	l.others = slices.DeleteFunc(l.others, func(o other) bool { return o.node == node && term.Identical(o.myTag, tag) })
}

// theyHoldIt hears that the other side holds the lock: we take it on our part and
// say whether we could.
func (l *locker) theyHoldIt(msg term.Term) {
	pid := msg.Elem(1)
	i := slices.IndexFunc(l.others, func(o other) bool { return o.concerns(msg) })
	if i < 0 {
		l.send(pid.Pid().Node, false)
		return
	}
	o := l.others[i]
	id := l.id(pid)
	nodes, ok := l.take(id)
	l.send(o.node, ok, o.hisTag)
	if !ok {
		l.wait(lockerAgain)
		return
	}
	l.hold(o, id, nodes)
	l.next = time.Now()
}

// selectNode takes the lock for one of the nodes that wait, of those on this host
// if there are any. It is false if it cannot be had.
func (l *locker) selectNode() bool {
	l.others = slices.DeleteFunc(l.others, func(o other) bool { return l.g.isKnown(o.node) })
	if len(l.others) == 0 {
		return true
	}
	_, host, _ := strings.Cut(l.g.host.Self().String(), "@")
	from := l.others
	if near := slices.DeleteFunc(slices.Clone(from), func(o other) bool { return !strings.HasSuffix(o.node.String(), "@"+host) }); len(near) > 0 {
		from = near
	}
	o := from[rand.N(len(from))]
	id := l.id(o.pid)
	nodes, ok := l.take(id, o.node)
	if !ok {
		return false
	}
	l.send(o.node, true, o.hisTag)
	// Either he answers, or the session ends.
	msg, _, err := l.p.Receive(func(msg term.Term) bool {
		return isLockSet(msg) && o.concerns(msg) || l.cancels(msg, o)
	}, -1)
	if err != nil {
		return false
	}
	switch {
	case !isLockSet(msg):
		l.last(msg)
		l.drop(o.node, o.myTag)
	case msg.Elem(2).Is(term.True):
		l.hold(o, id, nodes)
		return true
	}
	l.free(id, nodes)
	return false
}

// hold keeps the lock until the session is over.
func (l *locker) hold(o other, id term.Term, nodes []term.Atom) {
	castLocal(l.g.p, atomLockIsSet.Term(), o.node.Term(), o.myTag, id)
	msg, _, err := l.p.Receive(func(msg term.Term) bool { return l.cancels(msg, o) }, -1)
	if err != nil {
		return
	}
	l.last(msg)
	l.free(id, nodes)
	l.drop(o.node, o.myTag)
}

func castLocal(p *proc.Process, ts ...term.Term) { p.Deliver(castOf(term.Tuple(ts...))) }

func (l *locker) cancels(msg term.Term, o other) bool {
	es := msg.Tagged(atomCancel, 4)
	return es != nil && es[1].Is(o.node) && term.Identical(es[2], o.myTag)
}

// last sends what others are to have before the lock is free.
func (l *locker) last(cancel term.Term) {
	what := cancel.Elem(3)
	if !what.IsTupleOf(2) {
		return
	}
	for _, n := range nodesOf(what.Elem(0)) {
		l.p.Send(named(atomGNS, n), what.Elem(1), proc.SendOptions{NoConnect: true})
	}
}

// send tells the other side whether we hold the lock; tag is his, if there is a
// session.
func (l *locker) send(node term.Atom, held bool, tag ...term.Term) {
	msg := append([]term.Term{atomLockSet.Term(), l.p.Self(), term.Bool(held), atomListOf(l.g.knownNodes())}, tag...)
	l.p.Send(named(atomGNS, node), castOf(term.Tuple(msg...)), proc.SendOptions{NoConnect: true})
}

func atomListOf(nodes []term.Atom) term.Term {
	ts := make([]term.Term, len(nodes))
	for i, n := range nodes {
		ts[i] = n.Term()
	}
	return term.List(ts...)
}

// id is the name of the lock of two lockers, the same for both: their pids in
// order. A pid of this node does not say so; in the order it has to.
func (l *locker) id(pid term.Term) term.Term {
	own := *l.p.Pid()
	own.Node = l.g.host.Self()
	pids := term.List(l.p.Self(), pid)
	if term.Compare(own.Term(), pid) > 0 {
		pids = term.List(pid, l.p.Self())
	}
	return term.Tuple(atomGlobal.Term(), pids)
}

// take takes the lock on the nodes of our part, and on more, and returns
// where. The one with the greatest name comes first: who has it there will have
// it everywhere, so nobody is half way when another is, too.
func (l *locker) take(id term.Term, more ...term.Atom) ([]term.Atom, bool) {
	self := l.g.host.Self()
	boss := bossOf(append(l.g.knownNodes(), self))
	if boss != self && !l.g.mayLock(id.Elem(0), id.Elem(1)) || !setLockOn(l.p, id, []term.Atom{boss}) {
		return nil, false
	}
	second := slices.DeleteFunc(append(more, self), func(n term.Atom) bool { return n == boss })
	if !setLockOn(l.p, id, second) {
		l.free(id, []term.Atom{boss})
		return nil, false
	}
	known := slices.DeleteFunc(l.g.knownNodes(), func(n term.Atom) bool { return n == boss })
	so := append([]term.Atom{boss}, second...)
	if !setLockOn(l.p, id, known) {
		l.free(id, so)
		return nil, false
	}
	return append(so, known...), true
}

func (l *locker) free(id term.Term, nodes []term.Atom) { freeLock(l.p, id, nodes) }

func bossOf(nodes []term.Atom) term.Atom {
	return slices.MaxFunc(nodes, func(a, b term.Atom) int { return strings.Compare(a.String(), b.String()) })
}

// setLockOn takes a lock on all nodes that answer, or on none.
func setLockOn(p *proc.Process, id term.Term, nodes []term.Atom) bool {
	if len(nodes) == 0 {
		return true
	}
	var granted []term.Atom
	answers := multiCall(p, nodes, atomGNS, term.Tuple(atomSetLock.Term(), id))
	for _, a := range answers {
		if a.value.Is(term.True) {
			granted = append(granted, a.node)
		}
	}
	if len(granted) == len(answers) {
		return !p.Exiting()
	}
	delLockOn(p, id, granted)
	return false
}

func delLockOn(p *proc.Process, id term.Term, nodes []term.Atom) {
	multiCall(p, nodes, atomGNS, term.Tuple(atomDelLock.Term(), id))
}

// freeLock frees a lock, last of all where it was taken first.
func freeLock(p *proc.Process, id term.Term, nodes []term.Atom) {
	if len(nodes) == 0 {
		return
	}
	boss := bossOf(nodes)
	delLockOn(p, id, slices.DeleteFunc(slices.Clone(nodes), func(n term.Atom) bool { return n == boss }))
	delLockOn(p, id, []term.Atom{boss})
}

func (g *Global) isKnown(node term.Atom) bool {
	g.mu.RLock()
	defer g.mu.RUnlock()
	return g.known[node]
}
