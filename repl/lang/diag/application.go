package diag

import (
	_ "embed"
	"strings"
	"sync"

	"gex/proto/term"
)

// applicationsText lists, one application a line, its name, its version and
// its modules, as the application files of Elixir 1.20.4 and OTP 29 do.
//
//go:embed applications.txt
var applicationsText string

type application struct{ name, version string }

var applications = sync.OnceValue(func() map[string]application {
	m := map[string]application{}
	for line := range strings.Lines(applicationsText) {
		words := strings.Fields(line)
		for _, module := range words[2:] {
			m[module] = application{words[0], words[1]}
		}
	}
	return m
})

// StandardApplication returns the application of Elixir or OTP that module
// belongs to and its version.
func StandardApplication(module term.Atom) (name, version string, ok bool) {
	a, ok := applications()[module.String()]
	return a.name, a.version, ok
}
