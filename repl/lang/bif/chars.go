package bif

import (
	"strings"

	"gex/proto/term"
	"gex/repl/lang/diag"
	"gex/repl/lang/inspect"
	"gex/repl/lang/vm"
)

// charsProtocol is String.Chars or List.Chars: a protocol whose implementations
// for the types of the language are natives.
type charsProtocol struct {
	name     string // of the module
	function string
	types    map[string]result // by the name of the type
}

var stringChars = charsProtocol{"Elixir.String.Chars", "to_string", map[string]result{
	"Atom":      atomString,
	"BitString": bitsString,
	"Float":     floatString,
	"Integer":   fromInteger(text),
	"List":      listToText,
}}

var listChars = charsProtocol{"Elixir.List.Chars", "to_charlist", map[string]result{
	"Atom":      atomChars,
	"BitString": bitsChars,
	"Float":     floatChars,
	"Integer":   fromInteger(chars),
	"List":      func(_ *vm.Machine, a []term.Term) (term.Term, bool) { return ok(a[0]) },
}}

// modules returns the tables of a protocol and its implementations.
func (p charsProtocol) modules() []module {
	out := []module{{p.name, []vm.Row{
		{Name: p.function, Arity: 1, Func: p.convert},
		{Name: "impl_for", Arity: 1, Func: p.implFor},
		{Name: "impl_for!", Arity: 1, Func: p.implForBang},
		{Name: "__protocol__", Arity: 1, Func: p.info},
	}}}
	for name, f := range p.types {
		out = append(out, module{p.name + "." + name, []vm.Row{
			{Name: p.function, Arity: 1, Func: f},
			{Name: "__impl__", Arity: 1, Func: p.implInfo(name)},
		}})
	}
	return out
}

// typeName is what protocols call the type of a term.
func typeName(t term.Term) string {
	switch {
	case t.IsAtom():
		return "Atom"
	case t.IsInteger():
		return "Integer"
	case t.IsFloat():
		return "Float"
	case t.IsBits():
		return "BitString"
	case t.IsList():
		return "List"
	case t.IsTuple():
		return "Tuple"
	case t.IsMap():
		return "Map"
	case t.IsPid():
		return "PID"
	case t.IsPort():
		return "Port"
	case t.IsRef():
		return "Reference"
	case t.IsFun():
		return "Function"
	}
	return "Any"
}

// implementation returns the module that implements the protocol for a term, if
// there is one.
func (p charsProtocol) implementation(m *vm.Machine, t term.Term) (term.Atom, bool) {
	name := typeName(t)
	if s, isStruct := structName(t); isStruct {
		name = strings.TrimPrefix(s.String(), "Elixir.")
	}
	impl, known := term.Lookup(p.name + "." + name)
	return impl, known && m.System().Table.Ensure(impl)
}

func (p charsProtocol) convert(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if f := p.types[typeName(a[0])]; f != nil {
		return f(m, a)
	}
	if impl, found := p.implementation(m, a[0]); found {
		return m.TailCall(impl, term.Intern(p.function), a[0])
	}
	stack := m.Stacktrace()
	for _, name := range []string{p.function, "impl_for!"} { // as if the one called the other
		stack = term.Cons(m.NativeEntry(term.Intern(p.name), term.Intern(name), 1), stack)
	}
	return m.Raise(vm.ClassError, undefinedError(p.name, a[0], ""), stack)
}

func undefinedError(protocol string, t term.Term, description string) term.Term {
	return diag.New("Protocol.UndefinedError", "protocol", term.A(protocol), "value", t,
		"description", term.String(description))
}

// undefined raises Protocol.UndefinedError.
func undefined(m *vm.Machine, protocol string, t term.Term, description string) (term.Term, bool) {
	return m.Error(undefinedError(protocol, t, description))
}

func (p charsProtocol) implFor(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if impl, found := p.implementation(m, a[0]); found {
		return ok(impl.Term())
	}
	return ok(nothing)
}

func (p charsProtocol) implForBang(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if impl, found := p.implementation(m, a[0]); found {
		return ok(impl.Term())
	}
	return undefined(m, p.name, a[0], "")
}

func (p charsProtocol) info(m *vm.Machine, a []term.Term) (term.Term, bool) {
	switch {
	case a[0].Is(term.Intern("module")):
		return ok(term.A(p.name))
	case a[0].Is(term.Intern("functions")):
		return ok(term.List(term.Tuple(term.A(p.function), term.Int(1))))
	case a[0].Is(term.Intern("consolidated?")):
		return boolean(false)
	case a[0].Is(term.Intern("impls")):
		return ok(term.A("not_consolidated"))
	}
	return functionClause(m, a)
}

func (p charsProtocol) implInfo(name string) result {
	return func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		switch {
		case a[0].Is(term.Intern("protocol")):
			return ok(term.A(p.name))
		case a[0].Is(term.Intern("for")):
			return ok(term.A("Elixir." + name))
		}
		return functionClause(m, a)
	}
}

func atomString(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[0].IsAtom() {
		return m.TailCall(term.Intern("erlang"), term.Intern("atom_to_binary"), a[0])
	}
	if a[0].Is(term.AtomNil) {
		return text("")
	}
	return text(a[0].AtomName())
}

func atomChars(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[0].IsAtom() {
		return m.TailCall(term.Intern("erlang"), term.Intern("atom_to_list"), a[0])
	}
	if a[0].Is(term.AtomNil) {
		return ok(term.Nil)
	}
	return chars(a[0].AtomName())
}

func floatString(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[0].IsFloat() {
		return m.TailCall(term.Intern("erlang"), term.Intern("float_to_binary"), a[0], term.List(term.A("short")))
	}
	return ok(term.Binary(inspect.AppendFloatShort(nil, a[0].Float())))
}

func floatChars(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[0].IsFloat() {
		return m.TailCall(term.Intern("erlang"), term.Intern("float_to_list"), a[0], term.List(term.A("short")))
	}
	return chars(string(inspect.AppendFloatShort(nil, a[0].Float())))
}

func bitsString(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[0].IsBinary() {
		return undefined(m, "Elixir.String.Chars", a[0], "cannot convert a bitstring to a string")
	}
	return ok(a[0])
}

func bitsChars(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[0].IsBinary() {
		return undefined(m, "Elixir.List.Chars", a[0], "cannot convert a bitstring to a charlist")
	}
	return m.TailCall(term.Intern(stringModule), term.Intern("to_charlist"), a[0])
}

// listToText leaves lists that are no text to List, which says why.
func listToText(m *vm.Machine, a []term.Term) (term.Term, bool) {
	d, valid := decode(a[0], atomUTF8)
	if !valid || d.fault {
		return m.TailCall(term.Intern("Elixir.List"), term.Intern("to_string"), a[0])
	}
	m.Bump(len(d.text) / 16)
	return ok(term.Binary(d.text))
}
