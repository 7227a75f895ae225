package node

import (
	"fmt"

	"gex/node/proc"
	"gex/proto/term"
)

// Func is a function of a module written in Go: what spawning it runs. The
// process ends when it returns.
type Func func(p *proc.Process, args []term.Term)

// Funcs is a Resolver for programs that offer functions in Go, keyed by
// "module:function/arity". Anything else ends with undef.
type Funcs map[string]Func

// Start returns a process that calls the function.
func (fs Funcs) Start(module, function term.Atom, args []term.Term) proc.Runner {
	f := fs[fmt.Sprintf("%s:%s/%d", module, function, len(args))]
	return proc.GoFunc(func(p *proc.Process) {
		if f == nil {
			p.Crash(Undef(module, function, args))
			return
		}
		f(p, args)
	})
}

// StartFun returns a process that calls an external fun; it ends with badfun for
// any other.
func (fs Funcs) StartFun(fun term.Term, args []term.Term) proc.Runner {
	if e := fun.Export(); e != nil && e.Arity == len(args) {
		return fs.Start(e.Module, e.Name, args)
	}
	return proc.GoFunc(func(p *proc.Process) {
		p.Crash(term.Tuple(term.Tuple(term.A("badfun"), fun), term.Nil))
	})
}

// Undef returns the exit reason of a call to a function that does not exist.
func Undef(module, function term.Atom, args []term.Term) term.Term {
	return term.Tuple(term.A("undef"),
		term.List(term.Tuple(module.Term(), function.Term(), term.List(args...), term.Nil)))
}

var _ Resolver = Funcs(nil)
