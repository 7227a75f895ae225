package expand

import (
	"slices"
	"strings"

	"gex/proto/term"
)

var (
	atomAs     = term.Intern("as")
	atomWarn   = term.Intern("warn")
	atomOnly   = term.Intern("only")
	atomExcept = term.Intern("except")
)

func expandAliasesForm(x *Expander, q, meta term.Term, args []term.Term, s State, e *Env) (term.Term, State, *Env, bool) {
	if len(args) == 0 {
		return q, s, e, false
	}
	if a, ok := x.expandAliasList(meta, args, e); ok {
		if !s.noReference {
			x.trace(e, eventAliasReference, meta, a)
		}
		if name := a.AtomName(); name == "Elixir.True" || name == "Elixir.False" || name == "Elixir.Nil" {
			short := strings.TrimPrefix(name, "Elixir.")
			x.warn(meta, e, `reserved alias "%s" expands to the atom :"Elixir.%s". Perhaps you meant to write "%s" instead?`, short, short, strings.ToLower(short))
		}
		return a, s, e, true
	}
	head, s, e := x.expand(args[0], s, e)
	if !head.IsAtom() {
		x.fail(meta, e, `invalid alias: "%s". If you wanted to define an alias, an alias must expand to an atom at compile time but it did not, you may use Module.concat/2 to build it at runtime. If instead you wanted to invoke a function or access a field, wrap the function or field name in double quotes`, toString(q))
	}
	a := concat(append([]term.Term{head}, args[1:]...)).Term()
	if !s.noReference {
		x.trace(e, eventAliasReference, meta, a)
	}
	return a, s, e, true
}

// expandAliasList resolves the parts of an alias; false when the first part is
// code.
func (x *Expander) expandAliasList(meta term.Term, parts []term.Term, e *Env) (term.Term, bool) {
	if !parts[0].IsAtom() {
		return term.Term{}, false
	}
	if parts[0].Is(atomElixir) {
		return concat(parts).Term(), true
	}
	from := term.Intern("Elixir." + parts[0].AtomName())
	to, found := from, false
	switch a, ok := get(meta, metaAlias); {
	case ok && a.Is(term.False):
		counter, _ := get(meta, metaCounter)
		for _, al := range e.MacroAliases {
			if al.From == from && al.Counter == counter {
				to, found = al.To, true
				break
			}
		}
	case ok && a.IsAtom():
		return a, true
	default:
		for _, al := range e.Aliases {
			if al.From == from {
				to, found = al.To, true
				e.useAlias(from)
				break
			}
		}
		if found && e.traced() {
			x.trace(e, eventAliasExpansion, meta, from.Term(), to.Term())
		}
	}
	if !found {
		return concat(parts).Term(), true
	}
	if len(parts) == 1 {
		return to.Term(), true // perhaps an Erlang module
	}
	return concat(append([]term.Term{to.Term()}, parts[1:]...)).Term(), true
}

// expandUnreferenced expands a module's name that is no reference to it, such as the
// argument of alias.
func (x *Expander) expandUnreferenced(q term.Term, s State, e *Env) (term.Term, State, *Env) {
	outer := s.noReference
	s.noReference = true
	out, s, e := x.expand(q, s, e)
	s.noReference = outer
	return out, s, e
}

// concat joins aliases into the name of a module.
func concat(parts []term.Term) term.Atom {
	var b strings.Builder
	b.WriteString("Elixir")
	for i, p := range parts {
		name := ""
		switch {
		case p.Is(term.AtomNil):
			continue
		case p.IsAtom():
			name = p.AtomName()
		case p.IsBinary():
			name = p.Text()
		}
		if i == 0 && name == "Elixir" {
			continue
		}
		b.WriteByte('.')
		b.WriteString(strings.TrimPrefix(strings.TrimPrefix(name, "Elixir."), "."))
	}
	return term.Intern(b.String())
}

// multi splits alias/import/require Base.{A, B}.
func multi(args []term.Term) (base term.Term, refs []term.Term, rest []term.Term, ok bool) {
	if len(args) == 0 || len(args) > 2 {
		return
	}
	base, name, _, refs, ok := remoteCall(args[0])
	return base, refs, args[1:], ok && name == atomTuple
}

