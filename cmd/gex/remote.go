package main

import (
	"context"
	"fmt"
	"io"

	"gex/node"
	"gex/node/proc"
	"gex/node/sys"
	"gex/proto/term"
	"gex/repl/remote"
	"gex/repl/render"
)

// newRemote makes a shell of another node that reads and writes dev and says what it
// has to say on out.
func (p *program) newRemote(target term.Atom, dev sys.Device, out io.Writer) *remote.Session {
	terminal := p.reader.Interactive()
	var s *remote.Session
	s = remote.New(remote.Config{Node: p.node, Target: target, Stderr: out, Name: "gex " + version, Terminal: terminal,
		Connect: func(ctx context.Context) error { return p.reach(ctx, target) },
		Leader: func(apply remote.Apply) (*proc.Process, error) {
			g := sys.NewGroup(remoteDevice{dev, s}, sys.Apply(apply))
			return p.node.SpawnGo(nil, g.Run, node.SpawnOptions{TrapExit: true})
		},
		Shell: p.sessions.Elsewhere,
		Quiet: p.o.quiet, Echo: p.o.transcript && !terminal, HaltOnError: p.o.haltOnError && !terminal,
		DotFile: p.o.dotFile, NoDotFile: p.o.dotFileGiven && p.o.dotFile == "",
		Colors: render.NewColors(p.color), Remember: p.reader.AddHistory})
	return s
}

// remoteDevice is the device of a remote shell, which sees the lines that the Erlang
// shell reads.
type remoteDevice struct {
	sys.Device
	session *remote.Session
}

// ReadLine implements sys.Device.
func (d remoteDevice) ReadLine(ctx context.Context, prompt string) (string, error) {
	return d.session.ReadErlang(prompt, func(prompt string) (string, error) { return d.Device.ReadLine(ctx, prompt) })
}

// startRemote starts a job with a shell of another node, to which the connection is
// up.
func (js *jobs) startRemote(target term.Atom) (*job, error) {
	var s *remote.Session
	what := func() string {
		shell := "shell"
		if s.Elixir() {
			shell = "iex"
		}
		return fmt.Sprintf("{'%s',%s,start,[]}", target, shell)
	}
	j := js.newJob(what, nil, target.String)
	s = js.p.newRemote(target, j.dev, j.dev)
	j.session = s
	return j, js.run(j, s.Run, term.Term{})
}

// startRemoteShell starts the shell of another node that the program is for.
func (p *program) startRemoteShell(ctx context.Context) error {
	target, err := p.visit(ctx, p.o.remsh)
	if err != nil {
		return err
	}
	p.target = target
	if p.reader.Interactive() {
		return p.jobs.first()
	}
	s := p.newRemote(target, terminal{p.reader, ctx, target.String, p.front, p.interrupt, p.breakMenu}, p.errorOutput())
	p.putInFront(s)
	_, err = p.node.SpawnGo(nil, func(q *proc.Process) {
		defer p.leave(statusFailed) // a fault of the shell must not leave it hanging
		s.Run(q)
		p.leave(statusOf(s))
	}, node.SpawnOptions{})
	return err
}

// statusOf is the exit status after a shell that reads no terminal.
func statusOf(s shell) int {
	if s.Failed() {
		return statusFailed
	}
	return statusOK
}

// status is that of the program when its last job has ended: a person knows what
// failed, but not a shell that could not go on.
func (js *jobs) status(j *job) int {
	if s, ok := j.session.(*remote.Session); ok && s.Broken() {
		return statusFailed
	}
	return statusOK
}
