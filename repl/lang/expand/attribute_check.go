package expand

import (
	"slices"

	"gex/proto/term"
)

// attributeRules tell what the built-in attributes take, and what is said of
// them otherwise, before the value itself.
var attributeRules = map[string]struct {
	valid func(term.Term) bool
	text  string
}{
	"impl": {func(v term.Term) bool { return v.IsAtom() && !v.Is(term.AtomNil) },
		"@impl is a built-in module attribute that marks the next definition as a callback implementation. It should be a module or a boolean, got: "},
	"behaviour": {term.Term.IsAtom, "@behaviour expects a module, got: "},
	"on_load": {func(v term.Term) bool {
		return v.IsAtom() || v.IsTupleOf(2) && v.Elem(0).IsAtom() && v.Elem(1).IsInt() && v.Elem(1).Int() == 0
	}, "@on_load is a built-in module attribute that annotates a function to be invoked when the module is loaded. It should be an atom or an {atom, 0} tuple, got: "},
	"external_resource": {term.Term.IsBinary, "@external_resource is a built-in module attribute used for specifying file dependencies. It should be a string path to a file, got: "},
	"deprecated":        {term.Term.IsBinary, "@deprecated is a built-in module attribute that annotates a definition as deprecated. It should be a string with the reason for the deprecation, got: "},
	"nifs": {func(v term.Term) bool { return isKeyword(v, term.Term.IsInt) },
		"@nifs is a built-in module attribute for specifying a list of functions and their arities that are NIFs, got: "},
	"file": {func(v term.Term) bool {
		return v.IsBinary() || v.IsTupleOf(2) && v.Elem(0).IsBinary() && v.Elem(1).IsInt()
	}, "@file is a built-in module attribute that annotates the file and line the next definition comes from. It should be a string or {string, line} tuple as value, got: "},
}

// checkDocKeys warns of keys of documentation that the compiler sets.
func (x *Expander) checkDocKeys(m *Module, name term.Atom, v term.Term, line int) {
	if !docAttributes[name.String()] || !v.IsList() {
		return
	}
	for _, kv := range slice(v) {
		if key := kv.Elem(0).AtomName(); key == "opaque" || key == "defaults" {
			x.warn(lineMeta(line), m.place(), "ignoring reserved documentation metadata key: :%s", key)
		}
	}
}

// isKeyword tells whether t is a list of pairs of an atom and what value accepts.
func isKeyword(t term.Term, value func(term.Term) bool) bool {
	list, ok := t.Slice()
	if !ok {
		return false
	}
	for _, p := range list {
		if !p.IsTupleOf(2) || !p.Elem(0).IsAtom() || !value(p.Elem(1)) {
			return false
		}
	}
	return true
}

func isDoc(v term.Term) bool {
	return v.IsBinary() || v.Is(term.AtomNil) || v.Is(term.False) || isKeyword(v, func(term.Term) bool { return true })
}

// inAttribute are the functions that find a wrong value of an attribute.
var inAttribute = frames{"Module:__put_attribute__/5", "Module:put_attribute/7", "Module:preprocess_attribute/2"}

// docRules tell what the keys of documentation that have a meaning take.
var docRules = map[string]struct {
	valid func(term.Term) bool
	text  string
}{
	"since":      {term.Term.IsBinary, "a string representing the version in which the documented entity was added"},
	"deprecated": {term.Term.IsBinary, "a string representing the replacement for the deprecated entity"},
	"delegate_to": {func(v term.Term) bool {
		return v.IsTupleOf(3) && v.Elem(0).IsAtom() && v.Elem(1).IsAtom() && v.Elem(2).IsInt()
	}, "a three-element tuple in the form of {module, function, arity}"},
}

func dialyzerOptions(v term.Term) []term.Term {
	if v.IsList() {
		return slice(v)
	}
	return []term.Term{v}
}

// validDialyzer tells whether an option of @dialyzer is one that is known.
func validDialyzer(o term.Term) bool {
	if o.IsTupleOf(2) {
		fs := o.Elem(1)
		if fs.IsTupleOf(2) {
			fs = term.List(fs)
		}
		return o.Elem(0).IsAtom() && functionOptions[o.Elem(0).AtomName()] && isKeyword(fs, term.Term.IsInt)
	}
	return o.IsAtom() && (functionOptions[o.AtomName()] || dialyzerFlags[o.AtomName()]) && o.AtomName() != "inline"
}

// dialyzerFlags are the options of @dialyzer that name no functions.
var dialyzerFlags = map[string]bool{"error_handling": true, "race_conditions": true, "specdiffs": true, "underspecs": true, "unmatched_returns": true,
	"overspecs": true, "extra_return": true, "missing_return": true, "unknown": true, "opaque_union": true, "no_unknown": true}

