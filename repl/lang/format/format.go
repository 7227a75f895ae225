package format

import (
	"errors"
	"fmt"

	"gex/proto/term"
	"gex/repl/lang/inspect"
)

// LineLength is the width that Macro.to_string and the formatter aim for.
const LineLength = 98

// Options are the options of Code.format_string!/2 and
// Code.quoted_to_algebra/2. The zero Options are the defaults of both.
type Options struct {
	// Comments are put between the expressions, in the order of their lines.
	Comments []Comment
	// Raw leaves strings and atoms as they are (escape: false).
	Raw bool
	// Line is given to code that has no line; 0 for none.
	Line int
	// Locals are calls to print without parentheses besides the usual ones.
	Locals []Local
	// ForceDoEnd turns do: and its like into do blocks.
	ForceDoEnd bool

	// The migrations change the code.
	MigrateBitstrings, MigratePipes, MigrateCharlists, MigrateUnless bool

	// Colors are the syntax colours.
	Colors inspect.Colors
	// Sigil, if set, may rewrite the content of the sigil of that name
	// (without ~), as plugins of mix format do; ok is false if it leaves it.
	Sigil func(Sigil) (content string, ok bool, err error)
	// Inspect prints what is no code, such as pids and maps; nil is
	// inspect.Append with its defaults.
	Inspect func(term.Term) string
}

// Local names calls of a function; Arity -1 stands for any.
type Local struct {
	Name  term.Atom
	Arity int
}

// Sigil is one sigil of the source.
type Sigil struct {
	Name, Content, Delimiter string
	// Modifiers are a charlist.
	Modifiers term.Term
	// Line is 0 when unknown.
	Line int
}

// ErrMalformed says that a term is no quoted code.
var ErrMalformed = errors.New("not quoted code")

// maxDepth bounds the nesting of code, which recursion follows.
const maxDepth = 50_000

// bailout carries the first error out of the recursion.
type bailout struct{ err error }

func malformed(t term.Term) {
	o := inspect.New()
	o.Limit = 10
	panic(bailout{fmt.Errorf("%w: %.200s", ErrMalformed, inspect.Append(nil, t, o))})
}

// caught turns a bailout into an error.
func caught(err *error) {
	if r := recover(); r != nil {
		b, ok := r.(bailout)
		if !ok {
			panic(r)
		}
		*err = b.err
	}
}

// Document is Code.quoted_to_algebra/2: the document of quoted code. The error
// is ErrMalformed, or one of Options.Sigil.
func Document(q term.Term, o *Options) (d inspect.Doc, err error) {
	defer caught(&err)
	n := normalizer{escape: !o.Raw, locals: o.locals(), inspect: o.inspect}
	q = n.node(q, metaLine(o.Line))
	return newBuilder(o).program(q), nil
}

// String is Macro.to_string/1: q as text of at most LineLength columns where
// that is possible. What is no quoted code prints as a term.
func String(q term.Term) string { return StringWith(q, &Options{}) }

// StringWith is String with options; those that Macro.to_string sets are set.
func StringWith(q term.Term, o *Options) string {
	with := *o
	with.MigrateCharlists = true
	d, err := Document(q, &with)
	if err != nil {
		return with.inspect(q)
	}
	return inspect.FormatString(d, LineLength)
}

func (o *Options) inspect(t term.Term) string {
	if o.Inspect != nil {
		return o.Inspect(t)
	}
	io := inspect.New()
	io.PrintableLimit = inspect.Unlimited
	return string(inspect.Append(nil, t, io))
}
