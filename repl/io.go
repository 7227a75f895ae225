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

// terminated answers a request whose group leader is gone.
var terminated = term.Tuple(term.Error.Term(), term.A("terminated"))

// request sends a request to the group leader and waits for the reply.
func (s *Session) request(req term.Term) term.Term { return request(s.p, req) }

func request(p *proc.Process, req term.Term) term.Term {
	ref, ours := ask(p, req)
	if ref == nil {
		return terminated
	}
	defer p.Demonitor(ref, true)
	msg, _, _ := p.Receive(ours, -1)
	return answer(msg)
}

// ask sends a request to the group leader. ours tells whether a message is the reply,
// or the end of the group leader, which the monitor ref tells of; it is nil if there
// is no group leader to ask.
func ask(p *proc.Process, req term.Term) (ref *term.Ref, ours func(msg term.Term) bool) {
	leader := p.GroupLeader()
	ref, err := p.Monitor(leader, proc.MonitorOptions{})
	if err != nil {
		return nil, nil
	}
	p.Send(leader, term.Tuple(atomIORequest, p.Self(), ref.Term(), req), proc.SendOptions{})
	return ref, func(msg term.Term) bool {
		es := msg.Tagged(atomIOReply, 3)
		if es == nil {
			es = msg.Tagged(term.Down, 5)
		}
		return es != nil && term.Identical(es[1], ref.Term())
	}
}

// answer is what the message that ask waits for says.
func answer(msg term.Term) term.Term {
	if es := msg.Tagged(atomIOReply, 3); es != nil {
		return es[2]
	}
	return terminated
}

// converse is request, but a message that other accepts ends the waiting: the
// request is taken back then, and the message is returned. The end of the evaluator,
// where other accepts it, is reported, and the request stands.
func (s *Session) converse(req term.Term, other func(msg term.Term) bool) (reply, instead term.Term) {
	ref, ours := ask(s.p, req)
	if ref == nil {
		return terminated, term.Term{}
	}
	defer s.p.Demonitor(ref, true)
	expected := func(msg term.Term) bool { return ours(msg) || other != nil && other(msg) }
	msg, ok, _ := s.p.Receive(expected, -1)
	for ok && s.isDown(msg) {
		s.unanswered = ours
		s.replaceEvaluator(msg.Elem(4))
		s.unanswered = nil
		msg, ok, _ = s.p.Receive(expected, -1)
	}
	if ok && !ours(msg) {
		s.p.Send(s.p.GroupLeader(), term.Tuple(atomCancelRead, s.p.Self(), ref.Term()), proc.SendOptions{})
		return term.Term{}, msg
	}
	return answer(msg), term.Term{}
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
	other := func(msg term.Term) bool { return isTakeOver(msg) || s.isEnd(msg) || s.terminal && s.isDown(msg) }
	for {
		reply, instead := s.converse(term.Tuple(atomGetLine, atomUnicode, term.String(prompt)), other)
		switch {
		case instead.IsNone():
			return s.line(reply)
		case s.isEnd(instead):
			return "", io.EOF
		case s.decide():
			return "", errTaken
		}
	}
}

// question shows a text and reads the answer to a question.
func (s *Session) question(text, prompt string) (string, error) {
	s.print(text)
	return s.line(s.request(term.Tuple(atomGetLine, atomUnicode, term.String(prompt))))
}

// line is what a read was answered with.
func (s *Session) line(reply term.Term) (string, error) {
	if reply.IsCons() { // of a terminal that gives lists
		if text, err := term.AppendCharData(nil, reply); err == nil {
			reply = term.Binary(text)
		}
	}
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
