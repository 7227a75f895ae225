package bif

import (
	"bytes"
	"strings"

	"gex/proto/term"
	"gex/repl/lang/code"
	"gex/repl/lang/diag"
	"gex/repl/lang/vm"
)

// kernelErlang names the functions of Kernel that are functions of :erlang:
// name/arity, and the name there where it differs. The compiler puts the latter
// in place of direct calls.
const kernelErlang = `
!=/2 /= !==/2 =/= */2 +/1 +/2 ++/2 -/1 -/2 --/2 //2 </2 <=/2 =< ==/2 ===/2 =:= >/2 >=/2
abs/1 apply/2 apply/3 binary_part/3 bit_size/1 byte_size/1 ceil/1 div/2 exit/1 floor/1
function_exported?/3 function_exported hd/1 is_atom/1 is_binary/1 is_bitstring/1 is_boolean/1
is_float/1 is_function/1 is_function/2 is_integer/1 is_list/1 is_map/1 is_number/1 is_pid/1
is_port/1 is_reference/1 is_tuple/1 length/1 make_ref/0 map_size/1 max/2 min/2 node/0 node/1
not/1 rem/2 round/1 self/0 send/2 spawn/1 spawn/3 spawn_link/1 spawn_link/3 spawn_monitor/1
spawn_monitor/3 throw/1 tl/1 trunc/1 tuple_size/1`

// kernelRows are the functions of Kernel that neither the compiler writes out
// nor Elixir code defines, and those of :erlang, for calls by apply.
var kernelRows = append(erlangNames(kernelErlang), []vm.Row{
	{Name: "**", Arity: 2, Func: kernelPow},
	{Name: "=~", Arity: 2, Func: kernelMatch},
	{Name: "binary_slice", Arity: 2, Func: binarySlice2},
	{Name: "binary_slice", Arity: 3, Func: binarySlice3},
	{Name: "elem", Arity: 2, Func: kernelElem},
	row("is_map_key", 2, "erlang", "is_map_key", 1, 0),
	{Name: "put_elem", Arity: 3, Func: kernelPutElem},
}...)

// bitwiseRows are the functions of Bitwise, the operators included.
var bitwiseRows = erlangNames(`
&&&/2 band <<</2 bsl >>>/2 bsr ^^^/2 bxor band/2 bnot/1 bor/2 bsl/2 bsr/2 bxor/2 |||/2 bor ~~~/1 bnot`)

// atomRows are the functions of Atom.
var atomRows = erlangNames(`to_charlist/1 atom_to_list to_string/1 atom_to_binary`)

// erlangNames makes rows of name/arity, each followed by the name in :erlang if
// that is another.
func erlangNames(names string) []vm.Row {
	var rows []vm.Row
	for _, w := range strings.Fields(names) {
		if i := strings.LastIndexByte(w, '/'); i > 0 && i == len(w)-2 && digit(w[i+1]) {
			rows = append(rows, row(w[:i], int(w[i+1]-'0'), "erlang", w[:i]))
		} else {
			last := &rows[len(rows)-1]
			last.Func = forward("erlang", w)
		}
	}
	return rows
}

func kernelPow(m *vm.Machine, a []term.Term) (term.Term, bool) {
	x, n := a[0], a[1]
	if x.IsInteger() && n.IsInteger() {
		if b, _ := n.AsBig(); b.Sign() >= 0 {
			return m.TailCall(term.Intern(integerModule), term.Intern("pow"), a...)
		}
	}
	if x.IsNumber() && n.IsNumber() {
		return m.TailCall(term.Intern("math"), term.Intern("pow"), a...)
	}
	return functionClause(m, a)
}

// kernelMatch is =~.
func kernelMatch(m *vm.Machine, a []term.Term) (term.Term, bool) {
	b, isBinary := a[0].Bytes()
	if !isBinary {
		return functionClause(m, a)
	}
	if p, isBinary := a[1].Bytes(); isBinary {
		return boolean(bytes.Contains(b, p))
	}
	return m.TailCall(atomRegex, term.Intern("match?"), a[1], a[0])
}

func binarySlice3(m *vm.Machine, a []term.Term) (term.Term, bool) {
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
	return ok(cut(a[0], int(from), int(from+min(n, size-from))))
}

func binarySlice2(m *vm.Machine, a []term.Term) (term.Term, bool) {
	b, isBinary := a[0].Bytes()
	first, last, step, isRange := rangeOf(a[1])
	if !isBinary || !isRange {
		return functionClause(m, a)
	}
	if step < 0 {
		return m.Error(diag.NewMessage("ArgumentError",
			"binary_slice/2 does not accept ranges with negative steps, got: "+inspected(a[1])))
	}
	size := int64(len(b))
	if first < 0 {
		first = max(first+size, 0)
	}
	if last < 0 {
		last += size
	}
	last = min(last, size-1)
	if first > last {
		return text("")
	}
	if step == 1 {
		return ok(cut(a[0], int(first), int(last+1)))
	}
	var out []byte
	for i := first; i <= last; i += step {
		out = append(out, b[i])
	}
	return ok(term.Binary(out))
}

func kernelElem(m *vm.Machine, a []term.Term) (term.Term, bool) {
	i, fault := vm.Apply(code.OpAdd, a[1], term.Int(1))
	if fault != 0 {
		return m.Error(fault.Term())
	}
	return m.TailCall(term.Intern("erlang"), term.Intern("element"), i, a[0])
}

func kernelPutElem(m *vm.Machine, a []term.Term) (term.Term, bool) {
	i, fault := vm.Apply(code.OpAdd, a[1], term.Int(1))
	if fault != 0 {
		return m.Error(fault.Term())
	}
	return m.TailCall(term.Intern("erlang"), term.Intern("setelement"), i, a[0], a[2])
}
