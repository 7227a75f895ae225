package diag

import (
	"strings"

	"gex/proto/term"
	"gex/repl/lang/inspect"
)

// FormatBanner is Exception.format_banner/3: "** (Module) message",
// "** (throw) value" or "** (exit) reason".
func (f *Formatter) FormatBanner(kind term.Atom, reason, stack term.Term) string {
	switch kind {
	case term.Throw:
		return "** (throw) " + f.inspect(reason)
	case term.Exit:
		return "** (exit) " + f.FormatExit(reason)
	}
	e := f.Normalize(term.Error, reason, stack)
	m, _ := Module(e)
	return "** (" + inspect.Atom(m.String()) + ") " + f.MessageOf(e)
}

// FormatExitFrom is the banner of an exit signal from pid.
func (f *Formatter) FormatExitFrom(pid, reason term.Term) string {
	return "** (EXIT from " + f.inspect(pid) + ") " + f.FormatExit(reason)
}

// Format is Exception.format/3: the banner and, unless it is empty, the stack
// trace.
func (f *Formatter) Format(kind term.Atom, reason, stack term.Term) string {
	banner := f.FormatBanner(kind, reason, stack)
	if !stack.IsCons() {
		return banner
	}
	return banner + "\n" + f.FormatStacktrace(stack)
}

// FormatExit is Exception.format_exit/1.
func (f *Formatter) FormatExit(reason term.Term) string { return f.exit(reason, "\n    ", 0) }

// maxExits bounds how deep exit reasons may wrap each other.
const maxExits = 1000

func (f *Formatter) exit(reason term.Term, joiner string, depth int) string {
	if depth < maxExits && reason.IsTupleOf(2) {
		inner, other := reason.Elem(0), reason.Elem(1)
		if other.IsCons() {
			if s, ok := f.raised(inner, other, joiner); ok {
				return s
			}
		}
		if child := other.Tagged(term.Intern("failed_to_start_child"), 3); child != nil && isAtom(inner, "shutdown") {
			why := child[2]
			if exit := why.Tagged(term.EXIT, 2); exit != nil {
				why = exit[1]
			}
			return "shutdown: failed to start child: " + f.inspect(child[1]) + joiner + "** (EXIT) " +
				f.exit(why, joiner+"    ", depth+1)
		}
		if mfa, ok := f.callMFA(other); ok {
			return "exited in: " + mfa + joiner + "** (EXIT) " + f.exit(inner, joiner+"    ", depth+1)
		}
	}
	return f.exitReason(reason)
}

// raised prints {exception, stacktrace}; false if the list is no stack trace.
func (f *Formatter) raised(exception, stack term.Term, joiner string) (string, bool) {
	var lines []string
	for s := stack; ; s = s.Tail() {
		if !s.IsCons() {
			if !s.IsNil() {
				return "", false
			}
			break
		}
		fr, ok := FrameOf(s.Head())
		if !ok {
			return "", false
		}
		lines = append(lines, f.FormatFrame(fr))
	}
	banner := "an exception was raised:" + joiner + f.FormatBanner(term.Error, exception, stack)
	return strings.Join(append([]string{banner}, lines...), joiner+"    "), true
}

// callMFA prints {Module, Function, Args}, the call that exited.
func (f *Formatter) callMFA(t term.Term) (string, bool) {
	if !t.IsTupleOf(3) || !t.Elem(0).IsAtom() || !t.Elem(1).IsAtom() {
		return "", false
	}
	args, ok := t.Elem(2).Slice()
	if !ok || len(args) >= 256 {
		return "", false
	}
	if args == nil {
		args = []term.Term{}
	}
	return f.FormatMFA(t.Elem(0).Atom(), t.Elem(1).Atom(), Frame{Args: args, Arity: len(args)}), true
}

func isAtom(t term.Term, name string) bool { return t.IsAtom() && t.AtomName() == name }

