package repl

import (
	"time"

	"gex/repl/lang/lib"
	"gex/repl/line"
)

// completionLimit is how long Tab may take.
const completionLimit = 100 * time.Millisecond

// Complete implements line.Completer. It gives nothing while an evaluation
// runs (what is typed then is no code), when it takes too long, and for a fault.
func (s *Session) Complete(text string, pos int) line.Completion {
	s.mu.Lock()
	scope, running := s.scope, s.running
	s.mu.Unlock()
	if scope == nil || running || pos < 0 || pos > len(text) {
		return line.Completion{}
	}
	done := make(chan line.Completion, 1)
	go func() {
		var c line.Completion
		defer func() {
			if recover() != nil {
				c = line.Completion{}
			}
			done <- c
		}()
		c = complete(s.cfg.Runtime, scope, text[:pos])
	}()
	select {
	case c := <-done:
		return c
	case <-time.After(completionLimit):
		return line.Completion{}
	}
}

// complete returns how code that ends in text can go on.
func complete(rt *lib.Runtime, scope *lib.Scope, text string) line.Completion {
	f := finder{rt: rt, scope: scope}
	hint, found := f.find(text)
	return expansion(hint, found)
}

// expansion returns what Tab does for what was found: all names start with hint.
func expansion(hint string, found []candidate) line.Completion {
	if len(found) == 0 {
		return line.Completion{}
	}
	common := found[0].name
	for _, c := range found[1:] {
		for len(common) > 0 && (len(c.name) < len(common) || c.name[:len(common)] != common) {
			common = common[:len(common)-1]
		}
	}
	insert := common[len(hint):]
	if len(found) == 1 {
		insert += found[0].suffix
	}
	if insert != "" {
		return line.Completion{Insert: insert}
	}
	shown := make([]string, len(found))
	for i, c := range found {
		shown[i] = c.shown
	}
	return line.Completion{Candidates: shown}
}
