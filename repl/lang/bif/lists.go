package bif

import (
	"slices"

	"gex/proto/term"
	"gex/repl/lang/code"
	"gex/repl/lang/vm"
)

// listsRows are the functions of :lists that take no fun.
var listsRows = []vm.Row{
	{Name: "append", Arity: 1, Func: listsAppend1},
	{Name: "append", Arity: 2, Func: listsAppend2},
	{Name: "concat", Arity: 1, Func: listsConcat},
	{Name: "delete", Arity: 2, Func: listsDelete},
	{Name: "droplast", Arity: 1, Func: listsDroplast},
	{Name: "duplicate", Arity: 2, Func: listsDuplicate},
	{Name: "flatlength", Arity: 1, Func: listsFlatlength},
	{Name: "flatten", Arity: 1, Func: listsFlatten},
	{Name: "flatten", Arity: 2, Func: listsFlatten},
	{Name: "join", Arity: 2, Func: listsJoin},
	{Name: "keydelete", Arity: 3, Func: listsKeydelete},
	{Name: "keyfind", Arity: 3, Func: listsKeyfind},
	{Name: "keymember", Arity: 3, Func: listsKeymember},
	{Name: "keyreplace", Arity: 4, Func: listsKeyreplace},
	{Name: "keysearch", Arity: 3, Func: listsKeysearch},
	{Name: "keysort", Arity: 2, Func: listsKeysort},
	{Name: "keystore", Arity: 4, Func: listsKeystore},
	{Name: "keytake", Arity: 3, Func: listsKeytake},
	{Name: "last", Arity: 1, Func: listsLast},
	{Name: "max", Arity: 1, Func: listsPick(func(c int) bool { return c > 0 })},
	{Name: "min", Arity: 1, Func: listsPick(func(c int) bool { return c < 0 })},
	{Name: "member", Arity: 2, Func: listsMember},
	{Name: "nth", Arity: 2, Func: listsNth},
	{Name: "nthtail", Arity: 2, Func: listsNthtail},
	{Name: "prefix", Arity: 2, Func: listsPrefix},
	{Name: "reverse", Arity: 1, Func: listsReverse},
	{Name: "reverse", Arity: 2, Func: listsReverse},
	{Name: "seq", Arity: 2, Func: listsSeq},
	{Name: "seq", Arity: 3, Func: listsSeq},
	{Name: "sort", Arity: 1, Func: listsSort},
	{Name: "split", Arity: 2, Func: listsSplit},
	{Name: "sublist", Arity: 2, Func: listsSublist2},
	{Name: "sublist", Arity: 3, Func: listsSublist3},
	{Name: "subtract", Arity: 2, Func: listsSubtract},
	{Name: "suffix", Arity: 2, Func: listsSuffix},
	{Name: "sum", Arity: 1, Func: listsSum},
	{Name: "ukeysort", Arity: 2, Func: listsUkeysort},
	{Name: "umerge", Arity: 2, Func: listsUmerge},
	{Name: "merge", Arity: 2, Func: listsMerge},
	{Name: "unzip", Arity: 1, Func: listsUnzip},
	{Name: "unzip3", Arity: 1, Func: listsUnzip},
	{Name: "usort", Arity: 1, Func: listsUsort},
	{Name: "zip", Arity: 2, Func: listsZip},
	{Name: "zip3", Arity: 3, Func: listsZip},
}

// withList hands the elements of a proper list to f; anything else is a
// function_clause error of the caller, as OTP's recursive functions have it.
func withList(m *vm.Machine, a []term.Term, list term.Term, f func([]term.Term) (term.Term, bool)) (term.Term, bool) {
	es, proper := list.Slice()
	if !proper {
		return functionClause(m, a)
	}
	m.Bump(len(es) / 16)
	return f(es)
}

// functionClause raises what an Erlang function raises when no clause matches.
func functionClause(m *vm.Machine, a []term.Term) (term.Term, bool) {
	return m.Error(term.A("function_clause"))
}

