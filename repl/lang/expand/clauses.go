package expand

import (
	"strings"

	"gex/proto/term"
)

// block is one part of case, try and their like: do, else, after….
type block struct {
	key  term.Atom
	body term.Term
}

// head expands the left side of a clause.
type head func(meta term.Term, left []term.Term, s State, e *Env) ([]term.Term, State, *Env)

// clauseBlocks checks the keyword list of a construct: the allowed keys, each at
// most once.
func (x *Expander) clauseBlocks(meta term.Term, kind string, opts term.Term, e *Env, keys ...term.Atom) []block {
	list, ok := opts.Slice()
	if !ok {
		x.fail(meta, e, `invalid arguments for "%s"`, kind)
	}
	if len(list) == 0 {
		names := make([]string, len(keys))
		for i, k := range keys {
			names[i] = ":" + k.String()
		}
		x.fail(meta, e, `missing %s option in "%s"`, strings.Join(names, "/"), kind)
	}
	var out []block
	seen := make(map[term.Atom]bool)
	for _, o := range list {
		if !o.IsTupleOf(2) || !o.Elem(0).IsAtom() {
			x.fail(meta, e, `invalid arguments for "%s"`, kind)
		}
		key := o.Elem(0).Atom()
		if seen[key] {
			x.fail(meta, e, `duplicate "%s" clauses given for "%s"`, key, kind)
		}
		seen[key] = true
		allowed := false
		for _, k := range keys {
			allowed = allowed || k == key
		}
		if !allowed {
			x.fail(meta, e, `unexpected option %s in "%s"`, toString(key.Term()), kind)
		}
		out = append(out, block{key, o.Elem(1)})
	}
	return out
}

// expandClauses expands the clauses of one block, each in a scope of its own.
func (x *Expander) expandClauses(meta term.Term, kind string, b block, s State, e *Env, h head) (term.Term, State) {
	if d, ok := get(meta, metaDefinition); ok && d.IsBinary() {
		kind = d.Text()
	}
	clauses, ok := b.body.Slice()
	if !ok || len(clauses) == 0 {
		x.badClauses(meta, kind, b.key, e)
	}
	out := make([]term.Term, len(clauses))
	for i, c := range clauses {
		start := x.scope()
		var after State
		var env *Env
		out[i], after, env, ok = x.expandClause(c, s, e, h)
		if !ok {
			x.badClauses(meta, kind, b.key, e)
		}
		s = x.endScope(start, after, s, env)
	}
	return term.List(out...), s
}

func (x *Expander) badClauses(meta term.Term, kind string, key term.Atom, e *Env) {
	x.fail(meta, e, `invalid "%s" block in "%s", it expects "pattern -> expr" clauses`, key, kind)
}

func (x *Expander) expandClause(c term.Term, s State, e *Env, h head) (term.Term, State, *Env, bool) {
	meta, args, ok := callOf(c, atomArrow, 2)
	if !ok {
		return c, s, e, false
	}
	left, ok := args[0].Slice()
	if !ok {
		return c, s, e, false
	}
	heads, s, e := h(meta, left, s, e)
	body, s, e := x.expand(args[1], s, e)
	return makeArrow(meta, heads, body), s, e, true
}

// matchHead takes one pattern, with or without guards.
func (x *Expander) matchHead(meta term.Term, kind string, key term.Atom) head {
	return func(at term.Term, left []term.Term, s State, e *Env) ([]term.Term, State, *Env) {
		if len(left) == 1 {
			if _, all, ok := callOf(left[0], atomWhen, -1); !ok || len(all) <= 2 {
				return x.head(meta, left, s, e)
			}
		}
		x.fail(at, e, `expected one argument for "%s" clauses (->) in "%s"`, key, kind)
		return nil, s, e
	}
}

