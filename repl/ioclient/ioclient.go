// Package ioclient is the client's side of Erlang's I/O protocol ("The Erlang I/O
// Protocol" in the STDLIB User's Guide): what shells ask of their group leaders.
//
//	request -> {io_request, From, Ref, Request} -> group leader -> {io_reply, Ref, Reply}
package ioclient

import (
	"gex/node/proc"
	"gex/proto/term"
)

var (
	atomRequest  = term.A("io_request")
	atomReply    = term.Intern("io_reply")
	atomPutChars = term.A("put_chars")
	atomGetLine  = term.A("get_line")
	atomAsync    = term.A("$async")
	// {$cancel_read, From, ReplyAs} takes a read back from a group leader of gex.
	atomCancelRead = term.A("$cancel_read")

	// Unicode is the encoding of requests.
	Unicode = term.A("unicode")
	// Terminated is the reply of a group leader that is gone.
	Terminated = term.Tuple(term.Error.Term(), term.A("terminated"))
)

// PutChars is the request to write chardata.
func PutChars(chars term.Term) term.Term { return term.Tuple(atomPutChars, Unicode, chars) }

// GetLine is the request to read a line.
func GetLine(prompt string) term.Term {
	return term.Tuple(atomGetLine, Unicode, term.String(prompt))
}

// Unanswered is the message with a request whose reply nobody waits for, to be sent
// to a group leader in the name of from.
func Unanswered(from, request term.Term) term.Term {
	return term.Tuple(atomRequest, from, atomAsync, request)
}

// Do sends a request of p to its group leader and waits for the reply.
func Do(p *proc.Process, request term.Term) term.Term {
	reply, _ := Converse(p, request, nil)
	return reply
}

// Converse is Do that a message which other accepts ends: the request is taken back
// then, and the message is returned.
func Converse(p *proc.Process, request term.Term, other func(msg term.Term) bool) (reply, instead term.Term) {
	a := Ask(p, request)
	defer a.Close()
	msg := a.Wait(other)
	if !a.Is(msg) && !msg.IsNone() {
		a.Cancel()
		return term.Term{}, msg
	}
	return a.Reply(msg), term.Term{}
}

// Asked is a request under way.
type Asked struct {
	p      *proc.Process
	leader term.Term
	ref    *term.Ref // nil if there is no group leader to ask
}

// Ask sends a request of p to its group leader. The caller calls Close in the end.
func Ask(p *proc.Process, request term.Term) *Asked {
	a := &Asked{p: p, leader: p.GroupLeader()}
	ref, err := p.Monitor(a.leader, proc.MonitorOptions{})
	if err == nil {
		a.ref = ref
		p.Send(a.leader, term.Tuple(atomRequest, p.Self(), ref.Term(), request), proc.SendOptions{})
	}
	return a
}

// Wait returns the message with the reply, or of the group leader's end, or the first
// that other, if not nil, accepts; the zero Term when p is to exit or there is nothing
// to wait for.
func (a *Asked) Wait(other func(msg term.Term) bool) term.Term {
	if a.ref == nil {
		return term.Term{}
	}
	msg, _, _ := a.p.Receive(func(msg term.Term) bool { return a.Is(msg) || other != nil && other(msg) }, -1)
	return msg
}

// Is tells whether a message is the reply, or says that the group leader has ended.
func (a *Asked) Is(msg term.Term) bool {
	es := msg.Tagged(atomReply, 3)
	if es == nil {
		es = msg.Tagged(term.Down, 5)
	}
	return es != nil && a.ref != nil && term.Identical(es[1], a.ref.Term())
}

// Reply is what a message of Wait says: the reply, or Terminated.
func (a *Asked) Reply(msg term.Term) term.Term {
	if es := msg.Tagged(atomReply, 3); es != nil {
		return es[2]
	}
	return Terminated
}

// Cancel takes a read back.
func (a *Asked) Cancel() {
	a.p.Send(a.leader, term.Tuple(atomCancelRead, a.p.Self(), a.ref.Term()), proc.SendOptions{})
}

// Close ends the request.
func (a *Asked) Close() {
	if a.ref != nil {
		a.p.Demonitor(a.ref, true)
	}
}
