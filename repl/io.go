package repl

import (
	"errors"
	"io"
	"strings"

	"gex/proto/term"
	"gex/repl/ioclient"
)

var (
	errInterrupted = errors.New("interrupted")
	errTaken       = errors.New("another process evaluates now")
)

var atomEof = term.Intern("eof")

// request sends a request to the group leader and waits for the reply.
func (s *Session) request(req term.Term) term.Term { return ioclient.Do(s.p, req) }

// converse is request, but a message that other accepts ends the waiting: the
// request is taken back then, and the message is returned. The end of the evaluator,
// where other accepts it, is reported, and the request stands.
func (s *Session) converse(req term.Term, other func(msg term.Term) bool) (reply, instead term.Term) {
	a := ioclient.Ask(s.p, req)
	defer a.Close()
	msg := a.Wait(other)
	for s.isDown(msg) {
		s.unanswered = a.Is
		s.replaceEvaluator(msg.Elem(4))
		s.unanswered = nil
		msg = a.Wait(other)
	}
	if !a.Is(msg) && !msg.IsNone() {
		a.Cancel()
		return term.Term{}, msg
	}
	return a.Reply(msg), term.Term{}
}

// print writes text.
func (s *Session) print(text string) {
	s.request(ioclient.PutChars(term.String(text)))
}

// printAsync writes text from another process or goroutine.
func (s *Session) printAsync(text string) {
	s.cfg.Runtime.Node.Send(s.p.GroupLeader(), ioclient.Unanswered(s.p.Self(), ioclient.PutChars(term.String(text))))
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
		reply, instead := s.converse(ioclient.GetLine(prompt), other)
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
	return s.line(s.request(ioclient.GetLine(prompt)))
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
