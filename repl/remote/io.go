package remote

import (
	"errors"
	"io"

	"gex/node/proc"
	"gex/proto/term"
)

// errInterrupted: the user broke a line off.
var errInterrupted = errors.New("interrupted")

// Atoms of the I/O protocol as a client uses them.
var (
	atomIORequest = term.A("io_request")
	atomIOReply   = term.Intern("io_reply")
	atomPutChars  = term.A("put_chars")
	atomGetLine   = term.A("get_line")
	atomUnicode   = term.A("unicode")
	// {$cancel_read, From, ReplyAs} takes a read back from a group leader of gex.
	atomCancelRead = term.A("$cancel_read")
)

// converse sends a request to the group leader and waits for the reply, or for a
// message that other accepts: the request is taken back then, and the message is
// returned.
func (s *Session) converse(req term.Term, other func(msg term.Term) bool) (reply, instead term.Term) {
	p := s.p
	leader := p.GroupLeader()
	ref, err := p.Monitor(leader, proc.MonitorOptions{})
	if err != nil {
		return term.AtomNil.Term(), term.Term{}
	}
	defer p.Demonitor(ref, true)
	p.Send(leader, term.Tuple(atomIORequest, p.Self(), ref.Term(), req), proc.SendOptions{})
	replied := func(msg term.Term) bool {
		es := msg.Elems()
		return len(es) == 3 && es[0].Is(atomIOReply) && term.Identical(es[1], ref.Term()) ||
			len(es) == 5 && es[0].Is(term.Down) && term.Identical(es[1], ref.Term())
	}
	msg, ok, _ := p.Receive(func(msg term.Term) bool { return replied(msg) || other != nil && other(msg) }, -1)
	switch {
	case !ok:
		return term.AtomNil.Term(), term.Term{}
	case !replied(msg):
		p.Send(leader, term.Tuple(atomCancelRead, p.Self(), ref.Term()), proc.SendOptions{})
		return term.Term{}, msg
	case msg.Arity() == 3:
		return msg.Elem(2), term.Term{}
	}
	return term.AtomNil.Term(), term.Term{}
}

// print writes text.
func (s *Session) print(text string) {
	s.converse(term.Tuple(atomPutChars, atomUnicode, term.String(text)), nil)
}

// readLine reads a line of an entry. The errors are io.EOF, errInterrupted, ErrLost,
// and *ended when the evaluator is gone meanwhile.
func (s *Session) readLine(more bool) (string, error) {
	prompt := s.prompt(more)
	s.setReading(prompt, more && s.terminal)
	defer s.setReading("", false)
	reply, instead := s.converse(term.Tuple(atomGetLine, atomUnicode, term.String(prompt)), s.eval.gone)
	switch {
	case !instead.IsNone():
		return "", s.eval.end(instead)
	case reply.IsBinary():
		if s.cfg.Echo {
			s.print(reply.Text())
		}
		return reply.Text(), nil
	case reply.IsTupleOf(2) && reply.Elem(1).Is(term.Intern("interrupted")):
		return "", errInterrupted
	}
	return "", io.EOF
}

// ask shows a question and returns the answer, "" for none.
func (s *Session) ask(question string) string {
	reply, _ := s.converse(term.Tuple(atomGetLine, atomUnicode, term.String(question)), nil)
	if !reply.IsBinary() {
		return ""
	}
	return reply.Text()
}

func (s *Session) setReading(prompt string, more bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reading, s.readingMore = prompt, more
}
