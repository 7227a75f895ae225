package expand

import "gex/proto/term"

// specialForm expands one special form; ok is false when the arguments are not
// those of the form, which is then an ordinary call.
type specialForm func(x *Expander, q, meta term.Term, args []term.Term, s State, e *Env) (term.Term, State, *Env, bool)

var specials map[term.Atom]specialForm

func init() {
	specials = map[term.Atom]specialForm{
		atomMatch:           expandMatchOp,
		atomTuple:           expandTupleForm,
		atomMap:             expandMapForm,
		atomPercent:         expandStructForm,
		atomBits:            expandBitsForm,
		atomArrow:           misplaced("misplaced operator ->\n\nThis typically means invalid syntax or a macro is not available in scope"),
		atomType:            misplaced("misplaced operator ::/2\n\nThe :: operator is typically used in bitstrings to specify types and sizes of segments:\n\n    <<size::32-integer, letter::utf8, rest::binary>>\n\nIt is also used in typespecs, such as @type and @spec, to describe inputs and outputs"),
		atomCons:            misplaced("misplaced operator |/2\n\nThe | operator is typically used between brackets to mark the tail of a list:\n\n    [head | tail]\n    [head, middle, ... | tail]\n\nIt is also used to update maps and structs, via the %{map | key: value} notation, and in typespecs, such as @type and @spec, to express the union of two types"),
		atomBlock:           expandBlockForm,
		atomAliases:         expandAliasesForm,
		atomAlias:           expandAliasForm,
		atomRequire:         expandRequireForm,
		atomImport:          expandImportForm,
		atomUnquote:         expandUnquoteForm,
		atomUnquoteSplicing: expandUnquoteForm,
		atomQuote:           expandQuoteForm,
		atomCapture:         expandCaptureForm,
		atomFn:              expandFnForm,
		atomCond:            expandCondForm,
		atomCase:            expandCaseForm,
		atomReceive:         expandReceiveForm,
		atomTry:             expandTryForm,
		atomFor:             expandForForm,
		atomWith:            expandWithForm,
		atomSuper:           expandSuperForm,
		atomPin:             expandPinForm,
		atomCursor:          expandCursorForm,
	}
}

var atomCursor = term.Intern("__cursor__")

func misplaced(message string) specialForm {
	return func(x *Expander, q, meta term.Term, args []term.Term, s State, e *Env) (term.Term, State, *Env, bool) {
		if len(args) != 2 {
			return q, s, e, false
		}
		x.fail(meta, e, "%s", message)
		return q, s, e, true
	}
}

func expandCursorForm(x *Expander, q, meta term.Term, _ []term.Term, s State, e *Env) (term.Term, State, *Env, bool) {
	x.fail(meta, e, "reserved special form __cursor__ cannot be expanded, it is used exclusively to annotate ASTs")
	return q, s, e, true
}

func expandUnquoteForm(x *Expander, q, meta term.Term, args []term.Term, s State, e *Env) (term.Term, State, *Env, bool) {
	if len(args) != 1 {
		return q, s, e, false
	}
	x.fail(meta, e, "%s called outside quote", q.Elem(0).Atom())
	return q, s, e, true
}

func expandTupleForm(x *Expander, q, meta term.Term, args []term.Term, s State, e *Env) (term.Term, State, *Env, bool) {
	es, s, e := x.expandArgs(args, s, e)
	return makeNode(atomTuple.Term(), meta, term.List(es...)), s, e, true
}

func expandBlockForm(x *Expander, q, meta term.Term, args []term.Term, s State, e *Env) (term.Term, State, *Env, bool) {
	switch len(args) {
	case 0:
		return nilTerm, s, e, true
	case 1:
		out, s, e := x.expand(args[0], s, e)
		return out, s, e, true
	}
	out, s, e := x.expandBlock(meta, args, s, e)
	return out, s, e, true
}