// oneHead takes one expression.
func (x *Expander) oneHead(meta term.Term, kind string, key term.Atom, _ *Env) head {
	return func(at term.Term, left []term.Term, s State, e *Env) ([]term.Term, State, *Env) {
		if len(left) != 1 {
			x.fail(at, e, `expected one argument for "%s" clauses (->) in "%s"`, key, kind)
		}
		return x.expandArgs(left, s, e)
	}
}

// head expands patterns and the guards after them.
func (x *Expander) head(meta term.Term, left []term.Term, s State, e *Env) ([]term.Term, State, *Env) {
	if len(left) == 1 {
		if whenMeta, all, ok := callOf(left[0], atomWhen, -1); ok && len(all) > 0 {
			args, guard := splitLast(all)
			return x.guardedHead(meta, whenMeta, args, guard, s, e)
		}
	}
	return x.match(meta, s, s, e, x.expandArgs, left)
}

func (x *Expander) guardedHead(meta, whenMeta term.Term, args []term.Term, guard term.Term, s State, e *Env) ([]term.Term, State, *Env) {
	out, s, e := x.match(meta, s, s, e, x.expandArgs, args)
	g, s, e := x.guard(guard, s, e.withContext(Guard))
	return []term.Term{makeNode(atomWhen.Term(), whenMeta, term.List(append(out, g)...))}, s, e.withContext(NoContext)
}

func (x *Expander) guard(q term.Term, s State, e *Env) (term.Term, State, *Env) {
	if meta, args, ok := callOf(q, atomWhen, 2); ok {
		left, s, e := x.guard(args[0], s, e)
		right, s, e := x.guard(args[1], s, e)
		return makeCall(atomWhen, meta, left, right), s, e
	}
	out, s, e := x.expand(q, s, e)
	x.warnLengthGuard(out, e)
	return out, s, e
}

func (x *Expander) warnLengthGuard(g term.Term, e *Env) {
	left, op, meta, args, ok := remoteCall(g)
	if !ok || !left.Is(atomErlang) || len(args) != 2 || !args[1].IsInt() || args[1].Int() != 0 {
		return
	}
	l, name, _, inner, ok := remoteCall(args[0])
	if !ok || !l.Is(atomErlang) || name.String() != "length" || len(inner) != 1 {
		return
	}
	arg := toString(inner[0])
	switch op.String() {
	case "==":
		x.warn(meta, e, `do not use "length(%s) == 0" to check if a list is empty since length always traverses the whole list. Prefer to pattern match on an empty list or use "%s == []" as a guard`, arg, arg)
	case ">":
		x.warn(meta, e, `do not use "length(%s) > 0" to check if a list is not empty since length always traverses the whole list. Prefer to pattern match on a non-empty list, such as [_ | _], or use "%s != []" as a guard`, arg, arg)
	}
}

// match expands patterns. s is the state after the code that gives the value,
// before the one ahead of it: only what was bound there can be pinned.
func (x *Expander) match(meta term.Term, s, before State, e *Env, f func([]term.Term, State, *Env) ([]term.Term, State, *Env), patterns []term.Term) ([]term.Term, State, *Env) {
	if e.Context != NoContext {
		return f(patterns, s, e)
	}
	inner := s
	inner.pre = prematch{kind: inPattern, read: before.read, version: len(x.defs)}
	out, after, env := f(patterns, inner, e.withContext(Match))
	after.pre = s.pre
	return out, after, env.withContext(e.Context)
}

func (x *Expander) matchOne(meta, pattern term.Term, s, before State, e *Env) (term.Term, State, *Env) {
	out, s, e := x.match(meta, s, before, e, x.expandArgs, []term.Term{pattern})
	return out[0], s, e
}

