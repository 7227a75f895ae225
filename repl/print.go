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
	return s.colors().Paint(render.EvalResult, s.inspectIn(p, value, s.colors().Syntax()))
}

func (s *Session) inspectIn(p *proc.Process, value term.Term, colors map[string]string) string {
	o := s.cfg.Runtime.InspectOptions(p)
	o.Pretty, o.Width = true, s.lineWidth()
	if kw, ok := s.setting("inspect"); ok {
		_ = o.Set(kw, render.Fragment) // options that are wrong have no effect
	}
	for name, seq := range colors {
		if o.Colors == nil {
			o.Colors = inspect.Colors{}
		}
		if _, set := o.Colors[name]; !set {
			o.Colors[name] = seq
		}
	}
	return string(inspect.Append(nil, value, o))
}

// argument is an argument of a call that no clause takes, which is no result: its
// colours are reset to none.
func (s *Session) argument(p *proc.Process, value term.Term) string {
	colors := s.colors().Syntax()
	if colors != nil {
		colors["reset"] = "\x1b[0m"
	}
	return s.inspectIn(p, value, colors)
}

// formatter makes texts of exceptions in the context of p.
func (s *Session) formatter(p *proc.Process) *diag.Formatter {
	f := s.cfg.Runtime.Formatter(p)
	if f.Color = s.colors().Enabled(); f.Color {
		f.BlameDiff = func(code string) string { return s.colors().Paint(render.BlameDiff, code) }
	}
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
