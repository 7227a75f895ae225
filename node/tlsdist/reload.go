package tlsdist

import (
	"fmt"
	"slices"
)

// current returns what is in force. Files that have changed are read again; when
// they cannot be used, as happens while one of a pair has been replaced, what was
// read before stays until they change once more.
func (g *Config) current() *state {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.options == nil {
		return g.state
	}
	now := make([]stamp, len(g.state.files))
	for i, s := range g.state.files {
		now[i] = stampOf(s.file)
	}
	if slices.Equal(now, g.state.files) {
		return g.state
	}
	s, err := g.options.load()
	if err != nil {
		if g.Report != nil {
			g.Report(fmt.Errorf("TLS goes on with the old certificates: %w", err))
		}
		s = &state{server: g.state.server, client: g.state.client, files: now}
	}
	g.state = s
	return s
}
