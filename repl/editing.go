package repl

import (
	"strings"

	"gex/proto/term"
	"gex/repl/line"
	"gex/repl/render"
)

// Editor is what a session asks of the line editor.
type Editor interface {
	// AddHistory keeps an entry.
	AddHistory(entry string)
	// Configure changes the settings.
	Configure(line.Settings)
}

var _ Editor = line.Reader(nil)

// remember keeps an entry in the history, also one that is no good: it is
// recalled to be put right.
func (s *Session) remember(entry string) {
	if s.cfg.Reader != nil {
		s.cfg.Reader.AddHistory(strings.TrimRight(entry, "\n"))
	}
}

// configureEditor has the editor follow IEx.configure.
func (s *Session) configureEditor() {
	all, _ := s.cfg.Runtime.Persistent(term.A(iexModule))
	if s.cfg.Reader == nil || !s.edited.IsNone() && term.Identical(all, s.edited) {
		return
	}
	if s.edited = all; all.IsNone() {
		s.edited = term.Nil // nothing is set yet
	}
	s.cfg.Reader.Configure(s.editing())
}

// suggestionStyle is how suggestions look: light_black.
const suggestionStyle = "\x1b[90m"

// editing are the settings of the editor. Those that iex does not have are
// history, which is false to keep no entries in the file, or how many to keep,
// and under colors suggestion, the colour of suggestions or false for none, and
// typed, true for colours of the line that is being typed.
func (s *Session) editing() line.Settings {
	e := s.cfg.Editing
	if v, ok := s.setting("history"); ok {
		e.HistoryOff = v.Is(term.False)
		if n, small := v.AsInt(); small {
			e.HistoryOff, e.HistorySize = n <= 0, int(max(n, 0))
		}
	}
	colors := s.colors()
	if !colors.Enabled() {
		return e
	}
	e.Suggest, e.SuggestionStyle = true, suggestionStyle
	kw, _ := s.setting("colors")
	for ; kw.IsCons(); kw = kw.Tail() {
		p := kw.Head()
		switch {
		case p.IsTupleOf(2) && p.Elem(0).Is(term.Intern("typed")):
			e.Highlight = p.Elem(1).Is(term.True)
		case p.IsTupleOf(2) && p.Elem(0).Is(term.Intern("suggestion")):
			style, ok := render.Fragment(p.Elem(1))
			if e.Suggest = ok && !p.Elem(1).Is(term.False) && !p.Elem(1).Is(term.AtomNil); e.Suggest {
				e.SuggestionStyle = style
			}
		}
	}
	syntax := colors.Syntax()
	e.Highlighter = func(text string, cursor int) []line.Span { return highlight(text, cursor, syntax) }
	return e
}