func expandCondForm(x *Expander, q, meta term.Term, args []term.Term, s State, e *Env) (term.Term, State, *Env, bool) {
	if len(args) != 1 {
		return q, s, e, false
	}
	x.assertNoMatchOrGuard(meta, "cond", s, e)
	opts := args[0]
	if clauses, ok := get(opts, atomDo); ok && clauses.IsList() {
		if cs, _ := clauses.Slice(); len(cs) > 0 {
			if m, a, ok := callOf(cs[len(cs)-1], atomArrow, 2); ok {
				if left, _ := a[0].Slice(); len(left) == 1 && isVarNamed(left[0], atomUnderscore) {
					x.fail(m, e, `invalid use of _ inside "cond". If you want the last clause to always match, you probably meant to use: true ->`)
				}
			}
		}
	}
	blocks := x.clauseBlocks(meta, "cond", opts, e, atomDo)
	out := make([]term.Term, len(blocks))
	for i, b := range blocks {
		clauses, after := x.expandClauses(meta, "cond", b, s, e, x.oneHead(meta, "cond", b.key, e))
		out[i], s = kv(b.key, clauses), after
	}
	return makeCall(atomCond, meta, term.List(out...)), s, e, true
}

func expandCaseForm(x *Expander, q, meta term.Term, args []term.Term, s State, e *Env) (term.Term, State, *Env, bool) {
	if len(args) != 2 {
		return q, s, e, false
	}
	x.assertNoMatchOrGuard(meta, "case", s, e)
	expr, s, e := x.expand(args[0], s, e)
	opts := args[1]
	if isTrue(meta, metaOptimizeBool) && ReturnsBoolean(expr) {
		opts = booleanClauses(opts)
	}
	blocks := x.clauseBlocks(meta, "case", opts, e, atomDo)
	out := make([]term.Term, len(blocks))
	for i, b := range blocks {
		clauses, after := x.expandClauses(meta, "case", b, s, e, x.matchHead(meta, "case", b.key))
		out[i], s = kv(b.key, clauses), after
	}
	return makeCall(atomCase, meta, expr, term.List(out...)), s, e, true
}

// booleanClauses makes the clauses of if, &&, || or and/or match on false and
// true, when the value is known to be one of them.
func booleanClauses(opts term.Term) term.Term {
	do, ok := get(opts, atomDo)
	cs, proper := do.Slice()
	if !ok || !proper || len(cs) < 2 {
		return opts
	}
	m1, first, ok1 := callOf(cs[0], atomArrow, 2)
	m2, second, ok2 := callOf(cs[1], atomArrow, 2)
	if !ok1 || !ok2 {
		return opts
	}
	l1, _ := first[0].Slice()
	l2, _ := second[0].Slice()
	if len(l1) != 1 || len(l2) != 1 {
		return opts
	}
	literals := l1[0].Is(term.False) && l2[0].Is(term.True)
	_, when, guarded := callOf(l1[0], atomWhen, 2)
	falsy := guarded && len(cs) == 2 && isVar(when[0]) && when[0].Elem(2).Is(atomKernel) && isVarNamed(l2[0], atomUnderscore)
	if !literals && !falsy {
		return opts
	}
	return term.List(kv(atomDo, term.List(
		makeArrow(m1, []term.Term{falseTerm}, first[1]),
		makeArrow(m2, []term.Term{trueTerm}, second[1]))))
}

func expandReceiveForm(x *Expander, q, meta term.Term, args []term.Term, s State, e *Env) (term.Term, State, *Env, bool) {
	if len(args) != 1 {
		return q, s, e, false
	}
	x.assertNoMatchOrGuard(meta, "receive", s, e)
	blocks := x.clauseBlocks(meta, "receive", args[0], e, atomDo, atomAfter)
	out := make([]term.Term, len(blocks))
	for i, b := range blocks {
		if _, empty, ok := callOf(b.body, atomBlock, 0); ok && b.key == atomDo && len(empty) == 0 {
			out[i] = kv(b.key, term.Nil)
			continue
		}
		var clauses term.Term
		if b.key == atomDo {
			clauses, s = x.expandClauses(meta, "receive", b, s, e, x.matchHead(meta, "receive", b.key))
		} else {
			if cs, ok := b.body.Slice(); !ok || len(cs) != 1 {
				x.fail(meta, e, `expected a single -> clause for :after in "receive"`)
			}
			clauses, s = x.expandClauses(meta, "receive", b, s, e, x.oneHead(meta, "receive", b.key, e))
		}
		out[i] = kv(b.key, clauses)
	}
	return makeCall(atomReceive, meta, term.List(out...)), s, e, true
}

