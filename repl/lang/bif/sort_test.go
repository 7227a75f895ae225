package bif

import (
	"math/rand/v2"
	"slices"
	"testing"

	"gex/proto/term"
)

// pairsOf returns tuples of keys, many of them equal, and a number of their own.
func pairsOf(n int, key func(int) term.Term) (keys, values []term.Term) {
	r := rand.New(rand.NewPCG(1, uint64(n)))
	for i := range n {
		k := key(r.IntN(n/3 + 1))
		keys, values = append(keys, k), append(values, term.Tuple(k, term.Int(int64(i))))
	}
	return keys, values
}

func TestSortByKeys(t *testing.T) {
	kinds := map[string]func(int) term.Term{
		"integers": func(i int) term.Term { return term.Int(int64(-i)) },
		"numbers": func(i int) term.Term {
			if i%2 == 0 {
				return term.Float(float64(i / 2))
			}
			return term.Int(int64(i / 2))
		},
		"strings": func(i int) term.Term { return term.String(string(rune('a' + i%26))) },
		"sorted":  func(int) term.Term { return term.A("same") },
	}
	for name, key := range kinds {
		for _, n := range []int{2, 3, 12, 13, 14, 100, 1001} {
			keys, values := pairsOf(n, key)
			byKey := func(x, y term.Term) int { return term.Compare(x.Elem(0), y.Elem(0)) }
			want := slices.Clone(values)
			slices.SortStableFunc(want, byKey)
			if got := sortByKeys(keys, values, false); !slices.EqualFunc(got, want, term.Identical) {
				t.Errorf("%s: %d values sorted wrongly", name, n)
			}
			want = slices.CompactFunc(want, func(x, y term.Term) bool { return byKey(x, y) == 0 })
			if got := sortByKeys(keys, values, true); !slices.EqualFunc(got, want, term.Identical) {
				t.Errorf("%s: of %d values others are unique", name, n)
			}
			sorted := slices.Clone(keys)
			slices.SortStableFunc(sorted, term.Compare)
			if sortTerms(keys); !slices.EqualFunc(keys, sorted, term.Identical) {
				t.Errorf("%s: %d terms sorted wrongly", name, n)
			}
		}
	}
}

func BenchmarkSortByKeys(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, kind := range []string{"integers", "strings"} {
		keys, values := pairsOf(100_000, func(int) term.Term {
			if kind == "strings" {
				return term.String(string(rune('a'+r.IntN(26))) + string(rune('a'+r.IntN(26))))
			}
			return term.Int(r.Int64())
		})
		b.Run(kind, func(b *testing.B) {
			for b.Loop() {
				sortByKeys(keys, values, false)
			}
		})
	}
}