func listsAppend1(m *vm.Machine, a []term.Term) (term.Term, bool) {
	return withList(m, a, a[0], func(lists []term.Term) (term.Term, bool) {
		if len(lists) == 0 {
			return ok(term.Nil)
		}
		out := lists[len(lists)-1]
		for i := len(lists) - 2; i >= 0; i-- {
			es, proper := lists[i].Slice()
			if !proper {
				return m.Badarg()
			}
			out = term.ListTail(out, es...)
		}
		return ok(out)
	})
}

func listsAppend2(m *vm.Machine, a []term.Term) (term.Term, bool) {
	es, proper := a[0].Slice()
	if !proper {
		return m.Badarg()
	}
	m.Bump(len(es) / 16)
	return ok(term.ListTail(a[1], es...))
}

func listsConcat(m *vm.Machine, a []term.Term) (term.Term, bool) {
	return withList(m, a, a[0], func(things []term.Term) (term.Term, bool) {
		out := term.Nil
		for _, t := range slices.Backward(things) {
			switch {
			case t.IsAtom():
				t = term.Charlist(t.AtomName())
			case t.IsInteger():
				t, _ = fromInteger(chars)(m, []term.Term{t})
			case t.IsFloat():
				t = term.Charlist(scientific(t.Float(), 20))
			}
			es, proper := t.Slice()
			if !proper {
				return functionClause(m, a)
			}
			out = term.ListTail(out, es...)
		}
		return ok(out)
	})
}

// without returns the list that lacks its i-th element, sharing what follows.
func without(list term.Term, i int) term.Term {
	head := make([]term.Term, i)
	for j := range head {
		head[j], list = list.Head(), list.Tail()
	}
	return term.ListTail(list.Tail(), head...)
}

// find returns the place of the first element that match accepts, -1 if none.
func find(list term.Term, match func(term.Term) bool) (int, term.Term) {
	for i := 0; list.IsCons(); i++ {
		if match(list.Head()) {
			return i, list.Head()
		}
		list = list.Tail()
	}
	return -1, term.Term{}
}

func listsDelete(m *vm.Machine, a []term.Term) (term.Term, bool) {
	i, _ := find(a[1], func(t term.Term) bool { return term.Identical(t, a[0]) })
	if i < 0 {
		if _, proper := a[1].Len(); !proper {
			return functionClause(m, a)
		}
		return ok(a[1])
	}
	return ok(without(a[1], i))
}

func listsDroplast(m *vm.Machine, a []term.Term) (term.Term, bool) {
	return withList(m, a, a[0], func(es []term.Term) (term.Term, bool) {
		if len(es) == 0 {
			return functionClause(m, a)
		}
		return ok(term.List(es[:len(es)-1]...))
	})
}

func listsDuplicate(m *vm.Machine, a []term.Term) (term.Term, bool) {
	n, isInt := a[0].AsInt()
	if !isInt || n < 0 {
		return functionClause(m, a)
	}
	m.Bump(int(n) / 16)
	return ok(term.List(slices.Repeat(a[1:2], int(n))...))
}

// flatten appends the elements of a deep list; false if it is improper.
func flatten(out []term.Term, list term.Term) ([]term.Term, bool) {
	var rest []term.Term
	for {
		for list.IsCons() {
			head := list.Head()
			list = list.Tail()
			if head.IsList() {
				rest = append(rest, list)
				list = head
			} else {
				out = append(out, head)
			}
		}
		if !list.IsNil() {
			return nil, false
		}
		if len(rest) == 0 {
			return out, true
		}
		list = rest[len(rest)-1]
		rest = rest[:len(rest)-1]
	}
}

func listsFlatten(m *vm.Machine, a []term.Term) (term.Term, bool) {
	es, proper := flatten(nil, a[0])
	if !proper || !a[0].IsList() || len(a) == 2 && !a[1].IsList() {
		return functionClause(m, a)
	}
	m.Bump(len(es) / 16)
	tail := term.Nil
	if len(a) == 2 {
		tail = a[1]
	}
	return ok(term.ListTail(tail, es...))
}

