package lib

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"gex/proto/term"
	"gex/repl/lang/absform"
	"gex/repl/lang/compile"
	"gex/repl/lang/expand"
)

// Errors of SetBreakpoints.
var (
	// ErrNoModule: there is no such module.
	ErrNoModule = errors.New("no such module")
	// ErrNotElixir: the module was written in Erlang.
	ErrNotElixir = errors.New("the module was not written in Elixir")
	// ErrOwn: the module is part of gex.
	ErrOwn = errors.New("the module is part of gex")
	// ErrNoFunction: the module has no such function or macro.
	ErrNoFunction = errors.New("no such function")
)

// Breakpoint is a function that tells when it is called: each of its clauses
// begins with a call of reached(ID, Arguments, Binding, Env) of the module Stop,
// and each line after that with one of step(Next, Binding, Env), Next being what
// the call before has returned.
type Breakpoint struct {
	ID       int
	Function absform.FA
	Stop     term.Atom
}

// Breakable finds the function of a module that name, a function or macro, is
// compiled to; the error is one of those above.
func (r *Runtime) Breakable(module, name term.Atom, arity int) (absform.FA, error) {
	fa := absform.FA{Name: name, Arity: arity}
	if !r.System.Table.Ensure(module) {
		return fa, ErrNoModule
	}
	mod := r.System.Table.Module(module)
	switch elixir := strings.HasPrefix(module.String(), "Elixir."); {
	case !elixir:
		return fa, ErrNotElixir
	case mod == nil || mod.Library || mod.Forms == nil:
		return fa, ErrOwn
	}
	if _, ok := mod.Slot(fa); ok {
		return fa, nil
	}
	macro := absform.FA{Name: term.Intern("MACRO-" + name.String()), Arity: arity + 1}
	if _, ok := mod.Slot(macro); ok {
		return macro, nil
	}
	return fa, ErrNoFunction
}

// SetBreakpoints loads a module anew with these breakpoints and no others. What
// runs its code goes on with the code that it runs.
func (r *Runtime) SetBreakpoints(module term.Atom, points []Breakpoint) error {
	mod := r.System.Table.Module(module)
	if mod == nil || mod.Forms == nil {
		return ErrNoModule
	}
	forms := *mod.Forms
	forms.Functions = slices.Clone(forms.Functions)
	for i, f := range forms.Functions {
		for _, p := range points {
			if f.Name == p.Function.Name && f.Arity == p.Function.Arity {
				forms.Functions[i] = (&stops{p, &forms, f, 0}).function()
			}
		}
	}
	changed, err := compile.Module(r.System.Table, &forms)
	if err != nil {
		return err
	}
	changed.Forms, changed.Attributes, changed.Path = mod.Forms, mod.Attributes, mod.Path
	r.System.Table.Load(changed)
	return nil
}

// stops puts the calls of a breakpoint into a function.
type stops struct {
	Breakpoint
	module *absform.Module
	source *absform.Function
	made   int // variables
}

func (s *stops) function() *absform.Function {
	f := *s.source
	f.Clauses = slices.Clone(f.Clauses)
	for i, c := range f.Clauses {
		f.Clauses[i] = s.clause(c)
	}
	return &f
}

// clause names the arguments and begins with the call that reports them.
func (s *stops) clause(c *absform.Clause) *absform.Clause {
	out := *c
	out.Patterns = slices.Clone(c.Patterns)
	arguments := make([]absform.Expr, len(c.Patterns))
	var bound []*absform.Var
	for i, p := range c.Patterns {
		v := s.variable(p.Pos())
		out.Patterns[i] = &absform.Match{Anno: p.Pos(), Pattern: p, Value: v}
		arguments[i] = v
		bound = bind(bound, p)
	}
	if len(c.Body) == 0 {
		return c
	}
	line := c.Body[0].Pos()
	if line.Line == 0 {
		line = c.Anno
	}
	next := s.variable(line)
	reached := s.call(line, "__reached__", &absform.Value{Anno: line, Term: term.Int(int64(s.ID))},
		exprList(line, arguments), bindingOf(line, bound), s.env(line))
	out.Body = append([]absform.Expr{&absform.Match{Anno: line, Pattern: next, Value: reached}}, s.body(c.Body, line.Line, bound, next)...)
	return &out
}

