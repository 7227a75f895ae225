package line

import (
	"io"
	"strings"
)

// screen draws the line that is being typed at the place where the output
// stopped. It keeps track of the cursor; all output passes through it. Only
// what has changed is written.
type screen struct {
	out    io.Writer
	width  int // columns of the terminal, at least minWidth
	height int // its rows, at least minHeight

	col   int // column where output stopped, while nothing is drawn
	drawn bool
	rows  []row // what is drawn, at most height
	cur   cell  // where the cursor is in rows
	top   int   // rows of the picture above rows: a long text is drawn in part
	last  view
	above int // rows above the line that belong to it, -1 if there was output since
}

const (
	minWidth  = 10
	minHeight = 3
)

// start is the column where the line begins.
func (s *screen) start() int {
	if s.drawn {
		return s.rows[0].start
	}
	return s.col
}

// draw shows v in place of what is drawn.
func (s *screen) draw(v view) {
	var b strings.Builder
	s.paint(&b, v, s.height)
	if b.Len() > 0 {
		io.WriteString(s.out, b.String())
	}
}

// paint writes what turns the screen into v, of which height rows are shown.
func (s *screen) paint(b *strings.Builder, v view, height int) {
	p := typeset(v, s.width, s.start())
	rows, cur, top := window(p, s.top, height)
	if s.drawn && top != s.top {
		s.clear(b)
	}
	if !s.drawn {
		start := rows[0].start
		s.rows, s.cur, s.drawn = []row{{start: start, width: start}}, cell{0, s.col}, true
	}
	w := writer{b: b, at: s.cur, width: s.width}
	for i, r := range rows {
		var old row
		if i < len(s.rows) {
			old = s.rows[i]
		}
		w.row(i, i < len(s.rows), old, rows)
		if i >= len(s.rows) {
			s.rows = append(s.rows, r)
		}
	}
	if len(s.rows) > len(rows) {
		w.move(cell{len(rows), 0})
		w.style("")
		b.WriteString("\x1b[J")
	}
	w.move(cur)
	w.style("")
	s.rows, s.cur, s.top, s.last = rows, cur, top, v
}

// window returns the rows of a picture that are shown when there is only place
// for height: those around the cursor, moved as little as can be from top.
func window(p picture, top, height int) (rows []row, cur cell, newTop int) {
	place := max(1, height-(len(p.rows)-p.text))
	top = min(max(top, p.cursor.row-place+1), p.cursor.row, max(0, p.text-place))
	if p.text > place {
		rows = append(rows, p.rows[top:top+place]...)
		rows = append(rows, p.rows[p.text:]...)
	} else {
		rows = p.rows
	}
	rows = rows[:min(len(rows), max(height, 1))]
	return rows, cell{p.cursor.row - top, p.cursor.col}, top
}

// writer writes rows over others.
type writer struct {
	b       *strings.Builder
	at      cell
	width   int
	current string // colours in force
}

// row draws row i of rows over an old one, or below the last one.
func (w *writer) row(i int, exists bool, old row, rows []row) {
	r := rows[i]
	from, to := 0, len(r.glyphs)
	if exists {
		for from < to && from < len(old.glyphs) && old.start == r.start && old.glyphs[from] == r.glyphs[from] {
			from++
		}
		if old.width == r.width {
			for end := len(old.glyphs); to > from && end > from && old.glyphs[end-1] == r.glyphs[to-1]; end-- {
				to--
			}
		}
	}
	switch {
	case exists && from == to && old.width <= r.width:
		return
	case w.wrapsInto(i, from, rows):
		// A character that is wide only by what follows it would not wrap.
		w.style("")
		w.b.WriteString(strings.Repeat(" ", w.width-w.at.col))
		if len(r.glyphs) == 0 {
			w.b.WriteString(" \r")
			w.at = cell{i, 0}
		}
	case !exists:
		w.down(i - 1 - w.at.row)
		w.b.WriteString("\n") // the terminal adds the return
		w.at = cell{i, 0}
	default:
		w.move(cell{i, r.column(from)})
	}
	if w.at.row != i {
		w.at = cell{i, 0} // the terminal goes there by itself
	}
	for _, g := range r.glyphs[from:to] {
		w.glyph(g)
	}
	if old.width > r.width {
		w.move(cell{i, r.width})
		w.style("")
		w.b.WriteString("\x1b[K")
	}
}

