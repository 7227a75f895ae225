package repl

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"gex/proto/term"
	"gex/repl/lang/expand"
	"gex/repl/lang/fragment"
	"gex/repl/lang/lib"
)

// candidate is one way to go on.
type candidate struct {
	name   string // what is typed
	shown  string // how it is listed
	suffix string // typed too when there is no other
}

const elixirPrefix = "Elixir."

// finder looks for candidates in the names that a scope can reach.
type finder struct {
	rt    *lib.Runtime
	scope *lib.Scope
}

// find returns the beginning that was typed and the names that start with it.
func (f finder) find(text string) (hint string, found []candidate) {
	c := fragment.Cursor(text)
	switch c.Kind {
	case fragment.Alias:
		if c.Inside == nil {
			return f.aliases(c.Text)
		}
	case fragment.Struct:
		if c.Inside == nil && c.Text != "" {
			return f.structs(c.Text)
		}
	case fragment.UnquotedAtom:
		return c.Text, f.erlangModules(c.Text)
	case fragment.LocalOrVar:
		return c.Text, append(f.variables(c.Text), f.imports(c.Text)...)
	case fragment.LocalArity:
		return c.Text, exactly(c.Text, f.imports(c.Text))
	case fragment.Sigil:
		if c.Text == "" {
			return "", f.sigils()
		}
	case fragment.Dot:
		return c.Text, f.members(*c.Inside, c.Text)
	case fragment.DotArity:
		return c.Text, exactly(c.Text, f.members(*c.Inside, c.Text))
	}
	return "", nil
}

// exactly keeps what has the very name.
func exactly(name string, found []candidate) []candidate {
	return slices.DeleteFunc(found, func(c candidate) bool { return c.name != name })
}

// inOrder sorts candidates by what is listed and drops what comes twice.
func inOrder(found []candidate) []candidate {
	slices.SortFunc(found, func(a, b candidate) int {
		return cmp.Or(strings.Compare(a.name, b.name), cmp.Compare(len(a.shown), len(b.shown)), strings.Compare(a.shown, b.shown))
	})
	return slices.Compact(found)
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
func (f finder) aliases(typed string) (string, []candidate) {
	dot := strings.LastIndexByte(typed, '.')
	hint := typed[dot+1:]
	var found []candidate
	if dot >= 0 {
		return hint, f.nested(f.module(typed[:dot]), hint)
	}
	for _, a := range f.scope.Env.Aliases {
		if name := strings.TrimPrefix(a.From.String(), elixirPrefix); strings.HasPrefix(name, hint) {
			found = append(found, candidate{name: name, shown: name})
		}
	}
	return hint, inOrder(append(found, f.nested("Elixir", hint)...))
}

// nested finds the parts of module names that follow a module's.
func (f finder) nested(module, hint string) []candidate {
	var found []candidate
	for _, name := range f.rt.ModuleNames() {
		if rest, ok := strings.CutPrefix(name, module+"."); ok && strings.HasPrefix(rest, hint) {
			part, _, _ := strings.Cut(rest, ".")
			found = append(found, candidate{name: part, shown: part})
		}
	}
	return inOrder(found)
}

// structs finds the modules among aliases that define a struct.
func (f finder) structs(typed string) (string, []candidate) {
	hint, found := f.aliases(typed)
	before := strings.TrimSuffix(typed, hint)
	found = slices.DeleteFunc(found, func(c candidate) bool {
		m := term.Intern(f.module(before + c.name))
		return !f.rt.System.Table.Ensure(m) || !f.rt.System.Table.Defined(m, term.Intern("__struct__"), 0)
	})
	for i := range found {
		found[i].suffix = "{"
	}
	return hint, found
}

func (f finder) erlangModules(hint string) []candidate {
	var found []candidate
	for _, name := range f.rt.ModuleNames() {
		if strings.HasPrefix(name, hint) && !strings.HasPrefix(name, elixirPrefix) {
			found = append(found, candidate{name: name, shown: name})
		}
	}
	return inOrder(found)
}

// function returns the candidate for a function or macro.
func function(name string, arity int) candidate {
	return candidate{name: name, shown: name + "/" + strconv.Itoa(arity)}
}

// functions finds the functions and macros of a module.
func (f finder) functions(module term.Atom, hint string) []candidate {
	if !f.rt.System.Table.Ensure(module) {
		return nil
	}
	var found []candidate
	for _, fa := range f.rt.System.Table.Functions(module) {
		name, arity := fa.Name.String(), fa.Arity
		if macro, ok := strings.CutPrefix(name, "MACRO-"); ok {
			name, arity = macro, arity-1
		}
		if strings.HasPrefix(name, hint) && !strings.HasPrefix(name, "__") && name != "module_info" {
			found = append(found, function(name, arity))
		}
	}
	return inOrder(found)
}

// imports finds what can be called without a module.
func (f finder) imports(hint string) []candidate {
	var found []candidate
	_, special, _ := expand.LanguageModule(term.Intern("Elixir.Kernel.SpecialForms"))
	for _, imports := range [][]expand.Import{{{Names: special}}, f.scope.Env.Functions, f.scope.Env.Macros} {
		for _, i := range imports {
			for _, fa := range i.Names.List() {
				if name := fa.Name.String(); strings.HasPrefix(name, hint) {
					found = append(found, function(name, fa.Arity))
				}
			}
		}
	}
	return inOrder(found)
}

func (f finder) sigils() []candidate {
	found := f.imports("sigil_")
	for i, c := range found {
		letter := strings.TrimPrefix(c.name, "sigil_")
		found[i] = candidate{name: letter, shown: "~" + letter + " (" + c.name + ")"}
	}
	return found
}

func (f finder) variables(hint string) []candidate {
	var found []candidate
	for _, v := range f.scope.Vars {
		name := v.Name.String()
		if v == expand.V(name) && strings.HasPrefix(name, hint) {
			found = append(found, candidate{name: name, shown: name})
		}
	}
	return inOrder(found)
}

// members finds what can follow a dot: functions and nested modules of a
// module, keys of a map.
func (f finder) members(of fragment.Context, hint string) []candidate {
	if of.Kind == fragment.Alias && of.Inside == nil {
		module := f.module(of.Text)
		var found []candidate
		if hint == "" {
			found = f.nested(module, "")
		}
		return append(found, f.functions(term.Intern(module), hint)...)
	}
	value, ok := f.value(of)
	switch {
	case !ok:
		return nil
	case value.IsAtom():
		return f.functions(value.Atom(), hint)
	case !value.IsMap():
		return nil
	}
	var found []candidate
	for k := range value.Pairs() {
		if !k.IsAtom() {
			continue
		}
		if name := k.Atom().String(); strings.HasPrefix(name, hint) && !strings.HasPrefix(name, "__") {
			found = append(found, candidate{name: name, shown: name})
		}
	}
	return inOrder(found)
}

// value returns the value of a variable, an atom, or a path of map keys that
// starts at a variable.
func (f finder) value(of fragment.Context) (term.Term, bool) {
	switch {
	case of.Kind == fragment.UnquotedAtom:
		return term.A(of.Text), true
	case of.Kind == fragment.Var:
		v, ok := f.scope.Values[expand.V(of.Text)]
		return v, ok
	case of.Kind == fragment.Dot && of.Inside != nil:
		if v, ok := f.value(*of.Inside); ok && v.IsMap() {
			return v.MapGet(term.A(of.Text))
		}
	}
	return term.Term{}, false
}
