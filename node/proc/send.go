package proc

import "gex/proto/term"

// Send sends a message (erlang:send/3): to is a pid, a registered name,
// {Name, Node} or an alias. A process written in Go that a busy connection
// holds is let go before Send returns.
func (p *Process) Send(to, msg term.Term, o SendOptions) SendStatus {
	st := p.sched.send(p, p.worker, to, msg, o)
	if st == Suspended && p.goroutine.Load() {
		p.waitReleased()
		st = Sent
	}
	return st
}

// Send sends a message from no process in particular, as a connection does for
// what came in.
func (s *Scheduler) Send(to, msg term.Term, o SendOptions) SendStatus {
	return s.send(nil, nil, to, msg, o)
}

func (s *Scheduler) send(from *Process, w *worker, to, msg term.Term, o SendOptions) SendStatus {
	switch to.Kind() {
	case term.KindPid:
		pid := to.Pid()
		if s.router.Local(pid.Node) {
			if q := s.router.Lookup(*pid); q != nil {
				q.message(w, msg)
			}
			return Sent
		}
		return s.sendRemote(from, pid.Node, to, msg, o)
	case term.KindAtom:
		q := s.router.Whereis(to.KnownAtom())
		if q == nil || !q.message(w, msg) {
			return BadDest
		}
		return Sent
	case term.KindTuple:
		if !to.IsTupleOf(2) || !to.Elem(0).IsAtom() || !to.Elem(1).IsAtom() {
			return BadDest
		}
		if node := to.Elem(1).Atom(); !s.router.Local(node) {
			return s.sendRemote(from, node, to.Elem(0), msg, o)
		}
		if q := s.router.Whereis(to.Elem(0).KnownAtom()); q != nil {
			q.message(w, msg)
		}
		return Sent
	case term.KindRef:
		ref := to.Ref()
		if !s.router.Local(ref.Node) {
			return s.sendRemote(from, ref.Node, to, msg, o)
		}
		if pid, ok := aliasPid(ref); ok {
			if q := s.router.Lookup(*pid); q != nil {
				q.post(w, &AliasMessage{Ref: ref, Msg: msg, Priority: o.Priority})
			}
		}
		return Sent
	}
	return BadDest
}

func (s *Scheduler) sendRemote(from *Process, node term.Atom, to, msg term.Term, o SendOptions) SendStatus {
	peer := s.router.Peer(node, !o.NoConnect)
	if peer == nil {
		if o.NoConnect {
			return NoConnect
		}
		return Sent
	}
	return peer.Send(from, to, msg, o)
}
