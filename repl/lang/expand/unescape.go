package expand

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// unescapeString resolves the escapes of a string, as Macro.unescape_string
// does. problem is the message of the error, if any.
func unescapeString(s string) (out, problem string) {
	if strings.IndexByte(s, '\\') < 0 {
		return s, ""
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			b.WriteByte(s[i])
			continue
		}
		i++
		switch c := s[i]; c {
		case 'x', 'u':
			r, n, bad := hexEscape(s[i:])
			if bad != "" {
				return "", bad
			}
			if c == 'x' && r < 256 {
				b.WriteByte(byte(r))
			} else {
				b.WriteRune(r)
			}
			i += n - 1
		case '\n':
		case '\r':
			if i+1 < len(s) && s[i+1] == '\n' {
				i++
			} else {
				b.WriteByte(c)
			}
		default:
			if j := strings.IndexByte("0abdefnrstv", c); j >= 0 {
				b.WriteByte("\x00\a\b\x7f\x1b\f\n\r \t\v"[j])
			} else {
				r, n := utf8.DecodeRuneInString(s[i:])
				b.WriteString(s[i : i+n])
				_ = r
				i += n - 1
			}
		}
	}
	return b.String(), ""
}

// hexEscape reads x41, u0041 or u{41} and returns the code point and the bytes
// read.
func hexEscape(s string) (r rune, n int, problem string) {
	kind, rest := s[0], s[1:]
	bad := `invalid hex escape character, expected \xHH where H is a hexadecimal digit`
	width := 2
	if kind == 'u' {
		bad = `invalid Unicode escape character, expected \uHHHH or \u{H*} where H is a hexadecimal digit`
		width = 4
		if strings.HasPrefix(rest, "{") {
			end := strings.IndexByte(rest, '}')
			if end < 2 || end > 7 {
				return 0, 0, bad
			}
			v, err := strconv.ParseUint(rest[1:end], 16, 32)
			if err != nil {
				return 0, 0, bad
			}
			return checkRune(rune(v), end+2)
		}
	}
	if len(rest) < width {
		return 0, 0, bad
	}
	v, err := strconv.ParseUint(rest[:width], 16, 32)
	if err != nil {
		return 0, 0, bad
	}
	if kind == 'x' {
		return rune(v), width + 1, ""
	}
	return checkRune(rune(v), width+1)
}

func checkRune(r rune, n int) (rune, int, string) {
	if !utf8.ValidRune(r) {
		return 0, 0, `invalid or reserved Unicode code point \u{` + strconv.FormatInt(int64(r), 16) + "}"
	}
	return r, n, ""
}

// unescapeRegex resolves the few escapes that a regular expression's own syntax
// does not know.
func unescapeRegex(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) {
			if s[i+1] == '\n' {
				i++
				continue
			}
			b.WriteByte(s[i])
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String()
}
