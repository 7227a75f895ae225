package expand

import (
	"gex/proto/term"
	"gex/repl/lang/token"
)

var dataMacros = map[string]kernelMacro{
	"|>/2":                macroPipe,
	"<>/2":                macroConcat,
	"../0":                func(m *macro, _ []term.Term) term.Term { return m.rangeOf(term.Int(0), term.Int(-1), term.Int(1)) },
	"../2":                macroRange,
	"..///3":              macroRangeStep,
	"to_string/1":         func(m *macro, a []term.Term) term.Term { return m.remote("String.Chars", "to_string", a[0]) },
	"to_charlist/1":       func(m *macro, a []term.Term) term.Term { return m.remote("List.Chars", "to_charlist", a[0]) },
	"to_char_list/1":      func(m *macro, a []term.Term) term.Term { return m.remote("List.Chars", "to_charlist", a[0]) },
	"is_struct/1":         macroIsStruct,
	"is_struct/2":         macroIsStructOf,
	"is_exception/1":      macroIsException,
	"is_exception/2":      macroIsExceptionOf,
	"is_non_struct_map/1": macroIsNonStructMap,
	"then/2":              macroThen,
	"tap/2":               macroTap,
	"destructure/2":       macroDestructure,
}

var (
	atomFirst     = term.Intern("first")
	atomLast      = term.Intern("last")
	atomStep      = term.Intern("step")
	atomRange     = term.Intern("Elixir.Range")
	atomException = term.Intern("__exception__")
	atomConcatOp  = term.Intern("<>")
)

func macroPipe(m *macro, a []term.Term) term.Term { return m.pipeInto(a[0], a[1], m.meta) }

// pipeInto puts a value in front of the arguments of a call.
func (m *macro) pipeInto(value, callee, meta term.Term) term.Term {
	fail := func(message string) { m.argError(message, frames{fold(0), "Macro:pipe/3"}...) }
	text := func() string { return "cannot pipe " + toString(value) + " into " }
	plain := func() {
		fail(text() + toString(callee) + ", can only pipe into local calls foo(), remote calls Foo.bar() or anonymous function calls foo.()")
	}
	form, callMeta, args, ok := node(callee)
	if !ok {
		plain()
	}
	list, isList := args.Slice()
	if form.IsAtom() {
		switch name := form.Atom(); {
		case name == atomCapture || name == atomTuple || name == atomMap || name == atomAliases || name == atomBits:
			plain()
		case (name == atomUnquote || name == atomUnquoteSplicing) && isList && len(list) == 0:
			fail(text() + "the special form " + name.String() + "/1 since " + name.String() + "/1 is used to build the Elixir AST itself")
		case name == atomFn:
			fail(text() + "an anonymous function without calling the function; use Kernel.then/2 instead or define the anonymous function as a regular private function")
		case args.IsAtom():
			return makeNode(form, callMeta, term.List(value))
		case (name == atomPlus || name == atomMinus) && len(list) == 1:
			fail("piping into a unary operator is not supported, please use the qualified name: Kernel." + name.String() + "(" + toString(list[0]) + "), instead of " + name.String() + toString(list[0]))
		case len(list) == 1 && unaryOperators[name.String()]:
			fail(text() + toString(callee) + ", the " + toString(name.Term()) + " operator can only take one argument")
		case len(list) == 2 && token.IsOperator(name.String(), 2):
			fail(text() + toString(callee) + ", the " + toString(name.Term()) + " operator can only take two arguments")
		}
	}
	if !isList {
		plain()
	}
	if left, name, accessMeta, as, ok := remoteCall(callee); ok && left.Is(atomAccess) && name == atomGet && len(as) == 2 && isTrue(accessMeta, metaFromBrackets) {
		v, first, second := toString(value), toString(as[0]), toString(as[1])
		fail("wrong operator precedence when piping into bracket-based access\n\n Instead of:\n\n     " + v + " |> " + first + "[" + second + "]\n\n You should write:\n\n     (" + v + " |> " + first + ")[" + second + "]\n")
	}
	return makeNode(form, remove(callMeta, metaNoParens), term.Cons(value, args))
}

var unaryOperators = map[string]bool{"!": true, "^": true, "not": true, "@": true, "~~~": true}

var metaFromBrackets = term.Intern("from_brackets")

// macroConcat is <>: a bit string of binaries.
func macroConcat(m *macro, a []term.Term) term.Term {
	parts := m.concatParts(makeCall(atomConcatOp, m.meta, a[0], a[1]), true, nil, nil)
	return makeNode(atomBits.Term(), m.line, term.List(parts...))
}

