package term

import (
	"testing"

	"pgregory.net/rapid"
)

func TestListBuilder(t *testing.T) {
	for _, n := range []int{0, 1, 5, slabCells, slabCells + 1, 3*slabCells + 7} {
		for _, tail := range []Term{Nil, Int(7)} {
			var b ListBuilder
			ts := make([]Term, n)
			bytes := make([]byte, n)
			for i := range ts {
				ts[i], bytes[i] = Int(int64(byte(i))), byte(i)
			}
			b.Append(ts[:n/2])
			b.AppendBytes(bytes[n/2:])
			if got := b.List(tail); !Identical(got, ListTail(tail, ts...)) {
				t.Errorf("list of %d elements is wrong", n)
			}
		}
	}
}

func TestReverse(t *testing.T) {
	for _, n := range []int{0, 1, 2, slabCells, slabCells + 1, 2*slabCells + 5} {
		for _, tail := range []Term{Nil, Int(7), List(Int(1))} {
			var up, down []Term
			for i := range n {
				up, down = append(up, Int(int64(i))), append(down, Int(int64(n-1-i)))
			}
			got, count, ok := Reverse(List(up...), tail)
			if !ok || count != n || !Identical(got, ListTail(tail, down...)) {
				t.Errorf("list of %d elements reversed wrongly", n)
			}
		}
	}
	for _, bad := range []Term{Int(1), Cons(Int(1), Int(2)), EmptyMap} {
		if _, _, ok := Reverse(bad, Nil); ok {
			t.Errorf("%v counts as a proper list", bad.Kind())
		}
	}
}

func TestMapBuilder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var b MapBuilder
		for range rapid.IntRange(1, 6).Draw(t, "maps") {
			ts := rapid.SliceOfN(anyTerm(1), 0, 50).Draw(t, "keys")
			for round := range int64(3) {
				var pairs []Term
				for i, k := range ts {
					pairs = append(pairs, k, Int(round*100+int64(i)))
				}
				want := MapOf(pairs...)
				got, ok := b.Map(pairs)
				if ok != (want.MapLen() == len(ts)) {
					t.Fatalf("%d of %d keys differ, Map says %v", want.MapLen(), len(ts), ok)
				}
				if ok && !Identical(got, want) {
					t.Fatal("map differs from MapOf")
				}
			}
		}
	})
}
