package format

import (
	"gex/proto/term"
	"gex/repl/lang/inspect"
	"gex/repl/lang/quoted"
)

type doc = inspect.Doc

// builder makes the document of normalized code. Its methods take code in the
// order of the source, as that is the order of the comments they use up.
type builder struct {
	*Options
	colors   *inspect.Options
	locals   locals
	comments []comment
	// nesting indents the right operand of a broken operator.
	nesting int
	// oneLine is set inside interpolations: line breaks of the source do not
	// count there.
	oneLine bool
	depth   int
}

func newBuilder(o *Options) *builder {
	with := *o
	colors := inspect.New()
	colors.Colors = o.Colors
	return &builder{Options: &with, colors: colors, locals: o.locals(), comments: gather(o.Comments), nesting: 2}
}

func (b *builder) program(q term.Term) doc { return b.block(q, minLine, maxLine) }

func (b *builder) color(d doc, key string) doc { return b.colors.ColorDoc(d, key) }

// breaks tells whether the source has a line break after the opening delimiter
// or the operator that meta belongs to.
func (b *builder) breaks(meta term.Term) bool { return !b.oneLine && newlines(meta) > 0 }

// context is where an expression stands, which decides about parentheses.
type context uint8

const (
	inBlock       context = iota
	inOperand             // of an operator in a block
	inNoParensOne         // the only argument of a call without parentheses
	inParensOne           // the only argument of a call with parentheses
	inNoParens            // an argument of a call without parentheses
	inParens              // an argument of a call with parentheses, an element
)

// inside returns the context of the operands of an operator in c; in blocks and
// operands it is free.
func (c context) inside(free context) context {
	switch c {
	case inNoParensOne, inNoParens:
		return inNoParens
	case inParensOne, inParens:
		return inParens
	}
	return free
}

func (c context) left() context  { return c.inside(inParens) }
func (c context) right() context { return c.inside(inOperand) }

// expr makes the document of any code.
func (b *builder) expr(t term.Term, c context) doc {
	if b.depth++; b.depth > maxDepth {
		malformed(t)
	}
	defer func() { b.depth-- }()
	form, meta, args, ok := node(t)
	switch {
	case ok && args.IsAtom():
		return b.variable(t, form)
	case ok && args.IsList():
		return b.call(t, form, meta, list(args), c)
	case t.IsList():
		return b.join(list(t), c)
	case t.IsTupleOf(2):
		return b.pair(t.Elem(0), t.Elem(1), c)
	}
	return inspect.Text(b.inspect(t))
}

func (b *builder) variable(t, name term.Term) doc {
	if !name.IsAtom() {
		malformed(t)
	}
	return b.color(inspect.NewStr(name.AtomName()), "variable")
}

// call makes the document of {form, meta, args}.
func (b *builder) call(t, form, meta term.Term, args []term.Term, c context) doc {
	if !form.IsAtom() {
		return b.tupleForm(t, form, meta, args, c)
	}
	n := len(args)
	switch form.Atom() {
	case quoted.BitsForm:
		return b.bitsOrString(meta, args)
	case quoted.StructForm:
		if n == 2 && isCall(args[1], quoted.MapForm, -1) {
			_, mapMeta, entries, _ := call(args[1], -1)
			name := b.expr(args[0], inParens)
			return b.mapping(mapMeta, name, entries)
		}
	case quoted.MapForm:
		return b.mapping(meta, nil, args)
	case quoted.TupleForm:
		return b.tuple(meta, args, joinFlex)
	case quoted.Block:
		return b.blockExpr(t, meta, args, c)
	case quoted.Aliases:
		if n > 0 {
			return b.alias(args, c)
		}
	case atomCapture:
		if n == 1 {
			return b.capture(args[0], c)
		}
	case atomAt:
		if n == 1 {
			return b.attribute(args[0], c)
		}
	case atomNot:
		if n == 1 {
			if _, _, sides, ok := call(args[0], 2); ok && isCall(args[0], atomIn, 2) {
				return b.binary(operation{op: atomIn, text: "not in", meta: meta, left: sides[0], right: sides[1]}, c)
			}
		}
	case atomRange:
		if n == 0 {
			if c == inNoParens || c == inNoParensOne {
				return inspect.Text("(..)")
			}
			return inspect.Text("..")
		}
	case atomEllipsis:
		if n == 0 {
			return inspect.Text("...")
		}
	case atomRangeStep:
		if n == 3 {
			return b.expr(quoted.Call(atomStep, meta, quoted.Call(atomRange, meta, args[0], args[1]), args[2]), c)
		}
	case quoted.FnAtom:
		if n > 0 {
			return b.fn(args, meta)
		}
	}
	if migrated, ok := b.migrate(form, meta, args); ok {
		return b.expr(migrated, c)
	}
	return b.namedCall(form.Atom(), meta, args, c)
}

// namedCall makes the document of an operator, a sigil or a local call.
func (b *builder) namedCall(name term.Atom, meta term.Term, args []term.Term, c context) doc {
	if d, ok := b.sigil(name, meta, args); ok {
		return d
	}
	if len(args) == 1 && unaryOperators[name] {
		return b.unary(name, args[0], c)
	}
	if _, ok := binaryOperators[name]; ok && len(args) == 2 {
		return b.binary(operation{op: name, text: name.String(), meta: meta, left: args[0], right: args[1]}, c)
	}
	return b.local(name, meta, args, c)
}

