package expand

import (
	"hash/fnv"
	"strings"

	"gex/proto/term"
)

// maxDepth bounds the nesting of code: a Go stack cannot be recovered once it
// is full.
const maxDepth = 20_000

// expand is the heart of the package: one form in, one form out, with the state
// and the environment after it.
func (x *Expander) expand(q term.Term, s State, e *Env) (term.Term, State, *Env) {
	if x.depth++; x.depth > maxDepth {
		x.depth = 0
		x.fail(term.Nil, e, "code is nested too deeply")
	}
	defer func() { x.depth-- }()
	switch {
	case q.IsTupleOf(3):
		if form, meta, args, ok := node(q); ok {
			return x.expandNode(q, form, meta, args, s, e)
		}
	case q.IsTupleOf(2):
		es, s, e := x.expandArgs([]term.Term{q.Elem(0), q.Elem(1)}, s, e)
		return pair(es[0], es[1]), s, e
	case q.IsList():
		return x.expandList(q, s, e)
	case q.IsFloat():
		if e.Context == Match && q.Float() == 0 {
			x.warn(term.Nil, e, "pattern matching on 0.0 is equivalent to matching only on +0.0. Instead you must match on +0.0 or -0.0")
		}
		return q, s, e
	case q.IsNumber(), q.IsAtom(), q.IsBinary():
		return q, s, e
	case q.Kind() == term.KindExport:
		return exportToQuoted(q.Export()), s, e
	case q.IsPid():
		if e.Function != nil {
			x.warn(term.Nil, e, "cannot compile PID %s inside quoted expression for function %s/%d", inspect(q), e.Function.Name, e.Function.Arity)
		}
		return q, s, e
	}
	x.invalidQuoted(q, e)
	return q, s, e
}

func (x *Expander) invalidQuoted(q term.Term, e *Env) {
	x.fail(term.Nil, e, "invalid quoted expression: %s\n\nPlease make sure your quoted expressions are made of valid AST nodes. If you would like to introduce a value into the AST, such as a four-element tuple or a map, make sure to call Macro.escape/1 before", inspect(q))
}

func (x *Expander) expandNode(q, form, meta, args term.Term, s State, e *Env) (term.Term, State, *Env) {
	if form.IsAtom() {
		name := form.Atom()
		if args.IsAtom() {
			return x.expandVar(q, name, meta, args, s, e)
		}
		list, ok := args.Slice()
		if !ok {
			x.invalidQuoted(q, e)
		}
		if special, ok := specials[name]; ok {
			if out, s, e, ok := special(x, q, meta, list, s, e); ok {
				return out, s, e
			}
		}
		return x.expandLocalCall(name, meta, list, s, e)
	}
	if left, right, _, list, ok := remoteCall(q); ok && (left.IsTuple() || left.IsAtom()) {
		_, dotMeta, _, _ := node(form)
		if isVarNamed(left, atomENV) && len(list) == 0 {
			return x.expandEnvField(q, left, right, s, e)
		}
		return x.expandRemoteCall(left, right, dotMeta, meta, list, s, e)
	}
	if dotMeta, dot, ok := callOf(form, atomDot, 1); ok && args.IsList() {
		x.assertNoMatchOrGuard(meta, "anonymous call", s, e)
		es, s, e := x.expandArgs(append(dot[:1:1], slice(args)...), s, e)
		return makeNode(makeCall(atomDot, dotMeta, es[0]), meta, term.List(es[1:]...)), s, e
	}
	if args.IsList() {
		x.fail(meta, e, "invalid call %s", toString(q))
	}
	x.invalidQuoted(q, e)
	return q, s, e
}

// ---- variables

