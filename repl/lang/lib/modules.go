package lib

import (
	"gex/node/proc"
	"gex/proto/term"
	"gex/repl/lang/absform"
	"gex/repl/lang/compile"
	"gex/repl/lang/lower"
	"gex/repl/lang/vm"
)

// registerModuleNatives defines what code that defines modules calls.
func (r *Runtime) registerModuleNatives() {
	for _, n := range lower.Natives {
		vm.Register(r.System.Table, n.Module, []vm.Row{{Name: n.Name, Arity: n.Arity,
			Func: func(m *vm.Machine, args []term.Term) (term.Term, bool) {
				t, err := n.Func(r.definer(m.Proc()), append([]term.Term(nil), args...))
				if err != nil {
					return r.raise(m, err)
				}
				return t, true
			}}})
	}
}

func (r *Runtime) definer(p *proc.Process) *lower.Definer {
	d := &lower.Definer{Machine: expansion{r, p}, Diag: r.diagnostics(p), Shared: &r.Shared}
	d.Verify = r.verify(p, d)
	return d
}

// Eval implements lower.Machine.
func (x expansion) Eval(exprs []absform.Expr, vars map[string]term.Term, file string) (term.Term, error) {
	bound := func(name string) bool { _, ok := vars[name]; return ok }
	prog, err := compile.Expr(x.System.Table, exprs, bound, compile.Options{File: relative(file)})
	if err != nil {
		return term.Term{}, err
	}
	args := make([]term.Term, len(prog.Needs))
	for i, name := range prog.Needs {
		args[i] = vars[name]
	}
	out, exc := vm.Nested(vm.NewCode(x.System, prog.Func, args), x.p)
	if exc != nil {
		return term.Term{}, exc
	}
	return out.Elem(0), nil
}

// Load implements lower.Machine.
func (x expansion) Load(m *absform.Module) error {
	m.File = relative(m.File)
	mod, err := compile.Module(x.System.Table, m)
	if err != nil {
		return err
	}
	if x.OnModule != nil {
		x.OnModule(m)
		mod.Library = true
	}
	x.System.Table.Load(mod)
	return nil
}

// Loaded implements lower.Machine.
func (x expansion) Loaded(name term.Atom) (path string, ok bool) {
	return "", x.System.Table.Module(name) != nil
}
