package diag

import (
	"strings"

	"gex/proto/term"
	"gex/repl/lang/inspect"
)

// Formatter makes texts. Its fields say what it knows of the running node;
// each may be left zero.
type Formatter struct {
	// Inspect are the options that terms in texts print with, for its
	// Structs, NodeIndex and FunName; limits and widths are Elixir's own.
	Inspect *inspect.Options
	// Message runs message/1 of an exception that is not of the standard
	// library.
	Message func(exception term.Term) (text string, ok bool)
	// Application returns the application a module belongs to and its
	// version; nil is StandardApplication.
	Application func(module term.Atom) (name, version string, ok bool)
	// Functions returns what a loaded module exports, macros first; ok is
	// false if there is no such module.
	Functions func(module term.Atom) (fs []Function, ok bool)
	// Modules returns the modules whose name ends in the given name or
	// differs from it in the case of letters.
	Modules func(name string) []term.Atom
	// Impls returns the types a consolidated protocol is implemented for.
	Impls func(protocol term.Atom) []term.Term
	// Behaviours returns the behaviours of module that ask for a function.
	Behaviours func(module term.Atom, function term.Atom, arity int) []term.Atom
	// Clauses returns the clauses of a function that did not match.
	Clauses func(module, function term.Atom, args []term.Term) (Clauses, bool)
	// Color adds the escape sequences of a terminal to diagnostics.
	Color bool
	// BlameDiff marks the parts of a clause that did not match; nil puts them
	// between minus signs.
	BlameDiff func(code string) string
	// Dir is what file names are made relative to; "" leaves them.
	Dir string
}

// Function is a function or macro that a module exports.
type Function struct {
	Name  term.Atom
	Arity int
	Macro bool
}

// inspect prints t on one line.
func (f *Formatter) inspect(t term.Term) string { return f.inspectWith(t, nil) }

// pretty prints t in lines of 80 columns.
func (f *Formatter) pretty(t term.Term) string {
	return f.inspectWith(t, func(o *inspect.Options) { o.Pretty = true })
}

func (f *Formatter) inspectWith(t term.Term, change func(*inspect.Options)) string {
	o := inspect.New()
	if f.Inspect != nil {
		o.Structs, o.NodeIndex, o.FunName, o.FunFile = f.Inspect.Structs, f.Inspect.NodeIndex, f.Inspect.FunName, f.Inspect.FunFile
	}
	if change != nil {
		change(o)
	}
	return string(inspect.Append(nil, t, o))
}

func plain(t term.Term) string { return inspect.String(t) }

// withTerm is a message followed by a term on lines of its own.
func (f *Formatter) withTerm(message string, t term.Term) string {
	var b strings.Builder
	b.WriteString(message + "\n\n")
	for i, line := range strings.Split(f.pretty(t), "\n") {
		if i > 0 {
			b.WriteByte('\n')
		}
		if line != "" {
			b.WriteString("    " + line)
		}
	}
	b.WriteByte('\n')
	return b.String()
}

// relative is Path.relative_to_cwd.
func (f *Formatter) relative(file string) string {
	if f.Dir != "" {
		if rest, ok := strings.CutPrefix(file, strings.TrimSuffix(f.Dir, "/")+"/"); ok && rest != "" {
			return rest
		}
	}
	return file
}
