package line

import (
	"strings"
	"sync"
	"unicode/utf8"
)

// vt is a terminal of the few sequences that the editor writes.
type vt struct {
	mu      sync.Mutex
	width   int
	rows    [][]string
	row     int
	col     int // width: behind the last column
	pending []byte
	bells   int
	bracket bool
}

func newVT(width int) *vt { return &vt{width: width, rows: [][]string{nil}} }

func (v *vt) Write(p []byte) (int, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.pending = append(v.pending, p...)
	for len(v.pending) > 0 {
		n := v.step(v.pending)
		if n == 0 {
			break
		}
		v.pending = v.pending[n:]
	}
	return len(p), nil
}

func (v *vt) step(p []byte) int {
	switch p[0] {
	case '\r':
		v.col = 0
		return 1
	case '\n':
		v.row++
		v.grow()
		return 1
	case '\a':
		v.bells++
		return 1
	case 0x1b:
		return v.escape(p)
	}
	if !utf8.FullRune(p) {
		return 0
	}
	r, n := utf8.DecodeRune(p)
	w := runeWidth(r)
	if w == 0 {
		if v.col > 0 {
			v.cell(v.row, v.col-1, v.rows[v.row][v.col-1]+string(r))
		}
		return n
	}
	if v.col+w > v.width {
		v.row, v.col = v.row+1, 0
		v.grow()
	}
	v.cell(v.row, v.col, string(r))
	for i := 1; i < w; i++ {
		v.cell(v.row, v.col+i, "")
	}
	v.col += w
	return n
}

func (v *vt) grow() {
	for len(v.rows) <= v.row {
		v.rows = append(v.rows, nil)
	}
}

func (v *vt) cell(row, col int, s string) {
	for len(v.rows[row]) <= col {
		v.rows[row] = append(v.rows[row], " ")
	}
	v.rows[row][col] = s
}

func (v *vt) escape(p []byte) int {
	i := 2
	for i < len(p) && (p[i] < '@' || p[i] > '~') {
		i++
	}
	if i >= len(p) {
		return 0
	}
	n := 0
	for _, c := range p[2:i] {
		if c >= '0' && c <= '9' {
			n = 10*n + int(c-'0')
		}
	}
	switch p[i] {
	case 'A':
		v.row = max(0, v.row-max(n, 1))
	case 'C':
		v.col = min(v.width-1, v.col+max(n, 1))
	case 'J':
		if n == 2 {
			v.rows = [][]string{nil}
			v.grow()
			break
		}
		v.rows = v.rows[:v.row+1]
		v.rows[v.row] = v.rows[v.row][:min(v.col, len(v.rows[v.row]))]
	case 'K':
		v.rows[v.row] = v.rows[v.row][:min(v.col, len(v.rows[v.row]))]
	case 'H':
		v.row, v.col = 0, 0
	case 'h', 'l':
		v.bracket = p[i] == 'h'
	}
	return i + 1
}

// text is what the terminal shows, with "‸" at the cursor.
func (v *vt) text() string {
	v.mu.Lock()
	defer v.mu.Unlock()
	var b strings.Builder
	for r, row := range v.rows {
		line := ""
		for c, s := range row {
			if r == v.row && c == v.col {
				line += "‸"
			}
			line += s
		}
		if r == v.row && v.col >= len(row) {
			line += strings.Repeat(" ", v.col-len(row)) + "‸"
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	return strings.TrimRight(b.String(), "\n")
}
