package complete

import (
	"slices"
	"strings"

	"gex/proto/term"
	"gex/repl/lang/absform"
	"gex/repl/lang/expand"
	"gex/repl/lang/fragment"
	"gex/repl/lang/inspect"
)

const elixirPrefix = "Elixir."

// moduleNames lists the modules that a person may name.
func (f finder) moduleNames() []string {
	return slices.DeleteFunc(f.rt.ModuleNames(), internal)
}

// module returns the module that an alias means here.
func (f finder) module(alias string) string {
	first, rest, nested := strings.Cut(alias, ".")
	for _, a := range f.scope.Env.Aliases {
		if a.From.String() == elixirPrefix+first {
			if nested {
				return a.To.String() + "." + rest
			}
			return a.To.String()
		}
	}
	if first == "Elixir" {
		return alias
	}
	return elixirPrefix + alias
}

// aliases finds modules by a beginning that may have dots; the hint is its
// last part.
func (f finder) aliases(typed string) (hint string, found []candidate) {
	dot := strings.LastIndexByte(typed, '.')
	hint = typed[dot+1:]
	if dot >= 0 {
		return hint, f.nested(f.module(typed[:dot]), hint)
	}
	for _, a := range f.sessionAliases(hint) {
		found = append(found, candidate{kind: module, name: a.name})
	}
	return hint, append(found, f.nested("Elixir", hint)...)
}

// aliasName is an alias of the session with the module that it means.
type aliasName struct {
	name string
	to   term.Atom
}

// sessionAliases returns the aliases of the session that start with hint.
func (f finder) sessionAliases(hint string) (found []aliasName) {
	for _, a := range f.scope.Env.Aliases {
		if name := strings.TrimPrefix(a.From.String(), elixirPrefix); strings.HasPrefix(name, hint) {
			found = append(found, aliasName{name, a.To})
		}
	}
	return found
}

// nested finds the parts of module names that follow a module's.
func (f finder) nested(parent, hint string) []candidate {
	var found []candidate
	if parent == "Elixir" && strings.HasPrefix("Elixir", hint) {
		found = append(found, candidate{kind: module, name: "Elixir"})
	}
	for _, name := range f.moduleNames() {
		if rest, ok := strings.CutPrefix(name, parent+"."); ok && strings.HasPrefix(rest, hint) {
			if part, _, _ := strings.Cut(rest, "."); aliasPart(part) {
				found = append(found, candidate{kind: module, name: part})
			}
		}
	}
	return inOrder(found)
}

// aliasPart tells whether s can stand between the dots of an alias.
func aliasPart(s string) bool {
	for i, r := range s {
		upper := r >= 'A' && r <= 'Z'
		if !upper && (i == 0 || !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '_')) {
			return false
		}
	}
	return s != ""
}

// erlangModules finds modules that are written as atoms.
func (f finder) erlangModules(hint string) []candidate {
	var found []candidate
	for _, name := range f.moduleNames() {
		if strings.HasPrefix(name, hint) && !strings.HasPrefix(name, elixirPrefix) {
			if c := inspect.ClassifyAtom(name); c == "identifier" || c == "unquoted" {
				found = append(found, candidate{kind: module, name: name})
			}
		}
	}
	return inOrder(found)
}

// structs finds the modules with a struct that is no exception; the hint may have
// dots.
func (f finder) structs(hint string) []candidate {
	var all []aliasName
	all = append(all, f.sessionAliases(hint)...)
	first := len(all)
	for _, name := range f.moduleNames() {
		if short, ok := strings.CutPrefix(name, elixirPrefix); ok && strings.HasPrefix(short, hint) {
			all = append(all, aliasName{short, term.Intern(name)})
		}
	}
	slices.SortFunc(all[first:], func(a, b aliasName) int { return strings.Compare(a.name, b.name) })
	var found []candidate
	for _, a := range all {
		if f.hasStruct(a.to) {
			found = append(found, candidate{kind: structs, name: a.name})
		}
	}
	return found
}

