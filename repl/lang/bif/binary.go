package bif

import (
	"bytes"
	"math/big"
	"slices"

	"gex/proto/term"
	"gex/repl/lang/vm"
)

// binaryRows is :binary.
var binaryRows = []vm.Row{
	{Name: "at", Arity: 2, Func: binaryAt},
	{Name: "bin_to_list", Arity: 1, Func: binaryToList},
	{Name: "bin_to_list", Arity: 3, Func: binaryRange},
	{Name: "compile_pattern", Arity: 1, Func: compilePattern},
	{Name: "copy", Arity: 1, Func: binaryCopy},
	{Name: "copy", Arity: 2, Func: binaryCopy},
	{Name: "decode_unsigned", Arity: 1, Func: decodeUnsigned},
	{Name: "decode_unsigned", Arity: 2, Func: decodeUnsigned},
	{Name: "encode_unsigned", Arity: 1, Func: encodeUnsigned},
	{Name: "encode_unsigned", Arity: 2, Func: encodeUnsigned},
	{Name: "first", Arity: 1, Func: binaryEnd(func([]byte) int { return 0 })},
	{Name: "last", Arity: 1, Func: binaryEnd(func(b []byte) int { return len(b) - 1 })},
	{Name: "list_to_bin", Arity: 1, Func: listToBinary},
	{Name: "longest_common_prefix", Arity: 1, Func: commonPrefix},
	{Name: "match", Arity: 2, Func: binaryMatch},
	{Name: "match", Arity: 3, Func: binaryMatch},
	{Name: "matches", Arity: 2, Func: binaryMatches},
	{Name: "matches", Arity: 3, Func: binaryMatches},
	{Name: "part", Arity: 2, Func: binaryPart2},
	{Name: "part", Arity: 3, Func: binaryPart3},
	{Name: "referenced_byte_size", Arity: 1, Func: byteSize},
	{Name: "replace", Arity: 3, Func: binaryReplace},
	{Name: "replace", Arity: 4, Func: binaryReplace},
	{Name: "split", Arity: 2, Func: binarySplit},
	{Name: "split", Arity: 3, Func: binarySplit},
}

func binaryAt(m *vm.Machine, a []term.Term) (term.Term, bool) {
	b, isBinary := a[0].Bytes()
	i, isInt := a[1].AsInt()
	if !isBinary || !isInt || i < 0 || i >= int64(len(b)) {
		return m.Badarg()
	}
	return integer(int(b[i]))
}

func binaryRange(m *vm.Machine, a []term.Term) (term.Term, bool) {
	t, valid := part(m, a[0], a[1], a[2])
	if !valid {
		return t, false
	}
	b, _ := t.Bytes()
	return ok(byteList(b, term.Nil))
}

func binaryCopy(m *vm.Machine, a []term.Term) (term.Term, bool) {
	b, isBinary := a[0].Bytes()
	n := int64(1)
	if len(a) == 2 {
		var isInt bool
		if n, isInt = a[1].AsInt(); !isInt || n < 0 {
			return m.Badarg()
		}
	}
	if !isBinary {
		return m.Badarg()
	}
	if n > 0 && int64(len(b)) > 1<<33/n {
		return m.SystemLimit()
	}
	m.Bump(len(b) * int(n) / 256)
	return ok(term.Binary(bytes.Repeat(b, int(n))))
}

// little tells whether an optional second argument names that endianness.
func little(a []term.Term) (isLittle, valid bool) {
	if len(a) == 1 || a[1].Is(term.Intern("big")) {
		return false, true
	}
	return true, a[1].Is(term.Intern("little"))
}

func decodeUnsigned(m *vm.Machine, a []term.Term) (term.Term, bool) {
	b, isBinary := a[0].Bytes()
	isLittle, valid := little(a)
	if !isBinary || !valid {
		return m.Badarg()
	}
	if isLittle {
		b = slices.Clone(b)
		slices.Reverse(b)
	}
	return ok(term.Big(new(big.Int).SetBytes(b)))
}

