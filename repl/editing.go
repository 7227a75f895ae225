package repl

import (
	"strings"

	"gex/proto/term"
	"gex/repl/line"
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
	all, ok := s.cfg.Runtime.Persistent(term.A(iexModule))
	if !ok || s.cfg.Reader == nil || term.Identical(all, s.edited) {
		return
	}
	s.edited = all
	s.cfg.Reader.Configure(s.editing())
}

// editing are the settings of the editor: history is false to keep no entries in
// the file, or how many.
func (s *Session) editing() line.Settings {
	e := s.cfg.Editing
	if v, ok := s.setting("history"); ok {
		e.HistoryOff = v.Is(term.False)
		if n, small := v.AsInt(); small {
			e.HistoryOff, e.HistorySize = n <= 0, int(max(n, 0))
		}
	}
	return e
}
