package expand

import (
	"slices"

	"gex/proto/term"
)

// accumulating are the attributes that gather their values from the start.
var accumulating = map[string]bool{
	"after_compile": true, "after_verify": true, "before_compile": true, "behaviour": true, "compile": true, "derive": true,
	"dialyzer": true, "external_resource": true, "on_definition": true, "type": true, "typep": true, "opaque": true,
	"spec": true, "callback": true, "macrocallback": true, "optional_callbacks": true,
}

// reserved are the attributes that the compiler itself reads: they may stay
// unread, and most have no value at the start.
var reserved = map[string]bool{
	"doc": true, "moduledoc": true, "typedoc": true, "impl": true, "deprecated": true, "enforce_keys": true,
	"vsn": true, "file": true, "on_load": true, "nifs": true, "protocol": true, "for": true, "__impl__": true, "__protocol__": true,
	"fallback_to_any": true, "undefined_impl_description": true,
}

// hooks are the attributes that name a macro or function to call, and its name
// where only the module is given.
var hooks = map[string]string{
	"before_compile": "__before_compile__", "after_compile": "__after_compile__", "after_verify": "__after_verify__",
	"on_definition": "__on_definition__",
}

// docAttributes are known with the line of their text to who asks Module for
// them.
var docAttributes = map[string]bool{"doc": true, "moduledoc": true, "typedoc": true}

func (x *Expander) open(module term.Atom, function string) *Module {
	m := x.Shared.Module(module)
	if m == nil {
		advice := ""
		if function == "get_attribute/2" {
			advice = ". Use the Module.__info__/1 callback or Code.fetch_docs/1 instead"
		}
		x.raise("ArgumentError", "could not call Module."+function+" because the module "+InspectModule(module)+" is already compiled"+advice)
	}
	return m
}

// PutAttribute sets a module attribute, as @name value does.
func (x *Expander) PutAttribute(module, name term.Atom, value term.Term, line int) (err error) {
	defer catch(&err)
	m := x.open(module, "put_attribute/3")
	x.checkAttribute(name, value)
	x.checkDocKeys(m, name, value, line)
	if a, ok := m.attrs[name]; ok && name.String() == "on_load" && !a.unset {
		x.raiseIn(inAttribute[:2], "ArgumentError", "the @on_load attribute can only be set once per module")
	}
	if a, ok := m.attrs[name]; ok && line > 0 && a.Line > 0 && !a.unset && onceOnly[name.String()] && !value.IsList() && !a.Value.IsList() {
		x.warn(lineMeta(line), m.place(), "redefining @%s attribute previously set at line %d", name, a.Line)
	}
	m.put(name, value, line)
	return nil
}

// onceOnly are the attributes that are for one definition, or for the module.
var onceOnly = map[string]bool{"doc": true, "typedoc": true, "moduledoc": true, "impl": true}

// place is the environment of what is said about the module itself.
func (m *Module) place() *Env { return &Env{Module: m.Name, File: m.File} }

func (m *Module) put(name term.Atom, value term.Term, line int) {
	if fun, ok := hooks[name.String()]; ok && value.IsAtom() {
		value = pair(value, term.A(fun))
	}
	switch name.String() {
	case "type", "typep", "opaque":
		m.keepType(value)
		m.documentType(value)
		m.takeTypedoc(value)
	case "spec":
		m.keepType(value)
	case "callback", "macrocallback":
		m.keepType(value)
		m.documentCallback(name.String(), value)
	case "doc", "moduledoc", "typedoc":
		if value.IsList() {
			m.keepDocMeta(name, value)
			if a, ok := m.attrs[name]; ok && !a.unset && !a.Value.IsList() {
				return
			}
		}
	}
	a, ok := m.attrs[name]
	if !ok {
		a = &Attribute{Accumulate: accumulating[name.String()], Value: term.Nil}
		m.attrs[name] = a
		m.order = append(m.order, name)
	}
	a.Line, a.unset = line, false
	switch {
	case a.Accumulate && name.String() == "derive" && value.IsList():
		a.Value = appendLists(value, a.Value)
	case a.Accumulate:
		a.Value = term.Cons(value, a.Value)
	default:
		a.Value = value
		a.Read = false
	}
}

// GetAttribute returns a module attribute and whether it is set.
func (x *Expander) GetAttribute(module, name term.Atom) (value term.Term, ok bool, err error) {
	defer catch(&err)
	m := x.open(module, "get_attribute/2")
	value, ok = m.readAttribute(name)
	if a := m.attrs[name]; ok && a != nil && !value.Is(term.AtomNil) && docAttributes[name.String()] {
		value = pair(term.Int(int64(a.Line)), value)
	}
	return
}

