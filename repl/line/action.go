package line

import (
	"slices"
	"strings"
)

// act does what a private rune stands for to e.text and e.pos. The caller
// holds the lock.
func (e *editor) act(r rune) {
	if e.find != nil && e.searchKey(r) {
		return
	}
	if e.suggestKey(r) {
		return
	}
	switch r {
	case actUp:
		e.vertical(-1)
	case actDown:
		e.vertical(1)
	case actLeft:
		e.pos -= len([]rune(e.cluster(-1)))
	case actRight:
		e.pos += len([]rune(e.cluster(1)))
	case actHome:
		e.pos = e.rowStart(e.pos)
	case actEnd:
		e.pos = e.rowEnd(e.pos)
	case actBackspace:
		if n := len([]rune(e.cluster(-1))); n > 0 {
			e.pos -= n
			e.text = slices.Delete(e.text, e.pos, e.pos+n)
		}
	case actDelete, actEOF:
		n := len([]rune(e.cluster(1)))
		e.text = slices.Delete(e.text, e.pos, e.pos+n)
	case actTranspose:
		e.transpose()
	case actTab:
		e.complete()
	case actPaste:
		if len(e.pastes) > 0 {
			e.insert(e.pastes[0])
			e.pastes = e.pastes[1:]
		}
	case actSearch, actSearchForward:
		if e.prompt.NoHistory {
			e.bell()
			return
		}
		e.find = &search{at: len(e.hist.entries), text: slices.Clone(e.text), pos: e.pos}
	case actClear:
		e.screen.erase()
		e.out.WriteString("\x1b[H\x1b[2J")
		e.screen.col = 0
	}
}

func (e *editor) insert(s string) {
	rs := []rune(strings.ReplaceAll(s, "\n", string(newline)))
	e.text = slices.Insert(e.text, e.pos, rs...)
	e.pos += len(rs)
}

// cluster returns the grapheme cluster before (dir < 0) or after the cursor.
func (e *editor) cluster(dir int) string {
	if dir > 0 {
		for c := range clusters(string(e.text[e.pos:])) {
			return c
		}
		return ""
	}
	// A cluster does not reach over a line break.
	last := ""
	for c := range clusters(string(e.text[e.rowStart(e.pos):e.pos])) {
		last = c
	}
	if last == "" && e.pos > 0 {
		return string(newline)
	}
	return last
}

func (e *editor) rowStart(pos int) int {
	for pos > 0 && e.text[pos-1] != newline {
		pos--
	}
	return pos
}

func (e *editor) rowEnd(pos int) int {
	for pos < len(e.text) && e.text[pos] != newline {
		pos++
	}
	return pos
}

// vertical goes a row up or down inside the text, or to the entry before or
// after it in the history.
func (e *editor) vertical(dir int) {
	start := e.rowStart(e.pos)
	column := e.pos - start
	switch {
	case dir < 0 && start > 0:
		above := e.rowStart(start - 1)
		e.pos = min(above+column, start-1)
	case dir > 0 && e.rowEnd(e.pos) < len(e.text):
		below := e.rowEnd(e.pos) + 1
		e.pos = min(below+column, e.rowEnd(below))
	default:
		e.recall(e.at + dir)
	}
}

// recall shows an entry of the history, or the draft behind the last one.
func (e *editor) recall(at int) {
	n := len(e.hist.entries)
	if at < 0 || at > n || e.prompt.NoHistory {
		e.bell()
		return
	}
	if e.at == n {
		e.draft = slices.Clone(e.text)
	}
	e.at = at
	if at == n {
		e.text = slices.Clone(e.draft)
	} else {
		e.text = []rune(strings.ReplaceAll(e.hist.entries[at], "\n", string(newline)))
	}
	e.pos = len(e.text)
}

// transpose swaps the characters around the cursor.
func (e *editor) transpose() {
	i := min(e.pos, len(e.text)-1)
	if i < 1 {
		e.bell()
		return
	}
	e.text[i-1], e.text[i] = e.text[i], e.text[i-1]
	e.pos = i + 1
}

// searchKey handles a key while searching; false if the key ends the search
// and is to be acted on.
func (e *editor) searchKey(r rune) bool {
	f := e.find
	switch r {
	case actRedraw:
		if i, ok := e.hist.search(f.query, min(f.at+1, len(e.hist.entries))); ok {
			e.found(i)
		} else {
			f.found = false
			e.bell()
		}
	case actBackspace:
		rs := []rune(f.query)
		f.query = string(rs[:max(0, len(rs)-1)])
		if i, ok := e.hist.search(f.query, len(e.hist.entries)); ok && f.query != "" {
			e.found(i)
		}
	case actSearch:
		if i, ok := e.hist.search(f.query, f.at); ok && f.query != "" {
			e.found(i)
		} else {
			e.bell()
		}
	case actSearchForward:
		if i, ok := e.hist.searchForward(f.query, f.at); ok && f.query != "" {
			e.found(i)
		} else {
			e.bell()
		}
	case actCancel:
		e.text, e.pos, e.find = f.text, f.pos, nil
	default:
		e.find = nil
		return false
	}
	return true
}

// found shows the entry that the search has come to.
func (e *editor) found(i int) {
	e.find.at, e.find.found = i, true
	e.at = i
	entry := e.hist.entries[i]
	e.text = []rune(strings.ReplaceAll(entry, "\n", string(newline)))
	e.pos = len([]rune(entry[:strings.Index(entry, e.find.query)]))
}

// complete does what Tab does: two blanks at the start of a row, else what
// the completer says.
func (e *editor) complete() {
	before := string(e.text[e.rowStart(e.pos):e.pos])
	if strings.TrimSpace(before) == "" {
		e.insert("  ")
		return
	}
	if e.completer == nil {
		e.bell()
		return
	}
	whole := strings.ReplaceAll(string(e.text), string(newline), "\n")
	upTo := len(strings.ReplaceAll(string(e.text[:e.pos]), string(newline), "\n"))
	c := e.ask(whole, upTo)
	switch {
	case c.Insert != "":
		e.insert(c.Insert)
	case len(c.Lists) > 0:
		var out strings.Builder
		for _, l := range c.Lists {
			if l.Title != "" {
				out.WriteString("\n" + l.Title)
			}
			out.WriteString(table(l.Items, e.screen.width))
		}
		e.screen.write([]byte(out.String()))
	default:
		e.bell()
	}
}

// ask calls the completer without the lock, so that output goes on; a fault in
// it must not take the input with it.
func (e *editor) ask(text string, pos int) (c Completion) {
	complete := e.completer
	e.mu.Unlock()
	defer e.mu.Lock()
	defer func() {
		if recover() != nil {
			c = Completion{}
		}
	}()
	return complete(text, pos)
}

// maxRows is how many rows of candidates are shown.
const maxRows = 40

// table lays candidates out in columns, like ls, and ends in a newline.
func table(items []string, width int) string {
	widest := 0
	for _, s := range items {
		widest = max(widest, Columns(s))
	}
	columns := max(1, width/(widest+4))
	rows := (len(items) + columns - 1) / columns
	var b strings.Builder
	b.WriteByte('\n')
	for r := range min(rows, maxRows) {
		for c := range columns {
			i := r*columns + c
			if i >= len(items) {
				break
			}
			b.WriteString(items[i])
			if c < columns-1 && i < len(items)-1 {
				b.WriteString(strings.Repeat(" ", widest+4-Columns(items[i])))
			}
		}
		b.WriteByte('\n')
	}
	if rows > maxRows {
		b.WriteString("rows 1 to " + itoa(maxRows) + " of " + itoa(rows) + "\n")
	}
	return b.String()
}
