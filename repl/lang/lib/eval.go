package lib

import (
	"errors"
	"slices"

	"gex/node/proc"
	"gex/proto/term"
	"gex/repl/lang/compile"
	"gex/repl/lang/expand"
	"gex/repl/lang/lower"
	"gex/repl/lang/vm"
)

// Scope is what evaluated code leaves behind for the next: variables with their
// values, and the lexical environment. It never changes.
type Scope struct {
	Env    *expand.Env
	Vars   []expand.Var // in the order of their binding
	Values map[expand.Var]term.Term
}

// NewScope returns the scope at the start of a file.
func NewScope(file string, line int) *Scope { return &Scope{Env: expand.NewEnv(file, line)} }

// Bind returns the scope with one more variable, or another value of one.
func (s *Scope) Bind(v expand.Var, value term.Term) *Scope {
	n := &Scope{Env: s.Env, Values: make(map[expand.Var]term.Term, len(s.Values)+1)}
	for _, w := range s.Vars {
		if w != v {
			n.Vars = append(n.Vars, w)
			n.Values[w] = s.Values[w]
		}
	}
	n.Vars = append(n.Vars, v)
	n.Values[v] = value
	return n
}

// Evaluation is code that is compiled and ready to run.
type Evaluation struct {
	scope   *Scope
	lowered *lower.Evaluation
	program *compile.Program
	args    []term.Term
	done    func() // may be nil
}

// Prepare expands and compiles quoted code for process p, which may run macros.
// The error is *expand.Error, *vm.Exception, or what compile returned.
func (r *Runtime) Prepare(p *proc.Process, q term.Term, s *Scope, diagnostics expand.Diagnostics) (*Evaluation, error) {
	return r.prepare(p, q, s, diagnostics, compile.Options{File: relative(s.Env.File)})
}

// PrepareFile is Prepare for the code of a whole file, in the scope at its start.
// Call Done when it has run.
func (r *Runtime) PrepareFile(p *proc.Process, q term.Term, s *Scope, diagnostics expand.Diagnostics) (*Evaluation, error) {
	c := r.nested(p)
	o := compile.Options{Module: compiledName(c.depth), Name: atomFileBody, File: relative(s.Env.File), Script: true}
	e, err := r.prepare(p, q, s, diagnostics, o)
	if err == nil {
		c.depth++
		e.done = func() { c.depth-- }
	}
	return e, err
}

var atomFileBody = term.Intern("__FILE__")

// Done ends the run of a file.
func (e *Evaluation) Done() {
	if e.done != nil {
		e.done()
	}
}

// Prune returns the scope after the code without the variables that were bound
// before it and that it does not name.
func (e *Evaluation) Prune(after *Scope) *Scope {
	s := &Scope{Env: after.Env, Values: after.Values}
	old := make(map[expand.Var]string, len(e.lowered.In))
	for _, b := range e.lowered.In {
		old[b.Var] = b.Name
	}
	for _, b := range e.lowered.Out {
		if name, before := old[b.Var]; before && name == b.Name && !slices.Contains(e.program.Needs, name) {
			continue
		}
		s.Vars = append(s.Vars, b.Var)
	}
	return s
}

func (r *Runtime) prepare(p *proc.Process, q term.Term, s *Scope, diagnostics expand.Diagnostics, o compile.Options) (*Evaluation, error) {
	x := expand.New(expansion{r, p, term.Nil}, sinkOf(p, diagnostics), &r.Shared)
	ev, err := lower.Eval(x, q, s.Vars, s.Env)
	if err != nil {
		return nil, exceptionOf(err)
	}
	in := make(map[string]expand.Var, len(ev.In))
	for _, b := range ev.In {
		in[b.Name] = b.Var
	}
	prog, err := compile.Expr(r.System.Table, ev.Exprs, func(name string) bool { _, ok := in[name]; return ok }, o)
	if err != nil {
		return nil, err
	}
	args := make([]term.Term, len(prog.Needs))
	for i, name := range prog.Needs {
		args[i] = s.Values[in[name]]
	}
	return &Evaluation{scope: s, lowered: ev, program: prog, args: args}, nil
}

// exceptionOf makes an exception of an error that has a stack trace.
func exceptionOf(err error) error {
	var xe *expand.Error
	if errors.As(err, &xe) && !xe.Stack.IsNone() {
		return &vm.Exception{Class: vm.ClassError, Reason: ErrorTerm(xe), Stacktrace: xe.Stack}
	}
	return err
}

// Machine returns the runner of the code; its outcome is for Finish.
func (e *Evaluation) Machine(r *Runtime) *vm.Machine {
	return vm.NewCode(r.System, e.program.Func, e.args)
}

// Finish takes what the code returned apart: its value and the scope after it.
func (e *Evaluation) Finish(outcome term.Term) (term.Term, *Scope) {
	value, made := outcome.Elem(0), outcome.Elem(1).Elems()
	byName := make(map[string]term.Term, len(made)+len(e.lowered.In))
	for _, b := range e.lowered.In {
		byName[b.Name] = e.scope.Values[b.Var]
	}
	for i, name := range e.program.Binds {
		byName[name] = made[i]
	}
	s := &Scope{Env: e.lowered.Env, Values: make(map[expand.Var]term.Term, len(e.lowered.Out))}
	for _, b := range e.lowered.Out {
		if v, ok := byName[b.Name]; ok {
			s.Vars = append(s.Vars, b.Var)
			s.Values[b.Var] = v
		}
	}
	return value, s
}

// Eval evaluates quoted code inside process p and waits for the value.
func (r *Runtime) Eval(p *proc.Process, q term.Term, s *Scope, diagnostics expand.Diagnostics) (term.Term, *Scope, error) {
	e, err := r.Prepare(p, q, s, diagnostics)
	if err != nil {
		return term.Term{}, nil, err
	}
	out, exc := vm.Nested(e.Machine(r), p)
	if exc != nil {
		return term.Term{}, nil, exc
	}
	value, after := e.Finish(out)
	return value, after, nil
}