// checkAttribute raises when a built-in attribute cannot have the value.
func (x *Expander) checkAttribute(name term.Atom, v term.Term) {
	n := name.String()
	if docAttributes[n] {
		if !isDoc(v) {
			x.raiseIn(inAttribute, "ArgumentError", "@"+n+" is a built-in module attribute for documentation. It should be either false, nil, a string, or a keyword list, got: "+inspect(v))
		}
		for _, kv := range slice(v) {
			if r, ok := docRules[kv.Elem(0).AtomName()]; ok && !r.valid(kv.Elem(1)) {
				x.raiseIn(append(inAttribute[:2:2], "Module:preprocess_doc_meta/4", "Module:validate_doc_meta/2"), "ArgumentError",
					":"+kv.Elem(0).AtomName()+" is a built-in documentation metadata key. It should be "+r.text+", got: "+inspect(kv.Elem(1)))
			}
		}
		return
	}
	if typeAttributes[n] && !(v.IsTupleOf(3) && v.Elem(2).IsTupleOf(2)) {
		x.raiseIn(inAttribute, "ArgumentError", "attributes type, typep, opaque, spec, callback, and macrocallback must be set directly via the @ notation")
	}
	if n == "dialyzer" {
		for _, o := range dialyzerOptions(v) {
			if !validDialyzer(o) {
				x.raiseIn(append(inAttribute[:3:3], "lists:foreach_1/2", "Module:-preprocess_attribute/2-fun-0-/1"), "ArgumentError", "invalid value for @dialyzer attribute: "+inspect(o))
			}
		}
	}
	if r, ok := attributeRules[n]; ok && !r.valid(v) {
		x.raiseIn(inAttribute, "ArgumentError", r.text+inspect(v))
	}
}

// PutDynamicAttribute sets a module attribute as Module.put_attribute/3 does:
// documentation comes with its line, as {line, doc}.
func (x *Expander) PutDynamicAttribute(module, name term.Atom, value term.Term) (err error) {
	defer catch(&err)
	m := x.open(module, "put_attribute/3")
	if !docAttributes[name.String()] {
		x.checkAttribute(name, value)
		m.put(name, value, 0)
		return nil
	}
	if !value.IsTupleOf(2) || !value.Elem(0).IsInt() || !isDoc(value.Elem(1)) {
		x.raise("ArgumentError", "@"+name.String()+" is a built-in module attribute for documentation. When set dynamically, it should be {line, doc} (where \"doc\" is either false, nil, a string, or a keyword list), got: "+inspect(value))
	}
	x.checkAttribute(name, value.Elem(1))
	m.put(name, value.Elem(1), int(value.Elem(0).Int()))
	return nil
}

// checkDerive warns of @derive below defstruct, where it does nothing.
func (m *Module) checkDerive(x *Expander, e *Env) {
	if m.structure.Load() == nil {
		if a, ok := m.attrs[atomDerive]; ok && !a.unset && a.Value.IsCons() {
			x.warn(lineMeta(m.Line), e, "warning: module attribute @derive was set but never used (it must come before defstruct)")
		}
		return
	}
	if a, ok := m.attrs[atomDerive]; ok && !a.unset && !term.Equal(a.Value, m.structure.Load().derived) {
		x.warn(lineMeta(m.Line), e, "warning: module attribute @derive was set after defstruct, all @derive calls must come before defstruct")
	}
}

// checkNamed reports attributes that name what is no function of the module. The
// first error ends it.
func (m *Module) checkNamed(x *Expander, e *Env) {
	if f, ok := m.Attribute("on_load"); ok && !f.Is(term.AtomNil) {
		if f.IsTuple() {
			f = f.Elem(0)
		}
		m.checkFunction(x, e, FA{f.Atom(), 0}, "@on_load")
	}
	nifs, _ := m.Attribute("nifs")
	m.checkFunctions(x, e, nifs, "@nifs")
	for _, attribute := range []string{"compile", "dialyzer"} {
		values, _ := m.Attribute(attribute)
		m.checkOptions(x, e, values, "@"+attribute)
	}
}

// functionOptions are the options of @compile and @dialyzer that name functions.
var functionOptions = map[string]bool{"inline": true, "nowarn_function": true, "no_match": true, "no_opaque": true, "no_return": true,
	"no_unused": true, "no_improper_lists": true, "no_contracts": true, "no_fail_call": true, "no_undefined_callbacks": true,
	"no_underspecs": true, "no_missing_return": true, "no_extra_return": true, "no_missing_calls": true}

func (m *Module) checkOptions(x *Expander, e *Env, t term.Term, attribute string) {
	switch {
	case t.IsList():
		for _, o := range slices.Backward(slice(t)) {
			m.checkOptions(x, e, o, attribute)
		}
	case t.IsTupleOf(2) && t.Elem(0).IsAtom() && functionOptions[t.Elem(0).AtomName()]:
		m.checkFunctions(x, e, t.Elem(1), attribute+" :"+t.Elem(0).AtomName())
	}
}

// checkFunctions is checkFunction for {name, arity} or a list of such.
func (m *Module) checkFunctions(x *Expander, e *Env, t term.Term, given string) {
	if t.IsTupleOf(2) {
		t = term.List(t)
	}
	for _, f := range slice(t) {
		if f.IsTupleOf(2) && f.Elem(0).IsAtom() && f.Elem(1).IsInt() {
			m.checkFunction(x, e, FA{f.Elem(0).Atom(), int(f.Elem(1).Int())}, given)
		}
	}
}

func (m *Module) checkFunction(x *Expander, e *Env, fa FA, given string) {
	switch d, ok := m.byName[fa]; {
	case m.tainted:
	case !ok && !m.hasDefault(fa):
		x.report(SeverityError, lineMeta(m.Line), e, "undefined function %s given to %s", showFA(fa), given)
		m.Taint()
	case ok && isMacroKind(d.Kind):
		x.report(SeverityError, lineMeta(m.Line), e, "macro %s given to %s (only functions are supported)", showFA(fa), given)
		m.Taint()
	}
}
