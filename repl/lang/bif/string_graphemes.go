package bif

import (
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"

	"gex/proto/term"
	"gex/repl/lang/vm"
)

// graphemeWindow is how many bytes the segmenter sees at first; few clusters
// are longer.
const graphemeWindow = 64

// nextGrapheme returns the length of the first grapheme cluster of b, 0 if b is
// empty. A byte that is no UTF-8 is a cluster of its own.
func nextGrapheme(b []byte) int {
	switch {
	case len(b) < 2:
		return len(b)
	case b[0] < utf8.RuneSelf && b[1] < utf8.RuneSelf:
		if b[0] == '\r' && b[1] == '\n' {
			return 2
		}
		return 1
	}
	for size := graphemeWindow; ; size *= 2 {
		n := validPrefix(b, size)
		if n == 0 {
			return 1
		}
		advance, _, err := graphemes.SplitFunc(b[:n], true)
		if err != nil || advance <= 0 {
			return 1
		}
		if advance < n || n < size {
			return advance
		}
	}
}

// validPrefix returns how many of the first bytes of b, size or a few more at
// most, are UTF-8.
func validPrefix(b []byte, size int) int {
	n := 0
	for n < len(b) && n < size {
		r, w := utf8.DecodeRune(b[n:])
		if r == utf8.RuneError && w == 1 {
			break
		}
		n += w
	}
	return n
}

// nextCodepoint returns the length of the first character of b, 1 for a byte
// that is no UTF-8.
func nextCodepoint(b []byte) int {
	_, n := utf8.DecodeRune(b)
	return n
}

// pieces cuts a binary with a function that returns the length of the first piece.
func pieces(t term.Term, next func([]byte) int) []term.Term {
	b, _ := t.Bytes()
	var out []term.Term
	for at := 0; at < len(b); {
		n := next(b[at:])
		out = append(out, cut(t, at, at+n))
		at += n
	}
	return out
}

// cut returns bytes from to to of a binary; it shares them.
func cut(t term.Term, from, to int) term.Term { return t.SubBits(from*8, (to-from)*8) }

func graphemeCount(b []byte) int {
	n := 0
	for len(b) > 0 {
		b = b[nextGrapheme(b):]
		n++
	}
	return n
}

// graphemeOffset returns where cluster n of b begins, and how many of the n
// there were.
func graphemeOffset(b []byte, n int) (at, passed int) {
	for ; passed < n && at < len(b); passed++ {
		at += nextGrapheme(b[at:])
	}
	return at, passed
}

func stringLength(m *vm.Machine, a []term.Term) (term.Term, bool) {
	b, isBinary := a[0].Bytes()
	if !isBinary {
		return functionClause(m, a)
	}
	m.Bump(len(b) / 16)
	return integer(graphemeCount(b))
}

func stringPieces(next func([]byte) int) result {
	return func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		if !a[0].IsBinary() {
			return functionClause(m, a)
		}
		out := pieces(a[0], next)
		m.Bump(len(out) / 4)
		return ok(term.List(out...))
	}
}

func stringNext(next func([]byte) int) result {
	return func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		b, isBinary := a[0].Bytes()
		switch {
		case !isBinary:
			return functionClause(m, a)
		case len(b) == 0:
			return ok(nothing)
		}
		n := next(b)
		return ok(term.Tuple(cut(a[0], 0, n), cut(a[0], n, len(b))))
	}
}

func stringNextSize(m *vm.Machine, a []term.Term) (term.Term, bool) {
	b, isBinary := a[0].Bytes()
	switch {
	case !isBinary:
		return functionClause(m, a)
	case len(b) == 0:
		return ok(nothing)
	}
	n := nextGrapheme(b)
	return ok(term.Tuple(term.Int(int64(n)), cut(a[0], n, len(b))))
}

// stringReverse reverses text between bytes that are no UTF-8, which stay where
// they are.
func stringReverse(m *vm.Machine, a []term.Term) (term.Term, bool) {
	b, isBinary := a[0].Bytes()
	if !isBinary {
		return functionClause(m, a)
	}
	m.Bump(len(b) / 16)
	out := make([]byte, len(b))
	for at := 0; at < len(b); {
		end := at + validPrefix(b[at:], len(b))
		for to := end; at < end; {
			n := nextGrapheme(b[at:end])
			to -= n
			copy(out[to:], b[at:at+n])
			at += n
		}
		if at < len(b) {
			out[at] = b[at]
			at++
		}
	}
	return ok(term.Binary(out))
}

func stringFirst(m *vm.Machine, a []term.Term) (term.Term, bool) {
	b, isBinary := a[0].Bytes()
	switch {
	case !isBinary:
		return functionClause(m, a)
	case len(b) == 0:
		return ok(nothing)
	}
	return ok(cut(a[0], 0, nextGrapheme(b)))
}

func stringLast(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[0].IsBinary() {
		return functionClause(m, a)
	}
	all := pieces(a[0], nextGrapheme)
	m.Bump(len(all) / 4)
	if len(all) == 0 {
		return ok(nothing)
	}
	return ok(all[len(all)-1])
}

