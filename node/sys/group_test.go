package sys

import (
	"bytes"
	"context"
	"errors"
	"io"
	"sync"
	"testing"

	"gex/node/proc"
	"gex/proto/term"
)

// screen is a Device whose lines are given, and which is a terminal if it has
// columns.
type screen struct {
	mu      sync.Mutex
	out     bytes.Buffer
	lines   []string
	err     error // of a read after the lines
	columns int
	broken  bool
}

func (s *screen) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.broken {
		return 0, io.ErrClosedPipe
	}
	return s.out.Write(b)
}

func (s *screen) ReadLine(_ context.Context, prompt string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.out.WriteString(prompt)
	if len(s.lines) == 0 {
		return "", s.err
	}
	line := s.lines[0]
	s.lines = s.lines[1:]
	return line, nil
}

func (s *screen) ReadSecret(ctx context.Context) (string, error) { return s.ReadLine(ctx, "") }

func (s *screen) Size() (columns, rows int, ok bool) { return s.columns, 24, s.columns > 0 }

func (s *screen) shown() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.out.String()
}

// applied answers calls of callbacks: m:text gives text, m:line(Cont, Chars) is
// done with what there is, m:two wants a second line, and others raise.
func applied(_ term.Term, _, function term.Atom, args []term.Term, done func(term.Term, bool)) {
	switch function.String() {
	case "text":
		done(term.String("called"), true)
	case "number":
		done(term.Int(1), true)
	case "line":
		done(tuple(atom("done"), args[1], term.Nil), true)
	case "two":
		if args[0].IsNil() {
			done(tuple(atom("more"), args[1]), true)
			return
		}
		done(tuple(atom("done"), tuple(args[0], args[1]), term.Charlist("rest\n")), true)
	default:
		done(term.Term{}, false)
	}
}

// ask makes an I/O request and returns its answer.
func (c *client) ask(g *proc.Process, request term.Term) term.Term {
	c.t.Helper()
	ref := c.Scheduler().NewRef().Term()
	g.Deliver(tuple(atom("io_request"), c.Self(), ref, request))
	answer := c.next().Tagged(atomIOReply, 3)
	if answer == nil || !term.Identical(answer[1], ref) {
		c.t.Fatal("no answer")
	}
	return answer[2]
}

// Short ways to write requests and answers.
func put(s string) term.Term { return tuple(atom("put_chars"), atom("unicode"), term.String(s)) }
func getLine(prompt string) term.Term {
	return tuple(atom("get_line"), atom("unicode"), term.String(prompt))
}
func getChars(n int64) term.Term {
	return tuple(atom("get_chars"), atom("unicode"), term.Nil, term.Int(n))
}
func until(function string) term.Term {
	return tuple(atom("get_until"), atom("unicode"), term.String("> "), atom("m"), atom(function), term.Nil)
}
func putCall(function string) term.Term {
	return tuple(atom("put_chars"), atom("unicode"), atom("m"), atom(function), term.Nil)
}
func failure(name string) term.Term { return tuple(atom("error"), atom(name)) }

