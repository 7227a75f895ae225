package format

import (
	"gex/proto/term"
	"gex/repl/lang/inspect"
	"gex/repl/lang/quoted"
)

// operation is a binary operator with its operands.
type operation struct {
	op          term.Atom
	text        string
	meta        term.Term
	left, right term.Term
}

// asOperation takes apart a binary operator.
func asOperation(t term.Term) (operation, bool) {
	form, meta, args, ok := call(t, 2)
	if !ok {
		return operation{}, false
	}
	if _, ok := binaryOperator(form); !ok {
		return operation{}, false
	}
	return operation{form.Atom(), form.AtomName(), meta, args[0], args[1]}, true
}

func (b *builder) unary(op term.Atom, arg term.Term, c context) doc {
	d := b.expr(arg, c.inside(inOperand))
	if op != atomBang && op != atomNot || !isCall(arg, op, 1) {
		d = parensIfOperator(d, arg)
	}
	text := op.String()
	if op == atomNot {
		text = "not "
	}
	return inspect.Cat{b.color(inspect.Text(text), "operator"), d}
}

func (b *builder) binary(o operation, c context) doc { return b.nested(o, c, b.nesting) }

// nested makes the document of a binary operator whose right operand is indented
// by nesting when on a line of its own.
func (b *builder) nested(o operation, c context, nesting int) doc {
	info := binaryOperators[o.op]
	switch info.layout {
	case breakBefore:
		return b.breakBefore(o, c)
	case pipeline:
		return b.pipeline(o, c)
	}
	left := b.operand(o.left, c.left(), o.op, leftSide, 2)
	right := b.operand(o.right, c.right(), o.op, rightSide, 0)
	text := o.text
	switch info.layout {
	case noSpace:
		right = inspect.Group{D: right}
	case noBreak:
		text = " " + text + " "
		right = inspect.Group{D: right}
	default:
		text = " " + text
		eol := b.breaks(o.meta)
		hug := info.hugs && b.hugs(o.right) && !eol
		right = hugging(hug, right, func(d doc) doc {
			d = inspect.Cat{space, d}
			if nesting > 0 {
				d = inspect.Nest{D: d, By: nesting, OnBreak: true}
			}
			if eol {
				d = inspect.Force{D: d}
			}
			return d
		})
	}
	op := b.color(inspect.Text(text), "operator")
	return inspect.Cat{inspect.Cat{inspect.Group{D: left}, op}, inspect.Group{D: right}}
}

type side uint8

const (
	leftSide side = iota
	rightSide
)

// operand makes the document of an operand, in parentheses where it needs them.
func (b *builder) operand(t term.Term, c context, parent term.Atom, s side, nesting int) doc {
	if b.depth++; b.depth > maxDepth {
		malformed(t)
	}
	defer func() { b.depth-- }()
	if parent == atomIn && s == leftSide {
		// Without parentheses it would be "not in".
		if _, inner, ok := block(t); ok {
			if form, _, args, ok := call(inner, 1); ok && (form.Is(atomNot) || form.Is(atomBang)) {
				return parens(b.unary(form.Atom(), args[0], c))
			}
		}
	}
	if b.MigratePipes && parent == atomPipeline && s == rightSide {
		t = withParens(t)
	}
	p := binaryOperators[parent]
	own := p.right == (s == rightSide)
	o, ok := asOperation(t)
	if !ok {
		d := b.expr(t, c)
		if form, _, args, ok := call(t, 1); ok && form.Is(atomCapture) && !args[0].IsInteger() &&
			(s == leftSide || !p.right && p.prec > capturePrec) {
			return parens(d)
		}
		return d
	}
	info := binaryOperators[o.op]
	switch {
	case own && o.op == parent && o.text != "--" && o.text != "---":
		return b.nested(o, c, nesting)
	case p.parens && info.layout != noSpace, p.logical && info.logical, p.prec > info.prec, p.prec == info.prec && !own:
		return parens(b.nested(o, c, 2))
	}
	return b.nested(o, c, 2)
}

// operandOf is one of the operands of operators that share their layout.
type operandOf struct {
	t  term.Term
	op term.Atom // in front of it; 0 for the first
	s  side
	c  context
}

// breakBefore lays out operators that group to the right and start lines: "|"
// and "when".
func (b *builder) breakBefore(o operation, c context) doc {
	first := line(o.meta)
	if _, meta, _, ok := node(o.left); ok {
		first = line(meta)
	}
	operands := []operandOf{{t: o.left, c: c.left()}}
	rightContext, meta, right := c.right(), o.meta, o.right
	for {
		next, ok := asOperation(right)
		if !ok || next.op != o.op {
			break
		}
		operands = append(operands, operandOf{next.left, o.op, leftSide, rightContext.left()})
		rightContext, meta, right = rightContext.right(), next.meta, next.right
	}
	operands = append(operands, operandOf{right, o.op, rightSide, rightContext})
	text := o.text + " "
	d := b.operands(operands, o.meta, first, line(meta), c, func(x operandOf) doc {
		if x.op == 0 {
			return b.operand(x.t, x.c, o.op, leftSide, 2)
		}
		d := nest(b.operand(x.t, x.c, o.op, x.s, 0), len(text))
		if x.t.IsCons() && ownLines(list(x.t)) {
			d = inspect.Force{D: d}
		}
		return inspect.Cat{inspect.Text(text), d}
	})
	if isPairs(o.right) && (c == inParens || c == inNoParens) {
		return parens(d)
	}
	return d
}

