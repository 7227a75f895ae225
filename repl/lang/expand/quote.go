package expand

import (
	"slices"
	"strings"

	"gex/proto/term"
)

var (
	atomLocation    = term.Intern("location")
	atomBindQuoted  = term.Intern("bind_quoted")
	atomElixirQuote = term.Intern("elixir_quote")
	atomQuoteDot    = term.Intern("dot")
	atomTailList    = term.Intern("tail_list")
)

// piece is part of a quote: a term known now, or code that makes it.
type piece struct {
	t    term.Term
	code bool
}

func known(t term.Term) piece { return piece{t: t} }

// source returns the piece as code.
func (p piece) source() term.Term {
	if p.code {
		return p.t
	}
	return literal(p.t)
}

// quoter turns code into what builds it.
type quoter struct {
	x         *Expander
	e         *Env
	context   piece
	line      piece // true: keep, false: drop, a number or code: set
	file      piece // nil: none
	unquote   bool
	generated bool
	escape    bool // Macro.escape: metadata stays and nothing is resolved
}

func expandQuoteForm(x *Expander, q, meta term.Term, args []term.Term, s State, e *Env) (term.Term, State, *Env, bool) {
	if isTrue(meta, metaEscaped) {
		return q, s, e, true
	}
	if len(args) != 1 && len(args) != 2 {
		return q, s, e, false
	}
	opts, blocks := term.Nil, args[len(args)-1]
	if len(args) == 2 {
		opts = args[0]
	}
	if !blocks.IsList() {
		x.fail(meta, e, `invalid arguments for "quote"`)
	}
	body, ok := get(blocks, atomDo)
	if !ok {
		x.fail(meta, e, `missing :do option in "quote"`)
	}
	if len(args) == 1 {
		opts = remove(blocks, atomDo)
	}
	opts, s, e = x.expand(opts, s, e)
	x.validateOpts(meta, "quote", opts, e, metaContext, atomLocation, metaLine, metaFile, atomUnquote, atomBindQuoted, metaGenerated)

	module := atomElixir
	if e.Module != term.AtomNil {
		module = e.Module
	}
	qu := &quoter{x: x, e: e, context: known(module.Term()), line: known(falseTerm), file: known(nilTerm), unquote: true}
	if v, ok := get(opts, metaContext); ok {
		qu.context = piece{v, !v.IsAtom()}
	}
	if v, ok := get(opts, metaLine); ok {
		qu.line = piece{v, !v.IsInt() && !v.Is(term.True) && !v.Is(term.False)}
	}
	if v, ok := get(opts, metaFile); ok {
		qu.file = piece{v, !v.IsBinary() && !v.Is(term.AtomNil)}
	}
	if v, ok := get(opts, atomLocation); ok && v.Is(metaKeep) {
		qu.file, qu.line = known(term.String(e.File)), known(trueTerm)
	}
	binding, bound := get(opts, atomBindQuoted)
	if bound {
		qu.unquote = false
		es, ok := binding.Slice()
		for _, b := range es {
			ok = ok && b.IsTupleOf(2) && b.Elem(0).IsAtom()
		}
		if !ok {
			x.fail(meta, e, "invalid :bind_quoted for quote, expected a keyword list of variable names, got: %s", toString(binding))
		}
	}
	if v, ok := get(opts, atomUnquote); ok {
		qu.unquote = v.Is(term.True)
	}
	qu.generated = isTrue(opts, metaGenerated)
	if e.Context != NoContext && qu.unquote && hasUnquotes(body, 0) {
		x.fail(meta, e, "unquote is not allowed when quote is used inside a pattern or guard")
	}
	if _, _, ok := callOf(body, atomUnquoteSplicing, 1); ok && qu.unquote {
		x.raise("ArgumentError", "unquote_splicing only works inside arguments and block contexts, wrap it in parens if you want it to work with one-liners")
	}
	out := qu.quote(body)
	// The values of bind_quoted are expanded already; the rest of the code
	// that unquotes is not.
	code, s, e := x.expandPiece(out, s, e)
	if bound {
		code = qu.bindQuoted(meta, slice(binding), piece{code, true})
	}
	return code, s, e, true
}