func listsFlatlength(m *vm.Machine, a []term.Term) (term.Term, bool) {
	es, proper := flatten(nil, a[0])
	if !proper {
		return functionClause(m, a)
	}
	return integer(len(es))
}

// keyed makes a test for tuples whose n-th element equals key; false if n is
// no position.
func keyed(key, n term.Term) (func(term.Term) bool, bool) {
	i, isInt := n.AsInt()
	return func(t term.Term) bool {
		return t.IsTuple() && int64(t.Arity()) >= i && term.Equal(t.Elem(int(i-1)), key)
	}, isInt && i > 0
}

// withKey looks for the tuple of a[0] (key), a[1] (position), a[2] (list).
func withKey(m *vm.Machine, key, n, list term.Term, f func(i int, t term.Term) (term.Term, bool)) (term.Term, bool) {
	match, valid := keyed(key, n)
	if !valid || !list.IsList() {
		return m.Badarg()
	}
	i, t := find(list, match)
	if i < 0 && improper(list) {
		return m.Badarg()
	}
	return f(i, t)
}

func improper(list term.Term) bool {
	for list.IsCons() {
		list = list.Tail()
	}
	return !list.IsNil()
}

// listsJoin puts a separator between elements.
func listsJoin(m *vm.Machine, a []term.Term) (term.Term, bool) {
	return withList(m, a, a[1], func(es []term.Term) (term.Term, bool) {
		if len(es) == 0 {
			return ok(term.Nil)
		}
		out := make([]term.Term, 0, 2*len(es)-1)
		for i, e := range es {
			if i > 0 {
				out = append(out, a[0])
			}
			out = append(out, e)
		}
		return ok(term.List(out...))
	})
}

func listsKeydelete(m *vm.Machine, a []term.Term) (term.Term, bool) {
	return withKey(m, a[0], a[1], a[2], func(i int, _ term.Term) (term.Term, bool) {
		if i < 0 {
			return ok(a[2])
		}
		return ok(without(a[2], i))
	})
}

func listsKeyfind(m *vm.Machine, a []term.Term) (term.Term, bool) {
	return withKey(m, a[0], a[1], a[2], func(i int, t term.Term) (term.Term, bool) {
		if i < 0 {
			return boolean(false)
		}
		return ok(t)
	})
}

func listsKeymember(m *vm.Machine, a []term.Term) (term.Term, bool) {
	return withKey(m, a[0], a[1], a[2], func(i int, _ term.Term) (term.Term, bool) { return boolean(i >= 0) })
}

func listsKeysearch(m *vm.Machine, a []term.Term) (term.Term, bool) {
	return withKey(m, a[0], a[1], a[2], func(i int, t term.Term) (term.Term, bool) {
		if i < 0 {
			return boolean(false)
		}
		return ok(term.Tuple(term.A("value"), t))
	})
}

func listsKeytake(m *vm.Machine, a []term.Term) (term.Term, bool) {
	return withKey(m, a[0], a[1], a[2], func(i int, t term.Term) (term.Term, bool) {
		if i < 0 {
			return boolean(false)
		}
		return ok(term.Tuple(term.A("value"), t, without(a[2], i)))
	})
}

// replaced returns the list with another i-th element.
func replaced(list term.Term, i int, t term.Term) term.Term {
	head := make([]term.Term, i+1)
	for j := range head {
		head[j], list = list.Head(), list.Tail()
	}
	head[i] = t
	return term.ListTail(list, head...)
}

func listsKeyreplace(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[3].IsTuple() {
		return functionClause(m, a)
	}
	return withKey(m, a[0], a[1], a[2], func(i int, _ term.Term) (term.Term, bool) {
		if i < 0 {
			return ok(a[2])
		}
		return ok(replaced(a[2], i, a[3]))
	})
}

