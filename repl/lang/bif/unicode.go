package bif

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"gex/proto/term"
	"gex/repl/lang/vm"
)

// unicodeRows is :unicode.
var unicodeRows = []vm.Row{
	{Name: "characters_to_binary", Arity: 1, Func: charactersToBinary},
	{Name: "characters_to_binary", Arity: 2, Func: charactersToBinary},
	{Name: "characters_to_binary", Arity: 3, Func: charactersToBinary},
	{Name: "characters_to_list", Arity: 1, Func: charactersToList},
	{Name: "characters_to_list", Arity: 2, Func: charactersToList},
	{Name: "characters_to_nfc_binary", Arity: 1, Func: normal(norm.NFC, term.String)},
	{Name: "characters_to_nfd_binary", Arity: 1, Func: normal(norm.NFD, term.String)},
	{Name: "characters_to_nfkc_binary", Arity: 1, Func: normal(norm.NFKC, term.String)},
	{Name: "characters_to_nfkd_binary", Arity: 1, Func: normal(norm.NFKD, term.String)},
	{Name: "characters_to_nfc_list", Arity: 1, Func: normal(norm.NFC, term.Charlist)},
	{Name: "characters_to_nfd_list", Arity: 1, Func: normal(norm.NFD, term.Charlist)},
	{Name: "characters_to_nfkc_list", Arity: 1, Func: normal(norm.NFKC, term.Charlist)},
	{Name: "characters_to_nfkd_list", Arity: 1, Func: normal(norm.NFKD, term.Charlist)},
	{Name: "bom_to_encoding", Arity: 1, Func: bomToEncoding},
	{Name: "encoding_to_bom", Arity: 1, Func: encodingToBom},
	{Name: "category", Arity: 1, Func: unicodeCategory},
	{Name: "is_whitespace", Arity: 1, Func: unicodeIs(func(r rune) bool { return unicode.Is(unicode.Pattern_White_Space, r) })},
	{Name: "is_id_start", Arity: 1, Func: unicodeIs(isIDStart)},
	{Name: "is_id_continue", Arity: 1, Func: unicodeIs(func(r rune) bool {
		return isIDStart(r) || unicode.In(r, unicode.Mn, unicode.Mc, unicode.Nd, unicode.Pc, unicode.Other_ID_Continue)
	})},
}

// encoding names of :unicode.
var (
	atomLatin1  = term.Intern("latin1")
	atomUnicode = term.Intern("unicode")
	atomUTF8    = term.Intern("utf8")
	atomUTF16   = term.Intern("utf16")
	atomUTF32   = term.Intern("utf32")
	// {utf16, little} and {utf32, little}
	atomUTF16Little = term.Intern("utf16_little")
	atomUTF32Little = term.Intern("utf32_little")
)

// decoded is chardata taken apart: its text, and where it stopped.
type decoded struct {
	text       []byte
	rest       term.Term // what follows a fault
	incomplete bool      // the fault is a character cut short at the end
	fault      bool
}

// decode reads chardata whose binaries are in an encoding. It is false if t is
// no chardata at all.
func decode(t term.Term, encoding term.Atom) (d decoded, valid bool) {
	if !t.IsList() && !t.IsBinary() {
		return d, false
	}
	stack := []term.Term{t}
	for len(stack) > 0 {
		x := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		switch {
		case x.IsNil():
		case x.IsCons():
			if x.Tail().IsInteger() {
				return d, false
			}
			stack = append(stack, x.Tail(), x.Head())
		case x.IsInt():
			c := x.Int()
			if c < 0 || c > 0x10FFFF || c >= 0xD800 && c < 0xE000 || encoding == atomLatin1 && c > 255 {
				d.fault = true
				d.rest = remainder(x, stack)
				return d, true
			}
			d.text = utf8.AppendRune(d.text, rune(c))
		case x.IsBinary():
			b, _ := x.Bytes()
			n, incomplete := d.decodeBytes(b, encoding)
			if n == len(b) {
				continue
			}
			d.fault, d.incomplete = true, incomplete && len(stack) == 0 || incomplete && allNil(stack)
			d.rest = remainder(term.Binary(b[n:]), stack)
			return d, true
		default:
			return d, false
		}
	}
	return d, true
}

func allNil(ts []term.Term) bool {
	for _, t := range ts {
		if !t.IsNil() {
			return false
		}
	}
	return true
}

// remainder is the chardata from x on.
func remainder(x term.Term, stack []term.Term) term.Term {
	if allNil(stack) && x.IsBinary() {
		return x
	}
	out := term.Nil
	for i, t := range stack {
		if i == 0 && t.IsList() {
			out = t
		} else {
			out = term.Cons(t, out)
		}
	}
	return term.Cons(x, out)
}