// body puts a call before each line but the first.
func (s *stops) body(body []absform.Expr, line int, bound []*absform.Var, next *absform.Var) []absform.Expr {
	var out []absform.Expr
	for i, e := range body {
		at := e.Pos()
		if i > 0 && at.Line > 0 && at.Line != line {
			after := s.variable(at)
			out = append(out, &absform.Match{Anno: at, Pattern: after,
				Value: s.call(at, "__step__", next, bindingOf(at, bound), s.env(at))})
			next, line = after, at.Line
		}
		out = append(out, s.inside(e, line, bound, next))
		if m, ok := e.(*absform.Match); ok {
			bound = bind(bound, m.Pattern)
		}
	}
	return out
}

// inside puts the calls into the clauses of a case that is a line of its own.
func (s *stops) inside(e absform.Expr, line int, bound []*absform.Var, next *absform.Var) absform.Expr {
	switch e := e.(type) {
	case *absform.Match:
		out := *e
		out.Value = s.inside(e.Value, line, bound, next)
		return &out
	case *absform.Block:
		out := *e
		out.Body = s.body(e.Body, line, bound, next)
		return &out
	case *absform.Case:
		out := *e
		out.Clauses = make([]*absform.Clause, len(e.Clauses))
		for i, c := range e.Clauses {
			clause := *c
			inner := slices.Clone(bound)
			for _, p := range c.Patterns {
				inner = bind(inner, p)
			}
			clause.Body = s.entered(c.Body, line, inner, next)
			out.Clauses[i] = &clause
		}
		return &out
	}
	return e
}

// entered is the body of a clause, whose first line is one to stop at too.
func (s *stops) entered(body []absform.Expr, line int, bound []*absform.Var, next *absform.Var) []absform.Expr {
	if len(body) == 0 {
		return body
	}
	at := body[0].Pos()
	if at.Line == 0 || at.Line == line {
		return s.body(body, line, bound, next)
	}
	after := s.variable(at)
	stop := &absform.Match{Anno: at, Pattern: after, Value: s.call(at, "__step__", next, bindingOf(at, bound), s.env(at))}
	return append([]absform.Expr{stop}, s.body(body, at.Line, bound, after)...)
}

func (s *stops) variable(at absform.Anno) *absform.Var {
	s.made++
	return &absform.Var{Anno: at, Name: "_stop" + strconv.Itoa(s.made)}
}

func (s *stops) call(at absform.Anno, name string, args ...absform.Expr) absform.Expr {
	return &absform.Call{Anno: at, Args: args, Fun: &absform.Remote{Anno: at,
		Module: &absform.Atom{Anno: at, Name: s.Stop}, Name: &absform.Atom{Anno: at, Name: term.Intern(name)}}}
}

// env is the environment of a line. That of the source is no more: there are no
// aliases and imports.
func (s *stops) env(at absform.Anno) absform.Expr {
	e := *expand.NewEnv(s.module.File, at.Line)
	e.Module = s.module.Name
	e.Function = &expand.FA{Name: s.Function.Name, Arity: s.Function.Arity}
	return &absform.Value{Anno: at, Term: e.Term()}
}

// bind adds the variables of a pattern, the last of each name.
func bind(bound []*absform.Var, pattern absform.Expr) []*absform.Var {
	out := slices.Clone(bound)
	absform.Walk(pattern, func(e absform.Expr) bool {
		if v, ok := e.(*absform.Var); ok {
			if name, ok := sourceName(v.Name); ok {
				out = slices.DeleteFunc(out, func(o *absform.Var) bool { n, _ := sourceName(o.Name); return n == name })
				out = append(out, v)
			}
		}
		return true
	})
	return out
}

// sourceName is the name that a variable of the compiled code has in the source.
func sourceName(name string) (string, bool) {
	at := strings.LastIndexByte(name, '@')
	if at < 2 || name[0] != '_' {
		return "", false
	}
	return name[1:at], true
}

// binding_ is the keyword list of variables, in the order of their names.
func bindingOf(at absform.Anno, bound []*absform.Var) absform.Expr {
	named := map[string]*absform.Var{}
	var names []string
	for _, v := range bound {
		name, _ := sourceName(v.Name)
		named[name] = v
		names = append(names, name)
	}
	slices.Sort(names)
	pairs := make([]absform.Expr, len(names))
	for i, name := range names {
		pairs[i] = &absform.Tuple{Anno: at, Elems: []absform.Expr{&absform.Atom{Anno: at, Name: term.Intern(name)},
			&absform.Var{Anno: at, Name: named[name].Name}}}
	}
	return exprList(at, pairs)
}

func exprList(at absform.Anno, elems []absform.Expr) absform.Expr {
	var out absform.Expr = &absform.Nil{Anno: at}
	for _, e := range slices.Backward(elems) {
		out = &absform.Cons{Anno: at, Head: e, Tail: out}
	}
	return out
}
