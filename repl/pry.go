package repl

import (
	"strings"

	"gex/node/proc"
	"gex/proto/term"
	"gex/repl/lang/inspect"
	"gex/repl/lang/lib"
	"gex/repl/lang/vm"
)

const pryModule = "Elixir.IEx.Pry"

// place is where in a file a breakpoint was reached.
type place struct {
	file  string
	line  int
	trace term.Term
}

// shown is the stack trace without the frames of the shell and of the interpreter.
func (p *place) shown() term.Term {
	var out []term.Term
	for t := p.trace; t.IsCons(); t = t.Tail() {
		f := t.Head()
		if f.IsTupleOf(4) && f.Elem(0).IsAtom() {
			switch f.Elem(0).AtomName() {
			case "elixir", "erl_eval", pryModule, "Elixir.IEx.Evaluator":
				continue
			}
		}
		out = append(out, f)
	}
	return term.List(out...)
}

// takeOver is the wish of a process to become the evaluator of a shell, with the
// variables and the environment of the place that it has reached.
type takeOver struct {
	p        *proc.Process
	eval     *evaluator
	outer    *evaluator // the one that evaluates in p already, nil for none
	location string
	source   string // the lines around, "" if they cannot be read
	scope    *scope

	answered, accepted bool // belong to p
}

var (
	takeOverTag = term.A("$take_over")
	abandonTag  = term.A("$abandon")
)

func (sh *Shells) pryRows() []vm.Row {
	return []vm.Row{
		{Name: "__take_over__", Arity: 4, Func: sh.takeOver},
		{Name: "__place__", Arity: 0, Func: sh.placeRow},
	}
}

// takeOver is IEx.Pry.__take_over__(location, source, binding, env): the process
// waits until it may evaluate for the shell, and then does so until the breakpoint
// is left. It returns {:ok, next?}, where next? tells to stop at the next place, or
// {:error, reason}.
func (sh *Shells) takeOver(m *vm.Machine, args []term.Term) (term.Term, bool) {
	scope, ok := lib.EvalScope(args[2], args[3])
	if !ok || !args[0].IsBinary() || !args[1].IsBinary() {
		return m.Badarg()
	}
	p, outer := m.Proc(), sh.evaluator(m)
	s := sh.of(p.GroupLeader())
	if outer != nil {
		s = outer.session
	}
	if s == nil {
		return errorReason("no_iex"), true
	}
	e := &evaluator{session: s, proc: p}
	if args[1].Text() != "" {
		e.place = &place{file: scope.Env.File, line: scope.Env.Line, trace: m.Stacktrace()}
	}
	t := &takeOver{p: p, eval: e, outer: outer, location: args[0].Text(), source: args[1].Text(), scope: scope}
	if !s.offer(t) {
		return errorReason("no_iex"), true
	}
	for !t.answered {
		p.AwaitSignal()
		p.HandleSignals()
		if p.Exiting() {
			return ended(m)
		}
	}
	if !t.accepted {
		return errorReason("refused"), true
	}
	if outer != nil { // it has no server any more
		outer.detach()
		outer.leaving = true
	}
	sh.enter(p, e)
	defer sh.enter(p, outer)
	if !e.serve(p) {
		return ended(m)
	}
	return term.Tuple(term.Ok.Term(), term.Bool(e.next)), true
}

// ended is what a native returns whose process an exit signal has ended: a wait
// that is not begun, as no code of the process is to run any more.
func ended(m *vm.Machine) (term.Term, bool) {
	return m.Receive(func(term.Term) bool { return false }, -1, nil)
}

func errorReason(reason string) term.Term { return term.Tuple(term.Error.Term(), term.A(reason)) }

// serve evaluates in p, inside a native that p runs, until the evaluator has been
// told to leave; false when an exit signal ends p.
func (e *evaluator) serve(p *proc.Process) bool {
	defer p.Locate(p.Locate(e))
	for {
		switch e.Run(p, proc.Budget) {
		case proc.Done:
			return !p.Exiting()
		case proc.Wait:
			p.AwaitSignal()
		default:
			p.Pass()
		}
		p.HandleSignals()
		if p.Exiting() {
			return false
		}
	}
}