// decodeBytes appends the characters of b and returns how many bytes it used.
func (d *decoded) decodeBytes(b []byte, encoding term.Atom) (n int, incomplete bool) {
	switch encoding {
	case atomUTF16Little:
		return d.decodeBytes(swapped(b, 2), atomUTF16)
	case atomUTF32Little:
		return d.decodeBytes(swapped(b, 4), atomUTF32)
	case atomLatin1:
		for _, c := range b {
			d.text = utf8.AppendRune(d.text, rune(c))
		}
		return len(b), false
	case atomUTF16:
		for n+1 < len(b) {
			r := rune(b[n])<<8 | rune(b[n+1])
			size := 2
			if utf16.IsSurrogate(r) {
				if n+3 >= len(b) {
					return n, r < 0xDC00
				}
				r = utf16.DecodeRune(r, rune(b[n+2])<<8|rune(b[n+3]))
				size = 4
				if r == utf8.RuneError {
					return n, false
				}
			}
			d.text = utf8.AppendRune(d.text, r)
			n += size
		}
		return n, true
	case atomUTF32:
		for n+3 < len(b) {
			r := rune(b[n])<<24 | rune(b[n+1])<<16 | rune(b[n+2])<<8 | rune(b[n+3])
			if !utf8.ValidRune(r) {
				return n, false
			}
			d.text = utf8.AppendRune(d.text, r)
			n += 4
		}
		return n, true
	}
	if utf8.Valid(b) {
		d.text = append(d.text, b...)
		return len(b), false
	}
	for n < len(b) {
		r, size := utf8.DecodeRune(b[n:])
		if r == utf8.RuneError && size <= 1 {
			return n, !utf8.FullRune(b[n:])
		}
		d.text = append(d.text, b[n:n+size]...)
		n += size
	}
	return n, false
}

// encodingOf reads the name of an encoding; zero if it is none.
func encodingOf(t term.Term) term.Atom {
	switch {
	case t.Is(atomUnicode), t.Is(atomUTF8):
		return atomUTF8
	case t.Is(atomLatin1), t.Is(atomUTF16), t.Is(atomUTF32):
		return t.Atom()
	case t.IsTupleOf(2) && t.Elem(1).Is(term.Intern("big")):
		return encodingOf(t.Elem(0))
	case t.IsTupleOf(2) && t.Elem(1).Is(term.Intern("little")):
		switch e := encodingOf(t.Elem(0)); e {
		case atomUTF16:
			return atomUTF16Little
		case atomUTF32:
			return atomUTF32Little
		}
	}
	return 0
}

// swapped turns the byte order of units of a size round; what is left of the
// last one stays as it is.
func swapped(b []byte, size int) []byte {
	out := slices.Clone(b)
	for i := 0; i+size <= len(out); i += size {
		slices.Reverse(out[i : i+size])
	}
	return out
}

// encode writes text in an encoding; false if a character does not fit.
func encode(s []byte, encoding term.Atom) ([]byte, bool) {
	switch encoding {
	case atomUTF8:
		return s, true
	case atomLatin1:
		out := make([]byte, 0, len(s))
		for _, r := range string(s) {
			if r > 255 {
				return out, false
			}
			out = append(out, byte(r))
		}
		return out, true
	case atomUTF16Little:
		out, fits := encode(s, atomUTF16)
		return swapped(out, 2), fits
	case atomUTF32Little:
		out, fits := encode(s, atomUTF32)
		return swapped(out, 4), fits
	case atomUTF16:
		var out []byte
		for _, u := range utf16.Encode([]rune(string(s))) {
			out = append(out, byte(u>>8), byte(u))
		}
		return out, true
	}
	var out []byte
	for _, r := range string(s) {
		out = append(out, byte(r>>24), byte(r>>16), byte(r>>8), byte(r))
	}
	return out, true
}

func fault(d decoded, text term.Term) term.Term {
	tag := term.Error.Term()
	if d.incomplete {
		tag = term.A("incomplete")
	}
	return term.Tuple(tag, text, d.rest)
}

func charactersToBinary(m *vm.Machine, a []term.Term) (term.Term, bool) {
	in, out := atomUTF8, atomUTF8
	if len(a) > 1 {
		in = encodingOf(a[1])
	}
	if len(a) > 2 {
		out = encodingOf(a[2])
	}
	if in == 0 || out == 0 {
		return m.Badarg()
	}
	d, valid := decode(a[0], in)
	if !valid {
		return m.Badarg()
	}
	m.Bump(len(d.text) / 64)
	b, fits := encode(d.text, out)
	if !fits {
		return ok(term.Tuple(term.Error.Term(), term.Binary(b), a[0]))
	}
	if d.fault {
		return ok(fault(d, term.Binary(b)))
	}
	return ok(term.Binary(b))
}

