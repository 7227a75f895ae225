package diag

import (
	"strings"
	"time"

	"gex/proto/term"
)

// LogLine lays out a message as Logger's default formatter does: an empty
// line, the time to the millisecond, the level and the message.
func LogLine(at time.Time, level, message string) string {
	return "\n" + at.Format("15:04:05.000") + " [" + level + "] " + message
}

// entries prints stack trace entries, each after a line break and four blanks.
func (f *Formatter) entries(stack term.Term) string {
	var b strings.Builder
	for _, fr := range Frames(stack) {
		b.WriteString("\n    " + f.FormatFrame(fr))
	}
	return b.String()
}

// ProcessCrash is the report of a process that dies of an error of its own:
// reason is the Erlang reason, {nocatch, Value} after a throw. node is the
// node to name when the report is about a process elsewhere, else the zero
// Term. An exit leaves no report.
func (f *Formatter) ProcessCrash(pid, reason, stack, node term.Term) string {
	s := "Process " + f.inspect(pid)
	if !node.IsNone() {
		s += " on node " + f.inspect(node)
	}
	return s + " raised an exception\n" + f.FormatBanner(term.Error, reason, stack) + f.entries(stack)
}

// Crash is what proc_lib knows of a process that it started and that died.
type Crash struct {
	Pid        term.Term
	Name       term.Term // registered name, [] or the zero Term without
	Kind       term.Atom // error, exit or throw
	Reason     term.Term
	Stack      term.Term
	Initial    Frame // the function it was started with
	HasInitial bool
	Ancestors  term.Term // list, the zero Term when unknown
	Label      term.Term // process label, the zero Term without
}

// ProcLibCrash is the report of a process started by proc_lib.
func (f *Formatter) ProcLibCrash(c Crash) string {
	name := f.inspect(c.Pid)
	if c.Name.IsAtom() {
		name = f.inspect(c.Name) + " (" + name + ")"
	}
	s := "Process " + name + " terminating\n" + f.FormatBanner(c.Kind, c.Reason, c.Stack) + f.entries(c.Stack)
	if c.HasInitial {
		s += "\nInitial Call: " + f.FormatMFA(c.Initial.Module, c.Initial.Function, c.Initial)
	}
	if !c.Ancestors.IsNone() {
		s += "\nAncestors: " + f.inspect(c.Ancestors)
	}
	if !c.Label.IsNone() {
		s += "\nProcess Label: " + f.inspect(c.Label)
	}
	return s
}

// Server is what a behaviour knows of itself when it terminates abnormally.
type Server struct {
	Name   term.Term // registered name or pid
	Reason term.Term
	Last   term.Term // last message
	State  term.Term // the zero Term to leave it out, as below level debug
	Label  term.Term
	// From is the client of a call, the zero Term if Last was none.
	From term.Term
	// Client is the client's name or pid when it is alive here, with its stack
	// trace; "dead" or "remote" otherwise.
	Client      term.Term
	ClientStack term.Term
	ClientState string // "", "dead" or "remote"
	ClientNode  term.Term
}

// GenServerTerminate is the report of a GenServer that terminates.
func (f *Formatter) GenServerTerminate(s Server) string {
	var b strings.Builder
	b.WriteString("GenServer " + f.inspect(s.Name) + " terminating" + f.stopReason(s.Reason))
	if !s.Label.IsNone() {
		b.WriteString("\nProcess Label: " + f.inspect(s.Label))
	}
	b.WriteString("\nLast message")
	if !s.From.IsNone() {
		from := s.From
		if !s.Client.IsNone() {
			from = s.Client
		}
		b.WriteString(" (from " + f.inspect(from) + ")")
	}
	b.WriteString(": " + f.inspect(s.Last))
	if s.State.IsNone() {
		return b.String()
	}
	b.WriteString("\nState: " + f.inspect(s.State) + f.client(s))
	return b.String()
}

func (f *Formatter) client(s Server) string {
	switch {
	case s.From.IsNone():
		return ""
	case s.ClientState == "dead":
		return "\nClient " + f.inspect(s.From) + " is dead"
	case s.ClientState == "remote":
		return "\nClient " + f.inspect(s.From) + " is remote on node " + f.inspect(s.ClientNode)
	case s.Client.IsNone():
		return ""
	}
	return "\nClient " + f.inspect(s.Client) + " is alive\n" + f.entries(s.ClientStack)
}

