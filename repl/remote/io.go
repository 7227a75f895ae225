package remote

import (
	"errors"
	"io"

	"gex/proto/term"
	"gex/repl/ioclient"
)

// errInterrupted: the user broke a line off.
var errInterrupted = errors.New("interrupted")

// print writes text.
func (s *Session) print(text string) {
	ioclient.Do(s.p, ioclient.PutChars(term.String(text)))
}

// readLine reads a line of an entry. The errors are io.EOF, errInterrupted, ErrLost,
// and *ended when the evaluator is gone meanwhile.
func (s *Session) readLine(more bool) (string, error) {
	prompt := s.prompt(more)
	s.setReading(prompt, more && s.terminal)
	defer s.setReading("", false)
	reply, instead := ioclient.Converse(s.p, ioclient.GetLine(prompt), s.eval.gone)
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
	reply, _ := ioclient.Converse(s.p, ioclient.GetLine(question), nil)
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
