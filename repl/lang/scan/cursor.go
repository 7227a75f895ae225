package scan

import (
	"gex/repl/lang/token"
)

// CursorName is the name of the call that stands for the cursor.
const CursorName = "__cursor__"

// Fragment is source that ends at a cursor, as tokens.
type Fragment struct {
	// Tokens hold a call of CursorName where the cursor is, in place of the
	// expression that it stands in; what is open inside a string is closed.
	Tokens []token.Token
	// Open are the delimiters not closed, the outermost first.
	Open []token.Token
	// End is where what closes them may stand.
	End token.Pos
	// Placed tells that the cursor is among Tokens, not within a token.
	Placed bool
}

// How the scanner treats the end of the source.
type cursorMode uint8

const (
	noCursor     cursorMode = iota
	cursorHere              // it is a cursor
	cursorPlaced            // it is one, but the cursor is in a string already
)

// Cursor scans src up to a cursor at its end. With preserveSigils, a sigil that
// the cursor touches holds it. The error, if any, is an *Error.
func Cursor(src string, o Options, preserveSigils bool) (Fragment, error) {
	s, err := newScanner(src, o)
	if err != nil {
		return Fragment{}, err
	}
	s.cursor, s.preserveSigils = cursorHere, preserveSigils
	toks, err := s.tokens(false)
	if err != nil {
		return Fragment{}, err
	}
	return Fragment{Tokens: toks, Open: s.openTokens(), End: s.pos(), Placed: s.placed}, nil
}

// AfterCursor scans what follows a cursor inside the delimiters open, up to the
// "end" of the block around them. It returns the tokens before that and its
// place; false where there is none.
func AfterCursor(src string, o Options, open []token.Token) ([]token.Token, token.Pos, bool) {
	s, err := newScanner(src, o)
	if err != nil {
		return nil, token.Pos{}, false
	}
	for _, t := range open {
		s.openers = append(s.openers, opener{t.Kind, t.Pos, 0})
	}
	toks, err := s.tokens(false)
	e, ok := err.(*Error)
	if !ok || e.Token != "end" || e.Opening != "" {
		return nil, token.Pos{}, false
	}
	return toks, e.Pos, true
}

func (s *scanner) openTokens() []token.Token {
	out := make([]token.Token, len(s.openers))
	for i, o := range s.openers {
		out[i] = token.Token{Kind: o.kind, Pos: o.pos}
	}
	return out
}

// Closers are the tokens that close open, all at pos and after.
func Closers(open []token.Token, pos token.Pos) []token.Token {
	var out []token.Token
	for i := len(open) - 1; i >= 0; i-- {
		k := closers[open[i].Kind]
		out = append(out, token.Token{Kind: k, Pos: pos})
		pos.Column += len(k.Name())
	}
	return out
}

// atCursor tells whether the rest of the source is text and a cursor.
func (s *scanner) atCursor(text string) bool {
	return s.cursor != noCursor && s.rest() == text
}

// callAtCursor makes a name with blanks after it up to the cursor a call that
// the cursor is the argument of.
func (s *scanner) callAtCursor() error {
	if s.cursor == noCursor || s.off < len(s.src) || s.last().Kind != token.Identifier {
		return nil
	}
	s.last().Kind = token.ParenIdentifier
	s.column++
	t := token.Token{Kind: token.LeftParen, Pos: s.pos()}
	s.column++
	return s.open(t)
}

// placeCursor puts the cursor after what is left of the tokens.
func (s *scanner) placeCursor() {
	if s.cursor != cursorHere {
		return
	}
	s.cursor, s.placed = cursorPlaced, s.depth == 0
	s.toks = prune(s.toks)
	for _, k := range [...]token.Kind{token.ParenIdentifier, token.LeftParen, token.RightParen} {
		t := token.Token{Kind: k, Pos: s.pos()}
		if k == token.ParenIdentifier {
			t.Text = CursorName
		}
		s.add(t)
		s.column += max(len(t.Text), 1)
	}
}

// prune drops the expression at the end of toks, up to what it is an operand,
// an argument, an element or a line of. A name stays when arguments follow.
func prune(toks []token.Token) []token.Token {
	n := len(toks)
	if n > 0 && toks[n-1].Kind == token.Identifier {
		n--
	}
	depth := 0
	for ; n > 0; n-- {
		switch k := toks[n-1].Kind; k {
		case token.RightParen, token.RightBracket, token.RightBrace, token.RightBits, token.End:
			depth++
		case token.LeftParen, token.LeftBracket, token.LeftBrace, token.LeftBits, token.Do, token.Fn:
			if depth == 0 {
				return toks[:n]
			}
			depth--
		default:
			if depth == 0 && staysBeforeCursor(&toks[n-1]) {
				return toks[:n]
			}
		}
	}
	return nil
}

func staysBeforeCursor(t *token.Token) bool {
	switch t.Kind {
	case token.Semi, token.EOL, token.Comma, token.BlockIdentifier, token.KwIdentifier, token.KwInterp,
		token.Identifier, token.StabOp, token.AssocOp:
		return true
	case token.InOp:
		return t.In == nil
	}
	_, binary := t.Kind.Binary()
	return binary || t.Kind.Unary() > 0
}

// sigilCursor notes in str that the cursor is at the end of its sigil.
func (s *scanner) sigilCursor(str *token.Str) {
	if s.preserveSigils && s.cursor == cursorHere && s.off >= len(s.src) {
		s.cursor = cursorPlaced
		pos := s.pos()
		str.Cursor = &pos
	}
}

// closeAll returns the tokens that close what is open.
func (s *scanner) closeAll() []token.Token { return Closers(s.openTokens(), s.pos()) }
