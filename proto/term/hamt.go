package term

import (
	"math/bits"
	"slices"
	"unsafe"
)

// Hash tries hold the maps of more than maxFlat keys. A key's place is its
// 64-bit hash, read in nibbles from the lowest up, as in ERTS, so that walking
// the slots in order yields its iteration order.
//
// A slot is two words, kept in a Term for the garbage collector's sake:
//
//	leaf   p = *[2]Term (key, value), w = hash
//	node   p = its slots, w = bitmap of occupied nibbles | bitmap of leaves << 16
//	bucket p = its leaves, w = their number; below the last nibble
//
// A node stores only occupied slots. The root stores all 16, empty ones with a
// nil pointer, and its leaf bitmap is in the map's own word.

type slot = Term

// lastShift is where the last nibble of a hash begins.
const lastShift = 60

func newLeaf(hash uint64, k, v Term) slot {
	return slot{unsafe.Pointer(&[2]Term{k, v}), hash}
}

func (s slot) leaf() *[2]Term { return (*[2]Term)(s.p) }

// slots returns n slots of a node, bucket or root.
func (s slot) slots(n int) []slot { return unsafe.Slice((*slot)(s.p), n) }

func node(slots []slot, bitmap, leaves uint16) slot {
	return slot{unsafe.Pointer(unsafe.SliceData(slots)), uint64(bitmap) | uint64(leaves)<<16}
}

func bucket(leaves []slot) slot {
	return slot{unsafe.Pointer(unsafe.SliceData(leaves)), uint64(len(leaves))}
}

func (t Term) rootLeaves() uint16 { return uint16(t.w >> 8) }

func (t Term) root() []slot { return t.slots(16) }

func hamtRoot(slots []slot, leaves uint16, n int) Term {
	return Term{unsafe.Pointer(unsafe.SliceData(slots)), mapWord(n) | uint64(leaves)<<8}
}

func (t Term) hamtGet(k Term) (Term, bool) {
	hash := Hash(k)
	i := hash & 15
	s := t.root()[i]
	leaf := t.rootLeaves()>>i&1 != 0
	for shift := 0; !leaf; {
		if s.p == nil {
			return Term{}, false
		}
		if shift == lastShift {
			return s.bucketGet(k)
		}
		shift += 4
		bit := uint32(1) << (hash >> shift & 15)
		bitmap := uint32(s.w)
		if bitmap&bit == 0 {
			return Term{}, false
		}
		leaf = bitmap>>16&bit != 0
		s = *(*slot)(unsafe.Add(s.p, bits.OnesCount32(bitmap&0xffff&(bit-1))*int(unsafe.Sizeof(slot{}))))
	}
	if kv := s.leaf(); s.w == hash && Identical(kv[0], k) {
		return kv[1], true
	}
	return Term{}, false
}

func (s slot) bucketGet(k Term) (Term, bool) {
	for _, l := range s.slots(int(s.w)) {
		if kv := l.leaf(); Identical(kv[0], k) {
			return kv[1], true
		}
	}
	return Term{}, false
}

func (t Term) hamtPut(k, v Term) Term {
	hash := Hash(k)
	i := hash & 15
	slots, leaves, n := slices.Clone(t.root()), t.rootLeaves(), t.MapLen()
	s := slots[i]
	if s.p == nil {
		slots[i] = newLeaf(hash, k, v)
		return hamtRoot(slots, leaves|1<<i, n+1)
	}
	s, leaf, added := s.put(leaves>>i&1 != 0, 0, hash, k, v)
	slots[i] = s
	if !leaf {
		leaves &^= 1 << i
	}
	if added {
		n++
	}
	return hamtRoot(slots, leaves, n)
}

