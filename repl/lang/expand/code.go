package expand

import "gex/proto/term"

// Code is what expansion needs of the running system. Its methods are called
// on the goroutine of the expansion. An Elixir exception raised by the called
// code comes back as an error that the caller of Expand gets unchanged (wrapped
// in nothing), so that the machine can raise it again.
type Code interface {
	// Apply calls module:function(args...).
	Apply(module, function term.Atom, args []term.Term) (term.Term, error)
	// ApplyFun calls a fun value.
	ApplyFun(fun term.Term, args []term.Term) (term.Term, error)
	// EnsureLoaded loads the module if need be and tells whether it is there.
	EnsureLoaded(module term.Atom) bool
	// Exported returns the functions and macros of a loaded module: those of
	// __info__(:functions) and __info__(:macros), or of module_info(:exports)
	// for a module without __info__; false when there is no such module.
	Exported(module term.Atom) (functions, macros *Names, ok bool)
}

// Traced is an exception of a macro, as Code's methods return it.
type Traced interface {
	error
	// Stack is the stack trace, a list of {M, F, A, Location}.
	Stack() term.Term
	// WithStack returns the exception with another trace.
	WithStack(trace term.Term) error
}

// Severity of a diagnostic.
type Severity uint8

// The severities.
const (
	SeverityError Severity = iota
	SeverityWarning
)

// Diagnostic is one error or warning of the compiler.
type Diagnostic struct {
	Severity     Severity
	Message      string
	File         string
	Line, Column int       // 0 when unknown
	EndColumn    int       // column after the last character marked; 0: one character
	Module       term.Atom // nil outside of modules
	Function     *FA       // nil outside of functions
	// Stacktrace, if not the zero Term, is the stack trace that stands for the
	// place instead of Module and Function.
	Stacktrace term.Term
	// Trace has all of Stacktrace printed below the message, without the
	// source.
	Trace bool
	More  []Diagnostic // other places with the same message
}

// Diagnostics receives errors and warnings in the order of the source.
type Diagnostics interface {
	Report(Diagnostic)
}

// Error ends an expansion: Elixir's CompileError, or another exception that the
// compiler itself raises. The errors that led to it have been reported.
type Error struct {
	Exception term.Atom // Elixir.CompileError, Elixir.ArgumentError…
	Message   string
	File      string // "" when Exception has no place
	Line      int
	// Stack is the stack trace of an error in a macro of Kernel or in a type; the
	// zero Term for any other.
	Stack term.Term
	// Above are the frames of the compiler that Elixir shows above the place of
	// the error, a list or the zero Term.
	Above term.Term
}

func (e *Error) Error() string {
	if e.File == "" {
		return e.Message
	}
	if e.Line == 0 {
		return e.File + ": " + e.Message
	}
	return e.File + ":" + itoa(e.Line) + ": " + e.Message
}