// expandMulti expands the form once for each module in the braces.
func (x *Expander) expandMulti(kind term.Atom, meta term.Term, args []term.Term, s State, e *Env) (term.Term, State, *Env, bool) {
	base, refs, rest, ok := multi(args)
	if !ok {
		return base, s, e, false
	}
	if len(rest) == 1 && has(rest[0], atomAs) {
		x.fail(meta, e, ":as option is not supported by multi-alias call")
	}
	module, s, e := x.expandUnreferenced(base, s, e)
	if !module.IsAtom() {
		x.fail(meta, e, "invalid alias: %s", toString(base))
	}
	out := make([]term.Term, len(refs))
	for i, r := range refs {
		parts := []term.Term{module}
		if _, names, ok := callOf(r, atomAliases, -1); ok {
			parts = append(parts, names...)
		} else if r.IsAtom() {
			parts = append(parts, r)
		} else {
			x.badModule(kind, meta, r, e)
		}
		one := append([]term.Term{concat(parts).Term()}, rest...)
		out[i], s, e = x.expand(makeNode(kind.Term(), meta, term.List(one...)), s, e)
	}
	return term.List(out...), s, e, true
}

func (x *Expander) badModule(kind term.Atom, meta, ref term.Term, e *Env) {
	x.fail(meta, e, "invalid argument for %s, expected a compile time atom or alias, got: %s", kind, toString(ref))
}

// directive expands what alias, require and import have in common: the module
// and the options.
func (x *Expander) directive(kind term.Atom, meta term.Term, args []term.Term, s State, e *Env, allowed ...term.Atom) (module term.Atom, opts term.Term, after State, env *Env) {
	x.assertNoMatchOrGuard(meta, kind.String(), s, e)
	ref, s, e := x.expandUnreferenced(args[0], s, e)
	opts = term.Nil
	if len(args) == 2 {
		opts = args[1]
		if as, ok := get(opts, atomAs); ok && kind != atomImport {
			if _, parts, ok := callOf(as, atomAliases, -1); ok && len(parts) > 0 && parts[0].IsAtom() {
				opts = store(opts, atomAs, concat(parts).Term())
			}
		}
		opts, s, e = x.expand(opts, s, e)
		x.validateOpts(meta, kind.String(), opts, e, allowed...)
	}
	if !ref.IsAtom() {
		x.badModule(kind, meta, args[0], e)
	}
	return ref.Atom(), opts, s, e
}

func expandAliasForm(x *Expander, q, meta term.Term, args []term.Term, s State, e *Env) (term.Term, State, *Env, bool) {
	if out, s, e, ok := x.expandMulti(atomAlias, meta, args, s, e); ok {
		return out, s, e, true
	}
	if len(args) != 1 && len(args) != 2 {
		return q, s, e, false
	}
	module, opts, s, e := x.directive(atomAlias, meta, args, s, e, atomAs, atomWarn)
	return module.Term(), s, x.alias(meta, module, opts, true, e), true
}

func expandRequireForm(x *Expander, q, meta term.Term, args []term.Term, s State, e *Env) (term.Term, State, *Env, bool) {
	if out, s, e, ok := x.expandMulti(atomRequire, meta, args, s, e); ok {
		return out, s, e, true
	}
	if len(args) != 1 && len(args) != 2 {
		return q, s, e, false
	}
	module, opts, s, e := x.directive(atomRequire, meta, args, s, e, atomAs, atomWarn)
	if defined, ok := get(meta, metaDefined); ok && defined.IsAtom() {
		c := *e
		c.ContextModules = append([]term.Atom{defined.Atom()}, e.ContextModules...)
		return module.Term(), s, x.alias(meta, module, opts, false, &c), true
	}
	x.ensureLoaded(meta, module, e)
	var alias term.Atom
	if as, ok := get(opts, atomAs); ok && as.IsAtom() {
		alias = as.Atom()
	}
	e.addRequire(meta, opts, module, alias)
	x.trace(e, eventRequire, meta, module.Term(), opts)
	return module.Term(), s, x.alias(meta, module, opts, false, e.WithRequire(module)), true
}

