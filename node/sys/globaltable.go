package sys

import "gex/proto/term"

// table maps terms to values of Go. The zero table is empty and ready to be
// read; put makes it.
type table[V any] map[uint64][]tableEntry[V]

type tableEntry[V any] struct {
	key   term.Term
	value V
}

func (t table[V]) get(key term.Term) (v V, ok bool) {
	for _, e := range t[term.Hash(key)] {
		if term.Identical(e.key, key) {
			return e.value, true
		}
	}
	return v, false
}

func (t *table[V]) put(key term.Term, v V) {
	if *t == nil {
		*t = make(table[V])
	}
	h := term.Hash(key)
	for i, e := range (*t)[h] {
		if term.Identical(e.key, key) {
			(*t)[h][i].value = v
			return
		}
	}
	(*t)[h] = append((*t)[h], tableEntry[V]{key, v})
}

func (t table[V]) remove(key term.Term) {
	h := term.Hash(key)
	es := t[h]
	for i, e := range es {
		if !term.Identical(e.key, key) {
			continue
		}
		if len(es) == 1 {
			delete(t, h)
		} else {
			t[h] = append(append([]tableEntry[V]{}, es[:i]...), es[i+1:]...)
		}
		return
	}
}

func (t table[V]) each(f func(key term.Term, v V)) {
	for _, es := range t {
		for _, e := range es {
			f(e.key, e.value)
		}
	}
}
