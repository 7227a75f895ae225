package expand

import (
	"strings"

	"gex/proto/term"
)

// localsPrefix begins the names of the modules that hold, for the time a module
// is being defined, what its own macros need.
const localsPrefix = "elixir_locals."

// traced is an error of a macro with the trace that Elixir shows: what the macro
// has called, that it was being expanded, and where it stands.
func (x *Expander) traced(err error, t target, arity int, meta term.Term, e *Env) error {
	switch err := err.(type) {
	case Traced:
		var frames []term.Term
		for l := err.Stack(); l.IsCons(); l = l.Tail() {
			f := l.Head()
			if !f.IsTupleOf(4) || !f.Elem(0).IsAtom() || !f.Elem(1).IsAtom() {
				break
			}
			module, name := f.Elem(0).Atom(), f.Elem(1).Atom()
			local := strings.HasPrefix(module.String(), localsPrefix)
			if name == macroName(t.name) && (local || module == t.module) {
				break
			}
			if local {
				f = term.Tuple(e.Module.Term(), f.Elem(1), f.Elem(2), f.Elem(3))
			}
			frames = append(frames, f)
		}
		return err.WithStack(term.List(append(frames, x.expansionFrames("macro", t, arity, meta, e)...)...))
	case *Error:
		if !err.Stack.IsNone() {
			return err
		}
		with := *err
		with.Stack = term.List(append(slice(err.Above), x.expansionFrames("macro", t, arity, meta, e)...)...)
		return &with
	}
	return err
}

// expansionFrames are the frames of a macro or struct being expanded and of its
// caller.
func (x *Expander) expansionFrames(what string, t target, arity int, meta term.Term, e *Env) []term.Term {
	place := func(file string) term.Term { return term.List(kv(atomFileKey, term.Charlist(file))) }
	frame := func(module, name term.Atom, arity int, at term.Term) term.Term {
		return term.Tuple(module.Term(), name.Term(), term.Int(int64(arity)), at)
	}
	return []term.Term{frame(t.module, t.name, arity, place("expanding "+what)), x.callerFrame(meta, e)}
}

// callerFrame is the frame of what is being expanded.
func (x *Expander) callerFrame(meta term.Term, e *Env) term.Term {
	file, line := x.Shared.shown(e.File), Line(meta)
	if e.Module == term.AtomNil {
		return fileFrame(file, line)
	}
	name, arity := term.Intern("__MODULE__"), 0
	if e.Function != nil {
		name, arity = e.Function.Name, e.Function.Arity
	}
	return term.Tuple(e.Module.Term(), name.Term(), term.Int(int64(arity)), fileFrame(file, line).Elem(3))
}

// warnTraced warns with the trace of a macro's caller below the message.
func (x *Expander) warnTraced(meta term.Term, e *Env, message string) {
	if x.Diag != nil {
		x.Diag.Report(Diagnostic{Severity: SeverityWarning, Message: message, File: e.File, Line: Line(meta), Module: e.Module, Function: e.Function,
			Stacktrace: term.List(x.callerFrame(meta, e)), Trace: true})
	}
}

// fileFrame is the frame of a line of a file outside of modules.
func fileFrame(file string, line int) term.Term {
	return term.Tuple(term.A("elixir_compiler_0"), term.A("__FILE__"), term.Int(1),
		term.List(kv(atomFileKey, term.Charlist(file)), kv(atomLineKey, term.Int(int64(line)))))
}

var (
	atomFileKey = term.Intern("file")
	atomLineKey = term.Intern("line")
)

// tracedStruct gives an exception of the module of a struct the trace that Elixir
// shows: without the functions that were run.
func (x *Expander) tracedStruct(err error, module term.Atom, name FA, meta term.Term, e *Env) error {
	raised, ok := err.(Traced)
	if !ok {
		return err
	}
	return raised.WithStack(term.List(x.expansionFrames("struct", target{module: module, name: name.Name}, name.Arity, meta, e)...))
}

// tracing gives an error that leaves a macro of Kernel its trace.
func (x *Expander) tracing(t target, arity int, meta term.Term, e *Env) {
	switch r := recover().(type) {
	case nil:
	case bailout:
		if _, own := r.err.(*Error); own {
			r.err = x.traced(r.err, t, arity, meta, e)
		}
		panic(r)
	default:
		panic(r)
	}
}
