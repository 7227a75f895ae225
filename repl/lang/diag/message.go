package diag

import (
	"strings"

	"gex/proto/term"
	"gex/repl/lang/inspect"
)

// MessageOf is Exception.message/1: the message of an exception struct, of
// the standard library or, through Formatter.Message, of any other module.
func (f *Formatter) MessageOf(e term.Term) string {
	module, ok := Module(e)
	if !ok {
		return f.inspect(e)
	}
	if print, ok := messages[strings.TrimPrefix(module.String(), "Elixir.")]; ok {
		return print(f, e)
	}
	if f.Message != nil {
		if s, ok := f.Message(e); ok {
			return s
		}
	}
	m := get(e, "message")
	if m.IsBinary() {
		return m.Text()
	}
	return "got " + f.inspect(m) + " while retrieving Exception.message/1 for " + f.inspect(e) + " (expected a string)"
}

type printer func(*Formatter, term.Term) string

// messages are the message/1 functions of the standard exceptions. Those that
// only hold their message are left to the end of MessageOf.
var messages map[string]printer

func init() {
	withTerm := func(message string) printer {
		return func(f *Formatter, e term.Term) string { return f.withTerm(message, get(e, "term")) }
	}
	fixed := func(s string) printer { return func(*Formatter, term.Term) string { return s } }
	inspected := func(before, field, after string) printer {
		return func(f *Formatter, e term.Term) string { return before + f.inspect(get(e, field)) + after }
	}
	messages = map[string]printer{
		"BadMapError":                     withTerm("expected a map, got:"),
		"CaseClauseError":                 withTerm("no case clause matching:"),
		"MatchError":                      withTerm("no match of right hand side value:"),
		"TryClauseError":                  withTerm("no try clause matching:"),
		"WithClauseError":                 withTerm("no with clause matching:"),
		"CondClauseError":                 fixed("no cond clause evaluated to a truthy value"),
		"IO.StreamError":                  inspected("error during streaming: ", "reason", ""),
		"System.EnvError":                 inspected("could not fetch environment variable ", "env", " because it is not set"),
		"Version.InvalidRequirementError": inspected("invalid requirement: ", "requirement", ""),
		"Version.InvalidVersionError":     inspected("invalid version: ", "version", ""),
		"BadArityError":                   (*Formatter).badArity,
		"BadBooleanError":                 (*Formatter).badBoolean,
		"BadFunctionError":                (*Formatter).badFunction,
		"ErlangError":                     (*Formatter).erlangError,
		"KeyError":                        (*Formatter).keyError,
		"UndefinedFunctionError":          (*Formatter).undefined,
		"FunctionClauseError":             (*Formatter).functionClause,
		"Protocol.UndefinedError":         (*Formatter).protocolUndefined,
		"Enum.OutOfBoundsError":           (*Formatter).outOfBounds,
		"Inspect.Error":                   (*Formatter).inspectError,
		"MissingApplicationsError":        (*Formatter).missingApplications,
		"URI.Error":                       (*Formatter).uriError,
		"File.Error":                      (*Formatter).fileError,
		"File.CopyError":                  (*Formatter).fileCopyError,
		"File.RenameError":                (*Formatter).fileCopyError,
		"File.LinkError":                  (*Formatter).fileLinkError,
		"CompileError":                    (*Formatter).compileError,
		"Kernel.TypespecError":            (*Formatter).compileError,
		"SyntaxError":                     (*Formatter).syntaxError,
		"TokenMissingError":               (*Formatter).tokenMissing,
		"MismatchedDelimiterError":        (*Formatter).mismatchedDelimiter,
	}
}

func (f *Formatter) badArity(e term.Term) string {
	fun := get(e, "function")
	args, _ := get(e, "args").Slice()
	texts := make([]string, len(args))
	for i, a := range args {
		texts[i] = f.inspect(a)
	}
	arity := 0
	switch {
	case fun.Kind() == term.KindFun:
		arity = fun.Fun().Arity
	case fun.Kind() == term.KindExport:
		arity = fun.Export().Arity
	}
	count := "no arguments"
	switch len(args) {
	case 0:
	case 1:
		count = "1 argument (" + texts[0] + ")"
	default:
		count = itoa(len(args)) + " arguments (" + strings.Join(texts, ", ") + ")"
	}
	return f.inspect(fun) + " with arity " + itoa(arity) + " called with " + count
}

