package inspect

import (
	"gex/proto/term"

	"github.com/clipperhouse/uax29/v2/graphemes"
)

// Terms of documents, as Inspect.Algebra of Elixir 1.20 builds them:
//
//	[]                             empty
//	binary                         text, as wide as its bytes
//	[doc | doc]                    concatenation
//	:doc_line                      line
//	{:doc_string, binary, width}   string
//	{:doc_break, binary, :flex | :strict}
//	{:doc_nest, doc, n | :cursor | :reset, :always | :break}
//	{:doc_group, doc, :normal | :optimistic | :pessimistic | :inherit}
//	{:doc_fits, doc, :enabled | :disabled}
//	{:doc_force, doc}
//	{:doc_collapse, max}
//	{:doc_color, doc, binary}
//	{:doc_limit, doc, width | :infinity}

var groupModes = [...]string{GroupNormal: "normal", GroupOptimistic: "optimistic", GroupPessimistic: "pessimistic", GroupInherit: "inherit"}

// FromTerm reads a document of Inspect.Algebra; false if t is none.
func FromTerm(t term.Term) (Doc, bool) { return fromTerm(t, 0) }

func fromTerm(t term.Term, depth int) (Doc, bool) {
	if depth > MaxDepth {
		return nil, false
	}
	depth++
	switch {
	case t.IsNil():
		return nil, true
	case t.IsBinary():
		return Text(t.Text()), true
	case t.IsAtom():
		return Line{}, t.AtomName() == "doc_line"
	case t.IsCons():
		return catFromTerm(t, depth)
	case !t.IsTuple() || t.Arity() < 2 || !t.Elem(0).IsAtom():
		return nil, false
	}
	return tupleFromTerm(t.Elems(), depth)
}

// catFromTerm reads a concatenation; the right side is most often one too.
func catFromTerm(t term.Term, depth int) (Doc, bool) {
	var c Cat
	for t.IsCons() {
		d, ok := fromTerm(t.Head(), depth)
		if !ok {
			return nil, false
		}
		c = append(c, d)
		t = t.Tail()
	}
	d, ok := fromTerm(t, depth)
	if d != nil {
		c = append(c, d)
	}
	return c, ok
}

func tupleFromTerm(es []term.Term, depth int) (Doc, bool) {
	name := es[0].AtomName()
	arg := func(i int) string {
		if i < len(es) && es[i].IsAtom() {
			return es[i].AtomName()
		}
		return ""
	}
	switch {
	case name == "doc_string" && len(es) == 3 && es[1].IsBinary() && es[2].IsInt():
		return Str{es[1].Text(), int(es[2].Int())}, true
	case name == "doc_break" && len(es) == 3 && es[1].IsBinary():
		return Break{es[1].Text(), arg(2) == "flex"}, true
	case name == "doc_collapse" && len(es) == 2 && es[1].IsInt():
		return Collapse{int(es[1].Int())}, true
	}
	inner, ok := fromTerm(es[1], depth)
	if !ok {
		return nil, false
	}
	switch {
	case name == "doc_force" && len(es) == 2:
		return Force{inner}, true
	case name == "doc_fits" && len(es) == 3:
		return Fits{inner, arg(2) == "enabled"}, true
	case name == "doc_color" && len(es) == 3 && es[2].IsBinary():
		return Color{inner, es[2].Text()}, true
	case name == "doc_group" && len(es) == 3:
		for m, s := range groupModes {
			if s == arg(2) {
				return Group{inner, GroupMode(m)}, true
			}
		}
	case name == "doc_limit" && len(es) == 3:
		if es[2].IsInt() {
			return Limited{inner, int(max(es[2].Int(), 0))}, true
		}
		return Limited{inner, Unlimited}, true
	case name == "doc_nest" && len(es) == 4:
		n := Nest{D: inner, OnBreak: arg(3) == "break"}
		switch {
		case es[2].IsInt():
			n.By = int(max(es[2].Int(), 0))
		case arg(2) == "cursor":
			n.By = Cursor
		default:
			n.By = Reset
		}
		return n, true
	}
	return nil, false
}

// ToTerm returns the term that Inspect.Algebra has for d.
func ToTerm(d Doc) term.Term {
	tuple := func(name string, ts ...term.Term) term.Term {
		return term.TupleOf(append([]term.Term{term.A(name)}, ts...))
	}
	switch d := d.(type) {
	case Text:
		return term.String(string(d))
	case Str:
		return tuple("doc_string", term.String(d.S), term.Int(int64(d.Width)))
	case Cat:
		// As concat/2 nests pairs, the last document is the tail.
		if len(d) == 0 {
			return term.Nil
		}
		t := ToTerm(d[len(d)-1])
		for i := len(d) - 2; i >= 0; i-- {
			t = term.Cons(ToTerm(d[i]), t)
		}
		return t
	case Line:
		return term.A("doc_line")
	case Break:
		kind := "strict"
		if d.Flex {
			kind = "flex"
		}
		return tuple("doc_break", term.String(d.S), term.A(kind))
	case Nest:
		by, when := term.Int(int64(d.By)), "always"
		switch d.By {
		case Cursor:
			by = term.A("cursor")
		case Reset:
			by = term.A("reset")
		}
		if d.OnBreak {
			when = "break"
		}
		return tuple("doc_nest", ToTerm(d.D), by, term.A(when))
	case Group:
		return tuple("doc_group", ToTerm(d.D), term.A(groupModes[d.Mode]))
	case Fits:
		state := "disabled"
		if d.Enabled {
			state = "enabled"
		}
		return tuple("doc_fits", ToTerm(d.D), term.A(state))
	case Force:
		return tuple("doc_force", ToTerm(d.D))
	case Collapse:
		return tuple("doc_collapse", term.Int(int64(d.Max)))
	case Color:
		return tuple("doc_color", ToTerm(d.D), term.String(d.Seq))
	case Limited:
		width := term.A("infinity")
		if d.Width >= 0 {
			width = term.Int(int64(d.Width))
		}
		return tuple("doc_limit", ToTerm(d.D), width)
	}
	return term.Nil
}

// NewStr returns s as a document whose width is its number of characters.
func NewStr(s string) Str {
	n := 0
	for it := graphemes.FromString(s); it.Next(); {
		n++
	}
	return Str{s, n}
}