// expandPiece expands the code of a piece; what is known stays a literal.
func (x *Expander) expandPiece(p piece, s State, e *Env) (term.Term, State, *Env) {
	if !p.code {
		return literal(p.t), s, e
	}
	return x.expand(p.t, s, e)
}

// bindQuoted puts assignments of the bound values before the quoted body.
func (q *quoter) bindQuoted(meta term.Term, bindings []term.Term, body piece) term.Term {
	meta = remove(meta, metaColumn)
	all := make([]piece, 0, len(bindings)+1)
	for _, b := range bindings {
		v := q.tuple(known(b.Elem(0)), known(meta), q.context)
		value := b.Elem(1)
		all = append(all, q.tuple(known(atomMatch.Term()), known(term.Nil), q.list(v, piece{value, true})))
	}
	all = append(all, body)
	return q.tuple(known(atomBlock.Term()), known(term.Nil), q.list(all...)).source()
}

func (q *quoter) tuple(parts ...piece) piece {
	ts := make([]term.Term, len(parts))
	if !slices.ContainsFunc(parts, func(p piece) bool { return p.code }) {
		for i, p := range parts {
			ts[i] = p.t
		}
		return known(term.TupleOf(ts))
	}
	for i, p := range parts {
		ts[i] = p.source()
	}
	if len(ts) == 2 {
		return piece{pair(ts[0], ts[1]), true}
	}
	return piece{makeCall(atomTuple, term.Nil, ts...), true}
}

func (q *quoter) list(parts ...piece) piece {
	out := known(term.Nil)
	for i := len(parts) - 1; i >= 0; i-- {
		out = q.cons(parts[i], out)
	}
	return out
}

func (q *quoter) cons(head, tail piece) piece {
	if !head.code && !tail.code {
		return known(term.Cons(head.t, tail.t))
	}
	h := head.source()
	if !tail.code && tail.t.IsNil() {
		return piece{term.List(h), true}
	}
	if tail.code && tail.t.IsCons() {
		return piece{term.Cons(h, tail.t), true}
	}
	return piece{term.List(makeCall(atomCons, term.Nil, h, tail.source())), true}
}

// quote turns one form into a piece.
func (q *quoter) quote(t term.Term) piece {
	switch {
	case t.IsTupleOf(3):
		if form, meta, args, ok := node(t); ok {
			return q.node(t, form, meta, args)
		}
		es := t.Elems()
		return q.tuple(q.quote(es[0]), q.quote(es[1]), q.quote(es[2]))
	case t.IsTupleOf(2):
		l, r := t.Elem(0), t.Elem(1)
		if q.unquote && (isSplice(l) || isSplice(r)) {
			return q.quote(makeCall(atomTuple, term.Nil, l, r))
		}
		return q.tuple(q.quote(l), q.quote(r))
	case t.IsTuple():
		parts := make([]piece, t.Arity())
		for i, e := range t.Elems() {
			parts[i] = q.quote(e)
		}
		return q.tuple(parts...)
	case t.IsCons():
		return q.quoteList(t)
	}
	return known(t)
}

func isSplice(t term.Term) bool {
	return t.IsTuple() && t.Arity() > 0 && t.Elem(0).Is(atomUnquoteSplicing)
}

func (q *quoter) quoteList(t term.Term) piece {
	var es []term.Term
	for t.IsCons() {
		es = append(es, t.Head())
		t = t.Tail()
	}
	out := q.quote(t)
	for i := len(es) - 1; i >= 0; i-- {
		e := es[i]
		if q.unquote {
			if _, args, ok := callOf(e, atomUnquoteSplicing, 1); ok {
				out = piece{makeRemote(atomErlang, atomAppend, term.Nil, args[0], out.source()), true}
				continue
			}
			if meta, lr, ok := callOf(e, atomCons, 2); ok && i == len(es)-1 {
				if _, args, ok := callOf(lr[0], atomUnquoteSplicing, 1); ok {
					tail := q.quote(lr[1])
					out = piece{makeRemote(atomElixirQuote, atomTailList, meta, args[0], tail.source(), term.Nil), true}
					continue
				}
			}
		}
		out = q.cons(q.quote(e), out)
	}
	return out
}

