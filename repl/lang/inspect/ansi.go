package inspect

import (
	"slices"
	"strconv"

	"gex/proto/term"
)

// ansiCodes are the names of select-graphic-rendition parameters in IO.ANSI.
var ansiCodes = func() map[string]int {
	m := map[string]int{
		"reset": 0, "bright": 1, "faint": 2, "italic": 3, "underline": 4, "blink_slow": 5, "blink_rapid": 6,
		"inverse": 7, "reverse": 7, "conceal": 8, "crossed_out": 9, "primary_font": 10, "normal": 22,
		"not_italic": 23, "no_underline": 24, "blink_off": 25, "inverse_off": 27, "reverse_off": 27, "reveal": 28,
		"not_crossed_out": 29, "default_color": 39, "default_background": 49, "framed": 51, "encircled": 52,
		"overlined": 53, "not_framed_encircled": 54, "not_overlined": 55,
	}
	for i := 1; i <= 9; i++ {
		m["font_"+strconv.Itoa(i)] = 10 + i
	}
	for i, color := range []string{"black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"} {
		m[color], m[color+"_background"] = 30+i, 40+i
		m["light_"+color], m["light_"+color+"_background"] = 90+i, 100+i
	}
	return m
}()

// ANSINames lists the functions of IO.ANSI that are sequences, in order.
func ANSINames() []string {
	names := []string{"home", "clear", "clear_line"}
	for name := range ansiCodes {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// ANSISequence returns the escape sequence of a name in IO.ANSI, such as "red".
func ANSISequence(name string) (string, bool) {
	switch name {
	case "home":
		return "\x1b[H", true
	case "clear":
		return "\x1b[2J", true
	case "clear_line":
		return "\x1b[2K", true
	}
	code, ok := ansiCodes[name]
	return "\x1b[" + strconv.Itoa(code) + "m", ok
}

// ANSIData returns the text of ansidata: a name, a text or characters, or a
// deep list of these. bad is the first part that makes no sense.
func ANSIData(t term.Term) (text string, bad term.Term, ok bool) {
	var out []byte
	rest := []term.Term{t}
	for len(rest) > 0 {
		t, rest = rest[len(rest)-1], rest[:len(rest)-1]
		switch {
		case t.IsNil():
		case t.IsCons():
			rest = append(rest, t.Tail(), t.Head())
		case t.IsBinary():
			out = append(out, t.Text()...)
		case t.IsAtom():
			seq, known := ANSISequence(t.AtomName())
			if !known {
				return "", t, false
			}
			out = append(out, seq...)
		case t.IsInt() && t.Int() >= 0 && t.Int() <= 0x10FFFF:
			out = append(out, string(rune(t.Int()))...)
		default:
			return "", t, false
		}
	}
	return string(out), term.Term{}, true
}
