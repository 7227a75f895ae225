package main

import "strings"

// erlWords splits what ERL_FLAGS or a file of --vm-args says into words as erl
// does: text between quotes is taken as it is, and a backslash takes the next
// character as it is. In a file # at the start of a word begins a comment, and a
// backslash at the end of a line joins it with the next.
func erlWords(text string, file bool) []string {
	var words []string
	var word strings.Builder
	inside := false // of a word, which may be empty
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case strings.IndexByte(" \t\r\n\f\v", c) >= 0:
			if inside {
				words = append(words, word.String())
			}
			word.Reset()
			inside = false
		case c == '#' && file && !inside:
			if i = indexFrom(text, i, '\n'); i == len(text) {
				return words
			}
		case c == '"' || c == '\'':
			end := indexFrom(text, i+1, c)
			word.WriteString(text[i+1 : end])
			i, inside = end, true
		case c == '\\' && i+1 < len(text):
			if rest := strings.TrimPrefix(text[i+1:], "\r"); file && strings.HasPrefix(rest, "\n") {
				continue // the line break ends the word
			}
			i++
			word.WriteByte(text[i])
			inside = true
		default:
			word.WriteByte(c)
			inside = true
		}
	}
	if inside {
		words = append(words, word.String())
	}
	return words
}

// indexFrom returns where c stands in text at from or after it, len(text) if
// nowhere.
func indexFrom(text string, from int, c byte) int {
	if i := strings.IndexByte(text[from:], c); i >= 0 {
		return from + i
	}
	return len(text)
}

// erlSwitch is a switch of erl with its arguments: -kernel shell_history enabled.
type erlSwitch struct {
	name string // with its dash or plus
	args []string
}

// erlSwitches groups words into switches. What stands before the first switch,
// or after -extra, belongs to none.
func erlSwitches(words []string) []erlSwitch {
	var all []erlSwitch
	for _, w := range words {
		switch {
		case w == "-extra":
			return all
		case len(w) > 1 && strings.IndexByte("-+", w[0]) >= 0 && !isDigit(w[1]):
			all = append(all, erlSwitch{name: w})
		case len(all) > 0:
			last := &all[len(all)-1]
			last.args = append(last.args, w)
		}
	}
	return all
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