// expandMatchOp expands left = right. Inside a pattern both sides are patterns.
func expandMatchOp(x *Expander, q, meta term.Term, args []term.Term, s State, e *Env) (term.Term, State, *Env, bool) {
	if len(args) != 2 {
		return q, s, e, false
	}
	if e.Context == Match {
		if isVar(args[0]) && isVar(args[1]) && args[0].Elem(0) == args[1].Elem(0) && args[0].Elem(2) == args[1].Elem(2) {
			x.warn(args[0].Elem(1), e, "this pattern is matched against itself inside a match: %s = %s", toString(args[0]), toString(args[1]))
		}
		left, s, e := x.expand(args[0], s, e)
		right, s, e := x.expand(args[1], s, e)
		return makeCall(atomMatch, meta, left, right), s, e, true
	}
	x.assertNoGuard(meta, "=", s, e)
	right, after, e := x.expand(args[1], s, e)
	left, after, e := x.matchOne(meta, args[0], after, s, e)
	return makeCall(atomMatch, meta, left, right), after, e, true
}

// expandTryForm expands try.
func expandTryForm(x *Expander, q, meta term.Term, args []term.Term, s State, e *Env) (term.Term, State, *Env, bool) {
	if len(args) != 1 {
		return q, s, e, false
	}
	x.assertNoMatchOrGuard(meta, "try", s, e)
	origin := "try"
	if d, ok := get(meta, metaDefinition); ok && d.IsBinary() {
		origin = d.Text()
	}
	blocks := x.clauseBlocks(meta, "try", args[0], e, atomDo, atomRescue, atomCatch, atomElse, atomAfter)
	if len(blocks) == 1 && blocks[0].key == atomDo {
		x.fail(meta, e, `missing :catch/:rescue/:after option in "try"`)
	}
	if len(blocks) == 2 && blocks[0].key == atomDo && blocks[1].key == atomElse {
		x.warn(meta, e, `"else" shouldn't be used as the only clause in "%s", use "case" instead`, origin)
	}
	caught := false
	for _, b := range blocks {
		if b.key == atomRescue && caught {
			x.warn(meta, e, `"catch" should always come after "rescue" in %s`, origin)
		}
		caught = caught || b.key == atomCatch
	}
	out := make([]term.Term, len(blocks))
	for i, b := range blocks {
		var body term.Term
		switch b.key {
		case atomDo, atomAfter:
			start := x.scope()
			var after State
			var env *Env
			body, after, env = x.expand(b.body, s, e)
			s = x.endScope(start, after, s, env)
		case atomElse:
			body, s = x.expandClauses(meta, "try", b, s, e, x.matchHead(meta, "try", b.key))
		default:
			h := x.rescueHead(meta, origin)
			if b.key == atomCatch {
				h = x.catchHead(meta, origin)
			}
			old := s.stacktrace
			s.stacktrace = true
			body, s = x.expandClauses(meta, "try", b, s, e, h)
			s.stacktrace = old
		}
		out[i] = kv(b.key, body)
	}
	return makeCall(atomTry, meta, term.List(out...)), s, e, true
}

func (x *Expander) catchHead(meta term.Term, origin string) head {
	return func(at term.Term, left []term.Term, s State, e *Env) ([]term.Term, State, *Env) {
		throw := term.Throw.Term()
		if len(left) == 1 {
			whenMeta, all, ok := callOf(left[0], atomWhen, -1)
			switch {
			case !ok:
				return x.head(meta, []term.Term{throw, left[0]}, s, e)
			case len(all) == 2:
				return x.guardedHead(meta, whenMeta, []term.Term{throw, all[0]}, all[1], s, e)
			case len(all) == 3:
				return x.guardedHead(meta, whenMeta, all[:2:2], all[2], s, e)
			}
		} else if len(left) == 2 {
			return x.head(meta, left, s, e)
		}
		x.fail(at, e, `expected one or two args for "catch" clauses (->) in "%s"`, origin)
		return nil, s, e
	}
}

func (x *Expander) rescueHead(meta term.Term, origin string) head {
	return func(at term.Term, left []term.Term, s State, e *Env) ([]term.Term, State, *Env) {
		if len(left) != 1 {
			x.fail(at, e, `expected one argument for "rescue" clauses (->) in "%s"`, origin)
		}
		out, s, e, ok := x.rescue(left[0], s, e)
		if !ok {
			x.fail(at, e, `invalid "rescue" clause. The clause should match on an alias, a variable or be in the "var in [alias]" format. Got: %s`, toString(left[0]))
		}
		return []term.Term{out}, s, e
	}
}