func charactersToList(m *vm.Machine, a []term.Term) (term.Term, bool) {
	in := atomUTF8
	if len(a) > 1 {
		in = encodingOf(a[1])
	}
	if in == 0 {
		return m.Badarg()
	}
	d, valid := decode(a[0], in)
	if !valid {
		return m.Badarg()
	}
	if d.fault {
		return ok(fault(d, term.Charlist(string(d.text))))
	}
	return chars(string(d.text))
}

func normal(form norm.Form, out func(string) term.Term) result {
	return func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		d, valid := decode(a[0], atomUTF8)
		if !valid {
			return m.Badarg()
		}
		b := out(form.String(string(d.text)))
		if d.fault {
			return ok(fault(d, b))
		}
		return ok(b)
	}
}

// boms are the encodings that a mark at the beginning tells, longest mark first.
var boms = []struct{ mark, name, order string }{
	{"\x00\x00\xFE\xFF", "utf32", "big"},
	{"\xFF\xFE\x00\x00", "utf32", "little"},
	{"\xEF\xBB\xBF", "utf8", ""},
	{"\xFE\xFF", "utf16", "big"},
	{"\xFF\xFE", "utf16", "little"},
}

func bomToEncoding(m *vm.Machine, a []term.Term) (term.Term, bool) {
	b, isBinary := a[0].Bytes()
	if !isBinary {
		return functionClause(m, a)
	}
	for _, bom := range boms {
		if strings.HasPrefix(string(b), bom.mark) {
			name := term.A(bom.name)
			if bom.order != "" {
				name = term.Tuple(name, term.A(bom.order))
			}
			return ok(term.Tuple(name, term.Int(int64(len(bom.mark)))))
		}
	}
	return ok(term.Tuple(atomLatin1.Term(), term.Int(0)))
}

func encodingToBom(m *vm.Machine, a []term.Term) (term.Term, bool) {
	name, order := a[0], term.A("big")
	if a[0].IsTupleOf(2) {
		name, order = a[0].Elem(0), a[0].Elem(1)
	}
	if name.Is(atomUnicode) {
		name = atomUTF8.Term()
	}
	for _, bom := range boms {
		if name.Is(term.Intern(bom.name)) && (bom.order == "" || order.Is(term.Intern(bom.order))) {
			return text(bom.mark)
		}
	}
	if name.Is(atomLatin1) {
		return text("")
	}
	return functionClause(m, a)
}

func isIDStart(r rune) bool {
	return unicode.In(r, unicode.L, unicode.Nl, unicode.Other_ID_Start) &&
		!unicode.In(r, unicode.Pattern_Syntax, unicode.Pattern_White_Space)
}

func unicodeIs(test func(rune) bool) result {
	return func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		c, isInt := a[0].AsInt()
		if !isInt || c < 0 || c > unicode.MaxRune {
			return functionClause(m, a)
		}
		return boolean(test(rune(c)))
	}
}

// categories names the general categories as :unicode does.
var categories = map[string][2]string{
	"Lu": {"letter", "uppercase"}, "Ll": {"letter", "lowercase"}, "Lt": {"letter", "titlecase"},
	"Lm": {"letter", "modifier"}, "Lo": {"letter", "other"},
	"Mn": {"mark", "non_spacing"}, "Mc": {"mark", "spacing_combining"}, "Me": {"mark", "enclosing"},
	"Nd": {"number", "decimal"}, "Nl": {"number", "letter"}, "No": {"number", "other"},
	"Pc": {"punctuation", "connector"}, "Pd": {"punctuation", "dash"}, "Ps": {"punctuation", "open"},
	"Pe": {"punctuation", "close"}, "Pi": {"punctuation", "initial"}, "Pf": {"punctuation", "final"},
	"Po": {"punctuation", "other"},
	"Sm": {"symbol", "math"}, "Sc": {"symbol", "currency"}, "Sk": {"symbol", "modifier"}, "So": {"symbol", "other"},
	"Zs": {"separator", "space"}, "Zl": {"separator", "line"}, "Zp": {"separator", "paragraph"},
	"Cc": {"other", "control"}, "Cf": {"other", "format"}, "Cs": {"other", "surrogate"}, "Co": {"other", "private"},
}

func unicodeCategory(m *vm.Machine, a []term.Term) (term.Term, bool) {
	c, isInt := a[0].AsInt()
	if !isInt || c < 0 || c > unicode.MaxRune {
		return functionClause(m, a)
	}
	for code, names := range categories {
		if unicode.Is(unicode.Categories[code], rune(c)) {
			return ok(term.Tuple(term.A(names[0]), term.A(names[1])))
		}
	}
	return ok(term.Tuple(term.A("other"), term.A("not_assigned")))
}
