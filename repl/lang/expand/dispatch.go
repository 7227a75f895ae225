package expand

import (
	"strings"

	"gex/proto/term"
	"gex/repl/lang/quoted"
)

// target is what a name means at some place.
type target struct {
	kind   targetKind
	module term.Atom
	name   term.Atom
	other  term.Atom // the second module of an ambiguous import
	fixed  bool      // a quote has resolved it
}

type targetKind uint8

const (
	notFound targetKind = iota
	remoteFunction
	remoteMacro
	localMacro
	ambiguous
	conflicting
)

// expandLocalCall expands name(args...): a macro, an import, or a function of
// the module being defined.
func (x *Expander) expandLocalCall(name term.Atom, meta term.Term, args []term.Term, s State, e *Env) (term.Term, State, *Env) {
	x.assertNoAmbiguousOp(name, meta, args, s, e)
	arity := len(args)
	locals := e.Function != nil && *e.Function != FA{name, arity}
	t := x.resolve(name, arity, meta, e, locals)
	x.noteImport(t, FA{name, arity}, meta, e)
	x.traceTarget(e, t, meta, FA{name, arity})
	switch t.kind {
	case remoteMacro, localMacro:
		x.checkDeprecated(meta, t.module, FA{name, arity}, true, e)
		q := x.callMacro(t, meta, args, s, e)
		return x.expandMacroResult(q, t.module, meta, s, e)
	case remoteFunction:
		dotMeta := meta
		if to, ok := inlines[inlineKey{t.module, FA{t.name, arity}}]; ok {
			t.module, t.name = to.module, to.name
		} else {
			x.checkDeprecated(meta, t.module, FA{name, arity}, false, e)
		}
		return x.expandRemote(t.module.Term(), t.name, dotMeta, meta, args, s, s.prepare(e), e)
	case ambiguous:
		x.fail(meta, e, "conflicting %s/%d import from modules %s and %s", name, arity, InspectModule(t.module), InspectModule(t.other))
	case conflicting:
		x.fail(meta, e, "call to local macro %s/%d conflicts with imported %s.%s/%d, please rename the local macro or remove the conflicting import", name, arity, InspectModule(t.module), name, arity)
	}
	if e.Function == nil {
		x.fail(meta, e, "undefined function %s/%d (there is no such import)", name, arity)
	}
	if e.Context != NoContext {
		where := "match"
		if e.Context == Guard {
			where = guardInfo(s)
		}
		q := makeNode(name.Term(), meta, term.List(args...))
		x.failSoft(meta, e, "cannot find or invoke local %s/%d inside a %s. Only macros can be invoked inside a %s and they must be defined before their invocation. Called as: %s", name, arity, where, where, toString(q))
	} else if m := x.Shared.Module(e.Module); m != nil {
		m.usesLocal(FA{name, arity}, *e.Function, meta, e)
		x.traceLocal(e, eventLocalFunction, meta, FA{name, arity})
	}
	es, s, e := x.expandArgs(args, s, e)
	return makeNode(name.Term(), meta, term.List(es...)), s, e
}

// noteImport keeps that a function of a module calls an import: the module must
// not define that itself.
func (x *Expander) noteImport(t target, fa FA, meta term.Term, e *Env) {
	if e.Function == nil || t.kind != remoteFunction && t.kind != remoteMacro || has(meta, metaContext) {
		return
	}
	if m := x.Shared.Module(e.Module); m != nil {
		if m.imported == nil {
			m.imported = make(map[FA]term.Atom)
		}
		m.imported[fa] = t.module
	}
}

func (s State) prepare(e *Env) State {
	if e.Context == NoContext {
		return s.prepareWrite()
	}
	return s
}

