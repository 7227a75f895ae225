package lint

import (
	"fmt"
	"sort"
	"strings"

	"gex/proto/term"
	"gex/repl/lang/erl"
	"gex/repl/lang/erl/epp"
)

// Message is an error or a warning about a place in a file.
type Message struct {
	File    string
	Loc     erl.Loc // Line 0: none
	Module  term.Atom
	Desc    term.Term // for Module:format_error/1
	Text    string
	Warning bool
}

// Format returns the message as the compiler prints it: with its place, and the
// source line if there is one.
//
//	file.erl:3:10: variable 'X' is unbound
//	%    3| foo() -> X.
//	%     |          ^
func (m Message) Format(source string) string {
	var b strings.Builder
	b.WriteString(m.File)
	if m.Loc.Line > 0 {
		fmt.Fprintf(&b, ":%d", m.Loc.Line)
		if m.Loc.Column > 0 {
			fmt.Fprintf(&b, ":%d", m.Loc.Column)
		}
	}
	b.WriteString(": ")
	if m.Warning {
		b.WriteString("Warning: ")
	}
	b.WriteString(m.Text + "\n")
	if source != "" && m.Loc.Column > 0 {
		fmt.Fprintf(&b, "%%%5d| %s\n%%     | ", m.Loc.Line, source)
		for i, c := range []rune(source) {
			if i >= m.Loc.Column-1 {
				break
			}
			if c != '\t' {
				c = ' '
			}
			b.WriteRune(c)
		}
		b.WriteString("^\n\n")
	}
	return b.String()
}

// ByFile returns messages as compile does: [{File, [Info]}].
func ByFile(ms []Message) term.Term {
	var files []string
	infos := map[string][]term.Term{}
	for _, m := range ms {
		if infos[m.File] == nil {
			files = append(files, m.File)
		}
		infos[m.File] = append(infos[m.File], m.Info())
	}
	out := make([]term.Term, len(files))
	for i, f := range files {
		out[i] = term.Tuple(erl.Chars([]rune(f)), term.List(infos[f]...))
	}
	return term.List(out...)
}

// Info returns {Location, Module, Descriptor}.
func (m Message) Info() term.Term {
	at := m.Loc.Term()
	if m.Loc.Line == 0 {
		at = term.A("none")
	}
	return term.Tuple(at, m.Module.Term(), m.Desc)
}

// messageOf is a fault that the preprocessor or the parser found.
func messageOf(file string, info term.Term) Message {
	es := info.Elems()
	m := Message{File: file, Desc: info}
	if len(es) == 3 && es[1].IsAtom() {
		m.Loc, m.Module, m.Desc = erl.LocOf(es[0]), es[1].Atom(), es[2]
	}
	switch m.Module.String() {
	case "epp":
		m.Text = epp.Message(m.Desc)
	case "erl_features":
		m.Text = "unknown features: " + erl.ValueText(m.Desc)
	case "file_io_server":
		m.Text = "cannot translate from UTF-8"
	default:
		m.Text = (&erl.Error{Module: m.Module, Desc: m.Desc}).Message()
	}
	return m
}

// sorted puts messages into the order of their places, those of a file
// together.
func sorted(ms []Message) []Message {
	order := map[string]int{}
	for _, m := range ms {
		if _, ok := order[m.File]; !ok {
			order[m.File] = len(order)
		}
	}
	sort.SliceStable(ms, func(i, j int) bool {
		a, b := ms[i], ms[j]
		switch {
		case a.File != b.File:
			return order[a.File] < order[b.File]
		case a.Loc.Line != b.Loc.Line:
			return a.Loc.Line < b.Loc.Line
		}
		return a.Loc.Column < b.Loc.Column
	})
	return ms
}
