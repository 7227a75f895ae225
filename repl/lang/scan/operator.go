package scan

import "gex/repl/lang/token"

// Where an operator may stand beside its ordinary place.
const (
	atomOperators = iota // as an atom, :+
	dotOperators         // after a dot, Kernel.+
)

// isOperator tells whether text is an operator that may be used that way.
func isOperator(text string, use int) bool {
	k, ok := token.Operator(text)
	if !ok {
		return text == "." && use == atomOperators
	}
	switch k {
	case token.AssocOp, token.TernaryOp:
		return false
	case token.TypeOp:
		return use == dotOperators
	case token.StabOp, token.RangeOp, token.EllipsisOp:
		return use == atomOperators
	}
	return true
}

// operator scans an operator made of signs; it returns false where none
// starts.
func (s *scanner) operator(pos token.Pos) (bool, error) {
	for _, name := range [...]string{".", "<<>>", "{}", "..//", "&"} {
		if s.src[s.off] == name[0] && s.has(name) && s.at(len(name)) == ':' && isSpace(s.at(len(name)+1)) {
			s.skip(len(name) + 1)
			s.add(token.Token{Kind: token.KwIdentifier, Pos: pos, Text: name})
			return true, nil
		}
	}
	if s.has("..//") {
		off := s.afterSpace(s.off + 4)
		if s.byteAt(off) != '/' {
			return true, s.unexpected(pos)
		}
		s.skip(4)
		s.horizontalSpace()
		s.add(token.Token{Kind: token.Identifier, Pos: pos, Text: "..//"})
		return true, nil
	}
	rest := s.rest()
	if pos.Column == 1 && s.has("<<<<<<<") {
		return true, s.conflictMarker(pos)
	}
	if len(rest) >= 3 {
		if k, ok := token.Operator(rest[:3]); ok {
			return true, s.addOperator(pos, k, rest[:3])
		}
	}
	if s.has("<<") || s.has(">>") {
		k := token.LeftBits
		if rest[0] == '>' {
			k = token.RightBits
		}
		t := token.Token{Kind: k, Pos: pos}
		if k == token.RightBits {
			t.Newlines = s.newlinesBefore()
		}
		s.skip(2)
		return true, s.terminator(t)
	}
	for n := min(2, len(rest)); n > 0; n-- {
		if k, ok := token.Operator(rest[:n]); ok {
			return true, s.addOperator(pos, k, rest[:n])
		}
	}
	if rest[0] == '.' {
		s.skip(1)
		return true, s.dot(pos)
	}
	return false, nil
}

// addOperator adds the operator at s.off: as such, as a keyword (+: 1), or as
// a name (&+/2).
func (s *scanner) addOperator(pos token.Pos, k token.Kind, text string) error {
	switch k {
	case token.AssocOp, token.TernaryOp:
		t := token.Token{Kind: k, Pos: pos, Text: text, Newlines: s.newlinesBefore()}
		s.skip(len(text))
		s.addOver(t)
		return nil
	case token.CaptureOp:
		s.capture(pos)
		return nil
	}
	if s.at(len(text)) == ':' && isSpace(s.at(len(text)+1)) {
		s.skip(len(text) + 1)
		s.add(token.Token{Kind: token.KwIdentifier, Pos: pos, Text: text})
		return nil
	}
	if c := text[0]; len(text) == 3 && (k == token.AndOp || k == token.OrOp || k == token.XorOp || k == token.ConcatOp) && s.at(3) == c {
		s.warn(pos, `found "`+text+`" followed by "`+string(c)+`", please use a space between "`+text+`" and the next "`+string(c)+`"`)
	}
	s.skip(len(text))
	s.horizontalSpace()
	if s.at(0) == '/' {
		s.add(token.Token{Kind: token.Identifier, Pos: pos, Text: text})
		return nil
	}
	if w := deprecated[text]; w != "" {
		s.warn(pos, w)
	}
	t := token.Token{Kind: k, Pos: pos, Text: text}
	switch k {
	case token.AtOp, token.UnaryOp, token.DualOp, token.EllipsisOp:
		s.add(t)
	default:
		t.Newlines = s.newlinesBefore()
		s.addOver(t)
	}
	return nil
}

var deprecated = map[string]string{
	"~~~": "~~~ is deprecated. Use Bitwise.bnot/1 instead for clarity",
	"^^^": "^^^ is deprecated. It is typically used as xor but it has the wrong precedence, use Bitwise.bxor/2 instead",
	"<|>": "<|> is deprecated. Use another pipe-like operator",
}

// capture tells apart &1, &/2 and the capture operator.
func (s *scanner) capture(pos token.Pos) {
	k := token.CaptureOp
	off := s.afterSpace(s.off + 1)
	switch c := s.byteAt(off); {
	case isDigit(c) && off == s.off+1:
		k = token.CaptureInt
	case c == '/' && s.byteAt(s.afterSpace(off+1)) != '/':
		k = token.Identifier
	}
	s.add(token.Token{Kind: k, Pos: pos, Text: "&"})
	s.skip(1)
}

// dot scans what follows a "." at pos, over blanks, comments and line ends.
func (s *scanner) dot(pos token.Pos) error {
	for {
		s.horizontalSpace()
		switch {
		case s.at(0) == '#':
			if err := s.skipComment(); err != nil {
				return err
			}
			continue
		case s.has("\r\n"), s.has("\n"):
			s.off += 1
			if s.src[s.off-1] == '\r' {
				s.off++
			}
			s.line++
			s.column = s.column0
			continue
		}
		break
	}
	dot := token.Token{Kind: token.Dot, Pos: pos, Text: "."}
	rest := s.rest()
	for n := min(3, len(rest)); n > 0; n-- {
		if isOperator(rest[:n], dotOperators) {
			here := s.pos()
			s.skip(n)
			s.addOver(dot)
			s.add(s.callName(token.Token{Kind: token.Identifier, Pos: here, Text: rest[:n]}))
			return nil
		}
	}
	switch s.at(0) {
	case '(':
		dot.Kind = token.DotCall
		s.addOver(dot)
		return nil
	case '"', '\'':
		return s.quotedCall(dot, s.at(0))
	}
	s.addOver(dot)
	return nil
}

// callName makes an identifier the kind that its next character asks for.
func (s *scanner) callName(t token.Token) token.Token {
	switch s.at(0) {
	case '(':
		t.Kind = token.ParenIdentifier
	case '[':
		t.Kind = token.BracketIdentifier
	}
	return t
}
