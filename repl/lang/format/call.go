package format

import (
	"gex/proto/term"
	"gex/repl/lang/inspect"
	"gex/repl/lang/quoted"
)

// parenthesis says when the arguments of a call go without parentheses.
type parenthesis uint8

const (
	noParensUnlessMany parenthesis = iota // unless among other arguments
	noParensIfOnlyDo                      // if a do block is the only argument
	noParensIfDo                          // if there is a do block
	parensAlways
)

// local makes name(args).
func (b *builder) local(name term.Atom, meta term.Term, args []term.Term, c context) doc {
	p := noParensIfDo
	switch {
	case get(meta, atomClosing).IsList():
		p = noParensIfOnlyDo
	case b.locals.has(name.Term(), len(args)):
		p = noParensUnlessMany
	}
	d, wrap := b.callArgs(args, meta, c, p, true)
	return called(inspect.Cat{b.color(inspect.NewStr(name.String()), "call"), d}, wrap)
}

func called(d doc, wrap bool) doc {
	if wrap {
		return parens(d)
	}
	return d
}

// remote makes target.name(args), target.(args), target.{args} and f(args1)(args).
func (b *builder) remote(form, meta term.Term, args []term.Term, c context) doc {
	dot, _, parts, ok := call(form, -1)
	ok = ok && dot.Is(quoted.Dot)
	switch {
	case ok && len(parts) == 2 && parts[1].Is(quoted.TupleForm):
		d := inspect.Cat{b.target(parts[0]), inspect.Text(".")}
		return inspect.Cat{d, b.tuple(meta, args, joinBreak)}
	case ok && len(parts) == 1:
		target := b.target(parts[0])
		d, wrap := b.callArgs(args, meta, c, noParensIfDo, true)
		return called(inspect.Cat{inspect.Cat{target, inspect.Text(".")}, d}, wrap)
	case ok && len(parts) == 2 && parts[1].IsAtom():
		name := b.color(inspect.NewStr(callText(parts[1].AtomName())), "call")
		target := inspect.Cat{inspect.Cat{b.target(parts[0]), inspect.Text(".")}, name}
		if len(args) == 0 && !isModule(parts[0]) && !get(meta, atomClosing).IsList() {
			return target
		}
		d, wrap := b.callArgs(args, meta, c, noParensIfDo, true)
		return called(inspect.Cat{target, d}, wrap)
	}
	target := b.expr(form, inNoParens)
	d, wrap := b.callArgs(args, meta, c, parensAlways, true)
	return called(inspect.Cat{target, d}, wrap)
}

// isModule tells whether a call of t.name without arguments needs parentheses.
func isModule(t term.Term) bool {
	form, _, args, ok := node(t)
	switch {
	case !ok:
		return false
	case form.Is(atomModule) && args.IsAtom():
		return true
	case form.Is(quoted.Aliases):
		return true
	}
	_, inner, ok := block(t)
	return ok && inner.IsAtom()
}

// target makes what stands before a dot or bracket.
func (b *builder) target(t term.Term) doc {
	d := b.expr(t, inNoParens)
	if form, _, args, ok := node(t); ok && form.Is(quoted.FnAtom) && args.IsCons() {
		return parens(d)
	}
	return parensIfOperator(d, t)
}

// access makes target[arg].
func (b *builder) access(meta, target, arg term.Term) doc {
	d := b.target(target)
	args := []term.Term{arg}
	if isPairs(arg) {
		args = list(arg)
	}
	return inspect.Cat{d, b.list(meta, args)}
}

// isPairs tells whether t is a list of nothing but pairs.
func isPairs(t term.Term) bool {
	for ; t.IsCons(); t = t.Tail() {
		if !t.Head().IsTupleOf(2) {
			return false
		}
	}
	return t.IsNil()
}

// callArgs makes the arguments of a call with what is around them. wrap tells
// that the call needs parentheses where it stands; kw lets a list of pairs at
// the end go without brackets.
func (b *builder) callArgs(args []term.Term, meta term.Term, c context, p parenthesis, kw bool) (d doc, wrap bool) {
	if len(args) == 0 {
		inner, _ := b.args(nil, meta, false, argPlain, joinBreak, nil)
		return surround(inspect.Text("("), inner, inspect.Text(")")), false
	}
	last := len(args) - 1
	blocks := b.doBlocks(meta, args[last])
	if blocks == nil {
		bare := p == noParensUnlessMany && (c == inBlock || c == inOperand || c == inNoParensOne || c == inParensOne)
		return b.plainArgs(meta, args, bare, kw, ""), false
	}
	switch {
	case last > 0:
		d = b.plainArgs(meta, args[:last], p != parensAlways && p != noParensIfOnlyDo, kw, " do")
	case p == parensAlways:
		d = inspect.Text("() do")
	default:
		d = inspect.Text(" do")
	}
	d = lines(inspect.Cat{d, b.sections(blocks)}, inspect.Text("end"))
	return inspect.Force{D: d}, c == inNoParens || c == inNoParensOne
}