func (x *Expander) expandVar(q term.Term, name term.Atom, meta, kind term.Term, s State, e *Env) (term.Term, State, *Env) {
	switch name {
	case atomMODULE:
		return e.Module.Term(), s, e
	case atomDIR:
		return term.String(dirname(e.File)), s, e
	case atomENV:
		x.assertNoMatch(meta, "__ENV__", e)
		return literal(x.envTerm(e.WithLine(Line(meta)), s)), s, e
	case atomCALLER:
		x.assertNoMatch(meta, "__CALLER__", e)
		if !s.caller {
			x.failSoft(meta, e, "__CALLER__ is available only inside defmacro and defmacrop")
		}
		return q, s, e
	case atomSTACKTRACE:
		x.assertNoMatch(meta, "__STACKTRACE__", e)
		if !s.stacktrace {
			x.failSoft(meta, e, "__STACKTRACE__ is available only inside catch and rescue clauses of try expressions")
		}
		return q, s, e
	case atomUnderscore:
		if e.Context != Match {
			x.failSoft(meta, e, "invalid use of _. _ can only be used inside patterns to ignore values and cannot be used in expressions. Make sure you are inside a pattern or change it accordingly")
		}
		return q, s, e
	}
	v := Var{name, varContext(meta, kind)}
	if e.Context == Match {
		return x.bindVar(v, meta, kind, s, e)
	}
	return x.readVar(q, v, meta, kind, s, e)
}

// varContext is the context of a variable: the number of the macro expansion
// that it comes from, or what its node says.
func varContext(meta, kind term.Term) term.Term {
	c, ok := get(meta, metaCounter)
	switch {
	case !ok:
		return kind
	case c.IsInt() || c.IsAtom():
		return c
	}
	// A number of another kind, made by code of another node: contexts are
	// compared by identity.
	h := fnv.New64a()
	h.Write([]byte(inspect(c)))
	return term.Int(-1 - int64(h.Sum64()>>1))
}

func (x *Expander) bindVar(v Var, meta, kind term.Term, s State, e *Env) (term.Term, State, *Env) {
	old, bound := s.read.get(v)
	if bound && old >= s.pre.version {
		if shouldWarn(meta) && strings.HasPrefix(v.Name.String(), "_") {
			x.warn(meta, e, `the underscored variable %s appears more than once in a match. This means the pattern will only match if all "%s" bind to the same value. If this is the intended behaviour, please remove the leading underscore from the variable name, otherwise give the variables different names`, varInfo(v.Name, kind), v.Name)
		}
		x.use(v, meta, old)
		if s.writing {
			s.write = s.write.put(v, old)
		}
		return versioned(v, meta, kind, old), s, e
	}
	quiet := !v.Context.Is(term.AtomNil) || !shouldWarn(meta)
	version := x.bind(definition{v: v, meta: meta, overridden: bound, used: quiet})
	s.read = s.read.put(v, version)
	if s.writing {
		s.write = s.write.put(v, version)
	}
	return versioned(v, meta, kind, version), s, e
}

func versioned(v Var, meta, kind term.Term, version int) term.Term {
	return makeVar(v.Name, put(meta, metaVersion, term.Int(int64(version))), kind)
}

func (x *Expander) use(v Var, meta term.Term, version int) {
	if v.Context.IsAtom() && !has(meta, metaKeepUnused) {
		x.defs[version].used = true
	}
}

func (x *Expander) readVar(q term.Term, v Var, meta, kind term.Term, s State, e *Env) (term.Term, State, *Env) {
	version, ok := s.read.get(v)
	if ok && s.pre.kind == inBitSize {
		before, known := s.pre.read.get(v)
		_, original := s.pre.original.get(v)
		switch {
		case known && before == version:
			x.warn(meta, e, "the variable %s is accessed inside size(...) of a bitstring but it was defined outside of the match. You must precede it with the pin operator", varInfo(v.Name, kind))
		case !known && original:
			ok = false
		}
	}
	if ok {
		if v.Context.Is(term.AtomNil) && shouldWarn(meta) && strings.HasPrefix(v.Name.String(), "_") {
			x.warn(meta, e, `the underscored variable "%s" is used after being set. A leading underscore indicates that the value of the variable should be ignored. If this is intended please rename the variable to remove the underscore`, v.Name)
		}
		x.use(v, meta, version)
		return versioned(v, meta, kind, version), s, e
	}
	how, _ := get(meta, metaIfUndefined)
	switch {
	case how.Is(atomApply):
		return x.expand(makeCall(v.Name, meta), s, e)
	case s.pre.kind == inPin && !how.Is(atomRaise):
		x.failSoft(meta, e, `undefined variable ^%s. No variable %s has been defined before the current pattern`, v.Name, varInfo(v.Name, kind))
	default:
		x.failSoft(withSpan(meta, v.Name), e, "undefined variable %s", varInfo(v.Name, kind))
	}
	return q, s, e
}

