package remote

import (
	"errors"
	"fmt"
	"time"

	"gex/node"
	"gex/node/proc"
	"gex/proto/term"
)

// Errors of calls.
var (
	// ErrLost: there is no connection with the other node any more.
	ErrLost = errors.New("the connection is lost")
	// ErrTimeout: the other node has not answered in time.
	ErrTimeout = errors.New("no answer in time")
)

// CallError is what a function called on another node ended with: an error, exit or
// throw and its reason. Stack is the stack trace of an error.
type CallError struct {
	Class, Reason, Stack term.Term
}

// Error names the class; the reason is a term for others to print.
func (e *CallError) Error() string { return fmt.Sprintf("the call ended with %v", e.Class) }

var (
	atomErpc        = term.Intern("erpc")
	atomExecuteCall = term.Intern("execute_call")
	atomReturn      = term.Intern("return")
	atomSpawnReply  = term.Intern("spawn_reply")
	atomMonitor     = term.A("monitor")
	atomExit        = term.A("exit")
	atomNoConn      = term.Intern("noconnection")
)

// call applies a function on another node as erpc:call/5 does, with the group leader
// of p, and takes limit, negative for any time. It gives ErrLost, ErrTimeout, and
// CallErrors. A call that takes too long is killed there.
func call(p *proc.Process, at term.Atom, module, function string, args []term.Term, limit time.Duration) (term.Term, error) {
	id := p.MakeRef().Term()
	ref := p.SpawnRequest(at, atomErpc, atomExecuteCall,
		term.List(id, term.A(module), term.A(function), term.List(args...)),
		proc.RequestOptions{Monitor: true, Wire: term.List(atomMonitor)}).Term()
	deadline := time.Now().Add(limit)
	var worker term.Term
	for {
		left := limit
		if limit >= 0 {
			left = max(time.Until(deadline), 0)
		}
		msg, ok, err := p.Receive(func(msg term.Term) bool {
			es := msg.Elems()
			return len(es) > 1 && (es[0].Is(atomSpawnReply) || es[0].Is(term.Down)) && term.Identical(es[1], ref)
		}, left)
		switch {
		case err != nil:
			return term.Term{}, err
		case !ok:
			p.Demonitor(ref.Ref(), true)
			p.AbandonSpawn(ref.Ref())
			if worker.IsPid() {
				_ = p.Exit(worker, term.Kill.Term())
			}
			return term.Term{}, ErrTimeout
		}
		es := msg.Elems()
		switch {
		case es[0].Is(term.Down):
			return outcome(id, es[len(es)-1])
		case es[len(es)-2].Is(term.Ok):
			worker = es[len(es)-1]
		case es[len(es)-1].Is(atomNoConn):
			return term.Term{}, ErrLost
		default:
			return term.Term{}, &CallError{Class: term.Error.Term(), Reason: es[len(es)-1], Stack: term.Nil}
		}
	}
}

// outcome reads the reason that the process of a call ended with.
func outcome(id, reason term.Term) (term.Term, error) {
	es := reason.Elems()
	switch {
	case len(es) >= 3 && term.Identical(es[0], id) && es[1].Is(atomReturn):
		return es[2], nil
	case len(es) == 3 && term.Identical(es[0], id):
		return term.Term{}, &CallError{Class: es[1], Reason: es[2], Stack: term.Nil}
	case len(es) == 4 && term.Identical(es[0], id):
		return term.Term{}, &CallError{Class: es[1], Reason: es[2], Stack: es[3]}
	case reason.Is(atomNoConn):
		return term.Term{}, ErrLost
	}
	return term.Term{}, &CallError{Class: atomExit, Reason: reason, Stack: term.Nil}
}

// Apply has a function called in a process whose group leader is leader, and hands
// the result to done; ok is false if the call raised. It is sys.Apply.
type Apply func(leader term.Term, module, function term.Atom, args []term.Term, done func(result term.Term, ok bool))

// applyOn returns the Apply of another node.
func applyOn(n *node.Node, at term.Atom) Apply {
	return func(leader term.Term, module, function term.Atom, args []term.Term, done func(term.Term, bool)) {
		_, err := n.SpawnGo(nil, func(p *proc.Process) {
			t, err := call(p, at, module.String(), function.String(), args, -1)
			done(t, err == nil)
		}, node.SpawnOptions{GroupLeader: leader})
		if err != nil {
			done(term.Term{}, false)
		}
	}
}
