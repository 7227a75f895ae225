package line

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
)

// wide are the ranges that take two columns in a terminal: East Asian Wide
// and Fullwidth, and the characters that are shown as emoji by default.
var wide = &unicode.RangeTable{
	R16: []unicode.Range16{
		{0x1100, 0x115F, 1}, {0x231A, 0x231B, 1}, {0x2329, 0x232A, 1}, {0x23E9, 0x23EC, 1}, {0x23F0, 0x23F0, 1},
		{0x23F3, 0x23F3, 1}, {0x25FD, 0x25FE, 1}, {0x2614, 0x2615, 1}, {0x2630, 0x2637, 1}, {0x2648, 0x2653, 1},
		{0x267F, 0x267F, 1}, {0x268A, 0x268F, 1}, {0x2693, 0x2693, 1}, {0x26A1, 0x26A1, 1}, {0x26AA, 0x26AB, 1},
		{0x26BD, 0x26BE, 1}, {0x26C4, 0x26C5, 1}, {0x26CE, 0x26CE, 1}, {0x26D4, 0x26D4, 1}, {0x26EA, 0x26EA, 1},
		{0x26F2, 0x26F3, 1}, {0x26F5, 0x26F5, 1}, {0x26FA, 0x26FA, 1}, {0x26FD, 0x26FD, 1}, {0x2705, 0x2705, 1},
		{0x270A, 0x270B, 1}, {0x2728, 0x2728, 1}, {0x274C, 0x274C, 1}, {0x274E, 0x274E, 1}, {0x2753, 0x2755, 1},
		{0x2757, 0x2757, 1}, {0x2795, 0x2797, 1}, {0x27B0, 0x27B0, 1}, {0x27BF, 0x27BF, 1}, {0x2B1B, 0x2B1C, 1},
		{0x2B50, 0x2B50, 1}, {0x2B55, 0x2B55, 1}, {0x2E80, 0x303E, 1}, {0x3041, 0x33FF, 1}, {0x3400, 0x4DBF, 1},
		{0x4DC0, 0x9FFF, 1}, {0xA000, 0xA4CF, 1}, {0xA960, 0xA97F, 1}, {0xAC00, 0xD7A3, 1}, {0xF900, 0xFAFF, 1},
		{0xFE10, 0xFE19, 1}, {0xFE30, 0xFE6F, 1}, {0xFF01, 0xFF60, 1}, {0xFFE0, 0xFFE6, 1},
	},
	R32: []unicode.Range32{
		{0x16FE0, 0x16FE4, 1}, {0x16FF0, 0x16FF6, 1}, {0x17000, 0x18CD5, 1}, {0x18CFF, 0x18D1E, 1},
		{0x18D80, 0x18DF2, 1}, {0x1AFF0, 0x1AFFE, 1}, {0x1B000, 0x1B2FB, 1}, {0x1D300, 0x1D356, 1},
		{0x1D360, 0x1D376, 1}, {0x1F004, 0x1F004, 1}, {0x1F0CF, 0x1F0CF, 1}, {0x1F18E, 0x1F18E, 1},
		{0x1F191, 0x1F19A, 1}, {0x1F1E6, 0x1F1FF, 1}, {0x1F200, 0x1F202, 1}, {0x1F210, 0x1F23B, 1},
		{0x1F240, 0x1F248, 1}, {0x1F250, 0x1F251, 1}, {0x1F260, 0x1F265, 1}, {0x1F300, 0x1F320, 1},
		{0x1F32D, 0x1F335, 1}, {0x1F337, 0x1F37C, 1}, {0x1F37E, 0x1F393, 1}, {0x1F3A0, 0x1F3CA, 1},
		{0x1F3CF, 0x1F3D3, 1}, {0x1F3E0, 0x1F3F0, 1}, {0x1F3F4, 0x1F3F4, 1}, {0x1F3F8, 0x1F43E, 1},
		{0x1F440, 0x1F440, 1}, {0x1F442, 0x1F4FC, 1}, {0x1F4FF, 0x1F53D, 1}, {0x1F54B, 0x1F54E, 1},
		{0x1F550, 0x1F567, 1}, {0x1F57A, 0x1F57A, 1}, {0x1F595, 0x1F596, 1}, {0x1F5A4, 0x1F5A4, 1},
		{0x1F5FB, 0x1F64F, 1}, {0x1F680, 0x1F6C5, 1}, {0x1F6CC, 0x1F6CC, 1}, {0x1F6D0, 0x1F6D2, 1},
		{0x1F6D5, 0x1F6D8, 1}, {0x1F6DC, 0x1F6DF, 1}, {0x1F6EB, 0x1F6EC, 1}, {0x1F6F4, 0x1F6FC, 1},
		{0x1F7E0, 0x1F7EB, 1}, {0x1F7F0, 0x1F7F0, 1}, {0x1F90C, 0x1F93A, 1}, {0x1F93C, 0x1F945, 1},
		{0x1F947, 0x1F9FF, 1}, {0x1FA70, 0x1FAFF, 1}, {0x20000, 0x2FFFD, 1}, {0x30000, 0x3FFFD, 1},
	},
}

