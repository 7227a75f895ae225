package line

import (
	"fmt"
	"io"
	"strings"
)

// screen draws the line that is being typed at the place where the output
// stopped. It keeps track of the cursor; all output passes through it.
type screen struct {
	out   io.Writer
	width int // columns of the terminal, at least minWidth

	col      int  // column where output stopped, while nothing is drawn
	drawn    bool // a line is drawn
	startCol int  // where it starts
	row      int  // row of the cursor below the start
	last     view // what is drawn
}

const minWidth = 10

// view is what to draw: a prompt, a text whose line breaks are newlines, and
// the cursor as an offset into the text.
type view struct {
	prompt, next string
	text         string
	cursor       int
}

// cell is a place on the screen relative to the start of the line.
type cell struct{ row, col int }

// advance moves p over a cluster of w columns.
func (s *screen) advance(p cell, w int) cell {
	if p.col+w > s.width {
		p = cell{p.row + 1, 0}
	}
	p.col += w
	return p
}

// over moves p over a text without line breaks.
func (s *screen) over(p cell, text string) cell {
	for c := range clusters(stripEscapes(text)) {
		p = s.advance(p, clusterWidth(c))
	}
	return p
}

// settle takes p from behind the last column, where terminals keep the cursor
// until more comes, to the next row.
func (s *screen) settle(p cell) cell {
	if p.col >= s.width {
		return cell{p.row + 1, 0}
	}
	return p
}

// draw shows v in place of what is drawn.
func (s *screen) draw(v view) {
	if s.appendOnly(v) {
		return
	}
	var b strings.Builder
	s.back(&b)
	if !s.drawn {
		s.startCol = s.col
	}
	p := cell{0, s.startCol}
	b.WriteString(v.prompt)
	p = s.over(p, v.prompt)
	var cur cell
	at := 0
	for i, l := range strings.Split(v.text, "\n") {
		if i > 0 {
			b.WriteString("\x1b[K\r\n")
			next := v.next
			if next == "" {
				next = strings.Repeat(" ", min(Columns(v.prompt), s.width/2))
			}
			b.WriteString(next)
			p = s.over(cell{p.row + 1, 0}, next)
		}
		if v.cursor >= at && v.cursor <= at+len(l) {
			cur = s.settle(s.over(p, l[:v.cursor-at]))
		}
		shown := strings.ReplaceAll(l, "\t", " ")
		b.WriteString(shown)
		p = s.over(p, shown)
		at += len(l) + 1
	}
	if p.col >= s.width {
		b.WriteString(" \r") // makes the terminal go to the next row
		p = cell{p.row + 1, 0}
	}
	b.WriteString("\x1b[J")
	if up := p.row - cur.row; up > 0 {
		fmt.Fprintf(&b, "\x1b[%dA", up)
	}
	if p != cur {
		b.WriteString("\r")
		if cur.col > 0 {
			fmt.Fprintf(&b, "\x1b[%dC", cur.col)
		}
	}
	io.WriteString(s.out, b.String())
	s.drawn, s.row, s.last = true, cur.row, v
}

// appendOnly handles the most common key: one ASCII character at the end.
func (s *screen) appendOnly(v view) bool {
	l := s.last
	if !s.drawn || v.prompt != l.prompt || v.cursor != len(v.text) || l.cursor != len(l.text) ||
		len(v.text) != len(l.text)+1 || v.text[:len(l.text)] != l.text {
		return false
	}
	c := v.text[len(v.text)-1]
	if c < ' ' || c > '~' || strings.Contains(v.text, "\n") {
		return false
	}
	p := s.over(s.over(cell{0, s.startCol}, v.prompt), l.text)
	if p.col+1 >= s.width || s.settle(p) != p {
		return false
	}
	s.out.Write([]byte{c})
	s.last = v
	return true
}

// back takes the cursor to the start of what is drawn.
func (s *screen) back(b *strings.Builder) {
	if !s.drawn {
		return
	}
	if s.row > 0 {
		fmt.Fprintf(b, "\x1b[%dA", s.row)
	}
	b.WriteByte('\r')
	if s.startCol > 0 {
		fmt.Fprintf(b, "\x1b[%dC", s.startCol)
	}
}

// erase removes what is drawn.
func (s *screen) erase() {
	if !s.drawn {
		return
	}
	var b strings.Builder
	s.back(&b)
	b.WriteString("\x1b[J")
	io.WriteString(s.out, b.String())
	s.drawn, s.row, s.col = false, 0, s.startCol
}

// finish leaves the line as v for good and goes to a new row.
func (s *screen) finish(v view) {
	v.cursor = len(v.text)
	s.draw(v)
	io.WriteString(s.out, "\n")
	s.drawn, s.row, s.col = false, 0, 0
}

// write prints output above the line that is drawn.
func (s *screen) write(p []byte) (int, error) {
	again := s.drawn
	s.erase()
	n, err := s.out.Write(p)
	s.follow(string(p))
	if again {
		s.draw(s.last)
	}
	return n, err
}

// follow keeps track of the column that output ends in.
func (s *screen) follow(p string) {
	p = stripEscapes(p)
	if i := strings.LastIndexAny(p, "\r\n"); i >= 0 {
		s.col = 0
		p = p[i+1:]
	}
	for c := range clusters(p) {
		switch {
		case c == "\t":
			s.col += 8 - s.col%8
		case c == "\b":
			s.col = max(0, s.col-1)
		default:
			s.col += clusterWidth(c)
		}
		if s.col > s.width {
			s.col -= s.width
		}
	}
	if s.col >= s.width {
		s.col = 0
	}
}

// resize draws the line again for a new width.
func (s *screen) resize(width int) {
	s.width = max(width, minWidth)
	if s.drawn {
		v := s.last
		s.startCol = min(s.startCol, s.width-1)
		s.last = view{}
		s.draw(v)
	}
}
