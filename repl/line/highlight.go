package line

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Span is a stretch of a text, as bytes from Start to End, with the sequences
// that begin its colours and styles.
type Span struct {
	Start, End int
	Style      string
}

// Highlighter returns the colours of a text that is being typed, while the
// cursor is at a place of it in bytes, -1 when the text is final. Spans are in
// the order of Start and may lie within others.
type Highlighter func(text string, cursor int) []Span

// maxHighlighted is the length in bytes from which a text is shown plain.
const maxHighlighted = 4000

// shown is the text of v with colours for a cursor; "" for none.
func (e *editor) shown(v view, cursor int) string {
	if !e.set.Highlight || e.set.Highlighter == nil || e.find != nil || e.prompt.NoHistory || len(v.text) > maxHighlighted {
		return ""
	}
	return colored(v.text, e.spans(v.text, cursor))
}

// spans asks the highlighter; a fault in it must not take the input with it.
func (e *editor) spans(text string, cursor int) (spans []Span) {
	defer func() {
		if recover() != nil {
			e.set.Highlighter, spans = nil, nil
		}
	}()
	return e.set.Highlighter(text, cursor)
}

// colored puts the styles of spans into a text. They change between the clusters
// of the text only, so that it keeps its columns.
func colored(text string, spans []Span) string {
	type change struct {
		at    int
		style string
	}
	var changes []change
	var open []Span
	set := func(at int) {
		style := ""
		if n := len(open); n > 0 {
			style = open[n-1].Style
		}
		if n := len(changes); n > 0 && changes[n-1].at == at {
			changes[n-1].style = style
			return
		}
		changes = append(changes, change{at, style})
	}
	closeUpTo := func(at int) {
		for n := len(open); n > 0 && open[n-1].End <= at; n = len(open) {
			end := open[n-1].End
			open = open[:n-1]
			set(end)
		}
	}
	last := 0
	for _, s := range spans {
		if s.Start < last || s.End > len(text) || s.Start >= s.End {
			continue
		}
		last = s.Start
		closeUpTo(s.Start)
		if n := len(open); n > 0 {
			s.End = min(s.End, open[n-1].End)
		}
		open = append(open, s)
		set(s.Start)
	}
	closeUpTo(len(text))
	if len(changes) == 0 {
		return ""
	}
	bounds := clusterBounds(text)
	var b strings.Builder
	at := 0
	for _, c := range changes {
		if n, whole := slices.BinarySearch(bounds, c.at); !whole && n < len(bounds) {
			c.at = bounds[n]
		}
		b.WriteString(text[at:c.at] + sgrReset + c.style)
		at = c.at
	}
	b.WriteString(text[at:])
	return b.String()
}

// clusterBounds are the offsets between the clusters of a text; nil if they are
// anywhere.
func clusterBounds(text string) []int {
	if !strings.ContainsFunc(text, func(r rune) bool { return r >= utf8.RuneSelf || r == '\r' }) {
		return nil
	}
	bounds := []int{0}
	for c := range clusters(text) {
		bounds = append(bounds, bounds[len(bounds)-1]+len(c))
	}
	return bounds
}

const sgrReset = "\x1b[0m"
