package lib

import (
	"gex/node/proc"
	"gex/proto/term"
	"gex/repl/lang/expand"
	"gex/repl/lang/lower"
)

// Compilation is a file, or text that counts as one, while it is compiled and
// run in a process. What it leaves unused is reported at its end, and the
// modules that it defines are checked then, when all of them are there.
type Compilation struct {
	r     *Runtime
	p     *proc.Process
	scope *Scope
	outer *Compilation
	tests []verification
	made  []term.Term // {name, binary} of the modules defined
}

// verification is a module that waits to be checked.
type verification struct {
	m *expand.Module
	e *expand.Env
}

// Compile begins the compilation of a file in p. Close ends it.
func (r *Runtime) Compile(p *proc.Process, file string) *Compilation {
	c := r.gather(p)
	c.scope = NewScope(file, 1)
	c.scope.Env.Lexical = expand.NewLexical()
	c.scope.Env.Lexical.Tracers = r.tracers()
	r.Shared.Track(c.scope.Env.Lexical)
	return c
}

// gather begins to keep the modules that p defines for the check at its Close.
func (r *Runtime) gather(p *proc.Process) *Compilation {
	c := &Compilation{r: r, p: p}
	if o, ok := r.compiling.Load(p); ok {
		c.outer = o.(*Compilation)
	}
	r.compiling.Store(p, c)
	return c
}

// Scope is the scope at the start of the file.
func (c *Compilation) Scope() *Scope { return c.scope }

// Close ends the compilation. With ok, it reports what was not used, and checks
// the modules unless an outer compilation will. The error is a tracer's.
func (c *Compilation) Close(ok bool) (err error) {
	x := c.r.definerIn(c.p, term.Nil).Expander()
	if c.scope != nil {
		l := c.scope.Env.Lexical
		err = x.TraceStop(c.scope.Env)
		c.r.Shared.Untrack(l)
		if ok && err == nil {
			l.Finish(x)
		}
	}
	if c.outer != nil {
		c.r.compiling.Store(c.p, c.outer)
		c.outer.made = append(c.outer.made, c.made...)
		if ok {
			c.outer.tests = append(c.outer.tests, c.tests...)
		}
		return err
	}
	c.r.compiling.Delete(c.p)
	if ok {
		for _, t := range c.tests {
			if c.r.System.Table.Module(t.m.Name) == nil {
				continue // the code has deleted it since
			}
			x.Verify(t.m, t.e)
			x.AfterVerify(t.m, t.e)
		}
	}
	return err
}

// Started tells the tracers that the file begins. The error is a tracer's.
func (c *Compilation) Started() error {
	return c.r.definerIn(c.p, term.Nil).Expander().TraceStart(c.scope.Env)
}

// tracers are the modules of the compiler option :tracers.
func (r *Runtime) tracers() []term.Atom {
	all, ok := r.settings.Load(term.Intern("compiler_options"))
	if !ok {
		return nil
	}
	v, _ := all.(term.Term).MapGet(term.A("tracers"))
	var out []term.Atom
	for _, t := range list(v) {
		if t.IsAtom() {
			out = append(out, t.Atom())
		}
	}
	return out
}

// verify checks a module that p has defined, or keeps it for the end of the
// compilation that it belongs to.
func (r *Runtime) verify(p *proc.Process, d *lower.Definer) func(m *expand.Module, e *expand.Env) {
	return func(m *expand.Module, e *expand.Env) {
		if c, ok := r.compiling.Load(p); ok {
			c := c.(*Compilation)
			c.tests = append(c.tests, verification{m, e})
			return
		}
		x := d.Expander()
		x.Verify(m, e)
		x.AfterVerify(m, e)
	}
}

// defined notes the modules that p has defined.
func (r *Runtime) defined(p *proc.Process) func(name, binary term.Term) {
	return func(name, binary term.Term) {
		if c, ok := r.compiling.Load(p); ok {
			c := c.(*Compilation)
			c.made = append(c.made, term.Tuple(name, binary))
		}
		if compiledInParallel(p) {
			r.Call(p, atomParallelCompiler, term.Intern("__defined__"), name, binary)
		}
	}
}
