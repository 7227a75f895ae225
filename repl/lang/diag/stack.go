package diag

import (
	"strconv"
	"strings"

	"gex/proto/term"
	"gex/repl/lang/inspect"
)

// Frame is one entry of a stack trace: {Module, Function, Arity or Args,
// Location} or {Fun, Arity or Args, Location}.
type Frame struct {
	Module, Function term.Atom
	Fun              term.Term // the fun of the second form, else the zero Term
	Arity            int
	Args             []term.Term // nil when only the arity is known
	Location         term.Term   // keyword list: file, line, column, error_info
}

// Frames reads a stack trace; entries that are none are left out.
func Frames(stack term.Term) []Frame {
	var fs []Frame
	for ; stack.IsCons(); stack = stack.Tail() {
		if f, ok := FrameOf(stack.Head()); ok {
			fs = append(fs, f)
		}
	}
	return fs
}

// FrameOf reads one entry of a stack trace.
func FrameOf(t term.Term) (f Frame, ok bool) {
	var arity term.Term
	switch {
	case t.IsTupleOf(4) && t.Elem(0).IsAtom() && t.Elem(1).IsAtom():
		f.Module, f.Function = t.Elem(0).Atom(), t.Elem(1).Atom()
		arity, f.Location = t.Elem(2), t.Elem(3)
	case t.IsTupleOf(3) && t.Elem(0).IsFun():
		f.Fun, arity, f.Location = t.Elem(0), t.Elem(1), t.Elem(2)
	default:
		return f, false
	}
	if !f.Location.IsList() {
		return f, false
	}
	if n, isInt := arity.AsInt(); isInt && n >= 0 && n < 1<<20 {
		f.Arity = int(n)
		return f, true
	}
	args, proper := arity.Slice()
	f.Args, f.Arity = args, len(args)
	if f.Args == nil {
		f.Args = []term.Term{}
	}
	if f.Function == setCookie {
		f.Args = nil // a cookie must not get into a log
	}
	return f, proper
}

// setCookie is the name of functions whose arguments are secrets: those of Node,
// erlang and auth.
var setCookie = term.Intern("set_cookie")

// key is "Module.function/arity".
func (f Frame) key() string {
	return f.Module.String() + "." + f.Function.String() + "/" + strconv.Itoa(f.Arity)
}

// info returns a value of the location.
func (f Frame) info(key string) (term.Term, bool) {
	for l := f.Location; l.IsCons(); l = l.Tail() {
		if p := l.Head(); p.IsTupleOf(2) && p.Elem(0).IsAtom() && p.Elem(0).AtomName() == key {
			return p.Elem(1), true
		}
	}
	return term.Term{}, false
}

func (f Frame) number(key string) int {
	if v, ok := f.info(key); ok && v.IsInt() {
		return int(v.Int())
	}
	return 0
}

// location is "file:line:column: ", or "" without a file.
func (f Frame) location() string {
	file, ok := f.info("file")
	if !ok || isNil(file) {
		return ""
	}
	return FileLine(text(file), f.number("line"), f.number("column")) + " "
}

// FileLine is Exception.format_file_line_column: "file:line:column:"; a line
// or column of 0 is left out.
func FileLine(file string, line, column int) string {
	switch {
	case file == "":
		return ""
	case line == 0:
		return file + ":"
	case column == 0:
		return file + ":" + strconv.Itoa(line) + ":"
	}
	return file + ":" + strconv.Itoa(line) + ":" + strconv.Itoa(column) + ":"
}

// FormatStacktrace is Exception.format_stacktrace/1: each entry on a line of
// its own, indented by four.
func (f *Formatter) FormatStacktrace(stack term.Term) string {
	frames := Frames(stack)
	if len(frames) == 0 {
		return "\n"
	}
	var b strings.Builder
	for _, fr := range frames {
		b.WriteString("    " + f.FormatFrame(fr) + "\n")
	}
	return b.String()
}

// FormatFrame is Exception.format_stacktrace_entry/1.
func (f *Formatter) FormatFrame(fr Frame) string {
	if !fr.Fun.IsNone() {
		return fr.location() + f.inspect(fr.Fun) + f.arity(fr)
	}
	switch name := fr.Function.String(); {
	case name == "__MODULE__" && fr.Arity == 0:
		return fr.location() + inspect.Atom(fr.Module.String()) + " (module)"
	case name == "__MODULE__" && fr.Arity == 1:
		return fr.location() + "(module)"
	case name == "__FILE__" && fr.Arity == 1:
		return fr.location() + "(file)"
	}
	return f.application(fr.Module) + fr.location() + f.FormatMFA(fr.Module, fr.Function, fr)
}

// FormatMFA is Exception.format_mfa/3; fr gives the arity or the arguments.
func (f *Formatter) FormatMFA(module, function term.Atom, fr Frame) string {
	m := inspect.Atom(module.String())
	if outer, arity, ok := inspect.FunParent(function.String()); ok {
		return "anonymous fn" + f.arity(fr) + " in " + m + "." + inspect.AtomCall(outer) + "/" + arity
	}
	return m + "." + inspect.AtomCall(function.String()) + f.arity(fr)
}

// arity is "/2", or the arguments in parentheses if they are known.
func (f *Formatter) arity(fr Frame) string {
	if fr.Args == nil {
		return "/" + strconv.Itoa(fr.Arity)
	}
	args := make([]string, len(fr.Args))
	for i, a := range fr.Args {
		args[i] = f.inspect(a)
	}
	return "(" + strings.Join(args, ", ") + ")"
}

func (f *Formatter) application(module term.Atom) string {
	app := f.Application
	if app == nil {
		app = StandardApplication
	}
	name, version, ok := app(module)
	switch {
	case !ok:
		return ""
	case version == "":
		return "(" + name + ") "
	}
	return "(" + name + " " + version + ") "
}