// zeroWidth are the characters that take no column of their own.
var zeroWidth = []*unicode.RangeTable{unicode.Mn, unicode.Me, unicode.Cf, unicode.Cc, unicode.Zl, unicode.Zp}

const emojiStyle = 0xFE0F // variation selector that asks for the wide form

func runeWidth(r rune) int {
	switch {
	case r >= ' ' && r < 0x7F:
		return 1
	case r == 0xAD:
		return 1
	case unicode.IsOneOf(zeroWidth, r):
		return 0
	case unicode.Is(wide, r):
		return 2
	}
	return 1
}

// clusterWidth returns the columns of one grapheme cluster: those of its
// first character that has any, two if it asks for the emoji form.
func clusterWidth(s string) int {
	w := 0
	for _, r := range s {
		if r == emojiStyle && w > 0 {
			return 2
		}
		if w == 0 {
			w = runeWidth(r)
		}
	}
	return w
}

// Columns returns how many columns of a terminal s takes; colour sequences
// take none.
func Columns(s string) int {
	n := 0
	for c := range clusters(stripEscapes(s)) {
		n += clusterWidth(c)
	}
	return n
}

// clusters yields the grapheme clusters of s.
func clusters(s string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for s != "" {
			c := nextCluster(s)
			if !yield(c) {
				return
			}
			s = s[len(c):]
		}
	}
}

// nextCluster returns the first grapheme cluster of a text that is not empty.
func nextCluster(s string) string {
	if s[0] < utf8.RuneSelf && s[0] != '\r' && (len(s) == 1 || s[1] < utf8.RuneSelf) {
		return s[:1] // most texts are ASCII
	}
	it := graphemes.FromString(s)
	if it.Next() {
		return it.Value()
	}
	return s
}

// escapeLength returns how long the escape sequence is that s starts with:
// CSI, a string such as a title up to BEL or ST, or two characters.
func escapeLength(s string) int {
	if len(s) < 2 {
		return len(s)
	}
	switch s[1] {
	case '[':
		for i := 2; i < len(s); i++ {
			if s[i] >= '@' && s[i] <= '~' {
				return i + 1
			}
		}
		return len(s)
	case ']', 'P', '^', '_', 'X':
		for i := 2; i < len(s); i++ {
			switch {
			case s[i] == '\a':
				return i + 1
			case s[i] == '\x1b' && i+1 < len(s) && s[i+1] == '\\':
				return i + 2
			}
		}
		return len(s)
	}
	return 2
}

// stripEscapes removes the escape sequences that terminals obey.
func stripEscapes(s string) string {
	i := strings.IndexByte(s, '\x1b')
	if i < 0 {
		return s
	}
	var b strings.Builder
	for i >= 0 {
		b.WriteString(s[:i])
		s = s[i+escapeLength(s[i:]):]
		i = strings.IndexByte(s, '\x1b')
	}
	b.WriteString(s)
	return b.String()
}
