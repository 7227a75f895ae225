package line

import (
	"slices"
	"strings"
)

// act does what a private rune stands for to e.text and e.pos. The caller
// holds the lock.
func (e *editor) act(r rune) {
	if e.menu != nil && e.menuKey(r) || e.find != nil && e.searchKey(r) {
		return
	}
	recalled := !e.moved
	e.moved, e.cuts = true, false
	if e.suggestKey(r) {
		e.cutting = false
		return
	}
	switch r {
	case actUp:
		e.vertical(-1, recalled)
	case actDown:
		e.vertical(1, recalled)
	case actRowUp:
		e.rows(-1)
	case actRowDown:
		e.rows(1)
	case actLeft:
		e.pos -= len([]rune(e.cluster(-1)))
	case actRight:
		e.pos += len([]rune(e.cluster(1)))
	case actWordLeft:
		e.pos = e.wordStart(e.pos)
	case actWordRight:
		e.pos = e.wordEnd(e.pos)
	case actHome:
		e.pos = e.rowStart(e.pos)
	case actEnd:
		e.pos = e.rowEnd(e.pos)
	case actTextStart:
		e.pos = 0
	case actTextEnd:
		e.pos = len(e.text)
	case actClear:
		e.screen.erase()
		e.out.WriteString("\x1b[H\x1b[2J")
		e.screen.col = 0
	case actRedraw:
		e.screen.erase()
	case actTab:
		e.complete()
	case actSearch, actSearchForward:
		e.startSearch()
	default:
		e.change(r)
	}
	e.cutting = e.cuts
}

// change does what the keys do that change the text.
func (e *editor) change(r rune) {
	switch r {
	case actBackspace:
		if n := len([]rune(e.cluster(-1))); n > 0 {
			e.pos -= n
			e.text = slices.Delete(e.text, e.pos, e.pos+n)
		}
	case actDelete, actEOF:
		n := len([]rune(e.cluster(1)))
		e.text = slices.Delete(e.text, e.pos, e.pos+n)
	case actDeleteWord:
		e.text = slices.Delete(e.text, e.pos, e.wordEnd(e.pos))
	case actCutRow:
		e.cutRow()
	case actCutRowStart:
		e.cutRowStart()
	case actCutWordLeft:
		e.cut(e.wordStart(e.pos), e.pos)
	case actCutWordRight:
		e.cut(e.pos, e.wordEnd(e.pos))
	case actYank:
		e.text = slices.Insert(e.text, e.pos, e.kept...)
		e.pos += len(e.kept)
	case actTranspose:
		e.transpose()
	case actTransposeWords:
		e.transposeWords()
	case actCloseBracket:
		e.closeBracket()
	case actClearText:
		e.text, e.pos = nil, 0
	case actPaste:
		if len(e.pastes) > 0 {
			e.insert(e.pastes[0])
			e.pastes = e.pastes[1:]
		}
	case actRestore:
		e.text, e.pos = slices.Clone(e.restore.text), e.restore.pos
	case actUndo:
		s, ok := e.undo.pop()
		if !ok {
			e.bell()
			return
		}
		e.text, e.pos = slices.Clone(s.text), s.pos
	}
}

func (e *editor) insert(s string) {
	rs := entryRunes(s)
	e.text = slices.Insert(e.text, e.pos, rs...)
	e.pos += len(rs)
}

// entryRunes returns a text as the buffer has it: without what a terminal would
// obey.
func entryRunes(s string) []rune {
	return []rune(strings.ReplaceAll(clean(s), "\n", string(newline)))
}

// cluster returns the grapheme cluster before (dir < 0) or after the cursor.
func (e *editor) cluster(dir int) string {
	if dir > 0 {
		if e.pos < len(e.text) {
			return nextCluster(string(e.text[e.pos:min(len(e.text), e.pos+maxCluster)]))
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

// maxCluster is how many characters a cluster may have; longer ones are taken
// apart.
const maxCluster = 64

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

// rows goes to the row above or below in the text; false if there is none.
func (e *editor) rows(dir int) bool {
	start, end := e.rowStart(e.pos), e.rowEnd(e.pos)
	switch {
	case dir < 0 && start > 0:
		end = start - 1
	case dir > 0 && end < len(e.text):
		end = e.rowEnd(end + 1)
	default:
		return false
	}
	column := Columns(string(e.text[start:e.pos]))
	e.pos = e.rowStart(end)
	for c := range clusters(string(e.text[e.pos:end])) {
		if column -= clusterWidth(c); column < 0 {
			break
		}
		e.pos += len([]rune(c))
	}
	return true
}

// vertical goes a row up or down inside the text, or to the entry before or
// after it in the history: at once from an entry that was recalled and not
// touched since.
func (e *editor) vertical(dir int, recalled bool) {
	recalled = recalled && e.at < len(e.hist.entries)
	switch {
	case !recalled && e.rows(dir):
	case dir < 0 && e.prompt.Continuation && e.unfinished != "":
		e.reopen()
	default:
		e.recall(e.at + dir)
	}
}

// reopen takes the lines of the unfinished entry back into the text. The read
// ends as if interrupted, so that whoever has the lines drops them, and the next
// one begins with them.
func (e *editor) reopen() {
	lines := entryRunes(e.unfinished)
	if e.restart {
		return
	}
	e.text, e.pos = append(lines, e.text...), len(lines)+e.pos
	e.rows(-1)
	e.restart = true
	e.keys.front(string(actRestart) + string(actRestore))
}

// recall shows an entry of the history, or the draft behind the last one.
func (e *editor) recall(at int) {
	n := len(e.hist.entries)
	if at < 0 || at > n || e.prompt.NoHistory {
		e.bell()
		return
	}
	if e.at >= n {
		e.draft = slices.Clone(e.text)
	}
	e.at, e.moved = at, at == n
	if at == n {
		e.text = slices.Clone(e.draft)
	} else {
		e.text = entryRunes(e.hist.entries[at])
	}
	e.pos = len(e.text)
}
