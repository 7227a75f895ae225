package bif

import (
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
	{Name: "characters_to_nfc_binary", Arity: 1, Func: normal(norm.NFC)},
	{Name: "characters_to_nfd_binary", Arity: 1, Func: normal(norm.NFD)},
	{Name: "characters_to_nfkc_binary", Arity: 1, Func: normal(norm.NFKC)},
	{Name: "characters_to_nfkd_binary", Arity: 1, Func: normal(norm.NFKD)},
}

// encoding names of :unicode.
var (
	atomLatin1  = term.Intern("latin1")
	atomUnicode = term.Intern("unicode")
	atomUTF8    = term.Intern("utf8")
	atomUTF16   = term.Intern("utf16")
	atomUTF32   = term.Intern("utf32")
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
	}
	return 0
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
		return ok(fault(d, charlist(string(d.text))))
	}
	return chars(string(d.text))
}

func normal(form norm.Form) result {
	return func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		d, valid := decode(a[0], atomUTF8)
		if !valid {
			return m.Badarg()
		}
		b := term.Binary(form.Bytes(d.text))
		if d.fault {
			return ok(fault(d, b))
		}
		return ok(b)
	}
}