func listsKeystore(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[3].IsTuple() {
		return functionClause(m, a)
	}
	return withKey(m, a[0], a[1], a[2], func(i int, _ term.Term) (term.Term, bool) {
		if i >= 0 {
			return ok(replaced(a[2], i, a[3]))
		}
		return listsAppend2(m, []term.Term{a[2], term.List(a[3])})
	})
}

func listsKeysort(m *vm.Machine, a []term.Term) (term.Term, bool) { return keysort(m, a, false) }

func listsUkeysort(m *vm.Machine, a []term.Term) (term.Term, bool) { return keysort(m, a, true) }

// keysort sorts tuples by an element; unique keeps the first of equal ones.
func keysort(m *vm.Machine, a []term.Term, unique bool) (term.Term, bool) {
	n, isInt := a[0].AsInt()
	if !isInt || n < 1 {
		return functionClause(m, a)
	}
	return withList(m, a, a[1], func(es []term.Term) (term.Term, bool) {
		if len(es) < 2 {
			return ok(a[1])
		}
		keys := make([]term.Term, len(es))
		for i, e := range es {
			if !e.IsTuple() || int64(e.Arity()) < n {
				return m.TailCall(term.Intern("erlang"), term.Intern("element"), a[0], e)
			}
			keys[i] = e.Elem(int(n - 1))
		}
		m.Bump(len(es))
		return ok(term.List(sortByKeys(keys, es, unique)...))
	})
}

func listsLast(m *vm.Machine, a []term.Term) (term.Term, bool) {
	return withList(m, a, a[0], func(es []term.Term) (term.Term, bool) {
		if len(es) == 0 {
			return functionClause(m, a)
		}
		return ok(es[len(es)-1])
	})
}

func listsPick(better func(int) bool) result {
	return func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		return withList(m, a, a[0], func(es []term.Term) (term.Term, bool) {
			if len(es) == 0 {
				return functionClause(m, a)
			}
			best := es[0]
			for _, e := range es[1:] {
				if better(term.Compare(e, best)) {
					best = e
				}
			}
			return ok(best)
		})
	}
}

func listsMember(m *vm.Machine, a []term.Term) (term.Term, bool) {
	list := a[1]
	n := 0
	for ; list.IsCons(); n++ {
		if term.Identical(list.Head(), a[0]) {
			m.Bump(n / 16)
			return boolean(true)
		}
		list = list.Tail()
	}
	if !list.IsNil() {
		return m.Badarg()
	}
	m.Bump(n / 16)
	return boolean(false)
}

// drop returns the list after n elements; false if it is shorter.
func drop(list term.Term, n int64) (term.Term, bool) {
	for ; n > 0; n-- {
		if !list.IsCons() {
			return list, false
		}
		list = list.Tail()
	}
	return list, true
}

func listsNth(m *vm.Machine, a []term.Term) (term.Term, bool) {
	n, isInt := a[0].AsInt()
	if isInt && n >= 1 {
		if rest, enough := drop(a[1], n-1); enough && rest.IsCons() {
			return ok(rest.Head())
		}
	}
	return tooShort(m, a, "nth_1", n)
}

// tooShort raises function_clause for nth and nthtail: in the loop, with what
// is left of both arguments, if that was entered.
func tooShort(m *vm.Machine, a []term.Term, loop string, n int64) (term.Term, bool) {
	if !a[0].IsInt() || !a[1].IsCons() || n < 1 {
		return functionClause(m, a)
	}
	rest := a[1]
	for ; n > 0 && rest.IsCons(); n-- {
		rest = rest.Tail()
	}
	return m.ErrorIn(term.A("function_clause"), vm.Frame{Module: "lists", Name: loop, Args: term.List(term.Int(n), rest)})
}

func listsNthtail(m *vm.Machine, a []term.Term) (term.Term, bool) {
	n, isInt := a[0].AsInt()
	if isInt && n >= 0 {
		if rest, enough := drop(a[1], n); enough && (n > 0 || rest.IsList()) {
			return ok(rest)
		}
	}
	return tooShort(m, a, "nthtail_1", n)
}

