package expand

import (
	"sort"

	"gex/proto/term"
)

func expandFnForm(x *Expander, q, meta term.Term, clauses []term.Term, s State, e *Env) (term.Term, State, *Env, bool) {
	x.assertNoMatchOrGuard(meta, "fn", s, e)
	out := make([]term.Term, len(clauses))
	arity := -1
	for i, c := range clauses {
		_, lr, ok := callOf(c, atomArrow, 2)
		if !ok {
			x.badClauses(meta, "fn", atomDo, e)
		}
		left, _ := lr[0].Slice()
		for _, a := range left {
			if _, _, ok := callOf(a, atomBackslash, 2); ok {
				x.fail(meta, e, "anonymous functions cannot have optional arguments")
			}
		}
		start := x.scope()
		var after State
		var env *Env
		out[i], after, env, _ = x.expandClause(c, s, e, x.head)
		s = x.endScope(start, after, s, env)
		heads, _ := extractSplatGuards(slice(slice(out[i].Elem(2))[0]))
		if arity >= 0 && arity != len(heads) {
			x.fail(meta, e, "cannot mix clauses with different arities in anonymous functions")
		}
		arity = len(heads)
	}
	return makeNode(atomFn.Term(), meta, term.List(out...)), s, e, true
}

var atomBackslash = term.Intern(`\\`)

// ---- &

func expandCaptureForm(x *Expander, q, meta term.Term, args []term.Term, s State, e *Env) (term.Term, State, *Env, bool) {
	if len(args) != 1 {
		return q, s, e, false
	}
	x.assertNoMatchOrGuard(meta, "&", s, e)
	arg := args[0]
	// A super that is a function is captured under its name.
	if superMeta, as, ok := callOf(arg, atomSuper, -1); ok {
		if kind, name := x.resolveSuper(meta, len(as), e); kind == atomDef || kind == atomDefp {
			arg = makeNode(name.Term(), superMeta, term.List(as...))
		}
	} else if slashMeta, na, ok := callOf(arg, atomSlash, 2); ok && isVarNamed(na[0], atomSuper) && na[1].IsInt() {
		if kind, name := x.resolveSuper(meta, int(na[1].Int()), e); kind == atomDef || kind == atomDefp {
			arg = makeCall(atomSlash, slashMeta, makeVar(name, na[0].Elem(1), na[0].Elem(2)), na[1])
		}
	}
	c := &capture{x: x, s: s, e: e, meta: meta}
	out, s, e := c.expand(meta, arg)
	return out, s, e, true
}

// capture expands one use of &.
type capture struct {
	x    *Expander
	s    State
	e    *Env
	meta term.Term // of the & itself
}

type captureArgs uint8

const (
	nonSequential captureArgs = iota // anything
	sequential                       // &1, &2, … in order, each once
	byArity                          // name/arity
)

func sequence(args []term.Term) captureArgs {
	for i, a := range args {
		if _, n, ok := callOf(a, atomCapture, 1); !ok || !n[0].IsInt() || int(n[0].Int()) != i+1 {
			return nonSequential
		}
	}
	if len(args) == 0 {
		return nonSequential
	}
	return sequential
}