func encodeUnsigned(m *vm.Machine, a []term.Term) (term.Term, bool) {
	n, isInteger := a[0].AsBig()
	isLittle, valid := little(a)
	if !isInteger || n.Sign() < 0 || !valid {
		return m.Badarg()
	}
	b := n.Bytes()
	if len(b) == 0 {
		b = []byte{0}
	}
	if isLittle {
		slices.Reverse(b)
	}
	return ok(term.Binary(b))
}

func binaryEnd(at func([]byte) int) result {
	return func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		b, isBinary := a[0].Bytes()
		if !isBinary || len(b) == 0 {
			return m.Badarg()
		}
		return integer(int(b[at(b)]))
	}
}

func commonPrefix(m *vm.Machine, a []term.Term) (term.Term, bool) {
	list, proper := a[0].Slice()
	if !proper || len(list) == 0 {
		return m.Badarg()
	}
	first, isBinary := list[0].Bytes()
	n := len(first)
	for _, t := range list[1:] {
		b, isBin := t.Bytes()
		isBinary = isBinary && isBin
		n = min(n, len(b))
		for i := range n {
			if b[i] != first[i] {
				n = i
				break
			}
		}
	}
	if !isBinary {
		return m.Badarg()
	}
	return integer(n)
}

// patterns reads a pattern: a binary, a list of them, or a compiled pattern.
func patterns(t term.Term) ([][]byte, bool) {
	if es := t.Tagged(term.Intern("cp"), 2); es != nil {
		t = es[1]
	}
	list := []term.Term{t}
	if t.IsList() {
		var proper bool
		if list, proper = t.Slice(); !proper {
			return nil, false
		}
	}
	out := make([][]byte, len(list))
	for i, p := range list {
		b, isBinary := p.Bytes()
		if !isBinary || len(b) == 0 {
			return nil, false
		}
		out[i] = b
	}
	return out, len(out) > 0
}

// compilePattern keeps the patterns beside a tag; searching them needs no more
// preparation.
func compilePattern(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if _, valid := patterns(a[0]); !valid {
		return m.Badarg()
	}
	return ok(term.Tuple(term.A("cp"), a[0]))
}

// index finds the first place in b where a pattern occurs, and the longest
// pattern there.
func index(b []byte, ps [][]byte) (at, n int) {
	at = -1
	for _, p := range ps {
		window := b
		if at >= 0 {
			window = b[:min(len(b), at+len(p))]
		}
		i := bytes.Index(window, p)
		if i >= 0 && (at < 0 || i < at || i == at && len(p) > n) {
			at, n = i, len(p)
		}
	}
	return at, n
}

// search holds the parsed arguments of match, matches, split and replace.
type search struct {
	all        term.Term
	b          []byte // the scope
	start      int    // of the scope
	ps         [][]byte
	global     bool
	trim       bool
	trimAll    bool
	insertions term.Term
	inserts    bool
}

func parseSearch(subject, pattern term.Term, opts []term.Term) (*search, bool) {
	b, isBinary := subject.Bytes()
	ps, valid := patterns(pattern)
	if !isBinary || !valid {
		return nil, false
	}
	s := &search{all: subject, b: b, ps: ps}
	if len(opts) == 0 {
		return s, true
	}
	list, proper := opts[0].Slice()
	if !proper {
		return nil, false
	}
	for _, o := range list {
		switch {
		case o.Is(term.Intern("global")):
			s.global = true
		case o.Is(term.Intern("trim")):
			s.trim = true
		case o.Is(term.Intern("trim_all")):
			s.trimAll = true
		case o.IsTupleOf(2) && o.Elem(0).Is(term.Intern("scope")) && o.Elem(1).IsTupleOf(2):
			from, ok1 := o.Elem(1).Elem(0).AsInt()
			n, ok2 := o.Elem(1).Elem(1).AsInt()
			if n < 0 {
				from, n = from+n, -n
			}
			if !ok1 || !ok2 || from < 0 || from+n > int64(len(b)) {
				return nil, false
			}
			s.start, s.b = int(from), b[from:from+n]
		case o.IsTupleOf(2) && o.Elem(0).Is(term.Intern("insert_replaced")):
			s.insertions, s.inserts = o.Elem(1), true
		default:
			return nil, false
		}
	}
	return s, true
}

