package sys

import (
	"gex/node/proc"
	"gex/proto/term"
)

var (
	atomGenCall   = term.Intern("$gen_call")
	atomGenCast   = term.Intern("$gen_cast")
	atomSystem    = term.Intern("system")
	atomAlias     = term.Intern("alias")
	atomYes       = term.A("yes")
	atomGetState  = term.A("get_state")
	atomGetStatus = term.A("get_status")
	atomSuspend   = term.A("suspend")
	atomResume    = term.A("resume")
)

// caller is who a gen call came from: {Pid, Tag}.
type caller struct{ pid, tag term.Term }

// genCall takes {'$gen_call', {Pid, Tag}, Request} apart.
func genCall(msg term.Term) (from caller, request term.Term, ok bool) {
	es := msg.Tagged(atomGenCall, 3)
	if es == nil || !es[1].IsTupleOf(2) || !es[1].Elem(0).IsPid() {
		return caller{}, term.Term{}, false
	}
	return caller{es[1].Elem(0), es[1].Elem(1)}, es[2], true
}

// genCast takes {'$gen_cast', Request} apart.
func genCast(msg term.Term) (request term.Term, ok bool) {
	if es := msg.Tagged(atomGenCast, 2); es != nil {
		return es[1], true
	}
	return term.Term{}, false
}

// reply answers a gen call: to the alias in its tag if there is one, as in
// gen:reply/2.
func (c caller) reply(p *proc.Process, answer term.Term) {
	answerTo(p, c.receiver(), term.Tuple(c.tag, answer))
}

// receiver is where the answer goes.
func (c caller) receiver() term.Term {
	if ref, ok := aliasOf(c.tag); ok {
		return ref
	}
	if c.tag.IsCons() {
		if ref, ok := aliasOf(c.tag.Head()); ok {
			return ref
		}
	}
	return c.pid
}

// aliasOf returns the reference in [alias | Ref].
func aliasOf(tag term.Term) (term.Term, bool) {
	if tag.IsCons() && tag.Head().Is(atomAlias) && tag.Tail().IsRef() {
		return tag.Tail(), true
	}
	return term.Term{}, false
}

// answerTo sends what another process asked for. One whose connection is lost
// does not wait any more, so that is no reason to connect.
func answerTo(p *proc.Process, to, msg term.Term) {
	p.Send(to, msg, proc.SendOptions{NoConnect: true})
}

// named returns {Name, Node}.
func named(name term.Term, node term.Atom) term.Term { return term.Tuple(name, node.Term()) }

// server is what a process of this package does with what it gets. Each method
// runs in its process.
type server interface {
	// call answers a gen call; the zero Term is no answer (yet).
	call(from caller, request term.Term) term.Term
	cast(request term.Term)
	info(msg term.Term)
	// state is for sys:get_state.
	state() term.Term
}

// serve runs s until the process gets an exit signal.
func serve(p *proc.Process, s server) {
	for {
		msg, _, err := p.Receive(nil, -1)
		if err != nil {
			return
		}
		dispatch(p, s, msg)
	}
}

func dispatch(p *proc.Process, s server, msg term.Term) {
	if from, request, ok := genCall(msg); ok {
		if answer := s.call(from, request); !answer.IsNone() {
			from.reply(p, answer)
		}
		return
	}
	if request, ok := genCast(msg); ok {
		s.cast(request)
		return
	}
	if es := msg.Tagged(atomSystem, 3); es != nil && es[1].IsTupleOf(2) {
		caller{es[1].Elem(0), es[1].Elem(1)}.reply(p, systemAnswer(s, es[2]))
		return
	}
	s.info(msg)
}

// systemAnswer answers what module sys asks; there is nothing to suspend or to
// replace in these processes.
func systemAnswer(s server, request term.Term) term.Term {
	switch {
	case term.Identical(request, atomGetState):
		return term.Tuple(term.Ok.Term(), s.state())
	case term.Identical(request, atomGetStatus):
		return term.Tuple(term.A("status"), term.A("running"), s.state())
	case term.Identical(request, atomSuspend), term.Identical(request, atomResume):
		return term.Ok.Term()
	}
	return term.Tuple(term.Error.Term(), term.Tuple(term.A("unknown_system_msg"), request))
}
