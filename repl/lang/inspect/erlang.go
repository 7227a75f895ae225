package inspect

import (
	"strconv"
	"unicode/utf8"

	"gex/proto/term"
)

// ErlangOptions are the ways of writing a term as io_lib:format/2 does. The
// zero value is ~w.
type ErlangOptions struct {
	// Pretty is ~p: lists and binaries of printable characters as text,
	// broken into lines of Width columns.
	Pretty bool
	// Unicode is the modifier t: characters above 255 as they are.
	Unicode bool
	// Width is the width of lines for Pretty; 0 writes one line.
	Width int
	// Column is where the text starts, from 1; 0 is 1.
	Column int
	// NodeIndex as in Options.
	NodeIndex func(node term.Atom, creation uint32) int
}

// AppendErlang writes t as Erlang does and appends it to dst. nil options
// are ~w.
func AppendErlang(dst []byte, t term.Term, o *ErlangOptions) []byte {
	if o == nil {
		o = &ErlangOptions{}
	}
	w := erlang{ErlangOptions: o, ids: &Options{NodeIndex: o.NodeIndex}}
	if o.Pretty && o.Width > 0 {
		return w.pretty(dst, t)
	}
	return w.term(dst, t, 0)
}

type erlang struct {
	*ErlangOptions
	ids *Options
}

func (w *erlang) term(dst []byte, t term.Term, depth int) []byte {
	if depth > MaxDepth {
		return append(dst, "..."...)
	}
	depth++
	switch t.Kind() {
	case term.KindInt:
		return strconv.AppendInt(dst, t.Int(), 10)
	case term.KindBig:
		return t.BigInt().Append(dst, 10)
	case term.KindFloat:
		return AppendFloatShort(dst, t.Float())
	case term.KindAtom:
		return AppendErlangAtom(dst, t.AtomName(), w.Unicode)
	case term.KindNil:
		return append(dst, "[]"...)
	case term.KindCons:
		return w.list(dst, t, depth)
	case term.KindTuple:
		dst = append(dst, '{')
		for i, e := range t.Elems() {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = w.term(dst, e, depth)
		}
		return append(dst, '}')
	case term.KindMap:
		dst = append(dst, "#{"...)
		first := true
		for k, v := range t.Pairs() {
			if !first {
				dst = append(dst, ',')
			}
			first = false
			dst = append(w.term(dst, k, depth), " => "...)
			dst = w.term(dst, v, depth)
		}
		return append(dst, '}')
	case term.KindBits:
		return w.bits(dst, t)
	case term.KindRecord:
		return w.record(dst, t.Record(), depth)
	}
	return append(dst, w.opaque(t)...)
}

// opaque writes the terms that have no source form.
func (w *erlang) opaque(t term.Term) string {
	switch t.Kind() {
	case term.KindFun:
		f := t.Fun()
		return "#Fun<" + string(AppendErlangAtom(nil, f.Module.String(), w.Unicode)) + "." +
			u(uint64(f.Index)) + "." + funUniq(f) + ">"
	case term.KindExport:
		e := t.Export()
		return "fun " + string(AppendErlangAtom(nil, e.Module.String(), w.Unicode)) + ":" +
			string(AppendErlangAtom(nil, e.Name.String(), w.Unicode)) + "/" + strconv.Itoa(e.Arity)
	case term.KindPid:
		return w.ids.pid(t.Pid())
	case term.KindPort:
		return w.ids.port(t.Port())
	case term.KindRef:
		return "#Ref" + w.ids.ref(t.Ref())
	}
	return "#None<>"
}

func (w *erlang) list(dst []byte, t term.Term, depth int) []byte {
	if w.Pretty {
		if s, ok := w.printableList(t); ok {
			return appendErlangQuoted(dst, s, '"', w.Unicode)
		}
	}
	dst = append(dst, '[')
	for {
		dst = w.term(dst, t.Head(), depth)
		t = t.Tail()
		if !t.IsCons() {
			break
		}
		dst = append(dst, ',')
	}
	if !t.IsNil() {
		dst = append(dst, '|')
		dst = w.term(dst, t, depth)
	}
	return append(dst, ']')
}

func (w *erlang) record(dst []byte, r *term.Record, depth int) []byte {
	dst = append(dst, '#')
	dst = AppendErlangAtom(dst, r.Module.String(), w.Unicode)
	dst = append(dst, ':')
	dst = AppendErlangAtom(dst, r.Name.String(), w.Unicode)
	dst = append(dst, '{')
	for i, f := range r.Fields {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = AppendErlangAtom(dst, f.String(), w.Unicode)
		dst = append(dst, " = "...)
		if i < len(r.Values) {
			dst = w.term(dst, r.Values[i], depth)
		}
	}
	return append(dst, '}')
}

