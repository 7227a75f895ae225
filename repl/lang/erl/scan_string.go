package erl

import (
	"slices"

	"gex/proto/term"
)

// sigil is what stands before a string: nothing, or ~ and a name.
type sigil struct {
	given bool
	name  term.Atom
}

// verbatim tells whether the string keeps its backslashes; triple-quoted
// strings do so unless they are told otherwise.
func (g sigil) verbatim(triple bool) bool {
	if !g.given {
		return triple
	}
	switch g.name.String() {
	case "b", "s":
		return false
	case "":
		return triple
	}
	return true
}

func (s *Scanner) sigil() (Token, error) {
	n := 1 + s.nameLen(1)
	name, err := term.TryIntern(string(s.src[s.pos+1 : s.pos+n]))
	if err != nil {
		return s.badNumber("sigil_prefix", n)
	}
	prefix := s.token(aSigilPrefix, n, name.Term())
	str, err := s.str(s.loc, sigil{true, name})
	if err != nil {
		return Token{}, err
	}
	s.queue = append([]Token{str}, s.queue...)
	return prefix, nil
}

// closing returns the right delimiter of a string.
func closing(c rune) (rune, bool) {
	switch c {
	case '(':
		return ')', true
	case '[':
		return ']', true
	case '{':
		return '}', true
	case '<':
		return '>', true
	case '/', '|', '#', '`', '\'', '"':
		return c, true
	}
	return 0, false
}

// str scans a string from its left delimiter on, and the suffix if it is a
// sigil, which goes to the queue.
func (s *Scanner) str(at Loc, g sigil) (Token, error) {
	start := s.pos
	open := s.at(0)
	var value []rune
	var err error
	if open == '"' && s.at(1) == '"' && s.at(2) == '"' {
		value, err = s.triple(g)
	} else {
		right, ok := closing(open)
		if !ok {
			return Token{}, s.fail(at, at, illegal("string"))
		}
		what := term.A("string")
		if g.given {
			what = term.Tuple(term.A("sigil"), g.name.Term(), term.Int(int64(open)), term.Int(int64(right)))
		}
		s.skip(1)
		value, err = s.until(at, right, g.verbatim(false), what)
	}
	if err != nil {
		return Token{}, err
	}
	tok := Token{aString, s.anno(at, aString, s.src[start:s.pos]), Chars(value)}
	if g.given {
		n := s.nameLen(0)
		text := s.src[s.pos : s.pos+n]
		if n > term.MaxAtomChars {
			return s.badNumber("sigil_suffix", n)
		}
		s.queue = append(s.queue, s.token(aSigilSuffix, n, Chars(text)))
		if n > 0 {
			return tok, nil
		}
	}
	if s.at(0) == '"' {
		s.queue = nil
		return Token{}, s.fail(s.loc, s.loc, term.A("string_concat"))
	}
	return tok, nil
}

// until reads up to the right delimiter of a string or quoted atom.
func (s *Scanner) until(at Loc, right rune, verbatim bool, what term.Term) ([]rune, error) {
	value := []rune{}
	for {
		switch c := s.at(0); {
		case c == right:
			s.skip(1)
			return value, nil
		case c == none:
			return nil, s.unterminated(at.plus(1), what, value)
		case c == '\n':
			s.newline()
			value = append(value, c)
		case c == '\\' && !verbatim:
			from := s.loc
			s.skip(1)
			v, fault := s.escape()
			switch {
			case fault == escapeEnd:
				// Differs from what one expects: here OTP shows the text backwards.
				slices.Reverse(value)
				return nil, s.unterminated(at.plus(1), what, value)
			case fault != "":
				return nil, s.fail(from, s.loc, illegal(fault))
			}
			value = append(value, v)
		case !isUnicode(c):
			from := s.loc
			s.skip(1)
			return nil, s.fail(from, s.loc, illegal("character"))
		default:
			s.skip(1)
			value = append(value, c)
		}
	}
}

