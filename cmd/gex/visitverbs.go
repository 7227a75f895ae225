package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"gex/node"
	"gex/node/proc"
	"gex/proto/term"
	"gex/repl/remote"
)

// visit is what a verb does on another node.
type visit struct {
	target string
	// run is called in a process whose output is the program's when target, which is
	// its whole name then, is connected with. It returns the exit status.
	run func(p *program, q *proc.Process, target term.Atom) int
	// unreachable is the status when it cannot be connected with.
	unreachable int
	failed      func() // called before the reason is printed, unless nil
}

// visitVerbs are the verbs that ask another node for something.
func visitVerbs() []verb {
	const options = `
The other options are those about the node, of which --cookie is needed most.
gex is a hidden node meanwhile, with a name that NODE gives it, unless --sname
or --name says otherwise. NODE without @ is one on this host. Where NODE is left
out it is that of RELEASE_NODE.`
	const evaluates = `EXPR is Elixir, or Erlang where NODE has no Elixir; - is what stands on standard
input. What it prints is printed here, and so is the value: as in a shell, or
with --json, --term (of Erlang) or --raw (text as it is) for programs. ARGs are
in the variable argv, Argv in Erlang. What is raised goes to standard error.

The exit status is 0, 1 when EXPR failed, 2 for a wrong use, 3 when there is no
connection or it is lost, 4 when it took longer than --timeout, such as 10s.
` + options
	return []verb{
		{"eval", "[options] NODE EXPR [ARG ...]", "evaluate EXPR on a node and print its value", evaluates, []example{
			{`gex eval shop 'Node.list()'`, "as in a shell of the node"},
			{`gex eval --json shop 'Shop.orders(hd(argv))' 2026-11-23 | jq .`, "for another program"},
			{"gex eval shop - < script.exs", "a whole script"},
		}, func(args []string) int { return evalVerb("eval", args) }},
		{"nodes", "[options] NODE", "print the nodes that a node is connected with, one a line", "--all prints the hidden ones too.\n" + options, []example{
			{"gex nodes shop", "the nodes in its nodes()"},
			{"gex nodes --all shop", "the others too"},
		}, nodesVerb},
		{"ping", "[options] NODE", "tell whether a node answers: pong or pang",
			"The exit status is 1 for pang; standard error has why.\n" + options, []example{
				{"gex ping shop@10.0.0.5", "pong, once it is up"},
				{"until gex ping shop 2>/dev/null; do sleep 1; done", "wait for a node"},
			}, pingVerb},
		{"rpc", "[options] NODE EXPR [ARG ...]", "eval under the name that start scripts of releases have for it", evaluates, []example{
			{`gex rpc shop 'IO.puts("hi")'`, "prints hi and the value, :ok"},
			{`gex rpc shop 'Shop.Release.migrate()'`, "what bin/shop rpc would do"},
		}, func(args []string) int { return evalVerb("rpc", args) }},
	}
}

// visitor reads the arguments of a verb that visits a node: from least to most, any
// number if most is negative; the first is the node, that of the release where one is
// missing.
func visitor(args []string, least, most int, own ...func(*pflag.FlagSet)) (o *options, words []string, err error) {
	o, words, err = parseNodeOptions(args, os.Getenv, own...)
	if release := releaseNode(os.Getenv); len(words) == least-1 && release != "" {
		words = append([]string{release}, words...)
	}
	switch {
	case err != nil:
		return nil, nil, err
	case len(words) < least || words[0] == "":
		return nil, nil, errors.New("too few arguments")
	case most >= 0 && len(words) > most:
		return nil, nil, errors.New("too many arguments")
	}
	o.run = true
	return o, words, nil
}

// refuseVisit reports a wrong use of a verb.
func refuseVisit(name string, err error) int {
	v, _ := findVerb(name)
	return v.refuse("%v", err)
}

func pingVerb(args []string) int {
	o, words, err := visitor(args, 1, 1)
	if err != nil {
		return refuseVisit("ping", err)
	}
	o.visit = &visit{target: words[0], unreachable: statusFailed, run: func(p *program, q *proc.Process, target term.Atom) int {
		if err := remote.Ping(q, target); err != nil {
			fmt.Println("pang")
			return p.visitFailed(target, err, statusFailed)
		}
		fmt.Println("pong")
		return statusOK
	}}
	o.visit.failed = func() { fmt.Println("pang") }
	return start(o)
}

