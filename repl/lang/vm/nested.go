package vm

import (
	"fmt"

	"gex/node/proc"
	"gex/proto/term"
	"gex/repl/lang/code"
)

// Exception is an Elixir exception as a Go error: what a machine that somebody
// runs for its outcome ended with.
type Exception struct {
	Class      Class
	Reason     term.Term
	Stacktrace term.Term // list of {M, F, Arity or Args, Location}
}

func (e *Exception) Error() string {
	return fmt.Sprintf("uncaught Elixir exception of class %s", e.Class.Atom())
}

// Stack implements expand's Traced.
func (e *Exception) Stack() term.Term { return e.Stacktrace }

// WithStack implements expand's Traced: the same exception with another trace.
func (e *Exception) WithStack(trace term.Term) error {
	return &Exception{e.Class, e.Reason, trace}
}

// Embed makes the end of the machine no end of its process: whoever calls Run
// takes the Outcome after it returned Done.
func (m *Machine) Embed() *Machine {
	m.embedded = true
	return m
}

// Outcome returns the value of an embedded machine that is done, or the
// exception that nobody caught.
func (m *Machine) Outcome() (term.Term, *Exception) {
	if x := m.uncaught; x != nil {
		return term.Term{}, &Exception{x.class, x.reason, x.trace.term()}
	}
	return m.result, nil
}

// Nested runs a machine inside p, on the goroutine that runs p, until it is
// done. An exit signal to p ends it early with an exit of that reason.
func Nested(m *Machine, p *proc.Process) (term.Term, *Exception) {
	m.Embed()
	m.outer = p.Located()
	defer p.Locate(p.Locate(m))
	for {
		switch m.Run(p, proc.Budget) {
		case proc.Done:
			return m.Outcome()
		case proc.Wait:
			p.AwaitSignal()
		default:
			p.Pass()
		}
		p.HandleSignals()
		p.AwaitRunning()
		if p.Exiting() {
			return term.Term{}, &Exception{ClassExit, p.ExitReason(), term.Nil}
		}
	}
}

// FunName returns the name of the function that a closure was made in, as
// erlang:fun_info(F, name) tells it; "" when unknown.
func FunName(f *term.Fun) string {
	if fn, ok := f.Code.(*code.Func); ok && (fn.Source == nil || fn.Module != term.ErlEval) {
		return fn.Name.String()
	}
	return ""
}

// FunFile returns the file of a closure that the code at the top of a file, or
// of a module's body, has made; "" for any other.
func FunFile(f *term.Fun) string {
	if fn, ok := f.Code.(*code.Func); ok && fn.Mod == nil && fn.Module != term.ErlEval {
		return fn.File
	}
	return ""
}
