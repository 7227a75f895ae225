package expand

import (
	"slices"

	"gex/proto/term"
)

// builtinTypes cannot be defined; all but var can be used.
var builtinTypes = func() map[FA]bool {
	out := make(map[FA]bool)
	for arity, names := range [][]string{
		{"any", "arity", "atom", "binary", "bitstring", "bool", "boolean", "byte", "char", "char_list", "charlist", "dynamic", "float",
			"function", "identifier", "integer", "iodata", "iolist", "keyword", "list", "map", "maybe_improper_list", "mfa", "module",
			"neg_integer", "nil", "no_return", "node", "non_neg_integer", "none", "nonempty_binary", "nonempty_bitstring",
			"nonempty_charlist", "nonempty_list", "nonempty_maybe_improper_list", "nonempty_string", "number", "pid", "port",
			"pos_integer", "reference", "string", "struct", "term", "timeout", "tuple", "var"},
		{"as_boolean", "keyword", "list", "nonempty_list"},
		{"maybe_improper_list", "nonempty_improper_list", "nonempty_maybe_improper_list"},
	} {
		for _, n := range names {
			out[FA{term.Intern(n), arity}] = true
		}
	}
	return out
}()

var (
	atomRangeOp  = term.Intern("..")
	atomTypeVar  = term.Intern("var")
	atomEllipsis = term.Intern("...")
	atomRequired = term.Intern("required")
	atomOptional = term.Intern("optional")
	atomRecord   = term.Intern("record")
	atomTypeList = term.Intern("list")
)

// list checks types one by one, as arguments are.
func (t *typeCheck) list(qs []term.Term) {
	for i, q := range qs {
		t.within(frames{}.nth(i), func() { t.typespec(q) })
	}
}

// inside checks types that others are made of.
func (t *typeCheck) inside(qs ...term.Term) {
	t.within(frames{"Kernel.Typespec:typespec/4"}, func() { t.list(qs) })
}

// one checks the type that another stands for.
func (t *typeCheck) one(q term.Term) {
	t.within(frames{"Kernel.Typespec:typespec/4"}, func() { t.typespec(q) })
}

// typespec checks the code of a type.
func (t *typeCheck) typespec(q term.Term) {
	switch {
	case q.IsAtom() || q.IsInt() || q.IsBig() || q.IsNil():
		return
	case q.IsList():
		t.listType(q)
		return
	case q.IsTupleOf(2):
		t.inside(q.Elem(0), q.Elem(1))
		return
	case isVar(q):
		t.variable(q)
		return
	}
	if left, name, _, args, ok := remoteCall(q); ok {
		t.remote(q, left, name, args)
		return
	}
	name, _, args, ok := call(q)
	if !ok {
		t.unexpected(q)
	}
	switch {
	case name == atomAliases:
		return
	case name == atomCons && len(args) == 2:
		t.inside(union(q)...)
	case name == atomBits:
		t.binary(args)
	case name == atomMap:
		t.mapType(q, args)
	case name == atomPercent && len(args) == 2:
		t.structType(q, args)
	case name == atomRecord && (len(args) == 1 || len(args) == 2):
		if !args[0].IsAtom() {
			t.fail("invalid record specification, expected the record name to be an atom literal")
		}
		t.fail("unknown record ", inspect(args[0]))
	case name == atomRangeOp && len(args) == 2:
		if !isIntegerType(args[0]) || !isIntegerType(args[1]) || term.Compare(integerType(args[0]), integerType(args[1])) >= 0 {
			t.within(frames{"Kernel.Typespec:typespec/4"}, func() {
				t.fail("invalid range specification, expected both sides to be integers, with the left side lower than the right side")
			})
		}
	case name == atomTuple:
		t.inside(args...)
	case name == atomType && len(args) == 2:
		t.annotation(q, args[0], args[1])
	case name == atomEllipsis:
		t.fail("... in typespecs is only allowed inside lists, as in [term(), ...], or inside functions, as in (... -> term())")
	case isIntegerType(q):
	default:
		t.local(name, args)
	}
}

func (t *typeCheck) unexpected(q term.Term) {
	t.fail("unexpected expression in typespec: ", toString(q))
}

// isIntegerType tells whether q is an integer, with a sign or without.
func isIntegerType(q term.Term) bool { return integerType(q).IsInt() }

func integerType(q term.Term) term.Term {
	if q.IsInt() {
		return q
	}
	if name, _, args, ok := call(q); ok && len(args) == 1 && args[0].IsInt() {
		switch name.String() {
		case "-":
			return term.Int(-args[0].Int())
		case "+":
			return args[0]
		}
	}
	return nilTerm
}

