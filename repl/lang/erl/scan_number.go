package erl

import (
	"math"
	"math/big"
	"strconv"
	"strings"

	"gex/proto/term"
)

// digits passes over digits of a base from n places ahead, with an underscore
// allowed between two, and returns the place after them.
func (s *Scanner) digits(n, base int) int {
	from := n
	for {
		switch c := s.at(n); {
		case digitOf(c) < base:
			n++
		case c == '_' && n > from && digitOf(s.at(n+1)) < base:
			n += 2
		default:
			return n
		}
	}
}

// plain returns characters from and to ahead without digit separators.
func (s *Scanner) plain(from, to int) string {
	return strings.ReplaceAll(string(s.src[s.pos+from:s.pos+to]), "_", "")
}

func (s *Scanner) badNumber(what string, n int) (Token, error) {
	at := s.loc
	s.skip(n)
	return Token{}, s.fail(at, s.loc, illegal(what))
}

func (s *Scanner) number() (Token, error) {
	n := s.digits(0, 10)
	switch c := s.at(n); {
	case c == '.' && isDigit(s.at(n+1)):
		return s.float(n)
	case c == '.' && isName(s.at(n+1)):
		return s.badNumber("float", n)
	case c == '#':
		base, ok := new(big.Int).SetString(s.plain(0, n), 10)
		if !ok || !base.IsInt64() || base.Int64() < 2 || base.Int64() > 36 {
			at := s.loc
			s.skip(n)
			return Token{}, s.fail(at, s.loc, term.Tuple(term.A("base"), term.Big(base)))
		}
		return s.based(n+1, int(base.Int64()))
	case isName(c):
		return s.badNumber("integer", n)
	}
	return s.integer(0, n, 10)
}

func (s *Scanner) integer(from, n, base int) (Token, error) {
	b, ok := new(big.Int).SetString(s.plain(from, n), base)
	if !ok || b.BitLen() > maxIntegerBits {
		return s.badNumber("integer", n)
	}
	return s.token(aInteger, n, term.Big(b)), nil
}

// maxIntegerBits is the size of the largest integer of ERTS.
const maxIntegerBits = 64 * 65536

// float scans a decimal float whose integral part has n characters.
func (s *Scanner) float(n int) (Token, error) {
	n = s.digits(n+1, 10)
	if c := s.at(n); c == 'e' || c == 'E' {
		n++
		if c := s.at(n); c == '+' || c == '-' {
			n++
		}
		n = s.digits(n, 10)
	}
	if isName(s.at(n)) {
		return s.badNumber("float", n)
	}
	return s.floatOf(n, s.plain(0, n))
}

func (s *Scanner) floatOf(n int, text string) (Token, error) {
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(f, 0) {
		return s.badNumber("float", n)
	}
	return s.token(aFloat, n, term.Float(f)), nil
}

// based scans the digits after Base#, which has from characters.
func (s *Scanner) based(from, base int) (Token, error) {
	n := s.digits(from, base)
	switch c := s.at(n); {
	case c == '.' && digitOf(s.at(n+1)) < base && n > from:
		return s.basedFloat(from, n, base)
	case c == '.' && isName(s.at(n+1)):
		return s.badNumber("float", n)
	case isName(c), n == from:
		return s.badNumber("integer", n)
	}
	return s.integer(from, n, base)
}

// basedFloat scans Base#Int.Frac#eExp of OTP 28; Int ends dot places ahead.
// Base and exponent are decimal.
func (s *Scanner) basedFloat(from, dot, base int) (Token, error) {
	end := s.digits(dot+1, base)
	n, exponent := end, 0
	switch c := s.at(n); {
	case c == '#' && (s.at(n+1) == 'e' || s.at(n+1) == 'E'):
		n += 2
		first := n
		if c := s.at(n); c == '+' || c == '-' {
			n++
		}
		n = s.digits(n, 10)
		e, err := strconv.Atoi(s.plain(first, n))
		if err != nil {
			return s.badNumber("float", n)
		}
		exponent = e
	case isName(c):
		return s.badNumber("float", n)
	}
	if base == 10 {
		text := s.plain(from, end)
		if n > end {
			text += s.plain(end+1, n)
		}
		return s.floatOf(n, text)
	}
	fraction := strings.TrimRight(s.plain(dot+1, end), "0")
	if fraction == "" {
		fraction = "0"
	}
	b, ok := new(big.Int).SetString(s.plain(from, dot)+fraction, base)
	if !ok {
		return s.badNumber("float", n)
	}
	f, _ := new(big.Float).SetInt(b).Float64()
	f *= math.Pow(float64(base), float64(exponent-len(fraction)))
	if math.IsInf(f, 0) || math.IsNaN(f) {
		return s.badNumber("float", n)
	}
	return s.token(aFloat, n, term.Float(f)), nil
}