func (f *Formatter) badBoolean(e term.Term) string {
	return f.withTerm(`expected a boolean on left-side of "`+text(get(e, "operator"))+`", got:`, get(e, "term"))
}

func (f *Formatter) badFunction(e term.Term) string {
	t := get(e, "term")
	if t.IsFun() {
		return "function " + f.inspect(t) + " is invalid, likely because it points to an old version of the code"
	}
	return "expected a function, got: " + f.inspect(t)
}

func (f *Formatter) erlangError(e term.Term) string {
	return "Erlang error: " + f.inspect(get(e, "original")) + text(get(e, "reason"))
}

func (f *Formatter) keyError(e term.Term) string {
	if m := get(e, "message"); !isNil(m) {
		return text(m)
	}
	key, in := get(e, "key"), get(e, "term")
	s := "key " + f.inspect(key) + " not found"
	switch {
	case isNil(in):
		return s
	case in.IsAtom() && key.IsAtom():
		return s + " in: " + f.inspect(in) + " (if instead you want to invoke " + f.inspect(in) + "." + text(key) +
			"(), make sure to add parentheses after the function name)"
	}
	return f.withTerm(s+" in:", in)
}

func (f *Formatter) protocolUndefined(e term.Term) string {
	protocol, value := get(e, "protocol"), get(e, "value")
	s := "protocol " + f.inspect(protocol) + " not implemented for " + f.valueType(value)
	if d := text(get(e, "description")); d != "" {
		s += ", " + d
	}
	if protocol.IsAtom() && f.Impls != nil {
		if impls := f.Impls(protocol.Atom()); len(impls) > 0 {
			names := make([]string, len(impls))
			for i, m := range impls {
				names[i] = f.inspect(m)
			}
			s += ". This protocol is implemented for: " + strings.Join(names, ", ")
		}
	}
	lines := strings.Split(f.pretty(value), "\n")
	for i, l := range lines {
		if l != "" {
			lines[i] = "    " + l
		}
	}
	return s + "\n\nGot value:\n\n" + strings.Join(lines, "\n") + "\n"
}

func (f *Formatter) valueType(t term.Term) string {
	if t.IsMap() {
		if m, ok := t.MapGet(structKey); ok {
			return f.inspect(m) + " (a struct)"
		}
		return "Map"
	}
	switch t.Kind() {
	case term.KindAtom:
		return "Atom"
	case term.KindBits:
		return "BitString"
	case term.KindFloat:
		return "Float"
	case term.KindFun, term.KindExport:
		return "Function"
	case term.KindInt, term.KindBig:
		return "Integer"
	case term.KindNil, term.KindCons:
		return "List"
	case term.KindPid:
		return "PID"
	case term.KindPort:
		return "Port"
	case term.KindRef:
		return "Reference"
	}
	return "Tuple"
}

func (f *Formatter) outOfBounds(e term.Term) string {
	if m := get(e, "message"); !isNil(m) {
		return text(m)
	}
	s := "out of bounds error"
	if i := get(e, "index"); !isNil(i) && !i.Is(term.False) {
		s += " at position " + text(i)
	}
	if in := get(e, "enumerable"); !isNil(in) && !in.Is(term.False) {
		s += " when traversing enumerable " + f.inspect(in)
	}
	return s
}

func (f *Formatter) missingApplications(e term.Term) string {
	var b strings.Builder
	b.WriteString(text(get(e, "description")) + "\n\nTo address this, include these applications as your dependencies:\n")
	apps, _ := get(e, "apps").Slice()
	for _, a := range apps {
		if a.IsTupleOf(2) {
			b.WriteString("\n  {" + f.inspect(a.Elem(0)) + `, "` + text(a.Elem(1)) + `"}`)
		}
	}
	return b.String()
}

func (f *Formatter) uriError(e term.Term) string {
	return "cannot " + text(get(e, "action")) + " due to reason " + text(get(e, "reason")) + ": " + f.inspect(get(e, "part"))
}

func (f *Formatter) fileError(e term.Term) string {
	why := PosixMessage(get(e, "reason"))
	if text(get(e, "action")) == "remove directory" && isAtom(get(e, "reason"), "eexist") {
		why = "directory is not empty"
	}
	return "could not " + text(get(e, "action")) + " " + f.inspect(get(e, "path")) + ": " + why
}

