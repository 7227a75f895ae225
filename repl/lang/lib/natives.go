package lib

import (
	"errors"

	"gex/proto/term"
	"gex/repl/lang/diag"
	"gex/repl/lang/expand"
	"gex/repl/lang/lower"
	"gex/repl/lang/parse"
	"gex/repl/lang/vm"
)

// registerNatives defines the natives that need the stages of the language, or
// code that users wrote.
func (r *Runtime) registerNatives() {
	t := r.System.Table
	vm.Register(t, "Elixir.Exception", []vm.Row{
		{Name: "message", Arity: 1, Func: r.exceptionMessage},
		{Name: "normalize", Arity: 2, Func: r.exceptionNormalize},
		{Name: "normalize", Arity: 3, Func: r.exceptionNormalize},
		{Name: "format", Arity: 2, Func: r.exceptionFormat},
		{Name: "format", Arity: 3, Func: r.exceptionFormat},
		{Name: "format_banner", Arity: 2, Func: r.exceptionBanner},
		{Name: "format_banner", Arity: 3, Func: r.exceptionBanner},
		{Name: "format_exit", Arity: 1, Func: r.exceptionExit},
		{Name: "format_stacktrace", Arity: 1, Func: r.exceptionStacktrace},
	})
	r.registerErlEval()
	r.registerInspectNatives()
	r.registerCode()
	r.registerFragment()
	r.registerMacro()
	r.registerMacroEnv()
	r.registerModuleNatives()
	r.registerErlScan()
	r.registerErlParse()
	r.registerEpp()
	r.registerErlCompile()
	r.registerLogger()
	r.registerExceptionNatives()
	r.registerWarnings()
	r.registerBehaviours()
	r.registerFormat()
	r.registerInfo()
}

func argumentError(m *vm.Machine, message string) (term.Term, bool) {
	return m.Error(diag.NewMessage("ArgumentError", message))
}

// raise raises what a stage of the language returned as an error.
func (r *Runtime) raise(m *vm.Machine, err error) (term.Term, bool) {
	var exc *vm.Exception
	if errors.As(exceptionOf(err), &exc) {
		return m.Raise(exc.Class, exc.Reason, exc.Stacktrace)
	}
	if errors.Is(err, lower.ErrNoClause) {
		return functionClause(m)
	}
	return m.RaiseHere(vm.ClassError, ErrorTerm(err))
}

// ErrorTerm returns the exception struct of an error of parse or expand.
func ErrorTerm(err error) term.Term {
	var pe *parse.Error
	var xe *expand.Error
	switch {
	case errors.As(err, &pe):
		nilOr := func(n int) term.Term {
			if n == 0 {
				return term.AtomNil.Term()
			}
			return term.Int(int64(n))
		}
		fields := []any{"file", term.String(pe.File), "line", nilOr(pe.Line), "column", nilOr(pe.Column),
			"snippet", term.String(pe.Snippet), "description", term.String(pe.Description)}
		delimiter := func(s string) term.Term {
			if s == "" {
				return term.AtomNil.Term()
			}
			return term.A(s)
		}
		if pe.Kind != parse.SyntaxError {
			fields = append(fields, "end_line", nilOr(pe.EndLine), "end_column", nilOr(pe.EndColumn),
				"opening_delimiter", delimiter(pe.Opening), "expected_delimiter", delimiter(pe.Expected))
		}
		if pe.Kind == parse.MismatchedDelimiterError {
			fields = append(fields, "closing_delimiter", delimiter(pe.Closing))
		}
		return diag.New(pe.Kind.String(), fields...)
	case errors.As(err, &xe):
		name := trimElixir(xe.Exception.String())
		if name == "CompileError" || name == "Kernel.TypespecError" {
			file, line := term.AtomNil.Term(), term.AtomNil.Term()
			if xe.File != "" {
				file, line = term.String(xe.File), term.Int(int64(xe.Line))
			}
			return diag.New(name, "file", file, "line", line, "description", term.String(xe.Message))
		}
		return diag.NewMessage(name, xe.Message)
	}
	return diag.NewMessage("CompileError", err.Error())
}

func (r *Runtime) exceptionMessage(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !diag.IsException(a[0]) {
		return m.Error(term.A("function_clause"))
	}
	return term.String(r.Formatter(m.Proc()).MessageOf(a[0])), true
}

// optionalStack is the stack trace after kind and reason, [] if left out.
func optionalStack(a []term.Term) term.Term {
	if len(a) > 2 {
		return a[2]
	}
	return term.Nil
}

func (r *Runtime) exceptionNormalize(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[0].IsAtom() {
		return m.Badarg()
	}
	return r.Formatter(m.Proc()).Normalize(a[0].Atom(), a[1], optionalStack(a)), true
}

// exitFrom returns the banner of the kind {:EXIT, pid}.
func (r *Runtime) exitFrom(m *vm.Machine, kind, reason term.Term) (string, bool) {
	es := kind.Tagged(term.Intern("EXIT"), 2)
	if es == nil {
		return "", false
	}
	return r.Formatter(m.Proc()).FormatExitFrom(es[1], reason), true
}

func (r *Runtime) exceptionFormat(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if banner, isExit := r.exitFrom(m, a[0], a[1]); isExit {
		return term.String(banner), true
	}
	if !a[0].IsAtom() {
		return m.Badarg()
	}
	return term.String(r.Formatter(m.Proc()).Format(a[0].Atom(), a[1], optionalStack(a))), true
}

func (r *Runtime) exceptionBanner(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if banner, isExit := r.exitFrom(m, a[0], a[1]); isExit {
		return term.String(banner), true
	}
	if !a[0].IsAtom() {
		return m.Badarg()
	}
	return term.String(r.Formatter(m.Proc()).FormatBanner(a[0].Atom(), a[1], optionalStack(a))), true
}

func (r *Runtime) exceptionExit(m *vm.Machine, a []term.Term) (term.Term, bool) {
	return term.String(r.Formatter(m.Proc()).FormatExit(a[0])), true
}

func (r *Runtime) exceptionStacktrace(m *vm.Machine, a []term.Term) (term.Term, bool) {
	return term.String(r.Formatter(m.Proc()).FormatStacktrace(a[0])), true
}
