package scan

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"gex/repl/lang/token"
)

// escapes maps each ASCII character after a backslash to what it stands for.
var escapes [128]byte

func init() {
	for i := range escapes {
		escapes[i] = byte(i)
	}
	for i, c := range "0abdefnrstv" {
		escapes[c] = "\x00\a\b\x7f\x1b\f\n\r \t\v"[i]
	}
}

// unescape resolves the escapes of the texts among parts.
func (s *scanner) unescape(pos token.Pos, parts []token.Part) error {
	if s.RawStrings {
		return nil
	}
	for i := range parts {
		if parts[i].Code {
			continue
		}
		text, message, at := Unescape(parts[i].Text)
		if message != "" {
			return s.fail(pos, message+". Syntax error after: ", at)
		}
		parts[i].Text = text
	}
	return nil
}

// Unescape resolves the escapes of Elixir strings in text (Macro.unescape_string).
// What is wrong comes back as a message and the escape it concerns.
func Unescape(text string) (out, message, at string) {
	i := strings.IndexByte(text, '\\')
	if i < 0 {
		return text, "", ""
	}
	b := append(make([]byte, 0, len(text)), text[:i]...)
	for i < len(text) {
		c := text[i]
		i++
		if c != '\\' || i == len(text) {
			b = append(b, c)
			continue
		}
		c = text[i]
		i++
		switch c {
		case 'x':
			n, err := uint64(0), error(strconv.ErrSyntax)
			if i+2 <= len(text) && isBaseDigit(text[i], 16) && isBaseDigit(text[i+1], 16) {
				n, err = strconv.ParseUint(text[i:i+2], 16, 8)
			}
			if err != nil {
				return "", `invalid hex escape character, expected \xHH where H is a hexadecimal digit`, `\x`
			}
			b = append(b, byte(n))
			i += 2
		case 'u':
			digits, n := hexPoint(text[i:])
			if n == 0 {
				return "", `invalid Unicode escape character, expected \uHHHH or \u{H*} where H is a hexadecimal digit`, `\u`
			}
			r, _ := strconv.ParseUint(digits, 16, 32)
			if r > utf8.MaxRune || !utf8.ValidRune(rune(r)) {
				return "", `invalid or reserved Unicode code point \u{` + digits + "}", `\u`
			}
			b = utf8.AppendRune(b, rune(r))
			i += n
		case '\n':
		case '\r':
			if i < len(text) && text[i] == '\n' {
				i++
			} else {
				b = append(b, c)
			}
		default:
			if c < utf8.RuneSelf {
				c = escapes[c]
			}
			b = append(b, c)
		}
	}
	return string(b), "", ""
}

// hexPoint reads HHHH or {H*} of one to six digits and returns the digits and
// the length of it all, 0 if it is neither.
func hexPoint(s string) (digits string, n int) {
	count := func(s string) int {
		n := 0
		for n < len(s) && isBaseDigit(s[n], 16) {
			n++
		}
		return n
	}
	if strings.HasPrefix(s, "{") {
		n := count(s[1:])
		if n < 1 || n > 6 || len(s) < n+2 || s[n+1] != '}' {
			return "", 0
		}
		return s[1 : n+1], n + 2
	}
	if count(s) < 4 {
		return "", 0
	}
	return s[:4], 4
}
