package tlsdist

import (
	"slices"
	"time"
)

// lookAgain is how long files are believed to be unchanged.
const lookAgain = 2 * time.Second

// current returns what is in force. Files that have changed are read again; while
// they cannot be, as happens when one of a pair has been replaced, what was read
// before stays.
func (g *Config) current() *state {
	g.mu.Lock()
	defer g.mu.Unlock()
	if now := time.Now(); g.options != nil && now.Sub(g.checked) >= lookAgain {
		g.checked = now
		changed := func(s stamp) bool { return stampOf(s.file) != s }
		if slices.ContainsFunc(g.state.files, changed) {
			if s, err := g.options.load(); err == nil {
				g.state = s
			}
		}
	}
	return g.state
}
