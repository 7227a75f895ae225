package vm

import (
	"time"

	"gex/node/proc"
	"gex/proto/term"
	"gex/repl/lang/code"
)

// Native is a function written in Go. args is the native's for the call only:
// it must not keep the slice (the terms are fine to keep). It returns the
// result and true, or what one of Error, Badarg, Throw, Exit, Raise,
// TailApply, TailCall, Receive and Hibernate returns:
//
//	func hd(m *vm.Machine, args []term.Term) (term.Term, bool) {
//		if !args[0].IsCons() {
//			return m.Badarg()
//		}
//		return args[0].Head(), true
//	}
//
// A native runs to its end on the goroutine of its process. One that takes
// long calls Bump for the reductions it is worth; one that blocks the thread
// (files, sockets) does so inside Block.
type Native func(m *Machine, args []term.Term) (term.Term, bool)

// Row is one line of a module's table of natives.
type Row struct {
	Name  string
	Arity int
	Func  Native
	Guard bool // may be called in guards: no effects, and fails only by Badarg
}

// Register defines natives of a module.
func Register(t *code.Table, module string, rows []Row) {
	mod := term.Intern(module)
	for _, r := range rows {
		t.AddNative(&code.Func{
			Module: mod, Name: term.Intern(r.Name), Arity: r.Arity, NRegs: r.Arity + 1,
			Code:   []code.Instr{{Op: code.CallNative}, {Op: code.Ret}, {}},
			Native: r.Func, Guard: r.Guard,
		})
	}
}

// System is what all machines of a node share.
type System struct {
	Table *code.Table
	// Host is the node as natives see it; they assert the interface that they
	// need. The machine itself needs nothing of it.
	Host any
}

// Proc returns the process that runs the native.
func (m *Machine) Proc() *proc.Process { return m.proc }

// System returns what the machines of this node share.
func (m *Machine) System() *System { return m.sys }

// Self returns the pid of the process.
func (m *Machine) Self() term.Term { return m.proc.Self() }

// Bump counts n reductions for work done by a native.
func (m *Machine) Bump(n int) { m.bumped += n }

// Block runs f, which may block the thread, while other processes go on.
func (m *Machine) Block(f func()) { m.proc.Blocking(f) }

// Error raises an exception of class error. The native appears in the
// stack trace with its arguments.
func (m *Machine) Error(reason term.Term) (term.Term, bool) {
	m.raise(ClassError, reason)
	return term.Term{}, false
}

// NativeEntry returns the row of a stack trace for a native function.
func (m *Machine) NativeEntry(module, name term.Atom, arity int) term.Term {
	n := nativeFrame{module: module, name: name, args: term.Int(int64(arity))}
	return term.Tuple(module.Term(), name.Term(), n.args, n.location(term.Term{}))
}

// Badarg raises error badarg.
func (m *Machine) Badarg() (term.Term, bool) { return m.Error(atomBadarg.Term()) }

// Badarith raises error badarith.
func (m *Machine) Badarith() (term.Term, bool) { return m.Error(atomBadarith.Term()) }

// SystemLimit raises error system_limit.
func (m *Machine) SystemLimit() (term.Term, bool) { return m.Error(atomSystemLimit.Term()) }

// ErrorInfo raises an error whose trace entry carries {error_info, info}, info
// being a map such as #{cause => C, module => M}; erlang:error/3.
func (m *Machine) ErrorInfo(reason, info term.Term) (term.Term, bool) {
	m.raise(ClassError, reason)
	m.exc.info = info
	return term.Term{}, false
}

// ErrorArgs raises an error with args in place of the arity of the function
// that called the native, as erlang:error/2 does; the native itself is not in
// the trace.
func (m *Machine) ErrorArgs(reason term.Term, args []term.Term) (term.Term, bool) {
	m.raise(ClassError, reason)
	m.exc.hide, m.exc.args = true, term.List(args...)
	return term.Term{}, false
}

// Frame is a function in a stack trace; Args are its arguments, or its arity.
// File is its source if that is not the one of a module of Elixir by that name.
type Frame struct {
	Module, Name string
	Args         term.Term
	File         string
}