// rescue expands the head of a rescue clause to a variable or to var in [names].
func (x *Expander) rescue(q term.Term, s State, e *Env) (term.Term, State, *Env, bool) {
	underscore := makeVar(atomUnderscore, term.Nil, e.Module.Term())
	if isVar(q) {
		out, s, e := x.matchOne(q.Elem(1), q, s, s, e)
		return out, s, e, true
	}
	if _, args, ok := callOf(q, atomAliases, -1); ok && len(args) > 0 {
		return x.rescue(makeCall(atomIn, term.Nil, underscore, q), s, e)
	}
	if meta, args, ok := callOf(q, atomIn, 2); ok {
		if isVar(args[0]) && isVarNamed(args[1], atomUnderscore) {
			out, s, e := x.matchOne(args[0].Elem(1), args[0], s, s, e)
			return out, s, e, true
		}
		left, after, env := x.matchOne(meta, args[0], s, s, e)
		right, after, env := x.expand(args[1], after, env)
		if !isVar(left) {
			return q, s, e, false
		}
		if right.IsAtom() {
			right = term.List(right)
		}
		names, ok := right.Slice()
		for _, n := range names {
			ok = ok && n.IsAtom()
		}
		return makeCall(atomIn, meta, left, right), after, env, ok
	}
	if _, meta, _, ok := node(q); ok {
		next := x.ExpandOnce(q, s, e.WithLine(Line(meta)))
		if next == q {
			return q, s, e, false
		}
		return x.rescue(next, s, e)
	}
	return x.rescue(makeCall(atomIn, term.Nil, underscore, q), s, e)
}

// expandWithForm expands with.
func expandWithForm(x *Expander, q, meta term.Term, args []term.Term, s State, e *Env) (term.Term, State, *Env, bool) {
	if len(args) == 0 {
		return q, s, e, false
	}
	x.assertNoMatchOrGuard(meta, "with", s, e)
	exprs, opts := splitOpts(args)
	before, start := s, x.scope()
	refutable := false
	out := make([]term.Term, 0, len(exprs)+1)
	env := e
	for _, q := range exprs {
		arrow, lr, ok := callOf(q, atomLeftArrow, 2)
		if !ok {
			var o term.Term
			o, s, env = x.expand(q, s, env)
			out = append(out, o)
			continue
		}
		right, after, next := x.expand(lr[1], s, env)
		left, after, next := x.head(arrow, []term.Term{lr[0]}, after.resetRead(s), next)
		refutable = refutable || !isVar(left[0])
		out = append(out, makeCall(atomLeftArrow, arrow, left[0], right))
		s, env = after, next
	}
	do, ok := get(opts, atomDo)
	if !ok {
		x.fail(meta, e, `missing :do option in "with"`)
	}
	body, s, env := x.expand(do, s, env)
	s = x.endScope(start, s, before, env)
	blocks := []term.Term{kv(atomDo, body)}
	rest := remove(opts, atomDo)
	if clauses, ok := get(rest, atomElse); ok {
		if !refutable {
			x.warn(meta, e, `"else" clauses will never match because all patterns in "with" will always match`)
		}
		var cs term.Term
		cs, s = x.expandClauses(meta, "with", block{atomElse, clauses}, s, e, x.matchHead(meta, "with", atomElse))
		blocks = append(blocks, kv(atomElse, cs))
		rest = remove(rest, atomElse)
	}
	if rest.IsCons() && rest.Head().IsTupleOf(2) {
		x.fail(meta, e, `unexpected option %s in "with"`, toString(rest.Head().Elem(0)))
	}
	return makeNode(atomWith.Term(), meta, term.List(append(out, term.List(blocks...))...)), s, e, true
}