// stopReason prints why a behaviour stopped: an exception with its trace, or
// "** (stop) reason".
func (f *Formatter) stopReason(reason term.Term) string {
	if reason.IsTupleOf(2) && reason.Elem(1).IsCons() {
		exception, stack := reason.Elem(0), reason.Elem(1)
		if _, ok := f.raised(exception, stack, "\n"); ok {
			return f.stopBanner(exception, stack) + f.entries(stack)
		}
	}
	return f.stop(reason)
}

func (f *Formatter) stop(reason term.Term) string { return "\n** (stop) " + f.FormatExit(reason) }

func (f *Formatter) stopBanner(exception, stack term.Term) string {
	frames := Frames(stack)
	if isAtom(exception, "module could not be loaded") || isAtom(exception, "function not exported") {
		fr := frames[0]
		return "\n" + f.FormatBanner(term.Error, New("UndefinedFunctionError", "module", fr.Module.Term(),
			"function", fr.Function.Term(), "arity", term.Int(int64(fr.Arity)), "reason", exception), stack)
	}
	e := f.Normalize(term.Error, exception, stack)
	if m, _ := Module(e); m.String() == "Elixir.ErlangError" && !IsException(exception) {
		return f.stop(exception)
	}
	return "\n" + f.FormatBanner(term.Error, e, stack)
}

// TaskTerminate is the report of a Task that died.
func (f *Formatter) TaskTerminate(name, starter, function, args, reason, label term.Term) string {
	s := "Task " + f.inspect(name) + " started from " + f.inspect(starter) + " terminating" + f.stopReason(reason)
	if !label.IsNone() {
		s += "\nProcess Label: " + f.inspect(label)
	}
	return s + "\nFunction: " + f.inspect(function) + "\n    Args: " + f.inspect(args)
}

// Child is a child of a supervisor in a report.
type Child struct {
	Pid     term.Term // the zero Term without
	ID      term.Term // the zero Term for a child without id
	Start   Frame     // the start function with its arguments
	Restart term.Term // these are shown at level debug; the zero Term hides them
	Stop    term.Term
	Type    term.Term
}

var supervisorContexts = map[string]string{
	"start_error": "failed to start", "child_terminated": "terminated", "shutdown": "caused shutdown",
	"shutdown_error": "shut down abnormally",
}

// SupervisorReport is what a supervisor logs about a child: context is
// start_error, child_terminated, shutdown or shutdown_error.
func (f *Formatter) SupervisorReport(supervisor term.Term, context string, reason term.Term, c Child) string {
	if exit := reason.Tagged(term.EXIT, 2); exit != nil && context == "start_error" {
		reason = exit[1]
	}
	var b strings.Builder
	b.WriteString("Child ")
	if !c.ID.IsNone() {
		b.WriteString(f.inspect(c.ID) + " ")
	}
	b.WriteString("of Supervisor " + f.supervisorName(supervisor) + " " + supervisorContexts[context] +
		"\n** (exit) " + f.FormatExit(reason))
	if c.Pid.IsPid() && (context != "shutdown" || c.ID.IsNone()) {
		b.WriteString("\nPid: " + f.inspect(c.Pid))
	}
	b.WriteString("\nStart Call: " + f.FormatMFA(c.Start.Module, c.Start.Function, c.Start))
	for _, o := range []struct {
		name string
		v    term.Term
	}{{"Restart", c.Restart}, {"Shutdown", c.Stop}, {"Type", c.Type}} {
		if !o.v.IsNone() {
			b.WriteString("\n" + o.name + ": " + f.inspect(o.v))
		}
	}
	return b.String()
}

// supervisorName prints {local, Name}, {global, Name}, {via, Module, Name} or
// {Pid, Module}.
func (f *Formatter) supervisorName(t term.Term) string {
	switch {
	case t.IsTupleOf(3) && isAtom(t.Elem(0), "via"):
		return f.inspect(t.Elem(2))
	case t.IsTupleOf(2) && (isAtom(t.Elem(0), "local") || isAtom(t.Elem(0), "global")):
		return f.inspect(t.Elem(1))
	case t.IsTupleOf(2):
		return f.inspect(t.Elem(0)) + " (" + f.inspect(t.Elem(1)) + ")"
	}
	return f.inspect(t)
}

// ShellCrash is what iex prints when its evaluator dies of an exit signal.
func (f *Formatter) ShellCrash(pid, reason term.Term) string {
	return "** (EXIT from " + f.inspect(pid) + ") shell process exited with reason: " + f.FormatExit(reason)
}