// resolve finds what name/arity means. Macros of the module being defined count
// when locals is set.
func (x *Expander) resolve(name term.Atom, arity int, meta term.Term, e *Env, locals bool) target {
	fa := FA{name, arity}
	t, fixed := importFromMeta(meta, arity)
	if fixed {
		t.name, t.fixed = name, true
		if x.isMacro(t.module, fa) {
			t.kind = remoteMacro
		}
		return t
	}
	t = findImport(fa, e)
	if t.kind == ambiguous {
		return t
	}
	t.name = name
	if locals {
		if m := x.Shared.Module(e.Module); m != nil && m.localMacro(fa) {
			if t.kind != notFound && t.module != e.Module {
				t.kind = conflicting
				return t
			}
			return target{kind: localMacro, module: e.Module, name: name}
		}
	}
	return t
}

// importFromMeta is the import that a quote has written into a call.
func importFromMeta(meta term.Term, arity int) (target, bool) {
	list, ok := get(meta, metaImports)
	if !ok || !has(meta, metaContext) {
		return target{}, false
	}
	for list.IsCons() {
		if h := list.Head(); h.IsTupleOf(2) && h.Elem(0).IsInt() && int(h.Elem(0).Int()) == arity && h.Elem(1).IsAtom() {
			return target{kind: remoteFunction, module: h.Elem(1).Atom()}, true
		}
		list = list.Tail()
	}
	return target{}, false
}

func findImport(fa FA, e *Env) (t target) {
	look := func(list []Import, kind targetKind) {
		for _, i := range list {
			if !i.Names.Has(fa) {
				continue
			}
			if t.kind == notFound {
				t.kind, t.module = kind, i.Module
				e.useImport(i.Module, fa)
			} else {
				t.kind, t.other = ambiguous, i.Module
			}
		}
	}
	look(e.Functions, remoteFunction)
	look(e.Macros, remoteMacro)
	return t
}

// isMacro tells whether module, which may be used, has the macro.
func (x *Expander) isMacro(module term.Atom, fa FA) bool {
	if module == atomErlang {
		return false
	}
	if module == atomKernel {
		return kernelMacroNames().Has(fa)
	}
	if _, ok := utilMacros[fa]; ok && module == atomKernelUtils {
		return true
	}
	if m := x.Shared.Module(module); m != nil {
		return false
	}
	if x.Code == nil || !x.Code.EnsureLoaded(module) {
		return false
	}
	_, macros, _ := x.Code.Exported(module)
	return macros.Has(fa)
}

// expandRemoteCall expands left.right(args...).
func (x *Expander) expandRemoteCall(left term.Term, right term.Atom, dotMeta, meta term.Term, args []term.Term, s State, e *Env) (term.Term, State, *Env) {
	receiver, acc, e := x.expand(left, s.prepare(e), e)
	if !receiver.IsAtom() {
		return x.expandRemote(receiver, right, dotMeta, meta, args, s, acc, e)
	}
	module, fa := receiver.Atom(), FA{right, len(args)}
	if to, ok := inlines[inlineKey{module, fa}]; ok {
		if e.Function == nil {
			e.useRequire(module)
		}
		x.traceCall(e, eventRemoteFunction, meta, module, fa)
		return x.expandRemote(to.module.Term(), to.name, dotMeta, meta, args, s, acc, e)
	}
	if module == e.Module || isTrue(meta, metaRequired) || e.requires(module) {
		if x.isMacro(module, fa) {
			e.useRequire(module)
			x.traceCall(e, eventRemoteMacro, meta, module, fa)
			x.checkDeprecated(meta, module, fa, true, e)
			q := x.callMacro(target{kind: remoteMacro, module: module, name: right}, meta, args, s, e)
			return x.expandMacroResult(q, module, meta, s, e)
		}
	}
	if e.Function == nil {
		e.useRequire(module) // it must be there when this code is compiled
		x.checkDeprecated(meta, module, fa, false, e)
	}
	x.traceCall(e, eventRemoteFunction, meta, module, fa)
	return x.expandRemote(receiver, right, dotMeta, meta, args, s, acc, e)
}

