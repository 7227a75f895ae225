package proc

import "gex/proto/term"

// monitor is one that a process has on another.
type monitor struct {
	ref  *term.Ref
	to   term.Term // what the signals go to: pid, or name on via
	what term.Term // what 'DOWN' says: pid or {Name, Node}
	tag  term.Term // instead of 'DOWN', zero if none
	via  Peer
	// first: the message goes ahead of others.
	first bool
}

// watcher is the other side of monitor.
type watcher struct {
	ref  *term.Ref
	from term.Term // pid
	name term.Term // atom by which it was addressed, zero if by pid
	via  Peer
}

// MonitorOptions are those of erlang:monitor/3.
type MonitorOptions struct {
	Alias AliasMode // NoAlias for none
	Tag   term.Term // first element of the message instead of 'DOWN'; zero for none
	// Priority: the message goes ahead of what is in the message queue.
	Priority bool
	// NoConnect: a node that is not connected is noconnection at once.
	NoConnect bool
}

// Monitor watches a process: to is a pid, a registered name or {Name, Node}
// (erlang:monitor(process, _)). When it ends, or cannot be reached, the message
// {'DOWN', Ref, process, To, Reason} comes, where a name is {Name, Node}.
func (p *Process) Monitor(to term.Term, o MonitorOptions) (*term.Ref, error) {
	s := p.sched
	m := monitor{to: to, what: to, tag: o.Tag, first: o.Priority}
	var name term.Term
	node, local := term.Atom(0), false
	switch {
	case to.IsPid():
		node = to.Pid().Node
	case to.IsAtom():
		name, node, local = to, s.router.Self(), true
		m.what = term.Tuple(to, node.Term())
	case to.IsTupleOf(2) && to.Elem(0).IsAtom() && to.Elem(1).IsAtom():
		name, node = to.Elem(0), to.Elem(1).Atom()
		m.to = name
	default:
		return nil, ErrBadArg
	}
	ref := p.MonitorRef(o)
	m.ref = ref
	rel := p.relations()
	p.Mark(ref)
	sig := &Monitor{From: p.Self(), Ref: ref, Name: name}
	if local || s.router.Local(node) {
		var q *Process
		if name.IsNone() {
			if *to.Pid() == *p.pid {
				return ref, nil
			}
			q = s.router.Lookup(*to.Pid())
		} else if q = s.router.Whereis(name.KnownAtom()); q != nil {
			m.to = q.Self()
		}
		rel.monitors.put(*ref, m)
		if q == nil || !q.post(p.worker, sig) {
			p.down(ref, reasonNoproc)
		}
		return ref, nil
	}
	m.via = s.router.Peer(node, !o.NoConnect)
	if m.via != nil && !p.attach(m.via) {
		m.via = nil
	}
	rel.monitors.put(*ref, m)
	if m.via == nil {
		p.down(ref, reasonNoconnection)
	} else {
		m.via.Signal(m.to, sig)
	}
	return ref, nil
}

// Demonitor takes a monitor back (erlang:demonitor/2) and tells whether there
// was one. With flush it also removes the message it may have sent.
func (p *Process) Demonitor(ref *term.Ref, flush bool) bool {
	found := p.demonitor(ref)
	if !found && flush {
		p.flushDown(ref)
	}
	return found
}

func (p *Process) demonitor(ref *term.Ref) bool {
	if p.rel == nil {
		return false
	}
	m, ok := p.rel.monitors.del(*ref)
	p.rel.dropMonitorAlias(ref)
	if ok {
		p.reply(m.via, m.to, &Demonitor{From: p.Self(), Ref: ref})
	}
	return ok
}

// MonitorOf returns what the monitor watches, as 'DOWN' would say it.
func (p *Process) MonitorOf(ref *term.Ref) (term.Term, bool) {
	if p.rel != nil {
		if m := p.rel.monitors.get(*ref); m != nil {
			return m.what, true
		}
	}
	return term.Term{}, false
}

// down ends the monitor ref with its message; nothing if there is none.
func (p *Process) down(ref *term.Ref, reason term.Term) {
	if p.rel == nil {
		return
	}
	m, ok := p.rel.monitors.del(*ref)
	if !ok {
		return
	}
	p.rel.dropMonitorAlias(ref)
	tag := m.tag
	if tag.IsNone() {
		tag = term.Down.Term()
	}
	p.deliverAs(term.TupleOf([]term.Term{tag, m.ref.Term(), atomProcess, m.what, reason}), m.first)
}

var atomProcess = term.A("process")

func (x *Monitor) handle(p *Process) {
	if p.attach(x.Via) {
		p.relations().watchers.put(*x.Ref, watcher{ref: x.Ref, from: x.From, name: x.Name, via: x.Via})
	}
}

func (x *Monitor) refuse(s *Scheduler, to term.Term) {
	s.answer(x.Via, x.From, &Down{From: to, Ref: x.Ref, Reason: reasonNoproc})
}

func (x *Demonitor) handle(p *Process) {
	if p.rel != nil {
		p.rel.watchers.del(*x.Ref)
	}
}

func (x *Demonitor) refuse(*Scheduler, term.Term) {}

func (x *Down) handle(p *Process) { p.down(x.Ref, x.Reason) }

func (x *Down) refuse(*Scheduler, term.Term) {}

// MonitorRef makes the reference of a monitor of a process about to be made,
// and its alias; Adopt completes it.
func (p *Process) MonitorRef(o MonitorOptions) *term.Ref {
	if o.Alias == NoAlias {
		return p.sched.NewRef()
	}
	ref := p.sched.NewPidRef(p.pid)
	p.relations().aliases.put(*ref, o.Alias)
	return ref
}