func varInfo(name term.Atom, kind term.Term) string {
	if kind.Is(term.AtomNil) || !kind.IsAtom() {
		return `"` + name.String() + `"`
	}
	return `"` + name.String() + `" (context ` + InspectModule(kind.Atom()) + ")"
}

// withSpan adds the column after a name to metadata that has its first.
func withSpan(meta term.Term, name term.Atom) term.Term {
	if c := column(meta); c > 0 {
		return put(meta, metaSpan, term.Int(int64(c+graphemes(name.String()))))
	}
	return meta
}

func shouldWarn(meta term.Term) bool { return !isTrue(meta, metaGenerated) }

// ---- unused variables

// scope marks the variables made from here on, to be checked by endScope.
func (x *Expander) scope() int { return len(x.defs) }

// endScope warns about the variables of the scope that nobody read and returns
// the state with the variables of before: scopes keep their own.
func (x *Expander) endScope(start int, s, before State, e *Env) State {
	x.checkUnused(start, e)
	s.read, s.write, s.writing = before.read, before.write, before.writing
	return s
}

// CheckUnused warns of variables that nothing read, at the end of a file or of the
// body of a module: code that is evaluated may leave them to what comes after.
func (x *Expander) CheckUnused(e *Env) {
	if e.Lexical != nil {
		x.checkUnused(0, e)
	}
}

func (x *Expander) checkUnused(start int, e *Env) {
	unused := make([]*definition, 0, 4)
	for i := start; i < len(x.defs); i++ {
		if d := &x.defs[i]; !d.used {
			d.used = true
			if unusedName(d.v.Name.String()) {
				unused = append(unused, d)
			}
		}
	}
	sortDefinitions(unused)
	for _, d := range unused {
		name := d.v.Name.String()
		meta := withSpan(d.meta, d.v.Name)
		switch {
		case strings.HasPrefix(name, "_"):
			x.warn(meta, e, `unknown compiler variable "%s" (expected one of __MODULE__, __ENV__, __DIR__, __CALLER__, __STACKTRACE__)`, name)
		case d.overridden:
			x.warn(meta, e, `variable "%s" is unused (there is a variable with the same name in the context, use the pin operator (^) to match on it or prefix this variable with underscore if it is not meant to be used)`, name)
		default:
			x.warn(meta, e, `variable "%s" is unused (if the variable is not meant to be used, prefix it with an underscore)`, name)
		}
	}
}

// unusedName tells whether a variable of that name must be used: not when it
// starts with an underscore, except in the form of __THIS__.
func unusedName(name string) bool {
	if !strings.HasPrefix(name, "_") {
		return true
	}
	rest := name[1:]
	for i := 0; i < len(rest); i++ {
		if c := rest[i]; c != '_' && (c < 'A' || c > 'Z') {
			return false
		}
		if i == len(rest)-1 {
			return rest[i] == '_'
		}
	}
	return false
}

// ---- arguments, lists, blocks

// expandArgs expands arguments. They don't see each other's variables, but what
// follows them sees all.
func (x *Expander) expandArgs(args []term.Term, s State, e *Env) ([]term.Term, State, *Env) {
	out := make([]term.Term, len(args))
	if len(args) == 1 {
		out[0], s, e = x.expand(args[0], s, e)
		return out, s, e
	}
	if e.Context == Match {
		for i, a := range args {
			out[i], s, e = x.expand(a, s, e)
		}
		return out, s, e
	}
	acc := s.prepareWrite()
	for i, a := range args {
		out[i], acc, e = x.expandArg(a, acc, s, e)
	}
	return out, acc.closeWrite(s), e
}

// expandArg expands one argument: acc gathers what the arguments bind, s is the
// state before all of them.
func (x *Expander) expandArg(arg term.Term, acc, s State, e *Env) (term.Term, State, *Env) {
	if arg.IsAtom() || arg.IsNumber() || arg.IsBits() {
		return arg, acc, e
	}
	return x.expand(arg, acc.resetRead(s), e)
}

