package repl

import (
	"gex/node/proc"
	"gex/proto/term"
	"gex/repl/lang/diag"
	"gex/repl/lang/inspect"
	"gex/repl/render"
)

// inspect returns a result as the shell prints it. Implementations of Inspect run
// in p, the process whose context this is.
func (s *Session) inspect(p *proc.Process, value term.Term) string {
	o := s.cfg.Runtime.InspectOptions(p)
	o.Pretty, o.Width = true, s.lineWidth()
	o.Colors = s.colors().Syntax()
	if kw, ok := s.setting("inspect"); ok {
		_ = o.Set(kw, render.Fragment) // options that are wrong have no effect
	}
	return s.colors().Paint(render.EvalResult, string(inspect.Append(nil, value, o)))
}

// formatter makes texts of exceptions in the context of p.
func (s *Session) formatter(p *proc.Process) *diag.Formatter {
	f := s.cfg.Runtime.Formatter(p)
	f.Color = s.colors().Enabled()
	return f
}

func runtimeError(message string) term.Term { return diag.NewMessage("RuntimeError", message) }

// shownTrace is a stack trace without what is below the outermost place in code
// that was typed; all of it when no such place is known.
func shownTrace(stack term.Term) term.Term {
	frames, ok := stack.Slice()
	if !ok {
		return stack
	}
	for n := len(frames); n > 0; n-- {
		if f := frames[n-1]; f.IsTupleOf(4) && f.Elem(0).Is(typedModule) {
			return term.List(frames[:n]...)
		}
	}
	return stack
}

// typedModule is the module that typed code counts as in a stack trace.
var typedModule = term.Intern("elixir_compiler")
