package repl

import (
	"errors"
	"io"
	"strings"

	"gex/node/proc"
	"gex/proto/term"
)

var (
	errInterrupted = errors.New("interrupted")
	errTaken       = errors.New("another process evaluates now")
)

// Atoms of the I/O protocol as a client uses them.
var (
	atomIORequest = term.A("io_request")
	atomIOReply   = term.Intern("io_reply")
	atomPutChars  = term.A("put_chars")
	atomGetLine   = term.A("get_line")
	atomUnicode   = term.A("unicode")
	// {$cancel_read, From, ReplyAs} takes a read back from a group leader of gex.
	atomCancelRead = term.A("$cancel_read")
	atomEof        = term.Intern("eof")
)

// request sends a request to the group leader and waits for the reply;
// {error, terminated} if the group leader is gone.
func (s *Session) request(req term.Term) term.Term {
	reply, _ := s.converse(req, nil)
	return reply
}

// converse is request, but a message that other accepts ends the waiting: the
// request is taken back then, and the message is returned. The end of the evaluator,
// where other accepts it, is reported, and the request stands.
func (s *Session) converse(req term.Term, other func(msg term.Term) bool) (reply, instead term.Term) {
	leader := s.p.GroupLeader()
	terminated := term.Tuple(term.Error.Term(), term.A("terminated"))
	ref, err := s.p.Monitor(leader, proc.MonitorOptions{})
	if err != nil {
		return terminated, term.Term{}
	}
	defer s.p.Demonitor(ref, true)
	s.p.Send(leader, term.Tuple(atomIORequest, s.p.Self(), ref.Term(), req), proc.SendOptions{})
	ours := func(msg term.Term) bool {
		if es := msg.Tagged(atomIOReply, 3); es != nil {
			return term.Identical(es[1], ref.Term())
		}
		es := msg.Tagged(term.Down, 5)
		return es != nil && term.Identical(es[1], ref.Term())
	}
	expected := func(msg term.Term) bool { return ours(msg) || other != nil && other(msg) }
	msg, ok, _ := s.p.Receive(expected, -1)
	for ok && s.isDown(msg) {
		s.unanswered = ours
		s.replaceEvaluator(msg.Elem(4))
		s.unanswered = nil
		msg, ok, _ = s.p.Receive(expected, -1)
	}
	switch es := msg.Tagged(atomIOReply, 3); {
	case ok && es != nil:
		return es[2], term.Term{}
	case ok && !ours(msg):
		s.p.Send(leader, term.Tuple(atomCancelRead, s.p.Self(), ref.Term()), proc.SendOptions{})
		return term.Term{}, msg
	}
	return terminated, term.Term{}
}

// print writes text.
func (s *Session) print(text string) {
	s.request(term.Tuple(atomPutChars, atomUnicode, term.String(text)))
}

// printAsync writes text from another process or goroutine.
func (s *Session) printAsync(text string) {
	req := term.Tuple(atomPutChars, atomUnicode, term.String(text))
	s.cfg.Runtime.Node.Send(s.p.GroupLeader(), term.Tuple(atomIORequest, s.p.Self(), term.A("$async"), req))
}

// readLine reads a line of an entry; io.EOF at the end, errInterrupted when the
// user broke the line off, errTaken when another evaluator has taken over.
func (s *Session) readLine(more bool) (string, error) {
	prompt := s.prompt(more)
	s.setReading(prompt, more && s.terminal)
	defer s.setReading("", false)
	// What is piped is not typed while one looks on: there the end of the evaluator
	// is told when the next entry needs it, at a place that does not change.
	other := func(msg term.Term) bool { return isTakeOver(msg) || s.terminal && s.isDown(msg) }
	for {
		reply, wish := s.converse(term.Tuple(atomGetLine, atomUnicode, term.String(prompt)), other)
		if wish.IsNone() {
			return s.line(reply)
		}
		if s.decide() {
			return "", errTaken
		}
	}
}

// ask shows a text and reads the answer to a question.
func (s *Session) ask(text, question string) (string, error) {
	s.print(text)
	return s.line(s.request(term.Tuple(atomGetLine, atomUnicode, term.String(question))))
}

// line is what a read was answered with.
func (s *Session) line(reply term.Term) (string, error) {
	switch {
	case reply.IsBinary():
		line := reply.Text()
		if s.cfg.Echo {
			s.print(strings.TrimSuffix(line, "\n") + "\n")
		}
		return line, nil
	case reply.Is(atomEof):
		if s.cfg.Echo {
			s.print("\n")
		}
		return "", io.EOF
	case reply.IsTupleOf(2) && reply.Elem(1).Is(term.Intern("interrupted")):
		return "", errInterrupted
	}
	return "", io.ErrUnexpectedEOF
}

func (s *Session) setReading(prompt string, more bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reading, s.readingMore = prompt, more
}

// Reads tells whether prompt is that of an entry of this shell which is being
// typed now, and whether the line goes on with one.
func (s *Session) Reads(prompt string) (entry, more bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if prompt == "" || s.reading != prompt {
		return false, false
	}
	return true, s.readingMore
}
