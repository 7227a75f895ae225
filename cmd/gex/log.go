package main

import (
	"io"
	"strings"
	"time"

	"gex/node"
	"gex/node/proc"
	"gex/node/sys"
	"gex/proto/term"
	"gex/repl/lang/diag"
	"gex/repl/lang/inspect"
	"gex/repl/render"
)

// log prints a log message as Logger's default handler does: on standard
// output, above the line being typed.
func (p *program) log(level, text string) {
	text = diag.LogLine(time.Now(), level, text)
	if p.color {
		text = render.LogLevel(level, text)
	}
	_, _ = io.WriteString(p.reader, text+"\n")
}

// logEvent prints what a process logged, here or on another node with its group
// leader here.
func (p *program) logEvent(e sys.LogEvent) {
	if !p.logging.begin() {
		return
	}
	level := e.Level.AtomName()
	_, err := p.node.SpawnGo(nil, func(q *proc.Process) {
		defer p.logging.end()
		p.log(level, p.eventText(q, e))
	}, node.SpawnOptions{})
	if err != nil {
		defer p.logging.end()
		p.log(level, plainText(e))
	}
}

// plainText is the text of a log event without the Inspect protocol, for when
// no process can be started that formats it.
func plainText(e sys.LogEvent) string {
	switch {
	case e.Args.IsNone() && e.Format.IsBinary():
		return e.Format.Text()
	case e.Args.IsNone():
		return inspect.String(e.Format)
	}
	format, err := term.AppendCharData(nil, e.Format)
	if err != nil {
		format = []byte(inspect.String(e.Format))
	}
	return strings.TrimRight(string(format), "\n") + " " + inspect.String(e.Args)
}

// eventText is the text of a log event. The emulator's report of a crash is
// put as Elixir's Logger puts it.
func (p *program) eventText(q *proc.Process, e sys.LogEvent) string {
	f := p.rt.Formatter(q)
	args, ok := e.Args.Slice()
	switch {
	case e.Args.IsNone() && e.Format.IsBinary():
		return e.Format.Text()
	case e.Args.IsNone():
		return inspect.String(e.Format)
	case ok && len(args) == 3 && args[0].IsPid() && args[1].IsAtom():
		reason, stack := args[2], term.Nil
		if reason.IsTupleOf(2) && reason.Elem(1).IsList() {
			reason, stack = reason.Elem(0), reason.Elem(1)
		}
		var where term.Term
		if !p.node.Local(args[1].Atom()) {
			where = args[1]
		}
		return f.ProcessCrash(args[0], reason, stack, where)
	}
	if text, ok := p.rt.LogText(q, e.Format, e.Args); ok {
		return text
	}
	return plainText(e)
}
