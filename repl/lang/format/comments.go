package format

import (
	"strings"

	"gex/proto/term"
	"gex/repl/lang/inspect"
	"gex/repl/lang/quoted"
)

// Comment is a comment of a source, as Code.string_to_quoted_with_comments/2
// gives it.
type Comment struct {
	Line, Column int
	// PreviousEOL and NextEOL count the line ends before and after it.
	PreviousEOL, NextEOL int
	// Text starts with "#".
	Text string
}

// comment is one or more comments on lines behind each other.
type comment struct {
	line          int
	previous, eol int
	text          doc
}

// gather tidies comments and puts those that belong together into one. What
// follows a comment at the end of a line of code does not belong to it.
func gather(cs []Comment) []comment {
	var out []comment
	for i := 0; i < len(cs); i++ {
		c := comment{cs[i].Line, cs[i].PreviousEOL, cs[i].NextEOL, commentText(cs[i].Text)}
		if c.previous == 0 {
			c.previous = 2
			out = append(out, c)
			continue
		}
		for i+1 < len(cs) && cs[i+1].Line == cs[i].Line+1 && cs[i+1].PreviousEOL != 0 {
			i++
			c.text, c.eol = lines(c.text, commentText(cs[i].Text)), cs[i].NextEOL
		}
		out = append(out, c)
	}
	return out
}

// commentText puts a space after the signs that start a comment.
func commentText(s string) doc {
	rest := strings.TrimLeft(s, "#")
	signs := s[:len(s)-len(rest)]
	if rest != "" && rest[0] != ' ' && rest[0] != '!' {
		rest = " " + rest
	}
	return inspect.Text(signs + rest)
}

// piece is an expression or a comment among others.
type piece struct {
	d doc
	// after follows d if d takes more than one line: an empty line, or nothing.
	after doc
	// newlines counts the line ends after it in the source.
	newlines int
}

// commented is a run over expressions that puts the comments between them.
type commented struct {
	*builder
	pieces []piece
	found  bool
}

// withComments makes the pieces of ts by f and puts the comments of the lines
// from first to last (exclusive) between them, behind the pieces in front that
// have been made already. It tells whether there were comments. Comments of
// lines up to first wait for others.
func (b *builder) withComments(ts []term.Term, front []piece, first, last int, f func(i int, t term.Term) piece) ([]doc, bool) {
	n := 0
	for n < len(b.comments) && b.comments[n].line <= first {
		n++
	}
	waiting := b.comments[:n:n]
	b.comments = b.comments[n:]
	c := commented{builder: b, pieces: front}
	if len(b.comments) == 0 {
		for i, t := range ts {
			c.pieces = append(c.pieces, f(i, t))
		}
	} else {
		for i, t := range ts {
			c.add(t, func() piece { return f(i, t) })
		}
		c.before(last)
	}
	if n > 0 {
		b.comments = append(waiting, b.comments...)
	}
	return merge(c.pieces), c.found
}

// add makes the piece of t and takes the comments before and within it.
func (c *commented) add(t term.Term, f func() piece) {
	first, last := lineSpan(t)
	if first == maxLine && last == minLine {
		c.pieces = append(c.pieces, f())
		return
	}
	c.before(first)
	p := f()
	for len(c.comments) > 0 && c.comments[0].line >= first && c.comments[0].line <= last {
		c.pieces = append(c.pieces, piece{c.comments[0].text, nil, 1})
		c.comments = c.comments[1:]
		c.found = true
	}
	// The line ends after p are before the comment then.
	if len(c.comments) > 0 && p.newlines > 1 && c.comments[0].line == last+1 {
		p.newlines = 1
	}
	c.pieces = append(c.pieces, p)
}

// before takes the comments before a line.
func (c *commented) before(line int) {
	for len(c.comments) > 0 && c.comments[0].line < line {
		next := c.comments[0]
		if n := len(c.pieces); n > 0 && c.pieces[n-1].newlines < next.previous {
			c.pieces[n-1].newlines = next.previous
		}
		c.pieces = append(c.pieces, piece{next.text, nil, next.eol})
		c.comments = c.comments[1:]
		c.found = true
	}
}

// merge makes the documents of pieces. An empty line of the source stays, more
// become one, and there is one around what takes several lines.
func merge(pieces []piece) []doc {
	out := make([]doc, len(pieces))
	var left doc
	for i, p := range pieces {
		right := p.after
		if p.newlines >= 2 {
			right = inspect.Line{}
		}
		d := p.d
		if left != nil {
			d = inspect.Cat{left, d}
		}
		if i < len(pieces)-1 && right != nil {
			d = inspect.Cat{d, inspect.Collapse{Max: 2}, right}
		}
		out[i] = inspect.Group{D: d}
		left = right
	}
	return out
}

// block makes the document of the expressions of a block, which stand between
// two lines.
func (b *builder) block(t term.Term, first, last int) doc {
	if startsArrow(t) {
		return b.parenClauses(list(t), first, last)
	}
	exprs := []term.Term{t}
	if form, _, args, ok := call(t, -1); ok && form.Is(quoted.Block) && len(args) != 1 {
		exprs = args
	}
	docs, _ := b.withComments(exprs, nil, first, last, func(_ int, t term.Term) piece {
		form, meta, _, ok := node(t)
		if !ok {
			malformed(t)
		}
		n := 1
		if v, ok := get(get(meta, atomEndOfExpression), atomNewlines).AsInt(); ok {
			n = int(v)
		}
		p := piece{d: b.expr(t, inBlock), newlines: n}
		if !form.Is(atomAt) {
			p.after = inspect.Break{}
		}
		return p
	})
	switch len(docs) {
	case 0:
		return nil
	case 1:
		return docs[0]
	}
	return inspect.Force{D: chain(docs, joinLine)}
}

// blockExpr makes the document of a block as an expression: literals are blocks
// of one element that hold their metadata.
func (b *builder) blockExpr(t, meta term.Term, args []term.Term, c context) doc {
	if len(args) == 0 {
		return b.color(inspect.Text("nil"), "nil")
	}
	if len(args) > 1 {
		return surround(inspect.Text("("), b.block(t, line(meta), closingLine(meta)), inspect.Text(")"))
	}
	inner := args[0]
	switch {
	case inner.IsTupleOf(2):
		return b.tuple(meta, inner.Elems(), joinFlex)
	case startsArrow(inner):
		return b.parenClauses(list(inner), maxLine, minLine)
	case inner.IsList():
		return b.listOrCharlist(meta, inner)
	case inner.IsBinary():
		return b.text(meta, inner.Text())
	case inner.IsAtom():
		return b.atom(meta, inner.Atom())
	case inner.IsNumber():
		return b.number(meta, inner)
	case isCall(inner, atomUnquoteSplicing, 1):
		form, meta, args, _ := call(inner, 1)
		return parens(b.local(form.Atom(), meta, args, c))
	}
	return b.expr(inner, c)
}
