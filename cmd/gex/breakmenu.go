package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"

	"gex/node"
	"gex/node/proc"
	"gex/proto/term"
	"gex/repl"
	"gex/repl/lang/bif"
	"gex/repl/lang/inspect"
	"gex/repl/line"
)

// breakText is the menu that the emulator shows for Ctrl-C.
const breakText = "BREAK: (a)bort (A)bort with dump (c)ontinue (p)roc info (i)nfo\n" +
	"       (l)oaded (v)ersion (k)ill (D)b-tables (d)istribution\n"

// dumpFile is where (A)bort with dump writes.
const dumpFile = "gex_crash.dump"

// breakMenu is what Ctrl-C on an empty line leads to. It is false when the program
// ends. As in the emulator, what shows something leaves the menu too.
func (p *program) breakMenu(ctx context.Context) (goOn bool) {
	out := p.reader
	fmt.Fprint(out, "\n"+breakText)
	for {
		answer, err := p.answer(ctx, "")
		if err != nil {
			p.leave(statusOK)
			return false
		}
		letter := strings.TrimSpace(answer)
		if letter == "" {
			continue
		}
		switch letter[0] {
		case 'a':
			p.leave(statusOK)
			return false
		case 'A':
			p.dump()
			p.leave(statusFailed)
			return false
		case 'c':
		case 'p':
			p.processReport(ctx, out)
		case 'i':
			p.memoryReport(out)
		case 'l':
			p.moduleReport(out)
		case 'v':
			fmt.Fprintf(out, "gex %s (Elixir %s, OTP %s), %s\n", version, bif.ElixirVersion, bif.OTPRelease, runtime.Version())
		case 'k':
			if !p.killMenu(ctx) {
				p.leave(statusOK)
				return false
			}
		case 'D':
			fmt.Fprintf(out, "=tables:%d\n", len(p.rt.System.Host.(*bif.Host).Tables()))
		case 'd':
			p.distributionReport(out)
		default:
			fmt.Fprintf(out, "Invalid option '%c'. Please enter one of the following:\n%s", []rune(letter)[0], breakText)
			continue
		}
		return true
	}
}

// answer reads the answer to a question of the menu, which Ctrl-G does not leave.
func (p *program) answer(ctx context.Context, question string) (string, error) {
	prompt := line.Prompt{Text: question, NoHistory: true}
	for {
		text, err := p.reader.ReadLine(ctx, prompt)
		if !errors.Is(err, line.ErrSwitch) {
			return text, err
		}
		prompt.Start = text
	}
}

// processText describes a process, "" when it is gone; it asks the process, which
// may run.
func processText(asking, q *proc.Process) string {
	var b strings.Builder
	fmt.Fprintf(&b, "=proc:%s\n", inspect.String(q.Self()))
	for _, item := range []struct{ title, key string }{
		{"State", "status"}, {"Name", "registered_name"}, {"Spawned as", "initial_call"}, {"Current call", "current_function"},
		{"Message queue length", "message_queue_len"}, {"Link list", "links"}, {"Reductions", "reductions"}, {"Memory", "memory"},
	} {
		v, err := asking.Ask(q, func(q *proc.Process) term.Term {
			v, _ := q.Info(term.A(item.key))
			return v
		})
		if err != nil {
			return ""
		}
		if v.IsTupleOf(2) {
			v = v.Elem(1)
		}
		if !v.IsNone() && !v.IsNil() {
			fmt.Fprintf(&b, "%s: %s\n", item.title, inspect.String(v))
		}
	}
	return b.String()
}

// inProcess runs f in a process of its own and returns the text that f makes; ""
// when ctx ends before that.
func (p *program) inProcess(ctx context.Context, f func(q *proc.Process) string) string {
	made := make(chan string, 1)
	_, err := p.node.SpawnGo(nil, func(q *proc.Process) {
		defer close(made)
		made <- f(q)
	}, node.SpawnOptions{})
	if err != nil {
		return ""
	}
	select {
	case text := <-made:
		return text
	case <-ctx.Done():
		return ""
	}
}

func (p *program) processReport(ctx context.Context, out io.Writer) {
	fmt.Fprint(out, p.inProcess(ctx, func(asking *proc.Process) string {
		var b strings.Builder
		for _, q := range p.sorted() {
			if q != asking {
				b.WriteString(processText(asking, q))
			}
		}
		return b.String()
	}))
}

// sorted lists the processes in the order in which they were started.
func (p *program) sorted() []*proc.Process {
	ps := p.node.Processes()
	slices.SortFunc(ps, func(a, b *proc.Process) int { return term.Compare(a.Self(), b.Self()) })
	return ps
}

func (p *program) memoryReport(out io.Writer) {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	fmt.Fprintf(out, "=memory\nheap: %d\nheap of the system: %d\nstacks: %d\ntotal of the system: %d\ncollections: %d\n",
		m.HeapAlloc, m.HeapSys, m.StackSys, m.Sys, m.NumGC)
	fmt.Fprintf(out, "=schedulers\ncores: %d\ngoroutines: %d\nprocesses: %d\n", runtime.GOMAXPROCS(0), runtime.NumGoroutine(), len(p.node.Processes()))
}

func (p *program) moduleReport(out io.Writer) {
	var names []string
	for _, name := range p.rt.System.Table.Modules() {
		names = append(names, inspect.String(name.Term()))
	}
	slices.Sort(names)
	fmt.Fprintln(out, strings.Join(names, "\n"))
}

func (p *program) distributionReport(out io.Writer) {
	fmt.Fprintf(out, "=node:%s\n", inspect.String(p.node.Self().Term()))
	if !p.node.Alive() {
		fmt.Fprintln(out, "=no_distribution")
		return
	}
	for _, peer := range p.node.Nodes(node.NodesConnected) {
		fmt.Fprintf(out, "=visible_node:%s\n", inspect.String(peer.Term()))
	}
}

// killMenu goes through the processes, each of which may be killed; false when the
// input has ended.
func (p *program) killMenu(ctx context.Context) bool {
	fmt.Fprint(p.reader, "Process Information\n\n")
	for _, q := range p.sorted() {
		text := p.inProcess(ctx, func(asking *proc.Process) string { return processText(asking, q) })
		if text == "" {
			continue
		}
		fmt.Fprint(p.reader, text)
		answer, err := p.answer(ctx, "(k)ill (n)ext (r)eturn: ")
		if err != nil {
			return false
		}
		switch strings.TrimSpace(answer) {
		case "k":
			repl.Kill(q)
		case "r":
			return true
		}
	}
	return true
}

// dump writes what the program is doing to dumpFile.
func (p *program) dump() {
	f, err := os.Create(dumpFile)
	if err != nil {
		fmt.Fprintln(p.errorOutput(), "gex:", err)
		return
	}
	defer f.Close()
	p.memoryReport(f)
	p.distributionReport(f)
	p.processReport(context.Background(), f)
	p.moduleReport(f)
}
