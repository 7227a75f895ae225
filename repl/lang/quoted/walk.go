package quoted

import "gex/proto/term"

// Walk rewrites code: each node, literal, list and pair goes through pre on
// the way down and through post on the way up (Macro.traverse). Either may be
// nil. Untouched parts are shared with the input.
func Walk(t term.Term, pre, post func(term.Term) term.Term) term.Term {
	if pre != nil {
		t = pre(t)
	}
	t = children(t, func(c term.Term) term.Term { return Walk(c, pre, post) })
	if post != nil {
		t = post(t)
	}
	return t
}

// children applies f to what Macro.traverse visits below t.
func children(t term.Term, f func(term.Term) term.Term) term.Term {
	switch {
	case t.IsTupleOf(3):
		e := t.Elems()
		form, args := e[0], e[2]
		if !form.IsAtom() {
			form = f(form)
		}
		if args.IsList() {
			args = mapList(args, f)
		}
		if form == e[0] && args == e[2] {
			return t
		}
		return New(form, e[1], args)
	case t.IsTupleOf(2):
		e := t.Elems()
		a, b := f(e[0]), f(e[1])
		if a == e[0] && b == e[1] {
			return t
		}
		return Pair(a, b)
	case t.IsCons():
		return mapList(t, f)
	}
	return t
}

// mapList applies f to the elements of a list, and to an improper tail.
func mapList(list term.Term, f func(term.Term) term.Term) term.Term {
	var out []term.Term
	changed := false
	rest := list
	for rest.IsCons() {
		h := rest.Head()
		n := f(h)
		changed = changed || n != h
		out = append(out, n)
		rest = rest.Tail()
	}
	if !rest.IsNil() {
		n := f(rest)
		changed = changed || n != rest
		rest = n
	}
	if !changed {
		return list
	}
	return term.ListTail(rest, out...)
}

// Escape returns code that evaluates to the term t (Macro.escape). It returns
// false when t holds something that code cannot express, such as a local fun.
func Escape(t term.Term) (term.Term, bool) {
	switch t.Kind() {
	case term.KindTuple:
		if t.Arity() == 2 {
			a, ok1 := Escape(t.Elem(0))
			b, ok2 := Escape(t.Elem(1))
			return Pair(a, b), ok1 && ok2
		}
		args, ok := escapeAll(t.Elems())
		return Call(TupleForm, term.Nil, args...), ok
	case term.KindMap:
		var pairs []term.Term
		ok := true
		for k, v := range t.Pairs() {
			ek, ok1 := Escape(k)
			ev, ok2 := Escape(v)
			ok = ok && ok1 && ok2
			pairs = append(pairs, Pair(ek, ev))
		}
		return Call(MapForm, term.Nil, pairs...), ok
	case term.KindCons:
		return escapeList(t)
	case term.KindFun, term.KindRecord:
		return t, false
	case term.KindExport:
		e := t.Export()
		slash := Call(term.Intern("/"), term.Nil,
			New(Call(Dot, term.Nil, e.Module.Term(), e.Name.Term()),
				term.List(KV(term.Intern("no_parens"), term.True.Term())), term.Nil),
			term.Int(int64(e.Arity)))
		return Call(term.Intern("&"), term.Nil, slash), true
	}
	return t, true
}

func escapeAll(ts []term.Term) ([]term.Term, bool) {
	out, all := make([]term.Term, len(ts)), true
	for i, t := range ts {
		var ok bool
		out[i], ok = Escape(t)
		all = all && ok
	}
	return out, all
}

func escapeList(t term.Term) (term.Term, bool) {
	var items []term.Term
	all := true
	for t.IsCons() {
		e, ok := Escape(t.Head())
		all = all && ok
		items = append(items, e)
		t = t.Tail()
	}
	if t.IsNil() {
		return term.List(items...), all
	}
	tail, ok := Escape(t)
	last := len(items) - 1
	items[last] = Call(term.Intern("|"), term.Nil, items[last], tail)
	return term.List(items...), all && ok
}
