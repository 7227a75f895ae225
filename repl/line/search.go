package line

import "slices"

// search is the state of Ctrl-R.
type search struct {
	query string
	at    int
	found bool
	from  state // what to go back to
}

func (e *editor) startSearch() {
	if e.prompt.NoHistory {
		e.bell()
		return
	}
	e.find = &search{at: len(e.hist.entries), from: state{slices.Clone(e.text), e.pos}}
}

// searchKey handles a key while searching; false if the key ends the search
// and is to be acted on.
func (e *editor) searchKey(r rune) bool {
	f := e.find
	switch r {
	case actTyped:
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
		e.text, e.pos, e.find = f.from.text, f.from.pos, nil
	default:
		e.find = nil
		return false
	}
	return true
}

// found shows the entry that the search has come to.
func (e *editor) found(i int) {
	e.find.at, e.find.found = i, true
	e.at, e.moved = i, false
	e.text = entryRunes(e.hist.entries[i])
	query := entryRunes(e.find.query)
	e.pos = len(e.text)
	for at := 0; at+len(query) <= len(e.text); at++ {
		if slices.Equal(e.text[at:at+len(query)], query) {
			e.pos = at
			break
		}
	}
}
