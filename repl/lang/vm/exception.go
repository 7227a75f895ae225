package vm

import (
	"slices"

	"gex/proto/term"
	"gex/repl/lang/code"
)

// Class is the class of an exception.
type Class uint8

// Classes of exceptions.
const (
	ClassError Class = iota
	ClassExit
	ClassThrow
)

// Atom returns the class as Erlang names it.
func (c Class) Atom() term.Atom {
	return [...]term.Atom{term.Error, term.Exit, term.Throw}[c]
}

// ClassOf is the reverse of Atom.
func ClassOf(t term.Term) (Class, bool) {
	switch {
	case t.Is(term.Error):
		return ClassError, true
	case t.Is(term.Exit):
		return ClassExit, true
	case t.Is(term.Throw):
		return ClassThrow, true
	}
	return 0, false
}

// handler is where an exception goes on: instruction pc of fn in the window
// at base, with the exception in registers reg to reg+2.
type handler struct {
	fn       *code.Func
	pc       int32
	reg      uint16
	base     int
	segments int // below that window
}

// exception is the one being raised.
type exception struct {
	class  Class
	reason term.Term
	trace  *trace // nil: to be taken where it is raised

	// How the trace is to begin.
	native *nativeFrame // a function written in Go, or an operator
	hide   bool         // the native does not appear
	bare   bool         // the interpreter of typed code called native past its handler
	again  bool         // a handler did not take it
	args   term.Term    // arguments of the first frame, if it is no native; zero: its arity
	info   term.Term    // error_info of the first frame; zero: none
	// twice tells that the place is two frames: what no fun was called from, and
	// where its call would have returned to.
	twice bool
	// inlined tells that native is an operator for which compiled code calls no
	// function: only in typed code is it a frame.
	inlined bool
}

// nativeFrame is a frame that is not on the stack.
type nativeFrame struct {
	module, name term.Atom
	args         term.Term
	missing      bool // there is no such function
	caller       *nativeFrame
	file         string
	fun          term.Term // in place of module and name: one that has no code
}

func (m *Machine) raise(class Class, reason term.Term) {
	m.trap = trapException
	if m.exc == nil {
		m.exc = new(exception)
	}
	*m.exc = exception{class: class, reason: reason}
}

// raiseOp raises the error of an operator or inline function of erlang.
func (m *Machine) raiseOp(reason, name term.Atom, args ...term.Term) {
	m.raise(ClassError, reason.Term())
	m.exc.native = &nativeFrame{module: atomErlang, name: name, args: term.List(args...)}
	m.exc.info = ertsErrors
}

// raiseTagged raises {tag, v}.
func (m *Machine) raiseTagged(tag term.Atom, v term.Term) {
	m.raise(ClassError, term.Tuple(tag.Term(), v))
}

// ertsErrors says that the error_info of a failed operator is found in
// erl_erts_errors.
var ertsErrors = term.MapOf(atomModule.Term(), atomErlErtsErrors.Term())

// explainers are the error_info of bad arguments of other modules' natives.
var explainers = func() map[string]term.Term {
	m := map[string]term.Term{"persistent_term": ertsErrors, "atomics": ertsErrors, "counters": ertsErrors}
	for _, module := range []string{"binary", "ets", "lists", "maps", "math", "re", "unicode"} {
		m[module] = term.MapOf(atomModule.Term(), term.A("erl_stdlib_errors"))
	}
	return m
}()

// nativeFailed puts the native that raised into the trace.
func (m *Machine) nativeFailed(fn *code.Func, args []term.Term) {
	x := m.exc
	if x.trace != nil || x.hide || x.native != nil {
		return
	}
	x.native = &nativeFrame{module: fn.Module, name: fn.Name, args: term.List(args...)}
	if x.reason.IsMap() {
		x.native.args = term.Int(int64(len(args))) // raised, not left without a clause
	}
	if x.info.IsNone() && x.class == ClassError {
		if fn.Module == atomErlang {
			x.info = ertsErrors
		} else if x.reason.Is(atomBadarg) || fn.Module == atomMaps {
			x.info = explainers[fn.Module.String()]
		}
	}
}

// unwind finds the handler of the exception and makes it the place to go on;
// false if there is none.
func (m *Machine) unwind() bool {
	x := m.exc
	m.trap = trapNone
	if x.trace == nil {
		x.trace = m.capture()
		if f := x.trace.frames; x.twice && len(f) > 0 && !typed(f[0].fn) {
			x.trace.frames = slices.Insert(f, 0, f[0])
		}
		if !x.inlined || x.trace.interpreted() {
			x.trace.native, x.trace.info = x.native, x.info
		}
		x.trace.args, x.trace.own, x.trace.reason = x.args, x.own(), x.reason
		x.trace.passed = m.passages(x.trace.own != raisedBare)
		if p := x.trace.passed; len(p) > 0 && !x.args.IsNone() && !x.hide && typed(m.fn) {
			p[0].line = m.fn.Source.Line // no clause of the fun was entered
		}
	} else {
		x.trace = x.trace.leaving(m.passages(!x.again))
	}
	n := len(m.handlers)
	if n == 0 || m.proc.Exiting() {
		// What an exit signal ended, a nested machine's run, is not to be caught.
		return false
	}
	h := m.handlers[n-1]
	m.handlers = m.handlers[:n-1]
	for len(m.segments) > h.segments {
		m.popSegment()
	}
	m.fn, m.pc, m.base = h.fn, int(h.pc), h.base
	regs := m.regs()
	*at(regs, h.reg) = x.class.Atom().Term()
	*at(regs, h.reg+1) = x.reason
	*at(regs, h.reg+2) = opaque(pointer(x.trace))
	*m.exc = exception{}
	return true
}

// reraise raises again what a handler did not take.
func (m *Machine) reraise(class, reason term.Term, tr *trace) {
	c, _ := ClassOf(class)
	m.raise(c, reason)
	m.exc.trace, m.exc.again = tr, true
}

// own tells how the exception is raised if that is in typed code.
func (x *exception) own() ownRaise {
	switch {
	case x.bare:
		return raisedBare
	case x.native == nil && !x.hide:
		return raisedSelf
	}
	return raisedCall
}

// caught is the value of catch.
func (m *Machine) caught(class, reason term.Term, tr *trace) term.Term {
	switch c, _ := ClassOf(class); c {
	case ClassThrow:
		return reason
	case ClassExit:
		return term.Tuple(term.EXIT.Term(), reason)
	}
	return term.Tuple(term.EXIT.Term(), term.Tuple(reason, tr.term()))
}

// crash ends the process with the exception that nobody caught.
func (m *Machine) crash() {
	x := m.exc
	if m.embedded {
		m.uncaught = x
		return
	}
	switch x.class {
	case ClassExit:
		m.proc.SetExit(x.reason)
	case ClassThrow:
		m.proc.Crash(term.Tuple(term.Tuple(atomNocatch.Term(), x.reason), x.trace.term()))
	default:
		m.proc.Crash(term.Tuple(x.reason, x.trace.term()))
	}
}
