package expand

import (
	"math/big"

	"gex/proto/term"
)

var (
	atomStringChars = term.Intern("Elixir.String.Chars")
	atomToString    = term.Intern("to_string")
	atomIsMapKey    = term.Intern("is_map_key")
	atomElement     = term.Intern("element")
	atomSetelement  = term.Intern("setelement")
	atomAppend      = term.Intern("++")
	atomMonitor     = term.Intern("monitor")
	atomShort       = term.Intern("short")
)

type fullName struct {
	module term.Atom
	FA
}

func nameOf(module, name string, arity int) fullName {
	return fullName{term.Intern("Elixir." + module), FA{term.Intern(name), arity}}
}

// rewrites maps functions of Elixir to Erlang ones with other arguments.
var rewrites = map[fullName]func(meta term.Term, a []term.Term) (module, name term.Atom, args []term.Term){
	nameOf("Float", "to_charlist", 1): func(_ term.Term, a []term.Term) (term.Atom, term.Atom, []term.Term) {
		return atomErlang, term.Intern("float_to_list"), []term.Term{a[0], term.List(atomShort.Term())}
	},
	nameOf("Float", "to_string", 1): func(_ term.Term, a []term.Term) (term.Atom, term.Atom, []term.Term) {
		return atomErlang, term.Intern("float_to_binary"), []term.Term{a[0], term.List(atomShort.Term())}
	},
	nameOf("Port", "monitor", 1): func(_ term.Term, a []term.Term) (term.Atom, term.Atom, []term.Term) {
		return atomErlang, atomMonitor, []term.Term{term.A("port"), a[0]}
	},
	nameOf("Process", "monitor", 1): func(_ term.Term, a []term.Term) (term.Atom, term.Atom, []term.Term) {
		return atomErlang, atomMonitor, []term.Term{term.A("process"), a[0]}
	},
	nameOf("Process", "monitor", 2): func(_ term.Term, a []term.Term) (term.Atom, term.Atom, []term.Term) {
		return atomErlang, atomMonitor, []term.Term{term.A("process"), a[0], a[1]}
	},
	nameOf("Kernel", "elem", 2): func(meta term.Term, a []term.Term) (term.Atom, term.Atom, []term.Term) {
		return atomErlang, atomElement, []term.Term{increment(meta, a[1]), a[0]}
	},
	nameOf("Kernel", "put_elem", 3): func(meta term.Term, a []term.Term) (term.Atom, term.Atom, []term.Term) {
		return atomErlang, atomSetelement, []term.Term{increment(meta, a[1]), a[0], a[2]}
	},
	nameOf("Kernel", "is_map_key", 2): func(_ term.Term, a []term.Term) (term.Atom, term.Atom, []term.Term) {
		return atomErlang, atomIsMapKey, []term.Term{a[1], a[0]}
	},
}

func increment(meta, index term.Term) term.Term {
	if index.IsInt() {
		return term.Int(index.Int() + 1)
	}
	return makeRemote(atomErlang, atomPlus, meta, index, term.Int(1))
}

// simpleArgs tells whether the order in which args are evaluated can't be seen.
func simpleArgs(args []term.Term) bool {
	for _, a := range args {
		if !isVar(a) && !a.IsAtom() && !a.IsNumber() && !a.IsBits() {
			return false
		}
	}
	return true
}

// rewrite builds a call in an expression.
func rewrite(receiver, dotMeta term.Term, right term.Atom, meta term.Term, args []term.Term) term.Term {
	plain := func() term.Term {
		return makeNode(makeCall(atomDot, dotMeta, receiver, right.Term()), meta, term.List(args...))
	}
	if !receiver.IsAtom() {
		return plain()
	}
	module := receiver.Atom()
	switch {
	case module == atomStringChars && right == atomToString && len(args) == 1:
		if isAlwaysString(args[0]) {
			return args[0]
		}
	case module == atomErlang && len(args) == 1 && args[0].IsNumber():
		if n, ok := signed(right, args[0]); ok {
			return n
		}
	case module == atomKernel && !simpleArgs(args):
		// Swapped arguments would be evaluated in another order.
		return plain()
	default:
		if f, ok := rewrites[fullName{module, FA{right, len(args)}}]; ok {
			m, name, args := f(dotMeta, args)
			return makeNode(makeCall(atomDot, dotMeta, m.Term(), name.Term()), meta, term.List(args...))
		}
	}
	return plain()
}

