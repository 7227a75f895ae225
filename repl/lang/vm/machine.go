package vm

import (
	"gex/node/proc"
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

// Machine is the running state of one process; it is a proc.Runner.
type Machine struct {
	sys  *System
	proc *proc.Process

	stack    []term.Term
	fn       *code.Func
	pc       int
	base     int
	handlers []handler

	exc    exception
	bumped int

	trap       trapKind
	trapFun    term.Term
	trapModule term.Atom
	trapName   term.Atom
	trapArgs   []term.Term
	wait       *nativeWait

	appendable []byte // the last bit string built, with room to grow

	result term.Term
}

// handler is where an exception goes on: instruction pc of fn in the window
// at base, with the exception in registers reg to reg+2.
type handler struct {
	fn   *code.Func
	pc   int32
	base int
	reg  uint16
}

// exception is the one being raised.
type exception struct {
	class         Class
	reason        term.Term
	trace         *trace
	hideNative    bool
	hasCallerArgs bool
	hasGiven      bool
	callerArgs    term.Term
	given         term.Term
	info          term.Term
}

func (m *Machine) raise(class Class, reason term.Term) {
	m.trap = trapException
	m.exc = exception{class: class, reason: reason}
}