func (q *quoter) node(t, form, meta, args term.Term) piece {
	if form.IsAtom() {
		name := form.Atom()
		list, isList := args.Slice()
		if isList {
			switch {
			case name == atomQuote && (len(list) == 1 || len(list) == 2):
				return q.nestedQuote(meta, list)
			case name == atomUnquote && len(list) == 1 && q.unquote:
				return piece{q.validated(list[0]), true}
			case name == atomAliases && len(list) > 0 && list[0].IsAtom() && !list[0].Is(atomElixir) && !q.escape:
				alias := falseTerm
				if a, ok := q.x.aliasTarget(meta, list, q.e); ok {
					alias = a
				}
				return q.build(known(form), store(remove(meta, metaCounter), metaAlias, alias), args)
			}
		}
	}
	if q.unquote {
		if left, expr, dotMeta, ok := unquoteDot(form); ok && args.IsList() {
			return q.dot(left, dotMeta, expr, q.quote(args))
		}
		if left, expr, dotMeta, ok := unquoteDot(t); ok {
			return q.dot(left, dotMeta, expr, known(nilTerm))
		}
	}
	if q.escape {
		return q.tuple(q.quote(form), q.quote(meta), q.quote(args))
	}
	if form.IsAtom() && args.Is(term.AtomNil) {
		meta = q.importMeta(meta, form.Atom(), 0)
		return q.tuple(known(form), q.meta(meta), q.context)
	}
	if form.IsAtom() {
		name := form.Atom()
		if _, na, ok := callOf(t, atomCapture, 1); ok {
			if _, fa, ok := callOf(na[0], atomSlash, 2); ok && isVar(fa[0]) && fa[1].IsInt() {
				meta = q.captureMeta(meta, fa[0].Elem(0).Atom(), int(fa[1].Int()))
				return q.build(known(form), meta, args)
			}
		}
		arity, _ := args.Len()
		meta = q.importMeta(meta, name, arity)
		if !q.context.code {
			a := annotate(makeNode(form, meta, args), q.context.t)
			meta, args = a.Elem(1), a.Elem(2)
		}
		return q.build(known(form), meta, args)
	}
	if !q.context.code {
		a := annotate(t, q.context.t)
		meta, args = a.Elem(1), a.Elem(2)
	}
	return q.build(q.quote(form), meta, args)
}

func (q *quoter) build(form piece, meta, args term.Term) piece {
	return q.tuple(form, q.meta(meta), q.quote(args))
}

// aliasTarget is the module that an alias in a quote means here, if it is one.
func (x *Expander) aliasTarget(meta term.Term, parts []term.Term, e *Env) (term.Term, bool) {
	to, ok := x.expandAliasList(meta, parts, e)
	if !ok || to.Is(concat(parts)) && !x.hasAlias(parts[0].Atom(), meta, e) {
		return term.Term{}, false
	}
	return to, true
}

func (x *Expander) hasAlias(first term.Atom, meta term.Term, e *Env) bool {
	if a, ok := get(meta, metaAlias); ok {
		return !a.Is(term.False)
	}
	from := term.Intern("Elixir." + first.String())
	return slices.ContainsFunc(e.Aliases, func(a Alias) bool { return a.From == from })
}

func (q *quoter) nestedQuote(meta term.Term, args []term.Term) piece {
	inner := *q
	inner.unquote = false
	parts := make([]piece, len(args))
	for i, a := range args {
		parts[i] = inner.quote(a)
	}
	if len(args) == 2 {
		parts[0] = q.quote(args[0])
	}
	if q.escape {
		return q.tuple(known(atomQuote.Term()), q.quote(meta), q.list(parts...))
	}
	m := q.meta(meta)
	if q.context.code {
		m = q.cons(q.tuple(known(metaContext.Term()), q.context), m)
	} else {
		m = q.meta(store(meta, metaContext, q.context.t))
	}
	return q.tuple(known(atomQuote.Term()), m, q.list(parts...))
}

