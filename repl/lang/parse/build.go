package parse

import (
	"gex/proto/term"
	"gex/repl/lang/quoted"
	"gex/repl/lang/scan"
	"gex/repl/lang/token"
)

// Atoms of metadata and of the code that syntax stands for.
var (
	atomAccess            = term.Intern("Elixir.Access")
	atomAmbiguousOp       = term.Intern("ambiguous_op")
	atomAssoc             = term.Intern("assoc")
	atomAtom              = term.Intern("atom")
	atomBang              = term.Intern("!")
	atomBinary            = term.Intern("binary")
	atomBinaryToAtom      = term.Intern("binary_to_atom")
	atomBinaryToExisting  = term.Intern("binary_to_existing_atom")
	atomClosing           = term.Intern("closing")
	atomDelimiter         = term.Intern("delimiter")
	atomEnd               = term.Intern("end")
	atomEndOfExpression   = term.Intern("end_of_expression")
	atomErlang            = term.Intern("erlang")
	atomFormat            = term.Intern("format")
	atomFromBrackets      = term.Intern("from_brackets")
	atomFromInterpolation = term.Intern("from_interpolation")
	atomGet               = term.Intern("get")
	atomIn                = term.Intern("in")
	atomIndentation       = term.Intern("indentation")
	atomKernel            = term.Intern("Elixir.Kernel")
	atomKeyword           = term.Intern("keyword")
	atomLast              = term.Intern("last")
	atomList              = term.Intern("Elixir.List")
	atomNewlines          = term.Intern("newlines")
	atomNoParens          = term.Intern("no_parens")
	atomNot               = term.Intern("not")
	atomParens            = term.Intern("parens")
	atomRange             = term.Intern("..")
	atomRangeStep         = term.Intern("..//")
	atomSlash             = term.Intern("/")
	atomSplicing          = term.Intern("unquote_splicing")
	atomToCharlist        = term.Intern("to_charlist")
	atomToken             = term.Intern("token")
	atomToString          = term.Intern("to_string")
	atomType              = term.Intern("::")
	atomUTF8              = term.Intern("utf8")
)

// precAfterPipe is the precedence right above that of "|".
const precAfterPipe = 71

// meta is the metadata of a place.
func (p *parser) meta(pos token.Pos) term.Term {
	if p.Columns {
		return term.List(quoted.KV(quoted.LineAtom, term.Int(int64(pos.Line))),
			quoted.KV(quoted.ColumnAtom, term.Int(int64(pos.Column))))
	}
	if p.lineMeta.IsNone() || p.metaLine != pos.Line {
		p.metaLine, p.lineMeta = pos.Line, quoted.Line(pos.Line)
	}
	return p.lineMeta
}

// concat returns the list a ++ b.
func concat(a, b term.Term) term.Term {
	if a.IsNil() {
		return b
	}
	ts, _ := a.Slice()
	return term.ListTail(b, ts...)
}

// newlinesMeta puts [newlines: n] before rest when tokens are recorded.
func (p *parser) newlinesMeta(n int, rest term.Term) term.Term {
	if n > 0 && p.TokenMetadata {
		return term.Cons(quoted.KV(atomNewlines, term.Int(int64(n))), rest)
	}
	return rest
}

// newlinesPair is the metadata of a pair of delimiters, apart from its place;
// n line ends follow the opening one.
func (p *parser) newlinesPair(open *token.Token, n int, end *token.Token) term.Term {
	if !p.TokenMetadata {
		return term.Nil
	}
	return p.newlinesMeta(n, term.List(quoted.KV(atomClosing, p.meta(end.Pos))))
}

func (p *parser) pairMeta(open *token.Token, n int, end *token.Token) term.Term {
	return concat(p.newlinesPair(open, n, end), p.meta(open.Pos))
}

// closingMeta is the place of open with that of its end.
func (p *parser) closingMeta(open, end *token.Token) term.Term {
	meta := p.meta(open.Pos)
	if p.TokenMetadata {
		meta = term.Cons(quoted.KV(atomClosing, p.meta(end.Pos)), meta)
	}
	return meta
}

func (p *parser) parensMeta(open, end *token.Token) term.Term {
	if !p.TokenMetadata {
		return term.Nil
	}
	return term.List(quoted.KV(atomParens, p.closingMeta(open, end)))
}

