package bif

import (
	"slices"

	"gex/proto/term"
	"gex/repl/lang/vm"
)

// erlangTuples are the functions of tuples, lists, maps and bit strings that
// :erlang exports.
var erlangTuples = []vm.Row{
	{Name: "hd", Arity: 1, Func: hd, Guard: true},
	{Name: "tl", Arity: 1, Func: tl, Guard: true},
	{Name: "length", Arity: 1, Func: length, Guard: true},
	{Name: "element", Arity: 2, Func: element, Guard: true},
	{Name: "setelement", Arity: 3, Func: setelement},
	{Name: "append_element", Arity: 2, Func: appendElement},
	{Name: "delete_element", Arity: 2, Func: deleteElement},
	{Name: "insert_element", Arity: 3, Func: insertElement},
	{Name: "make_tuple", Arity: 2, Func: makeTuple2},
	{Name: "make_tuple", Arity: 3, Func: makeTuple3},
	{Name: "tuple_to_list", Arity: 1, Func: tupleToList},
	{Name: "list_to_tuple", Arity: 1, Func: listToTuple},
	{Name: "tuple_size", Arity: 1, Func: tupleSize, Guard: true},
	{Name: "size", Arity: 1, Func: size, Guard: true},
	{Name: "byte_size", Arity: 1, Func: byteSize, Guard: true},
	{Name: "bit_size", Arity: 1, Func: bitSize, Guard: true},
	{Name: "map_size", Arity: 1, Func: mapSize, Guard: true},
	{Name: "map_get", Arity: 2, Func: mapGet, Guard: true},
	{Name: "binary_part", Arity: 2, Func: binaryPart2, Guard: true},
	{Name: "binary_part", Arity: 3, Func: binaryPart3, Guard: true},
	{Name: "split_binary", Arity: 2, Func: splitBinary},
}

func hd(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[0].IsCons() {
		return m.Badarg()
	}
	return ok(a[0].Head())
}

func tl(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[0].IsCons() {
		return m.Badarg()
	}
	return ok(a[0].Tail())
}

func length(m *vm.Machine, a []term.Term) (term.Term, bool) {
	n, proper := a[0].Len()
	if !proper {
		return m.Badarg()
	}
	return integer(n)
}

// position returns the tuple's elements and the index, from 0, that position
// pos (from 1) names; false if it lies beyond extra elements after the last.
func position(pos, tuple term.Term, extra int) ([]term.Term, int, bool) {
	i, isInt := pos.AsInt()
	if !tuple.IsTuple() || !isInt || i < 1 || i > int64(tuple.Arity()+extra) {
		return nil, 0, false
	}
	return tuple.Elems(), int(i - 1), true
}

func element(m *vm.Machine, a []term.Term) (term.Term, bool) {
	es, i, valid := position(a[0], a[1], 0)
	if !valid {
		return m.Badarg()
	}
	return ok(es[i])
}

func setelement(m *vm.Machine, a []term.Term) (term.Term, bool) {
	es, i, valid := position(a[0], a[1], 0)
	if !valid {
		return m.Badarg()
	}
	es = slices.Clone(es)
	es[i] = a[2]
	return ok(term.TupleOf(es))
}

func appendElement(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[0].IsTuple() {
		return m.Badarg()
	}
	return ok(term.TupleOf(append(slices.Clip(a[0].Elems()), a[1])))
}

func deleteElement(m *vm.Machine, a []term.Term) (term.Term, bool) {
	es, i, valid := position(a[0], a[1], 0)
	if !valid {
		return m.Badarg()
	}
	return ok(term.TupleOf(slices.Concat(es[:i], es[i+1:])))
}

func insertElement(m *vm.Machine, a []term.Term) (term.Term, bool) {
	es, i, valid := position(a[0], a[1], 1)
	if !valid {
		return m.Badarg()
	}
	return ok(term.TupleOf(slices.Concat(es[:i], a[2:3], es[i:])))
}

