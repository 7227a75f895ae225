package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/fatih/color"
)

// report prints the steps of a check as they are done.
type report struct {
	out   io.Writer
	plain bool // no characters but those of ASCII
	color bool
}

// mark is what a step begins with.
type mark struct {
	sign, plain string
	color       color.Attribute
}

var (
	markGood = mark{"✓", "ok  ", color.FgGreen}
	markNote = mark{"!", "note", color.FgYellow}
	markBad  = mark{"✗", "FAIL", color.FgRed}
)

// step prints one step: what was looked at, and what was found, in one line.
func (r *report) step(m mark, name, found string) {
	sign := m.sign
	if r.plain {
		sign = m.plain
	}
	paint := color.New(m.color)
	if r.color {
		paint.EnableColor()
	} else {
		paint.DisableColor()
	}
	fmt.Fprintf(r.out, "%s %-9s %s\n", paint.Sprint(sign), name, r.text(found))
}

// advise prints what to do, each paragraph wrapped below the step; a line of its
// own that begins with blanks is a command and stays as it is.
func (r *report) advise(paragraphs []string) {
	for _, p := range paragraphs {
		if strings.HasPrefix(p, " ") {
			fmt.Fprintf(r.out, "  %s\n", r.text(p))
			continue
		}
		for _, line := range wrap(p, 76) {
			fmt.Fprintf(r.out, "  %s\n", r.text(line))
		}
	}
}

// text escapes what does not belong on the terminal: names come from other
// programs.
func (r *report) text(s string) string {
	return strings.Map(func(c rune) rune {
		if r.plain && c == 'µ' {
			return 'u'
		}
		if c < ' ' || c >= 0x7f && c < 0xa0 || r.plain && c > 0x7e {
			return '?'
		}
		return c
	}, s)
}

// unicodeOutput tells whether the locale of the environment has UTF-8.
func unicodeOutput(getenv func(string) string) bool {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if locale := strings.ToLower(getenv(name)); locale != "" {
			return strings.Contains(locale, "utf-8") || strings.Contains(locale, "utf8")
		}
	}
	return false
}
