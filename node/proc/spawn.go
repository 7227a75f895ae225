package proc

import "gex/proto/term"

// ReplyMode says which outcomes of a spawn request are told by a message.
type ReplyMode uint8

// The modes of the option {reply, _} of erlang:spawn_request.
const (
	ReplyYes ReplyMode = iota
	ReplyNo
	ReplyErrorOnly
	ReplySuccessOnly
)

// RequestOptions are those of erlang:spawn_request for another node.
type RequestOptions struct {
	Reply    ReplyMode
	ReplyTag term.Term // instead of spawn_reply, zero for that
	Link     bool
	Monitor  bool
	MonitorOptions
	// Wire is the option list as it goes to the other node.
	Wire term.Term
}

// spawnRequest is one under way.
type spawnRequest struct {
	RequestOptions
	via       Peer
	abandoned bool
}

var (
	atomSpawnReply = term.A("spawn_reply")
	atomAbandoned  = term.A("abandoned")
)

// SpawnRequest asks another node to spawn a process (erlang:spawn_request). The
// outcome comes as message {spawn_reply, Ref, ok, Pid} or
// {spawn_reply, Ref, error, Reason}; noconnection if the node cannot be
// reached. With Monitor the reference is that of the monitor as well. mfa's
// arity is len(args).
func (p *Process) SpawnRequest(node, module, function term.Atom, args term.Term, o RequestOptions) *term.Ref {
	s := p.sched
	if !o.Monitor {
		o.Alias = NoAlias
	}
	ref := p.MonitorRef(o.MonitorOptions)
	p.Mark(ref)
	req := spawnRequest{RequestOptions: o, via: s.router.Peer(node, true)}
	if req.via != nil && !p.attach(req.via) {
		req.via = nil
	}
	p.relations().spawns.put(*ref, req)
	if req.via == nil {
		p.spawned(&SpawnReply{Ref: ref, Result: reasonNoconnection})
		return ref
	}
	req.via.Signal(term.Term{}, &SpawnRequest{Ref: ref, From: p.Self(), GroupLeader: p.leader,
		Module: module, Function: function, Args: args, Opts: o.Wire})
	return ref
}

// AbandonSpawn gives a spawn request up (erlang:spawn_request_abandon/1): no
// message comes, and a process that it made and linked is told to exit. It is
// false if there is no such request or its outcome is known.
func (p *Process) AbandonSpawn(ref *term.Ref) bool {
	if p.rel == nil {
		return false
	}
	r := p.rel.spawns.get(*ref)
	if r == nil || r.abandoned {
		return false
	}
	r.abandoned = true
	p.rel.aliases.del(*ref)
	return true
}

func (x *SpawnReply) handle(p *Process) {
	if p.rel == nil || p.rel.spawns.get(*x.Ref) == nil {
		x.refuse(p.sched, p.Self())
		return
	}
	p.spawned(x)
}

// refuse: the requester is gone, so the new process is on its own; a link is
// broken as if the requester had just exited.
func (x *SpawnReply) refuse(s *Scheduler, to term.Term) {
	if x.Linked && x.Result.IsPid() {
		s.answer(x.Via, x.Result, &Exit{From: to, Reason: reasonNoproc, Linked: true})
	}
	if x.Monitored && x.Result.IsPid() {
		s.answer(x.Via, x.Result, &Demonitor{From: to, Ref: x.Ref})
	}
}

// spawned ends a spawn request of p.
func (p *Process) spawned(x *SpawnReply) {
	req, _ := p.rel.spawns.del(*x.Ref)
	ok := x.Result.IsPid()
	if req.abandoned {
		x.abandon(p)
		return
	}
	if ok && x.Linked {
		p.rel.links.put(*x.Result.Pid(), link{active: true, via: x.Via})
	}
	if ok && x.Monitored {
		p.rel.monitors.put(*x.Ref, monitor{ref: x.Ref, to: x.Result, what: x.Result, tag: req.Tag, via: x.Via, first: req.Priority})
	}
	if !ok {
		p.rel.aliases.del(*x.Ref)
	}
	if req.Reply == ReplyNo || req.Reply == ReplyErrorOnly && ok || req.Reply == ReplySuccessOnly && !ok {
		return
	}
	tag, how := req.ReplyTag, term.Ok
	if tag.IsNone() {
		tag = atomSpawnReply
	}
	if !ok {
		how = term.Error
	}
	ref := *x.Ref
	p.deliver(term.Tuple(tag, ref.Term(), how.Term(), x.Result))
}

func (x *SpawnReply) abandon(p *Process) {
	if !x.Result.IsPid() {
		return
	}
	if x.Linked {
		p.reply(x.Via, x.Result, &Exit{From: p.Self(), Reason: atomAbandoned, Linked: true})
	}
	if x.Monitored {
		p.reply(x.Via, x.Result, &Demonitor{From: p.Self(), Ref: x.Ref})
	}
}

// failSpawns ends the requests over a lost connection.
func (p *Process) failSpawns(peer Peer) {
	var refs []term.Ref
	for _, e := range p.rel.spawns.list {
		if e.val.via == peer {
			refs = append(refs, e.key)
		}
	}
	for i := range refs {
		p.spawned(&SpawnReply{Ref: &refs[i], Result: reasonNoconnection})
	}
}

// handle and refuse: the node takes spawn requests, no process does.
func (x *SpawnRequest) handle(*Process) {}

func (x *SpawnRequest) refuse(*Scheduler, term.Term) {}

// Adopt notes in p, the parent, the link or monitor (its reference, nil for
// none) that a local child was made with. It comes before Start.
func (p *Process) Adopt(child *Process, linked bool, ref *term.Ref, tag term.Term) {
	if linked {
		p.links().put(*child.pid, link{active: true})
	}
	if ref != nil {
		p.Mark(ref)
		p.relations().monitors.put(*ref, monitor{ref: ref, to: child.Self(), what: child.Self(), tag: tag})
	}
}