func (x *Expander) expandList(q term.Term, s State, e *Env) (term.Term, State, *Env) {
	es, ok := q.Slice()
	if !ok {
		x.invalidQuoted(q, e)
	}
	if len(es) == 0 {
		return q, s, e
	}
	acc := s
	one := func(q term.Term) (out term.Term) {
		out, acc, e = x.expand(q, acc, e)
		return
	}
	if e.Context != Match {
		acc = s.prepareWrite()
		one = func(q term.Term) (out term.Term) {
			out, acc, e = x.expandArg(q, acc, s, e)
			return
		}
	}
	out := make([]term.Term, len(es))
	for i, el := range es {
		if meta, args, ok := callOf(el, atomCons, 2); ok && i == len(es)-1 {
			head := one(args[0])
			out[i] = makeCall(atomCons, meta, head, one(args[1]))
			continue
		}
		out[i] = one(el)
	}
	if e.Context != Match {
		acc = acc.closeWrite(s)
	}
	return term.List(out...), acc, e
}

func (x *Expander) expandBlock(meta term.Term, args []term.Term, s State, e *Env) (term.Term, State, *Env) {
	out := make([]term.Term, 0, len(args))
	for i, a := range args {
		var o term.Term
		last := i == len(args)-1
		if gen := a; !last {
			if _, m, ok := callOf(a, atomMatch, 2); ok && isVarNamed(m[0], atomUnderscore) {
				gen = m[1]
			}
			if m, f, ok := callOf(gen, atomFor, -1); ok && len(f) > 0 {
				o, s, e = x.expandFor(m, f, s, e, false)
				out = append(out, o)
				continue
			}
		}
		o, s, e = x.expand(a, s, e)
		if !last {
			x.warnUseless(a, o, meta, e)
		}
		out = append(out, o)
	}
	return makeNode(atomBlock.Term(), meta, term.List(out...)), s, e
}

// warnUseless warns of code in a block that does nothing.
func (x *Expander) warnUseless(q, expanded, blockMeta term.Term, e *Env) {
	if q.IsBinary() || q.IsNumber() {
		x.warn(blockMeta, e, "code block contains unused literal %s (remove the literal or assign it to _ to avoid warnings)", toString(q))
		return
	}
	if meta, args, ok := callOf(q, atomAt, 1); ok {
		if form, _, ctx, ok := node(args[0]); ok && form.IsAtom() && (ctx.IsAtom() || ctx.IsNil()) {
			x.warn(meta, e, "module attribute @%s in code block has no effect as it is never returned (remove the attribute or assign it to _ to avoid warnings)", form.Atom())
		}
		return
	}
	if isVar(q) && isVar(expanded) && q.Elem(0) == expanded.Elem(0) {
		x.warn(q.Elem(1), e, "variable %s in code block has no effect as it is never returned (remove the variable or assign it to _ to avoid warnings)", q.Elem(0).Atom())
	}
}

// ---- where a form may stand

func (x *Expander) assertNoMatch(meta term.Term, kind string, e *Env) {
	if e.Context == Match {
		x.fail(meta, e, "invalid pattern in match, %s is not allowed in matches", kind)
	}
}

func (x *Expander) assertNoGuard(meta term.Term, kind string, s State, e *Env) {
	if e.Context != Guard {
		return
	}
	if s.pre.kind == inBitSize {
		x.fail(meta, e, "%s is not allowed inside a bitstring size specifier. The size specifier in matches works like guards. To learn more about guards, visit: https://hexdocs.pm/elixir/patterns-and-guards.html#guards", kind)
	}
	x.fail(meta, e, "invalid expression in guards, %s is not allowed in guards. To learn more about guards, visit: https://hexdocs.pm/elixir/patterns-and-guards.html#guards", kind)
}

func (x *Expander) assertNoMatchOrGuard(meta term.Term, kind string, s State, e *Env) {
	x.assertNoMatch(meta, kind, e)
	x.assertNoGuard(meta, kind, s, e)
}

func guardInfo(s State) string {
	if s.pre.kind == inBitSize {
		return "bitstring size specifier"
	}
	return "guard"
}
