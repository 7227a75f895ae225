package repl

import (
	"errors"
	"io"
	"strings"

	"gex/node/proc"
	"gex/proto/term"
)

var errInterrupted = errors.New("interrupted")

// Atoms of the I/O protocol as a client uses them.
var (
	atomIORequest = term.A("io_request")
	atomIOReply   = term.Intern("io_reply")
	atomPutChars  = term.A("put_chars")
	atomGetLine   = term.A("get_line")
	atomUnicode   = term.A("unicode")
	atomEof       = term.Intern("eof")
)

// request sends a request to the group leader and waits for the reply;
// {error, terminated} if the group leader is gone.
func (s *Session) request(req term.Term) term.Term {
	leader := s.p.GroupLeader()
	ref, err := s.p.Monitor(leader, proc.MonitorOptions{})
	if err != nil {
		return term.Tuple(term.Error.Term(), term.A("terminated"))
	}
	s.p.Send(leader, term.Tuple(atomIORequest, s.p.Self(), ref.Term(), req), proc.SendOptions{})
	reply := term.Tuple(term.Error.Term(), term.A("terminated"))
	msg, ok, _ := s.p.Receive(func(msg term.Term) bool {
		if es := msg.Tagged(atomIOReply, 3); es != nil {
			return term.Identical(es[1], ref.Term())
		}
		es := msg.Tagged(term.Down, 5)
		return es != nil && term.Identical(es[1], ref.Term())
	}, -1)
	if es := msg.Tagged(atomIOReply, 3); ok && es != nil {
		reply = es[2]
	}
	s.p.Demonitor(ref, true)
	return reply
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

// readLine reads a line; io.EOF at the end, errInterrupted when the user broke
// the line off.
func (s *Session) readLine(prompt string) (string, error) {
	reply := s.request(term.Tuple(atomGetLine, atomUnicode, term.String(prompt)))
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
