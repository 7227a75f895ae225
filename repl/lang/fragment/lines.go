package fragment

import "strings"

// Lines returns the lines of text with their ends. The last has none: it is "" if text
// ends a line.
func Lines(text string) []string { return strings.SplitAfter(text, "\n") }

// splitLines returns the lines of text without their ends.
func splitLines(text string) []string {
	return strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
}

// joined is the last line of text, with the lines that go before it.
func joined(text string) []rune {
	end := len(text)
	start := strings.LastIndexByte(text, '\n') + 1
	line := []rune(text[start:end])
	for start > 0 {
		end = start - 1
		start = strings.LastIndexByte(text[:end], '\n') + 1
		before, open := code([]rune(strings.TrimSuffix(text[start:end], "\r")))
		if !open && !startsWithDot(line) {
			break
		}
		line = append(before, line...)
	}
	return line
}

// code returns a line up to its comment, and whether it is blank or ends in a dot or an open
// parenthesis, so that the next line goes on from it.
func code(line []rune) (text []rune, open bool) {
	open = true
	for i, r := range line {
		switch {
		case r == '#':
			return line[:i:i], open
		case isBlank(r):
		default:
			open = r == '(' || r == '.'
		}
	}
	return line[:len(line):len(line)], open
}

func startsWithDot(line []rune) bool {
	for _, r := range line {
		if !isBlank(r) {
			return r == '.'
		}
	}
	return false
}
