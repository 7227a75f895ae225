package proc

import "gex/proto/term"

// relations is what ties a process to others; few short-lived ones have any.
type relations struct {
	links    table[term.Pid, link]
	monitors table[term.Ref, monitor] // its own
	watchers table[term.Ref, watcher] // those of others on it
	aliases  table[term.Ref, AliasMode]
	spawns   table[term.Ref, spawnRequest]
	peers    []Peer // attached to
	unlinkID uint64
}

// link is one side of a link. An inactive link waits for the acknowledgement
// of Unlink with that id: exit signals over it are void.
type link struct {
	active bool
	first  bool // exit messages go ahead of others
	id     uint64
	via    Peer
}

func (p *Process) relations() *relations {
	if p.rel == nil {
		p.rel = &relations{}
	}
	return p.rel
}

func (p *Process) links() *table[term.Pid, link] { return &p.relations().links }

// attach has p told when peer is lost. It is false if that has happened.
func (p *Process) attach(peer Peer) bool {
	if peer == nil {
		return true
	}
	r := p.relations()
	for _, x := range r.peers {
		if x == peer {
			return true
		}
	}
	if !peer.Attach(p) {
		return false
	}
	r.peers = append(r.peers, peer)
	return true
}

// noproc and the like as terms.
var (
	reasonNormal       = term.Normal.Term()
	reasonNoproc       = term.Noproc.Term()
	reasonNoconnection = term.Noconnection.Term()
	reasonKilled       = term.Killed.Term()
)

// Link links p to another process (erlang:link/1). If there is no such process
// the exit signal noproc comes from it; when that is known at once, because it
// is a local process, and p does not trap exits, Link returns ErrNoProc
// instead. It returns ErrBadArg if to is no pid.
func (p *Process) Link(to term.Term) error { return p.LinkPriority(to, false) }

// LinkPriority is Link; with first the message of an exit signal of the link goes
// ahead of what is in the message queue (erlang:link/2).
func (p *Process) LinkPriority(to term.Term, first bool) error {
	pid := to.Pid()
	switch {
	case pid == nil:
		return ErrBadArg
	case *pid == *p.pid:
		return nil
	}
	ls := p.links()
	if l := ls.get(*pid); l != nil && l.active {
		l.first = first
		return nil
	}
	if p.sched.router.Local(pid.Node) {
		if q := p.sched.router.Lookup(*pid); q == nil || !q.post(p.worker, &Link{From: p.Self()}) {
			if !p.trapExit {
				return ErrNoProc
			}
			p.deliverExit(to, reasonNoproc, first)
			return nil
		}
		ls.put(*pid, link{active: true, first: first})
		return nil
	}
	peer := p.sched.router.Peer(pid.Node, true)
	if peer == nil || !p.attach(peer) {
		p.post(p.worker, &Exit{From: to, Reason: reasonNoconnection})
		return nil
	}
	ls.put(*pid, link{active: true, first: first, via: peer})
	peer.Signal(to, &Link{From: p.Self()})
	return nil
}

// Unlink removes the link with another process (erlang:unlink/1): no exit
// signal comes from it any more. An {'EXIT', Pid, _} message already in the
// queue stays.
func (p *Process) Unlink(to term.Term) error {
	pid := to.Pid()
	if pid == nil {
		return ErrBadArg
	}
	if p.rel == nil {
		return nil
	}
	l := p.rel.links.get(*pid)
	if l == nil || !l.active {
		return nil
	}
	p.rel.unlinkID++
	l.active, l.id = false, p.rel.unlinkID
	p.reply(l.via, to, &Unlink{ID: l.id, From: p.Self()})
	return nil
}

// reply sends a signal over the connection a relation came by, nil for a local
// process.
func (p *Process) reply(via Peer, to term.Term, sig Signal) {
	if via != nil {
		via.Signal(to, sig)
	} else {
		p.sched.route(p.worker, to, sig, false)
	}
}

func (x *Link) handle(p *Process) {
	ls, pid := p.links(), *x.From.Pid()
	if ls.get(pid) != nil {
		return
	}
	if p.attach(x.Via) {
		ls.put(pid, link{active: true, via: x.Via})
	} else {
		(&Exit{From: x.From, Reason: reasonNoconnection}).handle(p)
	}
}

func (x *Link) refuse(s *Scheduler, to term.Term) {
	s.answer(x.Via, x.From, &Exit{From: to, Reason: reasonNoproc, Linked: true})
}

func (x *Unlink) handle(p *Process) {
	p.reply(x.Via, x.From, &UnlinkAck{ID: x.ID, From: p.Self()})
	if p.rel == nil {
		return
	}
	if l := p.rel.links.get(*x.From.Pid()); l != nil && l.active {
		p.rel.links.del(*x.From.Pid())
	}
}

func (x *Unlink) refuse(s *Scheduler, to term.Term) {
	s.answer(x.Via, x.From, &UnlinkAck{ID: x.ID, From: to})
}

func (x *UnlinkAck) handle(p *Process) {
	if p.rel == nil {
		return
	}
	if l := p.rel.links.get(*x.From.Pid()); l != nil && !l.active && l.id == x.ID {
		p.rel.links.del(*x.From.Pid())
	}
}

func (x *UnlinkAck) refuse(*Scheduler, term.Term) {}

// answer sends what a process that does not exist has to say.
func (s *Scheduler) answer(via Peer, to term.Term, sig Signal) {
	if via != nil {
		via.Signal(to, sig)
	} else {
		s.route(nil, to, sig, false)
	}
}

func (x *ConnectionLost) handle(p *Process) {
	r := p.rel
	if r == nil {
		return
	}
	for i, peer := range r.peers {
		if peer == x.Peer {
			r.peers = append(r.peers[:i], r.peers[i+1:]...)
			break
		}
	}
	var gone []term.Pid
	for _, e := range r.links.list {
		if e.val.via == x.Peer {
			gone = append(gone, e.key)
		}
	}
	var refs []term.Ref
	for _, e := range r.watchers.list {
		if e.val.via == x.Peer {
			refs = append(refs, e.key)
		}
	}
	for _, ref := range refs {
		r.watchers.del(ref)
	}
	refs = refs[:0]
	for _, e := range r.monitors.list {
		if e.val.via == x.Peer {
			refs = append(refs, e.key)
		}
	}
	for i := range refs {
		p.down(&refs[i], reasonNoconnection)
	}
	p.failSpawns(x.Peer)
	for i := range gone {
		if l, _ := r.links.del(gone[i]); l.active && !p.exiting {
			p.exitSignal(gone[i].Term(), reasonNoconnection, false, l.first)
		}
	}
}

func (x *ConnectionLost) refuse(*Scheduler, term.Term) {}