func (m *macro) concatParts(q term.Term, last bool, in frames, acc []term.Term) []term.Term {
	if _, lr, ok := callOf(q, atomConcatOp, 2); ok {
		in = append(in, "Kernel:extract_concatenations/2")
		acc = m.concatParts(lr[0], false, in, acc)
		return m.concatParts(lr[1], last, in, acc)
	}
	if last {
		in = append(in, "Kernel:extract_concatenations/2")
	}
	in = append(in, "Kernel:wrap_concatenation/3")
	if q.IsBinary() {
		return append(acc, q)
	}
	if _, _, ok := callOf(q, atomBits, -1); !ok && m.e.Context == Match {
		switch {
		case q.IsNumber() || q.IsAtom() || q.IsList():
			m.argError("expected binary argument in <> operator but got: "+toString(q), in...)
		case !last && isVar(q):
			m.argError("cannot perform prefix match because the left operand of <> has unknown size. The left operand of <> inside a match should either be a literal binary or an existing variable with the pin operator (such as ^some_var). Got: "+toString(q), in...)
		}
	} else if q.IsNumber() || q.IsAtom() || q.IsList() {
		m.argError("expected binary argument in <> operator but got: "+toString(q), in...)
	}
	return append(acc, makeCall(atomType, m.line, q, makeVar(atomBinary, m.line, nilTerm)))
}

func (m *macro) rangeOf(first, last, step term.Term) term.Term {
	return makeCall(atomMap, m.line, kv(atomStruct, atomRange.Term()), kv(atomFirst, first), kv(atomLast, last), kv(atomStep, step))
}

// rangeLimits fails when the ends of a range cannot be integers.
func (m *macro) rangeLimits(first, last term.Term) {
	for _, q := range []term.Term{first, last} {
		if neverInteger(q) {
			m.argError("ranges (first..last//step) expect both sides to be integers, got: "+toString(makeCall(atomRangeOp, term.Nil, first, last)), "Kernel:validate_range!/2")
		}
	}
}

// limit expands a part of a range; a negative integer is a number there.
func (m *macro) limit(q term.Term) term.Term {
	q = m.expand(q)
	if _, args, ok := callOf(q, atomMinus, 1); ok && args[0].IsInteger() {
		q, _ = signed(atomMinus, args[0])
	}
	return q
}

func neverInteger(q term.Term) bool {
	return q.IsFloat() || q.IsAtom() || q.IsBinary() || q.IsList() || q.IsTupleOf(2)
}

func macroRange(m *macro, a []term.Term) term.Term {
	first, last := m.limit(a[0]), m.limit(a[1])
	m.rangeLimits(first, last)
	text := toString(first) + ".." + toString(last)
	switch {
	case first.IsInteger() && last.IsInteger():
		step := term.Int(1)
		if term.Compare(first, last) > 0 {
			m.x.warnTraced(m.meta, m.e, text+" has a default step of -1, please write "+text+"//-1 instead")
			step = term.Int(-1)
		}
		return m.rangeOf(first, last, step)
	case m.e.Context == Match:
		m.x.warnTraced(m.meta, m.e, text+" inside match is deprecated, you must always match on the step: "+text+"//var or "+text+"//_ if you want to ignore it")
		return m.rangeOf(first, last, m.underscore())
	case m.e.Context == Guard:
		m.x.warnTraced(m.meta, m.e, text+" inside guards requires an explicit step, please write "+text+"//1 or "+text+"//-1 instead")
		return m.rangeOf(first, last, nilTerm) // for in, which finds the direction
	}
	return makeRemote(atomRange, term.Intern("new"), m.line, a[0], a[1])
}

func macroRangeStep(m *macro, a []term.Term) term.Term {
	first, last, step := m.limit(a[0]), m.limit(a[1]), m.limit(a[2])
	m.rangeLimits(first, last)
	if neverInteger(step) || step.IsInt() && step.Int() == 0 {
		m.argError("ranges (first..last//step) expect the step to be a non-zero integer, got: "+toString(step), "Kernel:validate_step!/1")
	}
	if m.e.Context != NoContext || first.IsInteger() && last.IsInteger() && step.IsInteger() {
		return m.rangeOf(first, last, step)
	}
	return makeRemote(atomRange, term.Intern("new"), m.line, a[0], a[1], a[2])
}

// ---- structs

func (m *macro) isMapKey(v term.Term, key term.Atom) term.Term {
	return m.erl("is_map_key", key.Term(), v)
}

func (m *macro) mapGet(v term.Term, key term.Atom) term.Term {
	return m.erl("map_get", key.Term(), v)
}

func (m *macro) ands(qs ...term.Term) term.Term {
	out := qs[len(qs)-1]
	for i := len(qs) - 2; i >= 0; i-- {
		out = m.erl("andalso", qs[i], out)
	}
	return out
}

