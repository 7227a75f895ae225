package inspect

import (
	"strings"
	"unicode/utf8"

	"gex/proto/term"
)

// The layout of ~p (io_lib_pretty): what fits stays on its line. Elements
// without inner structure fill lines; one with inner structure starts a line
// of its own and so does what follows it. Elements are indented under the
// first one, those of a tagged tuple under the one behind the tag.

// enode is a term with its text on one line.
type enode struct {
	text  string
	width int
	kind  ekind
	kids  []enode // of a map: keys and values in turn
	tail  bool    // the last kid stands behind a |
}

type ekind uint8

const (
	leaf ekind = iota
	elist
	etuple
	etagged // a tuple whose first element is an atom
	emap
	ebytes // <<1,2,3>>, which may be broken anywhere
)

func (n *enode) atomic() bool { return n.kind == leaf }

func newLeaf(text []byte) enode {
	return enode{text: string(text), width: utf8.RuneCount(text)}
}

// build makes the nodes of t.
func (w *erlang) build(t term.Term, depth int) enode {
	if depth > MaxDepth {
		return newLeaf([]byte("..."))
	}
	depth++
	switch {
	case t.IsCons():
		if s, ok := w.printableList(t); ok {
			return newLeaf(appendErlangQuoted(nil, s, '"', w.Unicode))
		}
		n := enode{kind: elist}
		for ; t.IsCons(); t = t.Tail() {
			n.kids = append(n.kids, w.build(t.Head(), depth))
		}
		if !t.IsNil() {
			n.kids = append(n.kids, w.build(t, depth))
			n.tail = true
		}
		return n.join("[", "]")
	case t.IsTuple() && t.Arity() > 0:
		n := enode{kind: etuple}
		for _, e := range t.Elems() {
			n.kids = append(n.kids, w.build(e, depth))
		}
		if t.Arity() > 1 && t.Elem(0).IsAtom() {
			n.kind = etagged
		}
		return n.join("{", "}")
	case t.IsMap() && t.MapLen() > 0:
		n := enode{kind: emap}
		for k, v := range t.Pairs() {
			n.kids = append(n.kids, w.build(k, depth), w.build(v, depth))
		}
		return n.join("#{", "}")
	}
	n := newLeaf(w.term(nil, t, depth))
	if t.IsBits() && t.BitLen() > 0 && !strings.Contains(n.text, `"`) {
		n.kind = ebytes
	}
	return n
}

// join gives n its text on one line.
func (n enode) join(open, end string) enode {
	var b strings.Builder
	b.WriteString(open)
	for i, k := range n.kids {
		switch {
		case i == 0:
		case n.kind == emap && i%2 == 1:
			b.WriteString(" => ")
		case n.tail && i == len(n.kids)-1:
			b.WriteByte('|')
		default:
			b.WriteByte(',')
		}
		b.WriteString(k.text)
	}
	b.WriteString(end)
	n.text = b.String()
	n.width = utf8.RuneCountInString(n.text)
	return n
}

// epretty lays out one term. Columns count from 1. used is what stands on the
// line already, which together with a text may not exceed most; after is how
// many closing brackets follow.
type epretty struct {
	width, most int
	tag         int // columns to indent behind a tag, -1 for its length
	out         []byte
}

// pretty lays t out in lines of w.Width columns.
func (w *erlang) pretty(dst []byte, t term.Term) []byte {
	col := max(w.Column, 1)
	n := w.build(t, 0)
	if n.width < w.Width-col || n.kids == nil && n.kind != ebytes {
		return append(dst, n.text...)
	}
	p := epretty{width: w.Width, most: n.width, out: dst}
	for _, p.tag = range []int{-1, 4, 1} {
		if p.tag == 1 || p.roomy(&n, col, 0, 0) {
			break
		}
	}
	p.node(&n, col, 0, 0)
	return p.out
}

func (p *epretty) fits(width, col, after, used int) bool {
	return width < p.width-col-after && width+used+after <= p.most
}

// follows tells whether a text fits behind a comma at col.
func (p *epretty) follows(width, col, after, used int) bool {
	width++ // the comma
	if after == 0 {
		return width+1 < p.width-col && used+width+1 <= p.most
	}
	return width < p.width-col-after && used+width+after <= p.most
}

func (p *epretty) text(s string) { p.out = append(p.out, s...) }

func (p *epretty) newline(col int) {
	p.out = appendSpaces(append(p.out, '\n'), col-1)
}

// closing is how many brackets close behind kid i of n kids.
func closing(i, n, after int) int {
	if i == n-1 {
		return after + 1
	}
	return 0
}

func (p *epretty) node(n *enode, col, after, used int) {
	if n.kind == leaf || p.fits(n.width, col, after, used) {
		p.text(n.text)
		return
	}
	switch n.kind {
	case elist:
		p.text("[")
		p.kids(n, 0, col+1, after, used+1)
		p.text("]")
	case etuple:
		p.text("{")
		p.kids(n, 0, col+1, after, used+1)
		p.text("}")
	case etagged:
		p.tagged(n, col, after, used+1)
	case emap:
		p.text("#{")
		p.pairs(n, col+2, after, used+1)
		p.text("}")
	case ebytes:
		p.bytes(n, col+2, after, used)
	}
}

// kids lays out the kids of n from number first, under each other at col.
func (p *epretty) kids(n *enode, first, col, after, used int) {
	width := p.element(&n.kids[first], col, closing(first, len(n.kids), after), used)
	p.rest(n, first+1, col, col+width, after, used+width)
}

// element lays out one kid and returns its width; one with structure counts
// as wide as the line, so that nothing follows it.
func (p *epretty) element(n *enode, col, after, used int) int {
	if n.atomic() && p.fits(n.width, col, after, used) {
		p.text(n.text)
		return n.width
	}
	p.node(n, col, after, used)
	return p.width
}

