package repl

import (
	"gex/node/proc"
	"gex/proto/term"
	"gex/repl/ioclient"
)

var (
	atomInterrupt = term.Intern("interrupt")
	getColumns    = term.Tuple(term.A("get_geometry"), term.A("columns"))
)

// columns asks the group leader for the width of its terminal; false if it has none.
func columns(p *proc.Process) (int, bool) {
	n, ok := ioclient.Do(p, getColumns).AsInt()
	return int(n), ok && n > 0
}

// groupLeader is where the shell reads and writes. Any goroutine may call.
func (s *Session) groupLeader() term.Term {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.leader
}

// remote tells whether the terminal is that of another node.
func (s *Session) remote() bool {
	l := s.groupLeader()
	return l.IsPid() && !s.cfg.Runtime.Node.Local(l.Pid().Node)
}

// fromLeader tells whether msg is an exit signal of the group leader.
func (s *Session) fromLeader(msg term.Term) bool {
	return msg.Tagged(term.EXIT, 3) != nil && term.Identical(msg.Elem(1), s.p.GroupLeader())
}

// isInterrupt tells whether the group leader wants what runs broken off.
func (s *Session) isInterrupt(msg term.Term) bool {
	return s.fromLeader(msg) && msg.Elem(2).Is(atomInterrupt)
}

// isEnd tells whether the group leader wants the shell to end, or has ended itself.
func (s *Session) isEnd(msg term.Term) bool {
	return s.fromLeader(msg) && !msg.Elem(2).Is(atomInterrupt)
}

// flushInterrupts drops those that came too late for what they were meant for.
func (s *Session) flushInterrupts() {
	for {
		if _, ok, err := s.p.Receive(s.isInterrupt, 0); !ok || err != nil {
			return
		}
	}
}

// end has the shell end together with its evaluator.
func (s *Session) end() {
	s.over = true
	s.Dismiss()
}