// placeRow is IEx.Pry.__place__(): {file, line, stacktrace} of the breakpoint that
// the shell is at, nil if it is at none.
func (sh *Shells) placeRow(m *vm.Machine, _ []term.Term) (term.Term, bool) {
	e := sh.evaluator(m)
	if e == nil || e.place == nil {
		return term.AtomNil.Term(), true
	}
	return term.Tuple(term.String(e.place.file), term.Int(int64(e.place.line)), e.place.shown()), true
}

// offer puts a wish before the server; false when that is gone.
func (s *Session) offer(t *takeOver) bool {
	s.mu.Lock()
	s.wishes = append(s.wishes, t)
	s.mu.Unlock()
	return s.p.Deliver(term.Tuple(takeOverTag))
}

func isTakeOver(msg term.Term) bool { return msg.Tagged(takeOverTag.Atom(), 1) != nil }

// wish takes the oldest wish.
func (s *Session) wish() *takeOver {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.wishes) == 0 {
		return nil
	}
	t := s.wishes[0]
	s.wishes = s.wishes[1:]
	return t
}

// answer tells the process of a wish how it was decided; false when it is gone.
func (t *takeOver) answer(accepted bool) bool {
	return t.p.Post(&proc.Do{Func: func(p *proc.Process) {
		t.answered, t.accepted = true, accepted
		p.Wake()
	}})
}

// decide deals with the wish whose message has come and tells whether another
// process evaluates now. The evaluator's own breakpoints need no permission.
func (s *Session) decide() (taken bool) {
	t := s.wish()
	switch {
	case t == nil:
		return false
	case t.p == s.evalProc:
		s.counter++
		s.print("Break reached: " + t.location + "\n" + t.snippet())
	case s.allowed(t):
		s.p.Demonitor(s.evalRef, true)
		s.eval.leave(s.evalProc, false)
		s.banner()
	default:
		t.answer(false)
		return false
	}
	if t.p != s.evalProc {
		ref, err := s.p.Monitor(t.p.Self(), proc.MonitorOptions{})
		if err != nil {
			s.startEvaluator()
			return true
		}
		s.mu.Lock()
		s.evalRef = ref
		s.mu.Unlock()
	}
	env := helpersEnv(t.scope.Env)
	t.scope.Env = env
	s.setScope(t.scope)
	s.lastMatch = false
	s.mu.Lock()
	s.eval, s.evalProc = t.eval, t.p
	s.mu.Unlock()
	t.answer(true) // if it is gone, its end is the next message
	return true
}

// snippet is the source around a breakpoint, set off by blank lines.
func (t *takeOver) snippet() string {
	if t.source == "" {
		return ""
	}
	return "\n" + t.source + "\n"
}

// allowed asks the user.
func (s *Session) allowed(t *takeOver) bool {
	answer, err := s.question("Request to pry "+inspect.String(t.p.Self())+" at "+t.location+"\n"+t.snippet(), "Allow? [Yn] ")
	if err != nil {
		return false
	}
	answer = strings.ToLower(strings.TrimSpace(answer))
	return answer == "" || strings.HasPrefix(answer, "y")
}

// left goes on after an entry that has ended the work of the evaluator.
func (s *Session) left(how going) {
	if how == goRespawn {
		s.abandon()
		return
	}
	s.mu.Lock()
	s.waiting = true
	s.mu.Unlock()
	s.eval.leave(s.evalProc, how == goNext)
	for !s.next() {
	}
	s.mu.Lock()
	s.waiting = false
	s.mu.Unlock()
}

// next waits, after a breakpoint was left, for the end of the process or for its
// next breakpoint.
func (s *Session) next() bool {
	msg, _, err := s.p.Receive(nil, -1)
	switch {
	case err != nil:
		return true
	case isTakeOver(msg):
		return s.decide()
	case s.isDown(msg):
		s.replaceEvaluator(msg.Elem(4))
		return true
	case msg.Tagged(abandonTag.Atom(), 1) != nil, s.isInterrupt(msg):
		s.abandon()
		return true
	case s.isEnd(msg):
		s.end()
		return true
	}
	return false
}

// abandon leaves the process to itself and starts another evaluator.
func (s *Session) abandon() {
	s.p.Demonitor(s.evalRef, true)
	s.eval.leave(s.evalProc, false)
	s.banner()
	s.lastMatch = false
	s.startEvaluator()
	s.runDotFile()
}

// banner is printed where another evaluator begins.
func (s *Session) banner() {
	s.print("\n")
	if s.cfg.Banner != "" && !s.cfg.Quiet {
		s.print(s.cfg.Banner)
	}
}
