package expand

import (
	"slices"
	"strings"

	"gex/proto/term"
)

// Finish ends the body of a module: it settles what was overridden and reports
// what is wrong with the whole. The error is that of a module with errors.
func (x *Expander) Finish(m *Module, e *Env) (err error) {
	defer catch(&err)
	m.settleOverridables()
	for _, d := range m.defs {
		if len(d.Clauses) == 0 {
			x.report(SeverityError, d.Meta, e, "implementation not provided for predefined %s %s/%d", d.Kind, d.Name.Name, d.Name.Arity)
			m.Taint()
		}
	}
	m.checkImports(x)
	if m.tainted {
		return x.compileError(e)
	}
	m.checkUses(x)
	if m.tainted {
		return x.compileError(e)
	}
	m.checkDerive(x, e)
	m.warnUnusedLocals(x)
	m.checkNamed(x, e)
	if m.tainted {
		return x.compileError(e)
	}
	return nil
}

// Done warns of the attributes of a finished module that nothing read.
func (x *Expander) Done(m *Module, e *Env) { m.warnUnusedAttributes(x, e) }

func isMacroKind(kind term.Atom) bool { return kind == atomDefmacro || kind == atomDefmacrop }

func isPrivateKind(kind term.Atom) bool { return kind == atomDefp || kind == atomDefmacrop }

// checkUses reports calls of functions that are not there, and warns of private
// functions that nothing calls.
func (m *Module) checkUses(x *Expander) {
	for _, u := range m.uses {
		switch d, ok := m.byName[u.fa]; {
		case !ok:
			meta := u.meta
			if col := column(meta); col > 0 {
				meta = put(meta, metaSpan, term.Int(int64(col+graphemes(u.fa.Name.String()))))
			}
			x.report(SeverityError, meta, u.env, "undefined function %s/%d (expected %s to define such a function or for it to be imported, but none are available)", u.fa.Name, u.fa.Arity, InspectModule(m.Name))
			m.Taint()
		case isMacroKind(d.Kind):
			x.report(SeverityError, u.meta, u.env, "cannot invoke macro %s/%d before its definition", u.fa.Name, u.fa.Arity)
			m.Taint()
		}
	}
}

// warnUnusedLocals warns of private functions that nothing calls, and of default
// values that no call leaves out.
func (m *Module) warnUnusedLocals(x *Expander) {
	used := m.reachable()
	defs := slices.Clone(m.defs)
	slices.SortFunc(defs, func(a, b *Definition) int { return compareFA(b.Name, a.Name) })
	for _, d := range defs {
		if !isPrivateKind(d.Kind) || has(d.Meta, metaContext) || slices.Contains(m.kept, d.Name) {
			continue
		}
		what := "function"
		if isMacroKind(d.Kind) {
			what = "macro"
		}
		e := &Env{Module: m.Name, File: d.File}
		name, arity := d.Name.Name, d.Name.Arity
		least := arity
		for n := arity - d.Defaults; n < arity; n++ {
			if used[FA{name, n}] {
				least = n
				break
			}
		}
		unused := arity - least
		switch {
		case !used[d.Name]:
			x.warn(d.Meta, e, "%s %s/%d is unused", what, name, arity)
		case unused == d.Defaults:
		case unused == 0:
			x.warn(d.Meta, e, "default values for the optional arguments in the private %s %s/%d are never used", what, name, arity)
		case unused == 1:
			x.warn(d.Meta, e, "the default value for the last optional argument in the private %s %s/%d is never used", what, name, arity)
		default:
			x.warn(d.Meta, e, "the default values for the last %d optional arguments in the private %s %s/%d are never used", unused, what, name, arity)
		}
	}
}

// checkImports reports functions of the module that were called as imports before
// they were defined.
func (m *Module) checkImports(x *Expander) {
	for _, d := range m.defs {
		if i, ok := m.imported[d.Name]; ok {
			x.report(SeverityError, d.Meta, &Env{Module: m.Name, File: d.File}, "imported %s.%s/%d conflicts with local function", InspectModule(i), d.Name.Name, d.Name.Arity)
			m.Taint()
		}
	}
}

