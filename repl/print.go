package repl

import (
	"strconv"

	"gex/proto/term"
	"gex/repl/lang/diag"
	"gex/repl/lang/inspect"
	"gex/repl/render"
)

// inspect returns a result as the shell prints it.
func (s *Session) inspect(value term.Term) string {
	o := s.cfg.Runtime.InspectOptions(s.p)
	o.Pretty, o.Width = true, s.width
	o.Colors = s.cfg.Colors.Syntax()
	return s.cfg.Colors.Paint(render.EvalResult, string(inspect.Append(nil, value, o)))
}

func (s *Session) formatter() *diag.Formatter {
	f := s.cfg.Runtime.Formatter(s.p)
	f.Color = s.cfg.Colors.Enabled()
	return f
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

func runtimeError(message string) term.Term { return diag.NewMessage("RuntimeError", message) }
