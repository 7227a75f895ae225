package render

import (
	"strconv"
	"strings"

	"gex/proto/term"

	"github.com/fatih/color"
)

// attributes are the names of IO.ANSI that are colours or styles.
var attributes = func() map[string]color.Attribute {
	m := map[string]color.Attribute{
		"reset": color.Reset, "bright": color.Bold, "faint": color.Faint, "italic": color.Italic,
		"underline": color.Underline, "blink_slow": color.BlinkSlow, "blink_rapid": color.BlinkRapid,
		"inverse": color.ReverseVideo, "reverse": color.ReverseVideo, "conceal": color.Concealed,
		"crossed_out": color.CrossedOut, "primary_font": 10, "normal": 22, "not_italic": 23, "no_underline": 24,
		"blink_off": 25, "inverse_off": 27, "reverse_off": 27, "reveal": 28, "not_crossed_out": 29,
		"default_color": 39, "default_background": 49, "framed": 51, "encircled": 52, "overlined": 53,
		"not_framed_encircled": 54, "not_overlined": 55,
	}
	for i := range 9 {
		m["font_"+strconv.Itoa(i+1)] = color.Attribute(11 + i)
	}
	for i, name := range strings.Fields("black red green yellow blue magenta cyan white") {
		m[name] = color.FgBlack + color.Attribute(i)
		m["light_"+name] = color.FgHiBlack + color.Attribute(i)
		m[name+"_background"] = color.BgBlack + color.Attribute(i)
		m["light_"+name+"_background"] = color.BgHiBlack + color.Attribute(i)
	}
	return m
}()

// others are the names of IO.ANSI that move or erase.
var others = map[string]string{"home": "\x1b[H", "clear": "\x1b[2J", "clear_line": "\x1b[2K"}

// Sequence returns the escape sequence of a name of IO.ANSI.
func Sequence(name string) (string, bool) {
	if s, ok := others[name]; ok {
		return s, true
	}
	a, ok := attributes[name]
	if !ok {
		return "", false
	}
	c := color.New(a)
	c.EnableColor()
	seq, _, _ := strings.Cut(c.Sprint("\x00"), "\x00")
	return seq, true
}

// Fragment is IO.ANSI.format_fragment/2 with the sequences on: names and lists
// of names become sequences, binaries and characters stay. It is false for
// what is no ANSI data.
func Fragment(t term.Term) (string, bool) { return fragment(t, 0) }

// maxDepth is how deep lists may nest.
const maxDepth = 1000

func fragment(t term.Term, depth int) (string, bool) {
	switch {
	case depth > maxDepth:
		return "", false
	case t.IsBinary():
		return t.Text(), true
	case t.IsAtom():
		return Sequence(t.AtomName())
	case t.IsInt() && t.Int() >= 0 && t.Int() <= 0x10FFFF:
		return string(rune(t.Int())), true
	}
	var b strings.Builder
	for ; t.IsCons(); t = t.Tail() {
		s, ok := fragment(t.Head(), depth+1)
		if !ok {
			return "", false
		}
		b.WriteString(s)
	}
	if t.IsNil() {
		return b.String(), true
	}
	s, ok := fragment(t, depth+1)
	b.WriteString(s)
	return b.String(), ok
}
