package erl

import (
	"math/big"
	"strconv"
	"strings"
	"unicode"

	"gex/proto/term"
)

// ScanMessage is erl_scan:format_error/1. What it does not know it writes as a
// term.
func ScanMessage(desc term.Term) string {
	if desc.IsAtom() {
		switch desc.AtomName() {
		case "indentation":
			return "bad indentation in triple-quoted string"
		case "white_space":
			return "not white space after start of triple-quoted string"
		case "string_concat":
			return "adjacent string literals without intervening white space"
		}
	}
	switch es := desc.Elems(); {
	case len(es) == 2 && es[0].Is(term.A("unterminated").Atom()) && es[1].Is(aChar):
		return "unterminated character"
	case len(es) == 3 && es[0].Is(term.A("unterminated").Atom()):
		quote := '"'
		if es[1].Is(aAtom) {
			quote = '\''
		}
		head, _ := Text(es[2])
		return "unterminated " + stringThing(es[1]) + " starting with " + Quote(string(head), quote)
	case len(es) == 2 && es[0].Is(term.A("illegal").Atom()) && es[1].IsAtom():
		return "illegal " + AtomText(es[1].Atom())
	case len(es) == 2 && es[0].Is(term.A("base").Atom()):
		if b, ok := es[1].AsBig(); ok {
			return "illegal base '" + b.String() + "'"
		}
	}
	return ValueText(desc)
}

func stringThing(what term.Term) string {
	if what.IsAtom() {
		return what.AtomName()
	}
	es := what.Elems()
	switch {
	case len(es) == 2:
		return "triple-quoted string"
	case len(es) == 4 && es[1].IsAtom() && es[2].IsInt() && es[3].IsInt():
		return "~" + es[1].AtomName() + string(rune(es[2].Int())) + string(rune(es[3].Int())) + " sigil string"
	case len(es) == 3 && es[1].IsAtom():
		return "triple-quoted ~" + es[1].AtomName() + " sigil string"
	}
	return "string"
}

// tokenText is how a syntax error shows a token.
func tokenText(t Token) string {
	if text, ok := AnnoGet(t.Anno, aText); ok {
		s, _ := Text(text)
		return string(s)
	}
	if t.Value.IsNone() {
		switch t.Kind {
		case aDot:
			return "'.'"
		case aEndOfTokens:
			return ""
		}
		return AtomText(t.Kind)
	}
	switch {
	case t.Kind == aVar && t.Value.IsAtom():
		return t.Value.AtomName()
	case t.Kind == aString:
		s, _ := Text(t.Value)
		return Quote(string(s), '"')
	case t.Kind == aChar && t.Value.IsInt():
		return CharText(rune(t.Value.Int()))
	}
	return ValueText(t.Value)
}

// ValueText writes the values that tokens have as Erlang source.
func ValueText(v term.Term) string {
	switch {
	case v.IsAtom():
		return AtomText(v.Atom())
	case v.IsFloat():
		return FloatText(v.Float())
	case v.IsList():
		s, _ := Text(v)
		return Quote(string(s), '"')
	}
	if b, ok := v.AsBig(); ok {
		return b.String()
	}
	es := v.Elems()
	parts := make([]string, len(es))
	for i, e := range es {
		parts[i] = ValueText(e)
	}
	return "{" + strings.Join(parts, ",") + "}"
}

// ListText writes a list of integers as one, also where they are characters.
func ListText(t term.Term) string {
	var parts []string
	for ; t.IsCons(); t = t.Tail() {
		parts = append(parts, ValueText(t.Head()))
	}
	return "[" + strings.Join(parts, ",") + "]"
}

// FloatText writes a float as Erlang does: the shortest digits that give it
// back, with an exponent where that is shorter.
func FloatText(f float64) string {
	s := strconv.FormatFloat(f, 'e', -1, 64)
	mantissa, exp, _ := strings.Cut(s, "e")
	e, _ := strconv.Atoi(exp)
	if !strings.Contains(mantissa, ".") {
		mantissa += ".0"
	}
	short := mantissa + "e" + strconv.Itoa(e)
	long := strconv.FormatFloat(f, 'f', -1, 64)
	if !strings.Contains(long, ".") {
		long += ".0"
	}
	const exactInteger = 1 << 53
	if len(long) > len(short) || f >= exactInteger || f <= -exactInteger {
		return short
	}
	return long
}

// AtomText writes an atom as source text, with quotes where it needs them.
func AtomText(a term.Atom) string {
	name := a.String()
	first := rune(-1)
	for _, c := range name {
		first = c
		break
	}
	plain := (first >= 'a' && first <= 'z' || isLower1(first)) && !ReservedAlways(name)
	for _, c := range name {
		plain = plain && isName(c)
	}
	if plain {
		return name
	}
	return Quote(name, '\'')
}

// CharText writes a character as $c.
func CharText(c rune) string {
	switch {
	case c == '"', c == '\'':
		return "$" + string(c)
	case c == ' ':
		return "$\\s"
	}
	q := []rune(Quote(string(c), '"'))
	return "$" + string(q[1:len(q)-1])
}

// Quote writes text between quotes, with the escapes of Erlang source.
func Quote(s string, quote rune) string {
	var b strings.Builder
	b.WriteRune(quote)
	for _, c := range s {
		switch i := strings.IndexRune("\n\t\r\v\b\f\x1b\x7f", c); {
		case c == quote || c == '\\':
			b.WriteRune('\\')
			b.WriteRune(c)
		case i >= 0:
			b.WriteByte('\\')
			b.WriteByte("ntrvbfed"[i])
		case c < ' ':
			b.WriteByte('\\')
			b.WriteString(octal(c))
		case c >= 0x80 && c < 0xA0, c > 0xFF && !unicode.IsPrint(c):
			b.WriteString("\\x{" + strings.ToUpper(big.NewInt(int64(c)).Text(16)) + "}")
		default:
			b.WriteRune(c)
		}
	}
	b.WriteRune(quote)
	return b.String()
}

func octal(c rune) string {
	return string([]rune{'0' + c>>6&7, '0' + c>>3&7, '0' + c&7})
}
