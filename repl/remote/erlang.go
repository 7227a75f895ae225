package remote

import (
	"errors"
	"io"
	"regexp"
	"strings"

	"gex/proto/term"
	"gex/repl/ioclient"
)

// startErlang starts the shell of Erlang on the target as erl -remsh does, which
// reads and writes through our group leader.
func (s *Session) startErlang() error {
	// As with a terminal of Erlang, lines are lists.
	ioclient.Converse(s.p, term.Tuple(term.A("setopts"), term.List(term.A("list"))), nil)
	pid, err := call(s.p, s.cfg.Target, "shell", "start", nil, answerLimit)
	if err != nil {
		return err
	}
	if !pid.IsPid() {
		return &ended{pid}
	}
	if err := s.p.Link(pid); err != nil {
		return err
	}
	s.setWorker(pid, term.Term{})
	s.mu.Lock()
	s.typed.erlang = true
	leader := s.leader
	s.mu.Unlock()
	if s.cfg.Shell != nil {
		s.cfg.Shell(leader, pid)
	}
	return nil
}

// runErlang waits for the end of the Erlang shell.
func (s *Session) runErlang() {
	for {
		shell := s.worker
		msg, _, err := s.p.Receive(func(msg term.Term) bool {
			es := msg.Tagged(term.EXIT, 3)
			return es != nil && term.Identical(es[1], shell) || isInterrupt(msg) || isLeave(msg)
		}, -1)
		switch {
		case err != nil, isLeave(msg):
			return
		case isInterrupt(msg):
			// The shell drops the evaluation and keeps its bindings.
			_ = s.p.Exit(shell, term.A("interrupt"))
		case !msg.Elem(2).Is(atomNoConn):
			return
		case !s.lost():
			return
		}
	}
}

// leaveTag is the message by which the end of the input reaches the process.
var leaveTag = term.A("$leave")

func isLeave(msg term.Term) bool {
	return msg.IsTupleOf(1) && term.Identical(msg.Elem(0), leaveTag)
}

// ReadErlang reads a line for the Erlang shell by read: the entry that it is of is
// kept in the history, and one that ends the node is asked about. The end of the input
// ends the shell here, as the Erlang shell ends the whole node for it. For other
// shells the line is read alone.
func (s *Session) ReadErlang(prompt string, read func(prompt string) (string, error)) (string, error) {
	entry, more := s.Reads(prompt)
	s.mu.Lock()
	erlang := s.typed.erlang
	s.mu.Unlock()
	line, err := read(prompt)
	if erlang && errors.Is(err, io.EOF) {
		s.proc.Deliver(term.Tuple(leaveTag))
		<-s.over
	}
	if err != nil || !erlang || !entry {
		return line, err
	}
	s.mu.Lock()
	src := s.typed.add(prompt, line, more)
	whole := s.typed.entry == ""
	s.mu.Unlock()
	if whole {
		s.cfg.Remember(strings.TrimRight(src, "\n"))
	}
	if s.endsNode(src) {
		if answer, err := read(s.question()); err != nil || !isYes(answer) {
			return "\n", nil
		}
	}
	return line, nil
}

// typed is what has been typed of an entry of the Erlang shell, which shows the same
// prompt for each line of it.
type typed struct {
	erlang bool   // there is an Erlang shell
	prompt string // of the entry
	entry  string // the lines, "" for none
}

var erlangPrompt = regexp.MustCompile(`^\([^()\s]+\)\d+> $|^\d+> $`)

// reads tells whether prompt is that of an entry, and whether of a further line.
func (t *typed) reads(prompt string) (entry, more bool) {
	entry = erlangPrompt.MatchString(prompt)
	return entry, entry && t.entry != "" && t.prompt == prompt
}

// add adds a line and returns the entry up to it. A full stop ends an entry.
func (t *typed) add(prompt, line string, more bool) string {
	if !more {
		t.entry = ""
	}
	t.prompt = prompt
	t.entry += line
	src := t.entry
	if end := strings.TrimRight(line, " \t\r\n"); strings.HasSuffix(end, ".") || strings.TrimSpace(src) == "" {
		t.entry = ""
	}
	return src
}
