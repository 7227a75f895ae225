package term

import (
	"iter"
	"unsafe"
)

// Maps of up to maxFlat keys are flat: two sorted arrays. Larger ones are
// hash tries (hamt.go). The size decides, so equal maps have one shape.
const maxFlat = 32

// A map's payload word: kind in bits 0-7, for a hash trie the root's leaf
// mask in bits 8-23, the number of keys from bit 24.
//
// A flat map points at 1+n Terms: a header whose pointer is the array of the
// n keys, then the n values. Maps that differ only in values share the keys.
const mapSizeShift = 24

func mapWord(n int) uint64 { return uint64(KindMap) | uint64(n)<<mapSizeShift }

var noPairs [1]Term

// EmptyMap is the map without keys.
var EmptyMap = Term{unsafe.Pointer(&noPairs), mapWord(0)}

// MapOf returns the map of the given keys and values in turn; a later pair
// replaces an earlier one with an identical key. It panics on an odd count.
func MapOf(keysAndValues ...Term) Term {
	m := EmptyMap
	for i := 0; i < len(keysAndValues); i += 2 {
		m = m.MapPut(keysAndValues[i], keysAndValues[i+1])
	}
	return m
}

// MapFrom returns the map of keys[i] to values[i]; of identical keys the last
// one counts. It keeps neither slice. MapLen of the result tells whether there
// were duplicates.
func MapFrom(keys, values []Term) Term {
	n := len(keys)
	if n > maxFlat {
		return hamtFrom(keys, values)
	}
	if n == 0 {
		return EmptyMap
	}
	both := make([]Term, 2*n+1)
	ks, vs := both[n+1:n+1], both[1:1]
	for i, k := range keys {
		j := len(ks)
		c := 1
		for ; j > 0; j-- {
			if c = compareKeys(k, ks[j-1]); c >= 0 {
				break
			}
		}
		if j > 0 && c == 0 {
			vs[j-1] = values[i]
			continue
		}
		ks, vs = ks[:len(ks)+1], vs[:len(vs)+1]
		copy(ks[j+1:], ks[j:])
		copy(vs[j+1:], vs[j:])
		ks[j], vs[j] = k, values[i]
	}
	both[0] = Term{unsafe.Pointer(unsafe.SliceData(ks)), uint64(len(ks))}
	return Term{unsafe.Pointer(unsafe.SliceData(both)), mapWord(len(ks))}
}

// flatMap returns the flat map of sorted, distinct keys, which it keeps, with
// room for its values.
func flatMap(keys []Term) (m Term, values []Term) {
	vs := make([]Term, len(keys)+1)
	vs[0] = Term{unsafe.Pointer(unsafe.SliceData(keys)), uint64(len(keys))}
	return Term{unsafe.Pointer(unsafe.SliceData(vs)), mapWord(len(keys))}, vs[1:]
}

// flat returns the keys and values of a flat map.
func (t Term) flat() (keys, values []Term) {
	n := t.MapLen()
	p := (*Term)(t.p)
	return unsafe.Slice((*Term)(p.p), n), unsafe.Slice(p, n+1)[1:]
}

func (t Term) isFlat() bool { return t.w>>mapSizeShift <= maxFlat }

// MapLen returns the number of keys of a KindMap term, 0 for any other.
func (t Term) MapLen() int {
	if !t.IsMap() {
		return 0
	}
	return int(t.w >> mapSizeShift)
}

// MapGet returns the value of key k in a KindMap term, false if there is none
// or t is no map.
func (t Term) MapGet(k Term) (Term, bool) {
	if !t.IsMap() {
		return Term{}, false
	}
	if !t.isFlat() {
		return t.hamtGet(k)
	}
	keys, values := t.flat()
	if k.immediate() {
		for i := range keys {
			if keys[i].w == k.w && keys[i].p == k.p {
				return values[i], true
			}
		}
		return Term{}, false
	}
	for i := range keys {
		if uint8(keys[i].w) == uint8(k.w) && Identical(keys[i], k) {
			return values[i], true
		}
	}
	return Term{}, false
}

// flatFind returns where k is in sorted keys, or where it would be inserted.
func flatFind(keys []Term, k Term) (int, bool) {
	if k.immediate() {
		for i := range keys {
			if keys[i] == k {
				return i, true
			}
		}
	}
	lo, hi := 0, len(keys)
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		c := compareKeys(k, keys[mid])
		if c == 0 {
			return mid, true
		}
		if c < 0 {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	return lo, false
}

// MapPut returns the map t with key k set to v; what is no map stays as it is.
func (t Term) MapPut(k, v Term) Term {
	if !t.IsMap() {
		return t
	}
	if !t.isFlat() {
		return t.hamtPut(k, v)
	}
	keys, values := t.flat()
	i, found := flatFind(keys, k)
	if found {
		if values[i] == v {
			return t
		}
		m, vs := flatMap(keys)
		copy(vs, values)
		vs[i] = v
		return m
	}
	n := len(keys) + 1
	if n > maxFlat {
		return hamtFrom(append(keys[:len(keys):len(keys)], k), append(values[:len(values):len(values)], v))
	}
	ks := make([]Term, n)
	copy(ks, keys[:i])
	ks[i] = k
	copy(ks[i+1:], keys[i:])
	m, vs := flatMap(ks)
	copy(vs, values[:i])
	vs[i] = v
	copy(vs[i+1:], values[i:])
	return m
}

// MapRemove returns the map t without key k; what is no map stays as it is.
func (t Term) MapRemove(k Term) Term {
	if !t.IsMap() {
		return t
	}
	if !t.isFlat() {
		return t.hamtRemove(k)
	}
	keys, values := t.flat()
	i, found := flatFind(keys, k)
	if !found {
		return t
	}
	if len(keys) == 1 {
		return EmptyMap
	}
	ks := make([]Term, len(keys)-1)
	copy(ks, keys[:i])
	copy(ks[i:], keys[i+1:])
	m, vs := flatMap(ks)
	copy(vs, values[:i])
	copy(vs[i:], values[i+1:])
	return m
}

// Pairs yields the keys and values of a KindMap term in Erlang's iteration
// order: term order (atoms by age) up to 32 keys, hash order above. Any other
// term has none.
func (t Term) Pairs() iter.Seq2[Term, Term] { return t.pairs }

func (t Term) pairs(yield func(k, v Term) bool) {
	if !t.IsMap() {
		return
	}
	if !t.isFlat() {
		t.hamtPairs(yield)
		return
	}
	keys, values := t.flat()
	for i, k := range keys {
		if !yield(k, values[i]) {
			return
		}
	}
}

// Flat returns the keys and values of a map of up to 32 keys, which must not be
// changed; false for larger maps.
func (t Term) Flat() (keys, values []Term, ok bool) {
	if !t.IsMap() || !t.isFlat() {
		return nil, nil, false
	}
	keys, values = t.flat()
	return keys, values, true
}

// AppendPairs appends each key and its value to dst, in the order of Pairs;
// nothing if t is no map.
func (t Term) AppendPairs(dst []Term) []Term {
	if !t.IsMap() {
		return dst
	}
	if t.isFlat() {
		keys, values := t.flat()
		for i, k := range keys {
			dst = append(dst, k, values[i])
		}
		return dst
	}
	t.hamtPairs(func(k, v Term) bool {
		dst = append(dst, k, v)
		return true
	})
	return dst
}

// pairTerms returns the keys, each followed by its value.
func (t Term) pairTerms() []Term { return t.AppendPairs(make([]Term, 0, 2*t.MapLen())) }