// union returns the members of left | right.
func union(q term.Term) []term.Term {
	if _, lr, ok := callOf(q, atomCons, 2); ok {
		return append(union(lr[0]), union(lr[1])...)
	}
	return []term.Term{q}
}

func (t *typeCheck) variable(q term.Term) {
	name := q.Elem(0).Atom()
	if name == atomMODULE {
		return
	}
	if name == atomEllipsis {
		t.fail("... in typespecs is only allowed inside lists, as in [term(), ...], or inside functions, as in (... -> term())")
	}
	if _, ok := t.vars[name]; ok {
		t.vars[name]++
		return
	}
	t.local(name, nil)
}

// local checks the use of a type of the module, or of one that is built in.
func (t *typeCheck) local(name term.Atom, args []term.Term) {
	switch name.String() {
	case "string":
		t.discouraged("string() type use is discouraged. For character lists, use charlist() type, for strings, String.t()")
		t.inside(args...)
		return
	case "nonempty_string":
		t.discouraged("nonempty_string() type use is discouraged. For non-empty character lists, use nonempty_charlist() type, for strings, String.t()")
		t.inside(args...)
		return
	case "char_list":
		if len(args) == 0 {
			t.warn("the char_list() type is deprecated, use charlist()")
		}
	case "fun":
		if len(args) > 0 {
			t.warn("fun/" + itoa(len(args)) + " is not valid in typespecs. Either specify fun() or use (... -> return) instead")
		}
		t.inside(args...)
		return
	}
	t.inside(args...)
	fa := FA{name, len(args)}
	if _, ok := t.defined[fa]; ok {
		t.used[fa] = true
		return
	}
	if !builtinTypes[fa] || name == atomTypeVar {
		t.fail("type ", showFA(fa), " undefined (no such type in ", InspectModule(t.m.Name), ")")
	}
}

// discouraged warns with the place below the message.
func (t *typeCheck) discouraged(message string) {
	at := t.x.Shared.shown(t.env().File) + ":" + itoa(t.entry.line) + ": " + InspectModule(t.m.Name) + " (module)"
	t.warn(message + "\n    " + at + "\n")
}

func (t *typeCheck) remote(q, left term.Term, name term.Atom, args []term.Term) {
	module := t.x.ExpandOnce(left, State{}, t.env())
	switch {
	case !module.IsAtom():
		t.fail("invalid remote in typespec: ", toString(q))
	case module.Is(t.m.Name):
		t.local(name, args)
	default:
		t.within(frames{"Kernel.Typespec:remote_type/4"}, func() { t.list(args) })
	}
}

// annotation is name :: type.
func (t *typeCheck) annotation(q, left, right term.Term) {
	_, _, nested := callOf(right, atomType, 2)
	_, _, isUnion := callOf(left, atomCons, 2)
	switch {
	case nested:
		t.warn("invalid type annotation. Type annotations cannot be nested: " + toString(q))
	case isUnion:
		t.warn("invalid type annotation. The left side of :: must be a variable, got: " + toString(left) +
			". Note \"left | right :: ann\" is the same as \"(left | right) :: ann\". To solve this, use parentheses around the union operands: \"left | (right :: ann)\"")
	case !isVar(left):
		t.warn("invalid type annotation. The left side of :: must be a variable, got: " + toString(left))
	}
	t.one(right)
}

// listType is a list: of one type, of one or more, a keyword list, or the
// arguments and the result of a function.
func (t *typeCheck) listType(q term.Term) {
	items, ok := q.Slice()
	if !ok {
		t.unexpected(q)
	}
	if len(items) == 1 {
		if _, arrow, ok := callOf(items[0], atomArrow, 2); ok {
			t.function(slice(arrow[0]), arrow[1])
			return
		}
	}
	switch {
	case isKeyword(q, func(term.Term) bool { return true }):
		t.within(frames{"Kernel.Typespec:typespec/4"}.nth(0), func() {
			if len(items) == 1 {
				t.typespec(items[0])
				return
			}
			t.inside(items...)
		})
	case len(items) == 1:
		t.local(atomTypeList, items)
	case len(items) == 2 && isEllipsis(items[1]):
		t.local(term.Intern("nonempty_list"), items[:1])
	default:
		t.within(frames{"Kernel.Typespec:typespec/4"}, func() { t.fail("unexpected list in typespec: ", toString(q)) })
	}
}

func isEllipsis(q term.Term) bool {
	if _, args, ok := callOf(q, atomEllipsis, -1); ok {
		return len(args) == 0
	}
	return isVarNamed(q, atomEllipsis)
}

