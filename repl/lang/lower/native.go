package lower

import (
	"errors"
	"slices"

	"gex/proto/term"
	"gex/repl/lang/expand"
)

// Native is a function that defining modules needs at run time: expanded code
// calls it by its name. An error is *expand.Error (an exception to be raised) or
// what Machine returned.
type Native struct {
	Module, Name string
	Arity        int
	Func         func(d *Definer, args []term.Term) (term.Term, error)
}

// Natives are all of them.
var Natives = []Native{
	{"elixir_module", "compile", 4, func(d *Definer, a []term.Term) (term.Term, error) {
		return d.Compile(a[0], a[1], a[2], a[3])
	}},
	{"elixir_def", "store_definition", 5, storeDefinition},
	{"elixir_quote", "dot", 5, func(_ *Definer, a []term.Term) (term.Term, error) {
		return expand.QuoteDot(a[0], a[1], a[2], a[3], a[4])
	}},
	{"elixir_quote", "tail_list", 3, func(_ *Definer, a []term.Term) (term.Term, error) {
		return expand.QuoteTailList(a[0], a[1], a[2])
	}},
	{"elixir_quote", "list", 2, func(_ *Definer, a []term.Term) (term.Term, error) {
		return expand.QuoteList(a[0], a[1])
	}},
	{"elixir_quote", "shallow_validate_ast", 1, func(_ *Definer, a []term.Term) (term.Term, error) {
		return expand.ValidateAST(a[0])
	}},
	{"elixir_module", "struct_fields", 1, structFields},
	{"Elixir.Kernel.Utils", "defstruct", 2, onModule(func(d *Definer, m term.Atom, a []term.Term) (term.Term, error) {
		return d.Expander().DefineStruct(m, a[1])
	})},
	{"Elixir.Module", "__put_attribute__", 4, onAttribute(func(d *Definer, m term.Atom, a []term.Term) (term.Term, error) {
		return okTerm, d.Expander().PutAttribute(m, a[1].Atom(), a[2], line(a[3]))
	})},
	{"Elixir.Module", "__get_attribute__", 3, onAttribute(func(d *Definer, m term.Atom, a []term.Term) (term.Term, error) {
		return d.Expander().ReadAttribute(m, a[1].Atom(), line(a[2]))
	})},
	{"Elixir.Module", "put_attribute", 3, onAttribute(func(d *Definer, m term.Atom, a []term.Term) (term.Term, error) {
		return okTerm, d.Expander().PutDynamicAttribute(m, a[1].Atom(), a[2])
	})},
	{"Elixir.Module", "get_attribute", 2, onAttribute(func(d *Definer, m term.Atom, a []term.Term) (term.Term, error) {
		return getAttribute(d, m, a[1], term.AtomNil.Term())
	})},
	{"Elixir.Module", "get_attribute", 3, onAttribute(func(d *Definer, m term.Atom, a []term.Term) (term.Term, error) {
		return getAttribute(d, m, a[1], a[2])
	})},
	{"Elixir.Module", "has_attribute?", 2, onAttribute(func(d *Definer, m term.Atom, a []term.Term) (term.Term, error) {
		_, ok, err := d.Expander().GetAttribute(m, a[1].Atom())
		return term.Bool(ok), err
	})},
	{"Elixir.Module", "delete_attribute", 2, onAttribute(func(d *Definer, m term.Atom, a []term.Term) (term.Term, error) {
		return d.Expander().DeleteAttribute(m, a[1].Atom())
	})},
	{"Elixir.Module", "register_attribute", 3, onAttribute(func(d *Definer, m term.Atom, a []term.Term) (term.Term, error) {
		is := func(key string) bool {
			for list := a[2]; list.IsCons(); list = list.Tail() {
				if kv := list.Head(); kv.IsTupleOf(2) && kv.Elem(0) == term.A(key) {
					return kv.Elem(1).Is(term.True)
				}
			}
			return false
		}
		return okTerm, d.Expander().RegisterAttribute(m, a[1].Atom(), is("accumulate"), is("persist"))
	})},
	{"Elixir.Module", "make_overridable", 2, onModule(func(d *Definer, m term.Atom, a []term.Term) (term.Term, error) {
		return okTerm, d.Expander().MakeOverridable(m, a[1])
	})},
	{"elixir_module", "create", 3, createModule},
}

