package lib

import (
	"crypto/md5"
	"slices"
	"strings"

	"gex/proto/term"
	"gex/repl/lang/absform"
	"gex/repl/lang/code"
	"gex/repl/lang/expand"
	"gex/repl/lang/vm"
)

// registerInfo defines what tells of modules themselves: module_info of all, and
// __info__ of the Elixir modules that are written in Go, alone or beside a part
// in Elixir. Call it when all other natives are defined.
func (r *Runtime) registerInfo() {
	t := r.System.Table
	vm.Register(t, "erlang", []vm.Row{
		{Name: "get_module_info", Arity: 1, Func: r.moduleInfo},
		{Name: "get_module_info", Arity: 2, Func: r.moduleInfo},
	})
	vm.Register(t, "Elixir.Kernel", []vm.Row{{Name: "macro_exported?", Arity: 3, Func: r.macroExported}})
	r.informOf(append(t.Modules(), term.Intern("Elixir.Kernel.SpecialForms")))
}

// NativesAdded defines module_info of the modules whose natives were registered
// after the runtime was made.
func (r *Runtime) NativesAdded() {
	t := r.System.Table
	var names []term.Atom
	for _, name := range t.Modules() {
		if t.Native(name) && !t.Defined(name, term.Intern("module_info"), 0) {
			names = append(names, name)
		}
	}
	r.informOf(names)
}

func (r *Runtime) informOf(names []term.Atom) {
	for _, name := range names {
		rows := []vm.Row{
			{Name: "module_info", Arity: 0, Func: r.infoOf(name)},
			{Name: "module_info", Arity: 1, Func: r.infoOf(name)},
		}
		if strings.HasPrefix(name.String(), "Elixir.") {
			rows = append(rows, vm.Row{Name: "__info__", Arity: 1, Func: r.elixirInfo(name)})
		}
		vm.Register(r.System.Table, name.String(), rows)
	}
}

// macroExported is Kernel.macro_exported?/3.
func (r *Runtime) macroExported(m *vm.Machine, a []term.Term) (term.Term, bool) {
	arity, isInt := a[2].AsInt()
	if !a[0].IsAtom() || !a[1].IsAtom() || !isInt || arity < 0 || arity > 255 {
		return m.Error(term.A("function_clause"))
	}
	module := a[0].Atom()
	_, macros, ok := expansion{r, m.Proc(), term.Nil}.Exported(module)
	if _, ms, special := expand.LanguageModule(module); special {
		macros, ok = ms, true
	}
	return term.Bool(ok && macros.Has(expand.FA{Name: a[1].Atom(), Arity: int(arity)})), true
}

// infoOf is module_info/0,1 of one module.
func (r *Runtime) infoOf(name term.Atom) vm.Native {
	return func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		return r.moduleInfo(m, append([]term.Term{name.Term()}, a...))
	}
}

// moduleInfo is erlang:get_module_info/1,2, which the module_info functions of
// compiled modules call.
func (r *Runtime) moduleInfo(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[0].IsAtom() || !r.System.Table.Ensure(a[0].Atom()) {
		return m.Badarg()
	}
	name := a[0].Atom()
	if len(a) == 2 {
		if a[1].IsAtom() {
			if t, ok := r.moduleFact(name, a[1].AtomName()); ok {
				return t, true
			}
		}
		return m.Badarg()
	}
	var out []term.Term
	for _, key := range []string{"module", "exports", "attributes", "compile", "md5"} {
		v, _ := r.moduleFact(name, key)
		out = append(out, term.Tuple(term.A(key), v))
	}
	return term.List(out...), true
}

func (r *Runtime) moduleFact(name term.Atom, key string) (term.Term, bool) {
	mod := r.System.Table.Module(name)
	switch key {
	case "module":
		return name.Term(), true
	case "exports":
		return r.exports(name), true
	case "functions":
		out := slices.DeleteFunc(list(r.exports(name)), func(t term.Term) bool {
			if mod == nil {
				return false
			}
			_, inModule := mod.Slot(absform.FA{Name: t.Elem(0).Atom(), Arity: int(t.Elem(1).Int())})
			return inModule
		})
		if mod != nil {
			for _, fa := range mod.Functions() {
				out = append(out, term.Tuple(fa.Name.Term(), term.Int(int64(fa.Arity))))
			}
		}
		slices.SortFunc(out, term.Compare)
		return term.List(out...), true
	case "attributes":
		if mod == nil {
			return term.Nil, true
		}
		out := make([]term.Term, len(mod.Attributes))
		for i, at := range mod.Attributes {
			out[i] = term.Tuple(at.Name.Term(), at.Value)
		}
		return term.List(out...), true
	case "compile":
		file := ""
		if mod != nil {
			file = mod.File
		}
		return expand.CompileInfo(file), true
	case "md5":
		return r.moduleDigest(name, mod), true
	case "nifs":
		return term.Nil, true
	case "native":
		return term.False.Term(), true
	}
	return term.Term{}, false
}

// moduleDigest is the md5 that the module itself tells, or one of its exports.
func (r *Runtime) moduleDigest(name term.Atom, mod *code.Module) term.Term {
	if mod != nil {
		for _, at := range mod.Attributes {
			if at.Name.String() == "vsn" && at.Value.IsCons() && at.Value.Head().IsInteger() {
				n, _ := at.Value.Head().AsBig()
				if n.Sign() >= 0 && n.BitLen() <= 128 {
					return term.Binary(n.FillBytes(make([]byte, 16)))
				}
			}
		}
	}
	var b strings.Builder
	b.WriteString(name.String())
	for _, fa := range list(r.exports(name)) {
		b.WriteString(expand.Inspect(fa))
	}
	sum := md5.Sum([]byte(b.String()))
	return term.Binary(sum[:])
}

// exports is [{name, arity}] of what can be called from outside, in order.
func (r *Runtime) exports(name term.Atom) term.Term {
	var out []term.Term
	for _, f := range r.System.Table.Functions(name) {
		out = append(out, term.Tuple(f.Name.Term(), term.Int(int64(f.Arity))))
	}
	slices.SortFunc(out, term.Compare)
	return term.List(out...)
}

func list(t term.Term) []term.Term {
	es, _ := t.Slice()
	return es
}

// elixirInfo is __info__/1 of an Elixir module that has natives: what its part
// in Elixir says, but for the functions and macros, which are those of both.
func (r *Runtime) elixirInfo(name term.Atom) vm.Native {
	return func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		r.System.Table.Ensure(name)
		functions, macros, _ := expansion{r, m.Proc(), term.Nil}.Exported(name)
		if fs, ms, special := expand.LanguageModule(name); special {
			functions, macros = fs, ms
		}
		switch key := expand.Inspect(a[0]); key {
		case ":functions":
			return functions.Term(), true
		case ":macros":
			return macros.Term(), true
		case ":module", ":md5", ":compile", ":attributes":
			return r.moduleFact(name, key[1:])
		case ":exports_md5":
			return r.moduleFact(name, "md5")
		case ":struct", ":deprecated":
			if mod := r.System.Table.Module(name); mod != nil {
				if slot, ok := mod.Slot(absform.FA{Name: atomInfo, Arity: 1}); ok {
					t, exc := vm.Nested(vm.NewCode(r.System, mod.Func(slot), []term.Term{a[0]}), m.Proc())
					return t, exc == nil
				}
			}
			if key == ":struct" {
				return term.AtomNil.Term(), true
			}
			return term.Nil, true
		}
		return m.Error(term.A("function_clause"))
	}
}