// unquoteDot splits left.unquote(expr).
func unquoteDot(t term.Term) (left, expr, dotMeta term.Term, ok bool) {
	left, name, _, args, ok := remoteCall(t)
	if !ok || name != atomUnquote || len(args) != 1 {
		return left, expr, dotMeta, false
	}
	_, dotMeta, _, _ = node(t.Elem(0))
	return left, args[0], dotMeta, true
}

func (q *quoter) dot(left, meta, expr term.Term, args piece) piece {
	return piece{makeRemote(atomElixirQuote, atomQuoteDot, meta, q.meta(meta).source(), q.quote(left).source(), expr, args.source(), q.context.source()), true}
}

// meta quotes metadata: the column goes, the line goes unless it is kept.
func (q *quoter) meta(meta term.Term) piece {
	if q.escape {
		return q.quote(meta)
	}
	meta = remove(meta, metaColumn)
	var out piece
	line := q.line
	if line.t.Is(term.True) && !line.code {
		line = known(term.Int(int64(Line(meta))))
	}
	switch {
	case !q.file.code && q.file.t.Is(term.AtomNil):
		switch {
		case q.line.code:
			out = q.cons(q.tuple(known(metaLine.Term()), q.line), known(remove(meta, metaLine)))
		case q.line.t.Is(term.True):
			out = known(meta)
		case q.line.t.Is(term.False):
			out = known(remove(meta, metaLine))
		default:
			out = known(store(meta, metaLine, q.line.t))
		}
	default:
		if !line.code && line.t.Is(term.False) {
			line = known(term.Int(0))
		}
		keep := q.tuple(known(metaKeep.Term()), q.tuple(q.file, line))
		out = q.cons(keep, known(remove(meta, metaLine)))
	}
	if q.generated {
		out = q.cons(known(kv(metaGenerated, trueTerm)), out)
	}
	return out
}

// importMeta notes where a name in a quote is imported from.
func (q *quoter) importMeta(meta term.Term, name term.Atom, arity int) term.Term {
	if q.escape || q.context.code {
		return meta
	}
	if !has(meta, metaImports) {
		if list := findImports(name, q.e); list != term.Nil {
			q.traceImports(meta, name, list)
			return store(store(meta, metaContext, q.context.t), metaImports, list)
		}
	}
	if kind, ok := get(meta, metaAmbiguousOp); ok && arity == 1 && kind.Is(term.AtomNil) {
		return store(meta, metaAmbiguousOp, q.context.t)
	}
	return meta
}

func (q *quoter) captureMeta(meta term.Term, name term.Atom, arity int) term.Term {
	t, fixed := importFromMeta(meta, arity)
	if !fixed {
		t = findImport(FA{name, arity}, q.e)
	}
	if t.kind == notFound || t.kind == ambiguous || q.context.code {
		return meta
	}
	imports := term.List(pair(term.Int(int64(arity)), t.module.Term()))
	q.traceImports(meta, name, imports)
	return store(store(meta, metaImports, imports), metaContext, q.context.t)
}

// traceImports tells the tracers of a name in a quote that is imported from where
// list says, [{arity, module}].
func (q *quoter) traceImports(meta term.Term, name term.Atom, list term.Term) {
	if !q.e.traced() {
		return
	}
	var modules []term.Term
	arities := make(map[term.Term][]term.Term)
	for _, row := range slice(list) {
		m := row.Elem(1)
		if arities[m] == nil {
			modules = append(modules, m)
		}
		arities[m] = append(arities[m], row.Elem(0))
	}
	for _, m := range modules {
		q.x.trace(q.e, eventImportedQuoted, meta, m, name.Term(), term.List(arities[m]...))
	}
}

