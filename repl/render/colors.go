package render

import (
	"maps"

	"gex/proto/term"
)

// Role is what a piece of output is, by the names that IEx.configure uses
// under colors.
type Role string

// The roles.
const (
	EvalResult    Role = "eval_result"
	EvalError     Role = "eval_error"
	EvalInfo      Role = "eval_info"
	EvalInterrupt Role = "eval_interrupt"
	StackInfo     Role = "stack_info"
	BlameDiff     Role = "blame_diff"
	LsDirectory   Role = "ls_directory"
	LsDevice      Role = "ls_device"
	DocCode       Role = "doc_code"
	DocHeadings   Role = "doc_headings"
	DocInlineCode Role = "doc_inline_code"
	DocBold       Role = "doc_bold"
	DocUnderline  Role = "doc_underline"
	DocTitle      Role = "doc_title"
	DocTableHead  Role = "doc_table_heading"
	DocQuote      Role = "doc_quote"
	DocMetadata   Role = "doc_metadata"
)

// Colors are the colours of a shell. The zero value writes none.
type Colors struct {
	enabled bool
	roles   map[Role]paint
	syntax  map[string]string
}

// paint is what stands before a text, and whether the text is followed by the
// reset: IO.ANSI.format/2 adds it only after sequences that it made of names.
type paint struct {
	seq   string
	reset bool
}

// defaults are IEx's own.
var defaults = map[Role][]string{
	EvalResult: {"yellow"}, EvalError: {"red"}, EvalInfo: {"normal"}, EvalInterrupt: {"yellow"}, StackInfo: {"red"},
	BlameDiff: {"red"}, LsDirectory: {"blue"}, LsDevice: {"green"},
	DocCode: {"cyan"}, DocHeadings: {"yellow"}, DocInlineCode: {"cyan"}, DocBold: {"bright"}, DocUnderline: {"underline"},
	DocTitle: {"reverse", "yellow"}, DocTableHead: {"reverse"}, DocQuote: {"light_black"}, DocMetadata: {"yellow"},
}

var syntaxDefaults = map[string]string{
	"atom": "cyan", "binary": "default_color", "boolean": "magenta", "charlist": "yellow", "list": "default_color",
	"map": "default_color", "nil": "magenta", "number": "yellow", "string": "green", "tuple": "default_color",
	"variable": "light_cyan", "call": "default_color", "operator": "default_color",
}

// NewColors returns IEx's colours, or none.
func NewColors(enabled bool) *Colors {
	c := &Colors{enabled: enabled, roles: map[Role]paint{}, syntax: map[string]string{}}
	for r, names := range defaults {
		for _, n := range names {
			s, _ := Sequence(n)
			c.roles[r] = paint{c.roles[r].seq + s, true}
		}
	}
	for k, n := range syntaxDefaults {
		c.syntax[k], _ = Sequence(n)
	}
	return c
}

// Enabled tells whether colours are written.
func (c *Colors) Enabled() bool { return c.enabled }

// Configure changes the colours by the keyword list that IEx.configure takes
// under colors; what it does not understand it leaves alone and returns.
func (c *Colors) Configure(kw term.Term) (unknown []term.Term) {
	for ; kw.IsCons(); kw = kw.Tail() {
		p := kw.Head()
		if !p.IsTupleOf(2) || !p.Elem(0).IsAtom() {
			unknown = append(unknown, p)
			continue
		}
		key, v := p.Elem(0).AtomName(), p.Elem(1)
		switch {
		case key == "enabled":
			c.enabled = !v.Is(term.False) && !v.Is(term.AtomNil)
		case key == "syntax_colors":
			unknown = append(unknown, c.configureSyntax(v)...)
		default:
			style, ok := style(v)
			if _, known := c.roles[Role(key)]; !ok || !known {
				unknown = append(unknown, p)
				continue
			}
			c.roles[Role(key)] = style
		}
	}
	return unknown
}

// style is what a value under a role means; nil is no colour.
func style(v term.Term) (paint, bool) {
	if v.Is(term.AtomNil) {
		return paint{}, true
	}
	seq, ok := Fragment(v)
	return paint{seq, named(v, 0)}, ok
}

// named tells whether ANSI data has the name of a sequence in it.
func named(v term.Term, depth int) bool {
	if depth > maxDepth {
		return false
	}
	for ; v.IsCons(); v = v.Tail() {
		if named(v.Head(), depth+1) {
			return true
		}
	}
	return v.IsAtom()
}

// configureSyntax replaces the colours of terms; false and nil stand for none.
func (c *Colors) configureSyntax(kw term.Term) (unknown []term.Term) {
	c.syntax = map[string]string{}
	if kw.Is(term.False) || kw.Is(term.AtomNil) {
		c.syntax = nil
		return nil
	}
	for ; kw.IsCons(); kw = kw.Tail() {
		p := kw.Head()
		if !p.IsTupleOf(2) || !p.Elem(0).IsAtom() {
			unknown = append(unknown, p)
			continue
		}
		s, ok := style(p.Elem(1))
		if !ok {
			unknown = append(unknown, p)
			continue
		}
		if name := p.Elem(0).AtomName(); c.syntax[name] == "" {
			c.syntax[name] = s.seq
		}
	}
	return unknown
}

// Paint is IEx.color/2: text in the colour of its role, then the reset.
func (c *Colors) Paint(r Role, text string) string {
	p, ok := c.roles[r]
	switch {
	case !c.enabled || !ok:
		return text
	case p.reset:
		text += reset
	}
	return p.seq + text
}

// LogLevel is a log message in the colour that Logger has for its level.
func LogLevel(level, text string) string {
	name := "red"
	switch level {
	case "warning":
		name = "yellow"
	case "notice", "info":
		name = "normal"
	case "debug":
		name = "cyan"
	}
	seq, _ := Sequence(name)
	return seq + text + reset
}

const reset = "\x1b[0m"

// Syntax returns the colours for printing terms, with reset going back to the
// colour of results; nil without colours.
func (c *Colors) Syntax() map[string]string {
	if !c.enabled || c.syntax == nil {
		return nil
	}
	m := maps.Clone(c.syntax)
	m["reset"] = reset + c.roles[EvalResult].seq
	return m
}
