package expand

import (
	"slices"

	"gex/proto/term"
)

var atomFallbackToAny = term.Intern("fallback_to_any")

// builtinImpls are the names under which protocols are implemented for data
// that is no struct, with the guards that know it.
var builtinImpls = [][2]string{
	{"Tuple", "is_tuple"}, {"Atom", "is_atom"}, {"List", "is_list"}, {"Map", "is_map"}, {"BitString", "is_bitstring"},
	{"Integer", "is_integer"}, {"Float", "is_float"}, {"Function", "is_function"}, {"PID", "is_pid"}, {"Port", "is_port"},
	{"Reference", "is_reference"},
}

// statements returns the expressions of a block.
func statements(body term.Term) []term.Term {
	if _, all, ok := callOf(body, atomBlock, -1); ok {
		return all
	}
	if body.Is(term.AtomNil) {
		return nil
	}
	return []term.Term{body}
}

// macroDefprotocol is a module whose functions look up the implementation for
// their first argument.
func macroDefprotocol(m *macro, a []term.Term) term.Term {
	body, ok := get(a[1], atomDo)
	if !ok {
		m.argError("expected :do option in defprotocol, got: " + toString(a[1]))
	}
	var out, functions []term.Term
	any, optional := false, false
	for _, st := range statements(body) {
		if _, args, ok := callOf(st, atomAt, 1); ok {
			name, _, v, ok := call(args[0])
			if ok && name == atomFallbackToAny && len(v) == 1 {
				any = v[0].Is(term.True)
			}
			optional = optional || ok && name.String() == "optional_callbacks"
		}
		if meta, args, ok := callOf(st, atomDef, -1); ok {
			fa := m.protocolFunction(meta, args)
			functions = append(functions, pair(fa.Elem(0), fa.Elem(1)))
			out = append(out, m.protocolDispatch(fa, args[0], meta)...)
			continue
		}
		out = append(out, st)
	}
	slices.SortFunc(functions, term.Compare)
	self, t := makeVar(atomMODULE, m.line, nilTerm), makeVar(term.Intern("t"), m.line, nilTerm)
	out = append(out, m.kernel("unless", m.remote("Module", "defines_type?", self, pair(term.A("t"), term.Int(0))),
		do(m.attribute("type", makeCall(atomType, m.line, t, makeCall(term.Intern("term"), m.line))))))
	out = append(out, m.protocolLookup(any)...)
	out = append(out, m.protocolInfo(functions, any)...)
	if optional || len(functions) == 0 {
		out = append(out, m.remote("Protocol", "__check__", makeVar(atomENV, m.line, nilTerm), term.Int(int64(len(functions)))))
	}
	return m.kernel("defmodule", a[0], do(m.block(out...)))
}

// protocolFunction reads def name(args) as {name, arity}.
func (m *macro) protocolFunction(meta term.Term, args []term.Term) term.Term {
	if len(args) != 1 {
		m.x.fail(meta, m.e, "undefined function def/%d (there is no such import)", len(args))
	}
	name, _, params, ok := call(args[0])
	switch {
	case !ok && !isVar(args[0]):
		m.argError("invalid syntax in protocol definition: " + toString(args[0]))
	case len(params) == 0:
		m.argError("protocol functions expect at least one argument")
	case name == atomWhen:
		m.argError("cannot define protocol functions with guards")
	}
	for _, p := range params {
		if _, _, ok := callOf(p, atomBackslash, 2); ok {
			m.argError("default arguments are not supported in protocol definitions")
		}
	}
	return pair(name.Term(), term.Int(int64(len(params))))
}

// protocolDispatch is a function of a protocol: its head as written, which names
// it in the documentation, the clause that calls the implementation, and the
// callback, which is its specification if it has one.
func (m *macro) protocolDispatch(fa, head, meta term.Term) []term.Term {
	name := fa.Elem(0).Atom()
	n := int(fa.Elem(1).Int())
	params, types := make([]term.Term, n), make([]term.Term, n)
	for i := range params {
		params[i] = m.v("arg" + itoa(i+1))
		types[i] = makeCall(term.Intern("term"), m.line)
	}
	impl := makeCall(term.Intern("impl_for!"), m.line, params[0])
	spec := makeCall(atomType, m.line, makeCall(name, m.line, types...), makeCall(term.Intern("term"), m.line))
	at := m.line
	m.line = lineMeta(Line(meta))
	callback, written := m.attribute("callback", spec), m.kernel("def", head)
	m.line = at
	self := makeVar(atomMODULE, m.line, nilTerm)
	return []term.Term{
		written,
		m.def("def", makeCall(name, m.line, params...), makeDot(impl, name, m.line, params...)),
		m.kernel("||", m.remote("Module", "spec_to_callback", self, fa), callback),
	}
}