func (f *Formatter) fileCopyError(e term.Term) string {
	on := text(get(e, "on"))
	if on != "" {
		on = ". " + on
	}
	return "could not " + text(get(e, "action")) + " from " + f.inspect(get(e, "source")) + " to " +
		f.inspect(get(e, "destination")) + on + ": " + PosixMessage(get(e, "reason"))
}

func (f *Formatter) fileLinkError(e term.Term) string {
	return "could not " + text(get(e, "action")) + " from " + f.inspect(get(e, "new")) + " to " +
		f.inspect(get(e, "existing")) + ": " + PosixMessage(get(e, "reason"))
}

// InspectError returns the exception that stands for a struct whose Inspect
// implementation raised e; shown is the struct printed as a map.
func (f *Formatter) InspectError(e, stack term.Term, shown string) term.Term {
	m, _ := Module(e)
	return New("Inspect.Error", "exception_module", m.Term(),
		"exception_message", term.String(strings.TrimRight(f.MessageOf(e), "\n")),
		"stacktrace", stack, "inspected_struct", term.String(shown))
}

// FormatInspectError is what prints in place of such a struct.
func (f *Formatter) FormatInspectError(e term.Term) string {
	s := "#Inspect.Error<\n" + padLines(f.inspectError(e), 2)
	if stack := get(e, "stacktrace"); stack.IsCons() {
		return s + "\n\n  Stacktrace:\n\n" + f.FormatStacktrace(stack) + "\n>"
	}
	return "#Inspect.Error<\n  " + padLines(f.inspectError(e), 2) + "\n>"
}

func (f *Formatter) inspectError(e term.Term) string {
	m := get(e, "exception_module")
	return "got " + f.inspect(m) + " with message:\n\n    \"\"\"\n" + padLines(text(get(e, "exception_message")), 4) +
		"\n    \"\"\"\n\nwhile inspecting:\n\n" + padLines(text(get(e, "inspected_struct")), 4) + "\n"
}

// padLines indents the lines that are not empty and drops empty ones at the end.
func padLines(s string, n int) string {
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		if l != "" {
			lines[i] = strings.Repeat(" ", n) + l
		}
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n")
}

// undefined is the message of UndefinedFunctionError without Blame's hints.
func (f *Formatter) undefined(e term.Term) string {
	if m := get(e, "message"); !isNil(m) {
		return text(m)
	}
	s, kind := f.undefinedText(e)
	if kind == hintModule {
		s += MissingAlias(get(e, "module"))
	}
	return s
}

type hintKind uint8

const (
	hintNone hintKind = iota
	hintModule
	hintFunction
)

func (f *Formatter) undefinedText(e term.Term) (string, hintKind) {
	module, function, arity := get(e, "module"), get(e, "function"), get(e, "arity")
	mfa := func() string {
		fr := Frame{Arity: int(arity.Int())}
		if args, ok := arity.Slice(); ok && !arity.IsInt() {
			fr = Frame{Arity: len(args), Args: args}
		}
		return f.FormatMFA(module.Atom(), function.Atom(), fr)
	}
	switch reason := get(e, "reason"); {
	case isAtom(reason, "undefined local") && isNil(module):
		return "function " + text(function) + "/" + text(arity) + " is undefined (there is no such import)", hintNone
	case !module.IsAtom() || !function.IsAtom() || isNil(function) || isNil(arity):
		return "undefined function", hintModule
	case isAtom(reason, "module could not be loaded"):
		return "function " + mfa() + " is undefined (module " + inspect.Atom(module.AtomName()) + " is not available)", hintModule
	case isAtom(reason, "function not exported"):
		return "function " + mfa() + " is undefined or private", hintFunction
	case !isNil(reason):
		return "function " + mfa() + " is undefined (" + text(reason) + ")", hintModule
	case isNil(module):
		return "function " + mfa() + " is undefined", hintModule
	case f.loaded(module.Atom()):
		return "function " + mfa() + " is undefined or private", hintFunction
	}
	return "function " + mfa() + " is undefined (module " + inspect.Atom(module.AtomName()) + " is not available)", hintModule
}

func (f *Formatter) loaded(module term.Atom) bool {
	if f.Functions == nil {
		_, _, ok := StandardApplication(module)
		return ok
	}
	_, ok := f.Functions(module)
	return ok
}
