package expand

import (
	"cmp"
	"path"
	"slices"

	"gex/proto/term"
)

// Keys of Macro.Env.
var (
	keyMacroEnv       = term.A("Elixir.Macro.Env")
	keyModule         = term.A("module")
	keyFile           = term.A("file")
	keyLine           = term.A("line")
	keyFunction       = term.A("function")
	keyContext        = term.A("context")
	keyAliases        = term.A("aliases")
	keyMacroAliases   = term.A("macro_aliases")
	keyRequires       = term.A("requires")
	keyFunctions      = term.A("functions")
	keyMacros         = term.A("macros")
	keyContextModules = term.A("context_modules")
	keyVersionedVars  = term.A("versioned_vars")
	keyLexicalTracker = term.A("lexical_tracker")
	keyTracers        = term.A("tracers")
	contextTerms      = [...]term.Term{NoContext: nilTerm, Match: term.A("match"), Guard: term.A("guard")}
)

// Term returns the environment as the Macro.Env struct that macros get.
func (e *Env) Term() term.Term {
	function := nilTerm
	if e.Function != nil {
		function = pair(e.Function.Name.Term(), term.Int(int64(e.Function.Arity)))
	}
	vars := term.EmptyMap
	for v, version := range e.Vars.All {
		vars = vars.MapPut(pair(v.Name.Term(), v.Context), term.Int(int64(version)))
	}
	aliases := make([]term.Term, len(e.Aliases))
	for i, a := range e.Aliases {
		aliases[i] = pair(a.From.Term(), a.To.Term())
	}
	macroAliases := make([]term.Term, len(e.MacroAliases))
	for i, a := range e.MacroAliases {
		macroAliases[i] = pair(a.From.Term(), pair(a.Counter, a.To.Term()))
	}
	return term.MapOf(
		atomStruct.Term(), keyMacroEnv,
		keyModule, e.Module.Term(),
		keyFile, term.String(e.File),
		keyLine, term.Int(int64(e.Line)),
		keyFunction, function,
		keyContext, contextTerms[e.Context],
		keyAliases, term.List(aliases...),
		keyMacroAliases, term.List(macroAliases...),
		keyRequires, atomList(e.Requires),
		keyFunctions, importsTerm(e.Functions),
		keyMacros, importsTerm(e.Macros),
		keyContextModules, atomList(e.ContextModules),
		keyVersionedVars, vars,
		keyLexicalTracker, nilTerm,
		keyTracers, term.Nil)
}

func atomList(as []term.Atom) term.Term {
	ts := make([]term.Term, len(as))
	for i, a := range as {
		ts[i] = a.Term()
	}
	return term.List(ts...)
}

func importsTerm(list []Import) term.Term {
	ts := make([]term.Term, len(list))
	for i, m := range list {
		ts[i] = pair(m.Module.Term(), m.Names.Term())
	}
	return term.List(ts...)
}

// envTerm is the environment with the variables in scope.
func (x *Expander) envTerm(e *Env, s State) term.Term {
	c := *e
	c.Vars = s.read
	t := c.Term().MapPut(keyLexicalTracker, x.trackerTerm(e))
	if e.Lexical != nil && e.Function == nil {
		t = t.MapPut(keyTracers, e.tracersTerm())
	}
	return t
}

// EnvFromTerm reads a Macro.Env struct; false when t is none. Its variables
// are not taken over: those of another expansion have no meaning here.
func EnvFromTerm(t term.Term) (*Env, bool) {
	if st, ok := mapGet(t, atomStruct); !ok || st != keyMacroEnv {
		return nil, false
	}
	at := func(key term.Term) term.Term {
		v, ok := t.MapGet(key)
		if !ok {
			return term.Nil
		}
		return v
	}
	e := &Env{Module: term.AtomNil, File: "nofile"}
	if m := at(keyModule); m.IsAtom() {
		e.Module = m.Atom()
	}
	if f := at(keyFile); f.IsBinary() {
		e.File = f.Text()
	}
	if l := at(keyLine); l.IsInt() {
		e.Line = int(l.Int())
	}
	if f := at(keyFunction); f.IsTupleOf(2) && f.Elem(0).IsAtom() && f.Elem(1).IsInt() {
		e.Function = &FA{f.Elem(0).Atom(), int(f.Elem(1).Int())}
	}
	e.Context = Context(max(0, slices.Index(contextTerms[:], at(keyContext))))
	for _, p := range slice(at(keyAliases)) {
		if p.IsTupleOf(2) && p.Elem(0).IsAtom() && p.Elem(1).IsAtom() {
			e.Aliases = append(e.Aliases, Alias{p.Elem(0).Atom(), p.Elem(1).Atom()})
		}
	}
	for _, r := range slice(at(keyRequires)) {
		if r.IsAtom() {
			e.Requires = append(e.Requires, r.Atom())
		}
	}
	slices.SortFunc(e.Requires, compareAtoms)
	for _, r := range slice(at(keyContextModules)) {
		if r.IsAtom() {
			e.ContextModules = append(e.ContextModules, r.Atom())
		}
	}
	e.Functions = importsFromTerm(at(keyFunctions), kernelFunctions)
	e.Macros = importsFromTerm(at(keyMacros), kernelMacroNames())
	return e, true
}

func importsFromTerm(t term.Term, kernel *Names) []Import {
	var out []Import
	for _, p := range slice(t) {
		if !p.IsTupleOf(2) || !p.Elem(0).IsAtom() {
			continue
		}
		if p.Elem(1) == kernel.Term() {
			out = append(out, Import{p.Elem(0).Atom(), kernel})
		} else if fas, ok := keywordFAs(p.Elem(1)); ok {
			out = append(out, Import{p.Elem(0).Atom(), NewNames(fas...)})
		}
	}
	return out
}

// expandEnvField expands __ENV__.field to the field itself where it is known.
func (x *Expander) expandEnvField(q, env term.Term, field term.Atom, s State, e *Env) (term.Term, State, *Env) {
	x.assertNoMatch(env.Elem(1), "__ENV__", e)
	if v, ok := mapGet(x.envTerm(e.WithLine(Line(env.Elem(1))), s), field); ok {
		return literal(v), s, e
	}
	form, meta, args, _ := node(q)
	dotMeta, dot, _ := callOf(form, atomDot, 2)
	whole, s, e := x.expand(env, s, e)
	return makeNode(makeCall(atomDot, dotMeta, whole, dot[1]), meta, args), s, e
}

func dirname(file string) string { return path.Dir(file) }

// VarsFromTerm returns the variables of a Macro.Env struct, in the order of
// their versions.
func VarsFromTerm(t term.Term) []Var {
	all, ok := mapGet(t, keyVersionedVars.Atom())
	if !ok || !all.IsMap() {
		return nil
	}
	type versioned struct {
		Var
		version int64
	}
	var list []versioned
	for k, v := range all.Pairs() {
		if n, isInt := v.AsInt(); isInt && k.IsTupleOf(2) && k.Elem(0).IsAtom() {
			list = append(list, versioned{Var{k.Elem(0).Atom(), k.Elem(1)}, n})
		}
	}
	slices.SortFunc(list, func(a, b versioned) int { return cmp.Compare(a.version, b.version) })
	out := make([]Var, len(list))
	for i, v := range list {
		out[i] = v.Var
	}
	return out
}
