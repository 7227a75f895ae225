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