// hasStruct tells whether a module has a struct that is no exception. Modules of
// the library are not loaded for it.
func (f finder) hasStruct(m term.Atom) bool {
	if mod := f.rt.System.Table.Module(m); mod == nil || mod.Library {
		if has, known := libraryStruct(m.String()); known {
			return has
		}
	}
	return f.defines(m, "__struct__", 1) && !f.defines(m, "exception", 1)
}

// defines tells whether a module that exists has a function.
func (f finder) defines(m term.Atom, name string, arity int) bool {
	return f.loaded(m) && f.rt.System.Table.Defined(m, term.Intern(name), arity)
}

// loaded loads a module if it is not there yet; Elixir itself is none.
func (f finder) loaded(m term.Atom) bool {
	return m.String() != "Elixir" && f.rt.System.Table.Ensure(m)
}

// exports lists the functions and macros of a module, in order.
func (f finder) exports(m term.Atom) []absform.FA {
	var all []absform.FA
	functions, macros, language := expand.LanguageModule(m)
	for _, fa := range append(slices.Clone(functions.List()), macros.List()...) {
		all = append(all, absform.FA{Name: fa.Name, Arity: fa.Arity})
	}
	if language {
		return sorted(all)
	}
	if !f.loaded(m) {
		return nil
	}
	for _, fa := range f.rt.System.Table.Functions(m) {
		name := fa.Name.String()
		switch macro, isMacro := strings.CutPrefix(name, "MACRO-"); {
		case isMacro:
			all = append(all, absform.FA{Name: term.Intern(macro), Arity: fa.Arity - 1})
		case name == "module_info", name == "behaviour_info", name == "__info__" && fa.Arity == 1:
		default:
			all = append(all, absform.FA{Name: fa.Name, Arity: fa.Arity})
		}
	}
	return sorted(all)
}

func sorted(all []absform.FA) []absform.FA {
	slices.SortFunc(all, func(a, b absform.FA) int {
		if c := strings.Compare(a.Name.String(), b.Name.String()); c != 0 {
			return c
		}
		return a.Arity - b.Arity
	})
	return slices.Compact(all)
}

// moduleOf returns the module that stands before a dot.
func (f finder) moduleOf(of fragment.Context) (term.Atom, bool) {
	v, ok := f.value(of)
	if !ok || !v.IsAtom() {
		return term.Atom(0), false
	}
	return v.Atom(), true
}

// value returns the value of an alias, an atom, a variable, or a path of map keys
// that starts at a variable.
func (f finder) value(of fragment.Context) (term.Term, bool) {
	name := of.Text
	if of.Kind == fragment.Alias && of.Inside == nil {
		name = f.module(name)
	}
	atom, err := term.TryIntern(name)
	if err != nil {
		return term.Term{}, false
	}
	switch of.Kind {
	case fragment.Alias, fragment.UnquotedAtom:
		return atom.Term(), of.Inside == nil
	case fragment.Var:
		v, ok := f.scope.Values[expand.V(name)]
		return v, ok
	case fragment.Dot:
		if v, ok := f.value(*of.Inside); ok && v.IsMap() {
			return v.MapGet(atom.Term())
		}
	}
	return term.Term{}, false
}

// members finds what can follow a dot: functions and nested modules of a
// module, keys of a map. exact asks for the arities of the function hint.
func (f finder) members(of fragment.Context, hint string, exact bool) []candidate {
	value, ok := f.value(of)
	switch {
	case !ok:
		return nil
	case value.IsAtom():
		var found []candidate
		if hint == "" {
			found = f.nested(value.AtomName(), "")
		}
		return append(found, f.functions(value.Atom(), hint, exact)...)
	case value.IsMap():
		return mapKeys(value, hint)
	}
	return nil
}

// mapKeys finds keys of a map that are atoms; none if there is nothing to add to
// the only one.
func mapKeys(value term.Term, hint string) []candidate {
	var found []candidate
	for k, v := range value.Pairs() {
		if !k.IsAtom() {
			continue
		}
		if name := k.AtomName(); strings.HasPrefix(name, hint) {
			found = append(found, candidate{kind: mapKey, name: name, inner: v.IsMap()})
		}
	}
	if len(found) == 1 && found[0].name == hint && !found[0].inner {
		return nil
	}
	return inOrder(found)
}
