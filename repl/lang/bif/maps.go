package bif

import (
	"gex/proto/term"
	"gex/repl/lang/vm"
)

// mapsRows are the functions of :maps that take no fun.
var mapsRows = []vm.Row{
	{Name: "find", Arity: 2, Func: mapsFind},
	{Name: "from_keys", Arity: 2, Func: mapsFromKeys},
	{Name: "from_list", Arity: 1, Func: mapsFromList},
	{Name: "get", Arity: 2, Func: mapGet},
	{Name: "get", Arity: 3, Func: mapsGet3},
	{Name: "is_key", Arity: 2, Func: isMapKey},
	{Name: "keys", Arity: 1, Func: mapsList(func(k, _ term.Term) term.Term { return k })},
	{Name: "values", Arity: 1, Func: mapsList(func(_, v term.Term) term.Term { return v })},
	{Name: "to_list", Arity: 1, Func: mapsList(func(k, v term.Term) term.Term { return term.Tuple(k, v) })},
	{Name: "merge", Arity: 2, Func: mapsMerge},
	{Name: "new", Arity: 0, Func: func(*vm.Machine, []term.Term) (term.Term, bool) { return ok(term.EmptyMap) }},
	{Name: "put", Arity: 3, Func: mapsPut},
	{Name: "remove", Arity: 2, Func: mapsRemove},
	{Name: "size", Arity: 1, Func: mapSize},
	{Name: "take", Arity: 2, Func: mapsTake},
	{Name: "update", Arity: 3, Func: mapsUpdate},
	{Name: "with", Arity: 2, Func: mapsWith},
	{Name: "without", Arity: 2, Func: mapsWithout},
}

func badmap(m *vm.Machine, t term.Term) (term.Term, bool) {
	return m.Error(term.Tuple(term.A("badmap"), t))
}

func badkey(m *vm.Machine, t term.Term) (term.Term, bool) {
	return m.Error(term.Tuple(term.A("badkey"), t))
}

func mapsFind(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[1].IsMap() {
		return badmap(m, a[1])
	}
	if v, found := a[1].MapGet(a[0]); found {
		return ok(term.Tuple(term.Ok.Term(), v))
	}
	return ok(term.Error.Term())
}

func mapsFromKeys(m *vm.Machine, a []term.Term) (term.Term, bool) {
	keys, proper := a[0].Slice()
	if !proper {
		return m.Badarg()
	}
	values := make([]term.Term, len(keys))
	for i := range values {
		values[i] = a[1]
	}
	m.Bump(len(keys) / 8)
	return ok(term.MapFrom(keys, values))
}

func mapsFromList(m *vm.Machine, a []term.Term) (term.Term, bool) {
	pairs, proper := a[0].Slice()
	if !proper {
		return m.Badarg()
	}
	keys, values := make([]term.Term, len(pairs)), make([]term.Term, len(pairs))
	for i, p := range pairs {
		if !p.IsTupleOf(2) {
			return m.Badarg()
		}
		keys[i], values[i] = p.Elem(0), p.Elem(1)
	}
	m.Bump(len(keys) / 8)
	return ok(term.MapFrom(keys, values))
}

func mapsGet3(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[1].IsMap() {
		return badmap(m, a[1])
	}
	if v, found := a[1].MapGet(a[0]); found {
		return ok(v)
	}
	return ok(a[2])
}

func mapsList(f func(k, v term.Term) term.Term) result {
	return func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		if !a[0].IsMap() {
			return badmap(m, a[0])
		}
		out := make([]term.Term, 0, a[0].MapLen())
		for k, v := range a[0].Pairs() {
			out = append(out, f(k, v))
		}
		m.Bump(len(out) / 16)
		return ok(term.List(out...))
	}
}

func mapsMerge(m *vm.Machine, a []term.Term) (term.Term, bool) {
	for _, t := range a {
		if !t.IsMap() {
			return badmap(m, t)
		}
	}
	out := a[0]
	for k, v := range a[1].Pairs() {
		out = out.MapPut(k, v)
	}
	m.Bump(a[1].MapLen() / 8)
	return ok(out)
}

func mapsPut(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[2].IsMap() {
		return badmap(m, a[2])
	}
	return ok(a[2].MapPut(a[0], a[1]))
}

func mapsRemove(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[1].IsMap() {
		return badmap(m, a[1])
	}
	return ok(a[1].MapRemove(a[0]))
}

func mapsTake(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[1].IsMap() {
		return badmap(m, a[1])
	}
	v, found := a[1].MapGet(a[0])
	if !found {
		return ok(term.Error.Term())
	}
	return ok(term.Tuple(v, a[1].MapRemove(a[0])))
}

func mapsUpdate(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[2].IsMap() {
		return badmap(m, a[2])
	}
	if _, found := a[2].MapGet(a[0]); !found {
		return badkey(m, a[0])
	}
	return ok(a[2].MapPut(a[0], a[1]))
}

func mapsWith(m *vm.Machine, a []term.Term) (term.Term, bool) {
	keys, proper := a[0].Slice()
	if !a[1].IsMap() {
		return badmap(m, a[1])
	}
	if !proper {
		return m.Badarg()
	}
	out := term.EmptyMap
	for _, k := range keys {
		if v, found := a[1].MapGet(k); found {
			out = out.MapPut(k, v)
		}
	}
	return ok(out)
}

func mapsWithout(m *vm.Machine, a []term.Term) (term.Term, bool) {
	keys, proper := a[0].Slice()
	if !a[1].IsMap() {
		return badmap(m, a[1])
	}
	if !proper {
		return m.Badarg()
	}
	out := a[1]
	for _, k := range keys {
		out = out.MapRemove(k)
	}
	return ok(out)
}
