package main

import (
	"fmt"
	"os"
	"path/filepath"

	"gex/repl"
	"gex/repl/lang/bif"
	"gex/repl/render"
)

// guestShell is the configuration of the shell of a guest: somebody at another node
// (iex --remsh, erl -remsh).
func (p *program) guestShell(g repl.Guest) repl.Config {
	hint := "press Ctrl+C twice to leave"
	if g.Erlang {
		hint = "Elixir is spoken here, not Erlang; press Ctrl+C twice to leave"
	}
	colors := p.o.colors() == render.Always || g.Terminal && p.o.colors() != render.Never && os.Getenv("NO_COLOR") == ""
	c := repl.Config{Banner: fmt.Sprintf("gex %s (Elixir %s, OTP %s) - %s\n", version, bif.ElixirVersion, bif.OTPRelease, hint),
		Colors: render.NewColors(colors), DotFile: p.o.startFile(os.Getenv)}
	if g.DotFileGiven {
		c.DotFile = ""
		if path, err := filepath.Abs(g.DotFile); err == nil && g.DotFile != "" && isFile(path) {
			c.DotFile = path
		}
	}
	return c
}
