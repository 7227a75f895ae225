package format

import (
	"math"

	"gex/proto/term"
	"gex/repl/lang/quoted"
)

// Lines before the first and after the last.
const (
	minLine = 0
	maxLine = 9_999_999
)

// node takes apart any triple. Most of the formatter asks for no more.
func node(t term.Term) (form, meta, args term.Term, ok bool) {
	if !t.IsTupleOf(3) {
		return
	}
	e := t.Elems()
	return e[0], e[1], e[2], true
}

// call takes apart a triple with a list of n arguments; n < 0 takes any number.
func call(t term.Term, n int) (form, meta term.Term, args []term.Term, ok bool) {
	form, meta, list, ok := node(t)
	if !ok || !list.IsList() {
		return form, meta, nil, false
	}
	args, ok = list.Slice()
	return form, meta, args, ok && (n < 0 || len(args) == n)
}

// isCall tells whether t is a call of name with n arguments.
func isCall(t term.Term, name term.Atom, n int) bool {
	form, _, _, ok := call(t, n)
	return ok && form.Is(name)
}

// remote takes apart {{:., _, [target, name]}, meta, args}.
func remote(t term.Term, n int) (target term.Term, name term.Term, meta term.Term, args []term.Term, ok bool) {
	form, meta, args, ok := call(t, n)
	if !ok {
		return
	}
	dot, _, parts, ok := call(form, 2)
	if !ok || !dot.Is(quoted.Dot) {
		return target, name, meta, args, false
	}
	return parts[0], parts[1], meta, args, true
}

// isRemote tells whether t calls module.name with n arguments.
func isRemote(t term.Term, module, name term.Atom, n int) bool {
	target, fun, _, _, ok := remote(t, n)
	return ok && target.Is(module) && fun.Is(name)
}

// block takes apart a block of one expression.
func block(t term.Term) (meta, inner term.Term, ok bool) {
	form, meta, args, ok := call(t, 1)
	if !ok || !form.Is(quoted.Block) {
		return meta, inner, false
	}
	return meta, args[0], true
}

// get returns the value of key in metadata, nil if there is none.
func get(meta term.Term, key term.Atom) term.Term {
	if v, ok := quoted.Get(meta, key); ok {
		return v
	}
	return term.AtomNil.Term()
}

func has(meta term.Term, key term.Atom) bool {
	_, ok := quoted.Get(meta, key)
	return ok
}

func isNil(t term.Term) bool { return t.Is(term.AtomNil) }

// lineOr returns the line in metadata, or or.
func lineOr(meta term.Term, or int) int {
	if n, ok := get(meta, quoted.LineAtom).AsInt(); ok {
		return int(n)
	}
	return or
}

// line returns the line of a node, the last one if unknown.
func line(meta term.Term) int { return lineOr(meta, maxLine) }

// closingLine returns the line of the end of a node, the first one if unknown.
func closingLine(meta term.Term) int { return lineOr(get(meta, atomClosing), minLine) }

func endLine(meta term.Term) int { return lineOr(get(meta, atomEnd), minLine) }

// delimiter returns the delimiter in metadata, "" if there is none.
func delimiter(meta term.Term) string {
	if d := get(meta, atomDelimiter); d.IsBinary() {
		return d.Text()
	}
	return ""
}

// newlines returns how many line ends follow the opening delimiter or operator.
func newlines(meta term.Term) int {
	n, ok := get(meta, atomNewlines).AsInt()
	if !ok {
		return 0
	}
	return int(n)
}

// metaLine returns the metadata of a line, [] for none.
func metaLine(n int) term.Term {
	if n == 0 {
		return term.Nil
	}
	return quoted.Line(n)
}

// lineSpan returns the first and last line in t, maxLine and minLine if it
// has none.
func lineSpan(t term.Term) (first, last int) {
	s := span{maxLine, minLine}
	s.add(t, 0)
	return s.first, s.last
}

type span struct{ first, last int }

func (s *span) add(t term.Term, depth int) {
	if depth > maxDepth {
		malformed(t)
	}
	depth++
	switch {
	case t.IsTupleOf(3):
		e := t.Elems()
		if v, ok := quoted.Get(e[1], quoted.LineAtom); ok {
			// A line that is no number, in code made without lines, is the end.
			n, known := v.AsInt()
			if known {
				s.first = min(s.first, int(n))
			} else {
				n = math.MaxInt32
			}
			s.last = max(s.last, int(n))
		}
		s.add(e[0], depth)
		s.add(e[2], depth)
	case t.IsTupleOf(2):
		s.add(t.Elem(0), depth)
		s.add(t.Elem(1), depth)
	default:
		for t.IsCons() {
			s.add(t.Head(), depth)
			t = t.Tail()
		}
	}
}

// isArrow tells whether t is a "->" clause.
func isArrow(t term.Term) bool {
	form, _, _, ok := node(t)
	return ok && form.Is(quoted.Arrow)
}

// startsArrow tells whether t is a list of clauses.
func startsArrow(t term.Term) bool { return t.IsCons() && isArrow(t.Head()) }

// list returns the elements of a proper list.
func list(t term.Term) []term.Term {
	ts, ok := t.Slice()
	if !ok || !t.IsList() {
		malformed(t)
	}
	return ts
}
