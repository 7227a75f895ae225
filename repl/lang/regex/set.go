package regex

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// set is a set of characters.
type set struct {
	low    [256]bool // the characters below 256, negation included
	ranges [][2]rune // from 256 on
	tests  []func(rune) bool
	negate bool // of ranges and tests
}

func (s *set) has(r rune) bool {
	if r >= 0 && r < 256 {
		return s.low[r]
	}
	return s.listed(r) != s.negate
}

func (s *set) listed(r rune) bool {
	for _, x := range s.ranges {
		if x[0] <= r && r <= x[1] {
			return true
		}
	}
	for _, test := range s.tests {
		if test(r) {
			return true
		}
	}
	return false
}

// finish fills low once everything has been added.
func (s *set) finish(negate bool) *set {
	s.negate = negate
	for r := range rune(256) {
		s.low[r] = s.listed(r) != negate
	}
	return s
}

func setOf(test func(rune) bool) *set {
	s := &set{tests: []func(rune) bool{test}}
	return s.finish(false)
}

// foldsOf returns a character and those that differ from it by case alone; only
// letters of ASCII have case where there is no UTF.
func foldsOf(r rune, utf bool) []rune {
	rs := []rune{r}
	if utf {
		for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
			rs = append(rs, f)
		}
		return rs
	}
	if r < 0x80 && unicode.IsLetter(r) {
		rs = append(rs, r^0x20)
	}
	return rs
}

// addRange adds the characters from lo to hi, and their other cases.
func (s *set) addRange(lo, hi rune, caseless, utf bool) {
	s.ranges = append(s.ranges, [2]rune{lo, hi})
	if !caseless {
		return
	}
	if hi-lo > 0x3000 {
		s.tests = append(s.tests, func(r rune) bool {
			return slices.ContainsFunc(foldsOf(r, utf), func(f rune) bool { return lo <= f && f <= hi })
		})
		return
	}
	for r := lo; r <= hi; r++ {
		for _, f := range foldsOf(r, utf)[1:] {
			s.ranges = append(s.ranges, [2]rune{f, f})
		}
	}
}

func isHorizontal(r rune) bool {
	return r == '\t' || r == ' ' || r == 0xA0 || r == 0x1680 || r == 0x180E || r >= 0x2000 && r <= 0x200A ||
		r == 0x202F || r == 0x205F || r == 0x3000
}

func isVertical(r rune) bool {
	return r >= '\n' && r <= '\r' || r == 0x85 || r == 0x2028 || r == 0x2029
}

func (o *Options) isDigit(r rune) bool {
	if o.UCP {
		return unicode.Is(unicode.Nd, r)
	}
	return r >= '0' && r <= '9'
}

func (o *Options) isSpace(r rune) bool {
	if o.UCP {
		return isHorizontal(r) || isVertical(r) || unicode.Is(unicode.Z, r)
	}
	return r == ' ' || r >= '\t' && r <= '\r'
}

func (o *Options) isWord(r rune) bool {
	if o.UCP {
		return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.In(r, unicode.Mn, unicode.Pc)
	}
	return r == '_' || r >= '0' && r <= '9' || r < 0x80 && unicode.IsLetter(r)
}

// posix returns the test of a POSIX class.
func (o *Options) posix(name string) (func(rune) bool, bool) {
	wide := func(r rune) bool { return o.UCP || r < 0x80 }
	switch name {
	case "alpha":
		return func(r rune) bool { return wide(r) && unicode.IsLetter(r) }, true
	case "lower":
		return func(r rune) bool { return wide(r) && unicode.IsLower(r) }, true
	case "upper":
		return func(r rune) bool { return wide(r) && unicode.IsUpper(r) }, true
	case "alnum":
		return func(r rune) bool {
			return wide(r) && unicode.IsLetter(r) || o.isDigit(r) || o.UCP && unicode.IsNumber(r)
		}, true
	case "ascii":
		return func(r rune) bool { return r < 128 }, true
	case "blank":
		return func(r rune) bool { return r == ' ' || r == '\t' || (o.UCP && isHorizontal(r)) }, true
	case "cntrl":
		return func(r rune) bool { return wide(r) && unicode.IsControl(r) }, true
	case "digit":
		return o.isDigit, true
	case "graph":
		return func(r rune) bool { return wide(r) && unicode.IsGraphic(r) && !unicode.IsSpace(r) }, true
	case "print":
		return func(r rune) bool { return wide(r) && unicode.IsGraphic(r) }, true
	case "punct":
		return func(r rune) bool {
			return wide(r) && (unicode.IsPunct(r) || unicode.IsSymbol(r) && (r < 128 || !o.UCP))
		}, true
	case "space":
		return o.isSpace, true
	case "word":
		return o.isWord, true
	case "xdigit":
		return func(r rune) bool { return r < 128 && strings.ContainsRune("0123456789abcdefABCDEF", r) }, true
	}
	return nil, false
}

// property returns the test of \p{name}.
func property(name string) (func(rune) bool, bool) {
	squeezed := strings.ToLower(strings.NewReplacer(" ", "", "_", "", "-", "").Replace(name))
	if _, value, found := strings.Cut(squeezed, "="); found {
		squeezed = value
	} else if _, value, found := strings.Cut(squeezed, ":"); found {
		squeezed = value
	}
	switch squeezed {
	case "any":
		return func(rune) bool { return true }, true
	case "l&", "lc":
		return func(r rune) bool { return unicode.In(r, unicode.Lu, unicode.Ll, unicode.Lt) }, true
	case "xan":
		return func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }, true
	case "xsp", "xps":
		return func(r rune) bool { return isHorizontal(r) || isVertical(r) || unicode.Is(unicode.Z, r) }, true
	case "xwd":
		return func(r rune) bool {
			return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.In(r, unicode.Mn, unicode.Pc)
		}, true
	case "alphabetic", "alpha":
		return func(r rune) bool { return unicode.In(r, unicode.L, unicode.Nl, unicode.Other_Alphabetic) }, true
	case "uppercase", "upper":
		return func(r rune) bool { return unicode.In(r, unicode.Lu, unicode.Other_Uppercase) }, true
	case "lowercase", "lower":
		return func(r rune) bool { return unicode.In(r, unicode.Ll, unicode.Other_Lowercase) }, true
	case "cn":
		return func(r rune) bool {
			return !unicode.In(r, unicode.L, unicode.M, unicode.N, unicode.P, unicode.S, unicode.Z, unicode.C)
		}, true
	}
	for _, tables := range []map[string]*unicode.RangeTable{unicode.Categories, unicode.Scripts, unicode.Properties} {
		for key, table := range tables {
			if strings.ToLower(strings.ReplaceAll(key, "_", "")) == squeezed {
				return func(r rune) bool { return unicode.Is(table, r) }, true
			}
		}
	}
	return nil, false
}

// charAt decodes the character at i, which is inside of s.
func charAt(s []byte, i int, utf bool) (rune, int) {
	if !utf || s[i] < utf8.RuneSelf {
		return rune(s[i]), 1
	}
	return utf8.DecodeRune(s[i:])
}