var exitAtoms = map[string]string{
	"normal": "normal", "shutdown": "shutdown", "calling_self": "process attempted to call itself",
	"timeout": "time out", "killed": "killed", "noconnection": "no connection",
	"noproc": "no process: the process is not alive or there's no process currently associated with the given name, " +
		"possibly because its application isn't started",
}

var exitTags = map[string]string{
	"shutdown": "shutdown: ", "already_started": "already started: ", "bad_return_value": "bad return value: ",
	"bad_call": "bad call: ", "bad_cast": "bad cast: ",
	"bad_start_spec": "bad child specification, invalid children: ",
}

func (f *Formatter) exitReason(reason term.Term) string {
	if reason.IsAtom() {
		if s, ok := exitAtoms[reason.AtomName()]; ok {
			return s
		}
	}
	if !reason.IsTupleOf(2) || !reason.Elem(0).IsAtom() {
		return f.inspect(reason)
	}
	tag, v := reason.Elem(0).AtomName(), reason.Elem(1)
	switch {
	case exitTags[tag] != "":
		return exitTags[tag] + f.inspect(v)
	case tag == "nodedown" && v.IsAtom():
		return "no connection to " + text(v)
	case tag == "bad_return" && v.IsTupleOf(3) && v.Elem(0).IsAtom() && isAtom(v.Elem(1), "init"):
		return f.FormatMFA(v.Elem(0).Atom(), v.Elem(1).Atom(), Frame{Arity: 1}) + " returned a bad value: " +
			f.inspect(v.Elem(2))
	case tag == "start_spec":
		return "bad child specification, " + f.supSpec(v)
	case tag == "supervisor_data":
		return "bad supervisor configuration, " + f.supData(v)
	}
	return f.inspect(reason)
}

var supDataTags = map[string]string{
	"invalid_type": "invalid type: ", "invalid_strategy": "invalid strategy: ",
	"invalid_intensity":    "invalid max_restarts (intensity): ",
	"invalid_period":       "invalid max_seconds (period): ",
	"invalid_max_children": "invalid max_children: ", "invalid_extra_arguments": "invalid extra_arguments: ",
}

func (f *Formatter) supData(v term.Term) string {
	if v.IsTupleOf(2) && v.Elem(0).IsAtom() {
		if s, ok := supDataTags[v.Elem(0).AtomName()]; ok {
			return s + f.inspect(v.Elem(1))
		}
	}
	return "got: " + f.inspect(v)
}

// supSpecTags are the text before and after the value that is wrong.
var supSpecTags = map[string][2]string{
	"duplicate_child_name": {"more than one child specification has the id: ", `.
If using maps as child specifications, make sure the :id keys are unique.
If using a module or {module, arg} as child, use Supervisor.child_spec/2 to change the :id, for example:

    children = [
      Supervisor.child_spec({MyWorker, arg}, id: :my_worker_1),
      Supervisor.child_spec({MyWorker, arg}, id: :my_worker_2)
    ]
`},
	"invalid_child_spec":   {"invalid child specification: ", ""},
	"invalid_child_type":   {"invalid child type: ", ". Must be :worker or :supervisor."},
	"invalid_mfa":          {"invalid mfa: ", ""},
	"invalid_restart_type": {"invalid restart type: ", ". Must be :permanent, :transient or :temporary."},
	"invalid_shutdown":     {"invalid shutdown: ", ". Must be an integer >= 0, :infinity or :brutal_kill."},
	"invalid_module":       {"invalid module: ", ". Must be an atom."},
	"invalid_modules":      {"invalid modules: ", ". Must be a list of atoms or :dynamic."},
}

func (f *Formatter) supSpec(v term.Term) string {
	if v.IsTupleOf(2) && v.Elem(0).IsAtom() {
		if s, ok := supSpecTags[v.Elem(0).AtomName()]; ok {
			return s[0] + f.inspect(v.Elem(1)) + s[1]
		}
	}
	return "got: " + f.inspect(v)
}