// put returns slot s, whose own nibble is at shift, with the pair in it, and
// whether the result is a leaf and a key was added.
func (s slot) put(isLeaf bool, shift int, hash uint64, k, v Term) (out slot, leaf, added bool) {
	switch {
	case isLeaf:
		if s.w == hash && Identical(s.leaf()[0], k) {
			return newLeaf(hash, s.leaf()[0], v), true, false
		}
		return join(s, newLeaf(hash, k, v), shift), false, true
	case shift == lastShift:
		ls := s.slots(int(s.w))
		i, found := slices.BinarySearchFunc(ls, k, func(l slot, k Term) int { return compareKeys(l.leaf()[0], k) })
		ls = slices.Clone(ls)
		if found {
			ls[i] = newLeaf(hash, k, v)
			return bucket(ls), false, false
		}
		return bucket(slices.Insert(ls, i, newLeaf(hash, k, v))), false, true
	}
	shift += 4
	bitmap, leaves := uint16(s.w), uint16(s.w>>16)
	bit := uint16(1) << (hash >> shift & 15)
	i := bits.OnesCount16(bitmap & (bit - 1))
	old := s.slots(bits.OnesCount16(bitmap))
	if bitmap&bit == 0 {
		ss := make([]slot, len(old)+1)
		copy(ss, old[:i])
		ss[i] = newLeaf(hash, k, v)
		copy(ss[i+1:], old[i:])
		return node(ss, bitmap|bit, leaves|bit), false, true
	}
	ss := slices.Clone(old)
	ss[i], leaf, added = ss[i].put(leaves&bit != 0, shift, hash, k, v)
	if !leaf {
		leaves &^= bit
	}
	return node(ss, bitmap, leaves), false, added
}

// join returns the node of two leaves that share the nibbles down to shift.
func join(a, b slot, shift int) slot {
	if shift == lastShift {
		if compareKeys(a.leaf()[0], b.leaf()[0]) > 0 {
			a, b = b, a
		}
		return bucket([]slot{a, b})
	}
	shift += 4
	i, j := a.w>>shift&15, b.w>>shift&15
	switch {
	case i == j:
		return node([]slot{join(a, b, shift)}, 1<<i, 0)
	case i > j:
		a, b = b, a
	}
	return node([]slot{a, b}, 1<<i|1<<j, 1<<i|1<<j)
}

func (t Term) hamtRemove(k Term) Term {
	if _, ok := t.hamtGet(k); !ok {
		return t
	}
	if t.MapLen() == maxFlat+1 {
		keys, values := make([]Term, 0, maxFlat), make([]Term, 0, maxFlat)
		for k2, v := range t.Pairs() {
			if !Identical(k, k2) {
				keys, values = append(keys, k2), append(values, v)
			}
		}
		return MapFrom(keys, values)
	}
	hash := Hash(k)
	i := hash & 15
	slots, leaves := slices.Clone(t.root()), t.rootLeaves()
	s, leaf := slots[i].remove(leaves>>i&1 != 0, 0, hash, k)
	slots[i] = s
	leaves &^= 1 << i
	if leaf {
		leaves |= 1 << i
	}
	return hamtRoot(slots, leaves, t.MapLen()-1)
}

// remove returns slot s without k, which is there: an empty slot, a leaf if
// only one is left, else a node.
func (s slot) remove(isLeaf bool, shift int, hash uint64, k Term) (out slot, leaf bool) {
	switch {
	case isLeaf:
		return slot{}, false
	case shift == lastShift:
		ls := make([]slot, 0, s.w)
		for _, l := range s.slots(int(s.w)) {
			if !Identical(l.leaf()[0], k) {
				ls = append(ls, l)
			}
		}
		if len(ls) == 1 {
			return ls[0], true
		}
		return bucket(ls), false
	}
	shift += 4
	bitmap, leaves := uint16(s.w), uint16(s.w>>16)
	bit := uint16(1) << (hash >> shift & 15)
	i := bits.OnesCount16(bitmap & (bit - 1))
	ss := slices.Clone(s.slots(bits.OnesCount16(bitmap)))
	ss[i], leaf = ss[i].remove(leaves&bit != 0, shift, hash, k)
	leaves &^= bit
	if ss[i].p == nil {
		ss = slices.Delete(ss, i, i+1)
		bitmap &^= bit
	} else if leaf {
		leaves |= bit
	}
	if len(ss) == 1 && leaves == bitmap {
		return ss[0], true
	}
	return node(ss, bitmap, leaves), false
}

func (t Term) hamtPairs(yield func(k, v Term) bool) {
	leaves := t.rootLeaves()
	for i, s := range t.root() {
		if s.p != nil && !s.each(leaves>>i&1 != 0, 0, yield) {
			return
		}
	}
}