// expandRemote expands the arguments of a call of another module. s is the
// state before the call, acc the one after its receiver.
func (x *Expander) expandRemote(receiver term.Term, right term.Atom, dotMeta, meta term.Term, args []term.Term, s, acc State, e *Env) (term.Term, State, *Env) {
	if !receiver.IsAtom() && !receiver.IsTuple() {
		x.fail(meta, e, "invalid call %s", toString(makeDot(receiver, right, meta, args...)))
	}
	switch {
	case e.Context == Guard && receiver.IsTuple():
		if !isTrue(meta, metaNoParens) {
			x.failSoft(meta, e, "cannot invoke remote function inside a %s. If you want to do a map lookup instead, please remove parens from %s.%s()", guardInfo(s), toString(receiver), right)
		}
		return makeNode(makeCall(atomDot, dotMeta, receiver, right.Term()), meta, term.Nil), acc, e
	case e.Context == NoContext:
		es := make([]term.Term, len(args))
		for i, a := range args {
			es[i], acc, e = x.expandArg(a, acc, s, e)
		}
		return rewrite(receiver, dotMeta, right, meta, es), acc.closeWrite(s), e
	}
	if receiver.Is(atomErlang) && len(args) == 1 && args[0].IsNumber() {
		if n, ok := signed(right, args[0]); ok {
			return n, acc, e
		}
	}
	es := make([]term.Term, len(args))
	for i, a := range args {
		es[i], acc, e = x.expand(a, acc, e)
	}
	if e.Context == Match {
		return x.rewriteMatch(receiver, right, meta, es, e), acc, e
	}
	return x.rewriteGuard(receiver, dotMeta, right, meta, es, s, e), acc, e
}

func (x *Expander) assertNoAmbiguousOp(name term.Atom, meta term.Term, args []term.Term, s State, e *Env) {
	if len(args) != 1 {
		return
	}
	kind, ok := get(meta, metaAmbiguousOp)
	if !ok {
		return
	}
	if _, bound := s.read.get(Var{name, kind}); bound {
		arg := toString(args[0])
		x.fail(meta, e, "\"%s %s\" looks like a function call but there is a variable named \"%s\". If you want to perform a function call, use parentheses:\n\n    %s(%s)\n\nIf you want to perform an operation on the variable %s, use spaces around the unary operator", name, arg, name, name, arg, name)
	}
}

// ---- macros

// callMacro runs a macro and returns its code as the macro gave it.
func (x *Expander) callMacro(t target, meta term.Term, args []term.Term, s State, e *Env) term.Term {
	fa := FA{t.name, len(args)}
	if native := nativeMacro(t.module, fa); native != nil && t.kind == remoteMacro {
		defer x.tracing(t, len(args), meta, e)
		return native(&macro{x: x, name: t.name, meta: meta, line: lineMeta(Line(meta)), s: s, e: e}, args)
	}
	caller := x.envTerm(e.WithLine(Line(meta)), s)
	all := append([]term.Term{caller}, args...)
	var out term.Term
	var err error
	if t.kind == localMacro {
		out, err = x.Shared.Module(e.Module).callMacro(x, fa, all)
	} else {
		out, err = x.Code.Apply(t.module, macroName(t.name), all)
	}
	if err != nil {
		panic(bailout{x.traced(err, t, len(args), meta, e)})
	}
	return out
}

// nativeMacro returns the macro of module that is written in Go, nil if there
// is none.
func nativeMacro(module term.Atom, fa FA) kernelMacro {
	switch module {
	case atomKernel:
		return kernelMacros[fa]
	case atomKernelUtils:
		return utilMacros[fa]
	}
	return nil
}

// expandMacroResult expands what a macro of module gave: it gets the line of
// the call, and the macro's own variables the number of this expansion.
func (x *Expander) expandMacroResult(q term.Term, module term.Atom, meta term.Term, s State, e *Env) (term.Term, State, *Env) {
	if module != atomKernel && module != atomKernelUtils {
		q = linify(q, meta, module.Term(), x.nextCounter())
	}
	return x.expand(q, s, e)
}

