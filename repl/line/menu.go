package line

import "strings"

// menu is the list of candidates below the text, of which a part is shown.
type menu struct {
	rows  []string
	top   int  // first row shown
	whole bool // use the whole screen
}

// firstRows is how many rows the first Tab shows, pageRows how many Page Down
// goes on.
const (
	firstRows = 7
	pageRows  = 5
)

// newMenu lays lists out for a width.
func newMenu(lists []List, width int) *menu {
	m := &menu{}
	for _, l := range lists {
		if l.Title != "" {
			m.rows = append(m.rows, l.Title)
		}
		items := make([]string, len(l.Items))
		for i, s := range l.Items { // a file's name may have anything in it
			items[i] = strings.ReplaceAll(clean(s), "\n", " ")
		}
		m.rows = append(m.rows, table(items, width)...)
	}
	if len(m.rows) == 0 {
		return nil
	}
	return m
}

// place returns how many rows are shown when the text takes some of height.
func (m *menu) place(height, text int) int {
	place := max(1, height-text-1)
	if !m.whole {
		place = min(place, firstRows)
	}
	return min(place, len(m.rows))
}

// view returns the rows that are shown, and which they are if they are not all.
func (m *menu) view(height, text int) []string {
	place := m.place(height, text)
	m.top = max(0, min(m.top, len(m.rows)-place))
	shown := m.rows[m.top : m.top+place : m.top+place]
	if place < len(m.rows) {
		shown = append(shown, "rows "+itoa(m.top+1)+" to "+itoa(m.top+place)+" of "+itoa(len(m.rows)))
	}
	return shown
}

// menuKey handles a key while candidates are shown; false if the key puts them
// away and is to be acted on.
func (e *editor) menuKey(r rune) bool {
	m := e.menu
	place := m.place(e.screen.height, e.textRows())
	more := place < len(m.rows)
	switch {
	case r == actTab && !m.whole && more:
		m.whole = true
	case r == actTab && more:
		if m.top += place; m.top >= len(m.rows) {
			m.top = 0
		}
	case r == actTab:
	case r == actUp && more:
		m.top--
	case r == actDown && more:
		m.top++
	case r == actPageUp && more:
		m.top -= pageRows
	case r == actPageDown && more:
		m.top += pageRows
	default:
		e.menu = nil
		return false
	}
	m.top = max(0, min(m.top, len(m.rows)-1))
	return true
}

// textRows is how many rows prompt and text take.
func (e *editor) textRows() int {
	v := e.line()
	return typeset(v, e.screen.width, e.screen.start()).text
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
	if c.Insert != "" {
		e.insert(c.Insert)
	} else if e.menu = newMenu(c.Lists, e.screen.width); e.menu == nil {
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

// table lays candidates out in columns, one row after the other.
func table(items []string, width int) []string {
	widest := 0
	for _, s := range items {
		widest = max(widest, Columns(s))
	}
	columns := max(1, width/(widest+4))
	var rows []string
	for i := 0; i < len(items); i += columns {
		var b strings.Builder
		for j, s := range items[i:min(i+columns, len(items))] {
			if j > 0 {
				b.WriteString(strings.Repeat(" ", widest+4-Columns(items[i+j-1])))
			}
			b.WriteString(s)
		}
		rows = append(rows, b.String())
	}
	return rows
}
