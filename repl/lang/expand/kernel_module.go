package expand

import (
	"strings"

	"gex/proto/term"
	"gex/repl/lang/quoted"
)

var moduleMacros = map[string]kernelMacro{
	"defmodule/2":      macroDefmodule,
	"def/1":            define(atomDef),
	"def/2":            define(atomDef),
	"defp/1":           define(atomDefp),
	"defp/2":           define(atomDefp),
	"defmacro/1":       define(atomDefmacro),
	"defmacro/2":       define(atomDefmacro),
	"defmacrop/1":      define(atomDefmacrop),
	"defmacrop/2":      define(atomDefmacrop),
	"@/1":              macroAt,
	"defstruct/1":      macroDefstruct,
	"defexception/1":   macroDefexception,
	"defdelegate/2":    macroDefdelegate,
	"defguard/1":       func(m *macro, a []term.Term) term.Term { return m.defguard(a[0], atomDefmacro) },
	"defguardp/1":      func(m *macro, a []term.Term) term.Term { return m.defguard(a[0], atomDefmacrop) },
	"defoverridable/1": macroDefoverridable,
	"defprotocol/2":    macroDefprotocol,
	"defimpl/2":        func(m *macro, a []term.Term) term.Term { return m.defimpl(a[0], term.Nil, a[1]) },
	"defimpl/3":        func(m *macro, a []term.Term) term.Term { return m.defimpl(a[0], a[1], a[2]) },
}

var (
	atomElixirModule = term.Intern("elixir_module")
	atomElixirDef    = term.Intern("elixir_def")
	atomCompile      = term.Intern("compile")
	atomStoreDef     = term.Intern("store_definition")
	atomModuleMod    = term.Intern("Elixir.Module")
	atomPutAttribute = term.Intern("__put_attribute__")
	atomGetAttribute = term.Intern("__get_attribute__")
)

// macroDefmodule is a call that defines the module when it runs: with the body
// as a literal, the variables that the body may read, and the environment.
func macroDefmodule(m *macro, a []term.Term) term.Term {
	body, ok := get(a[1], atomDo)
	if !ok {
		m.argError("expected :do option in defmodule, got: " + toString(a[1]))
	}
	for _, b := range slice(remove(a[1], atomDo)) {
		m.argError("unexpected reserved word at the top-level of the \"defmodule " + toString(a[0]) + "\" do-block: " + b.Elem(0).AtomName())
	}
	m.s.noReference = true
	name := m.expand(a[0])
	m.s.noReference = false
	alias := name
	var require term.Term
	if name.IsAtom() {
		full := name.Atom()
		aliasMeta, parts, written := callOf(a[0], atomAliases, -1)
		if m.e.Module != term.AtomNil && written && len(parts) > 0 && parts[0].IsAtom() && !parts[0].Is(atomElixir) {
			// Nested: the name is relative to the module around it, which the
			// first part becomes an alias of.
			full = concat(append([]term.Term{m.e.Module.Term()}, parts...))
			first := concat([]term.Term{m.e.Module.Term(), parts[0]})
			meta := put(aliasMeta, metaDefined, full.Term())
			require = makeCall(atomRequire, meta, first.Term(), keyword(atomAs, term.A("Elixir."+parts[0].AtomName()), atomWarn, falseTerm))
		} else {
			require = makeCall(atomRequire, put(put(m.line, metaDefined, full.Term()), metaContext, atomKernel.Term()), full.Term())
		}
		alias = full.Term()
	}
	env := m.x.envTerm(m.e.WithLine(Line(m.meta)), State{})
	compile := makeRemote(atomElixirModule, atomCompile, m.line, alias, opaque(body), m.bodyVars(body), opaque(env))
	if require.IsNone() {
		return compile
	}
	return m.block(require, compile)
}

// bodyVars is the list of {name, context, value} of the variables that the body
// of a module may read.
func (m *macro) bodyVars(body term.Term) term.Term {
	names := make(map[term.Atom]bool)
	variableNames(body, names)
	var out []term.Term
	for v, version := range m.s.read.All {
		if v.Context.IsAtom() {
			m.x.defs[version].used = true
		}
		if !names[v.Name] {
			continue
		}
		meta := put(m.generated(), metaKeepUnused, trueTerm)
		context := v.Context
		if !context.IsAtom() {
			meta, context = put(meta, metaCounter, v.Context), nilTerm
		}
		out = append(out, makeCall(atomTuple, m.line, v.Name.Term(), v.Context, makeVar(v.Name, meta, context)))
	}
	return term.List(out...)
}

