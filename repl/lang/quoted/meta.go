package quoted

import "gex/proto/term"

// Line returns the metadata [line: line].
func Line(line int) term.Term {
	return term.List(KV(LineAtom, term.Int(int64(line))))
}

// Get returns the value of key in a keyword list such as metadata.
func Get(list term.Term, key term.Atom) (term.Term, bool) {
	for list.IsCons() {
		if kv := list.Head(); kv.IsTupleOf(2) && kv.Elem(0).Is(key) {
			return kv.Elem(1), true
		}
		list = list.Tail()
	}
	return term.Term{}, false
}

// Put returns list with key set to value: in place if it is there, else in
// front.
func Put(list term.Term, key term.Atom, value term.Term) term.Term {
	if _, ok := Get(list, key); !ok {
		return term.Cons(KV(key, value), list)
	}
	var out []term.Term
	for list.IsCons() {
		kv := list.Head()
		list = list.Tail()
		if kv.IsTupleOf(2) && kv.Elem(0).Is(key) {
			out = append(out, KV(key, value))
			break
		}
		out = append(out, kv)
	}
	return term.ListTail(list, out...)
}

// Delete returns list without the entries of key.
func Delete(list term.Term, key term.Atom) term.Term {
	if _, ok := Get(list, key); !ok {
		return list
	}
	var out []term.Term
	for list.IsCons() {
		if kv := list.Head(); !kv.IsTupleOf(2) || !kv.Elem(0).Is(key) {
			out = append(out, kv)
		}
		list = list.Tail()
	}
	return term.ListTail(list, out...)
}

// Meta returns the metadata of a node, [] for anything else.
func Meta(t term.Term) term.Term {
	if _, meta, _, ok := Node(t); ok {
		return meta
	}
	return term.Nil
}

// LineOf returns the line in metadata, 0 if there is none.
func LineOf(meta term.Term) int { return number(meta, LineAtom) }

// ColumnOf returns the column in metadata, 0 if there is none.
func ColumnOf(meta term.Term) int { return number(meta, ColumnAtom) }

func number(meta term.Term, key term.Atom) int {
	v, _ := Get(meta, key)
	n, ok := v.AsInt()
	if !ok {
		return 0
	}
	return int(n)
}
