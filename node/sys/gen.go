package sys

import (
	"context"

	"gex/node/gen"
	"gex/node/proc"
	"gex/proto/term"
)

var (
	atomGenCall = term.Intern("$gen_call")
	atomGenCast = term.Intern("$gen_cast")
	atomYes     = term.A("yes")
)

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
	call(from gen.From, request term.Term) term.Term
	cast(request term.Term)
	info(msg term.Term)
	// state is for sys:get_state.
	state() term.Term
}

// serve runs s until the process gets an exit signal.
func serve(p *proc.Process, s server) {
	_ = gen.Serve(context.Background(), p, gen.Handler{Call: s.call, Cast: s.cast, Info: s.info, State: s.state})
}