// maxArity is ERTS's limit of a tuple.
const maxArity = 1<<24 - 1

func makeTuple2(m *vm.Machine, a []term.Term) (term.Term, bool) {
	n, isInt := a[0].AsInt()
	if !isInt || n < 0 || n > maxArity {
		return m.Badarg()
	}
	return ok(term.TupleOf(slices.Repeat(a[1:2], int(n))))
}

func makeTuple3(m *vm.Machine, a []term.Term) (term.Term, bool) {
	n, isInt := a[0].AsInt()
	if !isInt || n < 0 || n > maxArity {
		return m.Badarg()
	}
	es := slices.Repeat(a[1:2], int(n))
	inits, proper := a[2].Slice()
	if !proper {
		return m.Badarg()
	}
	for _, init := range inits {
		kv := init.Elems()
		if len(kv) != 2 {
			return m.Badarg()
		}
		i, isInt := kv[0].AsInt()
		if !isInt || i < 1 || i > n {
			return m.Badarg()
		}
		es[i-1] = kv[1]
	}
	return ok(term.TupleOf(es))
}

func tupleToList(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[0].IsTuple() {
		return m.Badarg()
	}
	return ok(term.List(a[0].Elems()...))
}

func listToTuple(m *vm.Machine, a []term.Term) (term.Term, bool) {
	es, proper := a[0].Slice()
	if !proper || len(es) > maxArity {
		return m.Badarg()
	}
	return ok(term.TupleOf(es))
}

func tupleSize(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[0].IsTuple() {
		return m.Badarg()
	}
	return integer(a[0].Arity())
}

func size(m *vm.Machine, a []term.Term) (term.Term, bool) {
	switch {
	case a[0].IsTuple():
		return integer(a[0].Arity())
	case a[0].IsBits():
		return integer(a[0].BitLen() / 8)
	}
	return m.Badarg()
}

func byteSize(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[0].IsBits() {
		return m.Badarg()
	}
	return integer((a[0].BitLen() + 7) / 8)
}

func bitSize(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[0].IsBits() {
		return m.Badarg()
	}
	return integer(a[0].BitLen())
}

func mapSize(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[0].IsMap() {
		return m.Error(term.Tuple(term.A("badmap"), a[0]))
	}
	return integer(a[0].MapLen())
}

func mapGet(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[1].IsMap() {
		return m.Error(term.Tuple(term.A("badmap"), a[1]))
	}
	v, found := a[1].MapGet(a[0])
	if !found {
		return m.Error(term.Tuple(term.A("badkey"), a[0]))
	}
	return ok(v)
}

// part returns length bytes of a binary from start; a negative length counts
// backwards.
func part(m *vm.Machine, bin, start, length term.Term) (term.Term, bool) {
	s, ok1 := start.AsInt()
	n, ok2 := length.AsInt()
	if !bin.IsBinary() || !ok1 || !ok2 {
		return m.Badarg()
	}
	if n < 0 {
		s, n = s+n, -n
	}
	if total := int64(bin.BitLen() / 8); s < 0 || n < 0 || s > total || n > total-s {
		return m.Badarg()
	}
	return ok(bin.SubBits(int(s)*8, int(n)*8))
}

func binaryPart2(m *vm.Machine, a []term.Term) (term.Term, bool) {
	if !a[1].IsTupleOf(2) {
		return m.Badarg()
	}
	return part(m, a[0], a[1].Elem(0), a[1].Elem(1))
}

func binaryPart3(m *vm.Machine, a []term.Term) (term.Term, bool) { return part(m, a[0], a[1], a[2]) }

func splitBinary(m *vm.Machine, a []term.Term) (term.Term, bool) {
	n, isInt := a[1].AsInt()
	if !a[0].IsBits() || !isInt || n < 0 || n > int64(a[0].BitLen()/8) {
		return m.Badarg()
	}
	at := int(n) * 8
	return ok(term.Tuple(a[0].SubBits(0, at), a[0].SubBits(at, a[0].BitLen()-at)))
}