func expandPinForm(x *Expander, q, meta term.Term, args []term.Term, s State, e *Env) (term.Term, State, *Env, bool) {
	if len(args) != 1 {
		return q, s, e, false
	}
	if s.pre.kind != inPattern && s.pre.kind != inBitSize {
		x.failSoft(meta, e, "misplaced operator ^%s\n\nThe pin operator ^ is supported only inside matches or inside custom macros. Make sure you are inside a match or all necessary macros have been required", toString(args[0]))
		return q, s, e, true
	}
	pinned := s
	pinned.read, pinned.pre = s.pre.read, prematch{kind: inPin}
	out, _, _ := x.expand(args[0], pinned, e.withContext(NoContext))
	if !isVar(out) {
		x.failSoft(meta, e, "invalid argument for unary operator ^, expected an existing variable, got: ^%s", toString(args[0]))
		return q, s, e, true
	}
	return makeCall(atomPin, meta, out), s, e, true
}

// expandSuperForm expands a call of the function that the current one
// overrides. The name it now has is in the metadata.
func expandSuperForm(x *Expander, q, meta term.Term, args []term.Term, s State, e *Env) (term.Term, State, *Env, bool) {
	x.assertNoMatchOrGuard(meta, "super", s, e)
	kind, name := x.resolveSuper(meta, len(args), e)
	es, s, e := x.expandArgs(args, s, e)
	meta = put(meta, atomSuper, pair(kind.Term(), name.Term()))
	return makeNode(atomSuper.Term(), meta, term.List(es...)), s, e, true
}

func (x *Expander) resolveSuper(meta term.Term, arity int, e *Env) (kind, name term.Atom) {
	if e.Module == term.AtomNil {
		x.fail(meta, e, "cannot invoke super outside module")
	}
	if e.Function == nil {
		x.fail(meta, e, "cannot invoke super outside function")
	}
	if e.Function.Arity != arity {
		x.fail(meta, e, "super must be called with the same number of arguments as the current definition")
	}
	if m := x.Shared.Module(e.Module); m != nil {
		if kind, name, ok := m.super(*e.Function); ok {
			return kind, name
		}
	}
	x.fail(meta, e, "no super defined for %s/%d in module %s. Overridable functions available are: %s", e.Function.Name, arity, InspectModule(e.Module), x.overridables(e))
	return 0, 0
}

// literal wraps a term that is not quoted code as expanded code.
func literal(t term.Term) term.Term {
	if t.IsAtom() || t.IsNumber() || t.IsBinary() || t.IsNil() {
		return t
	}
	return makeCall(atomQuote, term.List(kv(metaEscaped, trueTerm)), term.List(kv(atomDo, t)))
}

// opaque is a literal for code that runs on this node alone.
func opaque(t term.Term) term.Term {
	return makeCall(atomQuote, term.List(kv(metaEscaped, trueTerm), kv(metaOpaque, trueTerm)), term.List(kv(atomDo, t)))
}

// Literal returns the term that expanded code holds as a literal, false for any
// other code. An opaque one need not be written out as code.
func Literal(q term.Term) (t term.Term, opaque, ok bool) {
	meta, args, ok := callOf(q, atomQuote, 1)
	if !ok || !isTrue(meta, metaEscaped) {
		return t, false, false
	}
	t, ok = get(args[0], atomDo)
	return t, isTrue(meta, metaOpaque), ok
}