// findImports returns [{arity, module}] for a name, in order of arity.
func findImports(name term.Atom, e *Env) term.Term {
	type row struct {
		arity  int
		module term.Atom
	}
	var rows []row
	for _, list := range [][]Import{e.Functions, e.Macros} {
		for _, i := range list {
			for _, arity := range i.Names.arities(name) {
				rows = append(rows, row{arity, i.Module})
				e.useImport(i.Module, FA{name, arity})
			}
		}
	}
	if len(rows) == 0 {
		return term.Nil
	}
	slices.SortStableFunc(rows, func(a, b row) int { return a.arity - b.arity })
	out := make([]term.Term, len(rows))
	for i, r := range rows {
		out[i] = pair(term.Int(int64(r.arity)), r.module.Term())
	}
	return term.List(out...)
}

// annotate puts the context of the quote into definitions and directives.
func annotate(t, context term.Term) term.Term {
	form, meta, args, ok := node(t)
	if !ok || !args.IsCons() {
		return t
	}
	name := form
	if _, right, _, _, ok := remoteForm(form); ok {
		name = right.Term()
	}
	if !name.IsAtom() {
		return t
	}
	switch name.Atom() {
	case atomDef, atomDefp, atomDefmacro, atomDefmacrop, atomAt:
		return makeNode(form, meta, term.Cons(annotateHead(args.Head(), context), args.Tail()))
	case atomImport, atomAlias, atomRequire:
		if form.IsAtom() {
			return makeNode(form, store(remove(meta, metaCounter), metaContext, context), args)
		}
	}
	return t
}

// remoteForm splits the form {:., _, [left, right]} of a remote call.
func remoteForm(form term.Term) (left term.Term, right term.Atom, meta term.Term, args []term.Term, ok bool) {
	meta, args, ok = callOf(form, atomDot, 2)
	if !ok || !args[1].IsAtom() {
		return left, 0, meta, nil, false
	}
	return args[0], args[1].Atom(), meta, args, true
}

func annotateHead(t, context term.Term) term.Term {
	if meta, args, ok := callOf(t, atomWhen, 2); ok {
		return makeCall(atomWhen, meta, annotateHead(args[0], context), args[1])
	}
	if form, meta, args, ok := node(t); ok {
		return makeNode(form, store(meta, metaContext, context), args)
	}
	return t
}

// hasUnquotes tells whether quoted code unquotes something at its own level.
func hasUnquotes(t term.Term, level int) bool {
	switch {
	case t.IsTupleOf(3):
		form, _, args, ok := node(t)
		if !ok {
			return false
		}
		list, isList := args.Slice()
		if form.IsAtom() && isList {
			switch name := form.Atom(); {
			case name == atomQuote && len(list) == 1:
				return hasUnquotes(list[0], level+1)
			case name == atomQuote && len(list) == 2:
				if u, ok := get(list[0], atomUnquote); ok && u.Is(term.False) || has(list[0], atomBindQuoted) {
					return false
				}
				return hasUnquotes(list[1], level+1)
			case (name == atomUnquote || name == atomUnquoteSplicing) && len(list) == 1:
				return level == 0 || hasUnquotes(list[0], level-1)
			}
		}
		if _, _, _, ok := unquoteDot(t); ok {
			return true
		}
		if !isList {
			return false
		}
		return hasUnquotes(form, level) || hasUnquotes(args, level)
	case t.IsTupleOf(2):
		return hasUnquotes(t.Elem(0), level) || hasUnquotes(t.Elem(1), level)
	}
	for t.IsCons() {
		if hasUnquotes(t.Head(), level) {
			return true
		}
		t = t.Tail()
	}
	return false
}

// escapeUnquoting returns code that builds t, in which unquote(code) stands for
// the value of code.
func (x *Expander) escapeUnquoting(t term.Term, e *Env) term.Term {
	if !hasUnquotes(t, 0) {
		return opaque(t)
	}
	q := &quoter{x: x, e: e, escape: true, unquote: true, line: known(trueTerm), file: known(nilTerm), context: known(nilTerm)}
	return q.quote(t).source()
}