func (c *capture) expand(meta, q term.Term) (term.Term, State, *Env) {
	x := c.x
	if _, na, ok := callOf(q, atomSlash, 2); ok && na[1].IsInt() {
		if left, name, fnMeta, none, ok := remoteCall(na[0]); ok && len(none) == 0 {
			args := c.placeholders(meta, na[1])
			if len(args) == 0 && !isTrue(fnMeta, metaNoParens) {
				m := toString(left)
				x.warn(meta, c.e, "extra parentheses on a remote function capture &%s.%s()/0 have been deprecated. Please remove the parentheses: &%s.%s/0", m, name, m, name)
			}
			_, dotMeta, _, _ := node(na[0].Elem(0))
			return c.remote(left, name, dotMeta, fnMeta, args, byArity)
		}
		if isVar(na[0]) {
			args := c.placeholders(meta, na[1])
			return c.local(na[0].Elem(0).Atom(), na[0].Elem(1), args, byArity)
		}
	}
	if left, name, fnMeta, args, ok := remoteCall(q); ok {
		_, dotMeta, _, _ := node(q.Elem(0))
		return c.remote(left, name, dotMeta, fnMeta, args, sequence(args))
	}
	if form, _, args, ok := node(q); ok && args.IsList() && form.IsTuple() {
		return c.code(meta, q, nil, nonSequential)
	}
	if _, args, ok := callOf(q, atomBlock, -1); ok {
		if len(args) == 1 {
			return c.expand(meta, args[0])
		}
		x.fail(meta, c.e, "block expressions are not allowed inside the capture operator &, got: %s", toString(q))
	}
	if name, callMeta, args, ok := call(q); ok {
		return c.local(name, callMeta, args, sequence(args))
	}
	switch {
	case q.IsTupleOf(2):
		return c.expand(meta, makeCall(atomTuple, meta, q.Elem(0), q.Elem(1)))
	case q.IsList():
		es, _ := q.Slice()
		return c.code(meta, q, nil, sequence(es))
	case q.IsInteger():
		x.fail(meta, c.e, "capture argument &%s must be used within the capture operator &", toString(q))
	}
	c.invalid(meta, q)
	return q, c.s, c.e
}

func (c *capture) invalid(meta, q term.Term) {
	c.x.fail(meta, c.e, "invalid args for &, expected one of:\n\n  * &Mod.fun/arity to capture a remote function, such as &Enum.map/2\n  * &fun/arity to capture a local or imported function, such as &is_atom/1\n  * &some_code(&1, ...) containing at least one argument as &1, such as &List.flatten(&1)\n\nGot: %s", toString(q))
}

func (c *capture) placeholders(meta, arity term.Term) []term.Term {
	if n := arity.Int(); n < 0 || n > 255 {
		c.x.fail(meta, c.e, "capture argument &%d must be numbered between 1 and 255", n)
	}
	args := make([]term.Term, arity.Int())
	for i := range args {
		args[i] = makeCall(atomCapture, term.Nil, term.Int(int64(i+1)))
	}
	return args
}

// local captures name(args), which may be imported or a macro.
func (c *capture) local(name term.Atom, meta term.Term, args []term.Term, kind captureArgs) (term.Term, State, *Env) {
	x := c.x
	q := makeNode(name.Term(), meta, term.List(args...))
	fa := FA{name, len(args)}
	if kind == nonSequential {
		return c.code(meta, q, nil, kind)
	}
	locals := c.e.Function != nil && *c.e.Function != fa
	t := x.resolve(name, len(args), meta, c.e, locals)
	x.noteImport(t, fa, meta, c.e)
	if t.kind == remoteFunction {
		x.traceTarget(c.e, t, meta, fa)
	}
	switch t.kind {
	case ambiguous:
		x.fail(meta, c.e, "conflicting %s/%d import from modules %s and %s", name, len(args), InspectModule(t.module), InspectModule(t.other))
	case remoteFunction:
		return c.function(t.module.Term(), name, meta, meta, len(args))
	case notFound:
		if isSpecialForm(fa) {
			return c.code(meta, q, nil, kind)
		}
		if c.e.Function == nil {
			x.fail(c.meta, c.e, "undefined function %s/%d (there is no such import)", name, len(args))
		}
		if m := x.Shared.Module(c.e.Module); m != nil {
			m.usesLocal(fa, *c.e.Function, meta, c.e)
			x.traceLocal(c.e, eventLocalFunction, meta, fa)
		}
		out := makeCall(atomCapture, c.meta, makeCall(atomSlash, term.Nil, makeVar(name, meta, nilTerm), term.Int(int64(len(args)))))
		return out, c.s, c.e
	}
	return c.code(meta, q, nil, kind)
}

// function is the capture of a function of another module.
func (c *capture) function(module term.Term, name term.Atom, dotMeta, meta term.Term, arity int) (term.Term, State, *Env) {
	if module.IsAtom() {
		if to, ok := inlines[inlineKey{module.Atom(), FA{name, arity}}]; ok {
			module, name = to.module.Term(), to.name
		}
	}
	dot := makeNode(makeCall(atomDot, dotMeta, module, name.Term()), meta, term.Nil)
	return makeCall(atomCapture, c.meta, makeCall(atomSlash, term.Nil, dot, term.Int(int64(arity)))), c.s, c.e
}

