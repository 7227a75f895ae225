// Package erpc calls functions on other nodes, for processes written in Go, as the
// module erpc of OTP does.
//
//	Call -> spawn request for erpc:execute_call/4, monitored -> exit reason -> Outcome
package erpc

import (
	"context"
	"fmt"

	"gex/node/proc"
	"gex/proto/term"
)

// Error is what a function ended with instead of a value.
type Error struct {
	// Class is error, exit or throw; erpc when the call itself failed.
	Class term.Atom
	// Reason is that of the exception: undef, noconnection, what was thrown.
	Reason term.Term
	// Stack is the stack trace of an error, zero for the other classes.
	Stack term.Term
}

// Error gives class and reason in Erlang's notation.
func (e *Error) Error() string { return fmt.Sprintf("rpc: %s: %v", e.Class, e.Reason) }

// Lost tells whether there was no connection, or not until the end.
func (e *Error) Lost() bool { return e.Class == Module && e.Reason.Is(atomNoconnection) }

// Module and ExecuteCall are the function that runs a call on its node:
// erpc:execute_call(Result, Module, Function, Args). ExecuteCast takes all but the
// first argument.
var (
	Module      = term.Intern("erpc")
	ExecuteCall = term.Intern("execute_call")
	ExecuteCast = term.Intern("execute_cast")
)

var (
	atomReturn       = term.Intern("return")
	atomNoconnection = term.Intern("noconnection")
	atomSpawnReply   = term.Intern("spawn_reply")
	atomMonitor      = term.A("monitor")
)

// Call applies a function on another node, with the group leader of p, a Go process,
// and returns its value (erpc:call/4). The errors are Errors, proc.ErrExited and that
// of ctx; what runs there then is killed.
func Call(ctx context.Context, p *proc.Process, at, module, function term.Atom, args ...term.Term) (term.Term, error) {
	result := p.MakeRef().Term()
	ref := p.SpawnRequest(at, Module, ExecuteCall, term.List(result, module.Term(), function.Term(), term.List(args...)),
		proc.RequestOptions{Monitor: true, Wire: term.List(atomMonitor)})
	ours := func(msg term.Term) bool {
		es := msg.Elems()
		return len(es) >= 4 && (es[0].Is(term.Down) || es[0].Is(atomSpawnReply)) && term.Identical(es[1], ref.Term())
	}
	var worker term.Term
	for {
		msg, err := p.ReceiveContext(ctx, ours)
		if err != nil {
			p.Demonitor(ref, true)
			p.AbandonSpawn(ref)
			if worker.IsPid() {
				_ = p.Exit(worker, term.Kill.Term())
			}
			return term.Term{}, err
		}
		switch es := msg.Elems(); {
		case es[0].Is(term.Down):
			return Outcome(result, es[4])
		case es[2].Is(term.Ok):
			worker = es[3]
		default:
			return term.Term{}, &Error{Class: Module, Reason: es[3]}
		}
	}
}

// Outcome reads the reason that the process of erpc:execute_call ended with, whose
// first argument was result: the value, or an Error.
func Outcome(result, reason term.Term) (term.Term, error) {
	es := reason.Elems()
	if len(es) < 3 || !term.Identical(es[0], result) {
		e := &Error{Class: term.Exit, Reason: reason}
		if reason.Is(atomNoconnection) {
			e.Class = Module
		}
		return term.Term{}, e
	}
	if es[1].Is(atomReturn) {
		return es[2], nil
	}
	e := &Error{Class: es[1].KnownAtom(), Reason: es[2]}
	if len(es) > 3 {
		e.Stack = es[3]
	} else if inner := es[2].Tagged(Module, 2); inner != nil && e.Class == term.Error {
		e.Class, e.Reason = Module, inner[1]
	}
	return term.Term{}, e
}