// Escape returns expanded code whose value is t, as Macro.escape does.
func Escape(t term.Term) term.Term { return literal(t) }

// ---- lines and hygiene of a macro's result

// linify gives the result of a macro the line of its call, and its own
// variables and aliases the counter of this expansion.
func linify(t, callMeta, receiver, counter term.Term) term.Term {
	l := &linifier{line: Line(callMeta), receiver: receiver, counter: counter}
	return l.walk(t, isTrue(callMeta, metaGenerated))
}

type linifier struct {
	line              int
	receiver, counter term.Term // none: lines alone
}

// SetLine gives every node without a line the one given, as Code.eval_quoted
// does.
func SetLine(t term.Term, line int) term.Term {
	if line == 0 {
		return t
	}
	return (&linifier{line: line}).walk(t, false)
}

func (l *linifier) walk(t term.Term, generated bool) term.Term {
	switch {
	case t.IsTupleOf(3):
		form, meta, args, ok := node(t)
		if !ok {
			return t
		}
		if !l.counter.IsNone() {
			meta = l.count(form, meta, args)
		}
		switch {
		case isTrue(meta, metaStopGenerated):
			meta, generated = remove(meta, metaStopGenerated), false
		case generated && !isTrue(meta, metaGenerated):
			meta = put(meta, metaGenerated, trueTerm)
		}
		if l.line != 0 {
			meta = putNew(meta, metaLine, term.Int(int64(l.line)))
		}
		return makeNode(l.walk(form, generated), meta, l.walk(args, generated))
	case t.IsTupleOf(2):
		return pair(l.walk(t.Elem(0), generated), l.walk(t.Elem(1), generated))
	case t.IsCons():
		var es []term.Term
		for t.IsCons() {
			es = append(es, l.walk(t.Head(), generated))
			t = t.Tail()
		}
		return term.ListTail(l.walk(t, generated), es...)
	}
	return t
}

func (l *linifier) count(form, meta, args term.Term) term.Term {
	if !form.IsAtom() {
		return meta
	}
	switch name := form.Atom(); {
	case name == atomQuote && args.IsCons():
		if c, ok := get(meta, metaContext); ok && c == l.receiver {
			return putNew(meta, metaCounter, l.counter)
		}
	case args == l.receiver && name != atomUnderscore:
		return putNew(meta, metaCounter, l.counter)
	case (name == atomImport || name == atomAlias || name == atomRequire || name == atomAliases) && args.IsCons():
		return putNew(meta, metaCounter, l.counter)
	}
	return meta
}

// exportToQuoted is the code of an external fun.
func exportToQuoted(f *term.Export) term.Term {
	dot := makeNode(makeCall(atomDot, term.Nil, f.Module.Term(), f.Name.Term()), term.List(kv(metaNoParens, trueTerm)), term.Nil)
	return makeCall(atomCapture, term.Nil, makeCall(atomSlash, term.Nil, dot, term.Int(int64(f.Arity))))
}

