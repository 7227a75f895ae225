package inspect

import (
	"math"
	"unicode/utf8"

	"gex/proto/term"
)

const upperHex = "0123456789ABCDEF"

// Escape appends s as it stands between two quote characters in Elixir
// source, and returns how many bytes of s it took: all, unless limit
// characters (Unlimited: any number) end before s does. A quote of 0 stands for
// none.
func Escape(dst []byte, s string, quote byte, limit int) (out []byte, taken int) {
	if limit < 0 {
		limit = math.MaxInt
	}
	i := 0
	for ; i < len(s) && limit > 0; limit-- {
		c := s[i]
		switch {
		case c == quote && quote != 0:
			dst = append(dst, '\\', c)
			i++
		case c == '#' && i+1 < len(s) && s[i+1] == '{':
			dst = append(dst, `\#{`...)
			i += 2
		case c < utf8.RuneSelf:
			dst = appendASCII(dst, c)
			i++
		default:
			r, n := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && n == 1 {
				dst = append(dst, '\\', 'x', upperHex[c>>4], upperHex[c&15])
			} else {
				dst = appendRune(dst, r)
			}
			i += n
		}
	}
	return dst, i
}

func appendASCII(dst []byte, c byte) []byte {
	const letters = "abtnvfr" // 7 to 13
	switch {
	case c >= 7 && c <= 13:
		return append(dst, '\\', letters[c-7])
	case c == 0:
		return append(dst, '\\', '0')
	case c == 27:
		return append(dst, '\\', 'e')
	case c == 127:
		return append(dst, '\\', 'd')
	case c == '\\':
		return append(dst, '\\', '\\')
	case c < ' ':
		return append(dst, '\\', 'x', upperHex[c>>4], upperHex[c&15])
	}
	return append(dst, c)
}

func appendRune(dst []byte, r rune) []byte {
	switch {
	case deceptive(r):
		return append(dst, '\\', 'u', upperHex[r>>12], upperHex[r>>8&15], upperHex[r>>4&15], upperHex[r&15])
	case r < 0xA0:
		return append(dst, '\\', 'x', upperHex[r>>4], upperHex[r&15])
	case r == 0xFFFE || r == 0xFFFF:
		return append(dst, '\\', 'x', '{', upperHex[r>>12], upperHex[r>>8&15], upperHex[r>>4&15], upperHex[r&15], '}')
	}
	return utf8.AppendRune(dst, r)
}

// deceptive tells whether r is invisible, a blank that is not the usual one,
// or turns the direction of text.
func deceptive(r rune) bool {
	switch {
	case r < 0xA0:
		return false
	case r == 0xA0, r == 0x34F, r == 0x61C, r == 0xFEFF:
		return true
	case r >= 0x2000 && r <= 0x200F, r >= 0x2028 && r <= 0x202E:
		return true
	case r >= 0x205F && r <= 0x2064, r >= 0x2066 && r <= 0x2069:
		return true
	}
	return r >= 0xFFF9 && r <= 0xFFFC
}

// Printable is String.printable?/2: whether the first limit characters of s
// (Unlimited: all) are printable Unicode.
func Printable(s []byte, limit int) bool {
	if limit < 0 {
		limit = math.MaxInt
	}
	for i := 0; i < len(s) && limit > 0; limit-- {
		c := s[i]
		if c < utf8.RuneSelf {
			if !printableASCII(int64(c)) && c != 127 {
				return false
			}
			i++
			continue
		}
		r, n := utf8.DecodeRune(s[i:])
		if r == utf8.RuneError && n == 1 || r < 0xA0 || r == 0xFFFE || r == 0xFFFF {
			return false
		}
		i += n
	}
	return true
}

func printableASCII(c int64) bool {
	return c >= ' ' && c <= '~' || c >= 7 && c <= 13 || c == 27
}

// charlist prints t between ~c quotes if it is to print as characters.
func (p *printer) charlist(t term.Term) (Doc, bool) {
	switch p.Charlists {
	case AsLists:
		return nil, false
	case AsCharlists:
		if !allChars(t, p.PrintableLimit, unicodeChar) {
			return nil, false
		}
	default:
		if !allChars(t, p.PrintableLimit, printableASCII) {
			return nil, false
		}
	}
	var s []byte
	n := 0
	for ; t.IsCons() && n != p.PrintableLimit; t = t.Tail() {
		s = utf8.AppendRune(s, rune(t.Head().Int()))
		n++
	}
	dst := append(make([]byte, 0, len(s)+8), `~c"`...)
	dst, _ = Escape(dst, string(s), '"', Unlimited)
	dst = append(dst, '"')
	if t.IsCons() {
		dst = append(dst, " ++ ..."...)
	}
	return p.color(Text(dst), "charlist"), true
}

func unicodeChar(c int64) bool {
	return c >= 0 && c <= 0xD7FF || c >= 0xE000 && c <= utf8.MaxRune
}

// allChars tells whether the first limit elements of t are integers that ok
// accepts and t is proper that far.
func allChars(t term.Term, limit int, ok func(int64) bool) bool {
	for ; limit != 0 && t.IsCons(); limit-- {
		c, isInt := t.Head().AsInt()
		if !isInt || !ok(c) {
			return false
		}
		t = t.Tail()
	}
	return limit == 0 || t.IsNil()
}

func (p *printer) bits(t term.Term) Doc {
	if b, ok := t.Bytes(); ok && p.asString(b) {
		dst := append(make([]byte, 0, len(b)+2), '"')
		dst, n := Escape(dst, string(b), '"', p.PrintableLimit)
		dst = append(dst, '"')
		if n < len(b) {
			dst = append(dst, " <> ..."...)
		}
		return p.color(Text(dst), "string")
	}
	return p.bitString(t)
}

func (p *printer) asString(b []byte) bool {
	switch p.Binaries {
	case AsStrings:
		return true
	case InferBinaries:
		return p.Base == Decimal && Printable(b, p.PrintableLimit)
	}
	return false
}

func (p *printer) bitString(t term.Term) Doc {
	size := t.BitLen()
	if size == 0 {
		return p.color(Text("<<>>"), "binary")
	}
	whole, rest := size/8, size%8
	show := min(whole, p.limit)
	data, off := t.BitData()
	head := make([]byte, show)
	term.CopyBits(head, 0, data, off, show*8)
	var body Cat
	for i, b := range head {
		d := p.color(Text(p.integer(nil, term.Int(int64(b)))), "number")
		if i == whole-1 && rest == 0 {
			body = append(body, d)
		} else {
			body = append(body, d, Text(","), Break{S: " ", Flex: true})
		}
	}
	switch {
	case p.limit <= show && (show < whole || rest > 0):
		body = append(body, Text("..."))
	case rest > 0:
		last := make([]byte, 1)
		term.CopyBits(last, 8-rest, data, off+whole*8, rest)
		body = append(body, p.color(Text(p.integer(nil, term.Int(int64(last[0])))), "number"),
			Text("::size("+string(rune('0'+rest))+")"))
	}
	if p.limit != math.MaxInt {
		p.limit = max(0, p.limit-(size+7)/8)
	}
	return Group{D: Cat{p.color(Text("<<"), "binary"), Nest{D: body, By: 2}, p.color(Text(">>"), "binary")}}
}
