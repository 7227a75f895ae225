package lib

import (
	"fmt"
	"io"
	"sync"

	"gex/proto/term"
	"gex/repl/lang/diag"
	"gex/repl/lang/expand"
)

// Printer writes the compiler's errors and warnings as elixir does.
type Printer struct {
	Out   io.Writer
	Color bool
	mu    sync.Mutex
}

// Report implements expand.Diagnostics.
func (p *Printer) Report(d expand.Diagnostic) {
	severity := diag.Error
	if d.Severity == expand.SeverityWarning {
		severity = diag.Warning
	}
	f := diag.Formatter{Color: p.Color}
	text := f.FormatDiagnostic(diag.Diagnostic{Severity: severity, Message: d.Message, File: d.File,
		Line: d.Line, Column: d.Column, EndColumn: d.EndColumn, Frame: frame(d)})
	p.mu.Lock()
	defer p.mu.Unlock()
	fmt.Fprintln(p.Out, text+"\n")
}

// frame is the stack trace entry of the module or function that a diagnostic is
// about; the zero Term outside of modules.
func frame(d expand.Diagnostic) term.Term {
	if d.Module == term.AtomNil || d.Module == 0 {
		return term.Term{}
	}
	name, arity := term.A("__MODULE__"), 0
	if d.Function != nil {
		name, arity = d.Function.Name.Term(), d.Function.Arity
	}
	var file []term.Term
	for _, c := range d.File {
		file = append(file, term.Int(int64(c)))
	}
	return term.Tuple(d.Module.Term(), name, term.Int(int64(arity)), term.List(
		term.Tuple(term.A("file"), term.List(file...)), term.Tuple(term.A("line"), term.Int(int64(d.Line)))))
}
