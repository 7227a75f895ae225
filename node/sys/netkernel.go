package sys

import (
	"context"

	"gex/node/gen"
	"gex/node/proc"
	"gex/proto/term"
)

// NetKernel returns the function of the process net_kernel: what other nodes
// ask it (ping, spawning of old clients, tick time), and connecting on behalf of
// local callers.
func NetKernel(h Host) func(p *proc.Process) {
	return func(p *proc.Process) { serve(p, &netKernel{h, p}) }
}

type netKernel struct {
	host Host
	p    *proc.Process
}

var (
	atomIsAuth     = term.Intern("is_auth")
	atomSpawn      = term.Intern("spawn")
	atomSpawnLink  = term.Intern("spawn_link")
	atomSpawnOpt   = term.Intern("spawn_opt")
	atomLink       = term.Intern("link")
	atomConnectTo  = term.Intern("connect")
	atomDisconnect = term.Intern("disconnect")
	atomGetTick    = term.A("get_net_ticktime")
	atomTicktime   = term.A("ticktime")
	atomNewTick    = term.Intern("new_ticktime")
	atomUnchanged  = term.A("unchanged")
	atomNodesInfo  = term.A("nodes_info")
	atomBadarg     = term.A("badarg")
	atomNoproc     = term.A("noproc")
	atomFalse      = term.Bool(false)
)

func (s *netKernel) call(from gen.From, request term.Term) term.Term {
	switch {
	case request.Tagged(atomIsAuth, 2) != nil:
		return atomYes
	case request.Tagged(atomSpawn, 5) != nil, request.Tagged(atomSpawnLink, 5) != nil:
		return s.spawn(from, request.Elem(0).Is(atomSpawnLink), request.Elem(4), request)
	case request.Tagged(atomSpawnOpt, 7) != nil:
		return s.spawn(from, request.Elem(5).Is(atomLink), request.Elem(6), request)
	case request.Tagged(atomConnectTo, 3) != nil:
		return s.connect(from, request.Elem(2))
	case request.Tagged(atomDisconnect, 2) != nil && request.Elem(1).IsAtom():
		return term.Bool(s.host.Disconnect(request.Elem(1).Atom()))
	case term.Identical(request, atomGetTick):
		return term.Tuple(atomTicktime, s.seconds())
	case request.Tagged(atomNewTick, 3) != nil:
		return term.Tuple(atomUnchanged, s.seconds())
	case term.Identical(request, atomNodesInfo):
		return term.Tuple(term.Ok.Term(), term.Nil)
	}
	// OTP's net_kernel does not answer what it does not know.
	return term.Term{}
}

func (s *netKernel) seconds() term.Term { return term.Int(int64(s.host.TickTime().Seconds())) }

// spawn serves {spawn, M, F, A, GroupLeader} and the like, the way before spawn
// requests. The options of spawn_opt are about memory and priority.
func (s *netKernel) spawn(from gen.From, link bool, leader, request term.Term) term.Term {
	m, f, a := request.Elem(1), request.Elem(2), request.Elem(3)
	args, ok := a.Slice()
	if !ok || !m.IsAtom() || !f.IsAtom() {
		return term.Tuple(term.EXIT.Term(), term.Tuple(atomBadarg, term.Nil))
	}
	pid, _, err := s.host.Run(nil, leader, m.Atom(), f.Atom(), args)
	if err != nil {
		return term.Tuple(term.EXIT.Term(), term.Tuple(term.A("system_limit"), term.Nil))
	}
	if !link {
		return pid
	}
	s.link(from, pid)
	return term.Term{}
}

// link has a process that was spawned link to the caller, and answers then: a
// link that only one side knows of gives no exit signal on the other.
func (s *netKernel) link(from gen.From, pid term.Term) {
	sched := s.p.Scheduler()
	sched.Route(pid, &proc.Do{
		Func: func(q *proc.Process) {
			_ = q.Link(from.Pid) // a caller that ended needs no answer either
			from.Reply(q, pid)
		},
		Else: func() {
			sched.Send(from.Receiver(), term.Tuple(from.Tag, pid), proc.SendOptions{NoConnect: true})
			sched.Route(from.Pid, &proc.Exit{From: pid, Reason: atomNoproc})
		},
	})
}

// connect serves {connect, Type, Node} in a process of its own, as it takes
// time.
func (s *netKernel) connect(from gen.From, node term.Term) term.Term {
	if !node.IsAtom() {
		return atomFalse
	}
	err := s.host.Go(func(p *proc.Process) {
		var err error
		p.Blocking(func() { err = s.host.Connect(context.Background(), node.Atom()) })
		from.Reply(p, term.Bool(err == nil))
	})
	if err != nil {
		return atomFalse
	}
	return term.Term{}
}

func (s *netKernel) cast(term.Term) {}

func (s *netKernel) info(term.Term) {}

func (s *netKernel) state() term.Term {
	return term.Tuple(term.A("state"), s.host.Self().Term())
}
