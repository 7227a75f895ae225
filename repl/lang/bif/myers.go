package bif

import (
	"slices"

	"gex/proto/term"
	"gex/repl/lang/vm"
)

// listRows are the functions of List that are no Elixir.
var listRows = []vm.Row{{Name: "myers_difference", Arity: 2, Func: listMyers}}

// edit is an element in the difference of two lists, and those before it.
type edit struct {
	kind   term.Atom
	item   term.Term
	before *edit
}

var (
	atomEq  = term.Intern("eq")
	atomIns = term.Intern("ins")
	atomDel = term.Intern("del")
)

// reach is how far a path of the search has come in the two lists. x goes on
// counting at the end of the first, so that such a path loses to others.
type reach struct {
	x, y  int
	edits *edit
}

// myers finds a shortest script that turns one list into another: the greedy
// algorithm of Myers, "An O(ND) Difference Algorithm and Its Variations", 1986,
// deleting where it could as well insert.
func myers(from, to []term.Term) *edit {
	follow := func(r reach) reach {
		for r.x < len(from) && r.y < len(to) && term.Identical(from[r.x], to[r.y]) {
			r.edits = &edit{atomEq, from[r.x], r.edits}
			r.x++
			r.y++
		}
		return r
	}
	deleted := func(r reach) reach {
		if r.x < len(from) {
			r.edits = &edit{atomDel, from[r.x], r.edits}
		}
		r.x++
		return r
	}
	inserted := func(r reach) reach {
		if r.y < len(to) {
			r.edits = &edit{atomIns, to[r.y], r.edits}
			r.y++
		}
		return r
	}
	paths := []reach{{}} // by diagonal, from that with the most deletions
	for d := 0; ; d++ {
		next := make([]reach, d+1)
		for i := range next {
			var r reach
			switch {
			case d == 0:
				r = paths[0]
			case i == 0:
				r = deleted(paths[0])
			case i == d:
				r = inserted(paths[d-1])
			case paths[i-1].x > paths[i].x:
				r = inserted(paths[i-1])
			default:
				r = deleted(paths[i])
			}
			r = follow(r)
			if r.x >= len(from) && r.y >= len(to) {
				return r.edits
			}
			next[i] = r
		}
		paths = next
	}
}

// run is consecutive edits of one kind.
type run struct {
	kind  term.Atom
	items []term.Term // last first
}

// runs gathers edits, the last first. An insertion that repeats the equal
// elements before it changes places with them, to join the insertion before
// those.
func runs(e *edit) []run {
	var out []run
	for ; e != nil; e = e.before {
		if n := len(out); n > 0 && out[n-1].kind != e.kind {
			out = shift(out)
		}
		if n := len(out); n > 0 && out[n-1].kind == e.kind {
			out[n-1].items = append(out[n-1].items, e.item)
			continue
		}
		out = append(out, run{e.kind, []term.Term{e.item}})
	}
	return out
}

func shift(out []run) []run {
	n := len(out)
	if n < 3 || out[n-1].kind != atomEq || out[n-2].kind != atomIns || out[n-3].kind != atomEq ||
		!slices.EqualFunc(out[n-1].items, out[n-2].items, term.Identical) {
		return out
	}
	same := out[n-1].items
	return append(out[:n-3], run{atomEq, append(out[n-3].items, same...)}, run{atomIns, same})
}

func listMyers(m *vm.Machine, a []term.Term) (term.Term, bool) {
	x, proper1 := a[0].Slice()
	y, proper2 := a[1].Slice()
	if !a[0].IsList() || !a[1].IsList() {
		return functionClause(m, a)
	}
	for i, proper := range []bool{proper1, proper2} {
		if !proper {
			return m.TailCall(term.Intern("erlang"), term.Intern("length"), a[i])
		}
	}
	m.Bump((len(x) + len(y)) / 2)
	out := term.Nil
	for _, r := range runs(myers(x, y)) {
		slices.Reverse(r.items)
		out = term.Cons(term.Tuple(r.kind.Term(), term.List(r.items...)), out)
	}
	return ok(out)
}
