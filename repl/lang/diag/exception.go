package diag

import (
	"strings"

	"gex/proto/term"
)

var (
	structKey    = term.A("__struct__")
	exceptionKey = term.A("__exception__")
	nilTerm      = term.AtomNil.Term()
)

// New returns the exception struct of a module of the standard library, given
// without "Elixir.", with the fields that are listed as name, value in turn
// and the defaults of the others. For other modules the listed fields are all.
func New(module string, fields ...any) term.Term {
	kv := []term.Term{structKey, term.A("Elixir." + module), exceptionKey, term.Bool(true)}
	for _, d := range defaults[module] {
		kv = append(kv, term.A(d.name), d.value)
	}
	for i := 0; i+1 < len(fields); i += 2 {
		kv = append(kv, term.A(fields[i].(string)), fields[i+1].(term.Term))
	}
	return term.MapOf(kv...)
}

// NewMessage returns an exception that holds its message, such as
// ArgumentError and RuntimeError.
func NewMessage(module, message string) term.Term {
	return New(module, "message", term.String(message))
}

// Module returns the module of an exception struct; false for other terms.
func Module(t term.Term) (term.Atom, bool) {
	if !t.IsMap() {
		return 0, false
	}
	if _, ok := t.MapGet(exceptionKey); !ok {
		return 0, false
	}
	m, ok := t.MapGet(structKey)
	if !ok {
		return 0, false
	}
	return m.AsAtom()
}

// IsException tells whether t is an exception struct.
func IsException(t term.Term) bool {
	_, ok := Module(t)
	return ok
}

// Builtin tells whether module, with "Elixir.", is an exception of the
// standard library, and returns its fields with their defaults.
func Builtin(module string) (fields []string, values []term.Term, ok bool) {
	ds, ok := defaults[strings.TrimPrefix(module, "Elixir.")]
	for _, d := range ds {
		fields = append(fields, d.name)
		values = append(values, d.value)
	}
	return fields, values, ok && strings.HasPrefix(module, "Elixir.")
}

// get returns a field of a struct, nil if absent.
func get(t term.Term, name string) term.Term {
	if t.IsMap() {
		if v, ok := t.MapGet(term.A(name)); ok {
			return v
		}
	}
	return nilTerm
}

// put returns t with a field changed.
func put(t term.Term, name string, v term.Term) term.Term { return t.MapPut(term.A(name), v) }

func isNil(t term.Term) bool { return t.Is(term.AtomNil) }

// text returns what String.Chars makes of an atom, binary or integer.
func text(t term.Term) string {
	switch {
	case t.IsAtom():
		if isNil(t) {
			return ""
		}
		return t.AtomName()
	case t.IsBinary():
		return t.Text()
	case t.IsList():
		return charData(t)
	}
	return plain(t)
}

// charData returns the text of a chardata list, leaving out what is none.
func charData(t term.Term) string {
	var b strings.Builder
	for ; t.IsCons(); t = t.Tail() {
		switch h := t.Head(); {
		case h.IsInt():
			b.WriteRune(rune(h.Int()))
		case h.IsBinary():
			b.WriteString(h.Text())
		case h.IsCons():
			b.WriteString(charData(h))
		}
	}
	if t.IsBinary() {
		b.WriteString(t.Text())
	}
	return b.String()
}

type fieldDefault struct {
	name  string
	value term.Term
}

// defaults are the fields of the standard exceptions in the order of their
// definition. A name alone defaults to nil; "name=text" to a binary.
var defaults = func() map[string][]fieldDefault {
	m := map[string][]fieldDefault{}
	for _, spec := range []string{
		"ArgumentError message=argument error",
		"ArithmeticError message=bad argument in arithmetic expression",
		"BadArityError function args",
		"BadBooleanError term operator",
		"BadFunctionError term",
		"BadMapError term",
		"CaseClauseError term",
		"Code.LoadError file message reason",
		"CompileError file line description=compile error",
		"CondClauseError",
		"Enum.EmptyError message=empty error",
		"Enum.OutOfBoundsError enumerable index message",
		"ErlangError original reason",
		"File.CopyError reason source destination on= action=",
		"File.Error reason path action=",
		"File.LinkError reason existing new action=",
		"File.RenameError reason source destination on= action=",
		"FunctionClauseError module function arity kind args clauses",
		"IO.StreamError reason",
		"Inspect.Error exception_module exception_message stacktrace inspected_struct",
		"JSON.DecodeError message offset data",
		"Kernel.TypespecError file line description",
		"KeyError key term message",
		"MatchError term",
		"MismatchedDelimiterError file line column end_line end_column opening_delimiter closing_delimiter " +
			"expected_delimiter snippet description=mismatched delimiter error",
		"MissingApplicationsError apps description=missing applications found",
		"OptionParser.ParseError message",
		"Protocol.UndefinedError protocol value description=",
		"Regex.CompileError message=regex could not be compiled",
		"RuntimeError message=runtime error",
		"SyntaxError file line column snippet description=syntax error",
		"System.EnvError env",
		"SystemLimitError message=a system limit has been reached",
		"TokenMissingError file line column end_line end_column snippet opening_delimiter expected_delimiter " +
			"description=expression is incomplete",
		"TryClauseError term",
		"URI.Error action reason part",
		"UndefinedFunctionError module function arity reason message",
		"UnicodeConversionError encoded message",
		"Version.InvalidRequirementError requirement",
		"Version.InvalidVersionError version",
		"WithClauseError term",
	} {
		module, rest, _ := strings.Cut(spec, " ")
		m[module] = []fieldDefault{}
		for rest != "" {
			word, after, _ := strings.Cut(rest, " ")
			name, value, isText := strings.Cut(word, "=")
			d := fieldDefault{name, nilTerm}
			if isText {
				if value != "" { // a text with blanks is the last field
					value, after = strings.TrimPrefix(rest, name+"="), ""
				}
				d.value = term.String(value)
			}
			m[module] = append(m[module], d)
			rest = after
		}
	}
	m["MissingApplicationsError"][0].value = term.Nil
	return m
}()
