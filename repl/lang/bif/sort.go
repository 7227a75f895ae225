package bif

import (
	"cmp"
	"slices"

	"gex/proto/term"
)

// sortTerms sorts stably in Erlang's order.
func sortTerms(es []term.Term) {
	if smallIntegers(es) {
		slices.SortFunc(es, func(x, y term.Term) int { return cmp.Compare(x.Int(), y.Int()) })
		return
	}
	mergeSort(es, term.Compare)
}

// sortByKeys returns the values in the order of their keys, keys[i] being that
// of values[i]; those of equal keys stay in order, of which unique keeps the
// first.
func sortByKeys(keys, values []term.Term, unique bool) []term.Term {
	out := make([]term.Term, len(values))
	if smallIntegers(keys) {
		// Entries without pointers move without the garbage collector.
		type entry struct {
			key int64
			at  int
		}
		entries := make([]entry, len(keys))
		for i, k := range keys {
			entries[i] = entry{k.Int(), i}
		}
		slices.SortFunc(entries, func(x, y entry) int {
			return cmp.Or(cmp.Compare(x.key, y.key), cmp.Compare(x.at, y.at))
		})
		if unique {
			entries = slices.CompactFunc(entries, func(x, y entry) bool { return x.key == y.key })
		}
		for i, e := range entries {
			out[i] = values[e.at]
		}
		return out[:len(entries)]
	}
	type entry struct{ key, value term.Term }
	entries := make([]entry, len(keys))
	for i, k := range keys {
		entries[i] = entry{k, values[i]}
	}
	mergeSort(entries, func(x, y entry) int { return term.Compare(x.key, y.key) })
	if unique {
		entries = slices.CompactFunc(entries, func(x, y entry) bool { return term.Compare(x.key, y.key) == 0 })
	}
	for i, e := range entries {
		out[i] = e.value
	}
	return out[:len(entries)]
}

func smallIntegers(ts []term.Term) bool {
	for _, t := range ts {
		if !t.IsInt() {
			return false
		}
	}
	return true
}

// mergeSort sorts stably; with room for half of s it compares and moves less
// than slices.SortStableFunc.
func mergeSort[E any](s []E, cmp func(x, y E) int) { mergeHalves(s, make([]E, len(s)/2), cmp) }

func mergeHalves[E any](s, room []E, cmp func(x, y E) int) {
	const short = 12
	if len(s) <= short {
		for i := 1; i < len(s); i++ {
			for j := i; j > 0 && cmp(s[j-1], s[j]) > 0; j-- {
				s[j-1], s[j] = s[j], s[j-1]
			}
		}
		return
	}
	mid := len(s) / 2
	mergeHalves(s[:mid], room, cmp)
	mergeHalves(s[mid:], room, cmp)
	if cmp(s[mid-1], s[mid]) <= 0 {
		return
	}
	left, right := room[:copy(room, s[:mid])], s[mid:]
	for i := range s {
		switch {
		case len(left) == 0:
			return // the rest is in its place
		case len(right) > 0 && cmp(left[0], right[0]) > 0:
			s[i], right = right[0], right[1:]
		default:
			s[i], left = left[0], left[1:]
		}
	}
}