func (c *capture) remote(left term.Term, name term.Atom, dotMeta, meta term.Term, args []term.Term, kind captureArgs) (term.Term, State, *Env) {
	x := c.x
	found := make(map[int]term.Term)
	escaped := c.escape(left, found)
	if len(found) > 0 {
		q := makeNode(makeCall(atomDot, dotMeta, escaped, name.Term()), meta, term.List(args...))
		return c.code(meta, q, found, kind)
	}
	var module term.Term
	module, c.s, c.e = x.expand(escaped, c.s, c.e)
	if kind == byArity && !module.IsAtom() && !isVar(module) {
		x.warn(meta, c.e, "expected the module in &module.fun/arity to expand to a variable or an atom, got: %s\nYou can either compute the module name outside of & or convert it to a regular anonymous function.", toString(left))
	}
	if kind != nonSequential {
		switch {
		case isVar(module):
			return c.function(module, name, dotMeta, meta, len(args))
		case module.IsAtom():
			m := module.Atom()
			c.x.checkDeprecated(meta, m, FA{name, len(args)}, false, c.e)
			if !(m == c.e.Module || c.e.requires(m)) || !x.isMacro(m, FA{name, len(args)}) {
				x.traceCall(c.e, eventRemoteFunction, meta, m, FA{name, len(args)})
				return c.function(module, name, dotMeta, meta, len(args))
			}
		}
	}
	q := makeNode(makeCall(atomDot, dotMeta, module, name.Term()), meta, term.List(args...))
	return c.code(meta, q, nil, kind)
}

// code captures code with &1 and so on in it as a fn.
func (c *capture) code(meta, q term.Term, found map[int]term.Term, kind captureArgs) (term.Term, State, *Env) {
	if found == nil {
		found = make(map[int]term.Term)
	}
	body := c.escape(q, found)
	if len(found) == 0 {
		if kind == nonSequential {
			c.invalid(meta, q)
		}
		meta = remove(meta, metaNoParens)
	}
	numbers := make([]int, 0, len(found))
	for n := range found {
		numbers = append(numbers, n)
	}
	sort.Ints(numbers)
	vars := make([]term.Term, len(numbers))
	for i, n := range numbers {
		if n != i+1 {
			c.x.fail(meta, c.e, "capture argument &%d cannot be defined without &%d (you cannot skip arguments, all arguments must be numbered)", n, i+1)
		}
		vars[i] = found[n]
	}
	fn := makeCall(atomFn, put(meta, metaCapture, trueTerm), makeArrow(meta, vars, body))
	return c.x.expand(fn, c.s, c.e)
}

// escape replaces &1 and so on by variables.
func (c *capture) escape(q term.Term, found map[int]term.Term) term.Term {
	switch {
	case q.IsTupleOf(3):
		if meta, args, ok := callOf(q, atomCapture, -1); ok {
			if len(args) != 1 || !args[0].IsInt() {
				c.x.fail(meta, c.e, "nested captures are not allowed. You cannot define a function using the capture operator & inside another function defined via &. Got invalid nested capture: %s", toString(q))
			}
			n := int(args[0].Int())
			if n <= 0 {
				c.x.fail(meta, c.e, "capture argument &%d must be numbered between 1 and 255", n)
			}
			if _, ok := found[n]; !ok {
				m := put(put(meta, metaCapture, term.Int(int64(n))), metaCounter, c.x.nextCounter())
				found[n] = makeVar(term.Intern("&"+itoa(n)), m, atomElixirFn.Term())
			}
			return found[n]
		}
		es := q.Elems()
		left, right := c.escape(es[0], found), c.escape(es[2], found)
		if left == es[0] && right == es[2] {
			return q
		}
		return makeNode(left, es[1], right)
	case q.IsTupleOf(2):
		return pair(c.escape(q.Elem(0), found), c.escape(q.Elem(1), found))
	case q.IsCons():
		es, ok := q.Slice()
		if !ok {
			return q
		}
		out := make([]term.Term, len(es))
		for i, e := range es {
			out[i] = c.escape(e, found)
		}
		return term.List(out...)
	}
	return q
}