// printableList returns the text of a proper list of characters that ~p
// writes as a string: Latin-1, as io:printable_range says by default.
func (w *erlang) printableList(t term.Term) (string, bool) {
	var s []byte
	for ; t.IsCons(); t = t.Tail() {
		c, ok := t.Head().AsInt()
		if !ok || !erlangPrintable(c) {
			return "", false
		}
		s = utf8.AppendRune(s, rune(c))
	}
	return string(s), t.IsNil()
}

func erlangPrintable(c int64) bool {
	return c >= ' ' && c <= '~' || c >= 0xA0 && c <= 0xFF || c >= 8 && c <= 13 || c == 27
}

func (w *erlang) bits(dst []byte, t term.Term) []byte {
	if b, ok := t.Bytes(); ok && w.Pretty && len(b) > 0 {
		if s, utf8Text, ok := w.printableBytes(b); ok {
			dst = appendErlangQuoted(append(dst, "<<"...), s, '"', w.Unicode)
			if utf8Text {
				dst = append(dst, "/utf8"...)
			}
			return append(dst, ">>"...)
		}
	}
	dst = append(dst, "<<"...)
	data, off := t.BitData()
	n := t.BitLen()
	var one [1]byte
	for at := 0; at < n; at += 8 {
		if at > 0 {
			dst = append(dst, ',')
		}
		size := min(8, n-at)
		one[0] = 0
		term.CopyBits(one[:], 8-size, data, off+at, size)
		dst = strconv.AppendUint(dst, uint64(one[0]), 10)
		if size < 8 {
			dst = append(dst, ':', byte('0'+size))
		}
	}
	return append(dst, ">>"...)
}

// printableBytes returns the text of a binary: as Latin-1, or with the
// modifier t as UTF-8 if it is that and more than ASCII.
func (w *erlang) printableBytes(b []byte) (s string, isUTF8, ok bool) {
	ascii, latin := true, true
	for _, c := range b {
		ascii = ascii && c < utf8.RuneSelf
		latin = latin && erlangPrintable(int64(c))
	}
	if !ascii && w.Unicode && utf8.Valid(b) {
		for _, r := range string(b) {
			if !erlangPrintable(int64(r)) {
				return "", false, false
			}
		}
		return string(b), true, true
	}
	if !latin {
		return "", false, false
	}
	rs := make([]rune, len(b))
	for i, c := range b {
		rs[i] = rune(c)
	}
	return string(rs), false, true
}

// erlangReserved are the words that atoms must not look like.
var erlangReserved = map[string]bool{}

func init() {
	for _, w := range []string{"after", "and", "andalso", "band", "begin", "bnot", "bor", "bsl", "bsr", "bxor", "case",
		"catch", "cond", "div", "else", "end", "fun", "if", "let", "maybe", "not", "of", "or", "orelse", "receive",
		"rem", "try", "when", "xor"} {
		erlangReserved[w] = true
	}
}

// AppendErlangAtom writes the name of an atom as Erlang source. Without
// unicode, characters above 255 are written as escapes.
func AppendErlangAtom(dst []byte, name string, unicode bool) []byte {
	if !erlangReserved[name] && plainErlangAtom(name) {
		return append(dst, name...)
	}
	return appendErlangQuoted(dst, name, '\'', unicode)
}

func plainErlangAtom(s string) bool {
	for i, r := range s {
		lower := r >= 'a' && r <= 'z' || r >= 0xDF && r <= 0xFF && r != 0xF7
		if i == 0 && !lower {
			return false
		}
		if !lower && !(r < utf8.RuneSelf && (wordByte(byte(r)) || r == '@')) && !(r >= 0xC0 && r <= 0xDE && r != 0xD7) {
			return false
		}
	}
	return s != ""
}

func appendErlangQuoted(dst []byte, s string, quote byte, unicode bool) []byte {
	const letters = "btnvfr" // 8 to 13
	dst = append(dst, quote)
	for _, r := range s {
		switch {
		case r == rune(quote) || r == '\\':
			dst = append(dst, '\\', byte(r))
		case r >= 8 && r <= 13:
			dst = append(dst, '\\', letters[r-8])
		case r == 27:
			dst = append(dst, '\\', 'e')
		case r == 127:
			dst = append(dst, '\\', 'd')
		case r < ' ' || r > '~' && r < 0xA0:
			dst = append(dst, '\\', byte('0'+r>>6), byte('0'+r>>3&7), byte('0'+r&7))
		case r > 0xFF && !unicode:
			dst = append(dst, `\x{`...)
			h := strconv.AppendInt(nil, int64(r), 16)
			for _, c := range h {
				if c >= 'a' {
					c -= 'a' - 'A'
				}
				dst = append(dst, c)
			}
			dst = append(dst, '}')
		default:
			dst = utf8.AppendRune(dst, r)
		}
	}
	return append(dst, quote)
}
