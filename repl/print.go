package repl

import (
	"slices"

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
	o.Pretty, o.Width = true, s.width
	o.Colors = s.cfg.Colors.Syntax()
	return s.cfg.Colors.Paint(render.EvalResult, string(inspect.Append(nil, value, o)))
}

// formatter makes texts of exceptions in the context of p.
func (s *Session) formatter(p *proc.Process) *diag.Formatter {
	f := s.cfg.Runtime.Formatter(p)
	f.Color = s.cfg.Colors.Enabled()
	return f
}

func runtimeError(message string) term.Term { return diag.NewMessage("RuntimeError", message) }

// typedOnce leaves one frame, the innermost, of code that was typed and called
// by code that was typed: as in IEx, it is one place.
func typedOnce(stack term.Term) term.Term {
	frames, ok := stack.Slice()
	if !ok {
		return stack
	}
	kept := make([]term.Term, 0, len(frames))
	for i, f := range frames {
		if i == 0 || !isTyped(f) || !isTyped(frames[i-1]) {
			kept = append(kept, f)
		}
	}
	return term.List(kept...)
}

var typedFunction = term.Intern("__FILE__")

func isTyped(frame term.Term) bool {
	return frame.IsTupleOf(4) && frame.Elem(1).Is(typedFunction)
}

// WithoutTyped leaves out the frames of code that was typed: IEx has them in the
// errors of the shell, not in the log of a process that the shell started.
func WithoutTyped(stack term.Term) term.Term {
	frames, ok := stack.Slice()
	if !ok {
		return stack
	}
	return term.List(slices.DeleteFunc(slices.Clone(frames), isTyped)...)
}
