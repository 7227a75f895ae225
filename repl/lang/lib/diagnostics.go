package lib

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"

	"gex/node/proc"
	"gex/proto/term"
	"gex/repl/lang/diag"
	"gex/repl/lang/expand"
	"gex/repl/lang/parse"
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
	out := diag.Diagnostic{Severity: severity, Message: d.Message, File: d.File,
		Line: d.Line, Column: d.Column, EndColumn: d.EndColumn, Frame: frame(d)}
	for _, o := range d.More {
		out.More = append(out.More, diag.Diagnostic{File: o.File, Line: o.Line, Column: o.Column, Frame: frame(o)})
	}
	if d.Trace {
		out.File, out.Line = "", 0
		for _, fr := range diag.Frames(d.Stacktrace) {
			out.Message += "\n  " + (&diag.Formatter{}).FormatFrame(fr)
		}
	} else if d.Line > 0 {
		out.Snippet = sourceLine(d.File, d.Line)
	}
	f := diag.Formatter{Color: p.Color, Dir: workDir()}
	text := f.FormatDiagnostic(out)
	p.mu.Lock()
	defer p.mu.Unlock()
	fmt.Fprintln(p.Out, text+"\n")
}

// sourceLine reads a line of a file; "" when there is none.
func sourceLine(file string, line int) string {
	if info, err := os.Stat(file); err != nil || !info.Mode().IsRegular() {
		return ""
	}
	f, err := os.Open(file)
	if err != nil {
		return ""
	}
	defer f.Close()
	r := bufio.NewReader(f)
	for ; ; line-- {
		text, err := r.ReadString('\n')
		switch {
		case line == 1:
			return strings.TrimRight(text, "\r\n")
		case err != nil:
			return ""
		}
	}
}

// workDir is the directory that names of files are shown relative to; "" when it
// is not known.
func workDir() string {
	dir, err := os.Getwd()
	if err != nil {
		return ""
	}
	return dir
}

// relative is a file's name in stack traces.
func relative(file string) string { return expand.RelativeFile(file) }

// frame is the stack trace entry that a diagnostic is about; the zero Term
// without one.
func frame(d expand.Diagnostic) term.Term {
	if d.Stacktrace.IsCons() {
		return d.Stacktrace.Head()
	}
	if d.Module == term.AtomNil || d.Module == 0 {
		return term.Term{}
	}
	name, arity := term.A("__MODULE__"), 0
	if d.Function != nil {
		name, arity = d.Function.Name.Term(), d.Function.Arity
	}
	return frameTerm(d.Module.Term(), name, arity, d.File, d.Line, d.Column)
}

func frameTerm(module, function term.Term, arity int, file string, line, column int) term.Term {
	place := []term.Term{term.Tuple(term.A("file"), term.Charlist(relative(file))), term.Tuple(term.A("line"), term.Int(int64(line)))}
	if column > 0 {
		place = append(place, term.Tuple(term.A("column"), term.Int(int64(column))))
	}
	return term.Tuple(module, function, term.Int(int64(arity)), term.List(place...))
}

// ---- diagnostics gathered by a process

// gathered is the key under which a process keeps {Diagnostics, Log} while
// Code.with_diagnostics runs.
var gathered = term.A("elixir_code_diagnostics")

// sink takes the diagnostics of the code that a process compiles.
type sink struct {
	p    *proc.Process
	next expand.Diagnostics
}

// diagnostics returns where the diagnostics of code that p compiles go.
func (r *Runtime) diagnostics(p *proc.Process) expand.Diagnostics {
	return sinkOf(p, r.Diagnostics)
}

func sinkOf(p *proc.Process, next expand.Diagnostics) expand.Diagnostics {
	if s, ok := next.(sink); ok {
		next = s.next
	}
	if next == nil {
		return nil
	}
	return sink{p, next}
}

// Report implements expand.Diagnostics.
func (s sink) Report(d expand.Diagnostic) {
	dict := s.p.Dict()
	state, ok := dict.Get(gathered)
	if !ok || !state.IsTupleOf(2) {
		s.next.Report(d)
		return
	}
	list := term.Cons(diagnosticTerm(d), state.Elem(0))
	for _, o := range d.More {
		o.Severity, o.Message = d.Severity, d.Message
		list = term.Cons(diagnosticTerm(o), list)
	}
	dict.Put(gathered, term.Tuple(list, state.Elem(1)))
	if state.Elem(1).Is(term.True) {
		s.next.Report(d)
	}
}

// diagnosticTerm is a diagnostic as Code.with_diagnostics returns it.
func diagnosticTerm(d expand.Diagnostic) term.Term {
	nilTerm := term.AtomNil.Term()
	severity := "error"
	if d.Severity == expand.SeverityWarning {
		severity = "warning"
	}
	position, span := term.Int(int64(d.Line)), nilTerm
	if d.Column > 0 {
		position = term.Tuple(position, term.Int(int64(d.Column)))
	}
	if d.EndColumn > 0 {
		span = term.Tuple(term.Int(int64(d.Line)), term.Int(int64(d.EndColumn)))
	}
	stack := term.Nil
	if f := frame(d); d.Stacktrace.IsCons() {
		stack = d.Stacktrace
	} else if !f.IsNone() {
		place := []term.Term{term.Tuple(term.A("file"), term.String(relative(d.File)))}
		if d.Column > 0 {
			place = append(place, term.Tuple(term.A("column"), term.Int(int64(d.Column))))
		}
		place = append(place, term.Tuple(term.A("line"), term.Int(int64(d.Line))))
		stack = term.List(term.Tuple(f.Elem(0), f.Elem(1), f.Elem(2), term.List(place...)))
	}
	file := nilTerm
	if d.File != "" {
		file = term.String(d.File)
	}
	return term.MapOf(term.A("severity"), term.A(severity), term.A("message"), term.String(d.Message),
		term.A("file"), file, term.A("source"), file, term.A("position"), position, term.A("span"), span,
		term.A("stacktrace"), stack)
}

// Parse parses source text for process p and reports what is odd about it.
func (r *Runtime) Parse(p *proc.Process, src string, o parse.Options) (term.Term, error) {
	q, warnings, err := parse.Program(src, o)
	out := r.diagnostics(p)
	if out == nil {
		return q, err
	}
	file := o.File
	if file == "" {
		file = "nofile"
	}
	for _, w := range warnings {
		out.Report(expand.Diagnostic{Severity: expand.SeverityWarning, Message: w.Text, File: file, Line: w.Line, Column: w.Column})
	}
	return q, err
}
