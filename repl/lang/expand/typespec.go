package expand

import (
	"slices"
	"strings"

	"gex/proto/term"
)

var (
	atomTypespecError = term.Intern("Elixir.Kernel.TypespecError")
	atomTypedoc       = term.Intern("typedoc")
	atomOpaque        = term.Intern("opaque")
	atomTypep         = term.Intern("typep")
)

// typeEntry is what one @type, @spec or the like has left: the code, and where it
// stands.
type typeEntry struct {
	kind term.Atom
	expr term.Term
	line int
	env  int // as Module.shareEnv numbers it
}

// typeValue is the value that the attribute of a type gets when the body runs:
// {kind, code, {module, {line, number of the environment}}}.
func (m *macro) typeValue(name term.Atom, code term.Term) term.Term {
	line := term.Int(int64(Line(m.meta)))
	n := 0
	if mod := m.x.Shared.Module(m.e.Module); mod != nil {
		n = mod.shareEnv(m.e)
	}
	place := pair(m.e.Module.Term(), pair(line, term.Int(int64(n))))
	return makeCall(atomTuple, m.line, name.Term(), m.x.escapeUnquoting(code, m.e), place)
}

// shareEnv is keepEnv for what may have the line of another; numbers begin at 1.
func (m *Module) shareEnv(e *Env) int {
	if n := len(m.envs); n > 0 && m.envs[n-1].sameScope(e) {
		return n
	}
	return m.keepEnv(e) + 1
}

// sameScope tells whether two environments of a body differ in nothing but the
// line.
func (e *Env) sameScope(o *Env) bool {
	return e.Module == o.Module && e.File == o.File && e.Function == nil && o.Function == nil && slices.Equal(e.Aliases, o.Aliases) &&
		slices.Equal(e.Requires, o.Requires) && slices.Equal(e.Functions, o.Functions) && slices.Equal(e.Macros, o.Macros)
}

// typeExpr is the code in the value of the attribute of a type.
func typeExpr(value term.Term) term.Term {
	if value.IsTupleOf(3) && value.Elem(0).IsAtom() && value.Elem(2).IsTupleOf(2) {
		return value.Elem(1)
	}
	return value
}

// asCallback is the value of @callback for that of @spec.
func asCallback(spec term.Term) term.Term {
	if !spec.IsTupleOf(3) {
		return spec
	}
	return term.Tuple(term.A("callback"), spec.Elem(1), spec.Elem(2))
}

// typeEntries are the values of the attributes of types and specifications, in
// the order of the source.
func (m *Module) typeEntries(names ...string) []typeEntry {
	var out []typeEntry
	for _, e := range m.types {
		if slices.Contains(names, e.kind.String()) {
			out = append(out, e)
		}
	}
	return out
}

// PublicTypes calls f with each @type, @opaque, @spec, @callback and
// @macrocallback, in the order of the source: its kind, the quoted code and the
// line.
func (m *Module) PublicTypes(f func(kind term.Atom, code term.Term, line int)) {
	for _, e := range m.types {
		if e.kind != atomTypep {
			f(e.kind, e.expr, e.line)
		}
	}
}

// keepType notes a value of the attribute of a type.
func (m *Module) keepType(value term.Term) {
	if !value.IsTupleOf(3) || !value.Elem(2).IsTupleOf(2) {
		return
	}
	at := value.Elem(2).Elem(1)
	e := typeEntry{kind: value.Elem(0).Atom(), expr: value.Elem(1)}
	if at.IsTupleOf(2) && at.Elem(0).IsInt() && at.Elem(1).IsInt() {
		e.line, e.env = int(at.Elem(0).Int()), int(at.Elem(1).Int())
	}
	m.types = append(m.types, e)
}

// takeTypedoc notes that the @typedoc before a type is about it.
func (m *Module) takeTypedoc(value term.Term) {
	a, ok := m.attrs[atomTypedoc]
	if !ok || a.unset {
		return
	}
	if fa, ok := typeName(typeExpr(value)); ok && !a.Value.Is(term.False) && !a.Value.Is(term.AtomNil) {
		if m.typedocs == nil {
			m.typedocs = make(map[FA]int)
		}
		m.typedocs[fa] = a.Line
	}
	delete(m.attrs, atomTypedoc)
}

