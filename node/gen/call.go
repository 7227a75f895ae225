package gen

import (
	"context"
	"errors"

	"gex/node/proc"
	"gex/proto/term"
)

var (
	atomGenCall      = term.Intern("$gen_call")
	atomGenCast      = term.Intern("$gen_cast")
	atomAlias        = term.Intern("alias")
	atomNoproc       = term.Intern("noproc")
	atomNoconnection = term.Intern("noconnection")
)

// Errors of Call, as errors.Is has them; the error itself is an ExitError.
var (
	// ErrNoProcess: nothing runs under that name or pid.
	ErrNoProcess = errors.New("no such process")
	// ErrNoConnection: the node cannot be reached, or the connection was lost
	// before the reply came.
	ErrNoConnection = errors.New("no connection with the node")
)

// ExitError is the end of the process that was called, before it replied.
type ExitError struct {
	// Reason is why it ended: noproc, noconnection, or its exit reason.
	Reason term.Term
}

// Error gives the reason in Erlang's notation.
func (e *ExitError) Error() string {
	switch {
	case errors.Is(e, ErrNoProcess):
		return ErrNoProcess.Error()
	case errors.Is(e, ErrNoConnection):
		return ErrNoConnection.Error()
	}
	return "the process ended before it replied: " + e.Reason.String()
}

// Is tells whether target is ErrNoProcess or ErrNoConnection and the reason of e.
func (e *ExitError) Is(target error) bool {
	return target == ErrNoProcess && e.Reason.Is(atomNoproc) ||
		target == ErrNoConnection && e.Reason.Is(atomNoconnection)
}

// Call sends a request from p, a Go process, and waits for the reply. to is a pid,
// a name, or {Name, Node}. The errors are ExitErrors, proc.ErrExited, proc.ErrBadArg
// for something that cannot be called, and that of ctx; a reply that comes after
// ctx has ended is dropped.
func Call(ctx context.Context, p *proc.Process, to, request term.Term) (term.Term, error) {
	ref, err := p.Monitor(to, proc.MonitorOptions{Alias: proc.ReplyDemonitor})
	if err != nil {
		return term.Term{}, err
	}
	tag := term.Cons(atomAlias.Term(), ref.Term())
	p.Send(to, term.Tuple(atomGenCall.Term(), term.Tuple(p.Self(), tag), request), proc.SendOptions{})
	msg, err := p.ReceiveContext(ctx, func(msg term.Term) bool {
		if msg.IsTupleOf(2) {
			return term.Identical(msg.Elem(0), tag)
		}
		es := msg.Tagged(term.Down, 5)
		return es != nil && es[1].IsRef() && *es[1].Ref() == *ref
	})
	switch {
	case err != nil:
		p.Demonitor(ref, true)
		return term.Term{}, err
	case msg.IsTupleOf(2):
		return msg.Elem(1), nil
	}
	return term.Term{}, &ExitError{msg.Elem(4)}
}

// Cast sends a request that has no reply, from p. Nobody hears of a receiver that
// does not exist.
func Cast(p *proc.Process, to, request term.Term) {
	p.Send(to, term.Tuple(atomGenCast.Term(), request), proc.SendOptions{})
}

// From is who waits for the reply of a call.
type From struct {
	Pid term.Term
	Tag term.Term // [alias | Ref], or what the caller made up
}

// Reply answers a call from p (gen_server:reply/2), through the alias in the tag
// if there is one. A caller that is gone, or waits no longer, gets nothing; no
// connection is made for it.
func (f From) Reply(p *proc.Process, answer term.Term) {
	p.Send(f.Receiver(), term.Tuple(f.Tag, answer), proc.SendOptions{NoConnect: true})
}

// Receiver is where the reply goes: the alias in the tag, or the pid.
func (f From) Receiver() term.Term {
	tag := f.Tag
	if tag.IsCons() && tag.Head().IsCons() {
		tag = tag.Head() // [[alias | Ref] | More], of multi_call
	}
	if tag.IsCons() && tag.Head().Is(atomAlias) && tag.Tail().IsRef() {
		return tag.Tail()
	}
	return f.Pid
}

// ParseCall takes {'$gen_call', {Pid, Tag}, Request} apart.
func ParseCall(msg term.Term) (from From, request term.Term, ok bool) {
	es := msg.Tagged(atomGenCall, 3)
	if es == nil || !es[1].IsTupleOf(2) || !es[1].Elem(0).IsPid() {
		return From{}, term.Term{}, false
	}
	return From{es[1].Elem(0), es[1].Elem(1)}, es[2], true
}

// ParseCast takes {'$gen_cast', Request} apart.
func ParseCast(msg term.Term) (request term.Term, ok bool) {
	if es := msg.Tagged(atomGenCast, 2); es != nil {
		return es[1], true
	}
	return term.Term{}, false
}