func stringAt(m *vm.Machine, a []term.Term) (term.Term, bool) {
	b, isBinary := a[0].Bytes()
	i, isInt := a[1].AsInt()
	if !isBinary || !isInt {
		return functionClause(m, a)
	}
	m.Bump(len(b) / 16)
	if i < 0 {
		i += int64(graphemeCount(b))
	}
	if i < 0 || i >= int64(len(b)) {
		return ok(nothing)
	}
	at, passed := graphemeOffset(b, int(i))
	if passed < int(i) || at == len(b) {
		return ok(nothing)
	}
	return ok(cut(a[0], at, at+nextGrapheme(b[at:])))
}

// stringSlice3 is slice(string, start, length).
func stringSlice3(m *vm.Machine, a []term.Term) (term.Term, bool) {
	b, isBinary := a[0].Bytes()
	start, isInt := a[1].AsInt()
	n, isInt2 := a[2].AsInt()
	if !isBinary || !isInt || !isInt2 || n < 0 {
		return functionClause(m, a)
	}
	m.Bump(len(b) / 16)
	if start < 0 {
		start = max(start+int64(graphemeCount(b)), 0)
	}
	from, _ := graphemeOffset(b, int(min(start, int64(len(b)))))
	to, _ := graphemeOffset(b[from:], int(min(n, int64(len(b)))))
	return ok(cut(a[0], from, from+to))
}

// rangeOf takes a Range apart.
func rangeOf(t term.Term) (first, last, step int64, isRange bool) {
	if name, isStruct := structName(t); !isStruct || name != atomRange {
		return 0, 0, 0, false
	}
	get := func(key string) (int64, bool) {
		v, found := t.MapGet(term.A(key))
		if !found {
			return 0, false
		}
		return v.AsInt()
	}
	first, ok1 := get("first")
	last, ok2 := get("last")
	step, ok3 := get("step")
	return first, last, step, ok1 && ok2 && ok3
}

var atomRange = term.Intern("Elixir.Range")

// stringSlice2 is slice(string, range).
func stringSlice2(m *vm.Machine, a []term.Term) (term.Term, bool) {
	first, last, step, isRange := rangeOf(a[1])
	if !a[0].IsBinary() || !isRange {
		return functionClause(m, a)
	}
	all := pieces(a[0], nextGrapheme)
	m.Bump(len(all) / 4)
	n := int64(len(all))
	if step < 0 {
		// A range that runs down is read as one that runs up, with nothing in it
		// unless an end counts from behind.
		step = 1
	}
	if first < 0 {
		first = max(first+n, 0)
	}
	if last < 0 {
		last += n
	}
	last = min(last, n-1)
	if first > last {
		return text("")
	}
	if step == 1 {
		from, to := 0, 0
		for i, g := range all[:last+1] {
			if int64(i) < first {
				from += g.BitLen() / 8
			}
			to += g.BitLen() / 8
		}
		return ok(cut(a[0], from, to))
	}
	var out []byte
	for i := first; i <= last; i += step {
		g, _ := all[i].Bytes()
		out = append(out, g...)
	}
	return ok(term.Binary(out))
}

func stringSplitAt(m *vm.Machine, a []term.Term) (term.Term, bool) {
	b, isBinary := a[0].Bytes()
	n, isInt := a[1].AsInt()
	if !isBinary || !isInt {
		return functionClause(m, a)
	}
	m.Bump(len(b) / 16)
	if n < 0 {
		n = max(n+int64(graphemeCount(b)), 0)
	}
	at, _ := graphemeOffset(b, int(min(n, int64(len(b)))))
	return ok(term.Tuple(cut(a[0], 0, at), cut(a[0], at, len(b))))
}

// stringByteSlice cuts bytes and leaves out what is left of the characters it
// has cut through.
func stringByteSlice(m *vm.Machine, a []term.Term) (term.Term, bool) {
	b, isBinary := a[0].Bytes()
	start, isInt := a[1].AsInt()
	n, isInt2 := a[2].AsInt()
	if !isBinary || !isInt || !isInt2 || n < 0 {
		return functionClause(m, a)
	}
	size := int64(len(b))
	if start < 0 {
		start = max(start+size, 0)
	}
	from := min(start, size)
	for from < size && !utf8.RuneStart(b[from]) {
		from++
	}
	to := from + min(n, size-from)
	for end := to - 1; end >= from && end >= to-utf8.UTFMax; end-- {
		if utf8.RuneStart(b[end]) {
			if !utf8.FullRune(b[end:to]) {
				to = end
			}
			break
		}
	}
	return ok(cut(a[0], int(from), int(to)))
}

func stringBagDistance(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[0].IsBinary() || !a[1].IsBinary() {
		return functionClause(m, a)
	}
	x, y := pieces(a[0], nextGrapheme), pieces(a[1], nextGrapheme)
	if len(x) == 0 && len(y) == 0 {
		return ok(term.Float(0))
	}
	bag := make(map[string]int)
	for _, g := range x {
		bag[g.Text()]++
	}
	common := 0
	for _, g := range y {
		if s := g.Text(); bag[s] > 0 {
			bag[s]--
			common++
		}
	}
	rest := max(len(x), len(y)) - common
	return ok(term.Float(1 - float64(rest)/float64(max(len(x), len(y)))))
}
