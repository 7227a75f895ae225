package scan

import (
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"
	"unicode/utf8"

	"gex/repl/lang/token"
)

// number scans an integer or a float.
func (s *scanner) number(pos token.Pos) error {
	if s.at(0) == '0' {
		if base := bases[s.at(1)]; base != 0 && isBaseDigit(s.at(2), base) {
			n := s.digits(s.off+2, func(c byte) bool { return isBaseDigit(c, base) })
			s.addInt(pos, n, base, 2)
			return nil
		}
		if s.atCursor("0x") || s.atCursor("0o") || s.atCursor("0b") {
			s.addInt(pos, s.off+1, 10, 0)
			s.skip(1) // the digits are to come
			return nil
		}
	}
	end := s.digits(s.off, isDigit)
	float := false
	if s.byteAt(end) == '.' && isDigit(s.byteAt(end+1)) {
		float = true
		end = s.digits(end+1, isDigit)
		if e := s.exponent(end); e > end {
			end = e
		}
	}
	text := s.src[s.off:end]
	if float {
		f, err := strconv.ParseFloat(strings.ReplaceAll(text, "_", ""), 64)
		if err != nil || math.IsInf(f, 0) {
			return s.fail(pos, "invalid float number ", text)
		}
		s.skip(len(text))
		if err := s.afterNumber(pos, text); err != nil {
			return err
		}
		s.add(token.Token{Kind: token.Float, Pos: pos, Text: text, Flt: f})
		return nil
	}
	start := s.off
	s.off = end
	if err := s.afterNumber(pos, text); err != nil {
		return err
	}
	s.off = start
	s.addInt(pos, end, 10, 0)
	return nil
}

var bases = [256]byte{'x': 16, 'o': 8, 'b': 2}

func isBaseDigit(c, base byte) bool {
	switch {
	case isDigit(c):
		return c-'0' < base
	case base == 16:
		return c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
	}
	return false
}

// digits returns the end of the digits at off, with single underscores
// between them.
func (s *scanner) digits(off int, ok func(byte) bool) int {
	for ok(s.byteAt(off)) || s.byteAt(off) == '_' && ok(s.byteAt(off+1)) {
		off++
	}
	return off
}

// exponent returns the end of a float's digits and exponents from off.
func (s *scanner) exponent(off int) int {
	for s.byteAt(off) == 'e' || s.byteAt(off) == 'E' {
		n := off + 1
		if c := s.byteAt(n); c == '+' || c == '-' {
			n++
		}
		if !isDigit(s.byteAt(n)) {
			break
		}
		off = s.digits(n, isDigit)
	}
	return off
}

func (s *scanner) addInt(pos token.Pos, end int, base byte, prefix int) {
	text := s.src[s.off:end]
	t := token.Token{Kind: token.Int, Pos: pos, Text: text}
	digits := strings.ReplaceAll(text[prefix:], "_", "")
	if n, err := strconv.ParseInt(digits, int(base), 64); err == nil {
		t.Num = n
	} else {
		t.Int, _ = new(big.Int).SetString(digits, int(base))
	}
	s.skip(len(text))
	s.add(t)
}

// afterNumber refuses a letter that touches a number.
func (s *scanner) afterNumber(pos token.Pos, text string) error {
	c := s.at(0)
	if !isLetter(c) && c != '_' {
		return nil
	}
	return s.fail(pos, `invalid character "`+string(c)+`" after number `+text+`. If you intended to write a number, `+
		"make sure to separate the number from the character (using comma, space, etc). "+
		"If you meant to write a function name or a variable, note that identifiers in "+
		"Elixir cannot start with numbers. Unexpected token: ", string(c))
}

// char scans ?c and ?\n.
func (s *scanner) char(pos token.Pos) {
	if s.at(1) == '\\' && s.off+2 < len(s.src) {
		h, n := utf8.DecodeRuneInString(s.src[s.off+2:])
		c := h
		if h < 128 {
			c = rune(escapes[h])
		}
		if c == h && h != '\\' {
			if escape, name := charName(c); name != "" {
				s.warn(pos, fmt.Sprintf(`found ?\ followed by code point 0x%X (%s), please use ?%s instead`, c, name, escape))
			} else if h < 128 && isLetter(byte(h)) {
				s.warn(pos, fmt.Sprintf(`unknown escape sequence ?\%c, use ?%c instead`, h, h))
			}
		}
		s.addChar(pos, h, c, 2, n)
		return
	}
	c, n := utf8.DecodeRuneInString(s.src[s.off+1:])
	if escape, name := charName(c); name != "" {
		s.warn(pos, fmt.Sprintf(`found ? followed by code point 0x%X (%s), please use ?%s instead`, c, name, escape))
	}
	s.addChar(pos, c, c, 1, n)
}

// addChar adds the character c, written as h of n bytes after prefix bytes.
func (s *scanner) addChar(pos token.Pos, h, c rune, prefix, n int) {
	s.add(token.Token{Kind: token.Char, Pos: pos, Text: s.src[s.off : s.off+prefix+n], Num: int64(c)})
	if h == '\n' {
		s.nextLine(prefix + n)
		return
	}
	s.off += prefix + n
	s.column += prefix + 1
}