func TestGroup(t *testing.T) {
	type step struct{ request, want term.Term }
	text := term.String
	chars := func(s string) term.Term { return term.Charlist(s) }
	done := atom("ok")
	end := io.EOF
	setopts := func(opts ...term.Term) term.Term { return tuple(atom("setopts"), list(opts...)) }
	tests := []struct {
		name  string
		dev   *screen
		steps []step
		shown string
	}{
		{"write", &screen{}, []step{
			{put("é日"), done},
			{tuple(atom("put_chars"), atom("latin1"), term.Binary([]byte{0xe9})), done},
			{tuple(atom("put_chars"), list(term.Int('o'), text("ld"))), done},
			{tuple(atom("put_chars"), atom("unicode"), atom("x")),
				tuple(atom("error"), tuple(atom("put_chars"), atom("unicode"), atom("x")))},
		}, "é日éold"},
		{"write what a call gives", &screen{}, []step{
			{putCall("text"), done}, {putCall("number"), failure("number")}, {putCall("raise"), failure("raise")},
		}, "called"},
		{"broken", &screen{broken: true}, []step{{put("x"), failure("terminated")}}, ""},
		{"lines", &screen{lines: []string{"one\n", "zwö"}, err: end}, []step{
			{getLine("? "), text("one\n")}, {getLine("? "), text("zwö")}, {getLine("? "), atom("eof")},
		}, "? ? "},
		{"last line without its end", &screen{lines: []string{"a"}, err: end}, []step{
			{getLine("> "), text("a")}, {getLine("> "), atom("eof")},
		}, "> "},
		{"characters", &screen{lines: []string{"añb\n", "cd\n"}, err: end}, []step{
			{getChars(2), text("añ")}, {getChars(4), text("b\ncd")}, {getLine("> "), text("\n")}, {getChars(1), atom("eof")},
		}, ""},
		{"password", &screen{lines: []string{"secret\n"}}, []step{{tuple(atom("get_password"), atom("unicode")), text("secret\n")}}, ""},
		{"interrupted", &screen{err: ErrInterrupted}, []step{{getLine("> "), failure("interrupted")}}, "> "},
		{"lists", &screen{lines: []string{"å\n"}}, []step{
			{setopts(tuple(atom("binary"), term.False.Term())), done}, {getLine(""), chars("å\n")},
		}, ""},
		{"latin1", &screen{lines: []string{"å\n", "日\n"}}, []step{
			{tuple(atom("get_line"), text("")), term.Binary([]byte{0xe5, '\n'})},
			{tuple(atom("get_line"), text("")), failure("collect_line")},
		}, ""},
		{"until done", &screen{lines: []string{"1 + 1\n"}, err: end}, []step{
			{until("line"), text("1 + 1\n")}, {until("line"), atom("eof")},
		}, "> > "},
		{"until two lines", &screen{lines: []string{"a\n", "b\n"}}, []step{
			{until("two"), tuple(chars("a\n"), chars("b\n"))}, {getLine("! "), text("rest\n")},
		}, "> > "},
		{"until a call raises", &screen{lines: []string{"a\n"}}, []step{{until("raise"), failure("raise")}}, "> "},
		{"geometry", &screen{columns: 80}, []step{
			{tuple(atom("get_geometry"), atom("columns")), term.Int(80)},
			{tuple(atom("get_geometry"), atom("rows")), term.Int(24)},
			{tuple(atom("get_geometry"), atom("depth")), failure("enotsup")},
		}, ""},
		{"no terminal", &screen{}, []step{{tuple(atom("get_geometry"), atom("columns")), failure("enotsup")}}, ""},
		{"several", &screen{lines: []string{"in\n"}}, []step{
			{tuple(atom("requests"), list(put("a"), put("b"), getLine("c"))), text("in\n")},
			{tuple(atom("requests"), list(put("d"), atom("what"), put("e"))), failure("request")},
			{tuple(atom("requests"), list(getLine(""), put("f"))), failure("request")},
			{tuple(atom("requests"), term.Nil), done},
		}, "abcd"},
		{"options", &screen{}, []step{
			{setopts(tuple(atom("what"), term.True.Term())), failure("enotsup")},
			{setopts(atom("what")), failure("enotsup")},
			{setopts(term.Int(1)), failure("enotsup")},
			{setopts(atom("list"), tuple(atom("encoding"), atom("latin1")), tuple(atom("echo"), term.False.Term())), done},
			{atom("getopts"), list(
				tuple(atom("echo"), term.False.Term()), tuple(atom("binary"), term.False.Term()),
				tuple(atom("encoding"), atom("latin1")), tuple(atom("terminal"), term.False.Term()),
				tuple(atom("stdout"), term.False.Term()), tuple(atom("stderr"), term.False.Term()),
				tuple(atom("stdin"), term.False.Term()))},
		}, ""},
		{"unknown", &screen{}, []step{
			{atom("what"), failure("request")}, {tuple(), failure("request")},
			{tuple(atom("put_chars"), atom("unicode")), failure("request")},
			{getChars(-1), failure("request")},
			{tuple(atom("get_until"), atom("unicode"), text(""), atom("m"), atom("f"), atom("a")), failure("request")},
		}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			g := w.start(NewGroup(tt.dev, applied).Run, proc.Options{})
			c := w.client()
			g.Deliver(atom("junk"))
			for _, s := range tt.steps {
				same(t, c.ask(g, s.request), s.want)
			}
			if got := tt.dev.shown(); got != tt.shown {
				t.Errorf("shown %q, want %q", got, tt.shown)
			}
		})
	}
}

// blocked is a Device whose reads wait until it is closed.
type blocked struct {
	screen
	reading, closed chan struct{}
}

func (b *blocked) ReadLine(context.Context, string) (string, error) {
	close(b.reading)
	<-b.closed
	return "", errors.New("closed")
}

// TestGroupWritesWhileReading: a pending read does not hold writes up, and
// closing the device lets the group leader end.
func TestGroupWritesWhileReading(t *testing.T) {
	w := newWorld(t)
	dev := &blocked{reading: make(chan struct{}), closed: make(chan struct{})}
	g := w.start(NewGroup(dev, applied).Run, proc.Options{})
	reader, c := w.client(), w.client()
	g.Deliver(tuple(atom("io_request"), reader.Self(), atom("ref"), getLine("> ")))
	next(t, dev.reading)
	same(t, c.ask(g, put("meanwhile")), atom("ok"))
	if got := dev.shown(); got != "meanwhile" {
		t.Errorf("shown %q", got)
	}
	close(dev.closed)
	same(t, reader.next(), tuple(atom("io_reply"), atom("ref"), atom("eof")))
}
