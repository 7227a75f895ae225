package expand

import "gex/proto/term"

var (
	atomTrace         = term.Intern("trace")
	atomElixirLexical = term.A("elixir_lexical")
)

// The names of the events that tracers get (Code, "Compilation tracers").
var (
	eventStart            = term.Intern("start")
	eventStop             = term.Intern("stop")
	eventDefmodule        = term.Intern("defmodule")
	eventOnModule         = term.Intern("on_module")
	eventAlias            = term.Intern("alias")
	eventAliasExpansion   = term.Intern("alias_expansion")
	eventAliasReference   = term.Intern("alias_reference")
	eventImport           = term.Intern("import")
	eventRequire          = term.Intern("require")
	eventImportedFunction = term.Intern("imported_function")
	eventImportedMacro    = term.Intern("imported_macro")
	eventImportedQuoted   = term.Intern("imported_quoted")
	eventRemoteFunction   = term.Intern("remote_function")
	eventRemoteMacro      = term.Intern("remote_macro")
	eventLocalFunction    = term.Intern("local_function")
	eventLocalMacro       = term.Intern("local_macro")
	eventStructExpansion  = term.Intern("struct_expansion")
	keyOperation          = term.Intern("operation")
	operationMatch        = term.A("match")
	operationUpdate       = term.A("update")
	importWithoutWarning  = kv(atomWarn, falseTerm)
)

// traced tells whether the lexical context of e has tracers.
func (e *Env) traced() bool { return e.Lexical != nil && len(e.Lexical.Tracers) > 0 }

// trace tells the tracers of the event {name, meta, rest...}.
func (x *Expander) trace(e *Env, name term.Atom, meta term.Term, rest ...term.Term) {
	if e.traced() {
		x.event(e, term.Tuple(append([]term.Term{name.Term(), meta}, rest...)...))
	}
}

// traceCall tells the tracers of a call of module.fa.
func (x *Expander) traceCall(e *Env, name term.Atom, meta term.Term, module term.Atom, fa FA) {
	if e.traced() {
		x.trace(e, name, meta, module.Term(), fa.Name.Term(), term.Int(int64(fa.Arity)))
	}
}

// traceTarget tells the tracers of a call of what resolve has found.
func (x *Expander) traceTarget(e *Env, t target, meta term.Term, fa FA) {
	if !e.traced() {
		return
	}
	switch {
	case x.onlyModules && e.Module == term.AtomNil && t.module == atomKernel && fa.Name == eventDefmodule:
	case t.kind == localMacro:
		x.traceLocal(e, eventLocalMacro, meta, fa)
	case t.kind == remoteMacro && t.fixed:
		x.traceCall(e, eventRemoteMacro, meta, t.module, fa)
	case t.kind == remoteMacro:
		x.traceCall(e, eventImportedMacro, meta, t.module, fa)
	case t.kind == remoteFunction && t.fixed:
		x.traceCall(e, eventRemoteFunction, meta, t.module, fa)
	case t.kind == remoteFunction:
		x.traceCall(e, eventImportedFunction, meta, t.module, fa)
	}
}

// onlyModules tells whether all of q are definitions of modules.
func onlyModules(q term.Term) bool {
	if _, list, ok := callOf(q, atomBlock, -1); ok && len(list) > 0 {
		for _, one := range list {
			if _, _, ok := callOf(one, eventDefmodule, 2); !ok {
				return false
			}
		}
		return true
	}
	_, _, ok := callOf(q, eventDefmodule, 2)
	return ok
}

// traceStruct tells the tracers of a struct in an operation, if it is none that
// makes one.
func (x *Expander) traceStruct(e *Env, meta, operation term.Term, module term.Atom, assocs []term.Term) {
	if !e.traced() {
		return
	}
	keys := make([]term.Term, len(assocs))
	for i, a := range assocs {
		keys[i] = a.Elem(0)
	}
	if !operation.IsNone() {
		meta = term.Cons(kv(keyOperation, operation), meta)
	}
	x.trace(e, eventStructExpansion, meta, module.Term(), term.List(keys...))
}

// traceLocal tells the tracers of a call of fa in its own module.
func (x *Expander) traceLocal(e *Env, name term.Atom, meta term.Term, fa FA) {
	if e.traced() {
		x.trace(e, name, meta, fa.Name.Term(), term.Int(int64(fa.Arity)))
	}
}

// event calls each tracer with the event and the environment. What a tracer
// raises ends the expansion.
func (x *Expander) event(e *Env, event term.Term) {
	env := e.Term().MapPut(keyLexicalTracker, x.tracker(e)).MapPut(keyTracers, e.tracersTerm())
	for _, tracer := range e.Lexical.Tracers {
		out, err := x.Code.Apply(tracer, atomTrace, []term.Term{event, env})
		if err == nil && !out.Is(term.Ok) {
			_, err = x.Code.Apply(atomErlang, term.Error, []term.Term{pair(term.A("badmatch"), out)})
		}
		if err != nil {
			panic(bailout{err})
		}
	}
}

// tracersTerm is the field tracers of an environment. What follows the use of
// aliases and imports counts as one.
func (e *Env) tracersTerm() term.Term {
	return term.Cons(atomElixirLexical, atomList(e.Lexical.Tracers))
}

// TraceStart tells the tracers that the lexical context of e begins.
func (x *Expander) TraceStart(e *Env) error { return x.traceAtom(e, eventStart) }

// TraceStop tells the tracers that the lexical context of e ends.
func (x *Expander) TraceStop(e *Env) error { return x.traceAtom(e, eventStop) }

// TraceDefmodule tells the tracers that the definition of e.Module begins.
func (x *Expander) TraceDefmodule(e *Env) error { return x.traceAtom(e, eventDefmodule) }

// TraceModule tells the tracers that e.Module is defined, with its BEAM file.
func (x *Expander) TraceModule(e *Env, binary term.Term) (err error) {
	defer catch(&err)
	x.trace(e, eventOnModule, binary, term.A("none"))
	return nil
}

func (x *Expander) traceAtom(e *Env, name term.Atom) (err error) {
	defer catch(&err)
	if e.traced() {
		x.event(e, name.Term())
	}
	return nil
}