// reachable returns the definitions that public ones lead to.
func (m *Module) reachable() map[FA]bool {
	calls := make(map[FA][]FA)
	for _, u := range m.uses {
		calls[u.by] = append(calls[u.by], u.fa)
	}
	for _, d := range m.defs {
		for _, c := range d.Clauses {
			// A clause for default arguments calls the function itself.
			if meta, args, ok := callOf(c.Body, atomSuper, -1); ok {
				if has(meta, atomDefaultArg) {
					calls[d.Name] = append(calls[d.Name], FA{d.Name.Name, len(args)})
				}
			}
		}
	}
	seen := make(map[FA]bool)
	var visit func(fa FA)
	visit = func(fa FA) {
		if seen[fa] {
			return
		}
		seen[fa] = true
		for _, c := range calls[fa] {
			visit(c)
		}
	}
	for _, d := range m.defs {
		if !isPrivateKind(d.Kind) || slices.Contains(m.kept, d.Name) {
			visit(d.Name)
		}
	}
	for fa := range m.macrosUsed {
		visit(fa)
	}
	return seen
}

// Needed returns the definitions that calling fa may run, itself included.
func (m *Module) Needed(fa FA) []*Definition {
	calls := make(map[FA][]FA)
	for _, u := range m.uses {
		calls[u.by] = append(calls[u.by], u.fa)
	}
	var out []*Definition
	seen := make(map[FA]bool)
	var visit func(fa FA)
	visit = func(fa FA) {
		if seen[fa] {
			return
		}
		seen[fa] = true
		d, ok := m.byName[fa]
		if !ok {
			return
		}
		out = append(out, d)
		for _, c := range d.Clauses {
			if meta, args, ok := callOf(c.Body, atomSuper, -1); ok && has(meta, atomDefaultArg) {
				visit(FA{fa.Name, len(args)})
			}
		}
		for _, c := range calls[fa] {
			visit(c)
		}
	}
	visit(fa)
	return out
}

// Clauses counts the clauses stored so far: what was made of the definitions
// before is out of date when it has changed.
func (m *Module) Clauses() int { return m.clauses }

// Exported returns the public functions and macros, in order.
func (m *Module) Exported() (functions, macros []FA) {
	for _, d := range m.defs {
		switch d.Kind {
		case atomDef:
			functions = append(functions, d.Name)
		case atomDefmacro:
			macros = append(macros, d.Name)
		}
	}
	slices.SortFunc(functions, compareFA)
	slices.SortFunc(macros, compareFA)
	return functions, macros
}

// Deprecated returns [{{name, arity}, reason}].
func (m *Module) Deprecated() term.Term { return term.List(m.deprecated...) }

// IsMacro tells whether the definition is a macro.
func (d *Definition) IsMacro() bool { return isMacroKind(d.Kind) }

// IsPrivate tells whether only the module itself may call the definition.
func (d *Definition) IsPrivate() bool { return isPrivateKind(d.Kind) }

// Hooks calls what an attribute such as @before_compile names, in the order
// given, with the environment and more as arguments. What a macro among them
// returns is passed to run, as code of the module.
func (x *Expander) Hooks(m *Module, attribute string, e *Env, run func(q term.Term) error, more ...term.Term) (err error) {
	defer catch(&err)
	list, ok := m.Attribute(attribute)
	if !ok {
		return nil
	}
	hooks := slice(list)
	for i := len(hooks) - 1; i >= 0; i-- {
		h := hooks[i]
		if !h.IsTupleOf(2) || !h.Elem(0).IsAtom() || !h.Elem(1).IsAtom() {
			continue
		}
		module, name := h.Elem(0).Atom(), h.Elem(1).Atom()
		args := append([]term.Term{e.Term()}, more...)
		if !x.isMacro(module, FA{name, len(args)}) {
			if _, err := x.Code.Apply(module, name, args); err != nil {
				return err
			}
			continue
		}
		meta := lineMeta(m.Line)
		q := x.callMacro(target{kind: remoteMacro, module: module, name: name}, meta, args, State{}, e)
		if err := run(linify(q, meta, module.Term(), x.nextCounter())); err != nil {
			return err
		}
	}
	return nil
}

// ValidModuleName tells whether a module may have the name.
func ValidModuleName(name term.Term) bool {
	return name.IsAtom() && !name.Is(term.AtomNil) && !name.Is(term.True) && !name.Is(term.False) &&
		!strings.ContainsAny(name.AtomName(), `/\`)
}