func listsPrefix(m *vm.Machine, a []term.Term) (term.Term, bool) {
	p, l := a[0], a[1]
	for p.IsCons() && l.IsCons() && term.Identical(p.Head(), l.Head()) {
		p, l = p.Tail(), l.Tail()
	}
	return boolean(p.IsNil())
}

func listsSuffix(m *vm.Machine, a []term.Term) (term.Term, bool) {
	s, proper1 := a[0].Slice()
	l, proper2 := a[1].Slice()
	switch {
	case !proper2:
		return m.TailCall(term.Intern("erlang"), term.Intern("length"), a[1])
	case !proper1:
		return m.TailCall(term.Intern("erlang"), term.Intern("length"), a[0])
	case len(s) > len(l):
		return boolean(false)
	}
	return boolean(slices.EqualFunc(s, l[len(l)-len(s):], term.Identical))
}

func listsReverse(m *vm.Machine, a []term.Term) (term.Term, bool) {
	out := term.Nil
	if len(a) == 2 {
		out = a[1]
	}
	t, n, proper := term.Reverse(a[0], out)
	switch {
	case !proper && len(a) == 2:
		return m.Badarg()
	case !proper:
		return functionClause(m, a)
	}
	m.Bump(n / 16)
	return ok(t)
}

func listsSeq(m *vm.Machine, a []term.Term) (term.Term, bool) {
	from, ok1 := a[0].AsInt()
	to, ok2 := a[1].AsInt()
	step, ok3 := int64(1), true
	if len(a) == 3 {
		step, ok3 = a[2].AsInt()
	}
	if !ok1 || !ok2 || !ok3 {
		return functionClause(m, a)
	}
	if step == 0 && from == to {
		return ok(term.List(a[0]))
	}
	// An empty sequence may fall short of its start by one step at most.
	if step == 0 || step > 0 && from-step > to || step < 0 && from-step < to {
		return functionClause(m, a)
	}
	var out []term.Term
	for i := from; step > 0 && i <= to || step < 0 && i >= to; i += step {
		out = append(out, term.Int(i))
	}
	m.Bump(len(out) / 16)
	return ok(term.List(out...))
}

func listsSort(m *vm.Machine, a []term.Term) (term.Term, bool) {
	return withList(m, a, a[0], func(es []term.Term) (term.Term, bool) {
		sortTerms(es)
		m.Bump(len(es))
		return ok(term.List(es...))
	})
}

func listsUsort(m *vm.Machine, a []term.Term) (term.Term, bool) {
	return withList(m, a, a[0], func(es []term.Term) (term.Term, bool) {
		sortTerms(es)
		m.Bump(len(es))
		return ok(term.List(slices.CompactFunc(es, term.Equal)...))
	})
}

func listsMerge(m *vm.Machine, a []term.Term) (term.Term, bool) { return merge(m, a, false) }

func listsUmerge(m *vm.Machine, a []term.Term) (term.Term, bool) { return merge(m, a, true) }

func merge(m *vm.Machine, a []term.Term, unique bool) (term.Term, bool) {
	x, proper1 := a[0].Slice()
	y, proper2 := a[1].Slice()
	if !proper1 || !proper2 {
		return functionClause(m, a)
	}
	out := make([]term.Term, 0, len(x)+len(y))
	for len(x) > 0 && len(y) > 0 {
		c := term.Compare(x[0], y[0])
		if unique && c == 0 {
			y = y[1:]
			continue
		}
		if c <= 0 {
			out, x = append(out, x[0]), x[1:]
		} else {
			out, y = append(out, y[0]), y[1:]
		}
	}
	return ok(term.List(slices.Concat(out, x, y)...))
}

