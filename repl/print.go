package repl

import (
	"strconv"

	"gex/proto/term"
	"gex/repl/lang/diag"
	"gex/repl/lang/inspect"
)

// inspect returns a result as the shell prints it.
func (s *Session) inspect(value term.Term) string {
	o := s.cfg.Runtime.InspectOptions(s.p)
	o.Pretty, o.Width = true, s.width
	if s.cfg.Color {
		o.Colors = syntaxColors
	}
	return string(inspect.Append(nil, value, o))
}

// syntaxColors are those of IEx.
var syntaxColors = inspect.Colors{
	"atom": "\x1b[36m", "boolean": "\x1b[35m", "charlist": "\x1b[33m", "nil": "\x1b[35m",
	"number": "\x1b[33m", "string": "\x1b[32m", "list": "\x1b[39m", "tuple": "\x1b[39m", "map": "\x1b[39m",
	"binary": "\x1b[39m", "regex": "\x1b[31m", "reset": "\x1b[0m\x1b[33m",
}

func (s *Session) formatter() *diag.Formatter {
	f := s.cfg.Runtime.Formatter(s.p)
	f.Color = s.cfg.Color
	return f
}

func (s *Session) red(text string) string {
	if !s.cfg.Color {
		return text
	}
	return "\x1b[31m" + text + "\x1b[0m"
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

func runtimeError(message string) term.Term { return diag.NewMessage("RuntimeError", message) }
