package line

import "strings"

// view is what to draw: a prompt, a text whose line breaks are newlines, and
// the cursor as an offset into the text.
type view struct {
	prompt, next string
	text         string
	cursor       int
	// shown is text with colour sequences; "" or anything that is not text
	// without them draws text as it is.
	shown string
	// hint stands behind the text and is no part of it; it may have colour
	// sequences.
	hint string
	// below are rows under the text, such as candidates. They are cut at the
	// width.
	below []string
}

// cell is a place on the screen relative to the start of the line.
type cell struct{ row, col int }

// glyph is a grapheme cluster as it is drawn.
type glyph struct {
	text  string
	style string // colour sequences in force
	width int
}

// row is one row of the screen.
type row struct {
	start  int // columns before the first glyph, which are not ours
	glyphs []glyph
	width  int  // columns up to the end
	wraps  bool // the terminal itself goes from here to the next row
}

// column returns the column of glyph i.
func (r row) column(i int) int {
	c := r.start
	for _, g := range r.glyphs[:i] {
		c += g.width
	}
	return c
}

// picture is a view cut into rows.
type picture struct {
	rows   []row
	text   int // how many of rows are prompt and text; the rest are below
	cursor cell
}

// typesetter fills the rows of a picture.
type typesetter struct {
	width int
	rows  []row
	style string
}

func (t *typesetter) last() *row { return &t.rows[len(t.rows)-1] }

func (t *typesetter) at() cell { return cell{len(t.rows) - 1, t.last().width} }

// newRow begins a new row, which the last one wraps into or not.
func (t *typesetter) newRow(wraps bool) {
	t.last().wraps = wraps
	t.rows = append(t.rows, row{})
}

// put adds a cluster and returns where it is.
func (t *typesetter) put(text string, width int) cell {
	if t.last().width+width > t.width {
		t.newRow(true)
	}
	at := t.at()
	r := t.last()
	if width == 0 {
		// Terminals add it to what stands before.
		if n := len(r.glyphs); n > 0 {
			r.glyphs[n-1].text += text
		}
		return at
	}
	r.glyphs = append(r.glyphs, glyph{text, t.style, width})
	r.width += width
	return at
}

// styled adds a text with colour sequences. each, if not nil, is told every
// cluster and its place; false from fits ends the text.
func (t *typesetter) styled(text string, each func(cluster string, at cell), fits func(width int) bool) {
	for text != "" {
		if text[0] == '\x1b' {
			n := escapeLength(text)
			t.setStyle(text[:n])
			text = text[n:]
			continue
		}
		c := nextCluster(text)
		text = text[len(c):]
		drawn, w := "  ", 2 // a tab
		if c != "\t" {
			drawn, w = c, clusterWidth(c)
		}
		if fits != nil && !fits(w) {
			return
		}
		at := t.put(drawn, w)
		if each != nil {
			each(c, at)
		}
	}
}

// setStyle takes over what a sequence says about colours.
func (t *typesetter) setStyle(seq string) {
	switch {
	case !strings.HasPrefix(seq, "\x1b[") || seq[len(seq)-1] != 'm':
	case seq == "\x1b[m" || seq == "\x1b[0m":
		t.style = ""
	default:
		t.style += seq
	}
}

// settle goes to the next row if the last one is full: terminals keep the
// cursor behind the last column until more comes.
func (t *typesetter) settle() {
	if t.last().width >= t.width {
		t.newRow(true)
	}
}

// typeset cuts a view into rows of a width, the first of which begins at start.
func typeset(v view, width, start int) picture {
	t := &typesetter{width: width, rows: []row{{start: start, width: start}}}
	var p picture
	t.plain(v.prompt)
	indent := v.next
	if indent == "" {
		indent = strings.Repeat(" ", min(Columns(v.prompt), width/2))
	}
	shown := v.shown
	if shown == "" || stripEscapes(shown) != v.text {
		shown = v.text
	}
	offset, found, style := 0, false, ""
	each := func(cluster string, at cell) {
		offset += len(cluster)
		if !found && v.cursor < offset {
			p.cursor, found = cell{at.row, min(at.col, width-1)}, true
		}
	}
	for i, l := range strings.Split(shown, "\n") {
		if i > 0 {
			if !found && v.cursor <= offset {
				at := t.at() // not on a row of its own, if this one is full
				p.cursor, found = cell{at.row, min(at.col, width-1)}, true
			}
			t.newRow(false)
			t.plain(indent)
			offset++
		}
		t.style = style
		t.styled(l, each, nil)
		style, t.style = t.style, ""
	}
	t.settle()
	if !found {
		p.cursor = t.at()
	}
	if v.hint != "" {
		t.plain(strings.ReplaceAll(v.hint, "\n", " "))
		t.settle()
	}
	p.text = len(t.rows)
	for _, l := range v.below {
		t.newRow(false)
		t.styled(l, nil, func(w int) bool { return t.last().width+w <= width })
		t.style = ""
	}
	p.rows = t.rows
	return p
}

// plain adds a text that leaves no colours behind.
func (t *typesetter) plain(text string) {
	t.styled(text, nil, nil)
	t.style = ""
}

// reflow returns where the cursor is, counted from the start of the rows, after
// a terminal of another width has laid the rows out anew, and the column where
// they start. Terminals keep what they wrapped themselves together.
func reflow(rows []row, cursor cell, width int) (at cell, start int) {
	first := 0
	if len(rows) > 0 {
		first = rows[0].start
	}
	p := cell{first / width, first % width}
	above := p.row
	start = p.col
	for i, r := range rows {
		col := r.start
		for _, g := range r.glyphs {
			if i == cursor.row && col >= cursor.col {
				break
			}
			if p.col+g.width > width {
				p = cell{p.row + 1, 0}
			}
			p.col += g.width
			col += g.width
		}
		if i == cursor.row {
			break
		}
		if !r.wraps {
			p = cell{p.row + 1, 0}
		}
	}
	if p.col >= width {
		p = cell{p.row + 1, 0}
	}
	return cell{p.row - above, p.col}, start
}