// typeCheck checks the types of a module.
type typeCheck struct {
	x       *Expander
	m       *Module
	above   frames
	defined map[FA]typeEntry
	used    map[FA]bool
	entry   typeEntry // the one being checked
	vars    map[term.Atom]int
}

// CheckTypes checks the types and the specifications of a module whose body has
// run: what they name must be there. It warns of what is odd in them.
func (x *Expander) CheckTypes(m *Module, e *Env) (err error) {
	defer catch(&err)
	t := &typeCheck{x: x, m: m, defined: make(map[FA]typeEntry), used: make(map[FA]bool)}
	t.above = frames{"Kernel.Typespec:translate_typespecs_for_module/2"}
	types := m.typeEntries("type", "typep", "opaque")
	for i, entry := range types {
		t.entry = entry
		t.within(frames{fold(i)}, func() { t.define(entry) })
	}
	t.each(types, t.definition)
	for _, kind := range []string{"spec", "callback", "macrocallback"} {
		t.each(m.typeEntries(kind), t.signature)
	}
	for _, entry := range types {
		if fa, _ := typeName(entry.expr); entry.kind == atomTypep && !t.used[fa] {
			t.warnFile(entry.line, "type "+showFA(fa)+" is unused")
		}
	}
	m.checkSpecs(x, e)
	m.checkOptional(x, e)
	return nil
}

// within runs f with frames on top of the trace.
func (t *typeCheck) within(f frames, run func()) {
	before := t.above
	t.above = append(slices.Clone(before), f...)
	run()
	t.above = before
}

func (t *typeCheck) each(entries []typeEntry, f func(typeEntry)) {
	for i, entry := range entries {
		t.entry = entry
		t.within(frames{}.nth(i), func() { f(entry) })
	}
}

// fail ends the check as Kernel.Typespec does.
func (t *typeCheck) fail(message ...string) {
	above := append(slices.Clone(t.above), "Kernel.Typespec:compile_error/2")
	panic(bailout{&Error{Exception: atomTypespecError, Message: strings.Join(message, ""),
		File: t.x.Shared.shown(t.env().File), Line: t.entry.line, Stack: term.List(above.terms()...)}})
}

// env is the environment of the entry being checked.
func (t *typeCheck) env() *Env {
	if n := t.entry.env; n > 0 && n <= len(t.m.envs) {
		return t.m.envs[n-1]
	}
	return &Env{Module: t.m.Name, File: t.m.File, Line: t.entry.line}
}

func (t *typeCheck) warn(message string) {
	t.x.warn(lineMeta(t.entry.line), t.env(), "%s", message)
}

// warnFile warns about a line, as of the file.
func (t *typeCheck) warnFile(line int, message string) {
	t.x.Diag.Report(Diagnostic{Severity: SeverityWarning, Message: message, File: t.m.File, Line: line, Module: term.AtomNil,
		Stacktrace: term.List(fileFrame(t.x.Shared.shown(t.m.File), line))})
}

func showFA(fa FA) string { return fa.Name.String() + "/" + itoa(fa.Arity) }

// typeName reads name(parameters) :: type.
func typeName(q term.Term) (fa FA, ok bool) {
	_, lr, ok := callOf(q, atomType, 2)
	if !ok {
		return FA{}, false
	}
	if isVar(lr[0]) {
		return FA{lr[0].Elem(0).Atom(), 0}, true
	}
	name, _, args, ok := call(lr[0])
	if !ok || name == atomType {
		return FA{}, false
	}
	return FA{name, len(args)}, true
}

