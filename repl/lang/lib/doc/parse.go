package doc

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"gex/proto/term"
	"gex/repl/lang/parse"
)

// File is the documentation of a module.
type File struct {
	// Module is its name, as the atom has it.
	Module string
	// Name is that of the file.
	Name string
	// Doc is the text about the module, Markdown.
	Doc string
	// Attributes stand under the first heading.
	Attributes []Attribute
	// Sections are in the order of the file.
	Sections []Section
}

// Section is the documentation of one function, macro, callback or type.
type Section struct {
	// Kind is function, macro, guard (a function or macro), callback,
	// macrocallback or type.
	Kind string
	// Signature is how h/1 shows it.
	Signature string
	// Name and Arity are those of what is documented; with Defaults it has lower
	// arities too.
	Name            string
	Arity, Defaults int
	// Doc is the text, Markdown.
	Doc string
	// Line is that of the heading.
	Line       int
	Attributes []Attribute
}

// Attribute is one @name value.
type Attribute struct {
	Name string
	// Value is quoted code.
	Value term.Term
	Line  int
}

// Error tells what is wrong with a file.
type Error struct {
	File string
	Line int
	Err  error
}

func (e *Error) Error() string { return fmt.Sprintf("%s:%d: %v", e.File, e.Line, e.Err) }

// Unwrap returns what is wrong.
func (e *Error) Unwrap() error { return e.Err }

// Faults of files.
var (
	ErrModule     = errors.New("the first line is not # and a module")
	ErrSignature  = errors.New("the signature is no call")
	ErrAttributes = errors.New("not a row of attributes")
)

var kinds = map[string]bool{"function": true, "macro": true, "guard": true, "callback": true, "macrocallback": true, "type": true}

// Parse reads a file. Errors are of type *Error.
func Parse(name, text string) (*File, error) {
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	module, ok := moduleName(lines[0])
	if !ok {
		return nil, &Error{name, 1, ErrModule}
	}
	f := &File{Module: module, Name: name}
	begin, fenced := 1, false
	var open *Section
	finish := func(end int) error {
		attributes, doc, err := body(lines[begin:end], begin+1)
		switch {
		case err != nil:
			return &Error{name, begin + 1, err}
		case open == nil:
			f.Doc, f.Attributes = doc, attributes
		default:
			open.Doc, open.Attributes = doc, attributes
			f.Sections = append(f.Sections, *open)
		}
		return nil
	}
	for i, line := range lines[1:] {
		if strings.HasPrefix(line, "```") {
			fenced = !fenced
		}
		heading, is := strings.CutPrefix(line, "## ")
		if !is || fenced {
			continue
		}
		s, is, err := signature(strings.TrimSpace(heading))
		if err != nil {
			return nil, &Error{name, i + 2, err}
		}
		if !is {
			continue
		}
		if err := finish(i + 1); err != nil {
			return nil, err
		}
		s.Line = i + 2
		open, begin = s, i+2
	}
	if err := finish(len(lines)); err != nil {
		return nil, err
	}
	return f, nil
}

// signature reads the heading of a section; false if it is one of the text.
func signature(heading string) (*Section, bool, error) {
	s := &Section{Kind: "function", Signature: heading}
	word, rest, _ := strings.Cut(heading, " ")
	named := kinds[word] && rest != ""
	if named {
		s.Kind, s.Signature = word, rest
	}
	if before, name, ok := cutLast(s.Signature, " as "); ok && named {
		if name, arity, ok := cutLast(name, "/"); ok {
			if n, err := strconv.Atoi(arity); err == nil && n >= 0 {
				s.Signature, s.Name, s.Arity = before, name, n
				return s, true, nil
			}
		}
	}
	if !named && !plainCall(s.Signature) {
		return nil, false, nil
	}
	q, _, err := parse.Program(s.Signature, parse.Options{})
	if err != nil {
		return nil, false, fmt.Errorf("%w: %q: %w", ErrSignature, s.Signature, err)
	}
	if !q.IsTupleOf(3) || !q.Elem(0).IsAtom() {
		return nil, false, fmt.Errorf("%w: %q", ErrSignature, s.Signature)
	}
	s.Name = q.Elem(0).AtomName()
	args, _ := q.Elem(2).Slice()
	s.Arity = len(args)
	for _, a := range args {
		if a.IsTupleOf(3) && a.Elem(0).IsAtom() && a.Elem(0).AtomName() == `\\` {
			s.Defaults++
		}
	}
	return s, true, nil
}

func cutLast(s, sep string) (before, after string, ok bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

// plainCall tells whether a heading looks like name(…).
func plainCall(s string) bool {
	open := strings.IndexByte(s, '(')
	if open <= 0 || !strings.HasSuffix(s, ")") || s[0] >= 'A' && s[0] <= 'Z' {
		return false
	}
	return !strings.ContainsAny(s[:open], " \t`*[\"")
}

// body splits what is under a heading into attributes and text. line is that of
// the first of lines.
func body(lines []string, line int) ([]Attribute, string, error) {
	for len(lines) > 0 && strings.TrimSpace(lines[0]) == "" {
		lines, line = lines[1:], line+1
	}
	end := 0
	if len(lines) > 0 && strings.HasPrefix(lines[0], "@") {
		for end < len(lines) && strings.TrimSpace(lines[end]) != "" {
			end++
		}
	}
	var out []Attribute
	if end > 0 {
		q, _, err := parse.Program(strings.Join(lines[:end], "\n"), parse.Options{Line: line})
		if err != nil {
			return nil, "", fmt.Errorf("%w: %w", ErrAttributes, err)
		}
		if out, err = attributes(q); err != nil {
			return nil, "", err
		}
	}
	text := strings.Trim(strings.Join(lines[end:], "\n"), "\n")
	if text != "" {
		text += "\n"
	}
	return out, text, nil
}

func attributes(q term.Term) ([]Attribute, error) {
	rows := []term.Term{q}
	if b := q.Tagged(term.Intern("__block__"), 3); b != nil {
		rows, _ = b[2].Slice()
	}
	var out []Attribute
	for _, r := range rows {
		at := call(r, "@", 1)
		if at == nil || !at[0].IsTupleOf(3) || !at[0].Elem(0).IsAtom() {
			return nil, fmt.Errorf("%w: line %d", ErrAttributes, lineOf(r))
		}
		value, _ := at[0].Elem(2).Slice()
		if len(value) != 1 {
			return nil, fmt.Errorf("%w: line %d", ErrAttributes, lineOf(r))
		}
		out = append(out, Attribute{Name: at[0].Elem(0).AtomName(), Value: value[0], Line: lineOf(r)})
	}
	return out, nil
}

// call returns the arguments of a call of that name and arity, nil for others.
func call(q term.Term, name string, arity int) []term.Term {
	c := q.Tagged(term.Intern(name), 3)
	if c == nil {
		return nil
	}
	if args, ok := c[2].Slice(); ok && len(args) == arity {
		return args
	}
	return nil
}

func lineOf(q term.Term) int {
	if !q.IsTupleOf(3) {
		return 0
	}
	meta, _ := q.Elem(1).Slice()
	for _, kv := range meta {
		if kv.IsTupleOf(2) && kv.Elem(0).Is(term.Intern("line")) && kv.Elem(1).IsInt() {
			return int(kv.Elem(1).Int())
		}
	}
	return 0
}
