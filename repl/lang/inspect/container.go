package inspect

import (
	"iter"
	"math"
	"slices"

	"gex/proto/term"
)

// elements prints the elements of one container, each against the budget.
type elements struct {
	p      *printer
	docs   []Doc
	simple bool
}

// add prints one more element, or closes with "..." if nothing may be printed
// any more; then it returns false.
func (e *elements) add(doc func() Doc) bool {
	if e.p.limit <= 0 {
		e.docs = append(e.docs, Text("..."))
		return false
	}
	d := e.p.element(doc)
	e.simple = e.simple && simple(d)
	e.docs = append(e.docs, d)
	return true
}

// element prints one element, which costs one of the budget.
func (p *printer) element(doc func() Doc) Doc {
	if p.limit <= 0 || p.limit == math.MaxInt {
		return doc()
	}
	p.limit--
	return doc()
}

// container is container_doc_with_opts/6 over elements already printed.
func container(left Doc, docs []Doc, right, sep Doc, isFlex bool) Doc {
	body := make(Cat, 0, 3*len(docs))
	for _, d := range docs {
		if isEmpty(d) {
			continue
		}
		if n := len(body); n > 0 {
			body[n-1] = Cat{body[n-1], sep}
			body = append(body, Break{S: " ", Flex: isFlex})
		}
		body = append(body, d)
	}
	if isFlex {
		return Group{D: Cat{Cat{left, Nest{D: body, By: 1}}, right}}
	}
	return Group{D: Cat{Nest{D: append(Cat{left, Break{}}, body...), By: 2}, Break{}, right}}
}

func (p *printer) list(t term.Term) Doc {
	if d, ok := p.charlist(t); ok {
		return d
	}
	open, sep, end := p.color(Text("["), "list"), p.color(Text(","), "list"), p.color(Text("]"), "list")
	e := elements{p: p, simple: true}
	if isKeyword(t) {
		for ; t.IsCons(); t = t.Tail() {
			kv := t.Head()
			if !e.add(func() Doc { return p.pair(kv.Elem(0).AtomName(), kv.Elem(1)) }) {
				break
			}
		}
		return container(open, e.docs, end, sep, false)
	}
	for t.IsCons() {
		head, tail := t.Head(), t.Tail()
		if tail.IsList() || p.limit <= 0 {
			if !e.add(func() Doc { return p.doc(head) }) {
				break
			}
		} else {
			left := p.element(func() Doc { return p.doc(head) })
			limit := p.limit
			right := p.element(func() Doc { return p.doc(tail) })
			p.limit = limit // the tail is not charged
			e.simple = e.simple && simple(left) && simple(right)
			e.docs = append(e.docs, Cat{left, Text(" |"), Break{S: " ", Flex: e.simple}, right})
		}
		t = tail
	}
	return container(open, e.docs, end, sep, e.simple)
}

// isKeyword tells whether t is a proper list of pairs whose keys are atoms
// that are no aliases.
func isKeyword(t term.Term) bool {
	for ; t.IsCons(); t = t.Tail() {
		kv := t.Head()
		if !kv.IsTupleOf(2) || !isKey(kv.Elem(0)) {
			return false
		}
	}
	return t.IsNil()
}

func isKey(t term.Term) bool {
	const alias = "Elixir."
	if !t.IsAtom() {
		return false
	}
	s := t.AtomName()
	return len(s) < len(alias) || s[:len(alias)] != alias
}

// pair prints "key: value".
func (p *printer) pair(key string, value term.Term) Doc {
	return Cat{p.color(Text(AtomKey(key)), "atom"), Text(" "), p.doc(value)}
}

func (p *printer) tuple(t term.Term) Doc {
	open, sep, end := p.color(Text("{"), "tuple"), p.color(Text(","), "tuple"), p.color(Text("}"), "tuple")
	es := t.Elems()
	if len(es) == 0 {
		return Cat{open, end}
	}
	e := elements{p: p}
	for _, x := range es {
		if !e.add(func() Doc { return p.doc(x) }) {
			break
		}
	}
	return container(open, e.docs, end, sep, true)
}

// mapBrackets are the parts of a map's brackets.
func (p *printer) mapBrackets(name string) (open, sep, end Doc) {
	return p.color(Text("%"+name+"{"), "map"), p.color(Text(","), "map"), p.color(Text("}"), "map")
}

// plainMap prints t as a map, be it a struct or not.
func (p *printer) plainMap(t term.Term) Doc {
	open, sep, end := p.mapBrackets("")
	pairs := t.Pairs()
	if p.sortMaps() {
		pairs = sortedPairs(t)
	}
	keyword, empty := true, true
	for k := range pairs {
		empty = false
		if !isKey(k) {
			keyword = false
			break
		}
	}
	if empty {
		return Cat{open, end}
	}
	arrow := p.color(Text(" => "), "map")
	e := elements{p: p}
	for k, v := range pairs {
		if !e.add(func() Doc {
			if keyword {
				return p.pair(k.AtomName(), v)
			}
			key := p.doc(k)
			return Cat{key, arrow, p.doc(v)}
		}) {
			break
		}
	}
	return container(open, e.docs, end, sep, false)
}

// sortedPairs yields the pairs of a map in term order.
func sortedPairs(t term.Term) iter.Seq2[term.Term, term.Term] {
	var ps []term.Term
	for k, v := range t.Pairs() {
		ps = append(ps, term.Tuple(k, v))
	}
	slices.SortFunc(ps, term.Compare)
	return func(yield func(term.Term, term.Term) bool) {
		for _, kv := range ps {
			if !yield(kv.Elem(0), kv.Elem(1)) {
				return
			}
		}
	}
}
