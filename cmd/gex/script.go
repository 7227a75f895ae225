package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"gex/node"
	"gex/node/proc"
	"gex/proto/term"
	"gex/repl/lang/lib"
	"gex/repl/lang/parse"
	"gex/repl/lang/vm"
)

// startScript runs the commands.
func (p *program) startScript(user *proc.Process) error {
	runner := &script{p: p, commands: p.o.commands}
	_, err := p.node.SpawnGo(nil, func(q *proc.Process) { p.watchScript(q, user, runner) }, node.SpawnOptions{GroupLeader: user.Self()})
	return err
}

// watchScript runs a script, and the shell after it. It ends the program when an
// exit signal ends the script before it has said how it ends.
func (p *program) watchScript(q, user *proc.Process, runner *script) {
	main, _, err := p.node.Spawn(q, runner, node.SpawnOptions{Monitor: true})
	if err != nil {
		fmt.Fprintln(os.Stderr, "gex:", err)
		p.leave(statusFailed)
		return
	}
	down, ok, _ := q.Receive(func(msg term.Term) bool { return msg.Tagged(term.Down, 5) != nil }, -1)
	if ok && !down.Elem(4).Is(term.Normal) {
		fmt.Fprintln(os.Stderr, p.rt.Formatter(q).FormatExitFrom(main.Self(), down.Elem(4)))
		runner.end(statusFailed)
	}
	switch {
	case runner.ended:
		p.leave(p.atExit(q, runner.status))
	case p.shells:
		if err := p.startShell(user); err != nil {
			fmt.Fprintln(os.Stderr, "gex:", err)
			p.leave(statusFailed)
		}
	}
}

// script is the code of the process that runs scripts.
type script struct {
	p        *program
	commands []command // still to run
	sources  []source  // still to run, of the command that runs
	machine  *vm.Machine
	unit     *lib.Compilation // of the file that runs; nil for code of -e
	running  *lib.Evaluation  // what machine runs
	bare     bool             // the file is definitions of modules alone
	ended    bool             // the program ends with status when the process is gone
	status   int
}

func (s *script) end(status int) { s.ended, s.status = true, status }

// Run implements proc.Runner.
func (s *script) Run(p *proc.Process, budget int) proc.Next {
	for {
		if s.machine == nil {
			if !s.rpcEvals(p) {
				s.end(statusFailed)
				return proc.Done
			}
			src, ok, err := s.next()
			switch {
			case err != nil:
				fmt.Fprintln(os.Stderr, "gex:", err)
				s.end(statusFailed)
				return proc.Done
			case !ok:
				if !s.p.o.noHalt && !s.p.shells {
					s.end(statusOK)
				}
				return proc.Done
			}
			if exc := s.prepare(p, src); exc != nil {
				return s.failed(p, exc)
			}
		}
		next := s.machine.Run(p, budget)
		if next != proc.Done || p.Exiting() {
			return next
		}
		if _, exc := s.machine.Outcome(); exc != nil {
			return s.failed(p, exc)
		}
		s.running.Done()
		s.machine = nil
		if s.unit != nil {
			s.unit.Close(true)
			s.unit = nil
		}
	}
}

// rpcEvals runs what --rpc-eval asks for up to the next source of another kind; false
// when it failed.
func (s *script) rpcEvals(p *proc.Process) (ok bool) {
	for len(s.sources) == 0 && len(s.commands) > 0 && s.commands[0].kind == rpcCommand {
		target, source, _ := strings.Cut(s.commands[0].text, " ")
		s.commands = s.commands[1:]
		p.Blocking(func() { ok = s.p.rpcEval(p, target, source) })
		if !ok {
			return false
		}
	}
	return true
}

// next returns the next source; false when there is none. The files of a command
// are looked for when its turn comes: those before it may have written them.
func (s *script) next() (src source, ok bool, err error) {
	for len(s.sources) == 0 {
		if len(s.commands) == 0 {
			return src, false, nil
		}
		if s.sources, err = s.commands[0].sources(); err != nil {
			return src, false, err
		}
		s.commands = s.commands[1:]
	}
	src, s.sources = s.sources[0], s.sources[1:]
	return src, true, src.read()
}

// CurrentFunction implements proc.Located.
func (s *script) CurrentFunction() (proc.MFA, bool) {
	if s.machine == nil {
		return proc.MFA{}, false
	}
	return s.machine.CurrentFunction()
}

// Stacktrace implements proc.Located.
func (s *script) Stacktrace() term.Term {
	if s.machine == nil {
		return term.Nil
	}
	return s.machine.Stacktrace()
}

// prepare makes the machine that runs a source.
func (s *script) prepare(p *proc.Process, src source) *vm.Exception {
	rt := s.p.rt
	trace, uncompiled := lib.EvalTrace(), lib.EvalTrace()
	if src.isFile {
		trace, uncompiled = lib.ScriptTrace(), term.Nil
	}
	q, err := rt.Parse(p, src.text, parse.Options{File: src.file, Columns: src.isFile})
	if err != nil {
		return &vm.Exception{Class: vm.ClassError, Reason: lib.ErrorTerm(err), Stacktrace: trace}
	}
	if src.isFile {
		s.unit = rt.Compile(p, src.file)
		s.bare = onlyModules(q)
		s.running, err = rt.PrepareFile(p, q, s.unit.Scope(), rt.Diagnostics)
	} else {
		s.running, err = rt.Prepare(p, q, lib.NewScope(src.file, 1), rt.Diagnostics)
	}
	var exc *vm.Exception
	switch {
	case errors.As(err, &exc):
		return exc
	case err != nil:
		return &vm.Exception{Class: vm.ClassError, Reason: lib.ErrorTerm(err), Stacktrace: uncompiled}
	}
	s.machine = s.running.Machine(rt).Under(trace).Embed()
	return nil
}

// onlyModules tells whether a file does nothing but define modules: Elixir then
// runs the definitions one by one, and the file is no frame.
func onlyModules(q term.Term) bool {
	defmodule, block := term.Intern("defmodule"), term.Intern("__block__")
	if !q.IsTupleOf(3) {
		return false
	}
	if q.Elem(0).Is(defmodule) {
		return true
	}
	forms, ok := q.Elem(2).Slice()
	return ok && q.Elem(0).Is(block) && !slices.ContainsFunc(forms, func(f term.Term) bool {
		return !f.IsTupleOf(3) || !f.Elem(0).Is(defmodule)
	})
}

// shownTrace is a stack trace without the frames of the compiler, and without
// those of the file when bare is set.
func shownTrace(stack term.Term, bare bool) term.Term {
	var out []term.Term
	for ; stack.IsCons(); stack = stack.Tail() {
		if bare && stack.Head().IsTupleOf(4) && stack.Head().Elem(1).Is(term.Intern("__FILE__")) {
			continue
		}
		if f := stack.Head(); !f.IsTupleOf(4) || !f.Elem(0).IsAtom() || !lib.CompilerModule(f.Elem(0).Atom()) {
			out = append(out, f)
		}
	}
	return term.List(out...)
}

// failed ends the program after an uncaught exception of a script.
func (s *script) failed(p *proc.Process, exc *vm.Exception) proc.Next {
	exc.Stacktrace = shownTrace(exc.Stacktrace, s.bare)
	s.end(s.p.uncaught(p, exc))
	return proc.Done
}
