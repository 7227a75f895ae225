package main

import (
	"context"
	"fmt"
	"os"
	"sync/atomic"
	"time"

	"gex/node"
	"gex/node/proc"
	"gex/node/sys"
	"gex/proto/epmd"
	"gex/proto/term"
	"gex/repl"
	"gex/repl/lang/bif"
	"gex/repl/lang/expand"
	"gex/repl/lang/lib"
	"gex/repl/line"
	"gex/repl/render"
)

// program is a running gex.
type program struct {
	o        *options
	node     *node.Node
	rt       *lib.Runtime
	reader   line.Reader
	exit     chan int
	shells   bool // there is a shell, after the commands if there are any
	color    bool
	shell    atomic.Pointer[shell] // the one in front
	sessions *repl.Shells
	jobs     *jobs
	target   term.Atom // of --remsh, once it is connected to

	logging pending
}

// logLimit is how long the end waits for what was logged to be printed: long
// enough for a busy machine, as formatting may have modules compiled first.
const logLimit = 5 * time.Second

// start runs what the options ask for and returns the exit status.
func start(o *options) int {
	p := &program{o: o, exit: make(chan int, 1), shells: o.startsShell(line.IsTerminal(os.Stdin) && line.IsTerminal(os.Stdout))}
	p.color = render.Enabled(o.colors(), os.Stdout, os.Getenv)
	var err error
	p.jobs = newJobs(p)
	p.reader, err = line.New(line.Options{HistoryFile: o.historyFile(os.Getenv), Secret: p.secret, Settings: lineSettings(os.Getenv),
		OnInterrupt: p.interrupt, OnSwitch: func() { p.jobs.open("\n") }, Plain: !p.shells})
	if err != nil {
		fmt.Fprintln(os.Stderr, "gex: history:", err)
	}
	defer p.reader.Close()
	for _, path := range o.codePaths {
		fmt.Fprintf(os.Stderr, "gex: %s is not used: gex has no code path for .beam files\n", path)
	}
	for _, notice := range o.erl.unused {
		fmt.Fprintln(os.Stderr, "gex:", notice)
	}
	epmdPort, _ := epmd.PortFromEnv(os.Getenv) // startNode reports what is wrong with it
	p.node = node.New(node.Config{Halt: p.leave, EpmdPort: epmdPort,
		Fault: func(v any, stack []byte) { fmt.Fprintf(p.errorOutput(), "gex: internal error: %v\n\n%s\n", v, stack) },
		Crash: func(q *proc.Process, reason term.Term) { p.node.ReportCrash(q, reason, p.logEvent) }})
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	defer p.leaveOnSignals()()
	host := &bif.Host{Node: p.node, Argv: o.args, Halt: p.halt, Log: p.log,
		StartNode: func(o bif.NodeStart) error { return p.startNodeAs(ctx, o) },
		Notice:    func(text string) { fmt.Fprintln(os.Stderr, "gex:", text) }}
	if set := o.erl.otpReports; set != nil {
		host.NoOTPReports = !*set
	}
	if set := o.erl.saslReports; set != nil {
		host.SASLReports = *set
	}
	p.rt = lib.New(host, &lib.Printer{Out: p.errorOutput(), Color: p.color})
	host.SetPersistent(term.A("Elixir.IO.ANSI"), term.Bool(p.color)) // IO.ANSI.enabled?
	if o.dbg == "pry" {
		host.SetPersistent(expand.DbgCallback, term.Tuple(term.A("Elixir.IEx.Pry"), term.A("dbg"), term.Nil))
	}
	p.sessions = repl.Register(p.rt.System.Table)
	p.rt.NativesAdded()
	p.sessions.Serve(p.rt, p.guestShell)
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
	if o.erl.startPg {
		p.startPg(user)
	}
	p.dialTargets(ctx)
	switch {
	case o.visit != nil:
		err = p.startVisit(ctx, user)
	case len(o.commands) == 0 && p.shells:
		err = p.startShell(user)
	default:
		err = p.startScript(user)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "gex:", err)
		return statusFailed
	}
	status := <-p.exit
	p.logging.finish(logLimit)
	cancel()
	p.reader.Close()
	_ = p.node.Shutdown(ctx) // which is over: no process is waited for, as in erlang:halt/1
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

// startPg starts the default scope of :pg (kernel parameter start_pg).
func (p *program) startPg(user *proc.Process) {
	started := make(chan struct{})
	_, err := p.node.SpawnGo(nil, func(q *proc.Process) {
		defer close(started)
		p.rt.Call(q, term.Intern("pg"), term.Intern("start"), term.A("pg"))
	}, node.SpawnOptions{GroupLeader: user.Self()})
	if err == nil {
		<-started
	}
}

// startUser starts the group leader of the local shell, which is registered as
// user, and standard_error beside it.
func (p *program) startUser(ctx context.Context) (*proc.Process, error) {
	e := sys.NewGroup(errorDevice{p.errorOutput()}, p.apply)
	if _, err := p.node.SpawnGo(nil, e.Run, node.SpawnOptions{Name: term.Intern("standard_error"), TrapExit: true}); err != nil {
		return nil, err
	}
	t := terminal{p.reader, ctx, p.historyNode, p.front, p.interrupt, p.breakMenu}
	var dev sys.Device = t
	if p.reader.Interactive() {
		p.jobs.ctx, t.shell = ctx, func() shell { return nil }
		dev = &device{terminal: t, jobs: p.jobs}
	}
	g := sys.NewGroup(dev, p.apply)
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

// newSession makes a shell.
func (p *program) newSession() *repl.Session {
	return repl.New(repl.Config{Runtime: p.rt, Shells: p.sessions, Banner: p.banner(), Stderr: p.errorOutput(), DotFile: p.o.startFile(os.Getenv),
		Echo: p.o.transcript && !p.reader.Interactive(), Quiet: p.o.quiet, HaltOnError: p.o.haltOnError && !p.reader.Interactive(),
		Colors: render.NewColors(p.color), Reader: p.reader, Editing: lineSettings(os.Getenv)})
}

// startShell starts the shell, of this node or of another; its end is the end of the
// program.
func (p *program) startShell(user *proc.Process) error {
	if p.o.remsh != "" {
		return p.startRemoteShell(context.Background())
	}
	if p.reader.Interactive() {
		return p.jobs.first()
	}
	s := p.newSession()
	p.putInFront(s)
	_, err := p.node.SpawnGo(nil, func(q *proc.Process) {
		defer p.leave(statusFailed) // a fault of the shell must not leave it hanging
		s.Run(q)
		p.leave(statusOf(s))
	}, node.SpawnOptions{GroupLeader: user.Self()})
	return err
}

// interrupt has Ctrl-C break off the evaluation that runs; before the shell it
// ends the program, as it does where there is no shell.
func (p *program) interrupt() {
	if s := p.front(); s != nil {
		s.Interrupt()
	} else {
		p.leave(statusInterrupted)
	}
}
