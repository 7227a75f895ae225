package expand

import (
	"strconv"

	"gex/proto/term"
)

var (
	nilTerm   = term.AtomNil.Term()
	trueTerm  = term.True.Term()
	falseTerm = term.False.Term()
)

// Atoms of the language itself.
var (
	atomKernel          = term.Intern("Elixir.Kernel")
	atomApplication     = term.Intern("Elixir.Application")
	atomElixir          = term.Intern("Elixir")
	atomElixirFn        = term.Intern("elixir_fn")
	atomErlang          = term.Intern("erlang")
	atomBlock           = term.Intern("__block__")
	atomAliases         = term.Intern("__aliases__")
	atomDot             = term.Intern(".")
	atomTuple           = term.Intern("{}")
	atomMap             = term.Intern("%{}")
	atomPercent         = term.Intern("%")
	atomBits            = term.Intern("<<>>")
	atomArrow           = term.Intern("->")
	atomLeftArrow       = term.Intern("<-")
	atomWhen            = term.Intern("when")
	atomCons            = term.Intern("|")
	atomType            = term.Intern("::")
	atomMatch           = term.Intern("=")
	atomPin             = term.Intern("^")
	atomCapture         = term.Intern("&")
	atomSlash           = term.Intern("/")
	atomUnderscore      = term.Intern("_")
	atomFn              = term.Intern("fn")
	atomCase            = term.Intern("case")
	atomCond            = term.Intern("cond")
	atomReceive         = term.Intern("receive")
	atomTry             = term.Intern("try")
	atomFor             = term.Intern("for")
	atomWith            = term.Intern("with")
	atomQuote           = term.Intern("quote")
	atomUnquote         = term.Intern("unquote")
	atomUnquoteSplicing = term.Intern("unquote_splicing")
	atomSuper           = term.Intern("super")
	atomAlias           = term.Intern("alias")
	atomRequire         = term.Intern("require")
	atomImport          = term.Intern("import")
	atomDo              = term.Intern("do")
	atomElse            = term.Intern("else")
	atomRescue          = term.Intern("rescue")
	atomCatch           = term.Intern("catch")
	atomAfter           = term.Intern("after")
	atomIn              = term.Intern("in")
	atomMODULE          = term.Intern("__MODULE__")
	atomENV             = term.Intern("__ENV__")
	atomDIR             = term.Intern("__DIR__")
	atomCALLER          = term.Intern("__CALLER__")
	atomSTACKTRACE      = term.Intern("__STACKTRACE__")
	atomStruct          = term.Intern("__struct__")
	atomDef             = term.Intern("def")
	atomDefp            = term.Intern("defp")
	atomDefmacro        = term.Intern("defmacro")
	atomDefmacrop       = term.Intern("defmacrop")
	atomAt              = term.Intern("@")
	atomMinus           = term.Intern("-")
	atomPlus            = term.Intern("+")
)

// Keys of metadata.
var (
	metaLine          = term.Intern("line")
	metaColumn        = term.Intern("column")
	metaFile          = term.Intern("file")
	metaKeep          = term.Intern("keep")
	metaCounter       = term.Intern("counter")
	metaContext       = term.Intern("context")
	metaVersion       = term.Intern("version")
	metaGenerated     = term.Intern("generated")
	metaImports       = term.Intern("imports")
	metaAlias         = term.Intern("alias")
	metaNoParens      = term.Intern("no_parens")
	metaIfUndefined   = term.Intern("if_undefined")
	metaKeepUnused    = term.Intern("keep_unused")
	metaAmbiguousOp   = term.Intern("ambiguous_op")
	metaDefined       = term.Intern("defined")
	metaDefinition    = term.Intern("definition")
	metaOptimizeBool  = term.Intern("optimize_boolean")
	metaRequired      = term.Intern("required")
	metaStopGenerated = term.Intern("stop_generated")
	metaAlignment     = term.Intern("alignment")
	metaCapture       = term.Intern("capture")
	metaEscaped       = term.Intern("escaped")
	metaOpaque        = term.Intern("opaque")
)