func (t *typeCheck) function(args []term.Term, result term.Term) {
	if len(args) != 1 || !isEllipsis(args[0]) {
		t.within(frames{"Kernel.Typespec:typespec/4", "Kernel.Typespec:fn_args/5"}, func() { t.list(args) })
	}
	t.one(result)
}

// binary is <<>>, <<_::size>>, <<_::_*unit>> or both.
func (t *typeCheck) binary(segments []term.Term) {
	size := func(q term.Term) bool { return q.IsInt() && q.Int() >= 0 }
	unit := func(q term.Term) bool {
		_, args, ok := callOf(q, atomTimes, 2)
		return ok && isVarNamed(args[0], atomUnderscore) && args[1].IsInt() && args[1].Int() >= 1 && args[1].Int() <= 256
	}
	var of []term.Term
	for _, s := range segments {
		if _, lr, ok := callOf(s, atomType, 2); ok && isVarNamed(lr[0], atomUnderscore) {
			of = append(of, lr[1])
		}
	}
	valid := len(of) == len(segments)
	switch {
	case valid && len(of) == 0:
	case valid && len(of) == 1 && (size(of[0]) || unit(of[0])):
	case valid && len(of) == 2 && size(of[0]) && unit(of[1]):
	default:
		t.fail("invalid binary specification, expected <<_::size>>, <<_::_*unit>>, or <<_::size, _::_*unit>> with size being non-negative integers, and unit being an integer between 1 and 256")
	}
}

func (t *typeCheck) mapType(q term.Term, fields []term.Term) {
	t.within(frames{"Kernel.Typespec:typespec/4"}, func() {
		for i, f := range fields {
			t.within(frames{}.nth(i), func() { t.field(q, f) })
		}
	})
}

// inField is the frame of a type in a map.
var inField = frames{"Kernel.Typespec:-typespec/4-fun-0-/6"}

func (t *typeCheck) field(q, f term.Term) {
	if !f.IsTupleOf(2) {
		if _, _, ok := callOf(f, atomCons, 2); ok {
			t.fail("invalid map specification. When using the | operator in the map key, make sure to wrap the key type in parentheses: ", toString(q))
		}
		t.fail("invalid map specification: ", toString(q))
	}
	key := f.Elem(0)
	for _, mark := range []term.Atom{atomRequired, atomOptional} {
		if _, args, ok := callOf(key, mark, 1); ok {
			key = args[0]
		}
	}
	t.within(inField, func() {
		t.typespec(key)
		t.typespec(f.Elem(1))
	})
}

// structType is %Name{field: type}.
func (t *typeCheck) structType(q term.Term, args []term.Term) {
	name := t.x.ExpandOnce(args[0], State{}, t.env())
	_, fields, ok := callOf(args[1], atomMap, -1)
	if !ok || !name.IsAtom() {
		t.unexpected(q)
	}
	known := t.structFields(name.Atom())
	if !isKeyword(term.List(fields...), func(term.Term) bool { return true }) {
		t.fail("expected key-value pairs in struct ", InspectModule(name.Atom()))
	}
	types := make(map[term.Atom]term.Term)
	for _, f := range fields {
		key := f.Elem(0).Atom()
		types[key] = f.Elem(1)
		if !known[key] {
			t.within(frames{"Kernel.Typespec:typespec/4", "lists:foreach_1/2"}, func() {
				t.fail("undefined field ", inspect(key.Term()), " on struct ", InspectModule(name.Atom()))
			})
		}
	}
	for _, f := range fields {
		// Below the name of the struct, which is its first field.
		t.within(append(frames{"Kernel.Typespec:typespec/4"}.nth(1), inField...), func() { t.typespec(f.Elem(1)) })
	}
}

// structFields are the fields of a struct.
func (t *typeCheck) structFields(module term.Atom) map[term.Atom]bool {
	out := make(map[term.Atom]bool)
	value, ok := term.Term{}, false
	if m := t.x.Shared.Module(module); m != nil && m.structure.Load() != nil {
		value, ok = m.structure.Load().Value, true
	} else if m == nil {
		e := t.env()
		value, ok = t.x.buildStruct(term.Nil, module, nil, e.withContext(Match))
	}
	if !ok {
		above := append(slices.Clone(t.above), "Kernel.Typespec:typespec/4", "Macro:struct_info!/2")
		panic(bailout{&Error{Exception: term.Intern("Elixir.ArgumentError"), Message: t.x.noStruct(module, t.env()), Stack: term.List(above.terms()...)}})
	}
	for k := range value.Pairs() {
		if k.IsAtom() {
			out[k.Atom()] = true
		}
	}
	return out
}
