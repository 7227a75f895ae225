package line

import (
	"strings"
	"sync"
	"unicode/utf8"
)

// vt is a terminal of the sequences that the editor writes: characters are put
// into cells by their grapheme clusters, a full row keeps the cursor behind its
// last column until more comes, the rows above the screen are kept, and long
// lines are wrapped anew when the width changes.
type vt struct {
	mu            sync.Mutex
	width, height int
	rows          []vtRow // the last height of them are the screen
	row, col      int     // col may be width: behind the last column
	pending       []byte
	written       int
	bells         int
	bracket       bool
	faults        []string // sequences that it does not know
}

type vtRow struct {
	cells []string // "" is the second half of a wide character
	wraps bool
}

func newVT(width, height int) *vt {
	return &vt{width: width, height: height, rows: make([]vtRow, 1)}
}

func (v *vt) Write(p []byte) (int, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.written += len(p)
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

// top is the row that the screen begins with.
func (v *vt) top() int { return max(0, len(v.rows)-v.height) }

func (v *vt) step(p []byte) int {
	switch c := p[0]; {
	case c == '\r':
		v.col = 0
		return 1
	case c == '\n':
		v.down()
		v.col = 0
		return 1
	case c == '\b':
		v.col = max(0, min(v.col, v.width-1)-1)
		return 1
	case c == '\t':
		v.col = min(v.width-1, v.col+8-v.col%8)
		return 1
	case c == '\a':
		v.bells++
		return 1
	case c == 0x1b:
		return v.escape(p)
	case c < ' ':
		v.faults = append(v.faults, string(rune(c)))
		return 1
	}
	if !utf8.FullRune(p) {
		return 0
	}
	_, n := utf8.DecodeRune(p)
	v.print(string(p[:n]))
	return n
}

// print puts a character, or adds it to the cluster before the cursor.
func (v *vt) print(r string) {
	if at := v.before(); at >= 0 {
		cells := v.rows[v.row].cells
		joined := cells[at] + r
		if nextCluster(joined) == joined {
			cells[at] = joined
			if clusterWidth(joined) == 2 && v.col-at == 1 && v.col < v.width {
				v.set(v.col, "")
				v.col++
			}
			return
		}
	}
	w := clusterWidth(r)
	if w == 0 {
		return // nothing to combine with
	}
	if v.col+w > v.width {
		v.rows[v.row].wraps = true
		v.down()
		v.col = 0
	}
	v.set(v.col, r)
	if w == 2 {
		v.set(v.col+1, "")
	}
	v.col += w
}

// before returns the cell of the cluster before the cursor, -1 if there is none.
func (v *vt) before() int {
	at := v.col - 1
	cells := v.rows[v.row].cells
	for at > 0 && at < len(cells) && cells[at] == "" {
		at--
	}
	if at >= len(cells) {
		return -1
	}
	return at
}

func (v *vt) set(col int, s string) {
	r := &v.rows[v.row]
	for len(r.cells) <= col {
		r.cells = append(r.cells, " ")
	}
	r.cells[col] = s
}

func (v *vt) down() {
	v.row++
	if v.row == len(v.rows) {
		v.rows = append(v.rows, vtRow{})
	}
}

func (v *vt) cut(r *vtRow, col int) {
	r.cells, r.wraps = r.cells[:min(col, len(r.cells))], false
}

func (v *vt) escape(p []byte) int {
	n := escapeLength(string(p))
	if n < 3 || p[n-1] < '@' {
		return 0
	}
	arg := 0
	for _, c := range p[2:n] {
		if c >= '0' && c <= '9' {
			arg = 10*arg + int(c-'0')
		}
	}
	if p[n-1] != 'm' {
		v.col = min(v.col, v.width-1)
	}
	switch seq := string(p[:n]); p[n-1] {
	case 'A':
		v.row = max(v.top(), v.row-max(arg, 1))
	case 'B':
		v.row = min(len(v.rows)-1, v.row+max(arg, 1))
	case 'C':
		v.col = min(v.width-1, v.col+max(arg, 1))
	case 'G':
		v.col = min(v.width, max(arg, 1)) - 1
	case 'J':
		if arg == 2 {
			for range v.height {
				v.rows = append(v.rows, vtRow{})
			}
			v.rows = v.rows[:v.top()+1]
			v.row = len(v.rows) - 1
			break
		}
		v.rows = v.rows[:v.row+1]
		v.cut(&v.rows[v.row], v.col)
	case 'K':
		v.cut(&v.rows[v.row], v.col)
	case 'H':
		v.row, v.col = v.top(), 0
	case 'm':
	case 'h', 'l':
		if strings.HasPrefix(seq, "\x1b[?2004") {
			v.bracket = p[n-1] == 'h'
		}
	default:
		v.faults = append(v.faults, seq)
	}
	return n
}

// resize lays the rows out for another width.
func (v *vt) resize(width, height int) {
	v.mu.Lock()
	defer v.mu.Unlock()
	old, row, col := v.rows, v.row, v.col
	v.width, v.height = width, height
	v.rows, v.row, v.col = make([]vtRow, 1), 0, 0
	at, atCol := 0, 0
	for i, r := range old {
		for c, s := range r.cells {
			if i == row && c == col {
				at, atCol = v.row, v.col
			}
			if s != "" {
				v.print(s)
			}
		}
		if i == row && col >= len(r.cells) {
			at, atCol = v.row, min(width-1, v.col+col-len(r.cells))
		}
		if !r.wraps && i < len(old)-1 {
			v.down()
			v.col = 0
		}
	}
	v.row, v.col = at, atCol
}

// text is what the terminal shows and has shown, with "‸" at the cursor.
func (v *vt) text() string {
	v.mu.Lock()
	defer v.mu.Unlock()
	var b strings.Builder
	for r, row := range v.rows {
		line := ""
		for c, s := range row.cells {
			if r == v.row && c == v.col {
				line += "‸"
			}
			line += s
		}
		if r == v.row && v.col >= len(row.cells) {
			line += strings.Repeat(" ", v.col-len(row.cells)) + "‸"
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	return strings.TrimRight(b.String(), "\n")
}

// cursor returns the column of the cursor.
func (v *vt) cursor() int {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.col
}

// count returns how many bytes were written.
func (v *vt) count() int {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.written
}