// endOfExpression notes on the last of list where its line or ";" is.
func (p *parser) endOfExpression(list []term.Term, end *token.Token) {
	if !p.TokenMetadata || len(list) == 0 {
		return
	}
	last := &list[len(list)-1]
	if isArrow(*last) {
		form, meta, args, _ := quoted.AsCall(*last)
		*last = quoted.New(form, meta, term.List(args[0], p.markEnd(args[1], end)))
		return
	}
	*last = p.markEnd(*last, end)
}

func (p *parser) markEnd(t term.Term, end *token.Token) term.Term {
	if !t.IsTupleOf(3) || !t.Elem(1).IsList() {
		return t
	}
	newlines := quoted.KV(atomNewlines, term.Int(int64(end.Newlines)))
	mark := quoted.KV(atomEndOfExpression, term.Cons(newlines, p.meta(end.Pos)))
	return quoted.New(t.Elem(0), term.Cons(mark, t.Elem(1)), t.Elem(2))
}

// block builds the code of several expressions; one stands for itself. meta
// is that of parentheses around it, [] without.
func (p *parser) block(list []term.Term, meta term.Term) term.Term {
	if len(list) == 1 {
		t := list[0]
		if quoted.IsCall(t, atomSplicing, 1) {
			return quoted.New(quoted.Block.Term(), meta, term.List(t))
		}
		if t.IsTupleOf(3) && p.TokenMetadata && !meta.IsNil() {
			return quoted.New(t.Elem(0), term.Cons(quoted.KV(atomParens, meta), t.Elem(1)), t.Elem(2))
		}
		return t
	}
	return quoted.New(quoted.Block.Term(), meta, term.List(list...))
}

// op builds the binary operator t.
func (p *parser) op(left term.Term, t *token.Token, newlines int, right term.Term) term.Term {
	meta := p.newlinesMeta(newlines, p.meta(t.Pos))
	switch {
	case t.Kind == token.TernaryOp:
		form, m, args, ok := quoted.AsCall(left)
		if !ok || !form.Is(atomRange) || len(args) != 2 {
			p.fail(t.Pos, "the range step operator (//) must immediately follow the range definition operator (..), "+
				"for example: 1..9//2. If you wanted to define a default argument, use (\\\\) instead. Syntax error before: ", "'//'")
		}
		return quoted.New(atomRangeStep.Term(), m, term.List(args[0], args[1], right))
	case t.Kind == token.InOp && t.In != nil:
		in := quoted.Call(atomIn, p.meta(*t.In), left, right)
		return quoted.Call(atomNot, meta, in)
	case t.Kind == token.InOp:
		form, m, args, ok := quoted.AsCall(left)
		if ok && len(args) == 1 && (form.Is(atomNot) || form.Is(atomBang)) {
			which := "not expr1 in expr2"
			if form.Is(atomBang) {
				which = "!expr1 in expr2"
			}
			p.warn(t.Pos, `"`+which+`" is deprecated, use "expr1 not in expr2" instead`)
			return quoted.New(form, m, term.List(quoted.Call(atomIn, p.meta(t.Pos), args[0], right)))
		}
	}
	return quoted.New(p.reserved(t), meta, term.List(left, right))
}

// unary builds the prefix operator t.
func (p *parser) unary(t *token.Token, operand term.Term) term.Term {
	if t.Kind == token.TernaryOp {
		inner, outer := t.Pos, t.Pos
		outer.Column++
		slash := quoted.Var(atomSlash, p.meta(inner), term.AtomNil)
		return quoted.Call(atomSlash, p.meta(outer), slash, operand)
	}
	return quoted.New(p.reserved(t), p.meta(t.Pos), term.List(operand))
}

// failArgument is failNode, unless the next token cannot follow the node: that
// is the first error then.
func (p *parser) failArgument(t term.Term, prefix, tok string) {
	if !p.mayFollow() {
		p.unexpected()
	}
	p.failNode(t, prefix, tok)
}

// failNode fails at the place of a node.
func (p *parser) failNode(t term.Term, prefix, tok string) {
	meta := quoted.Meta(t)
	panic(bailout{&scan.Error{
		Pos:    token.Pos{Line: quoted.LineOf(meta), Column: quoted.ColumnOf(meta)},
		Prefix: prefix, Token: tok,
	}})
}

// mayFollow tells whether the next token can follow a complete expression.
func (p *parser) mayFollow() bool {
	switch p.kind() {
	case token.EOL, token.Semi, token.Comma, token.RightParen, token.RightBracket, token.RightBrace,
		token.RightBits, token.End, token.BlockIdentifier, token.Do, token.StabOp, token.AssocOp, token.EOF:
		return true
	}
	return false
}