func (x *Expander) ensureLoaded(meta term.Term, module term.Atom, e *Env) {
	if module == atomKernel {
		return
	}
	if module == e.Module {
		x.fail(meta, e, "you are trying to use/import/require the module %s which is currently being defined.\n\nThis may happen if you accidentally override the module you want to use. For example:\n\n    defmodule MyApp do\n      defmodule Supervisor do\n        use Supervisor\n      end\n    end\n\nIn the example above, the new Supervisor conflicts with Elixir's Supervisor. This may be fixed by using the fully qualified name in the definition:\n\n    defmodule MyApp.Supervisor do\n      use Supervisor\n    end\n", InspectModule(module))
	}
	if x.Code != nil && x.Code.EnsureLoaded(module) {
		return
	}
	if slices.Contains(e.ContextModules, module) {
		x.fail(meta, e, "module %s is not loaded but was defined. This happens when you depend on a module in the same context in which it is defined. For example:\n\n    defmodule MyApp do\n      defmodule Mod do\n      end\n\n      use Mod\n    end\n\nTry defining the module outside the context that uses it:\n\n    defmodule MyApp.Mod do\n    end\n\n    defmodule MyApp do\n      use MyApp.Mod\n    end\n\nIf the module is defined at the top-level and you are trying to use it at the top-level, this is not supported by Elixir", InspectModule(module))
	}
	x.fail(meta, e, "module %s is not loaded and could not be found", InspectModule(module))
}

// alias adds the alias that the options ask for, or the last part of the module
// when there is none and byDefault is set.
func (x *Expander) alias(meta term.Term, module term.Atom, opts term.Term, byDefault bool, e *Env) *Env {
	var from term.Atom
	as, ok := get(opts, atomAs)
	name := module.String()
	switch {
	case ok:
		rest, isAlias := strings.CutPrefix(atomName(as), "Elixir.")
		if !isAlias || rest == "" || rest[0] < 'A' || rest[0] > 'Z' {
			x.fail(meta, e, "invalid value for option :as, expected an alias, got: %s", toString(as))
		}
		if strings.Contains(rest, ".") {
			x.fail(meta, e, "invalid value for option :as, expected a simple alias, got nested alias: %s", toString(as))
		}
		from = as.Atom()
	case !byDefault:
		return e
	default:
		rest, isAlias := strings.CutPrefix(name, "Elixir.")
		if !isAlias || rest == "" || rest[0] < 'A' || rest[0] > 'Z' {
			x.fail(meta, e, "alias cannot be inferred automatically for module: %s, please use the :as option. Implicit aliasing is only supported with Elixir modules", toString(module.Term()))
		}
		from = term.Intern("Elixir." + name[strings.LastIndexByte(name, '.')+1:])
	}
	if from != module {
		e.addAlias(meta, opts, from)
		x.trace(e, eventAlias, meta, module.Term(), from.Term(), opts)
	}
	c := *e
	c.Aliases = storeAlias(e.Aliases, from, module)
	if counter, ok := get(meta, metaCounter); ok {
		c.MacroAliases = make([]MacroAlias, 0, len(e.MacroAliases)+1)
		for _, a := range e.MacroAliases {
			if a.From != from {
				c.MacroAliases = append(c.MacroAliases, a)
			}
		}
		if from != module {
			c.MacroAliases = append(c.MacroAliases, MacroAlias{from, counter, module})
		}
	}
	return &c
}

func atomName(t term.Term) string {
	if t.IsAtom() {
		return t.AtomName()
	}
	return ""
}

func storeAlias(list []Alias, from, to term.Atom) []Alias {
	out := make([]Alias, 0, len(list)+1)
	done := from == to
	for _, a := range list {
		if a.From != from {
			out = append(out, a)
		} else if !done {
			out = append(out, Alias{from, to})
			done = true
		}
	}
	if !done {
		out = append(out, Alias{from, to})
	}
	return out
}

// ---- import

func expandImportForm(x *Expander, q, meta term.Term, args []term.Term, s State, e *Env) (term.Term, State, *Env, bool) {
	if out, s, e, ok := x.expandMulti(atomImport, meta, args, s, e); ok {
		return out, s, e, true
	}
	if len(args) != 1 && len(args) != 2 {
		return q, s, e, false
	}
	module, opts, s, e := x.directive(atomImport, meta, args, s, e, atomOnly, atomExcept, atomWarn)
	x.ensureLoaded(meta, module, e)
	return module.Term(), s, x.importNames(meta, module, opts, e), true
}

