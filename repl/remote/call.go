package remote

import (
	"context"
	"errors"
	"time"

	"gex/node"
	"gex/node/erpc"
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

// call applies a function on another node with the group leader of p, and takes
// limit, negative for any time. It gives ErrLost, ErrTimeout, and erpc.Errors.
func call(p *proc.Process, at term.Atom, module, function string, args []term.Term, limit time.Duration) (term.Term, error) {
	ctx, cancel := context.Background(), func() {}
	if limit >= 0 {
		ctx, cancel = context.WithTimeout(ctx, limit)
	}
	defer cancel()
	t, err := erpc.Call(ctx, p, at, term.Intern(module), term.Intern(function), args...)
	var e *erpc.Error
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		err = ErrTimeout
	case errors.As(err, &e) && e.Lost():
		err = ErrLost
	}
	return t, err
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
