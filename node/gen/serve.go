package gen

import (
	"context"

	"gex/node/proc"
	"gex/proto/term"
)

// Handler is what a server does with what it gets. A function that is nil ignores
// what it is for; the caller of a call that is ignored waits. All run in the
// process of the server, one at a time.
type Handler struct {
	// Call answers a call. The zero Term is no reply (yet): From.Reply gives it
	// later, from any process.
	Call func(from From, request term.Term) (reply term.Term)
	Cast func(request term.Term)
	// Info gets every other message.
	Info func(msg term.Term)
	// State is what sys:get_state tells.
	State func() term.Term
}

var (
	atomSystem    = term.Intern("system")
	atomGetState  = term.Intern("get_state")
	atomGetStatus = term.Intern("get_status")
	atomSuspend   = term.Intern("suspend")
	atomResume    = term.Intern("resume")
	atomTerminate = term.Intern("terminate")
)

// Serve answers with h until p gets an exit signal, is told to terminate by module
// sys (gen_server:stop), or ctx ends, which makes shutdown its exit reason. It
// returns proc.ErrExited, nil, or the error of ctx. To end the server from within
// h, exit p: p.Exit(p.Self(), reason).
func Serve(ctx context.Context, p *proc.Process, h Handler) error {
	for {
		msg, err := p.ReceiveContext(ctx, nil)
		if err != nil {
			if ctx.Err() != nil && !p.Exiting() {
				p.SetExit(term.A("shutdown"))
			}
			return err
		}
		if reason := h.dispatch(p, msg); !reason.IsNone() {
			p.SetExit(reason)
			return nil
		}
	}
}

// dispatch hands a message on. The result is why the server is to end.
func (h Handler) dispatch(p *proc.Process, msg term.Term) (end term.Term) {
	if from, request, ok := ParseCall(msg); ok {
		if h.Call == nil {
			return end
		}
		if reply := h.Call(from, request); !reply.IsNone() {
			from.Reply(p, reply)
		}
		return end
	}
	if request, ok := ParseCast(msg); ok {
		if h.Cast != nil {
			h.Cast(request)
		}
		return end
	}
	if es := msg.Tagged(atomSystem, 3); es != nil && es[1].IsTupleOf(2) {
		from := From{es[1].Elem(0), es[1].Elem(1)}
		if stop := es[2].Tagged(atomTerminate, 2); stop != nil {
			from.Reply(p, term.Ok.Term())
			return stop[1]
		}
		from.Reply(p, h.system(es[2]))
		return end
	}
	if h.Info != nil {
		h.Info(msg)
	}
	return end
}

// system answers what module sys asks. A suspended server goes on all the same.
func (h Handler) system(request term.Term) term.Term {
	state := term.Undefined.Term()
	if h.State != nil {
		state = h.State()
	}
	switch {
	case request.Is(atomGetState):
		return term.Tuple(term.Ok.Term(), state)
	case request.Is(atomGetStatus):
		return term.Tuple(term.A("status"), term.A("running"), state)
	case request.Is(atomSuspend), request.Is(atomResume):
		return term.Ok.Term()
	}
	return term.Tuple(term.Error.Term(), term.Tuple(term.A("unknown_system_msg"), request))
}