// importNames imports what the options ask for.
func (x *Expander) importNames(meta term.Term, module term.Atom, opts term.Term, e *Env) *Env {
	functions, macros := x.exported(module)
	only, hasOnly := get(opts, atomOnly)
	except, hasExcept := get(opts, atomExcept)
	var out []FA
	if hasExcept {
		var ok bool
		if out, ok = keywordFAs(except); !ok {
			x.fail(meta, e, "invalid :except option for import, expected value to be a literal keyword list of function names with arity as values, got: %s", toString(except))
		}
		x.checkDuplicates(meta, atomExcept, out, e)
	}
	pick := func(old []Import, all *Names) *Names {
		keep := all.List()
		if i := slices.IndexFunc(old, func(i Import) bool { return i.Module == module }); hasExcept && i >= 0 {
			keep = old[i].Names.List()
		}
		return filterNames(keep, func(fa FA) bool {
			return !strings.HasPrefix(fa.Name.String(), "_") && !slices.Contains(out, fa)
		})
	}
	sigils := func(all *Names) *Names {
		return filterNames(all.List(), func(fa FA) bool {
			return isSigil(fa) && !slices.Contains(out, fa)
		})
	}
	var f, m *Names
	var named []FA
	switch {
	case !hasOnly:
		f, m = pick(e.Functions, functions), pick(e.Macros, macros)
	case only.Is(atomFunctions):
		f = pick(e.Functions, functions)
	case only.Is(atomMacros):
		m = pick(e.Macros, macros)
	case only.Is(atomSigils):
		f, m = sigils(functions), sigils(macros)
	default:
		list, ok := keywordFAs(only)
		if !ok {
			x.fail(meta, e, "invalid :only option for import, expected value to be an atom :functions, :macros, :sigils, or a literal keyword list of function names with arity as values, got: %s", toString(only))
		}
		if hasExcept {
			x.fail(meta, e, ":only and :except can only be given together to import when :only is :functions, :macros, or :sigils")
		}
		x.checkDuplicates(meta, atomOnly, list, e)
		named = list
		f = filterNames(list, functions.Has)
		m = filterNames(list, macros.Has)
		for _, fa := range list {
			if !f.Has(fa) && !m.Has(fa) {
				x.warn(meta, e, "cannot import %s.%s/%d because it is undefined or private", InspectModule(module), fa.Name, fa.Arity)
			}
		}
	}
	if len(f.List())+len(m.List()) > 0 {
		e.addImport(meta, opts, module, named)
	}
	x.trace(e, eventImport, meta, module.Term(), opts)
	x.trace(e, eventRequire, meta, module.Term(), term.Cons(importWithoutWarning, opts))
	return e.WithFunctions(module, f).WithMacros(module, m).WithRequire(module)
}

// checkDuplicates warns of a function that an option of import names twice.
func (x *Expander) checkDuplicates(meta term.Term, option term.Atom, list []FA, e *Env) {
	for i, fa := range list {
		if slices.Contains(list[:i], fa) && !slices.Contains(list[i+1:], fa) {
			x.warn(meta, e, "invalid :%s option for import, %s is duplicated", option, showFA(fa))
		}
	}
}

var (
	atomFunctions = term.Intern("functions")
	atomMacros    = term.Intern("macros")
	atomSigils    = term.Intern("sigils")
)

func (x *Expander) exported(module term.Atom) (functions, macros *Names) {
	if module == atomKernel {
		return kernelFunctions, kernelMacroNames()
	}
	if x.Code == nil {
		return nil, nil
	}
	functions, macros, _ = x.Code.Exported(module)
	return functions, macros
}

func filterNames(list []FA, keep func(FA) bool) *Names {
	var out []FA
	for _, fa := range list {
		if keep(fa) && !isSpecialForm(fa) {
			out = append(out, fa)
		}
	}
	return NewNames(out...)
}

func keywordFAs(list term.Term) ([]FA, bool) {
	es, ok := list.Slice()
	out := make([]FA, 0, len(es))
	for _, t := range es {
		if !t.IsTupleOf(2) || !t.Elem(0).IsAtom() || !t.Elem(1).IsInt() {
			return nil, false
		}
		out = append(out, FA{t.Elem(0).Atom(), int(t.Elem(1).Int())})
	}
	return out, ok
}

func isSigil(fa FA) bool {
	letters, ok := strings.CutPrefix(fa.Name.String(), "sigil_")
	if !ok || fa.Arity != 2 || letters == "" {
		return false
	}
	if len(letters) == 1 && letters[0] >= 'a' && letters[0] <= 'z' {
		return true
	}
	for i, c := range letters {
		if !(c >= 'A' && c <= 'Z' || i > 0 && c >= '0' && c <= '9') {
			return false
		}
	}
	return true
}
