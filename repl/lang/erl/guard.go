package erl

import (
	"slices"
	"strings"

	"gex/proto/term"
)

// IsGuard tells whether an expression may stand in a guard.
func IsGuard(e term.Term) bool {
	es := e.Elems()
	if len(es) < 2 || !es[0].IsAtom() {
		return false
	}
	all := func(list term.Term) bool {
		for ; list.IsCons(); list = list.Tail() {
			if !IsGuard(list.Head()) {
				return false
			}
		}
		return list.IsNil()
	}
	switch tag := es[0].Atom(); {
	case tag == aVar, tag == aChar, tag == aInteger, tag == aFloat, tag == aAtom, tag == aString, tag == aNil:
		return true
	case tag == aCons && len(es) == 4:
		for es != nil {
			if !IsGuard(es[2]) {
				return false
			}
			e = es[3]
			es = e.Tagged(aCons, 4)
		}
		return IsGuard(e)
	case tag == aTuple && len(es) == 3, tag == aMap && len(es) == 3:
		return all(es[2])
	case tag == aMap && len(es) == 4:
		return IsGuard(es[2]) && all(es[3])
	case (tag == aMapFieldAssoc || tag == aMapFieldExact) && len(es) == 4:
		return IsGuard(es[2]) && IsGuard(es[3])
	case tag == aBin && len(es) == 3:
		return all(es[2])
	case tag == aBinElement && len(es) == 5:
		return IsGuard(es[2]) && (es[3].Is(aDefault) || IsGuard(es[3]))
	case tag == aRecordIndex:
		return true
	case tag == aRecordField && len(es) == 5:
		return IsGuard(es[2])
	case tag == aRecordField && len(es) == 4:
		return IsGuard(es[3])
	case tag == aRecord && len(es) == 4:
		return all(es[3])
	case tag == aCall && len(es) == 4:
		return isGuardCall(es[2], es[3]) && all(es[3])
	case tag == aOp && len(es) == 4:
		return IsGuard(es[3])
	case tag == aOp && len(es) == 5 && es[2].IsAtom():
		return guardOps[es[2].AtomName()] && IsGuard(es[3]) && IsGuard(es[4])
	}
	return false
}

var guardOps = func() map[string]bool {
	m := map[string]bool{}
	for a := range operators {
		m[a.String()] = a.String() != "=" && a.String() != "!" && a.String() != "++" && a.String() != "--"
	}
	return m
}()

func isGuardCall(f, args term.Term) bool {
	n, _ := args.Len()
	if r := f.Tagged(aRemote, 4); r != nil {
		if m := r[2].Tagged(aAtom, 3); m == nil || !m[2].Is(term.Intern("erlang")) {
			return false
		}
		f = r[3]
	}
	a := f.Tagged(aAtom, 3)
	return a != nil && a[2].IsAtom() && IsGuardBIF(a[2].AtomName(), n)
}

var guardBIFs = func() map[string]bool {
	m := map[string]bool{}
	for _, f := range strings.Fields(`abs/1 binary_part/2 binary_part/3 bit_size/1 byte_size/1 ceil/1 element/2 float/1
		floor/1 hd/1 is_map_key/2 length/1 map_get/2 map_size/1 max/2 min/2 node/0 node/1 round/1 self/0 size/1 tl/1
		trunc/1 tuple_size/1 is_atom/1 is_binary/1 is_bitstring/1 is_boolean/1 is_float/1 is_function/1 is_function/2
		is_integer/1 is_integer/3 is_list/1 is_map/1 is_number/1 is_pid/1 is_port/1 is_record/2 is_record/3
		is_reference/1 is_tuple/1 is_record/1`) {
		m[f] = true
	}
	return m
}()

// IsGuardBIF tells whether guards may call the function of module erlang.
func IsGuardBIF(name string, arity int) bool { return guardBIFs[name+"/"+itoa(arity)] }

// IsTypeTest tells whether the function is a type test (erl_internal).
func IsTypeTest(name string, arity int) bool {
	return strings.HasPrefix(name, "is_") && name != "is_map_key" && IsGuardBIF(name, arity)
}

func isOp(arity int, arities string, ops string, name string) bool {
	return strings.Contains(arities, itoa(arity)) && slices.Contains(strings.Fields(ops), name)
}

// IsArith tells whether the operator computes with numbers (erl_internal).
func IsArith(op string, arity int) bool {
	return isOp(arity, "1", "+ - bnot", op) || isOp(arity, "2", "* / + - bnot div rem band bor bxor bsl bsr", op) && op != "bnot"
}

// IsBool tells whether the operator computes with booleans, both operands
// always evaluated (erl_internal).
func IsBool(op string, arity int) bool {
	return isOp(arity, "1", "not", op) || isOp(arity, "2", "and or xor", op)
}

// IsComparison tells whether the operator compares (erl_internal).
func IsComparison(op string, arity int) bool {
	return isOp(arity, "2", "== /= =< < >= > =:= =/=", op)
}

// IsListOp tells whether the operator is ++ or -- (erl_internal).
func IsListOp(op string, arity int) bool { return isOp(arity, "2", "++ --", op) }