var okTerm = term.A("ok")

// line is a line as natives take it, 0 for anything but a number.
func line(t term.Term) int {
	if n, ok := t.AsInt(); ok {
		return int(n)
	}
	return 0
}

// onModule wraps a native whose first argument must be a module, the second (if
// there is one that names an attribute) an atom.
func onModule(f func(d *Definer, m term.Atom, a []term.Term) (term.Term, error)) func(*Definer, []term.Term) (term.Term, error) {
	return func(d *Definer, a []term.Term) (term.Term, error) {
		if !a[0].IsAtom() {
			return a[0], ErrNoClause
		}
		return f(d, a[0].Atom(), a)
	}
}

// onAttribute is onModule for natives whose second argument names an attribute.
func onAttribute(f func(d *Definer, m term.Atom, a []term.Term) (term.Term, error)) func(*Definer, []term.Term) (term.Term, error) {
	return onModule(func(d *Definer, m term.Atom, a []term.Term) (term.Term, error) {
		if !a[1].IsAtom() {
			return a[1], ErrNoClause
		}
		return f(d, m, a)
	})
}

// ErrNoClause is what a native returns when its arguments are of the wrong kind.
var ErrNoClause = errors.New("no function clause matching")

func getAttribute(d *Definer, m term.Atom, name, none term.Term) (term.Term, error) {
	v, ok, err := d.Expander().GetAttribute(m, name.Atom())
	if !ok && err == nil {
		return none, nil
	}
	return v, err
}

func fromPair(t term.Term) (expand.FA, bool) {
	if !t.IsTupleOf(2) || !t.Elem(0).IsAtom() || !t.Elem(1).IsInt() {
		return expand.FA{}, false
	}
	return expand.FA{Name: t.Elem(0).Atom(), Arity: int(t.Elem(1).Int())}, true
}

// storeDefinition is what def expands into: (module, kind, head, body, number of
// the environment). The result is {name, arity}.
func storeDefinition(d *Definer, a []term.Term) (term.Term, error) {
	if !a[0].IsAtom() || !a[1].IsAtom() || !a[4].IsInt() {
		return a[0], exception("ArgumentError", "invalid definition")
	}
	fa, err := d.Expander().StoreDefinition(a[0].Atom(), a[1].Atom(), a[2], a[3], int(a[4].Int()))
	return term.Tuple(fa.Name.Term(), term.Int(int64(fa.Arity))), err
}

// createModule is Module.create/3: (name, quoted body, environment or options).
func createModule(d *Definer, a []term.Term) (term.Term, error) {
	env, ok := expand.EnvFromTerm(a[2])
	if !ok {
		env = expand.NewEnv("nofile", 1)
		for list := a[2]; list.IsCons(); list = list.Tail() {
			kv := list.Head()
			if !kv.IsTupleOf(2) {
				continue
			}
			switch {
			case kv.Elem(0) == term.A("file") && kv.Elem(1).IsBinary():
				env = env.WithFile(kv.Elem(1).Text())
			case kv.Elem(0) == term.A("line") && kv.Elem(1).IsInt():
				env = env.WithLine(int(kv.Elem(1).Int()))
			}
		}
	}
	return d.compile(a[0], expand.SetLine(a[1], env.Line), term.Nil, env)
}

// structFields is [{field, default, required}] of the struct of a module that is
// being defined, nil when there is none.
func structFields(d *Definer, a []term.Term) (term.Term, error) {
	if !a[0].IsAtom() {
		return term.AtomNil.Term(), nil
	}
	m := d.Shared.Module(a[0].Atom())
	if m == nil {
		return term.AtomNil.Term(), nil
	}
	st, ok := m.Struct()
	if !ok {
		return term.AtomNil.Term(), nil
	}
	out := make([]term.Term, len(st.Fields))
	for i, f := range st.Fields {
		v, _ := st.Value.MapGet(f.Term())
		out[i] = term.Tuple(f.Term(), v, term.Bool(slices.Contains(st.Enforced, f)))
	}
	return term.List(out...), nil
}
