package parse

import (
	"slices"

	"gex/proto/term"
	"gex/repl/lang/quoted"
	"gex/repl/lang/scan"
	"gex/repl/lang/token"
)

var atomCursor = term.Intern(scan.CursorName)

// CursorOptions say how to parse source around a cursor.
type CursorOptions struct {
	// Trailing is the source after the cursor, if HasTrailing.
	Trailing    string
	HasTrailing bool
	// PreserveSigils keeps a sigil that the cursor touches, with the cursor in it.
	PreserveSigils bool
}

// Cursor parses src, which ends at a cursor, as
// Code.Fragment.container_cursor_to_quoted does: what is open is closed, and the
// expression that the cursor stands in is a call of __cursor__. A failure is an
// *Error.
func Cursor(src string, o Options, c CursorOptions) (term.Term, error) {
	f, err := scan.Cursor(src, o.scan(), c.PreserveSigils)
	if err != nil {
		return term.Term{}, newError(err, src, o)
	}
	var toks []token.Token
	if c.HasTrailing {
		toks = goOn(f, c.Trailing, o)
	} else {
		toks = withoutClause(f)
	}
	p := &parser{Options: o, toks: toks, cursor: true}
	t, err := p.program()
	if err != nil {
		return term.Term{}, newError(err, src, o)
	}
	return t, nil
}

// cursorAt is a cursor inside a literal; its place has a column always.
func cursorAt(pos token.Pos) term.Term {
	return quoted.Call(atomCursor, term.List(quoted.KV(quoted.LineAtom, term.Int(int64(pos.Line))),
		quoted.KV(quoted.ColumnAtom, term.Int(int64(pos.Column)))))
}

// isCursor tells whether t is the cursor, which may stand after keywords.
func (p *parser) isCursor(t term.Term) bool {
	return p.cursor && quoted.IsCall(t, atomCursor, 0)
}

// withoutClause closes what is open. A fn that has no "->" yet is an expression that
// the cursor stands in like any other: the cursor takes its place.
func withoutClause(f scan.Fragment) []token.Token {
	fn := len(f.Open) - 1
	for fn >= 0 && f.Open[fn].Kind != token.Fn {
		fn--
	}
	if !f.Placed || fn < 0 {
		return append(f.Tokens, scan.Closers(f.Open, f.End)...)
	}
	before := f.Tokens[:len(f.Tokens)-3]
	cursor := f.Tokens[len(before):]
	i := len(before) - 1
	for ; i >= 0 && before[i].Kind != token.Fn; i-- {
		if before[i].Kind == token.StabOp {
			return append(f.Tokens, scan.Closers(f.Open, f.End)...)
		}
		if before[i].Kind == token.Do {
			break
		}
	}
	for i >= 0 && before[i].Kind != token.Fn {
		i--
	}
	toks := append(before[:max(i, 0):max(i, 0)], cursor...)
	return append(toks, scan.Closers(f.Open[:fn], f.End)...)
}

// goOn puts what follows the cursor in the innermost fn or do block up to its end
// behind the tokens before it, without the rest of the cursor's own expression.
func goOn(f scan.Fragment, trailing string, o Options) []token.Token {
	block := len(f.Open) - 1
	for block >= 0 && f.Open[block].Kind != token.Fn && f.Open[block].Kind != token.Do {
		block--
	}
	if block >= 0 {
		so := o.scan()
		so.Line, so.Column = f.End.Line, f.End.Column
		if after, end, ok := scan.AfterCursor(trailing, so, f.Open[block+1:]); ok {
			toks := append(f.Tokens, afterExpression(after)...)
			return append(toks, scan.Closers(f.Open[:block+1], end)...)
		}
	}
	return append(f.Tokens, scan.Closers(f.Open, f.End)...)
}

// afterExpression drops the tokens up to the end of an expression.
func afterExpression(toks []token.Token) []token.Token {
	depth := 0
	i := slices.IndexFunc(toks, func(t token.Token) bool {
		switch t.Kind {
		case token.LeftParen, token.LeftBracket, token.LeftBrace, token.LeftBits, token.Do, token.Fn:
			depth++
		case token.RightParen, token.RightBracket, token.RightBrace, token.RightBits, token.End:
			depth--
			return depth < 0
		case token.Comma, token.Semi, token.EOL, token.StabOp, token.BlockIdentifier:
			return depth == 0
		}
		return false
	})
	if i < 0 {
		return nil
	}
	return toks[i:]
}