// QuoteDot is elixir_quote:dot/5: the code of left.right(args) where right came
// from an unquote.
func QuoteDot(meta, left, right, args, context term.Term) (term.Term, error) {
	bad := func(what string) error {
		return &Error{Exception: term.Intern("Elixir.ArgumentError"), Message: "expected unquote after dot" + what + ", got: " + toString(right)}
	}
	form, _, rest, isNode := node(right)
	var out term.Term
	switch {
	case args.Is(term.AtomNil) && isNode && form.Is(atomAliases) && rest.IsList():
		out = makeNode(atomAliases.Term(), meta, term.Cons(left, rest))
	case args.Is(term.AtomNil) && right.IsAtom() && strings.HasPrefix(right.AtomName(), "Elixir."):
		out = makeCall(atomAliases, meta, left, right)
	case args.Is(term.AtomNil) && right.IsAtom():
		out = makeNode(makeCall(atomDot, meta, left, right), put(meta, metaNoParens, trueTerm), term.Nil)
	case args.Is(term.AtomNil) && isNode && form.IsAtom() && rest.IsAtom():
		out = makeNode(makeCall(atomDot, meta, left, form), put(meta, metaNoParens, trueTerm), term.Nil)
	case args.Is(term.AtomNil) && isNode && form.IsAtom():
		out = makeNode(makeCall(atomDot, meta, left, form), meta, rest)
	case args.Is(term.AtomNil):
		return out, bad(" to return an atom, an alias or a quoted call")
	case right.IsAtom():
		out = makeNode(makeCall(atomDot, meta, left, right), meta, args)
	case isNode && form.IsAtom() && rest.IsAtom():
		out = makeNode(makeCall(atomDot, meta, left, form), meta, args)
	default:
		return out, bad(" with args to return an atom or a quoted call")
	}
	return annotate(out, context), nil
}

// validated is the code of what is unquoted with a check of what it gives.
func (q *quoter) validated(code term.Term) term.Term {
	if code.IsAtom() || code.IsNumber() || code.IsBinary() {
		return code
	}
	return makeRemote(atomElixirQuote, atomValidateAST, term.Nil, code)
}

var atomValidateAST = term.Intern("shallow_validate_ast")

// ValidateAST is elixir_quote:shallow_validate_ast/1: it returns what may stand
// for code, as far as can be told without looking into its arguments.
func ValidateAST(t term.Term) (term.Term, error) {
	if t.IsList() {
		es, ok := t.Slice()
		for _, e := range es {
			ok = ok && validElement(e)
		}
		if ok {
			return t, nil
		}
	} else if validElement(t) {
		return t, nil
	}
	return t, &Error{Exception: term.Intern("Elixir.ArgumentError"),
		Message: "tried to unquote invalid AST: " + inspect(t) + "\nDid you forget to escape term using Macro.escape/1?"}
}

func validElement(t term.Term) bool {
	switch {
	case t.IsList(), t.IsAtom(), t.IsBinary(), t.IsNumber(), t.IsPid(), t.IsFun():
		return true
	case t.IsTupleOf(2):
		return validElement(t.Elem(0)) && validElement(t.Elem(1))
	case t.IsTupleOf(3) && t.Elem(1).IsList():
		if t.Elem(0).IsAtom() {
			return t.Elem(2).IsAtom() || t.Elem(2).IsList()
		}
		if !t.Elem(2).IsList() {
			return false
		}
		_, err := ValidateAST(t.Elem(0))
		return err == nil
	}
	return false
}

// QuoteList is elixir_quote:list/2: what unquote_splicing puts before the rest of
// a list.
func QuoteList(left, rest term.Term) (term.Term, error) {
	ls, ok := left.Slice()
	if !ok {
		return left, &Error{Exception: term.Intern("Elixir.ArgumentError"), Message: "expected a list with quoted expressions in unquote_splicing/1, got: " + inspect(left)}
	}
	return term.ListTail(rest, ls...), nil
}

// QuoteTailList is elixir_quote:tail_list/3: the quoted list of left, ending in
// tail.
func QuoteTailList(left, tail, rest term.Term) (term.Term, error) {
	ls, ok1 := left.Slice()
	rs, ok2 := rest.Slice()
	if !ok1 || !ok2 {
		return left, &Error{Exception: term.Intern("Elixir.ArgumentError"), Message: "expected a list with quoted expressions in unquote_splicing/1, got: " + inspect(left)}
	}
	all := append(append([]term.Term(nil), rs...), ls...)
	if tail.IsList() {
		return term.ListTail(tail, all...), nil
	}
	if len(all) == 0 {
		return left, &Error{Exception: term.Intern("Elixir.ArgumentError"), Message: "unquote_splicing/1 failed because it attempted to splice an empty list before tail position"}
	}
	all[len(all)-1] = makeCall(atomCons, term.Nil, all[len(all)-1], tail)
	return term.List(all...), nil
}