func variableNames(q term.Term, names map[term.Atom]bool) {
	switch {
	case q.IsTuple():
		if isVar(q) {
			names[q.Elem(0).Atom()] = true
			return
		}
		for _, e := range q.Elems() {
			variableNames(e, names)
		}
	case q.IsCons():
		for q.IsCons() {
			variableNames(q.Head(), names)
			q = q.Tail()
		}
	}
}

// define makes the macro of one kind of definition: a call that stores the
// definition when the body of the module runs.
func define(kind term.Atom) kernelMacro {
	return func(m *macro, a []term.Term) term.Term {
		what := kind.String() + "/" + itoa(len(a))
		m.assertModule(kind.String()+"/2", "Kernel:define/4")
		m.assertNoFunction(what, "Kernel:define/4")
		body := nilTerm
		if len(a) == 2 {
			body = a[1]
		}
		return m.store(kind, a[0], body)
	}
}

func (m *macro) store(kind term.Atom, head, body term.Term) term.Term {
	mod := m.x.Shared.Module(m.e.Module)
	if mod == nil {
		m.argError("cannot invoke " + kind.String() + "/2 outside module")
	}
	n := mod.keepEnv(m.e.WithLine(Line(m.meta)))
	return makeRemote(atomElixirDef, atomStoreDef, m.line, m.e.Module.Term(), kind.Term(),
		m.x.escapeUnquoting(head, m.e), m.x.escapeUnquoting(body, m.e), term.Int(int64(n)))
}

// ---- attributes

// typeAttributes hold types, which are kept as code.
var typeAttributes = map[string]bool{
	"type": true, "typep": true, "opaque": true, "spec": true, "callback": true, "macrocallback": true,
}

func macroAt(m *macro, a []term.Term) term.Term {
	form, meta, args, ok := node(a[0])
	if !ok || !form.IsAtom() {
		m.argError("expected 0 or 1 argument for @, got: "+toString(a[0]), "Kernel:do_at/5")
	}
	name := form.Atom()
	if name == atomAliases {
		m.argError("module attributes set via @ cannot start with an uppercase letter")
	}
	m.assertModule("@/1")
	list, isList := args.Slice()
	inFunction := m.e.Function != nil
	if !inFunction && m.e.Context != NoContext {
		m.argError("invalid usage of module attributes. Module attributes cannot be used inside pattern matching (and guards) outside of a function. If you are trying to define an attribute, do not do this:\n\n    @foo = :value\n\nInstead, do this:\n\n    @foo :value\n")
	}
	switch {
	case isList && len(list) == 1 && inFunction && !typeAttributes[name.String()]:
		m.argError("cannot set attribute @"+name.String()+" inside function/macro", "Kernel:do_at/5")
	case isList && len(list) == 1:
		return m.setAttribute(name, meta, list[0])
	case isList && len(list) > 1:
		m.argError("expected 0 or 1 argument for @"+name.String()+", got: "+itoa(len(list)), "Kernel:do_at/5")
	}
	if isList {
		m.x.warn(m.meta, m.e, "the @%s() notation (with parentheses) is deprecated, please use @%s (without parentheses) instead", name, name)
	}
	mod := m.x.Shared.Module(m.e.Module)
	if inFunction {
		if mod == nil {
			m.argError("cannot read attribute @" + name.String() + " of a module that is not being defined")
		}
		value, ok := mod.readAttribute(name)
		if !ok {
			m.x.warn(lineMeta(Line(m.meta)), mod.place(), "undefined module attribute @%s, please remove access to @%s or explicitly set it before access", name, name)
		}
		if _, bad := quoted.EscapeWith(value, quoted.EscapeOptions{}); !bad.IsNone() {
			m.argError("cannot inject attribute @"+name.String()+" into function/macro because cannot escape "+inspect(bad)+
				". The supported values are: lists, tuples, maps, atoms, numbers, bitstrings, PIDs and remote functions in the format &Mod.fun/arity", "Kernel:do_at_escape/2")
		}
		return literal(value)
	}
	return makeRemote(atomModuleMod, atomGetAttribute, m.line, m.e.Module.Term(), name.Term(), term.Int(int64(Line(m.meta))))
}

func (m *macro) setAttribute(name term.Atom, meta, value term.Term) term.Term {
	if name.String() == "behavior" {
		m.argError("@behavior attribute is not supported, please use @behaviour instead", "Kernel:do_at/5")
	}
	line := term.Int(int64(Line(m.meta)))
	if typeAttributes[name.String()] {
		value = m.typeValue(name, value)
	}
	if strings.HasSuffix(name.String(), "doc") {
		line = term.Int(int64(Line(meta)))
	}
	return makeRemote(atomModuleMod, atomPutAttribute, m.line, m.e.Module.Term(), name.Term(), value, line)
}
