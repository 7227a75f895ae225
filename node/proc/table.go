package proc

// table is a small map: a plain list up to indexFrom entries, which is what
// nearly all processes ever need, with an index above.
type table[K comparable, V any] struct {
	list  []entry[K, V]
	index map[K]int32
}

type entry[K comparable, V any] struct {
	key K
	val V
}

const indexFrom = 16

func (t *table[K, V]) find(k *K) int {
	if t.index != nil {
		if i, ok := t.index[*k]; ok {
			return int(i)
		}
		return -1
	}
	for i := range t.list {
		if t.list[i].key == *k {
			return i
		}
	}
	return -1
}

// get returns the value of k, nil if there is none. It is good until the next
// put or del.
func (t *table[K, V]) get(k K) *V {
	if i := t.find(&k); i >= 0 {
		return &t.list[i].val
	}
	return nil
}

func (t *table[K, V]) put(k K, v V) {
	if i := t.find(&k); i >= 0 {
		t.list[i].val = v
		return
	}
	t.list = append(t.list, entry[K, V]{k, v})
	switch n := len(t.list); {
	case t.index != nil:
		t.index[k] = int32(n - 1)
	case n > indexFrom:
		t.index = make(map[K]int32, 2*n)
		for i := range t.list {
			t.index[t.list[i].key] = int32(i)
		}
	}
}

// del removes k and returns its value.
func (t *table[K, V]) del(k K) (v V, ok bool) {
	i := t.find(&k)
	if i < 0 {
		return v, false
	}
	v = t.list[i].val
	last := len(t.list) - 1
	if t.index != nil {
		delete(t.index, k)
		if i != last {
			t.index[t.list[last].key] = int32(i)
		}
	}
	t.list[i] = t.list[last]
	t.list[last] = entry[K, V]{}
	t.list = t.list[:last]
	if last == 0 && cap(t.list) > indexFrom {
		t.list, t.index = nil, nil
	}
	return v, true
}
