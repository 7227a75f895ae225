package complete

import (
	"strings"

	"gex/proto/term"
	"gex/repl/lang/expand"
)

var specialForms = term.Intern("Elixir.Kernel.SpecialForms")

// imports are the modules whose functions and macros can be called here without
// them, with the special forms, which nothing hides.
func (f finder) imports() []expand.Import {
	_, special, _ := expand.LanguageModule(specialForms)
	var all []expand.Import
	all = append(all, f.scope.Env.Functions...)
	all = append(all, f.scope.Env.Macros...)
	return append(all, expand.Import{Module: specialForms, Names: special})
}

// locals finds what can be called without a module.
func (f finder) locals(hint string) []candidate {
	var found []candidate
	for _, i := range f.imports() {
		for _, fa := range i.Names.List() {
			if name := fa.Name.String(); strings.HasPrefix(name, hint) {
				found = append(found, candidate{kind: export, name: name, arity: fa.Arity})
			}
		}
	}
	return inOrder(found)
}

func (f finder) sigils() []candidate {
	found := f.locals("sigil_")
	for i, c := range found {
		found[i] = candidate{kind: sigil, name: strings.TrimPrefix(c.name, "sigil_")}
	}
	return found
}

// localSignatures returns how what is imported under a name is called.
func (f finder) localSignatures(name string) []string {
	var found []string
	for _, i := range f.imports() {
		for _, fa := range i.Names.List() {
			if fa.Name.String() == name {
				found = append(found, f.signaturesOf(i.Module, name)...)
				break
			}
		}
	}
	return found
}

// variables finds variables that a person can name: those of the session, and
// those that the text before the cursor binds.
func (f finder) variables(hint string) []candidate {
	var found []candidate
	for _, v := range f.scope.Vars {
		name := v.Name.String()
		if v.Context.Is(term.AtomNil) && strings.HasPrefix(name, hint) {
			found = append(found, candidate{name: name})
		}
	}
	for _, name := range boundIn(f.text) {
		if strings.HasPrefix(name, hint) {
			found = append(found, candidate{name: name})
		}
	}
	return inOrder(found)
}
