package expand

import "gex/proto/term"

// The functions of Macro.Env that change an environment or look names up in it.
// What is wrong with the arguments comes back as a message, not as a report.

// messages keeps the first error in place of reporting it.
type messages struct {
	first    string
	warnings Diagnostics // may be nil
}

func (m *messages) Report(d Diagnostic) {
	switch {
	case d.Severity == SeverityWarning:
		if m.warnings != nil {
			m.warnings.Report(d)
		}
	case m.first == "":
		m.first = d.Message
	}
}

// quietly runs f with an Expander that reports errors as messages.
func (x *Expander) quietly(warn bool, f func(*Expander) *Env) (env *Env, problem string, err error) {
	var m messages
	if warn {
		m.warnings = x.Diag
	}
	y := *x
	y.Diag = &m
	defer func() {
		if m.first != "" {
			env, problem, err = nil, m.first, nil
		}
	}()
	defer catch(&err)
	return f(&y), "", nil
}

// DefineAlias is Macro.Env.define_alias: alias module, opts.
func (x *Expander) DefineAlias(e *Env, meta term.Term, module term.Atom, opts term.Term) (*Env, string, error) {
	return x.quietly(true, func(x *Expander) *Env { return x.alias(meta, module, opts, true, e) })
}

// DefineRequire is Macro.Env.define_require: require module, opts. The module
// need not exist.
func (x *Expander) DefineRequire(e *Env, meta term.Term, module term.Atom, opts term.Term) (*Env, string, error) {
	return x.quietly(true, func(x *Expander) *Env { return x.alias(meta, module, opts, false, e.WithRequire(module)) })
}

// DefineImport is Macro.Env.define_import: import module, opts, for a module
// that is loaded.
func (x *Expander) DefineImport(e *Env, meta term.Term, module term.Atom, opts term.Term) (*Env, string, error) {
	warn, given := get(opts, term.Intern("emit_warnings"))
	return x.quietly(!given || warn.Is(term.True), func(x *Expander) *Env { return x.importNames(meta, module, opts, e) })
}

// ExpandAlias is Macro.Env.expand_alias: what an alias with these parts means,
// false when nothing makes it mean anything.
func (x *Expander) ExpandAlias(e *Env, meta term.Term, parts []term.Term) (term.Term, bool) {
	if len(parts) == 0 || !parts[0].IsAtom() {
		return term.Term{}, false
	}
	return x.aliasTarget(meta, parts, e)
}

var (
	resolvedFunction = term.A("function")
	resolvedMacro    = term.A("macro")
)

// ResolveImport is Macro.Env.expand_import: {:function, module, name},
// {:macro, module, name} or {:error, reason}.
func (x *Expander) ResolveImport(e *Env, meta term.Term, name term.Atom, arity int, locals bool) term.Term {
	failed := func(reason term.Term) term.Term { return pair(term.Error.Term(), reason) }
	if isSpecialForm(FA{name, arity}) {
		return failed(term.A("not_found"))
	}
	switch t := x.resolve(name, arity, meta, e, locals && (e.Function == nil || *e.Function != FA{name, arity})); t.kind {
	case remoteFunction:
		return term.Tuple(resolvedFunction, t.module.Term(), t.name.Term())
	case remoteMacro, localMacro:
		return term.Tuple(resolvedMacro, t.module.Term(), t.name.Term())
	case conflicting:
		return failed(pair(term.A("conflict"), t.module.Term()))
	case ambiguous:
		return failed(pair(term.A("ambiguous"), term.List(t.module.Term(), t.other.Term())))
	}
	return failed(term.A("not_found"))
}

// ResolveRequire tells whether module:name/arity is a macro that may be called
// in the environment.
func (x *Expander) ResolveRequire(e *Env, meta term.Term, module, name term.Atom, arity int) bool {
	return (module == e.Module || isTrue(meta, metaRequired) || e.requires(module)) && x.isMacro(module, FA{name, arity})
}

// RunMacro calls a macro and returns its code with the line of the call and
// hygiene applied.
func (x *Expander) RunMacro(e *Env, s State, meta term.Term, module, name term.Atom, args []term.Term) (out term.Term, err error) {
	defer catch(&err)
	t := target{kind: remoteMacro, module: module, name: name}
	if module == e.Module && x.Shared.Module(module) != nil {
		t.kind = localMacro
	}
	out = x.callMacro(t, meta, args, s, e)
	if module == atomKernel {
		return out, nil
	}
	return linify(out, meta, module.Term(), x.nextCounter()), nil
}

// UpdateTerm returns the Macro.Env struct t with what the names in e mean: its
// aliases, requires and imports.
func (e *Env) UpdateTerm(t term.Term) term.Term {
	all := e.Term()
	for _, key := range []term.Term{keyAliases, keyMacroAliases, keyRequires, keyFunctions, keyMacros} {
		v, _ := all.MapGet(key)
		t = t.MapPut(key, v)
	}
	return t
}
