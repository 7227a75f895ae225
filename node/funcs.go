package node

import (
	"errors"
	"fmt"

	"gex/node/erpc"
	"gex/node/proc"
	"gex/proto/term"
)

// Func is a function of a module written in Go. It runs in a process of its own,
// which ends when it returns. Its value is what rpc and erpc on other nodes get. An
// Exception is raised there as it is, any other error as an error whose reason is its
// text, a binary; proc.ErrExited only ends the process.
type Func func(p *proc.Process, args []term.Term) (term.Term, error)

// Funcs is a Resolver for programs that offer functions in Go, keyed by
// "module:function/arity". Others call them by rpc and erpc or spawn processes that
// run them. Anything else ends with undef.
type Funcs map[string]Func

// Exception is an exception of Erlang.
type Exception struct {
	Class  term.Atom // term.Error, term.Exit or term.Throw
	Reason term.Term
	Stack  term.Term // of an error, zero for none
}

// Error gives class and reason in Erlang's notation.
func (e *Exception) Error() string { return fmt.Sprintf("%s: %v", e.Class, e.Reason) }

var (
	atomErlang = term.Intern("erlang")
	atomApply  = term.Intern("apply")
	atomReturn = term.A("return")
)

// Start returns a process that calls the function.
func (fs Funcs) Start(module, function term.Atom, args []term.Term) proc.Runner {
	switch {
	case module == erpc.Module && function == erpc.ExecuteCall && len(args) == 4:
		return proc.GoFunc(func(p *proc.Process) { fs.execute(p, args[0], args[1:]) })
	case module == erpc.Module && function == erpc.ExecuteCast && len(args) == 3,
		module == atomErlang && function == atomApply && len(args) == 3:
		if list, ok := args[2].Slice(); ok && args[0].IsAtom() && args[1].IsAtom() {
			return fs.Start(args[0].Atom(), args[1].Atom(), list)
		}
	case module == atomErlang && function == atomApply && len(args) == 2:
		if list, ok := args[1].Slice(); ok {
			return fs.StartFun(args[0], list)
		}
	}
	return proc.GoFunc(func(p *proc.Process) {
		if _, e := fs.apply(p, module, function, args); e != nil {
			e.end(p)
		}
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

// execute is erpc:execute_call/4: the process ends with the outcome of the call.
func (fs Funcs) execute(p *proc.Process, result term.Term, call []term.Term) {
	list, proper := call[2].Slice()
	if !proper || !call[0].IsAtom() || !call[1].IsAtom() {
		p.SetExit(term.Tuple(result, term.Error.Term(), term.Tuple(erpc.Module.Term(), term.A("badarg"))))
		return
	}
	v, e := fs.apply(p, call[0].Atom(), call[1].Atom(), list)
	switch {
	case p.Exiting():
	case e == nil:
		p.SetExit(term.Tuple(result, atomReturn, v))
	case e.Class == term.Error:
		p.SetExit(term.Tuple(result, e.Class.Term(), e.Reason, e.Stack))
	default:
		p.SetExit(term.Tuple(result, e.Class.Term(), e.Reason))
	}
}

// apply calls a function. The exception has a stack.
func (fs Funcs) apply(p *proc.Process, module, function term.Atom, args []term.Term) (term.Term, *Exception) {
	f := fs[fmt.Sprintf("%s:%s/%d", module, function, len(args))]
	if f == nil {
		undef := Undef(module, function, args)
		return term.Term{}, &Exception{term.Error, undef.Elem(0), undef.Elem(1)}
	}
	v, err := f(p, args)
	var e *Exception
	switch {
	case err == nil && v.IsNone():
		v = term.Ok.Term()
	case err == nil:
	case errors.As(err, &e):
		e = &Exception{e.Class, e.Reason, e.Stack}
	case errors.Is(err, proc.ErrExited):
		e = &Exception{Class: term.Exit, Reason: p.ExitReason()}
	default:
		e = &Exception{Class: term.Error, Reason: term.String(err.Error())}
	}
	if e != nil && e.Stack.IsNone() {
		e.Stack = term.List(term.Tuple(module.Term(), function.Term(), term.Int(int64(len(args))), term.Nil))
	}
	return v, e
}

// end ends the process as an exception that nobody catches.
func (e *Exception) end(p *proc.Process) {
	switch e.Class {
	case term.Exit:
		p.SetExit(e.Reason)
	case term.Throw:
		p.Crash(term.Tuple(term.Tuple(term.A("nocatch"), e.Reason), e.Stack))
	default:
		p.Crash(term.Tuple(e.Reason, e.Stack))
	}
}

// Undef returns the exit reason of a call to a function that does not exist.
func Undef(module, function term.Atom, args []term.Term) term.Term {
	return term.Tuple(term.A("undef"),
		term.List(term.Tuple(module.Term(), function.Term(), term.List(args...), term.Nil)))
}

var _ Resolver = Funcs(nil)