// ReadAttribute is GetAttribute for @name in the body of a module: an attribute
// that is not set is nil, with a warning.
func (x *Expander) ReadAttribute(module, name term.Atom, line int) (value term.Term, err error) {
	defer catch(&err)
	m := x.open(module, "get_attribute/2")
	value, ok := m.readAttribute(name)
	if !ok {
		e := &Env{Module: module, File: m.File}
		x.warn(lineMeta(line), e, "undefined module attribute @%s, please remove access to @%s or explicitly set it before access", name, name)
	}
	return value, nil
}

// RegisterAttribute makes an attribute gather its values, or be kept in the
// module.
func (x *Expander) RegisterAttribute(module, name term.Atom, accumulate, persist bool) (err error) {
	defer catch(&err)
	m := x.open(module, "register_attribute/3")
	a, ok := m.attrs[name]
	if !ok {
		a = &Attribute{Value: term.Nil}
		m.attrs[name] = a
		m.order = append(m.order, name)
		a.unset = !accumulate
	}
	a.Accumulate = a.Accumulate || accumulate
	a.Persist = a.Persist || persist
	return nil
}

// DeleteAttribute forgets an attribute and returns what it was.
func (x *Expander) DeleteAttribute(module, name term.Atom) (value term.Term, err error) {
	defer catch(&err)
	m := x.open(module, "delete_attribute/2")
	value, _ = m.readAttribute(name)
	if a, ok := m.attrs[name]; ok && a.Accumulate {
		a.Value = term.Nil
	} else {
		delete(m.attrs, name)
	}
	return value, nil
}

// readAttribute returns the value of an attribute as code reads it.
func (m *Module) readAttribute(name term.Atom) (term.Term, bool) {
	a, ok := m.attrs[name]
	if !ok || a.unset {
		switch {
		case accumulating[name.String()]:
			return term.Nil, true
		case reserved[name.String()] || ok:
			return nilTerm, true
		}
		return nilTerm, false
	}
	a.Read = true
	return a.Value, true
}

// Attribute returns the value of an attribute; the list, newest first, of one
// that gathers.
func (m *Module) Attribute(name string) (term.Term, bool) {
	a, ok := m.attrs[term.Intern(name)]
	if !ok || a.unset {
		return nilTerm, false
	}
	return a.Value, true
}

// Attributes returns the names of the attributes in the order of their making.
func (m *Module) Attributes() []term.Atom {
	return slices.DeleteFunc(slices.Clone(m.order), func(n term.Atom) bool { _, ok := m.attrs[n]; return !ok })
}

// persisted are kept in the module without being registered for it.
var persisted = map[string]bool{"behaviour": true, "external_resource": true, "vsn": true, "after_verify": true, "dialyzer": true}

// Persisted returns the attributes that __info__(:attributes) tells, oldest
// value first. vsn is the version of a module that names none.
func (m *Module) Persisted(vsn term.Term) term.Term {
	var out []term.Term
	if _, ok := m.Attribute("vsn"); !ok {
		out = append(out, kv(term.Intern("vsn"), term.List(vsn)))
	}
	for _, name := range m.Attributes() {
		a := m.attrs[name]
		if a.unset || !a.Persist && !persisted[name.String()] {
			continue
		}
		if !a.Accumulate {
			value := a.Value
			if !value.IsList() {
				value = term.List(value)
			}
			out = append(out, kv(name, value))
			continue
		}
		values := slice(a.Value)
		for i := len(values) - 1; i >= 0; i-- {
			v := values[i]
			if !v.IsList() {
				v = term.List(v)
			}
			out = append(out, kv(name, v))
		}
	}
	return term.List(out...)
}

// warnUnusedAttributes warns of attributes that were set and never read.
func (m *Module) warnUnusedAttributes(x *Expander, e *Env) {
	names := m.Attributes()
	slices.SortFunc(names, compareAtoms)
	for _, name := range names {
		a := m.attrs[name]
		n := name.String()
		switch {
		case a.unset || a.Line == 0:
		case name == atomDoc || name == atomImpl || n == "deprecated" && !a.Read:
			x.warn(lineMeta(a.Line), e, "module attribute @%s was set but no definition follows it", name)
		case n == "typedoc":
			x.warn(lineMeta(a.Line), e, "module attribute @%s was set but no type follows it", name)
		case n == "enforce_keys" && !a.Read, !a.Read && !a.Persist && !a.Accumulate && !accumulating[n] && !reserved[n] && !persisted[n]:
			x.warn(lineMeta(a.Line), e, "module attribute @%s was set but never used", name)
		}
	}
}