// wrapsInto tells whether the cursor is at the end of the row before, which
// wraps, and what comes next is the start of row i.
func (w *writer) wrapsInto(i, from int, rows []row) bool {
	if i == 0 || from > 0 || !rows[i-1].wraps || w.at != (cell{i - 1, rows[i-1].width}) {
		return false
	}
	first := 1
	if len(rows[i].glyphs) > 0 {
		first = rows[i].glyphs[0].width
	}
	return w.at.col+first > w.width
}

func (w *writer) glyph(g glyph) {
	w.style(g.style)
	w.b.WriteString(g.text)
	w.at.col += g.width
	if len(g.text) > 4 && w.at.col < w.width {
		// Terminals disagree about the width of clusters of several characters.
		w.sequence(w.at.col+1, 'G')
	}
}

func (w *writer) style(s string) {
	if s == w.current {
		return
	}
	if w.current != "" {
		w.b.WriteString("\x1b[0m")
	}
	w.b.WriteString(s)
	w.current = s
}

// move takes the cursor to a row that exists.
func (w *writer) move(to cell) {
	if w.at == to && to.col < w.width {
		return
	}
	w.down(to.row - w.at.row)
	switch {
	case to.col == 0:
		w.b.WriteByte('\r')
	case to.col == w.at.col && w.at.col < w.width:
	case to.col == w.at.col-1 && w.at.col < w.width:
		w.b.WriteByte('\b')
	default:
		w.sequence(to.col+1, 'G')
	}
	w.at = to
}

func (w *writer) down(rows int) {
	switch {
	case rows < 0:
		w.sequence(-rows, 'A')
	case rows > 0:
		w.sequence(rows, 'B')
	}
}

func (w *writer) sequence(n int, final byte) {
	w.b.WriteString("\x1b[")
	if n != 1 || final == 'G' {
		w.b.WriteString(itoa(n))
	}
	w.b.WriteByte(final)
}

// clear removes what is drawn.
func (s *screen) clear(b *strings.Builder) {
	if !s.drawn {
		return
	}
	s.col = s.rows[0].start
	w := writer{b: b, at: s.cur, width: s.width}
	w.move(cell{0, s.col})
	b.WriteString("\x1b[J")
	s.drawn, s.rows, s.cur, s.top = false, nil, cell{}, 0
}

// erase removes what is drawn.
func (s *screen) erase() {
	var b strings.Builder
	if s.clear(&b); b.Len() > 0 {
		io.WriteString(s.out, b.String())
	}
}

// eraseAbove removes the rows above the line that belong to it, if they are
// known to be on the screen. Nothing is drawn.
func (s *screen) eraseAbove() {
	if s.above > 0 && s.above < s.height {
		io.WriteString(s.out, "\x1b["+itoa(s.above)+"A\r\x1b[J")
	}
	s.above = 0
}

// finish leaves the line as v for good, whole however long it is, and goes to
// a new row.
func (s *screen) finish(v view) {
	v.cursor, v.hint, v.below = len(v.text), "", nil
	var b strings.Builder
	if s.top > 0 || len(s.rows) >= s.height {
		s.clear(&b)
	}
	s.paint(&b, v, 1<<30)
	n := len(s.rows)
	if s.cur.col > 0 || n < 2 || !s.rows[n-2].wraps {
		b.WriteString("\n")
	} else {
		n--
	}
	if s.above >= 0 {
		s.above += n
	}
	io.WriteString(s.out, b.String())
	s.drawn, s.rows, s.cur, s.top, s.col = false, nil, cell{}, 0, 0
}

// write prints output above the line that is drawn.
func (s *screen) write(p []byte) (int, error) {
	s.above = -1
	if !s.drawn {
		n, err := s.out.Write(p)
		s.follow(string(p))
		return n, err
	}
	// One write, so that the line does not flicker.
	var b strings.Builder
	s.clear(&b)
	b.Write(p)
	s.follow(string(p))
	s.paint(&b, s.last, s.height)
	if _, err := io.WriteString(s.out, b.String()); err != nil {
		return 0, err
	}
	return len(p), nil
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

// resize draws the line again for a new size. It counts on a terminal that
// wraps long lines anew by itself, as nearly all do.
func (s *screen) resize(width, height int) {
	width, height = max(width, minWidth), max(height, minHeight)
	if !s.drawn {
		s.width, s.height = width, height
		s.col = min(s.col, width-1)
		return
	}
	var b strings.Builder
	v := s.last
	if width != s.width {
		at, start := reflow(s.rows, s.cur, width)
		s.rows[0].start, s.cur = start, cell{min(at.row, height-1), at.col}
	}
	s.width, s.height = width, height
	s.cur.row = min(s.cur.row, height-1)
	s.clear(&b)
	s.paint(&b, v, height)
	io.WriteString(s.out, b.String())
}
