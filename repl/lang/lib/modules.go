package lib

import (
	"errors"
	"slices"
	"strings"

	"gex/node"
	"gex/node/proc"
	"gex/proto/term"
	"gex/repl/lang/absform"
	"gex/repl/lang/bif"
	"gex/repl/lang/code"
	"gex/repl/lang/compile"
	"gex/repl/lang/erl/beam"
	"gex/repl/lang/expand"
	"gex/repl/lang/inspect"
	"gex/repl/lang/lower"
	"gex/repl/lang/vm"
)

// registerModuleNatives defines what code that defines modules calls.
func (r *Runtime) registerModuleNatives() {
	for _, n := range lower.Natives {
		vm.Register(r.System.Table, n.Module, []vm.Row{{Name: n.Name, Arity: n.Arity,
			Func: func(m *vm.Machine, args []term.Term) (term.Term, bool) {
				if n.Name == "compile" {
					m.Proc().Pass() // it takes no reductions but time
				}
				t, err := n.Func(r.definer(m), append([]term.Term(nil), args...))
				if err != nil {
					return r.raiseDefining(m, n, err)
				}
				return t, true
			}}})
	}
}

// raiseDefining raises what a native for definitions returned. The native itself,
// with the code that it got, is no part of the stack trace.
func (r *Runtime) raiseDefining(m *vm.Machine, n lower.Native, err error) (term.Term, bool) {
	var exc *vm.Exception
	var xe *expand.Error
	if err = exceptionOf(err); errors.As(err, &exc) || !errors.As(err, &xe) {
		return r.raise(m, err)
	}
	below := m.Stacktrace()
	if n.Module == "elixir_module" && n.Name == "compile" {
		if c, ok := r.compiling.Load(m.Proc()); ok && c.(*Compilation).scope != nil {
			below = term.Nil // of a file, the rest is too deep to be seen
		}
		below = term.Cons(moduleFailed, below)
	}
	return m.Raise(vm.ClassError, ErrorTerm(err), above(xe, below))
}

// above puts the frames of the compiler on top of the trace of an error.
func above(err *expand.Error, below term.Term) term.Term {
	if err.Above.IsNone() {
		return below
	}
	frames, _ := err.Above.Slice()
	for _, f := range slices.Backward(frames) {
		below = term.Cons(f, below)
	}
	return below
}

// moduleFailed is the frame that ends a module with errors, as Elixir has it.
var moduleFailed = term.Tuple(term.A("elixir_module"), term.A("-compile/7-fun-1-"), term.Int(12), term.List(
	term.Tuple(term.A("file"), term.Charlist("src/elixir_module.erl")), term.Tuple(term.A("line"), term.Int(198))))

// definer defines modules for the process of m, above the code that m runs.
func (r *Runtime) definer(m *vm.Machine) *lower.Definer { return r.definerIn(m.Proc(), m.Stacktrace()) }

// definerIn defines modules for p, with trace below what it runs.
func (r *Runtime) definerIn(p *proc.Process, trace term.Term) *lower.Definer {
	d := &lower.Definer{Machine: expansion{r, p, trace}, Diag: r.diagnostics(p), Shared: &r.Shared,
		Defined: r.defined(p), Redefine: r.compilerOption("ignore_module_conflict")}
	d.Verify = r.verify(p, d)
	return d
}

// Eval implements lower.Machine.
func (x expansion) Eval(exprs []absform.Expr, vars map[string]term.Term, file string) (term.Term, error) {
	bound := func(name string) bool { _, ok := vars[name]; return ok }
	c := x.nested(x.p)
	prog, err := compile.Expr(x.System.Table, exprs, bound, compile.Options{Module: compiledName(c.depth), Name: atomModuleBody, File: relative(file), Script: true})
	if err != nil {
		return term.Term{}, err
	}
	args := make([]term.Term, len(prog.Needs))
	for i, name := range prog.Needs {
		args[i] = vars[name]
	}
	c.depth++
	defer func() { c.depth-- }()
	below := x.trace
	if below.IsNone() {
		below = term.Nil
	}
	out, exc := vm.Nested(vm.NewCode(x.System, prog.Func, args).Under(frameTerms(moduleFrames, below)), x.p)
	if exc != nil {
		return term.Term{}, exc
	}
	return out.Elem(0), nil
}

var atomModuleBody = term.Intern("__MODULE__")

// Load implements lower.Machine.
func (x expansion) Load(m *absform.Module) error {
	m.File = relative(m.File)
	mod, err := compile.Module(x.System.Table, m)
	if err != nil {
		return err
	}
	if x.OnModule != nil {
		if !strings.HasPrefix(m.Name.String(), "Elixir.") {
			m.File = m.Name.String() + ".erl"
		}
		x.OnModule(m)
		mod.Library = true
	} else {
		mod.Forms = m
	}
	onLoad := takeOnLoad(mod)
	x.p.Pass() // what was spawned before calls the version that was there
	vm.Load(x.System.Table, x.p, x.Node.Processes(), mod)
	if onLoad != 0 && x.OnModule == nil {
		return x.runOnLoad(mod.Name, onLoad)
	}
	return nil
}

// takeOnLoad removes the attribute on_load, {name, 0}, from a module and returns
// the name, 0 if there is none.
func takeOnLoad(mod *code.Module) term.Atom {
	for i, at := range mod.Attributes {
		if at.Name.String() == "on_load" && at.Value.IsTupleOf(2) && at.Value.Elem(0).IsAtom() {
			mod.Attributes = slices.Delete(slices.Clone(mod.Attributes), i, i+1)
			return at.Value.Elem(0).Atom()
		}
	}
	return 0
}

// runOnLoad calls the function that a module wants called when it is loaded, in
// a process of its own. A module whose function does not return ok is not kept.
func (x expansion) runOnLoad(module, name term.Atom) error {
	var out term.Term
	var exc *vm.Exception
	done := make(chan struct{})
	_, err := x.Node.SpawnGo(nil, func(q *proc.Process) {
		defer close(done)
		out, exc = x.Call(q, module, name)
	}, node.SpawnOptions{})
	if err != nil {
		return err
	}
	x.p.Blocking(func() { <-done })
	if exc == nil && out.Is(term.Ok) {
		return nil
	}
	x.System.Table.Delete(module)
	reason := out
	if exc != nil {
		reason = exc.Reason
	}
	text := "The on_load function for module " + module.String() + " returned:\n" + inspect.String(reason) + "\n"
	if h, ok := x.System.Host.(*bif.Host); ok && h.Log != nil {
		h.Log("warning", text)
	}
	return nil
}

// Loaded implements lower.Machine.
func (x expansion) Loaded(name term.Atom) (path string, ok bool) {
	mod := x.System.Table.Module(name)
	if mod == nil {
		return "", false
	}
	return mod.Path, true
}

// Encode implements lower.Machine.
func (x expansion) Encode(m *absform.Module) ([]byte, error) {
	forms, _ := absform.ModuleToTerm(m).Slice()
	return beam.Encode(m, forms, term.Nil)
}
