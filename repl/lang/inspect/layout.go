package inspect

import (
	"math"
	"slices"
	"strings"

	"gex/proto/term"
)

// mode is how the breaks of an item behave. The last two exist only while
// asking whether something fits.
type mode uint8

const (
	flat mode = iota
	broken
	flatNoBreak // flat, and so is everything inside
	breakNoFlat // the first break inside ends the question
)

// item is one pending document of the layout. A nil doc with a mark is a
// marker between documents.
type item struct {
	indent int
	mode   mode
	mark   mark
	doc    Doc
}

type mark uint8

const (
	noMark      mark = iota
	groupOver        // a group ends here
	breakSeen        // in fits: back to "a break was seen"
	breakUnseen      // in fits: back to "no break yet"
)

// Format lays d out in lines of width columns and appends them to dst.
// Unlimited keeps everything on one line but mandatory breaks.
func Format(dst []byte, d Doc, width int) []byte {
	l := layout{out: dst, width: columns(width)}
	l.push(0, flat, d)
	l.run()
	for _, s := range slices.Backward(l.tail) {
		l.out = append(l.out, s...)
	}
	return l.out
}

// FormatTerm is Inspect.Algebra.format/2: d laid out in lines of width columns as
// iodata, a binary unless d collapses lines.
func FormatTerm(d Doc, width int) term.Term {
	l := layout{width: columns(width)}
	l.push(0, flat, d)
	l.run()
	if len(l.tail) == 0 {
		return term.Binary(l.out)
	}
	parts := []term.Term{term.Binary(l.out)}
	for _, s := range slices.Backward(l.tail) {
		parts = append(parts, term.String(s))
	}
	return term.List(parts...)
}

// FormatString is Format into a string.
func FormatString(d Doc, width int) string { return string(Format(nil, d, width)) }

func columns(width int) int {
	if width < 0 {
		return math.MaxInt
	}
	return width
}

// layout is the state of one Format: Lindig's strict version of Wadler's
// printer, with the additions of Inspect.Algebra.
type layout struct {
	out   []byte
	tail  []string // what a collapse made of all behind it, last piece first
	width int
	col   int
	stack []item
	probe []item // scratch of fits
}

func (l *layout) push(indent int, m mode, d Doc) {
	if d != nil {
		l.stack = append(l.stack, item{indent, m, noMark, d})
	}
}

func (l *layout) text(s string, width int) {
	l.out = append(l.out, s...)
	l.col += width
}

func (l *layout) newline(indent int) {
	l.out = append(l.out, '\n')
	l.out = appendSpaces(l.out, indent)
	l.col = indent
}

func appendSpaces(dst []byte, n int) []byte {
	const blanks = "                                "
	for n > len(blanks) {
		dst = append(dst, blanks...)
		n -= len(blanks)
	}
	return append(dst, blanks[:max(n, 0)]...)
}

func (l *layout) run() {
	for len(l.stack) > 0 {
		it := l.stack[len(l.stack)-1]
		l.stack = l.stack[:len(l.stack)-1]
		if it.mark == noMark {
			l.step(it)
		}
	}
}

func (l *layout) step(it item) {
	switch d := it.doc.(type) {
	case Text:
		l.text(string(d), len(d))
	case Str:
		l.text(d.S, d.Width)
	case Cat:
		for i := len(d) - 1; i >= 0; i-- {
			l.push(it.indent, it.mode, d[i])
		}
	case Line:
		l.newline(it.indent)
	case Break:
		l.brk(it, d)
	case Nest:
		indent := it.indent
		if !d.OnBreak || it.mode == broken {
			indent = nested(indent, l.col, d.By)
		}
		l.push(indent, it.mode, d.D)
	case Group:
		l.group(it, d)
	case Fits:
		l.push(it.indent, it.mode, d.D)
	case Force:
		l.push(it.indent, it.mode, d.D)
	case Color:
		l.text(d.Seq, 0)
		l.push(it.indent, it.mode, d.D)
	case Limited:
		l.limit(it, d)
	case Collapse:
		l.collapse(it, d)
	}
}

func (l *layout) brk(it item, d Break) {
	flatHere := it.mode != broken
	if d.Flex && !flatHere {
		flatHere = l.width == math.MaxInt || l.fits(l.col+len(d.S), true)
	}
	if flatHere {
		l.text(d.S, len(d.S))
	} else {
		l.newline(it.indent)
	}
}

func (l *layout) group(it item, d Group) {
	if d.Mode == GroupInherit && it.mode == broken {
		l.push(it.indent, broken, d.D)
		return
	}
	m := flat
	if l.width != math.MaxInt && !l.groupFits(it, d) {
		m = broken
	}
	l.stack = append(l.stack, item{mark: groupOver})
	l.push(it.indent, m, d.D)
}

