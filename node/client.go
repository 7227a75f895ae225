package node

import (
	"context"

	"gex/node/erpc"
	"gex/node/gen"
	"gex/node/proc"
	"gex/proto/term"
)

// Name returns {Name, Node}, which stands for the process registered under name on
// a node: where messages and calls go.
func Name(name, node string) term.Term { return term.Tuple(term.A(name), term.A(node)) }

// InProcess runs f in a process of its own and waits for it: there f can send,
// receive, link, monitor and spawn. When ctx ends the process is killed, so that
// whatever f waits for in it ends with proc.ErrExited, and the error is that of ctx;
// otherwise it is that of f, or of starting the process.
func (n *Node) InProcess(ctx context.Context, f func(p *proc.Process) error) error {
	done := make(chan error, 1)
	p, err := n.SpawnGo(nil, func(p *proc.Process) { done <- f(p) }, SpawnOptions{})
	if err != nil {
		return err
	}
	stop := context.AfterFunc(ctx, func() { p.Post(&proc.Exit{From: p.Self(), Reason: term.Kill.Term()}) })
	defer stop()
	if err = <-done; err != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

// Call calls a GenServer from ordinary Go code; see gen.Call. Inside of a process
// that one is the better choice.
func (n *Node) Call(ctx context.Context, to, request term.Term) (reply term.Term, err error) {
	err = n.InProcess(ctx, func(p *proc.Process) error {
		reply, err = gen.Call(ctx, p, to, request)
		return err
	})
	return reply, err
}

// Cast casts to a GenServer from ordinary Go code (GenServer.cast/2).
func (n *Node) Cast(to, request term.Term) {
	n.Send(to, term.Tuple(term.A("$gen_cast"), request))
}

// RPCError is what RPC fails with.
type RPCError = erpc.Error

// RPC calls a function on a node, this one included, and returns its value
// (erpc:call/5). The errors are RPCErrors and that of ctx; a function of another node
// is killed when ctx ends.
func (n *Node) RPC(ctx context.Context, node, module, function string, args ...term.Term) (value term.Term, err error) {
	at, m, f := term.Intern(node), term.Intern(module), term.Intern(function)
	err = n.InProcess(ctx, func(p *proc.Process) error {
		if n.Local(at) {
			value, err = n.rpcHere(ctx, p, m, f, args)
		} else {
			value, err = erpc.Call(ctx, p, at, m, f, args...)
		}
		return err
	})
	return value, err
}

func (n *Node) rpcHere(ctx context.Context, p *proc.Process, module, function term.Atom, args []term.Term) (term.Term, error) {
	result := p.MakeRef().Term()
	call := []term.Term{result, module.Term(), function.Term(), term.List(args...)}
	_, ref, err := n.SpawnMFA(p, erpc.Module, erpc.ExecuteCall, call, SpawnOptions{Monitor: true})
	if err != nil {
		return term.Term{}, err
	}
	msg, err := p.ReceiveContext(ctx, func(msg term.Term) bool {
		es := msg.Tagged(term.Down, 5)
		return es != nil && term.Identical(es[1], ref.Term())
	})
	if err != nil {
		return term.Term{}, err
	}
	return erpc.Outcome(result, msg.Elem(4))
}
