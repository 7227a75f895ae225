package expand

import "gex/proto/term"

// deprecation is the warning about a call of a function or macro that its module
// marks with @deprecated, "" for others.
func (x *Expander) deprecation(module term.Atom, fa FA) string {
	if module == atomErlang || module == atomKernel || module == atomElixirDef || module == atomElixirModule {
		return ""
	}
	reason, ok := x.deprecations(module)[fa]
	if !ok {
		return ""
	}
	return InspectModule(module) + "." + fa.Name.String() + "/" + itoa(fa.Arity) + " is deprecated. " + reason
}

// deprecations are what __info__(:deprecated) of a loaded module tells.
func (x *Expander) deprecations(module term.Atom) map[FA]string {
	if x.Code == nil {
		return nil
	}
	if found, ok := x.deprecated[module]; ok {
		return found
	}
	if x.Shared.Module(module) != nil || !x.Code.EnsureLoaded(module) {
		return nil
	}
	found := make(map[FA]string)
	list, err := x.Code.Apply(module, atomInfo, []term.Term{atomDeprecated.Term()})
	if err == nil {
		for _, p := range slice(list) {
			if !p.IsTupleOf(2) || !p.Elem(1).IsBinary() {
				continue
			}
			if fas, ok := keywordFAs(term.List(p.Elem(0))); ok {
				found[fas[0]] = p.Elem(1).Text()
			}
		}
	}
	if x.deprecated == nil {
		x.deprecated = make(map[term.Atom]map[FA]string)
	}
	x.deprecated[module] = found
	return found
}

// checkDeprecated warns of a deprecated call that Verify does not see: of a macro,
// or outside of functions.
func (x *Expander) checkDeprecated(meta term.Term, module term.Atom, fa FA, macro bool, e *Env) {
	if e.Function != nil && !macro {
		return
	}
	if message := x.deprecation(module, fa); message != "" {
		x.warn(meta, e, "%s", message)
	}
}
