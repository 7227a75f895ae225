package scan

import (
	"errors"
	"slices"
	"strings"
)

// Nesting follows what is open in source that comes line by line, at a cost in
// proportion to the lines: enough to tell that an entry cannot end yet. The zero
// Nesting is at the start of the source.
type Nesting struct {
	openers []opener
	// pending is what a string that is open has of the source so far, and want
	// what ends it.
	pending strings.Builder
	want    string
	lost    bool
}

// Add takes the next line, with its newline, and tells whether anything is still
// open after it. False says nothing: the source may be complete, or wrong.
func (n *Nesting) Add(line string) (open bool) {
	if n.lost {
		return false
	}
	if n.want != "" && !strings.Contains(line, n.want) {
		n.pending.WriteString(line)
		return true
	}
	text := line
	if n.pending.Len() > 0 {
		n.pending.WriteString(line)
		text = n.pending.String()
	}
	s := &scanner{src: text, column0: 1, line: 1, column: 1, openers: slices.Clone(n.openers)}
	_, err := s.tokens(false)
	var e *Error
	switch atEnd := s.off >= len(text) && len(s.openers) > 0; {
	case err == nil, atEnd && errors.As(err, &e) && e.Incomplete && e.Expected == closers[s.openers[len(s.openers)-1].kind].Name():
		n.openers, n.want = s.openers, ""
		n.pending.Reset()
	case errors.As(err, &e) && e.Incomplete && e.Expected != "":
		if n.pending.Len() == 0 {
			n.pending.WriteString(line)
		}
		n.want = e.Expected
		return true
	default:
		n.lost = true
		return false
	}
	return len(n.openers) > 0
}
