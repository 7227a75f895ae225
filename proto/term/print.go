package term

import (
	"math/big"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxPrintDepth is how deep String goes; what is below is "...".
const maxPrintDepth = 64

// String returns t in Erlang's notation, for logs and errors of Go programs:
// binaries that are printable UTF-8 as <<"text">>, and pids, references and funs as
// the shell has them, which cannot be read again. What is nested very deeply is cut.
func (t Term) String() string {
	var b strings.Builder
	t.print(&b, maxPrintDepth)
	return b.String()
}

func (t Term) print(b *strings.Builder, depth int) {
	if depth == 0 {
		b.WriteString("...")
		return
	}
	switch t.Kind() {
	case KindInt:
		b.WriteString(strconv.FormatInt(t.Int(), 10))
	case KindBig:
		b.WriteString((*big.Int)(t.BigInt()).String())
	case KindFloat:
		b.WriteString(floatText(t.Float()))
	case KindAtom:
		b.WriteString(quoteAtom(t.AtomName()))
	case KindNil:
		b.WriteString("[]")
	case KindCons:
		t.printList(b, depth)
	case KindTuple:
		printAll(b, "{", t.Elems(), "}", depth)
	case KindMap:
		t.printMap(b, depth)
	case KindBits:
		t.printBits(b)
	case KindPid:
		p := t.Pid()
		b.WriteString("<" + p.Node.String() + "." + decimal(p.ID) + "." + decimal(p.Serial) + ">")
	case KindPort:
		b.WriteString("#Port<" + t.Port().Node.String() + "." + strconv.FormatUint(t.Port().ID, 10) + ">")
	case KindRef:
		b.WriteString("#Ref<" + t.Ref().Node.String())
		for _, id := range t.Ref().W[:t.Ref().N] {
			b.WriteString("." + decimal(id))
		}
		b.WriteString(">")
	case KindExport:
		e := t.Export()
		b.WriteString("fun " + quoteAtom(e.Module.String()) + ":" + quoteAtom(e.Name.String()) + "/" + strconv.Itoa(e.Arity))
	case KindFun:
		b.WriteString("#Fun<" + t.Fun().Module.String() + "/" + strconv.Itoa(t.Fun().Arity) + ">")
	case KindRecord:
		b.WriteString("#Record<" + t.Record().Module.String() + ":" + t.Record().Name.String() + ">")
	default:
		b.WriteString("#None")
	}
}

func decimal(n uint32) string { return strconv.FormatUint(uint64(n), 10) }

func floatText(f float64) string {
	s := strconv.FormatFloat(f, 'g', -1, 64)
	if !strings.ContainsAny(s, ".e") {
		s += ".0"
	}
	return s
}

func printAll(b *strings.Builder, open string, ts []Term, end string, depth int) {
	b.WriteString(open)
	for i, t := range ts {
		if i > 0 {
			b.WriteByte(',')
		}
		t.print(b, depth-1)
	}
	b.WriteString(end)
}

func (t Term) printList(b *strings.Builder, depth int) {
	b.WriteByte('[')
	t.Head().print(b, depth-1)
	for t = t.Tail(); t.IsCons(); t = t.Tail() {
		b.WriteByte(',')
		t.Head().print(b, depth-1)
	}
	if !t.IsNil() {
		b.WriteByte('|')
		t.print(b, depth-1)
	}
	b.WriteByte(']')
}

func (t Term) printMap(b *strings.Builder, depth int) {
	keys, values := t.Ordered()
	b.WriteString("#{")
	for i, k := range keys {
		if i > 0 {
			b.WriteByte(',')
		}
		k.print(b, depth-1)
		b.WriteString(" => ")
		values[i].print(b, depth-1)
	}
	b.WriteByte('}')
}

func (t Term) printBits(b *strings.Builder) {
	b.WriteString("<<")
	if s, ok := t.Bytes(); ok && printable(s) {
		if len(s) > 0 {
			b.WriteString(strconv.Quote(string(s)))
			if !ascii(s) {
				b.WriteString("/utf8")
			}
		}
	} else {
		data, off := t.BitData()
		for i, n := 0, t.BitLen(); i < n; i += 8 {
			if i > 0 {
				b.WriteByte(',')
			}
			size := min(8, n-i)
			b.WriteString(strconv.FormatUint(BitsUint(data, off+i, size), 10))
			if size < 8 {
				b.WriteString(":" + strconv.Itoa(size))
			}
		}
	}
	b.WriteString(">>")
}

func printable(s []byte) bool {
	for len(s) > 0 {
		r, n := utf8.DecodeRune(s)
		if r == utf8.RuneError && n == 1 || !strconv.IsPrint(r) && r != '\n' && r != '\t' && r != '\r' {
			return false
		}
		s = s[n:]
	}
	return true
}

func ascii(s []byte) bool {
	for _, c := range s {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// reserved are the words that are no atoms without quotes.
var reserved = map[string]bool{
	"after": true, "and": true, "andalso": true, "band": true, "begin": true, "bnot": true, "bor": true, "bsl": true,
	"bsr": true, "bxor": true, "case": true, "catch": true, "cond": true, "div": true, "else": true, "end": true,
	"fun": true, "if": true, "let": true, "maybe": true, "not": true, "of": true, "or": true, "orelse": true,
	"receive": true, "rem": true, "try": true, "when": true, "xor": true,
}

func quoteAtom(name string) string {
	plain := name != "" && name[0] >= 'a' && name[0] <= 'z' && !reserved[name]
	for _, c := range []byte(name) {
		plain = plain && (c == '_' || c == '@' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z')
	}
	if plain {
		return name
	}
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`, "\n", `\n`).Replace(name) + "'"
}