func listsSplit(m *vm.Machine, a []term.Term) (term.Term, bool) {
	n, isInt := a[0].AsInt()
	es, proper := a[1].Slice()
	if !isInt || n < 0 || !proper || int64(len(es)) < n {
		return m.Badarg()
	}
	rest, _ := drop(a[1], n)
	return ok(term.Tuple(term.List(es[:n]...), rest))
}

// firstN returns the first n elements, fewer if there are fewer.
func firstN(list term.Term, n int64) term.Term {
	var out []term.Term
	for ; n > 0 && list.IsCons(); n-- {
		out = append(out, list.Head())
		list = list.Tail()
	}
	return term.List(out...)
}

func listsSublist2(m *vm.Machine, a []term.Term) (term.Term, bool) {
	n, isInt := a[1].AsInt()
	if !isInt || n < 0 || !a[0].IsList() {
		return functionClause(m, a)
	}
	return ok(firstN(a[0], n))
}

func listsSublist3(m *vm.Machine, a []term.Term) (term.Term, bool) {
	start, ok1 := a[1].AsInt()
	n, ok2 := a[2].AsInt()
	if !ok1 || !ok2 || start < 1 || n < 0 || !a[0].IsList() {
		return functionClause(m, a)
	}
	rest, enough := drop(a[0], start-1)
	if !enough {
		if total, _ := a[0].Len(); int64(total) < start-1 {
			return functionClause(m, a)
		}
	}
	return ok(firstN(rest, n))
}

func listsSubtract(m *vm.Machine, a []term.Term) (term.Term, bool) {
	x, proper1 := a[0].Slice()
	y, proper2 := a[1].Slice()
	if !proper1 || !proper2 {
		return m.Badarg()
	}
	// How often each term is still to be taken out.
	left := term.EmptyMap
	for _, t := range y {
		n, _ := left.MapGet(t)
		left = left.MapPut(t, term.Int(n.Int()+1))
	}
	out := x[:0:0]
	for _, t := range x {
		if n, found := left.MapGet(t); found && n.Int() > 0 {
			left = left.MapPut(t, term.Int(n.Int()-1))
			continue
		}
		out = append(out, t)
	}
	m.Bump((len(x) + len(y)) / 4)
	return ok(term.List(out...))
}

func listsSum(m *vm.Machine, a []term.Term) (term.Term, bool) {
	return withList(m, a, a[0], func(es []term.Term) (term.Term, bool) {
		sum := term.Int(0)
		for _, e := range es {
			var fault term.Atom
			if sum, fault = vm.Apply(code.OpAdd, sum, e); fault != 0 {
				return m.Error(fault.Term())
			}
		}
		return ok(sum)
	})
}

func listsUnzip(m *vm.Machine, a []term.Term) (term.Term, bool) {
	return withList(m, a, a[0], func(es []term.Term) (term.Term, bool) {
		n := 2
		if len(es) > 0 && es[0].IsTupleOf(3) {
			n = 3
		}
		columns := make([][]term.Term, n)
		for _, e := range es {
			if !e.IsTupleOf(n) {
				return functionClause(m, a)
			}
			for i, v := range e.Elems() {
				columns[i] = append(columns[i], v)
			}
		}
		lists := make([]term.Term, n)
		for i, c := range columns {
			lists[i] = term.List(c...)
		}
		return ok(term.TupleOf(lists))
	})
}

func listsZip(m *vm.Machine, a []term.Term) (term.Term, bool) {
	columns := make([][]term.Term, len(a))
	for i, l := range a {
		es, proper := l.Slice()
		if !proper || i > 0 && len(es) != len(columns[0]) {
			name := term.Intern([]string{2: "zip", 3: "zip3"}[len(a)])
			return m.TailCall(term.Intern("lists"), name, append(slices.Clone(a), term.A("fail"))...)
		}
		columns[i] = es
	}
	out := make([]term.Term, len(columns[0]))
	for i := range out {
		row := make([]term.Term, len(columns))
		for j, c := range columns {
			row[j] = c[i]
		}
		out[i] = term.TupleOf(row)
	}
	return ok(term.List(out...))
}