// ExpandOnce expands q by one step if it is a macro call or an alias, and
// returns it unchanged if it is not, as Macro.expand_once does.
func (x *Expander) ExpandOnce(q term.Term, s State, e *Env) term.Term {
	if meta, args, ok := callOf(q, atomAliases, -1); ok {
		if len(args) > 0 && !args[0].IsAtom() {
			if first := x.ExpandOnce(args[0], s, e); first.IsAtom() {
				return concat(append([]term.Term{first}, args[1:]...)).Term()
			}
			return q
		}
		if a, ok := x.expandAliasList(meta, args, e); ok {
			if !s.noReference {
				x.trace(e, eventAliasReference, meta, a)
			}
			return a
		}
		return q
	}
	if isVar(q) {
		switch q.Elem(0).Atom() {
		case atomMODULE:
			return e.Module.Term()
		case atomDIR:
			return term.String(dirname(e.File))
		case atomENV:
			env, _ := quoted.Escape(x.envTerm(e.WithLine(Line(q.Elem(1))), s))
			return env
		}
		return q
	}
	if name, meta, args, ok := call(q); ok {
		fa := FA{name, len(args)}
		if isSpecialForm(fa) {
			return q
		}
		t := x.resolve(name, len(args), meta, e, e.Function == nil || *e.Function != fa)
		if t.kind == remoteMacro || t.kind == localMacro {
			out := x.callMacro(t, meta, args, s, e)
			if t.module == atomKernel {
				return out
			}
			return linify(out, meta, t.module.Term(), x.nextCounter())
		}
		return q
	}
	if left, name, meta, args, ok := remoteCall(q); ok {
		if len(args) == 0 && isVarNamed(left, atomENV) {
			if v, ok := mapGet(x.envTerm(e.WithLine(Line(left.Elem(1))), s), name); ok {
				v, _ = quoted.Escape(v)
				return v
			}
		}
		left = x.ExpandOnce(left, s, e)
		if left.IsAtom() {
			module, fa := left.Atom(), FA{name, len(args)}
			if (module == e.Module || e.requires(module)) && x.isMacro(module, fa) {
				e.useRequire(module)
				out := x.callMacro(target{kind: remoteMacro, module: module, name: name}, meta, args, s, e)
				if module == atomKernel {
					return out
				}
				return linify(out, meta, module.Term(), x.nextCounter())
			}
		}
	}
	return q
}

func isSpecialForm(fa FA) bool {
	switch fa.Name {
	case atomAliases, atomBlock, atomArrow, atomBits, atomTuple, atomMap, atomFn, atomSuper, atomFor, atomWith:
		return true
	case atomAlias, atomRequire, atomImport, atomQuote:
		return fa.Arity == 1 || fa.Arity == 2
	}
	return specialForms.Has(fa)
}

const macroPrefix = "MACRO-"

// macroName is the name of the function that implements a macro.
func macroName(name term.Atom) term.Atom { return term.Intern(macroPrefix + name.String()) }

// macroOf is the macro that a function implements.
func macroOf(name term.Atom) (term.Atom, bool) {
	if s, ok := strings.CutPrefix(name.String(), macroPrefix); ok {
		return term.Intern(s), true
	}
	return name, false
}

// CallImports lets a bare name call the imported function of that name when no
// variable has it, as the shell does for its helpers (h, pwd, …).
func CallImports(q term.Term, e *Env) term.Term {
	switch {
	case q.IsTupleOf(3):
		form, meta, args, ok := node(q)
		if !ok {
			return q
		}
		if form.IsAtom() && args.IsAtom() {
			if findImport(FA{form.Atom(), 0}, e).kind != notFound {
				return makeNode(form, putNew(meta, metaIfUndefined, atomApply.Term()), args)
			}
			return q
		}
		return makeNode(CallImports(form, e), meta, CallImports(args, e))
	case q.IsTupleOf(2):
		return pair(CallImports(q.Elem(0), e), CallImports(q.Elem(1), e))
	case q.IsCons():
		return term.Cons(CallImports(q.Head(), e), CallImports(q.Tail(), e))
	}
	return q
}