// node splits {form, meta, args}.
func node(q term.Term) (form, meta, args term.Term, ok bool) {
	if !q.IsTupleOf(3) {
		return
	}
	es := q.Elems()
	if !es[1].IsList() {
		return
	}
	return es[0], es[1], es[2], true
}

// call splits {name, meta, [arg…]} with an atom as name.
func call(q term.Term) (name term.Atom, meta term.Term, args []term.Term, ok bool) {
	form, meta, rest, ok := node(q)
	if !ok || !form.IsAtom() || !rest.IsList() {
		return 0, meta, nil, false
	}
	args, ok = rest.Slice()
	return form.Atom(), meta, args, ok
}

// callOf is call for one name and count of arguments; -1 means any count.
func callOf(q term.Term, name term.Atom, n int) (meta term.Term, args []term.Term, ok bool) {
	got, meta, args, ok := call(q)
	if !ok || got != name || n >= 0 && len(args) != n {
		return meta, nil, false
	}
	return meta, args, true
}

// isVar tells whether q is {name, meta, context} with atoms on both sides.
func isVar(q term.Term) bool {
	form, _, ctx, ok := node(q)
	return ok && form.IsAtom() && ctx.IsAtom()
}

func isVarNamed(q term.Term, name term.Atom) bool {
	return isVar(q) && q.Elem(0).Is(name)
}

// remoteCall splits {{:., _, [left, right]}, meta, args}.
func remoteCall(q term.Term) (left term.Term, right term.Atom, meta term.Term, args []term.Term, ok bool) {
	form, meta, rest, ok := node(q)
	if !ok || !form.IsTuple() {
		return left, 0, meta, nil, false
	}
	_, dot, ok := callOf(form, atomDot, 2)
	if !ok || !dot[1].IsAtom() {
		return left, 0, meta, nil, false
	}
	args, ok = rest.Slice()
	return dot[0], dot[1].Atom(), meta, args, ok
}

func makeNode(form, meta, args term.Term) term.Term {
	return term.TupleOf([]term.Term{form, meta, args})
}

func makeCall(name term.Atom, meta term.Term, args ...term.Term) term.Term {
	return makeNode(name.Term(), meta, term.List(args...))
}

func makeRemote(module, name term.Atom, meta term.Term, args ...term.Term) term.Term {
	return makeDot(module.Term(), name, meta, args...)
}

func makeDot(left term.Term, name term.Atom, meta term.Term, args ...term.Term) term.Term {
	return makeNode(makeCall(atomDot, meta, left, name.Term()), meta, term.List(args...))
}

func makeVar(name term.Atom, meta term.Term, context term.Term) term.Term {
	return makeNode(name.Term(), meta, context)
}

func makeArrow(meta term.Term, left []term.Term, right term.Term) term.Term {
	return makeCall(atomArrow, meta, term.List(left...), right)
}

func pair(a, b term.Term) term.Term { return term.TupleOf([]term.Term{a, b}) }

func kv(key term.Atom, value term.Term) term.Term { return pair(key.Term(), value) }

// keyword returns the keyword list of the given atoms and values in turn.
func keyword(kvs ...any) term.Term {
	out := make([]term.Term, 0, len(kvs)/2)
	for i := 0; i < len(kvs); i += 2 {
		out = append(out, kv(kvs[i].(term.Atom), kvs[i+1].(term.Term)))
	}
	return term.List(out...)
}

// get looks a key up in a keyword list.
func get(list term.Term, key term.Atom) (term.Term, bool) {
	for list.IsCons() {
		if h := list.Head(); h.IsTupleOf(2) && h.Elem(0).Is(key) {
			return h.Elem(1), true
		}
		list = list.Tail()
	}
	return term.Term{}, false
}

func has(list term.Term, key term.Atom) bool {
	_, ok := get(list, key)
	return ok
}

