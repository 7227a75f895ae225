package expand

import (
	"slices"

	"gex/proto/term"
)

var codeMacros = map[string]kernelMacro{
	"binding/0": func(m *macro, _ []term.Term) term.Term { return m.binding(nilTerm) },
	"binding/1": func(m *macro, a []term.Term) term.Term { return m.binding(a[0]) },
	"var!/1":    func(m *macro, a []term.Term) term.Term { return m.varBang(a[0], nilTerm) },
	"var!/2":    macroVarBang,
	"alias!/1":  macroAliasBang,
	"dbg/0":     macroDbg,
	"dbg/1":     macroDbg,
	"dbg/2":     macroDbg,
	"use/1":     func(m *macro, a []term.Term) term.Term { return m.use(a[0], term.Nil) },
	"use/2":     func(m *macro, a []term.Term) term.Term { return m.use(a[0], a[1]) },
}

// binding is the keyword list of the variables of a context.
func (m *macro) binding(context term.Term) term.Term {
	var out []term.Term
	for v := range m.s.read.All {
		if v.Context != context {
			continue
		}
		value := makeVar(v.Name, m.generated(), v.Context)
		if m.e.Context == Match {
			value = makeCall(atomPin, m.line, value)
		}
		out = append(out, kv(v.Name, value))
	}
	slices.SortFunc(out, func(a, b term.Term) int { return compareAtoms(a.Elem(0).Atom(), b.Elem(0).Atom()) })
	return term.List(out...)
}

func macroVarBang(m *macro, a []term.Term) term.Term {
	context := m.expand(a[1])
	if !context.IsAtom() {
		m.argError("expected var! context to expand to an atom, got: " + toString(context))
	}
	return m.varBang(a[0], context)
}

// varBang takes a variable out of the hygiene of the macro it stands in.
func (m *macro) varBang(q, context term.Term) term.Term {
	if !isVar(q) {
		m.argError("expected a variable to be given to var!, got: "+toString(q), "Kernel:MACRO-var!/3")
	}
	name, meta := q.Elem(0).Atom(), remove(q.Elem(1), metaCounter)
	if !has(meta, metaIfUndefined) {
		meta = put(meta, metaIfUndefined, atomRaise.Term())
	}
	return makeVar(name, meta, context)
}

func macroAliasBang(m *macro, a []term.Term) term.Term {
	if a[0].IsAtom() {
		return a[0]
	}
	if meta, parts, ok := callOf(a[0], atomAliases, -1); ok {
		return makeNode(atomAliases.Term(), remove(remove(meta, metaAlias), metaCounter), term.List(parts...))
	}
	m.noClause("alias!/1")
	return nilTerm
}

// macroDbg is what Macro.dbg makes of the code: it prints the code and its value
// and gives the value back. DbgCallback may name another function for it.
func macroDbg(m *macro, a []term.Term) term.Term {
	q := makeCall(term.Intern("binding"), m.line)
	options := term.Nil
	if len(a) > 0 {
		q = a[0]
	}
	if len(a) > 1 {
		options = a[1]
	}
	switch m.e.Context {
	case Match:
		m.argError("invalid expression in match, dbg is not allowed in patterns such as function clauses, case clauses or on the left side of the = operator")
	case Guard:
		m.argError("invalid expression in guard, dbg is not allowed in guards. To learn more about guards, visit: https://hexdocs.pm/elixir/patterns-and-guards.html")
	}
	env := m.x.envTerm(m.e.WithLine(Line(m.meta)), m.s)
	module, function, args := atomMacroMod, term.Intern("dbg"), []term.Term{q, options, env}
	set, err := m.x.Code.Apply(term.Intern("persistent_term"), term.Intern("get"), []term.Term{DbgCallback, nilTerm})
	if err == nil && set.IsTupleOf(3) && set.Elem(0).IsAtom() && set.Elem(1).IsAtom() {
		module, function = set.Elem(0).Atom(), set.Elem(1).Atom()
		args = append(args, slice(set.Elem(2))...)
	}
	out, err := m.x.Code.Apply(module, function, args)
	if err != nil {
		panic(bailout{err})
	}
	return linify(out, m.meta, atomMacroMod.Term(), m.x.nextCounter())
}

// DbgCallback is the key of the persistent term {Module, Function, Arguments} that
// makes what dbg becomes, called with the code, the options of dbg, the environment
// and the Arguments: the configuration dbg_callback of Elixir.
var DbgCallback = term.Tuple(term.A("elixir"), term.A("dbg_callback"))

var atomMacroMod = term.Intern("Elixir.Macro")

func (m *macro) use(module, opts term.Term) term.Term {
	var modules []term.Term
	if base, name, _, refs, ok := remoteCall(module); ok && name == atomTuple {
		b := m.expand(base)
		for _, r := range refs {
			if _, parts, ok := callOf(r, atomAliases, -1); ok && b.IsAtom() {
				modules = append(modules, concat(append([]term.Term{b}, parts...)).Term())
			} else {
				modules = append(modules, r)
			}
		}
	} else {
		modules = []term.Term{m.expand(module)}
	}
	calls := make([]term.Term, len(modules))
	for i, mod := range modules {
		if !mod.IsAtom() {
			m.argError("invalid arguments for use, expected a compile time atom or alias, got: "+toString(mod),
				"Kernel:MACRO-use/3", "Enum:-map/2-lists^map/1-1-/2", "Kernel:-MACRO-use/3-fun-0-/3")
		}
		m.x.ensureLoaded(m.line, mod.Atom(), m.e)
		require := makeCall(atomRequire, term.List(append(slice(m.line), kv(metaContext, atomKernel.Term()))...), mod)
		using := makeNode(makeCall(atomDot, m.line, mod, term.A("__using__")), m.line, term.List(opts))
		calls[i] = m.block(require, using)
	}
	return m.block(calls...)
}