func nodesVerb(args []string) int {
	all := false
	o, words, err := visitor(args, 1, 1, func(f *pflag.FlagSet) { f.BoolVar(&all, "all", false, "hidden nodes too") })
	if err != nil {
		return refuseVisit("nodes", err)
	}
	o.visit = &visit{target: words[0], unreachable: statusUnreachable, run: func(p *program, q *proc.Process, target term.Atom) int {
		names, hidden, err := remote.Nodes(q, target, p.node.Self())
		if err != nil {
			return p.visitFailed(target, err, statusUnreachable)
		}
		if all {
			names = append(names, hidden...)
		}
		lines := make([]string, len(names))
		for i, name := range names {
			lines[i] = name.String() + "\n"
		}
		slices.Sort(lines)
		fmt.Print(strings.Join(lines, ""))
		return statusOK
	}}
	return start(o)
}

// evalVerb is eval and rpc.
func evalVerb(name string, args []string) int {
	var asJSON, asTerm, raw bool
	var limit time.Duration
	o, words, err := visitor(args, 2, -1, func(f *pflag.FlagSet) {
		f.BoolVar(&asJSON, "json", false, "the value as JSON")
		f.BoolVar(&asTerm, "term", false, "the value as an Erlang term")
		f.BoolVar(&raw, "raw", false, "text as it is")
		f.DurationVar(&limit, "timeout", 0, "how long it may take, such as 10s")
	})
	if err != nil {
		return refuseVisit(name, err)
	}
	ev := remote.Evaluation{Source: words[1], Args: words[2:], Format: remote.Inspected, Limit: limit}
	chosen := 0
	for _, f := range []struct {
		on     bool
		format remote.Format
	}{{asJSON, remote.JSON}, {asTerm, remote.ErlTerm}, {raw, remote.Raw}} {
		if f.on {
			ev.Format = f.format
			chosen++
		}
	}
	if chosen > 1 {
		return refuseVisit(name, errors.New("--json, --term and --raw exclude each other"))
	}
	if ev.Source == "-" {
		text, err := io.ReadAll(os.Stdin)
		if err != nil {
			fmt.Fprintln(os.Stderr, "gex: standard input:", err)
			return statusFailed
		}
		ev.Source = string(text)
	}
	o.visit = &visit{target: words[0], unreachable: statusUnreachable, run: func(p *program, q *proc.Process, target term.Atom) int {
		return p.evaluate(q, target, ev)
	}}
	return start(o)
}

// evaluate evaluates a source on another node, prints the value and returns the exit
// status.
func (p *program) evaluate(q *proc.Process, target term.Atom, ev remote.Evaluation) int {
	out, err := remote.Evaluate(q, target, ev)
	if err != nil {
		return p.visitFailed(target, err, statusUnreachable)
	}
	fmt.Fprint(os.Stderr, out.Diagnostics)
	if !out.OK {
		fmt.Fprintln(os.Stderr, strings.TrimRight(out.Text, "\n"))
		return statusFailed
	}
	if out.Text != "" || ev.Format == remote.Raw {
		end := "\n"
		if ev.Format == remote.Raw {
			end = ""
		}
		fmt.Print(out.Text + end)
	}
	return statusOK
}

// visitFailed reports why something did not come about on another node, and returns
// the exit status: unreachable when the connection is to blame.
func (p *program) visitFailed(target term.Atom, err error, unreachable int) int {
	fmt.Fprintf(os.Stderr, "gex: %s: %v\n", target, err)
	switch {
	case errors.Is(err, remote.ErrTimeout):
		return statusTimeout
	case errors.Is(err, remote.ErrLost):
		return unreachable
	}
	return statusFailed
}

// startVisit does what a verb is for; its end is that of the program.
func (p *program) startVisit(ctx context.Context, user *proc.Process) error {
	v := p.o.visit
	_, err := p.node.SpawnGo(nil, func(q *proc.Process) {
		defer p.leave(statusFailed)
		target, err := p.visit(ctx, v.target)
		if err != nil {
			if v.failed != nil {
				v.failed()
			}
			fmt.Fprintln(os.Stderr, "gex:", err)
			p.leave(v.unreachable)
			return
		}
		p.leave(v.run(p, q, target))
	}, node.SpawnOptions{GroupLeader: user.Self()})
	return err
}

// rpcEval is --rpc-eval: it tells whether the code has succeeded.
func (p *program) rpcEval(q *proc.Process, target, source string) bool {
	done := make(chan bool, 1)
	_, err := p.node.SpawnGo(nil, func(own *proc.Process) {
		ok := false
		defer func() { done <- ok }()
		at, err := p.visit(context.Background(), target)
		if err != nil {
			fmt.Fprintln(os.Stderr, "gex:", err)
			return
		}
		ok = p.evaluate(own, at, remote.Evaluation{Source: source, Args: p.o.args, Format: remote.Nothing}) == statusOK
	}, node.SpawnOptions{GroupLeader: q.GroupLeader()})
	return err == nil && <-done
}
