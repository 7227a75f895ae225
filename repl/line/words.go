package line

import (
	"slices"
	"unicode"
)

// wordRune tells whether r belongs to a word: what an Elixir name is made of.
func wordRune(r rune) bool {
	return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Mc, r)
}

// wordEnd returns the end of the word at or after pos.
func (e *editor) wordEnd(pos int) int {
	for pos < len(e.text) && !wordRune(e.text[pos]) {
		pos++
	}
	for pos < len(e.text) && wordRune(e.text[pos]) {
		pos++
	}
	return pos
}

// wordStart returns the start of the word at or before pos.
func (e *editor) wordStart(pos int) int {
	for pos > 0 && !wordRune(e.text[pos-1]) {
		pos--
	}
	for pos > 0 && wordRune(e.text[pos-1]) {
		pos--
	}
	return pos
}

// cut takes away the text from one place to another and keeps it for Ctrl-Y.
// What several such keys in a row take is kept as one.
func (e *editor) cut(from, to int) {
	taken := slices.Clone(e.text[from:to])
	switch {
	case len(taken) == 0:
		e.bell()
	case !e.cutting:
		e.kept = taken
	case to == e.pos:
		e.kept = append(taken, e.kept...)
	default:
		e.kept = append(e.kept, taken...)
	}
	e.text = slices.Delete(e.text, from, to)
	e.pos = from
	e.cuts = true
}

// cutRow is Ctrl-K: up to the end of the row, or its line break.
func (e *editor) cutRow() {
	end := e.rowEnd(e.pos)
	if end == e.pos && end < len(e.text) {
		end++
	}
	e.cut(e.pos, end)
}

// cutRowStart is Ctrl-U: from the start of the row, or the line break before it.
func (e *editor) cutRowStart() {
	start := e.rowStart(e.pos)
	if start == e.pos && start > 0 {
		start--
	}
	e.cut(start, e.pos)
}

// transpose swaps the characters around the cursor.
func (e *editor) transpose() {
	if e.pos == e.rowEnd(e.pos) {
		e.pos -= len([]rune(e.cluster(-1)))
	}
	start := e.rowStart(e.pos)
	before, after := []rune(e.cluster(-1)), []rune(e.cluster(1))
	if e.pos == start || len(after) == 0 {
		e.pos += len(after)
		e.bell()
		return
	}
	swapped := append(slices.Clone(after), before...)
	copy(e.text[e.pos-len(before):], swapped)
	e.pos += len(after)
}

// transposeWords swaps the word before the cursor and the one at or after it.
func (e *editor) transposeWords() {
	end := e.wordEnd(e.pos)
	start := e.wordStart(end)
	before := e.wordStart(start)
	beforeEnd := e.wordEnd(before)
	if beforeEnd > start || before == start {
		e.bell()
		return
	}
	swapped := slices.Concat(e.text[:before], e.text[start:end], e.text[beforeEnd:start], e.text[before:beforeEnd], e.text[end:])
	e.text, e.pos = swapped, end
}

// closeBracket is Ctrl-]: it inserts what closes the innermost open bracket.
func (e *editor) closeBracket() {
	closing := map[rune]rune{'(': ')', '[': ']', '{': '}'}
	var open []rune
	var quote rune
	for i := 0; i < e.pos; i++ {
		switch r := e.text[i]; {
		case quote != 0 && r == '\\', quote == 0 && r == '?':
			i++
		case quote != 0:
			if r == quote {
				quote = 0
			}
		case r == '"', r == '\'':
			quote = r
		case closing[r] != 0:
			open = append(open, closing[r])
		case len(open) > 0 && r == open[len(open)-1]:
			open = open[:len(open)-1]
		}
	}
	switch {
	case quote != 0:
		e.insert(string(quote))
	case len(open) > 0:
		e.insert(string(open[len(open)-1]))
	default:
		e.bell()
	}
}

// undo is a stack of texts that were there before.
type undo struct {
	states []state
	runes  int
	typing bool // the last change was a character typed
}

// state is a text and the cursor in it.
type state struct {
	text []rune
	pos  int
}

// maxUndo is how many characters the texts of undo may have together.
const maxUndo = 1 << 20

// push remembers a text. Characters typed in a row are undone together, word by
// word.
func (u *undo) push(before state, typed rune) {
	together := u.typing && typed != 0 && typed != ' ' && typed != newline
	u.typing = typed != 0
	if together {
		return
	}
	u.states = append(u.states, before)
	u.runes += len(before.text)
	for u.runes > maxUndo && len(u.states) > 1 {
		u.runes -= len(u.states[0].text)
		u.states = u.states[1:]
	}
}

func (u *undo) pop() (s state, ok bool) {
	n := len(u.states)
	if n == 0 {
		return s, false
	}
	s = u.states[n-1]
	u.states, u.typing = u.states[:n-1], false
	u.runes -= len(s.text)
	return s, true
}
