package sys

import (
	"time"

	"gex/node/gen"
	"gex/node/proc"
	"gex/proto/term"
)

// LogEvent is a log event as it comes to logger_proxy: text that is formatted
// elsewhere.
type LogEvent struct {
	Level term.Term // atom: debug … emergency
	// Format is a format string of io_lib:format for Args (a list), or text
	// (a binary), or a report (a map or a list of pairs); Args is zero then.
	Format, Args term.Term
	Meta         term.Term // map
}

// Logger takes log events. It may be called from any goroutine and must not
// block for long.
type Logger func(e LogEvent)

var (
	atomLog         = term.Intern("log")
	atomLoggerProxy = term.A("logger_proxy")
	atomPid         = term.A("pid")
	atomGl          = term.A("gl")
	atomTime        = term.A("time")
	atomErrorLogger = term.A("error_logger")
	atomTag         = term.A("tag")
	atomEmulator    = term.A("emulator")
)

// LoggerProxy returns the function of the process logger_proxy, to which other
// nodes send what processes log whose group leader is here.
func LoggerProxy(log Logger) func(p *proc.Process) {
	return func(p *proc.Process) { serve(p, loggerProxy(log)) }
}

type loggerProxy Logger

func (l loggerProxy) call(gen.From, term.Term) term.Term {
	return term.Tuple(term.Error.Term(), atomBadarg)
}

func (l loggerProxy) cast(term.Term) {}

func (l loggerProxy) info(msg term.Term) {
	es := msg.Elems()
	switch {
	case msg.Tagged(atomLog, 5) != nil:
		l(LogEvent{Level: es[1], Format: es[2], Args: es[3], Meta: es[4]})
	case msg.Tagged(atomLog, 4) != nil:
		l(LogEvent{Level: es[1], Format: es[2], Meta: es[3]})
	}
}

func (l loggerProxy) state() term.Term { return term.Undefined.Term() }

// crashFormat is the text of ERTS for a process that ended by an uncaught
// error, as a charlist.
var crashFormat = term.Charlist("Error in process ~p on node ~p with exit value:~n~p~n")

// CrashEvent returns the report of a process that ended by an uncaught error
// with reason.
func CrashEvent(node term.Atom, p *proc.Process, reason term.Term) LogEvent {
	return LogEvent{
		Level:  term.Error.Term(),
		Format: crashFormat,
		Args:   term.List(p.Self(), node.Term(), reason),
		Meta: term.MapOf(atomPid, p.Self(), atomGl, p.GroupLeader(), atomTime, term.Int(time.Now().UnixMicro()),
			atomErrorLogger, term.MapOf(atomTag, term.Error.Term(), atomEmulator, atomTrue)),
	}
}

// Forward sends a log event to the node of the process's group leader. It is
// false if that is this node, whose own Logger has to take it then. It is for
// the process itself.
func Forward(h Host, p *proc.Process, e LogEvent) bool {
	leader := p.GroupLeader().Pid()
	if leader == nil || p.Scheduler().Router().Local(leader.Node) {
		return false
	}
	msg := term.Tuple(atomLog.Term(), e.Level, e.Format, e.Args, e.Meta)
	if e.Args.IsNone() {
		msg = term.Tuple(atomLog.Term(), e.Level, e.Format, e.Meta)
	}
	p.Send(named(atomLoggerProxy, leader.Node), msg, proc.SendOptions{})
	return true
}