// plainArgs makes arguments without do blocks; bare ones have no parentheses.
// extra follows them.
func (b *builder) plainArgs(meta term.Term, args []term.Term, bare, kw bool, extra string) doc {
	last := len(args) - 1
	front, right := args[:last:last], args[last]
	open, pairs := b.openKeywords(right, kw, bare)
	c := inParens
	switch {
	case last == 0 && !open && bare:
		c = inNoParensOne
	case last == 0 && !open:
		c = inParensOne
	case bare:
		c = inNoParens
	}
	all := args
	if open {
		all = append(front, pairs...)
	}
	spread := len(all) > 1 && b.breaks(meta)
	f := func(_ int, t term.Term) doc { return b.expr(t, c) }
	hug, apart := true, last > 0 && open && !hasGenerator(all)
	var d doc
	if apart {
		d = b.argsThenKeywords(meta, front, pairs, all, bare, spread, f)
	} else {
		j := joinBreak
		if spread || ownLines(all) {
			j = joinLine
		}
		hug = j == joinBreak && !open && b.hugs(right)
		mode := argPlain
		if hug {
			mode = argHugs
		}
		d, _ = b.args(all, meta, bare, mode, j, f)
		d = ungroup(d)
		if bare {
			d = inspect.Nest{D: d, By: inspect.Cursor, OnBreak: true}
		} else {
			d = inspect.Cat{inspect.Cat{inspect.Nest{D: d, By: 2, OnBreak: true}, inspect.Break{}}, inspect.Text(")")}
		}
	}
	switch {
	case bare && apart:
		d = inspect.Cat{nest(inspect.Cat{inspect.Text(" "), d}, 2), text(extra)}
	case bare:
		d = inspect.Cat{inspect.Cat{inspect.Text(" "), d}, text(extra)}
	default:
		left := inspect.Nest{D: inspect.Cat{inspect.Text("("), inspect.Break{}}, By: 2, OnBreak: true}
		d = inspect.Cat{inspect.Cat{left, d}, text(extra)}
	}
	mode := inspect.GroupNormal
	if hug {
		mode = inspect.GroupPessimistic
	}
	return inspect.Group{D: d, Mode: mode}
}

// text returns s as a document, the empty one for "".
func text(s string) doc {
	if s == "" {
		return nil
	}
	return inspect.Text(s)
}

// argsThenKeywords makes arguments before keywords, which may break on their
// own.
func (b *builder) argsThenKeywords(meta term.Term, front, pairs, all []term.Term, bare, spread bool, f func(int, term.Term) doc) doc {
	j := joinBreak
	if spread || ownLines(front) {
		j = joinLine
	}
	left, _ := b.args(front, quoted.Delete(meta, atomClosing), bare, argComma, j, f)
	var gap doc = space
	j = joinBreak
	if spread || ownLines(pairs) || ownLines(all) {
		j, gap = joinLine, inspect.Line{}
	}
	right, _ := b.args(pairs, meta, false, argPlain, j, f)
	right = inspect.Cat{gap, right}
	if bare {
		d := inspect.Cat{left, inspect.Group{D: right, Mode: inspect.GroupOptimistic}}
		return inspect.Nest{D: d, By: inspect.Cursor, OnBreak: true}
	}
	right = inspect.Cat{inspect.Cat{inspect.Nest{D: right, By: 2, OnBreak: true}, inspect.Break{}}, inspect.Text(")")}
	return inspect.Cat{inspect.Nest{D: left, By: 2, OnBreak: true}, inspect.Group{D: right, Mode: inspect.GroupOptimistic}}
}

func hasGenerator(args []term.Term) bool {
	for _, a := range args {
		if isCall(a, atomGenerator, 2) {
			return true
		}
	}
	return false
}

// openKeywords tells whether the last argument is a list of pairs that goes
// without brackets, and returns them.
func (b *builder) openKeywords(t term.Term, kw, bare bool) (bool, []term.Term) {
	if t.IsCons() {
		return isPairs(t), list(t)
	}
	meta, inner, ok := block(t)
	if !ok || !inner.IsCons() || !kw || !isPairs(inner) {
		return false, nil
	}
	pairs := list(inner)
	if bare {
		// A comment between the bracket and the first key needs the bracket.
		_, keyMeta, _, _ := node(pairs[0].Elem(0))
		open, first := line(meta), line(keyMeta)
		for _, c := range b.comments {
			if c.line > open {
				if c.line <= first {
					return false, nil
				}
				break
			}
		}
	}
	return true, pairs
}

// ownLines tells whether each of several arguments is on a line of its own.
func ownLines(args []term.Term) bool {
	seen := map[int64]bool{}
	for i := 0; i < len(args); i++ {
		t := args[i]
		for t.IsCons() {
			t = t.Head()
		}
		if t.IsTupleOf(2) {
			t = t.Elem(0)
		}
		_, meta, _, ok := node(t)
		if !ok {
			malformed(t)
		}
		n, ok := get(meta, quoted.LineAtom).AsInt()
		if !ok {
			continue
		}
		if seen[n] {
			return false
		}
		seen[n] = true
	}
	return len(seen) >= 2
}

// argMode says what becomes of the last argument.
type argMode uint8

const (
	argPlain argMode = iota
	argComma         // gets a comma too
	argHugs          // may break while the others stay
)

// args makes the arguments or elements ts with commas, and tells how they are
// joined: comments force lines. Bare arguments have no place for a comment before
// the first.
func (b *builder) args(ts []term.Term, meta term.Term, bare bool, mode argMode, j join, f func(int, term.Term) doc) (doc, join) {
	arg := func(i int, t term.Term) piece {
		d := f(i, t)
		switch {
		case i < len(ts)-1 || mode == argComma:
			d = appendToGroup(d, ",")
		case mode == argHugs:
			d = inspect.Group{D: ungroup(d), Mode: inspect.GroupOptimistic}
		}
		return piece{d: d, newlines: 1}
	}
	var front []piece
	if bare && len(ts) > 0 {
		front = []piece{arg(0, ts[0])}
	}
	n := len(front)
	docs, found := b.withComments(ts[n:], front, line(meta), closingLine(meta), func(i int, t term.Term) piece { return arg(n+i, t) })
	switch {
	case len(docs) == 0:
		return nil, joinEmpty
	case found || j == joinLine:
		return inspect.Force{D: chain(docs, joinLine)}, joinLine
	}
	return chain(docs, j), j
}
