package proc

import "gex/proto/term"

// Dictionary is a process dictionary, in the order of first insertion.
type Dictionary struct {
	pairs []pair
	// index finds immediate keys (atoms, small integers), which Go can
	// compare, once there are many; other keys are searched for.
	index map[term.Term]int32
}

type pair struct{ key, val term.Term }

func (d *Dictionary) find(key term.Term) int {
	if d.index != nil && immediate(key) {
		if i, ok := d.index[key]; ok {
			return int(i)
		}
		return -1
	}
	for i := range d.pairs {
		if k := d.pairs[i].key; k == key || !immediate(key) && term.Identical(k, key) {
			return i
		}
	}
	return -1
}

func immediate(t term.Term) bool { return t.Kind() <= term.KindNil }

// Get returns the value of key.
func (d *Dictionary) Get(key term.Term) (val term.Term, ok bool) {
	if i := d.find(key); i >= 0 {
		return d.pairs[i].val, true
	}
	return val, false
}

// Put sets the value of key and returns the old one.
func (d *Dictionary) Put(key, val term.Term) (old term.Term, ok bool) {
	if i := d.find(key); i >= 0 {
		old, d.pairs[i].val = d.pairs[i].val, val
		return old, true
	}
	d.pairs = append(d.pairs, pair{key, val})
	switch n := len(d.pairs); {
	case d.index != nil:
		if immediate(key) {
			d.index[key] = int32(n - 1)
		}
	case n > indexFrom:
		d.reindex()
	}
	return old, false
}

func (d *Dictionary) reindex() {
	d.index = make(map[term.Term]int32, 2*len(d.pairs))
	for i := range d.pairs {
		if immediate(d.pairs[i].key) {
			d.index[d.pairs[i].key] = int32(i)
		}
	}
}

// Erase removes key and returns its value.
func (d *Dictionary) Erase(key term.Term) (old term.Term, ok bool) {
	i := d.find(key)
	if i < 0 {
		return old, false
	}
	old = d.pairs[i].val
	last := len(d.pairs) - 1
	if d.index != nil {
		delete(d.index, key)
		if moved := d.pairs[last].key; i != last && immediate(moved) {
			d.index[moved] = int32(i)
		}
	}
	d.pairs[i] = d.pairs[last]
	d.pairs[last] = pair{}
	d.pairs = d.pairs[:last]
	return old, true
}

// Clear removes all keys.
func (d *Dictionary) Clear() { *d = Dictionary{} }

// Len returns the number of keys.
func (d *Dictionary) Len() int { return len(d.pairs) }

// Term returns the list of {Key, Value}.
func (d *Dictionary) Term() term.Term {
	ts := make([]term.Term, len(d.pairs))
	for i, p := range d.pairs {
		ts[i] = term.Tuple(p.key, p.val)
	}
	return term.List(ts...)
}