// ErrorIn raises an error in functions that the native stands for, innermost
// first. The native itself is not in the trace.
func (m *Machine) ErrorIn(reason term.Term, in ...Frame) (term.Term, bool) {
	m.raise(ClassError, reason)
	at := &m.exc.native
	for _, f := range in {
		*at = &nativeFrame{module: term.Intern(f.Module), name: term.Intern(f.Name), args: f.Args, file: f.File}
		at = &(*at).caller
	}
	if reason.Is(atomBadarg) {
		m.exc.info = explainers[in[0].Module]
	}
	return term.Term{}, false
}

// RaiseHere raises an exception whose trace begins at the caller of the
// native: erlang:error/1, exit/1, throw/1.
func (m *Machine) RaiseHere(class Class, reason term.Term) (term.Term, bool) {
	m.raise(class, reason)
	m.exc.hide = true
	return term.Term{}, false
}

// Throw raises an exception of class throw; see RaiseHere.
func (m *Machine) Throw(value term.Term) (term.Term, bool) { return m.RaiseHere(ClassThrow, value) }

// Exit raises an exception of class exit; see RaiseHere.
func (m *Machine) Exit(reason term.Term) (term.Term, bool) { return m.RaiseHere(ClassExit, reason) }

// Reraise is Raise with a stack trace that code gave: erlang:raise/3.
func (m *Machine) Reraise(class Class, reason, stacktrace term.Term) (term.Term, bool) {
	m.Raise(class, reason, stacktrace)
	m.exc.trace.given = false
	return term.Term{}, false
}

// Raise raises an exception with a given stack trace, a list as
// erlang:raise/3 takes it.
func (m *Machine) Raise(class Class, reason, stacktrace term.Term) (term.Term, bool) {
	m.raise(class, reason)
	m.exc.trace = &trace{list: stacktrace, given: true}
	return term.Term{}, false
}

// TailApply makes the result of the native that of calling fun (a fun or an
// external fun) with args.
func (m *Machine) TailApply(fun term.Term, args ...term.Term) (term.Term, bool) {
	m.trap = trapApply
	m.trapFun = fun
	m.trapArgs = append(m.trapArgs[:0], args...)
	return term.Term{}, false
}

// TailCall makes the result of the native that of calling module:name(args).
func (m *Machine) TailCall(module, name term.Atom, args ...term.Term) (term.Term, bool) {
	m.trap = trapCall
	m.trapModule, m.trapName = module, name
	m.trapArgs = append(m.trapArgs[:0], args...)
	return term.Term{}, false
}

// Receive makes the native wait for the first message that match accepts. The
// message leaves the mailbox and the result of the native is that of
// then(msg, true). After timeout (never, if negative) it is that of
// then(zero, false). match and then run on the process; then may do whatever a
// native may.
func (m *Machine) Receive(match func(msg term.Term) bool, timeout time.Duration, then func(m *Machine, msg term.Term, ok bool) (term.Term, bool)) (term.Term, bool) {
	m.trap = trapReceive
	m.wait = &nativeWait{match: match, timeout: timeout, then: then}
	return term.Term{}, false
}

// Hibernate drops the whole stack, waits for a message, and goes on with
// module:name(args); the process ends with what that returns.
func (m *Machine) Hibernate(module, name term.Atom, args ...term.Term) (term.Term, bool) {
	m.TailCall(module, name, args...)
	m.trap = trapHibernate
	return term.Term{}, false
}

// Stacktrace returns the stack, innermost first, as a list of
// {M, F, Arity, Location}: process_info(Pid, current_stacktrace).
func (m *Machine) Stacktrace() term.Term { return m.capture().term() }

type trapKind uint8

const (
	trapNone trapKind = iota
	trapException
	trapApply
	trapCall
	trapReceive
	trapHibernate
)

// nativeWait is a native that waits for a message. Without match any message
// will do and stays in the mailbox (hibernate).
type nativeWait struct {
	match   func(term.Term) bool
	timeout time.Duration
	then    func(*Machine, term.Term, bool) (term.Term, bool)
}

// CallGuard calls a native that may be called in guards; false if it fails, which
// leaves no exception behind.
func (m *Machine) CallGuard(f Native, args []term.Term) (term.Term, bool) {
	v, ok := f(m, args)
	if !ok {
		m.trap = trapNone
	}
	return v, ok
}

// SetErrorInfo adds {error_info, info} to the trace entry of the exception that
// the native has just raised; erlang:error/3.
func (m *Machine) SetErrorInfo(info term.Term) { m.exc.info = info }
