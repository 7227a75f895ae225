package expand

import (
	"fmt"

	"gex/proto/term"
)

var atomCompileError = term.Intern("Elixir.CompileError")

// report sends a diagnostic at the place that meta tells.
func (x *Expander) report(sev Severity, meta term.Term, e *Env, format string, args ...any) {
	if x.Diag != nil {
		x.Diag.Report(x.diagnostic(sev, meta, e, fmt.Sprintf(format, args...)))
	}
}

func (x *Expander) diagnostic(sev Severity, meta term.Term, e *Env, message string) Diagnostic {
	d := Diagnostic{
		Severity: sev,
		Message:  message,
		File:     e.File,
		Line:     Line(meta),
		Column:   column(meta),
		Module:   e.Module,
		Function: e.Function,
	}
	if keep, ok := get(meta, metaKeep); ok && keep.IsTupleOf(2) && keep.Elem(0).IsBinary() && keep.Elem(1).IsInt() {
		d.File, d.Line, d.Column = keep.Elem(0).Text(), int(keep.Elem(1).Int()), 0
	}
	if end, ok := get(meta, metaSpan); ok && end.IsInt() {
		d.EndColumn = int(end.Int())
	}
	return d
}

// warn reports a warning.
func (x *Expander) warn(meta term.Term, e *Env, format string, args ...any) {
	x.report(SeverityWarning, meta, e, format, args...)
}

// fail reports an error and ends the expansion.
func (x *Expander) fail(meta term.Term, e *Env, format string, args ...any) {
	x.report(SeverityError, meta, e, format, args...)
	panic(bailout{x.compileError(e)})
}

// failSoft reports an error; inside a function of a module the expansion goes
// on, to find more errors, and the module fails at its end.
func (x *Expander) failSoft(meta term.Term, e *Env, format string, args ...any) {
	if e.Function == nil || e.Module == term.AtomNil {
		x.fail(meta, e, format, args...)
	}
	x.report(SeverityError, meta, e, format, args...)
	x.tainted = true
	if m := x.Shared.Module(e.Module); m != nil {
		m.Taint()
	} else {
		panic(bailout{x.compileError(e)})
	}
}

// compileError is the error that follows reported ones.
func (x *Expander) compileError(e *Env) *Error {
	msg := "cannot compile file (errors have been logged)"
	if e.Module != term.AtomNil {
		msg = "cannot compile module " + InspectModule(e.Module) + " (errors have been logged)"
	}
	return &Error{Exception: atomCompileError, Message: msg, File: e.File}
}

// raise ends the expansion with an exception that is not CompileError.
func (x *Expander) raise(exception, message string) {
	panic(bailout{&Error{Exception: term.Intern("Elixir." + exception), Message: message}})
}