// rest lays out the kids from number i, where the line has come to column at.
func (p *epretty) rest(n *enode, i, col, at, after, used int) {
	for ; i < len(n.kids); i++ {
		k := &n.kids[i]
		if n.tail && i == len(n.kids)-1 {
			p.text("|")
			if k.atomic() && k.width+1 < p.width-at-after-1 && k.width+1+used+after+1 <= p.most {
				p.text(k.text)
			} else {
				p.newline(col)
				p.node(k, col, after+1, 0)
			}
			return
		}
		last := closing(i, len(n.kids), after)
		p.text(",")
		if k.atomic() && p.follows(k.width, at, last, used) {
			p.text(k.text)
			at += k.width + 1
			used += k.width + 1
			continue
		}
		p.newline(col)
		width := p.element(k, col, last, 0)
		at, used = col+width, width
	}
}

func (p *epretty) tagged(n *enode, col, after, used int) {
	tag := &n.kids[0]
	indent := tag.width + 2
	p.text("{" + tag.text)
	if p.tag > 0 && indent > p.tag {
		p.rest(n, 1, col+p.tag, col+indent, after, used+tag.width)
	} else {
		p.text(",")
		p.kids(n, 1, col+indent, after, used+tag.width+1)
	}
	p.text("}")
}

// pairs lays out a map; pairs of atomic keys and values fill lines.
func (p *epretty) pairs(n *enode, col, after, used int) {
	at := col
	for i := 0; i < len(n.kids); i += 2 {
		k, v := &n.kids[i], &n.kids[i+1]
		width := k.width + v.width + len(" => ")
		last := closing(i/2, len(n.kids)/2, after)
		if i > 0 {
			p.text(",")
			if k.atomic() && v.atomic() && p.follows(width, at, last, used) {
				p.text(k.text + " => " + v.text)
				at += width + 1
				used += width + 1
				continue
			}
			p.newline(col)
			used = 0
		}
		if p.fits(width, col, last, used) {
			p.text(k.text + " => " + v.text)
			if !k.atomic() || !v.atomic() {
				width = p.width
			}
		} else {
			p.node(k, col, last, used)
			p.text(" =>")
			p.newline(col + p.valueIndent())
			p.node(v, col+p.valueIndent(), last, 0)
			width = p.width
		}
		at, used = col+width, width
	}
}

func (p *epretty) valueIndent() int {
	if p.tag > 0 {
		return p.tag
	}
	return 4
}

// bytes breaks the numbers of a binary at the end of each line.
func (p *epretty) bytes(n *enode, col, after, used int) {
	room := max(8, min(p.width-col, p.most-4-used)-after)
	left := room
	inner := strings.TrimSuffix(strings.TrimPrefix(n.text, "<<"), ">>")
	p.text("<<")
	for part := range strings.SplitAfterSeq(inner, ",") {
		if len(part) > left {
			p.newline(col)
			left = room
		}
		p.text(part)
		left -= len(part)
	}
	p.text(">>")
}

// roomy tells whether the indentation behind tags leaves room enough
// everywhere; it walks as node does.
func (p *epretty) roomy(n *enode, col, after, used int) bool {
	if n.kind == leaf || n.kind == ebytes || p.fits(n.width, col, after, used) {
		return true
	}
	switch n.kind {
	case etagged:
		indent := n.kids[0].width + 2
		if p.tag > 0 && indent > p.tag {
			at := col + p.tag
			return (p.most+at <= p.width || at <= p.width/2) &&
				p.roomyRest(n, 1, at, col+indent, after, used+1+n.kids[0].width)
		}
		at := col + indent
		return (p.most+at < p.width || at < p.width/2) && p.roomyKids(n, 1, at, after, used+2+n.kids[0].width)
	case emap:
		return p.roomyPairs(n, col+2, after, used+2)
	}
	return p.roomyKids(n, 0, col+1, after, used+1)
}

func (p *epretty) roomyKids(n *enode, first, col, after, used int) bool {
	width, ok := p.roomyElement(&n.kids[first], col, closing(first, len(n.kids), after), used)
	return ok && p.roomyRest(n, first+1, col, col+width, after, used+width)
}

func (p *epretty) roomyElement(n *enode, col, after, used int) (int, bool) {
	if n.atomic() && p.fits(n.width, col, after, used) {
		return n.width, true
	}
	return p.width, p.roomy(n, col, after, used)
}

func (p *epretty) roomyRest(n *enode, i, col, at, after, used int) bool {
	for ; i < len(n.kids); i++ {
		k := &n.kids[i]
		last := closing(i, len(n.kids), after)
		if k.atomic() && p.follows(k.width, at, last, used) {
			at += k.width + 1
			used += k.width + 1
			continue
		}
		width, ok := p.roomyElement(k, col, last, 0)
		if !ok {
			return false
		}
		at, used = col+width, width
	}
	return true
}

func (p *epretty) roomyPairs(n *enode, col, after, used int) bool {
	at := col
	for i := 0; i < len(n.kids); i += 2 {
		k, v := &n.kids[i], &n.kids[i+1]
		width := k.width + v.width + len(" => ")
		last := closing(i/2, len(n.kids)/2, after)
		if i > 0 {
			if k.atomic() && v.atomic() && p.follows(width, at, last, used) {
				at += width + 1
				used += width + 1
				continue
			}
			used = 0
		}
		if !p.fits(width, col, last, used) {
			if !p.roomy(k, col, last, used) || !p.roomy(v, col+p.valueIndent(), last, 0) {
				return false
			}
			width = p.width
		} else if !k.atomic() || !v.atomic() {
			width = p.width
		}
		at, used = col+width, width
	}
	return true
}
