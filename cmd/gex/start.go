package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"sync/atomic"
	"time"

	"gex/node"
	"gex/node/proc"
	"gex/node/sys"
	"gex/proto/term"
	"gex/repl"
	"gex/repl/lang/bif"
	"gex/repl/lang/lib"
	"gex/repl/lang/parse"
	"gex/repl/lang/vm"
	"gex/repl/line"
	"gex/repl/render"
)

// program is a running gex.
type program struct {
	o      *options
	node   *node.Node
	rt     *lib.Runtime
	reader line.Reader
	exit   chan int
	color  bool
	shell  atomic.Pointer[repl.Session]

	logging pending
}

// logLimit is how long the end waits for what was logged to be printed: long
// enough for a busy machine, as formatting may have modules compiled first.
const logLimit = 5 * time.Second

// start runs what the options ask for and returns the exit status.
func start(o *options) int {
	p := &program{o: o, exit: make(chan int, 1)}
	p.color = render.Enabled(o.colors(), os.Stdout, os.Getenv)
	var err error
	p.reader, err = line.New(line.Options{HistoryFile: historyFile(os.Getenv), Secret: p.secret, Settings: lineSettings(os.Getenv),
		OnInterrupt: p.interrupt})
	if err != nil {
		fmt.Fprintln(os.Stderr, "gex: history:", err)
	}
	defer p.reader.Close()
	for _, path := range o.codePaths {
		fmt.Fprintf(os.Stderr, "gex: %s is not used: gex has no code path for .beam files\n", path)
	}
	p.node = node.New(node.Config{Halt: p.leave,
		Fault: func(v any, stack []byte) { fmt.Fprintf(p.errorOutput(), "gex: internal error: %v\n\n%s\n", v, stack) },
		Crash: func(q *proc.Process, reason term.Term) { p.node.ReportCrash(q, reason, p.logEvent) }})
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	host := &bif.Host{Node: p.node, Argv: o.args, Halt: p.halt, Log: p.log,
		StartNode: func(name string, long, hidden bool) error { return p.startNode(ctx, name, long, hidden) },
		Notice:    func(text string) { fmt.Fprintln(os.Stderr, "gex:", text) }}
	p.rt = lib.New(host, &lib.Printer{Out: p.errorOutput(), Color: p.color})
	host.SetPersistent(term.A("Elixir.IO.ANSI"), term.Bool(p.color)) // IO.ANSI.enabled?
	repl.Register(p.rt.System.Table)
	if status := p.startNet(ctx); status != statusOK {
		return status
	}
	user, err := p.startUser(ctx)
	if err != nil {
		fmt.Fprintln(os.Stderr, "gex:", err)
		return statusFailed
	}
	if _, err := p.node.StartSystem(user.Self(), p.logEvent); err != nil {
		fmt.Fprintln(os.Stderr, "gex:", err)
		return statusFailed
	}
	switch {
	case len(o.commands) > 0:
		err = p.startScript(user)
	default:
		err = p.startShell(user)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "gex:", err)
		return statusFailed
	}
	status := <-p.exit
	p.logging.finish(logLimit)
	cancel()
	p.reader.Close()
	stop, done := context.WithTimeout(context.Background(), time.Second)
	defer done()
	_ = p.node.Shutdown(stop)
	return status
}

// leave has the program end; the first status counts.
func (p *program) leave(status int) {
	select {
	case p.exit <- status:
	default:
	}
}

// halt ends the program; it does not return before that.
func (p *program) halt(status int) {
	p.leave(status)
	select {}
}

// startUser starts the group leader of the local shell, which is registered as
// user, and standard_error beside it.
func (p *program) startUser(ctx context.Context) (*proc.Process, error) {
	e := sys.NewGroup(errorDevice{p.errorOutput()}, p.apply)
	if _, err := p.node.SpawnGo(nil, e.Run, node.SpawnOptions{Name: term.Intern("standard_error"), TrapExit: true}); err != nil {
		return nil, err
	}
	g := sys.NewGroup(terminal{p.reader, ctx, p.node, p.interrupt}, p.apply)
	return p.node.SpawnGo(nil, g.Run, node.SpawnOptions{Name: term.Intern("user"), TrapExit: true})
}

// apply implements sys.Apply.
func (p *program) apply(leader term.Term, module, function term.Atom, args []term.Term, done func(term.Term, bool)) {
	_, err := p.node.SpawnGo(nil, func(q *proc.Process) {
		t, exc := p.rt.Call(q, module, function, args...)
		done(t, exc == nil)
	}, node.SpawnOptions{GroupLeader: leader})
	if err != nil {
		done(term.Term{}, false)
	}
}

func (p *program) banner() string {
	return fmt.Sprintf("gex %s (Elixir %s, OTP %s) - press Ctrl+D to exit\n", version, bif.ElixirVersion, bif.OTPRelease)
}

// startShell starts the shell; its end is the end of the program.
func (p *program) startShell(user *proc.Process) error {
	s := repl.New(repl.Config{Runtime: p.rt, Banner: p.banner(), Stderr: p.errorOutput(), DotFile: p.o.startFile(os.Getenv),
		Echo: p.o.transcript && !p.reader.Interactive(), Quiet: p.o.quiet, Colors: render.NewColors(p.color), Reader: p.reader,
		Editing: lineSettings(os.Getenv)})
	p.shell.Store(s)
	p.reader.SetCompleter(s.Complete)
	_, err := p.node.SpawnGo(nil, func(q *proc.Process) {
		defer p.leave(statusFailed) // a fault of the shell must not leave it hanging
		s.Run(q)
		status := statusOK
		if s.Failed() && !p.reader.Interactive() {
			status = statusFailed
		}
		p.leave(status)
	}, node.SpawnOptions{GroupLeader: user.Self()})
	return err
}

// interrupt has Ctrl-C break off the evaluation that runs.
func (p *program) interrupt() {
	if s := p.shell.Load(); s != nil {
		s.Interrupt()
	}
}

// startScript runs the commands.
func (p *program) startScript(user *proc.Process) error {
	runner := &script{p: p}
	for _, c := range p.o.commands {
		sources, err := c.sources()
		if err != nil {
			return err
		}
		runner.sources = append(runner.sources, sources...)
	}
	_, err := p.node.SpawnGo(nil, func(q *proc.Process) { p.watchScript(q, runner) }, node.SpawnOptions{GroupLeader: user.Self()})
	return err
}

// watchScript runs a script and ends the program when an exit signal ends the
// script before it has said how it ends.
func (p *program) watchScript(q *proc.Process, runner *script) {
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
	if runner.ended {
		p.leave(p.atExit(q, runner.status))
	}
}

// script is the code of the process that runs scripts.
type script struct {
	p       *program
	sources []source
	machine *vm.Machine
	unit    *lib.Compilation // of the file that runs; nil for code of -e
	running *lib.Evaluation  // what machine runs
	bare    bool             // the file is definitions of modules alone
	ended   bool             // the program ends with status when the process is gone
	status  int
}

func (s *script) end(status int) { s.ended, s.status = true, status }

// Run implements proc.Runner.
func (s *script) Run(p *proc.Process, budget int) proc.Next {
	for {
		if s.machine == nil {
			if len(s.sources) == 0 {
				if !s.p.o.noHalt {
					s.end(statusOK)
				}
				return proc.Done
			}
			src := s.sources[0]
			s.sources = s.sources[1:]
			if err := src.read(); err != nil {
				fmt.Fprintln(os.Stderr, "gex:", err)
				s.end(statusFailed)
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