// signed applies a sign to a literal number.
func signed(op term.Atom, n term.Term) (term.Term, bool) {
	switch op {
	case atomPlus:
		return n, true
	case atomMinus:
		if n.IsFloat() {
			return term.Float(-n.Float()), true
		}
		b, _ := n.AsBig()
		return term.Big(new(big.Int).Neg(b)), true
	}
	return n, false
}

func isAlwaysString(q term.Term) bool {
	if q.IsBinary() {
		return true
	}
	left, name, _, _, ok := remoteCall(q)
	if !ok || !left.IsAtom() {
		return false
	}
	switch left.AtomName() + "." + name.String() {
	case "Elixir.Enum.join", "Elixir.Enum.map_join", "Elixir.Kernel.inspect", "Elixir.Macro.to_string",
		"Elixir.String.Chars.to_string", "Elixir.Path.join":
		return true
	}
	return false
}

// rewriteMatch builds a call in a pattern: only ++ with a literal list before it.
func (x *Expander) rewriteMatch(receiver term.Term, right term.Atom, meta term.Term, args []term.Term, e *Env) term.Term {
	if receiver.Is(atomErlang) && right == atomAppend && len(args) == 2 {
		out, ok := staticAppend(args[0], args[1], meta)
		if !ok {
			x.fail(meta, e, "invalid argument for ++ operator inside a match, expected a literal proper list, got: %s", toString(args[0]))
		}
		return out
	}
	x.fail(meta, e, "%s %s.%s/%d inside a match", x.cannotInvoke(receiver, right, len(args)), toString(receiver), right, len(args))
	return receiver
}

func (x *Expander) cannotInvoke(receiver term.Term, right term.Atom, arity int) string {
	if receiver.IsAtom() && x.isMacro(receiver.Atom(), FA{right, arity}) {
		return "you must require the module " + toString(receiver) + " before invoking macro"
	}
	return "cannot invoke remote function"
}

func staticAppend(left, right, meta term.Term) (term.Term, bool) {
	es, ok := left.Slice()
	if !ok {
		return left, false
	}
	if len(es) == 0 {
		return right, true
	}
	last := es[len(es)-1]
	init := es[: len(es)-1 : len(es)-1]
	if m, args, ok := callOf(last, atomCons, 2); ok {
		tail, ok := staticAppend(args[1], right, meta)
		return term.List(append(init, makeCall(atomCons, m, args[0], tail))...), ok && args[1].IsList()
	}
	return term.List(append(init, makeCall(atomCons, meta, last, right))...), true
}

// rewriteGuard builds a call in a guard.
func (x *Expander) rewriteGuard(receiver, dotMeta term.Term, right term.Atom, meta term.Term, args []term.Term, s State, e *Env) term.Term {
	if receiver.IsAtom() {
		module, name, as := receiver.Atom(), right, args
		if f, ok := rewrites[fullName{module, FA{right, len(args)}}]; ok {
			module, name, as = f(dotMeta, args)
		}
		if module == atomErlang && allowedGuard(FA{name, len(as)}) {
			return makeNode(makeCall(atomDot, dotMeta, module.Term(), name.Term()), meta, term.List(as...))
		}
	}
	x.fail(meta, e, "%s %s.%s/%d inside a %s", x.cannotInvoke(receiver, right, len(args)), toString(receiver), right, len(args), guardInfo(s))
	return receiver
}

