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
	roles   map[Role]string
	syntax  map[string]string
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
	c := &Colors{enabled: enabled, roles: map[Role]string{}, syntax: map[string]string{}}
	for r, names := range defaults {
		for _, n := range names {
			s, _ := Sequence(n)
			c.roles[r] += s
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
		key, v := p.Elem(0).Atom().String(), p.Elem(1)
		switch {
		case key == "enabled":
			c.enabled = !v.Is(term.False) && !v.Is(term.AtomNil)
		case key == "syntax_colors":
			unknown = append(unknown, c.configureSyntax(v)...)
		default:
			s, ok := Fragment(v)
			if _, known := c.roles[Role(key)]; !ok || !known {
				unknown = append(unknown, p)
				continue
			}
			c.roles[Role(key)] = s
		}
	}
	return unknown
}

func (c *Colors) configureSyntax(kw term.Term) (unknown []term.Term) {
	if kw.Is(term.False) || kw.Is(term.AtomNil) {
		c.syntax = map[string]string{}
		return nil
	}
	for ; kw.IsCons(); kw = kw.Tail() {
		p := kw.Head()
		if !p.IsTupleOf(2) || !p.Elem(0).IsAtom() {
			unknown = append(unknown, p)
			continue
		}
		s, ok := Fragment(p.Elem(1))
		if !ok {
			unknown = append(unknown, p)
			continue
		}
		c.syntax[p.Elem(0).Atom().String()] = s
	}
	return unknown
}

// Paint is IEx.color/2: text in the colour of its role, then the reset.
func (c *Colors) Paint(r Role, text string) string {
	if !c.enabled {
		return text
	}
	return c.roles[r] + text + "\x1b[0m"
}

// Syntax returns the colours for printing terms, with reset going back to the
// colour of results; nil without colours.
func (c *Colors) Syntax() map[string]string {
	if !c.enabled {
		return nil
	}
	m := maps.Clone(c.syntax)
	if _, ok := m["reset"]; !ok {
		m["reset"] = "\x1b[0m" + c.roles[EvalResult]
	}
	return m
}