// pipeline lays out operators that group to the left and start lines: "|>".
func (b *builder) pipeline(o operation, c context) doc {
	last := line(o.meta)
	operands := []operandOf{{o.right, o.op, rightSide, c.right()}}
	leftContext, meta, left := c.left(), o.meta, o.left
	for {
		next, ok := asOperation(left)
		if !ok || binaryOperators[next.op].layout != pipeline {
			break
		}
		operands = append(operands, operandOf{next.right, next.op, rightSide, leftContext.right()})
		leftContext, meta, left = leftContext.left(), next.meta, next.left
	}
	operands = append(operands, operandOf{t: left, c: leftContext})
	for i, j := 0, len(operands)-1; i < j; i, j = i+1, j-1 {
		operands[i], operands[j] = operands[j], operands[i]
	}
	first := line(meta)
	if _, leftMeta, _, ok := node(left); ok {
		first = line(leftMeta)
	}
	return b.operands(operands, o.meta, first, last, c, func(x operandOf) doc {
		if x.op == 0 {
			return b.operand(x.t, x.c, o.op, leftSide, 2)
		}
		d := b.operand(x.t, x.c, x.op, rightSide, 0)
		return inspect.Cat{inspect.Text(x.op.String() + " "), d}
	})
}

// operands joins operands, with comments between them.
func (b *builder) operands(xs []operandOf, meta term.Term, first, last int, c context, f func(operandOf) doc) doc {
	var front []piece
	if c == inNoParensOne {
		// A comment before the first would get between a call and its argument.
		front = []piece{{d: f(xs[0]), newlines: 1}}
		xs = xs[1:]
	}
	ts := make([]term.Term, len(xs))
	for i, x := range xs {
		ts[i] = x.t
	}
	docs, found := b.withComments(ts, front, first, last, func(i int, _ term.Term) piece {
		return piece{d: f(xs[i]), newlines: 1}
	})
	if found || b.breaks(meta) {
		return inspect.Force{D: chain(docs, joinLine)}
	}
	return chain(docs, joinBreak)
}

// withParens turns the right side of a pipeline into a call with parentheses.
func withParens(t term.Term) term.Term {
	form, meta, args, ok := node(t)
	switch {
	case !ok:
		return t
	case form.IsAtom() && args.IsAtom():
		return quoted.New(form, meta, term.Nil)
	}
	if _, fun, _, args, ok := remote(t, 0); ok && fun.IsAtom() && len(args) == 0 && !has(meta, atomClosing) {
		at := term.List(quoted.KV(quoted.LineAtom, get(meta, quoted.LineAtom)))
		return quoted.New(form, term.Cons(quoted.KV(atomClosing, at), meta), term.Nil)
	}
	return t
}

// parensIfOperator puts d, the document of t, in parentheses if t is an
// operator other than "@name" and "&1".
func parensIfOperator(d doc, t term.Term) doc {
	for {
		_, inner, ok := block(t)
		if !ok {
			break
		}
		t = inner
	}
	if (isUnaryOperator(t) || isBinaryOperator(t)) && !isAttributeRead(t) && !isCaptureInt(t) {
		return parens(d)
	}
	return d
}

// isAttributeRead tells whether t is @name.
func isAttributeRead(t term.Term) bool {
	form, _, args, ok := call(t, 1)
	if !ok || !form.Is(atomAt) {
		return false
	}
	name, _, context, ok := node(args[0])
	return ok && name.IsAtom() && context.IsAtom() && isIdentifier(name.Atom())
}

func isIdentifier(name term.Atom) bool {
	return inspect.ClassifyAtom(name.String()) == "identifier"
}

// isCaptureInt tells whether t is &1.
func isCaptureInt(t term.Term) bool {
	form, _, args, ok := call(t, 1)
	return ok && form.Is(atomCapture) && args[0].IsInteger()
}

// attribute makes the document of "@" with what follows.
func (b *builder) attribute(t term.Term, c context) doc {
	if form, _, args, ok := call(t, -1); ok {
		if form.Is(quoted.Aliases) && len(args) > 1 {
			return inspect.Cat{inspect.Cat{inspect.Text("@("), b.expr(t, inParens)}, inspect.Text(")")}
		}
		if len(args) == 1 && form.IsAtom() && !form.Is(quoted.Block) && !form.Is(quoted.Aliases) && isIdentifier(form.Atom()) {
			_, meta, _, _ := node(t)
			d, wrap := b.callArgs(args, meta, c, noParensUnlessMany, false)
			d = inspect.Cat{inspect.NewStr("@" + form.AtomName()), d}
			if wrap {
				d = parens(d)
			}
			return d
		}
	}
	return b.unary(atomAt, t, c)
}

// capture makes the document of "&" with what follows.
func (b *builder) capture(t term.Term, c context) doc {
	if t.IsInteger() {
		return inspect.Text("&" + inspect.String(t))
	}
	d := b.captured(t, c)
	text := inspect.FormatString(d, inspect.Unlimited)
	if text != "" && (text[0] == '&' || text[0] >= '0' && text[0] <= '9') {
		return inspect.Cat{inspect.Text("& "), d}
	}
	return inspect.Cat{inspect.Text("&"), d}
}

func (b *builder) captured(t term.Term, c context) doc {
	if form, _, args, ok := call(t, 2); ok && form.Is(atomSlash) {
		if _, arity, ok := block(args[1]); ok && arity.IsInteger() {
			suffix := "/" + inspect.String(arity)
			if target, fun, _, _, ok := remote(args[0], 0); ok && fun.IsAtom() {
				d := nest(b.target(target), 1)
				return inspect.Cat{d, inspect.NewStr("." + callText(fun.AtomName()) + suffix)}
			}
			if name, _, context, ok := node(args[0]); ok && name.IsAtom() && context.IsAtom() {
				return inspect.NewStr(name.AtomName() + suffix)
			}
		}
	}
	return parensIfOperator(b.expr(t, c), t)
}