func (m *macro) protocolLookup(any bool) []term.Term {
	self := makeVar(atomMODULE, m.line, nilTerm)
	target := func(of term.Term) term.Term { return m.remote("Module", "concat", self, of) }
	none := nilTerm
	if any {
		none = target(term.A("Elixir.Any"))
	}
	mod, data, st := m.v("module"), m.v("data"), m.v("struct")
	find := func(t term.Term) term.Term {
		return m.cases(m.remote("Code", "ensure_compiled", t),
			m.generatedClause(pair(term.A("module"), mod), mod),
			m.generatedClause(pair(term.A("error"), m.underscore()), none))
	}
	implFor := func(arg term.Term) term.Term { return makeCall(term.Intern("impl_for"), m.line, arg) }
	out := []term.Term{
		m.attribute("doc", falseTerm),
		m.def("def", m.when(implFor(m.mapPattern(kv(atomStruct, st))), m.erl("is_atom", st)), makeCall(term.Intern("struct_impl_for"), m.line, st)),
	}
	for _, b := range builtinImpls {
		// The name is put in when the body runs: __MODULE__ is known then.
		t := makeCall(atomUnquote, m.line, target(term.A("Elixir."+b[0])))
		out = append(out, m.def("def", m.when(implFor(data), m.erl(b[1], data)), find(t)))
	}
	out = append(out,
		m.def("def", implFor(m.underscore()), none),
		m.def("defp", makeCall(term.Intern("struct_impl_for"), m.line, st), find(target(st))),
		m.attribute("doc", falseTerm))
	bang := makeCall(term.Intern("impl_for!"), m.line, data)
	described := m.remote("Module", "get_attribute", self, term.A("undefined_impl_description"), term.String(""))
	undefined := m.kernel("raise", term.A("Elixir.Protocol.UndefinedError"), keyword(term.Intern("protocol"), self,
		term.Intern("value"), data, term.Intern("description"), makeCall(atomUnquote, m.line, described)))
	v := m.v("impl")
	return append(out, m.def("def", bang, m.cases(implFor(data), m.generatedClause(nilTerm, undefined), m.generatedClause(v, v))))
}

func (m *macro) protocolInfo(functions []term.Term, any bool) []term.Term {
	info := func(key string, value term.Term) term.Term {
		return m.def("def", makeCall(term.Intern("__protocol__"), m.line, term.A(key)), value)
	}
	return []term.Term{
		m.attribute("doc", falseTerm),
		info("module", makeVar(atomMODULE, m.line, nilTerm)),
		info("functions", term.List(functions...)),
		info("consolidated?", falseTerm),
		info("impls", term.A("not_consolidated")),
		makeRemote(atomModuleMod, term.Intern("register_attribute"), m.line, makeVar(atomMODULE, m.line, nilTerm), term.A("__protocol__"), keyword(term.Intern("persist"), trueTerm)),
		m.attribute("__protocol__", keyword(atomFallbackToAny, term.Bool(any))),
	}
}

// defimpl is the module that implements a protocol for some data.
func (m *macro) defimpl(protocol, opts, block term.Term) term.Term {
	all := appendLists(opts, block)
	body, ok := get(all, atomDo)
	if !ok {
		m.argError("expected :do option in defimpl, got: " + toString(all))
	}
	target, ok := get(all, atomFor)
	if !ok {
		if m.e.Module == term.AtomNil {
			m.argError("defimpl/3 expects a :for option when declared outside a module",
				"Protocol:__impl__/4", "Keyword:pop_lazy/3", "Protocol:-__impl__/4-fun-0-/1")
		}
		target = m.self()
	}
	if rest := remove(remove(all, atomDo), atomFor); rest.IsCons() {
		m.argError("unknown options given to defimpl, got: "+toString(remove(all, atomFor)), "Protocol:__impl__/4")
	}
	protocol = m.expand(protocol)
	target = m.expand(target)
	if list, ok := target.Slice(); ok {
		out := make([]term.Term, len(list))
		for i, t := range list {
			out[i] = m.implModule(protocol, m.expand(t), body)
		}
		return term.List(out...)
	}
	return m.implModule(protocol, target, body)
}

func (m *macro) implModule(protocol, target, body term.Term) term.Term {
	before := []term.Term{m.remote("Protocol", "assert_protocol!", protocol)}
	if !protocol.IsAtom() || !target.IsAtom() {
		p, t := m.v("protocol"), m.v("for")
		before = append(before, m.match(p, protocol), m.match(t, target))
		protocol, target = p, t
	}
	var name term.Term
	if protocol.IsAtom() && target.IsAtom() {
		name = concat([]term.Term{protocol, target}).Term()
	} else {
		name = m.v("name")
		before = append(before, m.match(name, m.remote("Module", "concat", protocol, target)))
	}
	info := func(key string, value term.Term) term.Term {
		if !value.IsAtom() {
			value = makeCall(atomUnquote, m.line, value)
		}
		return m.def("def", makeCall(term.Intern("__impl__"), m.line, term.A(key)), value)
	}
	all := []term.Term{
		m.attribute("moduledoc", falseTerm),
		m.attribute("behaviour", protocol),
		m.attribute("protocol", protocol),
		m.attribute("for", target),
	}
	all = append(all, statements(body)...)
	all = append(all,
		makeRemote(atomModuleMod, term.Intern("register_attribute"), m.line, makeVar(atomMODULE, m.line, nilTerm), term.A("__impl__"), keyword(term.Intern("persist"), trueTerm)),
		m.attribute("__impl__", keyword(term.Intern("protocol"), protocol, atomFor, target)),
		m.attribute("doc", falseTerm),
		info("for", target),
		info("protocol", protocol),
		info("target", name))
	return m.block(append(before, m.kernel("defmodule", name, do(m.block(all...))))...)
}
