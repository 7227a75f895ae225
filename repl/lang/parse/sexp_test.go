package parse

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"gex/proto/term"
)

// sexp writes a term in the notation that testdata/reference.exs writes too.
func sexp(b *strings.Builder, t term.Term) {
	switch {
	case t.IsAtom():
		fmt.Fprintf(b, ":%x", t.AtomName())
	case t.IsInteger():
		n, _ := t.AsBig()
		b.WriteString(n.String())
	case t.IsFloat():
		b.WriteString("f" + strconv.FormatUint(math.Float64bits(t.Float()), 16))
	case t.IsBinary():
		fmt.Fprintf(b, "\"%x", t.Text())
	case t.IsNil():
		b.WriteString("[]")
	case t.IsCons():
		b.WriteByte('[')
		for t.IsCons() {
			sexp(b, t.Head())
			b.WriteByte(' ')
			t = t.Tail()
		}
		if !t.IsNil() {
			b.WriteString("| ")
			sexp(b, t)
		}
		b.WriteByte(']')
	case t.IsTuple():
		b.WriteByte('{')
		for _, e := range t.Elems() {
			sexp(b, e)
			b.WriteByte(' ')
		}
		b.WriteByte('}')
	default:
		b.WriteString("?")
	}
}
