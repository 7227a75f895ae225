package lib

import (
	"gex/node/proc"
	"gex/proto/term"
	"gex/repl/lang/vm"
)

var (
	atomParallelCompiler = term.Intern("Elixir.Kernel.ParallelCompiler")
	atomCompilerInfo     = term.A("elixir_compiler_info")
)

// compiledInParallel tells whether p compiles a file for Kernel.ParallelCompiler,
// which notes that in the dictionary of the process.
func compiledInParallel(p *proc.Process) bool {
	_, ok := p.Dict().Get(atomCompilerInfo)
	return ok
}

// awaitModule waits until another file that is being compiled has defined the
// module. It returns false at once outside of Kernel.ParallelCompiler, and when no
// file will define it.
func (r *Runtime) awaitModule(p *proc.Process, module term.Atom) bool {
	if !compiledInParallel(p) {
		return false
	}
	found, exc := r.Call(p, atomParallelCompiler, term.Intern("__wait__"), module.Term())
	if exc != nil { // the compilation is over: it ends this process, which has no more to say
		p.Dict().Put(gathered, term.Tuple(term.Nil, term.False.Term()))
		return false
	}
	return found.Is(term.True)
}

// ensureCompiled is Code.ensure_compiled/1.
func (r *Runtime) ensureCompiled(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if a[0].IsAtom() && !r.System.Table.Ensure(a[0].Atom()) {
		r.awaitModule(m.Proc(), a[0].Atom())
	}
	return r.ensureLoaded(m, a)
}

// isDefining is elixir_code:defining(module): whether its body is being run.
func (r *Runtime) isDefining(_ *vm.Machine, a []term.Term) (term.Term, bool) {
	return term.Bool(a[0].IsAtom() && r.Shared.Module(a[0].Atom()) != nil), true
}

// relativePath is elixir_code:relative_path(file): the file as messages show it.
func relativePath(m *vm.Machine, a []term.Term) (term.Term, bool) {
	file, ok := textOf(a[0])
	if !ok {
		return functionClause(m)
	}
	return term.String(relative(file)), true
}
