package repl

import (
	"slices"
	"sync"

	"gex/node/proc"
	"gex/proto/term"
	"gex/repl/lang/code"
	"gex/repl/lang/vm"
)

// Shells are the shells of a program. It tells which process evaluates for which,
// and which shell a process that has reached a breakpoint turns to.
type Shells struct {
	mu        sync.Mutex
	running   []*Session // the one in front last
	evals     map[*proc.Process]*evaluator
	breaks    breaks
	reception *reception // nil before Serve
	elsewhere map[term.Pid]term.Term
}

// NewShells returns the shells of a program that has started none.
func NewShells() *Shells { return &Shells{evals: map[*proc.Process]*evaluator{}} }

// Register defines the natives of the shell and returns the shells that they know.
func Register(t *code.Table) *Shells {
	sh := NewShells()
	vm.Register(t, historyModule, sh.historyRows())
	vm.Register(t, configModule, sh.configRows())
	sh.registerRemote(t)
	vm.Register(t, evaluatorModule, parserRows)
	vm.Register(t, evaluatorModule, sh.evaluatorRows())
	vm.Register(t, pryModule, sh.pryRows())
	vm.Register(t, pryModule, sh.breakRows())
	return sh
}

// begin adds s, in front unless its terminal is that of another node: what happens
// here is not to turn to a guest while there is a shell of our own.
func (sh *Shells) begin(s *Session) {
	if !s.remote() {
		sh.Front(s)
		return
	}
	sh.mu.Lock()
	defer sh.mu.Unlock()
	sh.running = slices.Insert(sh.running, 0, s)
}

// of is the shell with a group leader, or else the one in front; nil for none.
func (sh *Shells) of(leader term.Term) *Session {
	if s := sh.led(leader); s != nil {
		return s
	}
	return sh.front()
}

// led is the shell with a group leader, nil for none.
func (sh *Shells) led(leader term.Term) *Session {
	sh.mu.Lock()
	defer sh.mu.Unlock()
	for _, s := range sh.running {
		if term.Identical(s.groupLeader(), leader) {
			return s
		}
	}
	return nil
}

// Elsewhere notes that the shell which a group leader here is for is a process of
// another node. It holds until the group leader ends.
func (sh *Shells) Elsewhere(leader *proc.Process, shell term.Term) {
	sh.mu.Lock()
	if sh.elsewhere == nil {
		sh.elsewhere = map[term.Pid]term.Term{}
	}
	sh.elsewhere[*leader.Pid()] = shell
	sh.mu.Unlock()
	forget := func(term.Term) {
		sh.mu.Lock()
		defer sh.mu.Unlock()
		delete(sh.elsewhere, *leader.Pid())
	}
	if !leader.Post(&proc.Do{Func: func(p *proc.Process) { p.OnExit(forget) }}) {
		forget(term.Nil)
	}
}

// Front makes s the shell that breakpoints turn to.
func (sh *Shells) Front(s *Session) {
	sh.mu.Lock()
	defer sh.mu.Unlock()
	sh.remove(s)
	sh.running = append(sh.running, s)
}

func (sh *Shells) remove(s *Session) {
	sh.running = slices.DeleteFunc(sh.running, func(o *Session) bool { return o == s })
}

func (sh *Shells) end(s *Session) {
	sh.mu.Lock()
	defer sh.mu.Unlock()
	sh.remove(s)
}

// front is the shell in front, nil if there is none.
func (sh *Shells) front() *Session {
	sh.mu.Lock()
	defer sh.mu.Unlock()
	if len(sh.running) == 0 {
		return nil
	}
	return sh.running[len(sh.running)-1]
}

// enter makes e the evaluator of p and returns the one before, nil for none.
func (sh *Shells) enter(p *proc.Process, e *evaluator) (before *evaluator) {
	sh.mu.Lock()
	defer sh.mu.Unlock()
	before = sh.evals[p]
	if e == nil {
		delete(sh.evals, p)
	} else {
		sh.evals[p] = e
	}
	return before
}

// evaluator is the evaluator that runs the native, nil if none does.
func (sh *Shells) evaluator(m *vm.Machine) *evaluator {
	sh.mu.Lock()
	e := sh.evals[m.Proc()]
	sh.mu.Unlock()
	return e
}

// session is the shell whose evaluator runs the native, nil elsewhere.
func (sh *Shells) session(m *vm.Machine) *Session {
	if e := sh.evaluator(m); e != nil {
		return e.session
	}
	return nil
}