// groupFits asks whether d fits flat. An optimistic group inside a flat one
// looks at what follows too; others look at themselves.
func (l *layout) groupFits(it item, d Group) bool {
	if d.D == nil {
		return true
	}
	flatItem := item{it.indent, flat, noMark, d.D}
	if d.Mode == GroupOptimistic && it.mode == flat {
		return l.fits(l.col, false, flatItem)
	}
	rest := l.stack
	l.stack = nil
	ok := l.fits(l.col, false, flatItem)
	l.stack = rest
	return ok
}

func (l *layout) limit(it item, d Limited) {
	if d.Width == Unlimited && l.width != math.MaxInt {
		l.push(it.indent, it.mode, Limited{Width: l.width})
		l.width = math.MaxInt
		l.push(it.indent, flat, d.D)
		return
	}
	l.width = columns(d.Width)
	l.push(it.indent, it.mode, d.D)
}

// collapse lays out all that is left, then folds the line breaks it starts
// with into at most d.Max. What an inner collapse made comes in pieces, and
// blanks are only taken away within one, as Elixir does.
func (l *layout) collapse(it item, d Collapse) {
	head := l.out
	l.out, l.col = nil, it.indent
	l.run()
	l.tail = append(l.tail, string(l.out))
	count := 0
	for len(l.tail) > 0 {
		first := &l.tail[len(l.tail)-1]
		rest, ok := strings.CutPrefix(*first, "\n")
		if !ok && rest != "" {
			break
		}
		if !ok {
			l.tail = l.tail[:len(l.tail)-1]
			continue
		}
		*first = strings.TrimLeft(rest, " ")
		count++
	}
	l.out = head
	l.tail = append(l.tail, strings.Repeat(" ", it.indent), strings.Repeat("\n", min(d.Max, count)))
}

func nested(indent, col, by int) int {
	switch by {
	case Cursor:
		return col
	case Reset:
		return 0
	}
	return indent + by
}

// fits tells whether first and then the pending documents fit from col up to
// the next break that may become a new line. seen tells whether a break was
// passed already: before the first one, being too wide cannot be helped.
func (l *layout) fits(col int, seen bool, first ...item) bool {
	width, rest := l.width, len(l.stack)
	p := append(l.probe[:0], first...)
	defer func() { l.probe = p[:0] }()
	for {
		if seen && col > width {
			return false
		}
		var it item
		if n := len(p); n > 0 {
			it, p = p[n-1], p[:n-1]
		} else if rest > 0 {
			rest--
			it = l.stack[rest]
		} else {
			return true
		}
		switch it.mark {
		case groupOver:
			return seen
		case breakSeen:
			seen = true
			continue
		case breakUnseen:
			seen = false
			continue
		}
		switch d := it.doc.(type) {
		case Text:
			col += len(d)
		case Str:
			col += d.Width
		case Cat:
			for i := len(d) - 1; i >= 0; i-- {
				if d[i] != nil {
					p = append(p, item{it.indent, it.mode, noMark, d[i]})
				}
			}
		case Line:
			if it.mode == broken || it.mode == breakNoFlat {
				return true
			}
			col, seen = it.indent, false
		case Break:
			if it.mode == broken || it.mode == breakNoFlat {
				return true
			}
			col += len(d.S)
			seen = true
		case Nest:
			indent := it.indent
			if !d.OnBreak {
				indent = nested(indent, col, d.By)
			}
			p = appendItem(p, indent, it.mode, d.D)
		case Group:
			p = probeGroup(p, it, d, seen)
		case Fits:
			m := breakNoFlat
			if !d.Enabled || it.mode == flatNoBreak {
				m = flatNoBreak
			}
			p = appendItem(p, it.indent, m, d.D)
		case Force:
			if it.mode != breakNoFlat {
				return false
			}
			p = appendItem(p, it.indent, it.mode, d.D)
		case Collapse:
			col = it.indent
		case Color:
			p = appendItem(p, it.indent, it.mode, d.D)
		case Limited:
			if d.Width == Unlimited && width != math.MaxInt {
				p = append(p, item{it.indent, it.mode, noMark, Limited{Width: width}})
				width = math.MaxInt
				p = appendItem(p, it.indent, flat, d.D)
			} else {
				width = columns(d.Width)
				p = appendItem(p, it.indent, it.mode, d.D)
			}
		}
	}
}

func appendItem(p []item, indent int, m mode, d Doc) []item {
	if d == nil {
		return p
	}
	return append(p, item{indent, m, noMark, d})
}

// probeGroup puts the inside of a group up next in fits.
func probeGroup(p []item, it item, d Group, seen bool) []item {
	switch {
	case d.Mode == GroupPessimistic, it.mode == flatNoBreak:
		return appendItem(p, it.indent, flatNoBreak, d.D)
	case d.Mode == GroupOptimistic:
		return appendItem(p, it.indent, breakNoFlat, d.D)
	}
	m := it.mode
	if m == broken {
		m = flat
	}
	back := breakUnseen
	if seen {
		back = breakSeen
	}
	p = append(p, item{mark: back})
	return appendItem(p, it.indent, m, d.D)
}
