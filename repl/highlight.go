package repl

import (
	"gex/repl/lang/scan"
	"gex/repl/lang/token"
	"gex/repl/line"
)

// matchStyle is how a bracket and its partner are shown: bright and underlined.
const matchStyle = "\x1b[1m\x1b[4m"

// commentStyle is how comments are shown unless syntax_colors has comment.
const commentStyle = "\x1b[90m"

// highlight returns the colours of source that is being typed: those that
// results have, by the names of syntax_colors, and the pair of brackets that the
// cursor, a place in bytes, is at. Reserved words and comments have colours of
// their own there, reserved and comment, which iex does not know.
func highlight(src string, cursor int, syntax map[string]string) []line.Span {
	pieces := scan.Pieces(src)
	spans := make([]line.Span, 0, len(pieces))
	add := func(p scan.Piece, style string) {
		if style != "" {
			spans = append(spans, line.Span{Start: p.Start, End: p.End, Style: style})
		}
	}
	own, partner := matching(pieces, cursor)
	for i, p := range pieces {
		switch {
		case p.Comment && syntax["comment"] == "":
			add(p, commentStyle)
		case p.Comment:
			add(p, syntax["comment"])
		case i == own || i == partner:
			add(p, matchStyle)
		default:
			add(p, syntax[syntaxName(pieces, i, src)])
		}
	}
	return spans
}

// syntaxName is the name that syntax_colors has for piece i, "" for none.
func syntaxName(pieces []scan.Piece, i int, src string) string {
	switch k := pieces[i].Kind; k {
	case token.Atom, token.AtomQuoted, token.AtomInterp, token.KwIdentifier, token.KwInterp, token.Alias:
		return "atom"
	case token.Int, token.Float, token.Char:
		if i > 0 && pieces[i-1].Kind == token.CaptureInt {
			return ""
		}
		return "number"
	case token.BinString, token.BinHeredoc, token.Sigil:
		return "string"
	case token.ListString, token.ListHeredoc:
		return "charlist"
	case token.True, token.False:
		return "boolean"
	case token.Nil:
		return "nil"
	case token.ParenIdentifier, token.DoIdentifier, token.OpIdentifier:
		return "call"
	case token.Identifier, token.BracketIdentifier:
		if i > 0 && pieces[i-1].Kind == token.Dot || k == token.Identifier && takesArgument(pieces, i, src) {
			return "call"
		}
		return "variable"
	case token.Fn, token.Do, token.End, token.BlockIdentifier:
		return "reserved"
	default:
		if k >= token.AtOp {
			return "operator"
		}
	}
	return ""
}

// takesArgument tells whether the name that is piece i is called with what comes
// next in its line, without parentheses.
func takesArgument(pieces []scan.Piece, i int, src string) bool {
	if i+1 == len(pieces) || pieces[i+1].Comment {
		return false
	}
	between := src[pieces[i].End:pieces[i+1].Start]
	for _, c := range between {
		if c == '\n' {
			return false
		}
	}
	switch k := pieces[i+1].Kind; {
	case between == "":
		return false
	case k >= token.Int && k <= token.KwInterp, k >= token.True && k <= token.Fn:
		return true
	case k == token.LeftBracket, k == token.LeftBrace, k == token.LeftBits, k == token.Percent, k == token.AtOp:
		return true
	}
	return false
}

// matching returns the pieces that are the bracket at the cursor and its
// partner, -1 without one. The bracket before the cursor counts before the one
// after it.
func matching(pieces []scan.Piece, cursor int) (own, partner int) {
	own, partner = -1, -1
	var open []int
	for i, p := range pieces {
		at := p.Start == cursor && own < 0 || p.End == cursor && p.Kind != token.EOF
		switch p.Kind {
		case token.LeftParen, token.LeftBracket, token.LeftBrace, token.LeftBits:
			open = append(open, i)
			if at {
				own, partner = i, -1
			}
		case token.RightParen, token.RightBracket, token.RightBrace, token.RightBits:
			if at {
				own, partner = i, -1
			}
			if len(open) == 0 {
				continue
			}
			o := open[len(open)-1]
			if pieces[o].Kind+1 != p.Kind {
				continue // not its partner: one of them is too many
			}
			open = open[:len(open)-1]
			switch own {
			case i:
				partner = o
			case o:
				partner = i
			}
		}
	}
	if partner < 0 {
		own = -1
	}
	return own, partner
}
