package expand

import (
	"maps"
	"slices"

	"gex/proto/term"
)

// firstAttributes are those that every module has from its start.
var firstAttributes = []string{
	"after_verify", "after_compile", "before_compile", "behaviour", "callback", "compile", "derive", "dialyzer", "external_resource",
	"macrocallback", "moduledoc", "nifs", "on_definition", "opaque", "optional_callbacks", "spec", "type", "typep",
}

// AttributeNames is the list of the attributes that the module has, those that
// every module has included.
func (m *Module) AttributeNames() term.Term {
	names := m.Attributes()
	for _, n := range firstAttributes {
		if a := term.Intern(n); !slices.Contains(names, a) {
			names = append(names, a)
		}
	}
	return atomList(names)
}

// Accumulates tells whether an attribute gathers its values.
func (m *Module) Accumulates(name term.Atom) bool {
	if a, ok := m.attrs[name]; ok {
		return a.Accumulate
	}
	return accumulating[name.String()]
}

// Overridables lists the definitions that may be defined anew, in order.
func (m *Module) Overridables() []FA { return slices.SortedFunc(maps.Keys(m.overridable), compareFA) }

// DefinesType tells whether the module has a type of that name.
func (m *Module) DefinesType(fa FA) bool {
	for _, kind := range []string{"type", "typep", "opaque"} {
		list, _ := m.Attribute(kind)
		if slices.ContainsFunc(slice(list), func(q term.Term) bool { name, ok := callbackName(q); return ok && name == fa }) {
			return true
		}
	}
	return false
}

// SpecToCallback makes callbacks of the specifications of a function and tells
// whether there was one.
func (m *Module) SpecToCallback(fa FA) bool {
	list, _ := m.Attribute("spec")
	specs := slice(list)
	found := false
	for i := len(specs) - 1; i >= 0; i-- {
		if name, ok := callbackName(specs[i]); ok && name == fa {
			m.put(term.Intern("callback"), asCallback(specs[i]), 0)
			found = true
		}
	}
	return found
}

// AfterVerify calls what @after_verify names, in the order given, with the
// module's name. A hook that fails is reported as an error.
func (x *Expander) AfterVerify(m *Module, e *Env) {
	list, _ := m.Attribute("after_verify")
	hooks := slice(list)
	for i := len(hooks) - 1; i >= 0; i-- {
		h := hooks[i]
		if !h.IsTupleOf(2) || !h.Elem(0).IsAtom() || !h.Elem(1).IsAtom() {
			continue
		}
		if _, err := x.Code.Apply(h.Elem(0).Atom(), h.Elem(1).Atom(), []term.Term{m.Name.Term()}); err != nil {
			x.report(SeverityError, term.Nil, e, "the hook %s of @after_verify failed: %v", InspectModule(h.Elem(0).Atom()), err)
		}
	}
}
