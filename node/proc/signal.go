package proc

import "gex/proto/term"

// Signal is anything but a plain message that one process, node or timer tells
// another process. Signals and messages of one sender arrive in order. Local
// and remote ones are the same: a connection makes them of control messages
// and the other way round.
//
// The fields From are pid terms unless said otherwise. A signal must not be
// changed once sent.
type Signal interface {
	// handle acts on p in p's own context.
	handle(p *Process)
	// refuse does what is due when `to`, a pid or name (atom), is nobody.
	refuse(s *Scheduler, to term.Term)
}

// Link asks for a link (LINK). Via is the connection it came over, nil if local.
type Link struct {
	From term.Term
	Via  Peer
}

// Unlink takes a link back (UNLINK_ID); it is always answered by UnlinkAck
// with the same ID, 1 to 2^64-1.
type Unlink struct {
	ID   uint64
	From term.Term
	Via  Peer
}

// UnlinkAck answers Unlink (UNLINK_ID_ACK).
type UnlinkAck struct {
	ID   uint64
	From term.Term
}

// Exit is an exit signal: of a link when Linked (EXIT, PAYLOAD_EXIT), else of
// exit/2 (EXIT2, PAYLOAD_EXIT2). One to an alias (ALTACT_SIG_SEND) names it, and
// may have priority; it arrives only while the alias is active.
type Exit struct {
	From     term.Term
	Reason   term.Term
	Linked   bool
	Alias    *term.Ref
	Priority bool
}

// Monitor asks to be told of the end of a process (MONITOR_P). Name is the
// registered name by which it was addressed, zero if by pid.
type Monitor struct {
	From term.Term
	Ref  *term.Ref
	Name term.Term
	Via  Peer
}

// Demonitor takes Monitor back (DEMONITOR_P).
type Demonitor struct {
	From term.Term
	Ref  *term.Ref
}

// Down says that a monitored process ended (MONITOR_P_EXIT). From is its pid,
// or the name (atom) it was monitored by.
type Down struct {
	From   term.Term
	Ref    *term.Ref
	Reason term.Term
}

// GroupLeader sets the group leader (GROUP_LEADER).
type GroupLeader struct {
	Leader term.Term
}

// AliasMessage is a message sent to an alias; it arrives only while the alias
// is active.
type AliasMessage struct {
	Ref      *term.Ref
	Msg      term.Term
	Priority bool
}

// Suspend stops a process until a Resume; they nest. See Process.Suspend.
type Suspend struct{ From term.Term }

// Resume undoes one Suspend.
type Resume struct{ From term.Term }

// Do runs Func in the context of the process; Else, if not nil, runs instead
// when there is no such process, in the context of whoever found out.
type Do struct {
	Func func(p *Process)
	Else func()
}

// ConnectionLost says that a connection ended: links and monitors over it
// fail with noconnection.
type ConnectionLost struct{ Peer Peer }

// SpawnRequest asks another node to spawn a process (SPAWN_REQUEST).
type SpawnRequest struct {
	Ref         *term.Ref
	From        term.Term
	GroupLeader term.Term
	Module      term.Atom
	Function    term.Atom
	Args        term.Term // list
	Opts        term.Term // list as on the wire
	Via         Peer
}

// SpawnReply answers SpawnRequest (SPAWN_REPLY). Result is the pid, or the
// atom that says why not. Linked and Monitored tell what was set up.
type SpawnReply struct {
	Ref               *term.Ref
	Linked, Monitored bool
	Result            term.Term
	Via               Peer
}

func (d *Do) handle(p *Process) { d.Func(p) }

func (d *Do) refuse(*Scheduler, term.Term) {
	if d.Else != nil {
		d.Else()
	}
}

func (g *GroupLeader) handle(p *Process)            { p.leader = g.Leader }
func (g *GroupLeader) refuse(*Scheduler, term.Term) {}

func (x *Suspend) handle(p *Process)            { p.more().suspended++ }
func (x *Suspend) refuse(*Scheduler, term.Term) {}

func (x *Resume) handle(p *Process) {
	if p.rare != nil && p.rare.suspended > 0 {
		p.rare.suspended--
	}
}
func (x *Resume) refuse(*Scheduler, term.Term) {}

// Route brings sig to a pid, a registered name (atom) or {Name, Node}, an Exit
// also to an alias, local or not. What finds nobody is answered as Erlang does: Link by an exit signal
// noproc, Monitor by Down noproc, Unlink by its acknowledgement.
func (s *Scheduler) Route(to term.Term, sig Signal) { s.route(nil, to, sig, true) }

func (s *Scheduler) route(w *worker, to term.Term, sig Signal, connect bool) {
	var node term.Atom
	var q *Process
	switch {
	case to.IsPid():
		pid := to.Pid()
		if s.router.Local(pid.Node) {
			q = s.router.Lookup(*pid)
		} else {
			node = pid.Node
		}
	case to.IsRef():
		ref := to.Ref()
		if !s.router.Local(ref.Node) {
			node = ref.Node
		} else if pid, isAlias := aliasPid(ref); isAlias {
			q = s.router.Lookup(*pid)
		}
	case to.IsAtom():
		q = s.router.Whereis(to.KnownAtom())
	case to.IsTupleOf(2) && to.Elem(0).IsAtom() && to.Elem(1).IsAtom():
		if n := to.Elem(1).Atom(); s.router.Local(n) {
			to = to.Elem(0)
			q = s.router.Whereis(to.KnownAtom())
		} else {
			node, to = n, to.Elem(0)
		}
	default:
		return
	}
	if node != 0 {
		if peer := s.router.Peer(node, connect); peer != nil {
			peer.Signal(to, sig)
		}
		return
	}
	if q == nil || !q.post(w, sig) {
		sig.refuse(s, to)
	}
}
