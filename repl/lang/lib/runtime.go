package lib

import (
	"sync"

	"gex/node"
	"gex/node/proc"
	"gex/proto/term"
	"gex/repl/lang/absform"
	"gex/repl/lang/bif"
	"gex/repl/lang/code"
	"gex/repl/lang/expand"
	"gex/repl/lang/vm"
)

// Runtime is the language on one node. It is the node's Resolver.
type Runtime struct {
	Node   *node.Node
	System *vm.System
	Shared expand.Shared
	// Diagnostics receives the compiler's errors and warnings of code that
	// runs without a sink of its own.
	Diagnostics expand.Diagnostics
	// OnModule is told of each module that is defined, if not nil; those
	// modules then belong to the library.
	OnModule func(*absform.Module)

	compiling sync.Map // *proc.Process to the innermost *Compilation
	nesting   sync.Map // *proc.Process to its *nesting
	settings  sync.Map // of term.Term by term.Atom
}

// New returns the language for the node of h, and makes it the node's Resolver.
func New(h *bif.Host, diagnostics expand.Diagnostics) *Runtime {
	table := code.NewTable()
	r := &Runtime{Node: h.Node, System: &vm.System{Table: table, Host: h}, Diagnostics: diagnostics}
	r.Shared.Relative = relative
	bif.Register(table)
	r.registerNatives()
	table.Autoload = r.autoload
	h.Node.SetResolver(r)
	return r
}

// Start implements node.Resolver.
func (r *Runtime) Start(module, function term.Atom, args []term.Term) proc.Runner {
	return vm.New(r.System, module, function, args)
}

// StartFun implements node.Resolver.
func (r *Runtime) StartFun(fun term.Term, args []term.Term) proc.Runner {
	return vm.NewFun(r.System, fun, args)
}

// Call applies a function inside a process that is running, on the goroutine
// that runs it, and waits for the result: for natives and Go processes that
// need the language, such as the expansion of macros.
func (r *Runtime) Call(p *proc.Process, module, function term.Atom, args ...term.Term) (term.Term, *vm.Exception) {
	return vm.Nested(vm.New(r.System, module, function, args), p)
}

// CallFun is Call with a fun.
func (r *Runtime) CallFun(p *proc.Process, fun term.Term, args ...term.Term) (term.Term, *vm.Exception) {
	return vm.Nested(vm.NewFun(r.System, fun, args), p)
}

// expansion is what package expand sees of the running system, for the code
// that process p expands.
type expansion struct {
	*Runtime
	p *proc.Process
	// trace is the stack below the code that is expanded; the zero Term if it is
	// not known.
	trace term.Term
}

// Apply implements expand.Code.
func (x expansion) Apply(module, function term.Atom, args []term.Term) (term.Term, error) {
	return result(x.Call(x.p, module, function, args...))
}

// ApplyFun implements expand.Code.
func (x expansion) ApplyFun(fun term.Term, args []term.Term) (term.Term, error) {
	return result(x.CallFun(x.p, fun, args...))
}

func result(t term.Term, exc *vm.Exception) (term.Term, error) {
	if exc != nil {
		return term.Term{}, exc
	}
	return t, nil
}

// EnsureLoaded implements expand.Code.
func (x expansion) EnsureLoaded(module term.Atom) bool {
	return x.System.Table.Ensure(module) || x.awaitModule(x.p, module)
}

// Exported implements expand.Code.
func (x expansion) Exported(module term.Atom) (functions, macros *expand.Names, ok bool) {
	if !x.EnsureLoaded(module) {
		return nil, nil, false
	}
	var fs, ms []expand.FA
	for _, f := range x.System.Table.Functions(module) {
		name := f.Name.String()
		switch macro, isMacro := cutMacro(name); {
		case isMacro:
			ms = append(ms, expand.FA{Name: term.Intern(macro), Arity: f.Arity - 1})
		case name == "module_info" || name == "__info__" || name == "behaviour_info":
		default:
			fs = append(fs, expand.FA{Name: f.Name, Arity: f.Arity})
		}
	}
	return expand.NewNames(fs...), expand.NewNames(ms...), true
}

// cutMacro returns the name of the macro that a function implements.
func cutMacro(function string) (string, bool) {
	const prefix = "MACRO-"
	if len(function) > len(prefix) && function[:len(prefix)] == prefix {
		return function[len(prefix):], true
	}
	return "", false
}

// Persistent returns what :persistent_term holds for key.
func (r *Runtime) Persistent(key term.Term) (term.Term, bool) {
	return r.System.Host.(*bif.Host).Persistent(key)
}
