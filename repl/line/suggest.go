package line

import (
	"strings"
	"unicode"
)

// suggestion is how the newest entry of the history that starts with the text
// goes on, "" if none does or none is to be shown.
func (e *editor) suggestion() string {
	if !e.set.Suggest || e.set.SuggestionStyle == "" || e.find != nil || e.prompt.NoHistory || e.prompt.Continuation ||
		e.pos < len(e.text) || len(e.text) == 0 {
		return ""
	}
	text := strings.ReplaceAll(string(e.text), string(newline), "\n")
	entry, ok := e.hist.starting(text)
	if !ok {
		return ""
	}
	return entry[len(text):]
}

// hint is the suggestion as it stands behind the text of v: as much of its first
// line as there is place for in the row.
func (e *editor) hint(v view) string {
	rest := e.suggestion()
	if rest == "" {
		return ""
	}
	lead := v.prompt
	if i := strings.LastIndexByte(v.text, '\n'); i >= 0 && v.next != "" {
		lead = v.next
	}
	used := e.screen.start() + Columns(lead+strings.ReplaceAll(v.text[strings.LastIndexByte(v.text, '\n')+1:], "\t", "  "))
	place := e.screen.width - 1 - used%e.screen.width
	first, more, lines := strings.Cut(clean(rest), "\n") // the history is a file: it may have anything in it
	shown, cut := "", lines && more != ""
	for c := range clusters(first) {
		w := clusterWidth(c)
		if c == "\t" {
			c, w = " ", 1
		}
		if place -= w; place < 0 {
			cut = true
			break
		}
		shown += c
	}
	if cut && place > 0 {
		shown += "…"
	}
	if shown == "" {
		return ""
	}
	return e.set.SuggestionStyle + shown + sgrReset
}

// suggestKey handles the keys of suggestions and colours; false if r is none
// of them or does what it does without a suggestion.
func (e *editor) suggestKey(r rune) bool {
	switch r {
	case actRight, actEnd:
		return e.accept()
	case actWordRight:
		return e.acceptWord()
	case actSuggest:
		e.set.Suggest = !e.set.Suggest
	case actHighlight:
		e.set.Highlight = !e.set.Highlight
	default:
		return false
	}
	return true
}

// accept makes the suggestion text; false if there is none.
func (e *editor) accept() bool {
	rest := e.suggestion()
	e.insert(rest)
	return rest != ""
}

// acceptWord makes the next word of the suggestion text; false if there is none.
func (e *editor) acceptWord() bool {
	rest := e.suggestion()
	inWord := false
	n := strings.IndexFunc(rest, func(r rune) bool {
		word := r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
		ends := inWord && !word
		inWord = inWord || word
		return ends
	})
	if n < 0 {
		n = len(rest)
	}
	e.insert(rest[:n])
	return rest != ""
}