// guardFunctions are Erlang's guard functions and operators.
var guardFunctions = NewNames(parseNames(`
abs/1 binary_part/2 binary_part/3 bit_size/1 byte_size/1 ceil/1 element/2 float/1 floor/1 hd/1
is_atom/1 is_binary/1 is_bitstring/1 is_boolean/1 is_float/1 is_function/1 is_function/2
is_integer/1 is_integer/3 is_list/1 is_map/1 is_map_key/2 is_number/1 is_pid/1 is_port/1 is_reference/1
is_tuple/1 length/1 map_get/2 map_size/1 max/2 min/2 node/0 node/1 round/1 self/0 size/1 tl/1 trunc/1
tuple_size/1
+/1 -/1 +/2 -/2 */2 //2 div/2 rem/2 band/2 bor/2 bxor/2 bnot/1 bsl/2 bsr/2
==/2 /=/2 =</2 </2 >=/2 >/2 =:=/2 =/=/2 not/1 and/2 or/2 xor/2 andalso/2 orelse/2
`)...)

func allowedGuard(fa FA) bool { return guardFunctions.Has(fa) }

// IsOperator tells whether erlang:name/arity is written as an operator in the
// abstract format.
func IsOperator(name term.Atom, arity int) bool {
	return operators.Has(FA{name, arity})
}

var operators = NewNames(parseNames(`
+/1 -/1 +/2 -/2 */2 //2 div/2 rem/2 band/2 bor/2 bxor/2 bnot/1 bsl/2 bsr/2
==/2 /=/2 =</2 </2 >=/2 >/2 =:=/2 =/=/2 not/1 and/2 or/2 xor/2 andalso/2 orelse/2
`)...)

var booleanFunctions = NewNames(parseNames(`
not/1 and/2 or/2 xor/2 ==/2 /=/2 =</2 >=/2 </2 >/2 =:=/2 =/=/2
is_atom/1 is_binary/1 is_bitstring/1 is_boolean/1 is_float/1 is_function/1 is_integer/1 is_list/1
is_number/1 is_pid/1 is_port/1 is_reference/1 is_tuple/1 is_map/1 is_process_alive/1
is_map_key/2 is_function/2 is_record/2 function_exported/3 is_record/3
`)...)

var (
	atomAndalso = term.Intern("andalso")
	atomOrelse  = term.Intern("orelse")
	atomLists   = term.Intern("lists")
	atomMember  = term.Intern("member")
	atomApply   = term.Intern("apply")
	atomRaise   = term.Intern("raise")
	metaSpan    = term.Intern("span")
)

// ReturnsBoolean tells whether expanded code can only give true or false.
func ReturnsBoolean(q term.Term) bool {
	if q.Is(term.True) || q.Is(term.False) {
		return true
	}
	if left, name, _, args, ok := remoteCall(q); ok {
		switch {
		case left.Is(atomErlang) && (name == atomAndalso || name == atomOrelse) && len(args) == 2:
			return ReturnsBoolean(args[1])
		case left.Is(atomErlang):
			return booleanFunctions.Has(FA{name, len(args)})
		}
		return left.Is(atomLists) && name == atomMember && len(args) == 2
	}
	name, _, args, ok := call(q)
	if !ok || len(args) == 0 {
		return false
	}
	var clauses term.Term
	switch last := args[len(args)-1]; {
	case name == atomBlock:
		return ReturnsBoolean(last)
	case name == atomCase && len(args) == 2, name == atomCond && len(args) == 1:
		clauses, ok = get(last, atomDo)
	default:
		return false
	}
	list, proper := clauses.Slice()
	if !ok || !proper {
		return false
	}
	for _, c := range list {
		if _, lr, ok := callOf(c, atomArrow, 2); !ok || !ReturnsBoolean(lr[1]) {
			return false
		}
	}
	return true
}
