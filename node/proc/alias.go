package proc

import "gex/proto/term"

// AliasMode says when an alias ends.
type AliasMode uint8

const (
	// NoAlias: there is none.
	NoAlias AliasMode = iota
	// ExplicitUnalias: by Unalias only.
	ExplicitUnalias
	// ReplyAlias: by Unalias or the first message.
	ReplyAlias
	// DemonitorAlias: by Unalias or with its monitor.
	DemonitorAlias
	// ReplyDemonitor: as DemonitorAlias, or by the first message, which ends
	// the monitor too.
	ReplyDemonitor
)

// PriorityAlias is added to a mode: what is sent to the alias with priority goes
// ahead of what is in the message queue.
const PriorityAlias AliasMode = 1 << 7

// when is the mode without PriorityAlias.
func (m AliasMode) when() AliasMode { return m &^ PriorityAlias }

// ofMonitor tells whether the alias ends with its monitor.
func (m AliasMode) ofMonitor() bool { return m.when() >= DemonitorAlias }

// dropMonitorAlias ends the alias of a monitor that has ended, unless that is
// for Unalias to do.
func (r *relations) dropMonitorAlias(ref *term.Ref) {
	if mode := r.aliases.get(*ref); mode != nil && mode.ofMonitor() {
		r.aliases.del(*ref)
	}
}

// Alias makes an alias of p (erlang:alias/1): a reference that stands for p as
// the destination of messages while it is active.
func (p *Process) Alias(mode AliasMode) *term.Ref {
	ref := p.sched.NewPidRef(p.pid)
	p.relations().aliases.put(*ref, mode)
	p.Mark(ref)
	return ref
}

// Unalias ends an alias and tells whether it was an active one of p.
func (p *Process) Unalias(ref *term.Ref) bool {
	if p.rel == nil {
		return false
	}
	_, ok := p.rel.aliases.del(*ref)
	return ok
}

func (x *AliasMessage) handle(p *Process) {
	if p.rel == nil {
		return
	}
	mode := p.rel.aliases.get(*x.Ref)
	if mode == nil {
		return
	}
	first := x.Priority && *mode&PriorityAlias != 0
	switch mode.when() {
	case ReplyAlias:
		p.rel.aliases.del(*x.Ref)
	case ReplyDemonitor:
		p.demonitor(x.Ref)
	}
	p.deliverAs(x.Msg, first)
}

// deliverAs delivers, first ahead of what is in the message queue.
func (p *Process) deliverAs(msg term.Term, first bool) {
	if first {
		p.deliverFirst(msg)
	} else {
		p.deliver(msg)
	}
}

func (x *AliasMessage) refuse(*Scheduler, term.Term) {}

// MakeRef returns a new reference (erlang:make_ref/0) and marks the message
// queue for a receive that waits for it; see Mark.
func (p *Process) MakeRef() *term.Ref {
	ref := p.sched.NewRef()
	p.Mark(ref)
	return ref
}

// NewRef returns a reference that no other one of this node equals.
func (s *Scheduler) NewRef() *term.Ref {
	n := s.refs.Add(1)
	id := s.identity.Load()
	return &term.Ref{Node: id.node, Creation: id.creation, N: 3,
		W: [5]uint32{uint32(n) & (1<<18 - 1), uint32(n >> 18), uint32(n >> 50)}}
}

// NewPidRef returns a reference that carries a pid in its last two words, as
// those of ERTS do from OTP 24: an alias finds its process without a table.
func (s *Scheduler) NewPidRef(pid *term.Pid) *term.Ref {
	r := s.NewRef()
	r.N, r.W[3], r.W[4] = 5, pid.ID, pid.Serial
	r.Node, r.Creation = pid.Node, pid.Creation
	return r
}

// aliasPid returns the pid in a reference made by NewPidRef.
func aliasPid(r *term.Ref) (*term.Pid, bool) {
	if r.N != 5 {
		return nil, false
	}
	return &term.Pid{Node: r.Node, ID: r.W[3], Serial: r.W[4], Creation: r.Creation}, true
}