func (s slot) each(isLeaf bool, shift int, yield func(k, v Term) bool) bool {
	if isLeaf {
		kv := s.leaf()
		return yield(kv[0], kv[1])
	}
	if shift == lastShift {
		for _, l := range s.slots(int(s.w)) {
			if kv := l.leaf(); !yield(kv[0], kv[1]) {
				return false
			}
		}
		return true
	}
	bitmap, leaves := uint16(s.w), uint16(s.w>>16)
	for _, c := range s.slots(bits.OnesCount16(bitmap)) {
		bit := bitmap & -bitmap
		bitmap &^= bit
		if !c.each(leaves&bit != 0, shift+4, yield) {
			return false
		}
	}
	return true
}

// hamtFrom builds a map of any size at once: leaves are made in one slab and
// distributed by nibble, level by level.
func hamtFrom(keys, values []Term) Term {
	n := len(keys)
	pairs := make([][2]Term, n)
	ls, tmp := make([]slot, n), make([]slot, n)
	for i, k := range keys {
		pairs[i] = [2]Term{k, values[i]}
		ls[i] = slot{unsafe.Pointer(&pairs[i]), Hash(k)}
	}
	root := make([]slot, 16)
	var leaves uint16
	size := 0
	for i, part := range distribute(ls, tmp, 0) {
		if len(part) == 0 {
			continue
		}
		s, leaf, added := build(part, tmp, 0)
		root[i] = s
		if leaf {
			leaves |= 1 << i
		}
		size += added
	}
	m := hamtRoot(root, leaves, size)
	if size > maxFlat {
		return m
	}
	keys, values = keys[:0:0], values[:0:0]
	m.hamtPairs(func(k, v Term) bool {
		keys, values = append(keys, k), append(values, v)
		return true
	})
	return MapFrom(keys, values)
}

// distribute sorts leaves by their nibble at shift, keeping the order of
// equals, and returns the part of each nibble.
func distribute(ls, tmp []slot, shift int) (parts [16][]slot) {
	if len(ls) == 2 {
		i, j := ls[0].w>>shift&15, ls[1].w>>shift&15
		if i == j {
			parts[i] = ls
		} else {
			parts[i], parts[j] = ls[:1:1], ls[1:]
		}
		return parts
	}
	var at [17]int
	for _, l := range ls {
		at[l.w>>shift&15+1]++
	}
	for i := 1; i < 17; i++ {
		at[i] += at[i-1]
	}
	ends := at
	tmp = tmp[:len(ls)]
	for _, l := range ls {
		i := l.w >> shift & 15
		tmp[at[i]] = l
		at[i]++
	}
	copy(ls, tmp)
	for i := range parts {
		parts[i] = ls[ends[i]:ends[i+1]]
	}
	return parts
}

// build returns the slot of leaves that share the nibbles down to shift,
// whether it is a leaf, and how many keys it has.
func build(ls, tmp []slot, shift int) (s slot, leaf bool, n int) {
	if len(ls) == 1 {
		return ls[0], true, 1
	}
	if len(ls) == 2 && ls[0].w == ls[1].w && Identical(ls[0].leaf()[0], ls[1].leaf()[0]) {
		return ls[1], true, 1
	}
	if shift == lastShift {
		return buildBucket(ls)
	}
	shift += 4
	var ss [16]slot
	var bitmap, leaves uint16
	used := 0
	for i, part := range distribute(ls, tmp, shift) {
		if len(part) == 0 {
			continue
		}
		c, isLeaf, added := build(part, tmp, shift)
		ss[used] = c
		used++
		n += added
		bitmap |= 1 << i
		if isLeaf {
			leaves |= 1 << i
		}
	}
	if used == 1 && leaves == bitmap {
		return ss[0], true, n
	}
	return node(slices.Clone(ss[:used]), bitmap, leaves), false, n
}

// buildBucket returns the slot of leaves of one hash; of identical keys the
// last one stays.
func buildBucket(ls []slot) (s slot, leaf bool, n int) {
	var out []slot
next:
	for _, l := range ls {
		for i, o := range out {
			if Identical(o.leaf()[0], l.leaf()[0]) {
				out[i] = l
				continue next
			}
		}
		out = append(out, l)
	}
	if len(out) == 1 {
		return out[0], true, 1
	}
	slices.SortFunc(out, func(a, b slot) int { return compareKeys(a.leaf()[0], b.leaf()[0]) })
	return bucket(out), false, len(out)
}