// define notes that a type is there.
func (t *typeCheck) define(e typeEntry) {
	fa, ok := typeName(e.expr)
	if !ok {
		t.fail("invalid type specification: ", toString(e.expr))
	}
	if before, twice := t.defined[fa]; twice {
		t.fail("type ", showFA(fa), " is already defined in ", t.x.Shared.shown(t.m.File), ":", itoa(before.line))
	}
	if builtinTypes[fa] {
		t.fail("type ", showFA(fa), " is a built-in type and it cannot be redefined")
	}
	if fa.Name.String() == "record" && fa.Arity == 0 {
		t.warnFile(e.line, "type record/0 is overriding a built-in type")
	}
	t.defined[fa] = e
}

// definition checks what a type stands for.
func (t *typeCheck) definition(e typeEntry) {
	_, lr, _ := callOf(e.expr, atomType, 2)
	fa, _ := typeName(e.expr)
	if line, ok := t.m.typedocs[fa]; ok && e.kind == atomTypep {
		t.warnFile(line, "type "+showFA(fa)+" is private, @typedoc's are always discarded for private types")
	}
	t.vars = make(map[term.Atom]int)
	if _, _, params, ok := call(lr[0]); ok {
		var bad []string
		for _, p := range params {
			if !isVar(p) {
				bad = append(bad, toString(p))
				continue
			}
			t.vars[p.Elem(0).Atom()]++
		}
		if len(bad) > 0 {
			t.fail("@type definitions expect all arguments to be variables. The type ", showFA(fa), " has an invalid argument(s): ", strings.Join(bad, ", "))
		}
	}
	t.within(frames{"Kernel.Typespec:translate_type/2"}, func() {
		if _, named := t.vars[atomUnderscore]; named {
			t.fail("type variable '_' is invalid")
		}
		t.typespec(lr[1])
		if e.kind == atomOpaque && isAnyType(lr[1]) {
			t.warn("@opaque type " + showFA(fa) + " is underspecified and therefore meaningless")
		}
		t.checkVars()
	})
}

// isAnyType tells whether q is term() or any().
func isAnyType(q term.Term) bool {
	name, _, args, ok := call(q)
	if isVar(q) {
		name, ok = q.Elem(0).Atom(), true
	}
	return ok && len(args) == 0 && (name.String() == "term" || name.String() == "any")
}

// checkVars reports variables that say nothing.
func (t *typeCheck) checkVars() {
	names := make([]term.Atom, 0, len(t.vars))
	for name := range t.vars {
		names = append(names, name)
	}
	slices.SortFunc(names, compareAtoms)
	for _, name := range names {
		switch n := t.vars[name]; {
		case strings.HasPrefix(name.String(), "_"):
			if n > 1 {
				t.warn("the underscored type variable \"" + name.String() + "\" is used more than once in the type specification. A leading underscore indicates that the value of the variable should be ignored. If this is intended please rename the variable to remove the underscore")
			}
		case n == 1:
			t.within(frames{"lists:foreach_1/2"}, func() {
				t.fail("type variable ", name.String(), " is used only once. Type variables in typespecs must be referenced at least twice, otherwise it is equivalent to term()")
			})
		}
	}
}

// signature checks one @spec or @callback.
func (t *typeCheck) signature(e typeEntry) {
	q, guard := e.expr, term.Nil
	if _, lr, ok := callOf(q, atomWhen, 2); ok {
		q, guard = lr[0], lr[1]
		if !isKeyword(guard, func(term.Term) bool { return true }) {
			t.fail("expected keywords as guard in type specification, got: ", toString(guard))
		}
	}
	_, lr, ok := callOf(q, atomType, 2)
	if !ok {
		if _, _, _, isCall := call(q); isCall || isVar(q) {
			t.fail("type specification missing return type: ", toString(q))
		}
		t.fail("invalid type specification: ", toString(q))
	}
	_, _, args, isCall := call(lr[0])
	if !isCall && !isVar(lr[0]) {
		t.fail("invalid type specification: ", toString(q))
	}
	t.vars = make(map[term.Atom]int)
	for _, kv := range slice(guard) {
		t.vars[kv.Elem(0).Atom()] += 0
	}
	t.within(frames{"Kernel.Typespec:translate_spec/8"}, func() {
		for _, a := range args {
			if _, _, ok := callOf(a, atomBackslash, 2); ok {
				above := append(slices.Clone(t.above), "lists:foreach_1/2", "Kernel.Typespec:-ensure_no_defaults!/1-fun-0-/1", "Kernel.Typespec:ensure_not_default/1")
				panic(bailout{&Error{Exception: term.Intern("Elixir.ArgumentError"), Message: `default arguments \\ not supported in typespecs`, Stack: term.List(above.terms()...)}})
			}
		}
		t.list(args)
		t.typespec(lr[1])
		t.constraints(slice(guard))
		t.checkVars()
	})
}