// each yields the places (in the subject) and lengths of the matches.
func (s *search) each(f func(at, n int) bool) {
	for off := 0; off <= len(s.b); {
		at, n := index(s.b[off:], s.ps)
		if at < 0 || !f(s.start+off+at, n) {
			return
		}
		off += at + n
	}
}

func place(at, n int) term.Term { return term.Tuple(term.Int(int64(at)), term.Int(int64(n))) }

func binaryMatch(m *vm.Machine, a []term.Term) (term.Term, bool) {
	s, valid := parseSearch(a[0], a[1], a[2:])
	if !valid {
		return m.Badarg()
	}
	out := term.A("nomatch")
	s.each(func(at, n int) bool { out = place(at, n); return false })
	return ok(out)
}

func binaryMatches(m *vm.Machine, a []term.Term) (term.Term, bool) {
	s, valid := parseSearch(a[0], a[1], a[2:])
	if !valid {
		return m.Badarg()
	}
	var out []term.Term
	s.each(func(at, n int) bool { out = append(out, place(at, n)); return true })
	m.Bump(len(s.b) / 256)
	return ok(term.List(out...))
}

func binarySplit(m *vm.Machine, a []term.Term) (term.Term, bool) {
	s, valid := parseSearch(a[0], a[1], a[2:])
	if !valid {
		return m.Badarg()
	}
	var parts []term.Term
	from := 0
	s.each(func(at, n int) bool {
		parts = append(parts, s.all.SubBits(from*8, (at-from)*8))
		from = at + n
		return s.global
	})
	parts = append(parts, s.all.SubBits(from*8, s.all.BitLen()-from*8))
	m.Bump(len(s.b) / 256)
	if s.trimAll {
		parts = slices.DeleteFunc(parts, func(t term.Term) bool { return t.BitLen() == 0 })
	}
	if s.trim {
		for len(parts) > 0 && parts[len(parts)-1].BitLen() == 0 {
			parts = parts[:len(parts)-1]
		}
	}
	return ok(term.List(parts...))
}

func binaryReplace(m *vm.Machine, a []term.Term) (term.Term, bool) {
	s, valid := parseSearch(a[0], a[1], a[3:])
	if !valid {
		return m.Badarg()
	}
	with, isBinary := a[2].Bytes()
	if !isBinary {
		if funArity(a[2]) == 1 {
			return m.TailCall(term.Intern("binary"), term.Intern("replace_with"), a...)
		}
		return m.Badarg()
	}
	var inserts []int
	if s.inserts {
		list := []term.Term{s.insertions}
		if s.insertions.IsList() {
			list, _ = s.insertions.Slice()
		}
		for _, t := range list {
			i, isInt := t.AsInt()
			if !isInt || i < 0 || i > int64(len(with)) {
				return m.Badarg()
			}
			inserts = append(inserts, int(i))
		}
		slices.Sort(inserts)
	}
	whole, _ := s.all.Bytes()
	var out []byte
	from := 0
	s.each(func(at, n int) bool {
		out = append(out, whole[from:at]...)
		done := 0
		for _, i := range inserts {
			out = append(append(out, with[done:i]...), whole[at:at+n]...)
			done = i
		}
		out = append(out, with[done:]...)
		from = at + n
		return s.global
	})
	m.Bump(len(whole) / 256)
	if from == 0 {
		return ok(a[0])
	}
	return ok(term.Binary(append(out, whole[from:]...)))
}