// tupleForm makes the document of a call whose form is code itself.
func (b *builder) tupleForm(t, form, meta term.Term, args []term.Term, c context) doc {
	if form.IsTupleOf(2) && form.Elem(0).Is(atomSpecial) {
		switch {
		case form.Elem(1).Is(atomClauseArgs) && len(args) == 1:
			return inspect.Group{D: b.clauseArgs(list(args[0]))}
		case form.Elem(1).Is(atomBitstringSegment) && len(args) == 2 && args[1].IsInt():
			return b.segment(args[0], -1, int(args[1].Int()))
		}
	}
	if target, fun, _, _, ok := remote(t, -1); ok {
		switch {
		case len(args) == 1 && target.Is(atomList) && fun.Is(atomToCharlist) && isInterpolatedList(args[0]):
			return b.interpolatedList(meta, list(args[0]))
		case len(args) == 2 && target.Is(atomErlang) && fun.Is(atomBinaryToAtom) && args[1].Is(atomUTF8) &&
			isBits(args[0]) && isInterpolated(bitParts(args[0])):
			return b.interpolated(bitParts(args[0]), `"`, inspect.Text(`:"`), inspect.Text(`"`))
		case len(args) == 2 && target.Is(atomAccess) && fun.Is(atomGet):
			return b.access(meta, args[0], args[1])
		}
	}
	return b.remote(form, meta, args, c)
}

// join puts the documents of ts behind each other, with commas.
func (b *builder) join(ts []term.Term, c context) doc {
	if len(ts) == 0 {
		malformed(term.Nil)
	}
	d := b.expr(ts[0], c)
	for _, t := range ts[1:] {
		d = glue(inspect.Cat{d, inspect.Text(",")}, b.expr(t, c))
	}
	return d
}

// pair makes "key: value" or "key => value".
func (b *builder) pair(key, value term.Term, c context) doc {
	var left, right doc
	op := inspect.Text("")
	if d, ok := b.keyword(key); ok {
		left, right = d, b.expr(value, c)
	} else {
		op = " =>"
		left = b.expr(key, c)
		right = b.expr(value, c)
		if isBinaryOperator(key) {
			left = parens(left)
		}
	}
	return inspect.Cat{inspect.Group{D: left}, hugging(b.hugs(value), right, func(d doc) doc {
		return inspect.Nest{D: glue(op, d), By: 2, OnBreak: true}
	})}
}

// keyword makes the document of a key marked as a keyword.
func (b *builder) keyword(key term.Term) (doc, bool) {
	if meta, name, ok := block(key); ok && name.IsAtom() {
		if !get(meta, atomFormat).Is(atomKeyword) {
			return nil, false
		}
		return b.color(inspect.NewStr(keyText(name.AtomName())), "atom"), true
	}
	_, _, meta, args, ok := remote(key, 2)
	if !ok || !isRemote(key, atomErlang, atomBinaryToAtom, 2) || !isBits(args[0]) || !args[1].Is(atomUTF8) ||
		!get(meta, atomFormat).Is(atomKeyword) {
		return nil, false
	}
	return b.interpolated(bitParts(args[0]), `"`, inspect.Text(`"`), inspect.Text(`":`)), true
}

// hugs tells whether t is a container or the like that may start on the line of
// what it belongs to and break inside.
func (b *builder) hugs(t term.Term) bool {
	if t.IsTupleOf(2) {
		_, name, ok := block(t.Elem(0))
		return ok && name.IsAtom() && b.hugs(t.Elem(1))
	}
	form, meta, args, ok := call(t, -1)
	if !ok {
		return false
	}
	if target, fun, _, _, isRemote := remote(t, -1); isRemote {
		if target.Is(atomList) && fun.Is(atomToCharlist) && len(args) == 1 && args[0].IsCons() {
			return delimiter(meta) == "'''"
		}
		return fun.Is(quoted.TupleForm)
	}
	switch {
	case form.Is(quoted.TupleForm):
		return b.spreads(meta)
	case form.Is(quoted.Block) && len(args) == 1:
		switch inner := args[0]; {
		case inner.IsTupleOf(2):
			return b.spreads(meta)
		case inner.IsBinary():
			return delimiter(meta) == `"""`
		case inner.IsList():
			return delimiter(meta) != "'"
		}
	case form.Is(quoted.BitsForm) && len(args) > 0:
		return delimiter(meta) == `"""` || !isInterpolated(args) && b.spreads(meta)
	case (form.Is(quoted.FnAtom) || form.Is(quoted.MapForm) || form.Is(quoted.StructForm)) && len(args) > 0:
		return true
	}
	if form.IsAtom() && isSigil(form.Atom()) {
		d := delimiter(meta)
		return d == `"""` || d == "'''"
	}
	return false
}

// spreads tells whether the source has line breaks or comments between the
// delimiters that meta belongs to.
func (b *builder) spreads(meta term.Term) bool {
	if b.breaks(meta) {
		return true
	}
	first, last := line(meta), closingLine(meta)
	for _, c := range b.comments {
		if c.line > first && c.line < last {
			return true
		}
	}
	return false
}