// isTrue tells whether key is true in a keyword list.
func isTrue(list term.Term, key term.Atom) bool {
	v, ok := get(list, key)
	return ok && v.Is(term.True)
}

func put(list term.Term, key term.Atom, value term.Term) term.Term {
	return term.Cons(kv(key, value), list)
}

// putNew puts the key unless it is there.
func putNew(list term.Term, key term.Atom, value term.Term) term.Term {
	if has(list, key) {
		return list
	}
	return put(list, key, value)
}

// store replaces the key where it stands, or appends it.
func store(list term.Term, key term.Atom, value term.Term) term.Term {
	es, ok := list.Slice()
	if !ok {
		return put(list, key, value)
	}
	out := append([]term.Term(nil), es...)
	for i, e := range out {
		if e.IsTupleOf(2) && e.Elem(0).Is(key) {
			out[i] = kv(key, value)
			return term.List(out...)
		}
	}
	return term.List(append(out, kv(key, value))...)
}

// remove deletes every pair of the key.
func remove(list term.Term, key term.Atom) term.Term {
	if !has(list, key) {
		return list
	}
	es, _ := list.Slice()
	out := make([]term.Term, 0, len(es))
	for _, e := range es {
		if !(e.IsTupleOf(2) && e.Elem(0).Is(key)) {
			out = append(out, e)
		}
	}
	return term.List(out...)
}

// Line returns the line of metadata, 0 when it has none.
func Line(meta term.Term) int {
	if v, ok := get(meta, metaLine); ok && v.IsInt() {
		return int(v.Int())
	}
	return 0
}

func column(meta term.Term) int {
	if v, ok := get(meta, metaColumn); ok && v.IsInt() {
		return int(v.Int())
	}
	return 0
}

// lineMeta returns metadata with the line alone.
func lineMeta(line int) term.Term {
	if line == 0 {
		return term.Nil
	}
	return term.List(kv(metaLine, term.Int(int64(line))))
}

func itoa(i int) string { return strconv.Itoa(i) }

// slice returns the elements of what is known to be a proper list.
func slice(list term.Term) []term.Term {
	es, _ := list.Slice()
	return es
}

// splitLast splits off the last element; last is [] for an empty list.
func splitLast(ts []term.Term) (init []term.Term, last term.Term) {
	if len(ts) == 0 {
		return nil, term.Nil
	}
	return ts[:len(ts)-1], ts[len(ts)-1]
}

// splitOpts splits off the keyword arguments that end a call: a do block may
// come as a list of its own after the options.
func splitOpts(args []term.Term) (rest []term.Term, opts term.Term) {
	outer, last := splitLast(args)
	if len(args) == 0 || !last.IsList() {
		return args, term.Nil
	}
	if inner, opts := splitLast(outer); len(outer) > 0 && opts.IsList() {
		return inner, appendLists(opts, last)
	}
	return outer, last
}

func appendLists(a, b term.Term) term.Term {
	if a.IsNil() {
		return b
	}
	return term.ListTail(b, slice(a)...)
}

// extractGuards splits pattern when guard when guard….
func extractGuards(q term.Term) (pattern term.Term, guards []term.Term) {
	if _, args, ok := callOf(q, atomWhen, 2); ok {
		return args[0], orGuards(args[1])
	}
	return q, nil
}

// extractSplatGuards is extractGuards for several patterns.
func extractSplatGuards(args []term.Term) (patterns, guards []term.Term) {
	if len(args) == 1 {
		if _, all, ok := callOf(args[0], atomWhen, -1); ok && len(all) >= 1 {
			init, last := splitLast(all)
			return init, orGuards(last)
		}
	}
	return args, nil
}

func orGuards(q term.Term) []term.Term {
	if _, args, ok := callOf(q, atomWhen, 2); ok {
		return append([]term.Term{args[0]}, orGuards(args[1])...)
	}
	return []term.Term{q}
}
