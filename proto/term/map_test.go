package term

import (
	"testing"

	"pgregory.net/rapid"
)

// model is a map as a list of pairs in the order of insertion.
type model [][2]Term

func (m model) find(k Term) int {
	for i, kv := range m {
		if Identical(kv[0], k) {
			return i
		}
	}
	return -1
}

func checkMap(t *rapid.T, m Term, want model) {
	if m.MapLen() != len(want) {
		t.Fatalf("%d keys, want %d", m.MapLen(), len(want))
	}
	for _, kv := range want {
		if v, ok := m.MapGet(kv[0]); !ok || !Identical(v, kv[1]) {
			t.Fatal("a key is missing or has another value")
		}
	}
	var last Term
	n := 0
	for k, v := range m.Pairs() {
		i := want.find(k)
		if i < 0 || !Identical(v, want[i][1]) {
			t.Fatal("Pairs yields a pair that was not put in")
		}
		if m.isFlat() && n > 0 && compareKeys(last, k) >= 0 {
			t.Fatal("keys are not in order")
		}
		last = k
		n++
	}
	if n != len(want) {
		t.Fatalf("Pairs yields %d pairs, want %d", n, len(want))
	}
}

func TestMapModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		key := rapid.OneOf(rapid.Map(rapid.Int64Range(0, 90), Int), rapid.Map(rapid.Int64Range(0, 20), func(i int64) Term { return Float(float64(i)) }), anyTerm(1))
		m, want := EmptyMap, model(nil)
		for range rapid.IntRange(0, 120).Draw(t, "steps") {
			k := key.Draw(t, "key")
			i := want.find(k)
			if _, ok := m.MapGet(k); ok != (i >= 0) {
				t.Fatal("MapGet finds what is not there, or not what is")
			}
			before := m.MapLen()
			if rapid.IntRange(0, 3).Draw(t, "op") == 0 {
				old := m
				m = m.MapRemove(k)
				if i >= 0 {
					want = append(want[:i:i], want[i+1:]...)
				}
				if old.MapLen() != before {
					t.Fatal("MapRemove changed its argument")
				}
			} else {
				v := Int(int64(len(want)))
				m = m.MapPut(k, v)
				if i >= 0 {
					want = append(model(nil), want...)
					want[i][1] = v
				} else {
					want = append(want[:len(want):len(want)], [2]Term{k, v})
				}
			}
		}
		checkMap(t, m, want)
		keys, values := make([]Term, len(want)), make([]Term, len(want))
		for i, kv := range want {
			keys[i], values[i] = kv[0], kv[1]
		}
		other := MapFrom(keys, values)
		checkMap(t, other, want)
		if !Identical(m, other) || Hash(m) != Hash(other) || Compare(m, other) != 0 {
			t.Fatal("a map made at once differs from one made step by step")
		}
	})
}

func TestMapFromKeepsTheLastOfDuplicates(t *testing.T) {
	for _, n := range []int{2, 20, 40, 100, 1000} {
		keys, values := make([]Term, 2*n), make([]Term, 2*n)
		for i := range keys {
			keys[i], values[i] = Int(int64(i%n)), Int(int64(i))
		}
		m := MapFrom(keys, values)
		if m.MapLen() != n {
			t.Fatalf("%d keys, want %d", m.MapLen(), n)
		}
		for i := range n {
			if v, ok := m.MapGet(Int(int64(i))); !ok || v.Int() != int64(i+n) {
				t.Fatalf("key %d of %d has %d", i, n, v.Int())
			}
		}
	}
}

// TestTrieBuckets joins leaves by hand, as no keys with equal 64-bit hashes
// are known.
func TestTrieBuckets(t *testing.T) {
	const hash = 0x123456789abcdef0
	var s slot = newLeaf(hash, Int(1), Int(10))
	leaf := true
	for i := int64(2); i <= 5; i++ {
		var added bool
		if s, leaf, added = s.put(leaf, 0, hash, Int(i), Int(i*10)); leaf || !added {
			t.Fatalf("put %d: leaf %v, added %v", i, leaf, added)
		}
	}
	if s, _, _ = s.put(false, 0, hash, Int(3), Int(33)); s.p == nil {
		t.Fatal("overwriting lost the bucket")
	}
	var got []int64
	s.each(false, 0, func(k, v Term) bool { got = append(got, v.Int()); return true })
	want := []int64{10, 20, 33, 40, 50}
	if len(got) != len(want) {
		t.Fatalf("values %v, want %v", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("values %v, want %v", got, want)
		}
	}
	for i := int64(1); i <= 4; i++ {
		s, leaf = s.remove(false, 0, hash, Int(i))
		if leaf != (i == 4) {
			t.Fatalf("after removing %d: leaf %v", i, leaf)
		}
	}
	if s.leaf()[0].Int() != 5 {
		t.Fatal("the wrong key is left")
	}
	leaves := []slot{newLeaf(hash, Int(2), Nil), newLeaf(hash, Int(1), Nil), newLeaf(hash, Int(2), Int(9))}
	if _, _, n := build(leaves, make([]slot, 3), 0); n != 2 {
		t.Fatalf("built %d keys, want 2", n)
	}
}

// The orders are those of maps:to_list/1 of OTP 29.
func TestMapOrder(t *testing.T) {
	small := MapOf(A("b"), Nil, A("a"), Nil, Int(1), Nil, Float(1), Nil, Int(2), Nil, String("a"), Nil, Nil, Nil, Tuple(Int(1)), Nil)
	want := []Term{Int(1), Int(2), Float(1), A("a"), A("b"), Tuple(Int(1)), Nil, String("a")}
	i := 0
	for k := range small.Pairs() {
		if !Identical(k, want[i]) {
			t.Errorf("small map: wrong key at %d", i)
		}
		i++
	}
	large := EmptyMap
	for i := range int64(40) {
		large = large.MapPut(Int(i+1), Nil)
	}
	order := []int64{18, 4, 34, 12, 19, 29, 13, 2, 7, 38, 31, 8, 10, 23, 9, 15, 35, 36, 32, 1, 25, 28, 20, 6, 11, 17, 24, 37, 40, 14, 33, 3, 16, 30, 21, 5, 27, 26, 22, 39}
	i = 0
	for k := range large.Pairs() {
		if k.Int() != order[i] {
			t.Fatalf("large map: key %d at %d, want %d", k.Int(), i, order[i])
		}
		i++
	}
}

func TestMapGetDoesNotAllocate(t *testing.T) {
	small, large := benchMap(8), benchMap(1000)
	if n := testing.AllocsPerRun(100, func() { small.MapGet(String("x")); small.MapGet(Int(3)); large.MapGet(Int(3)) }); n != 0 {
		t.Errorf("MapGet allocates %v times", n)
	}
}
