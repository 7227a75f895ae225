package term

import "unsafe"

// slabCells is how many list cells are allocated together at most: enough to
// make the allocation cheap, few enough that one cell still in use does not
// keep a long list alive.
const slabCells = 512

// ListBuilder makes a list from its first element to its tail. Its zero value
// is ready to use, for one list.
type ListBuilder struct {
	first  Term
	tail   *Term // of the last cell
	before *Term // tail before the last chain of cells
}

// Append appends ts, which it copies.
func (b *ListBuilder) Append(ts []Term) {
	for len(ts) > 0 {
		n := min(len(ts), slabCells)
		cells := make([]Cell, n)
		for i, t := range ts[:n-1] {
			c := &cells[i]
			c.Head = t
			c.Tail = Term{unsafe.Pointer(&cells[i+1]), uint64(KindCons)}
		}
		cells[n-1].Head = ts[n-1]
		b.link(cells)
		ts = ts[n:]
	}
}

// AppendBytes appends the integers of p.
func (b *ListBuilder) AppendBytes(p []byte) {
	for len(p) > 0 {
		cells := b.Extend(len(p))
		for i := range cells {
			cells.Set(i, int64(p[i]))
		}
		p = p[len(cells):]
	}
}

// IntCells are new elements of a list, to be set to small integers.
type IntCells []Cell

// Set sets element i and leads its tail to the next one.
//
// The pointers are stored as numbers, so without the garbage collector's write
// barrier, which costs more than all else here. The collector loses nothing by
// it: the cell was empty, a tag is no object of the heap, and the other pointer
// leads from a new object to itself.
func (c IntCells) Set(i int, v int64) {
	x := &c[i]
	*(*uintptr)(unsafe.Pointer(&x.Head.p)) = intTag
	x.Head.w = uint64(v)
	if i+1 < len(c) {
		*(*uintptr)(unsafe.Pointer(&x.Tail.p)) = uintptr(unsafe.Pointer(x)) + unsafe.Sizeof(Cell{})
		x.Tail.w = uint64(KindCons)
	}
}

var intTag = uintptr(unsafe.Pointer(&tags[KindInt]))

// Extend appends up to n elements, at least one, which must all be set before
// the list is used.
func (b *ListBuilder) Extend(n int) IntCells {
	cells := make([]Cell, min(n, slabCells))
	b.link(cells)
	return cells
}

// Shrink takes back all but the first n cells of the last Extend.
func (b *ListBuilder) Shrink(cells IntCells, n int) {
	if n > 0 {
		b.tail = &cells[n-1].Tail
		*b.tail = Term{} // until the next element or the end
		return
	}
	b.tail = b.before
	if b.tail == nil {
		b.first = Term{}
	}
}

// link puts a chain of cells behind what is there.
func (b *ListBuilder) link(cells []Cell) {
	head := Term{unsafe.Pointer(&cells[0]), uint64(KindCons)}
	if b.tail == nil {
		b.first = head
	} else {
		*b.tail = head
	}
	b.before, b.tail = b.tail, &cells[len(cells)-1].Tail
}

// List ends the list with tail and returns it.
func (b *ListBuilder) List(tail Term) Term {
	if b.tail == nil {
		return tail
	}
	*b.tail = tail
	return b.first
}

// Reverse returns the elements of a proper list from the last to the first, in
// front of tail, and how many they are; false for anything else.
func Reverse(list, tail Term) (t Term, n int, proper bool) {
	n, proper = list.Len()
	if !proper {
		return Term{}, 0, false
	}
	for left := n; left > 0; {
		cells := make([]Cell, min(left, slabCells))
		for i := range cells {
			from := list.Cell()
			cells[i] = Cell{from.Head, tail}
			tail = Term{unsafe.Pointer(&cells[i]), uint64(KindCons)}
			list = from.Tail
		}
		left -= len(cells)
	}
	return tail, n, true
}

// MapBuilder makes maps from pairs in any order. It remembers the keys of the
// last maps: a row of maps with the same keys in the same order, as decoders
// meet, is neither sorted again nor given key arrays of its own. Its zero value
// is ready to use.
type MapBuilder struct {
	shapes [8]shape
}

// phi spreads numbers over the high bits when they are multiplied by it.
const phi = 0x9e3779b97f4a7c15

// shape is a sequence of keys as it came, where each one belongs, and the
// sorted array.
type shape struct {
	given []Term
	place [maxFlat]uint8
	keys  []Term
}

// Map returns the map of pairs (key, value, key, value …), which it copies;
// false if two keys are identical.
func (b *MapBuilder) Map(pairs []Term) (Term, bool) {
	n := len(pairs) / 2
	if n == 0 {
		return EmptyMap, true
	}
	if n > maxFlat {
		keys, values := split(pairs)
		m := hamtFrom(keys, values)
		return m, m.MapLen() == n
	}
	s := &b.shapes[(uint64(n)+pairs[0].w)*phi>>61]
	if !s.fits(pairs) && !s.learn(pairs) {
		return Term{}, false
	}
	m, values := flatMap(s.keys)
	for i := range n {
		values[s.place[i]] = pairs[2*i+1]
	}
	return m, true
}

func split(pairs []Term) (keys, values []Term) {
	n := len(pairs) / 2
	both := make([]Term, 2*n)
	keys, values = both[:n:n], both[n:]
	for i := range n {
		keys[i], values[i] = pairs[2*i], pairs[2*i+1]
	}
	return keys, values
}

func (s *shape) fits(pairs []Term) bool {
	if len(s.given)*2 != len(pairs) {
		return false
	}
	for i, k := range s.given {
		if o := pairs[2*i]; o != k && (!flatKind[k.Kind()] || !Identical(o, k)) {
			return false
		}
	}
	return true
}

// flatKind has the kinds that have no terms inside. Keys of other kinds are not
// compared to find a shape: with maps that are keys of maps, n levels deep, that
// would take n*n/2 steps.
var flatKind = [numKinds]bool{
	KindInt: true, KindFloat: true, KindAtom: true, KindNil: true, KindBig: true, KindBits: true,
	KindExport: true, KindPid: true, KindPort: true, KindRef: true,
}

// learn makes s the shape of pairs, false if a key occurs twice.
func (s *shape) learn(pairs []Term) bool {
	n := len(pairs) / 2
	given, keys := make([]Term, n), make([]Term, n)
	var order [maxFlat]uint8 // order[i] is the place in given of the i-th key
	for i := range n {
		k := pairs[2*i]
		given[i] = k
		j := i
		for ; j > 0; j-- {
			c := compareKeys(k, keys[j-1])
			if c == 0 {
				s.given = nil
				return false
			}
			if c > 0 {
				break
			}
			keys[j], order[j] = keys[j-1], order[j-1]
		}
		keys[j], order[j] = k, uint8(i)
	}
	s.given, s.keys = given, keys
	for i, o := range order[:n] {
		s.place[o] = uint8(i)
	}
	return true
}
