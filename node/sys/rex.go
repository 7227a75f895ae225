package sys

import (
	"gex/node/proc"
	"gex/proto/term"
)

// Rex returns the function of the process rex, which rpc of old nodes and of
// those without erpc talks to: calls and casts of functions here.
func Rex(h Host) func(p *proc.Process) {
	return func(p *proc.Process) {
		serve(p, &rex{host: h, p: p, running: make(map[term.Ref]run)})
	}
}

type rex struct {
	host    Host
	p       *proc.Process
	running map[term.Ref]run // by monitor
}

// run is a call under way.
type run struct {
	ref   term.Term // first element of the result
	reply func(answer term.Term)
}

var (
	atomCall     = term.Intern("call")
	atomCast     = term.Intern("cast")
	atomSbcast   = term.Intern("sbcast")
	atomSend     = term.Intern("send")
	atomBlock    = term.Intern("block_call")
	atomNonexist = term.A("nonexisting_name")
	atomFeatures = term.A("features_request")
	atomReply    = term.A("features_reply")
	atomBadrpc   = term.A("badrpc")
	atomRex      = term.A("rex")
	atomErpc     = term.Intern("erpc")
	atomExecCall = term.Intern("execute_call")
	atomExecCast = term.Intern("execute_cast")
	atomReturn   = term.A("return")
)

func (s *rex) call(from caller, request term.Term) term.Term {
	return s.serve(request, func(answer term.Term) { from.reply(s.p, answer) })
}

// serve answers a request, at once if the result is a term.
func (s *rex) serve(request term.Term, reply func(term.Term)) term.Term {
	es := request.Elems()
	switch {
	case request.Tagged(atomCall, 5) != nil, request.Tagged(atomBlock, 5) != nil:
		return s.apply(es[1], es[2], es[3], es[4], reply)
	case request.Tagged(atomSbcast, 3) != nil, request.Tagged(atomSend, 3) != nil:
		if !es[1].IsAtom() || s.p.Scheduler().Router().Whereis(es[1].Atom()) == nil {
			return atomNonexist
		}
		send(s.p, es[1], es[2])
		return es[1]
	}
	return badrpc(term.Tuple(term.A("unknown_request"), request))
}

// apply calls a function in a process of its own, which ends with the result.
func (s *rex) apply(m, f, a, leader term.Term, reply func(term.Term)) term.Term {
	if !leader.IsPid() {
		leader = s.p.GroupLeader()
	}
	ref := s.host.NewRef().Term()
	_, mon, err := s.host.Run(s.p, leader, atomErpc, atomExecCall, []term.Term{ref, m, f, a})
	if err != nil {
		return badrpc(term.A("system_limit"))
	}
	s.running[*mon] = run{ref, reply}
	return term.Term{}
}

func badrpc(reason term.Term) term.Term { return term.Tuple(atomBadrpc, reason) }

func (s *rex) cast(request term.Term) {
	if request.Tagged(atomCast, 5) == nil {
		return
	}
	s.host.Run(nil, request.Elem(4), atomErpc, atomExecCast, request.Elems()[1:4])
}

func (s *rex) info(msg term.Term) {
	switch {
	case msg.Tagged(term.Down, 5) != nil:
		s.ended(msg.Elem(1), msg.Elem(4))
	case msg.IsTupleOf(2) && msg.Elem(0).IsPid():
		from, request := msg.Elem(0), msg.Elem(1)
		self := s.host.Self()
		if term.Identical(request, atomFeatures) {
			answerTo(s.p, from, term.Tuple(atomReply, self.Term(), term.List(atomErpc.Term())))
			return
		}
		answer := func(t term.Term) { answerTo(s.p, from, term.Tuple(atomRex, self.Term(), t)) }
		if t := s.serve(request, answer); !t.IsNone() {
			answer(t)
		}
	}
}

// ended passes the result of a call on, as rpc:call gives it.
func (s *rex) ended(monitor, reason term.Term) {
	if !monitor.IsRef() {
		return
	}
	r, ok := s.running[*monitor.Ref()]
	if !ok {
		return
	}
	delete(s.running, *monitor.Ref())
	r.reply(rpcResult(r.ref, reason))
}

// rpcResult makes of the exit reason of erpc:execute_call the value of
// rpc:call.
func rpcResult(ref, reason term.Term) term.Term {
	if !reason.IsTuple() || reason.Arity() < 3 || !term.Identical(reason.Elem(0), ref) {
		return badrpc(term.Tuple(term.EXIT.Term(), reason))
	}
	es := reason.Elems()
	switch {
	case term.Identical(es[1], atomReturn), es[1].Is(term.Throw):
		return es[2]
	case len(es) == 4:
		return badrpc(term.Tuple(term.EXIT.Term(), term.Tuple(es[2], es[3])))
	}
	return badrpc(term.Tuple(term.EXIT.Term(), es[2]))
}

func (s *rex) state() term.Term { return term.MapOf() }
