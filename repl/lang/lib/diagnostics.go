package lib

import (
	"fmt"
	"io"
	"sync"

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
		Line: d.Line, Column: d.Column, EndColumn: d.EndColumn})
	p.mu.Lock()
	defer p.mu.Unlock()
	fmt.Fprintln(p.Out, text+"\n")
}
