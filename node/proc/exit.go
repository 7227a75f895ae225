package proc

import (
	"errors"

	"gex/proto/term"
)

// Errors of a Process's own requests. ErrBadArg and ErrNoProc are the Erlang
// exceptions badarg and noproc.
var (
	ErrBadArg = errors.New("bad argument")
	ErrNoProc = errors.New("no such process")
	// ErrExited is what blocking calls of a Go process return once an exit
	// signal has taken effect; its function is to return then.
	ErrExited = errors.New("process has been told to exit")
	// ErrStopped: the scheduler is shutting down.
	ErrStopped = errors.New("scheduler is shutting down")
)

// SetExit says why p ends, before its Runner returns Done or its function
// returns.
func (p *Process) SetExit(reason term.Term) { p.exitReason = reason }

// Crash is SetExit after an uncaught error or throw: it is also reported
// (Hooks.Crash), as ERTS logs "Error in process".
func (p *Process) Crash(reason term.Term) {
	p.exitReason = reason
	if f := p.sched.hooks.Crash; f != nil {
		f(p, reason)
	}
}

// OnExit has f called when p ends, before its name is free and others are told
// (tables that it owns go then). f must not block.
func (p *Process) OnExit(f func(reason term.Term)) {
	p.more().onExit = append(p.more().onExit, f)
}

// Exiting tells whether an exit signal has taken effect.
func (p *Process) Exiting() bool { return p.exiting }

// ExitReason returns the reason set by SetExit, Crash or an exit signal,
// normal if none.
func (p *Process) ExitReason() term.Term {
	if p.exitReason.IsNone() {
		return reasonNormal
	}
	return p.exitReason
}

// Exit sends an exit signal (erlang:exit/2) to a pid or an alias. One to p
// itself takes effect before Exit returns. It returns ErrBadArg if to is neither.
func (p *Process) Exit(to, reason term.Term) error { return p.ExitPriority(to, reason, false) }

// ExitPriority is Exit; with first the message that the signal becomes goes ahead
// of others, if to is an alias made with PriorityAlias (erlang:exit/3).
func (p *Process) ExitPriority(to, reason term.Term, first bool) error {
	x := &Exit{From: p.Self(), Reason: reason, Priority: first}
	own := false
	switch {
	case to.IsPid():
		own = *to.Pid() == *p.pid
	case to.IsRef():
		x.Alias = to.Ref()
		pid, isAlias := aliasPid(x.Alias)
		own = isAlias && *pid == *p.pid
	default:
		return ErrBadArg
	}
	p.sched.route(p.worker, to, x, true)
	if own {
		p.HandleSignals()
	}
	return nil
}

func (x *Exit) handle(p *Process) {
	if x.Alias != nil {
		if p.rel == nil {
			return
		}
		if mode := p.rel.aliases.get(*x.Alias); mode != nil {
			p.exitSignal(x.From, x.Reason, true, x.Priority && *mode&PriorityAlias != 0)
		}
		return
	}
	if !x.Linked {
		p.exitSignal(x.From, x.Reason, true, false)
		return
	}
	if p.rel == nil {
		return
	}
	pid := *x.From.Pid()
	l := p.rel.links.get(pid)
	if l == nil {
		return
	}
	active, first := l.active, l.first
	p.rel.links.del(pid)
	if active {
		p.exitSignal(x.From, x.Reason, false, first)
	}
}

func (x *Exit) refuse(*Scheduler, term.Term) {}

// exitSignal applies the rules for an exit signal; sent tells one of exit/2
// from one of a link, first whether its message goes ahead of others.
func (p *Process) exitSignal(from, reason term.Term, sent, first bool) {
	switch {
	case sent && reason.Is(term.Kill):
		p.die(reasonKilled)
	case p.trapExit:
		p.deliverExit(from, reason, first)
	case reason.Is(term.Normal):
		if sent && from.IsPid() && *from.Pid() == *p.pid {
			p.die(reason)
		}
	default:
		p.die(reason)
	}
}

func (p *Process) deliverExit(from, reason term.Term, first bool) {
	p.deliverAs(term.Tuple(term.EXIT.Term(), from, reason), first)
}

func (p *Process) die(reason term.Term) {
	p.exiting = true
	p.exitReason = reason
	p.box = box{} // a receive under way finds nothing more
}

// finish ends p: from here on it is nobody. Names go before links and monitors
// are told, so that who is told finds the name free.
func (p *Process) finish() {
	reason := p.ExitReason()
	p.mu.Lock()
	sigs := p.sigs
	p.status = stDead
	p.in, p.sigs = nil, nil
	p.mu.Unlock()

	s := p.sched
	if p.rare != nil {
		for _, f := range p.rare.onExit {
			f(reason)
		}
		for q, n := range p.rare.suspending {
			for range n {
				q.post(nil, &Resume{From: p.Self()})
			}
		}
	}
	s.router.Retire(p)
	if p.timer != nil {
		s.wheel.drop(p)
	}
	s.wheel.dropAll(p)
	if f := s.hooks.Exit; f != nil {
		f(p, reason)
	}
	self := p.Self()
	if r := p.rel; r != nil {
		p.rel = nil
		r.end(p, self, reason)
	}
	if p.rare != nil {
		for _, a := range p.rare.left {
			a.sig.refuse(s, self)
		}
	}
	for _, a := range sigs {
		a.sig.refuse(s, self)
	}
	p.runner, p.box, p.dict, p.rare, p.worker = nil, box{}, nil, nil, nil
	s.live(-1)
}

// end tells all who are tied to p that it ended.
func (r *relations) end(p *Process, self, reason term.Term) {
	for i := range r.links.list {
		if e := &r.links.list[i]; e.val.active {
			p.reply(e.val.via, e.key.Term(), &Exit{From: self, Reason: reason, Linked: true})
		}
	}
	for i := range r.watchers.list {
		e := &r.watchers.list[i]
		from := self
		if !e.val.name.IsNone() {
			from = e.val.name
		}
		p.reply(e.val.via, e.val.from, &Down{From: from, Ref: e.val.ref, Reason: reason})
	}
	for i := range r.monitors.list {
		e := &r.monitors.list[i]
		p.reply(e.val.via, e.val.to, &Demonitor{From: self, Ref: e.val.ref})
	}
	for _, peer := range r.peers {
		peer.Detach(p)
	}
}
