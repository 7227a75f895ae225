package expand

import (
	"slices"
	"strings"

	"gex/proto/term"
	"gex/repl/lang/diag"
)

// Verify checks a module that was defined against the others, which are all
// there by then: the behaviours it declares, and the functions it calls.
func (x *Expander) Verify(m *Module, e *Env) {
	v := &verifier{x: x, m: m, e: e, at: make(map[string]int)}
	v.behaviours()
	v.references()
	slices.SortStableFunc(v.found, func(a, b finding) int {
		if a.capture != b.capture {
			if a.capture {
				return 1
			}
			return -1
		}
		if a.first.Line != b.first.Line || a.first.Column > 0 || b.first.Column > 0 {
			return a.first.Line - b.first.Line
		}
		return strings.Compare(a.first.Message, b.first.Message)
	})
	for _, f := range v.found {
		if x.Diag != nil {
			x.Diag.Report(f.first)
		}
	}
}

// verifier gathers what is wrong with a module, one finding a message.
type verifier struct {
	x     *Expander
	m     *Module
	e     *Env
	found []finding
	at    map[string]int // message to its place in found
}

type finding struct {
	first   Diagnostic // the others are in its More
	capture bool
}

// warn adds a warning about a line of the module's body.
func (v *verifier) warn(line int, parts ...string) {
	v.add(Diagnostic{Severity: SeverityWarning, Message: strings.Join(parts, ""), File: v.e.File, Line: line, Module: v.m.Name}, false)
}

func (v *verifier) add(d Diagnostic, capture bool) {
	if i, ok := v.at[d.Message]; ok && d.Column > 0 == (v.found[i].first.Column > 0) {
		v.found[i].first.More = append(v.found[i].first.More, d)
		return
	}
	v.at[d.Message] = len(v.found)
	v.found = append(v.found, finding{d, capture})
}

// references checks the calls of functions of other modules.
func (v *verifier) references() {
	quiet := v.noWarnUndefined()
	for _, d := range v.m.defs {
		in := *v.e
		in.Function, in.File = &d.Name, d.File
		for _, c := range d.Clauses {
			w := &referenceWalk{report: func(module term.Atom, fa FA, meta term.Term, capture bool) {
				if !quiet(module, fa) {
					v.reference(module, fa, meta, &in, capture)
				}
			}}
			w.walk(term.List(c.Args...))
			w.walk(term.List(c.Guards...))
			w.walk(c.Body)
		}
	}
}

// noWarnUndefined reads @compile {:no_warn_undefined, …}.
func (v *verifier) noWarnUndefined() func(module term.Atom, fa FA) bool {
	list, _ := v.m.Attribute("compile")
	all := false
	var terms []term.Term
	var option func(t term.Term)
	option = func(t term.Term) {
		switch {
		case t.IsList():
			for _, o := range slice(t) {
				option(o)
			}
		case t.IsTupleOf(2) && t.Elem(0).Is(atomNoWarnUndefined):
			if t.Elem(1).IsList() {
				terms = append(terms, slice(t.Elem(1))...)
			} else {
				terms = append(terms, t.Elem(1))
			}
		}
	}
	option(list)
	return func(module term.Atom, fa FA) bool {
		mfa := term.Tuple(module.Term(), fa.Name.Term(), term.Int(int64(fa.Arity)))
		return all || slices.ContainsFunc(terms, func(t term.Term) bool { return t.Is(module) || term.Identical(t, mfa) })
	}
}

var (
	atomNoWarnUndefined = term.Intern("no_warn_undefined")
	atomModuleInfo      = term.Intern("module_info")
	atomInfo            = term.Intern("__info__")
	atomBehaviourInfo   = term.Intern("behaviour_info")
)

// implicit tells whether fa is a function that the compiler adds or treats
// itself.
func implicit(module term.Atom, fa FA) bool {
	switch fa.Name {
	case atomModuleInfo:
		return fa.Arity <= 1
	case atomInfo, atomBehaviourInfo:
		return fa.Arity == 1
	case atomAndalso, atomOrelse:
		return module == atomErlang && fa.Arity == 2
	}
	return false
}

func (v *verifier) reference(module term.Atom, fa FA, meta term.Term, e *Env, capture bool) {
	message := v.x.referenceFault(module, fa)
	if message == "" {
		return
	}
	v.add(v.x.diagnostic(SeverityWarning, meta, e, message), capture)
}

// referenceFault says what is wrong with a call of module:fa, "" if nothing is.
func (x *Expander) referenceFault(module term.Atom, fa FA) string {
	if implicit(module, fa) || x.Code == nil {
		return ""
	}
	what := InspectModule(module) + "." + fa.Name.String() + "/" + itoa(fa.Arity) + " is undefined"
	functions, macros, ok := x.Code.Exported(module)
	if !ok {
		if x.Shared.Module(module) != nil {
			return ""
		}
		return what + " (module " + InspectModule(module) + " is not available or is yet to be defined)" + diag.MissingAlias(module.Term())
	}
	if module == atomKernel {
		macros = kernelMacroNames()
		functions = kernelFunctions
	}
	if functions.Has(fa) {
		return x.deprecation(module, fa)
	}
	what += " or private"
	var exports []diag.Function
	for _, f := range macros.List() {
		exports = append(exports, diag.Function{Name: f.Name, Arity: f.Arity, Macro: true})
	}
	for _, f := range functions.List() {
		exports = append(exports, diag.Function{Name: f.Name, Arity: f.Arity})
	}
	return what + diag.FunctionHint(exports, module, fa.Name, fa.Arity)
}

// referenceWalk finds the remote calls and captures in expanded code.
type referenceWalk struct {
	report func(module term.Atom, fa FA, meta term.Term, capture bool)
}

func (w *referenceWalk) walk(q term.Term) {
	switch {
	case q.IsTupleOf(3):
		form, meta, args, ok := node(q)
		if !ok {
			return
		}
		if _, _, ok := Literal(q); ok {
			return
		}
		if _, c, ok := callOf(q, atomCapture, 1); ok {
			if w.capture(c[0]) {
				return
			}
		}
		if left, right, _, list, ok := remoteCall(q); ok {
			if left.IsAtom() {
				if !isTrue(meta, metaGenerated) {
					w.report(left.Atom(), FA{right, len(list)}, meta, false)
				}
			} else {
				w.walk(left)
			}
			w.walk(args)
			return
		}
		if form.IsTuple() {
			w.walk(form)
		}
		w.walk(args)
	case q.IsTupleOf(2):
		w.walk(q.Elem(0))
		w.walk(q.Elem(1))
	case q.IsCons():
		for ; q.IsCons(); q = q.Tail() {
			w.walk(q.Head())
		}
		w.walk(q)
	}
}

// capture takes &module.fun/arity.
func (w *referenceWalk) capture(q term.Term) bool {
	_, slash, ok := callOf(q, atomSlash, 2)
	if !ok || !slash[1].IsInt() {
		return false
	}
	left, right, meta, _, ok := remoteCall(slash[0])
	if ok && left.IsAtom() && !isTrue(meta, metaGenerated) {
		w.report(left.Atom(), FA{right, int(slash[1].Int())}, meta, true)
	}
	return ok && left.IsAtom()
}