// headChars is how much of a string that does not end is shown.
const headChars = 16

func (s *Scanner) unterminated(at Loc, what term.Term, value []rune) error {
	return s.fail(at, s.loc, term.Tuple(term.A("unterminated"), what, Chars(value[:min(len(value), headChars)])))
}

func (s *Scanner) quotedAtom() (Token, error) {
	at, start := s.loc, s.pos
	s.skip(1)
	value, err := s.until(at, '\'', false, aAtom.Term())
	if err != nil {
		return Token{}, err
	}
	a, err := term.TryIntern(string(value))
	if err != nil || len(value) > term.MaxAtomChars {
		return Token{}, s.fail(at, s.loc, illegal("atom"))
	}
	return Token{aAtom, s.anno(at, aAtom, s.src[start:s.pos]), a.Term()}, nil
}

// triple reads a triple-quoted string: as many quotes as it starts with end it
// on a line of their own, whose indentation goes from every line.
func (s *Scanner) triple(g sigil) ([]rune, error) {
	at := s.loc
	quotes := 3
	for s.at(quotes) == '"' {
		quotes++
	}
	s.skip(quotes)
	var lines [][]rune // with their newlines; the first is the rest of the opening line
	line := []rune{}
	blank := false // only white space so far, on a line after the first
	for {
		c := s.at(0)
		switch {
		case c == none:
			what := term.Tuple(term.A("string"), term.Int(int64(quotes)))
			if g.given {
				what = term.Tuple(term.A("sigil"), g.name.Term(), term.Int(int64(quotes)))
			}
			return nil, s.unterminated(at.plus(quotes), what, slices.Concat(append(lines, line)...))
		case c == '\n':
			s.newline()
			lines, line, blank = append(lines, append(line, c)), nil, true
			continue
		case c == '"' && blank && s.quotesAhead(quotes):
			s.skip(quotes)
			return s.unindent(at, quotes, line, lines)
		case c == '\\' && !g.verbatim(true):
			s.skip(1)
			v, fault := s.escape()
			switch {
			case fault == escapeEnd:
				continue
			case fault != "":
				return nil, s.fail(s.loc.plus(-1), s.loc, illegal(fault))
			case v == '\n' && s.src[s.pos-1] == '\n':
				lines, line, blank = append(lines, append(line, v)), nil, true
				continue
			}
			line = append(line, v)
		case !isUnicode(c):
			from := s.loc
			s.skip(1)
			return nil, s.fail(from, s.loc, illegal("character"))
		default:
			s.skip(1)
			line = append(line, c)
		}
		blank = blank && isSpace(c)
	}
}

func (s *Scanner) quotesAhead(n int) bool {
	for i := range n {
		if s.at(i) != '"' {
			return false
		}
	}
	return true
}

// unindent joins the lines of a triple-quoted string that starts at a place.
func (s *Scanner) unindent(at Loc, quotes int, indent []rune, lines [][]rune) ([]rune, error) {
	for i, c := range trimNewline(lines[0]) {
		if !isSpace(c) {
			return nil, s.fail(at.plus(quotes+i), s.loc, term.A("white_space"))
		}
	}
	value := []rune{}
	for i, line := range lines[1:] {
		if i == len(lines)-2 {
			line = trimNewline(line)
		}
		if len(line) > 0 && line[0] != '\n' && !slices.Equal(line, []rune("\r\n")) {
			for j, c := range indent {
				if j >= len(line) || line[j] != c {
					bad := Loc{Line: at.Line + 1 + i}
					if at.Column > 0 {
						bad.Column = j + 1
					}
					return nil, s.fail(bad, s.loc, term.A("indentation"))
				}
			}
			line = line[len(indent):]
		}
		value = append(value, line...)
	}
	return value, nil
}

func trimNewline(line []rune) []rune {
	line = line[:len(line)-1]
	if n := len(line); n > 0 && line[n-1] == '\r' {
		line = line[:n-1]
	}
	return line
}
