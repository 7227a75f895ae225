package node

import (
	"context"
	"fmt"

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

// RPCError is what a function that RPC called ended with instead of a value.
type RPCError struct {
	// Class is error, exit or throw; erpc when the call itself failed.
	Class term.Atom
	// Reason is that of the exception: undef, noconnection, what was thrown.
	Reason term.Term
	// Stack is the stack trace of an error, zero for the other classes.
	Stack term.Term
}

// Error gives class and reason in Erlang's notation.
func (e *RPCError) Error() string { return fmt.Sprintf("rpc: %s: %v", e.Class, e.Reason) }

var (
	atomErpc         = term.Intern("erpc")
	atomExecuteCall  = term.Intern("execute_call")
	atomReturn       = term.Intern("return")
	atomNoconnection = term.A("noconnection")
	atomSpawnReply   = term.Intern("spawn_reply")
)

// RPC calls a function on a node, this one included, and returns its value
// (erpc:call/5). The errors are RPCErrors and that of ctx; the function may go on
// after ctx has ended.
func (n *Node) RPC(ctx context.Context, node, module, function string, args ...term.Term) (value term.Term, err error) {
	err = n.InProcess(ctx, func(p *proc.Process) error {
		value, err = n.rpc(ctx, p, term.Intern(node), term.Intern(module), term.Intern(function), args)
		return err
	})
	return value, err
}

func (n *Node) rpc(ctx context.Context, p *proc.Process, node, module, function term.Atom, args []term.Term) (term.Term, error) {
	result := p.MakeRef().Term()
	call := []term.Term{result, module.Term(), function.Term(), term.List(args...)}
	var ref *term.Ref
	if n.Local(node) {
		var err error
		if _, ref, err = n.SpawnMFA(p, atomErpc, atomExecuteCall, call, SpawnOptions{Monitor: true}); err != nil {
			return term.Term{}, err
		}
	} else {
		ref = p.SpawnRequest(node, atomErpc, atomExecuteCall, term.List(call...), proc.RequestOptions{
			Reply: proc.ReplyErrorOnly, Monitor: true, Wire: term.List(atomMonitor.Term())})
	}
	msg, err := p.ReceiveContext(ctx, func(msg term.Term) bool {
		es := msg.Elems()
		return len(es) >= 4 && (es[0].Is(term.Down) || es[0].Is(atomSpawnReply)) && term.Identical(es[1], ref.Term())
	})
	switch {
	case err != nil:
		return term.Term{}, err
	case msg.Elem(0).Is(atomSpawnReply):
		return term.Term{}, &RPCError{Class: atomErpc, Reason: msg.Elem(3)}
	}
	return rpcValue(result, msg.Elem(4))
}

// rpcValue makes of the exit reason of erpc:execute_call what the call gave.
func rpcValue(result, reason term.Term) (term.Term, error) {
	es := reason.Elems()
	if len(es) < 3 || !term.Identical(es[0], result) {
		class := term.Exit
		if term.Identical(reason, atomNoconnection) {
			class = atomErpc
		}
		return term.Term{}, &RPCError{Class: class, Reason: reason}
	}
	if es[1].Is(atomReturn) {
		return es[2], nil
	}
	e := &RPCError{Class: es[1].Atom(), Reason: es[2]}
	if len(es) > 3 {
		e.Stack = es[3]
	} else if inner := es[2].Tagged(atomErpc, 2); inner != nil && e.Class == term.Error {
		e.Class, e.Reason = atomErpc, inner[1]
	}
	return term.Term{}, e
}