func (m *macro) structPattern(name term.Term, fields ...term.Term) term.Term {
	return makeCall(atomPercent, m.line, name, makeNode(atomMap.Term(), m.line, term.List(fields...)))
}

func (m *macro) mapPattern(fields ...term.Term) term.Term {
	return makeNode(atomMap.Term(), m.line, term.List(fields...))
}

func (m *macro) test(value, pattern term.Term) term.Term {
	return m.cases(value, m.generatedClause(pattern, trueTerm), m.generatedClause(m.underscore(), falseTerm))
}

func macroIsStruct(m *macro, a []term.Term) term.Term {
	if m.inGuard() {
		return m.ands(m.erl("is_map", a[0]), m.isMapKey(a[0], atomStruct), m.erl("is_atom", m.mapGet(a[0], atomStruct)))
	}
	return m.test(a[0], m.structPattern(m.underscore()))
}

// structOf tests for a struct of a name that is known at run time.
func (m *macro) structOf(value, name term.Term, more ...term.Term) term.Term {
	v := m.v("name")
	pinned := makeCall(atomPin, m.line, v)
	pattern := m.mapPattern(append([]term.Term{kv(atomStruct, pinned)}, more...)...)
	return m.cases(name,
		m.generatedClause(m.when(v, m.erl("is_atom", v)), m.test(value, pattern)),
		m.generatedClause(m.underscore(), m.raiseArgumentError()))
}

func (m *macro) raiseArgumentError() term.Term {
	return m.erl("error", m.remote("ArgumentError", "exception", term.Nil))
}

func (m *macro) guardFail() term.Term {
	return makeDot(atomErlang.Term(), term.Intern("hd"), m.line, term.Nil)
}

func macroIsStructOf(m *macro, a []term.Term) term.Term {
	if m.inGuard() {
		return m.ands(m.erl("is_map", a[0]), m.nameIsAtom(a[1]), m.isMapKey(a[0], atomStruct), m.erl("==", m.mapGet(a[0], atomStruct), a[1]))
	}
	return m.structOf(a[0], a[1])
}

// nameIsAtom is the guard that fails for a name that is no atom.
func (m *macro) nameIsAtom(name term.Term) term.Term {
	if n := m.expand(name); n.IsAtom() {
		return trueTerm
	}
	return m.erl("orelse", m.erl("is_atom", name), m.erl("==", m.guardFail(), trueTerm))
}

func macroIsException(m *macro, a []term.Term) term.Term {
	if m.inGuard() {
		return m.ands(m.erl("is_map", a[0]), m.isMapKey(a[0], atomStruct), m.erl("is_atom", m.mapGet(a[0], atomStruct)), m.isMapKey(a[0], atomException), m.erl("==", m.mapGet(a[0], atomException), trueTerm))
	}
	return m.test(a[0], m.structPattern(m.underscore(), kv(atomException, m.underscore())))
}

func macroIsExceptionOf(m *macro, a []term.Term) term.Term {
	if m.inGuard() {
		return m.ands(m.erl("is_map", a[0]), m.nameIsAtom(a[1]), m.isMapKey(a[0], atomStruct), m.erl("==", m.mapGet(a[0], atomStruct), a[1]), m.isMapKey(a[0], atomException), m.erl("==", m.mapGet(a[0], atomException), trueTerm))
	}
	return m.structOf(a[0], a[1], kv(atomException, m.underscore()))
}

func macroIsNonStructMap(m *macro, a []term.Term) term.Term {
	if m.inGuard() {
		return m.erl("andalso", m.erl("is_map", a[0]),
			m.erl("not", m.erl("andalso", m.isMapKey(a[0], atomStruct), m.erl("is_atom", m.mapGet(a[0], atomStruct)))))
	}
	return m.cases(a[0], m.generatedClause(m.structPattern(m.underscore()), falseTerm),
		m.generatedClause(m.mapPattern(), trueTerm), m.generatedClause(m.underscore(), falseTerm))
}

// ---- functions applied to a value

func (m *macro) apply(fun term.Term, args ...term.Term) term.Term {
	return makeNode(makeCall(atomDot, m.line, fun), m.line, term.List(args...))
}

func macroThen(m *macro, a []term.Term) term.Term { return m.apply(a[1], a[0]) }

func macroTap(m *macro, a []term.Term) term.Term {
	fun, value := m.v("fun"), m.v("value")
	return m.block(m.match(fun, a[1]), m.match(value, a[0]), m.match(m.underscore(), m.apply(fun, value)), value)
}

func macroDestructure(m *macro, a []term.Term) term.Term {
	es, ok := a[0].Slice()
	if !ok {
		m.noClause("destructure/2")
	}
	return m.match(a[0], m.remote("Kernel.Utils", "destructure", a[1], term.Int(int64(len(es)))))
}