// constraints checks what a specification says of its variables.
func (t *typeCheck) constraints(guard []term.Term) {
	for i, kv := range guard {
		name, q := kv.Elem(0).Atom(), kv.Elem(1)
		if isVarNamed(q, term.Intern("var")) {
			continue
		}
		t.within(frames{"Kernel.Typespec:guard_to_constraints/5", fold(i), "Kernel.Typespec:-guard_to_constraints/5-fun-0-/5"}, func() { t.typespec(q) })
		t.vars[name]++
	}
}

// checkSpecs reports specifications of functions that are not there.
func (m *Module) checkSpecs(x *Expander, e *Env) {
	specs := m.typeEntries("spec")
	for i, s := range specs {
		fa, ok := callbackName(s.expr)
		if _, there := m.byName[fa]; !ok || there || m.hasDefault(fa) {
			continue
		}
		m.failTypes(x, e, s.line, i, "spec for undefined function "+showFA(fa))
	}
}

// hasDefault tells whether default arguments make a function of another arity
// that one.
func (m *Module) hasDefault(fa FA) bool {
	for _, d := range m.defs {
		if d.Name.Name == fa.Name && fa.Arity < d.Name.Arity && fa.Arity >= d.Name.Arity-d.Defaults {
			return true
		}
	}
	return false
}

// checkOptional reports what is wrong with @optional_callbacks, and callbacks of
// a module with a behaviour_info/1 of its own.
func (m *Module) checkOptional(x *Expander, e *Env) {
	all, _ := m.Callbacks()
	if _, own := m.byName[FA{atomBehaviourInfo, 1}]; own {
		for _, kind := range []string{"callback", "macrocallback"} {
			for _, c := range m.typeEntries(kind) {
				fa, _ := callbackName(c.expr)
				m.failTypes(x, e, m.Line, -1, "cannot define @"+kind+" attribute for "+showFA(fa)+" when behaviour_info/1 is defined")
			}
		}
	}
	var optional []term.Term
	list, _ := m.Attribute("optional_callbacks")
	for _, l := range slice(list) {
		if l.IsList() {
			optional = append(optional, slice(l)...)
		} else {
			optional = append(optional, l)
		}
	}
	seen := make(map[FA]bool)
	for i, o := range optional {
		if !o.IsTupleOf(2) || !o.Elem(0).IsAtom() || !o.Elem(1).IsInt() {
			m.failTypes(x, e, m.Line, i, "invalid optional callback "+inspect(o)+". @optional_callbacks expects a keyword list of callback names and arities")
		}
		fa := FA{o.Elem(0).Atom(), int(o.Elem(1).Int())}
		switch {
		case !slices.Contains(all, fa) && !slices.Contains(all, FA{macroName(fa.Name), fa.Arity + 1}):
			m.failTypes(x, e, m.Line, i, "unknown callback "+showFA(fa)+" given as optional callback")
		case seen[fa]:
			m.failTypes(x, e, m.Line, i, showFA(fa)+" has been specified as optional callback more than once")
		}
		seen[fa] = true
	}
}

// failTypes reports an error of a module that is compiled already, at the
// element i of a list; -1 for none.
func (m *Module) failTypes(x *Expander, e *Env, line, i int, message string) {
	out := e.outside()
	x.report(SeverityError, lineMeta(line), out, "%s", message)
	err := x.compileError(out)
	if i >= 0 {
		err.Stack = term.List(frames{fold(i)}.terms()...)
	}
	panic(bailout{err})
}
