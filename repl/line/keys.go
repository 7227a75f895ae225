package line

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// Private runes stand for keys that readline does not know or handles wrongly.
// It inserts them as text; the listener takes them out and acts.
const (
	actUp rune = 0x10F000 + iota
	actDown
	actLeft
	actRight
	actHome
	actEnd
	actPageUp
	actPageDown
	actRowUp
	actRowDown
	actWordLeft
	actWordRight
	actTextStart
	actTextEnd
	actBackspace
	actDelete
	actDeleteWord
	actEOF // Ctrl-D: end of input on an empty line, else delete
	actCutRow
	actCutRowStart
	actCutWordLeft
	actCutWordRight
	actYank
	actTranspose
	actTransposeWords
	actCloseBracket
	actClearText
	actUndo
	actTab
	actPaste
	actSearch
	actSearchForward
	actCancel
	actClear
	actRedraw
	actSuggest
	actHighlight
	actTyped   // a character of the search
	actAbort   // ends the read from outside
	actRestart // ends the read to begin it anew with more text
	actRestore // what it begins with
)

// newline stands for a line break inside the buffer.
const newline rune = 0x10F0FF

func private(r rune) bool { return r >= 0x10F000 && r <= 0x10F0FF }

// controls are the bytes that become actions.
var controls = map[byte]rune{
	0x01: actHome, 0x02: actLeft, 0x04: actEOF, 0x05: actEnd, 0x06: actRight, 0x07: actCancel, 0x08: actBackspace,
	'\t': actTab, 0x0B: actCutRow, 0x0C: actClear, 0x0E: actDown, 0x10: actUp, 0x12: actSearch, 0x13: actSearchForward,
	0x14: actTranspose, 0x15: actCutRowStart, 0x17: actCutWordLeft, 0x19: actYank, 0x1D: actCloseBracket, 0x1F: actUndo,
	0x7F: actBackspace,
}

// passed are the control bytes that readline handles itself: Ctrl-C, Enter and
// Ctrl-J.
const passed = "\x03\r\n"

// sequences are what follows ESC, and the keys it stands for.
var sequences = map[string]rune{
	"[A": actUp, "OA": actUp, "[B": actDown, "OB": actDown, "[C": actRight, "OC": actRight, "[D": actLeft, "OD": actLeft,
	"[H": actHome, "OH": actHome, "[1~": actHome, "[7~": actHome,
	"[F": actEnd, "OF": actEnd, "[4~": actEnd, "[8~": actEnd,
	"[5~": actPageUp, "[6~": actPageDown, "[3~": actDelete, "[3;5~": actDeleteWord, "[3;3~": actDeleteWord,
	"[1;3A": actRowUp, "[1;5A": actRowUp, "[1;3B": actRowDown, "[1;5B": actRowDown,
	"[1;4A": actTextStart, "[1;4B": actTextEnd, "<": actTextStart, ">": actTextEnd,
	"[1;5D": actWordLeft, "[1;3D": actWordLeft, "[5D": actWordLeft, "[3D": actWordLeft, "b": actWordLeft, "B": actWordLeft,
	"[1;5C": actWordRight, "[1;3C": actWordRight, "[5C": actWordRight, "[3C": actWordRight, "f": actWordRight, "F": actWordRight,
	"d": actCutWordRight, "D": actCutWordRight, "\x7f": actCutWordLeft, "\x08": actCutWordLeft,
	"c": actClearText, "l": actRedraw, "L": actRedraw, "t": actTransposeWords, "T": actTransposeWords,
	"g": actSuggest, "h": actHighlight, "\r": newline, "\n": newline,
}

const (
	pasteStart = "[200~"
	pasteEnd   = "\x1b[201~"
	maxPaste   = 1 << 22 // bytes of a paste that are kept

	maxSequence = 32 // bytes after ESC that may belong to a sequence
)

// decoder turns the bytes of a terminal into keys.
type decoder struct {
	pending []byte // start of a sequence or of a character
	pasting bool
	paste   []byte
}

// key is what the decoder finds: text for readline, a pasted text, or one of
// the keys that are dealt with at once.
type key struct {
	text    string
	paste   string
	suspend bool
}

// feed decodes what it can of b and keeps the rest for the next call.
func (d *decoder) feed(b []byte, emit func(key)) {
	d.pending = append(d.pending, b...)
	for len(d.pending) > 0 {
		n := d.step(emit)
		if n == 0 {
			return
		}
		d.pending = d.pending[n:]
	}
	d.pending = nil
}

// step decodes one key and returns how many bytes it took, 0 if more are needed.
func (d *decoder) step(emit func(key)) int {
	p := d.pending
	switch c := p[0]; {
	case d.pasting:
		return d.stepPaste(emit)
	case c == 0x1b:
		return d.stepEscape(emit)
	case c == 0x1a:
		emit(key{suspend: true})
		return 1
	case c < ' ' || c == 0x7F:
		if r, ok := controls[c]; ok {
			emit(key{text: string(r)})
		} else if strings.IndexByte(passed, c) >= 0 {
			emit(key{text: string(rune(c))})
		}
		return 1
	}
	if !utf8.FullRune(p) {
		return 0
	}
	r, n := utf8.DecodeRune(p)
	if !(r == utf8.RuneError && n == 1) && !private(r) {
		emit(key{text: string(p[:n])})
	}
	return n
}

// stepEscape decodes ESC and what follows. Sequences that mean nothing here
// are dropped whole.
func (d *decoder) stepEscape(emit func(key)) int {
	p := d.pending[1:]
	n := 1
	switch {
	case len(p) == 0:
		return 0
	case p[0] == '[':
		for n < len(p) && n <= maxSequence && (p[n] < '@' || p[n] > '~') {
			n++
		}
		switch {
		case n > maxSequence:
			return 1 + n
		case n == len(p):
			return 0
		}
		n++
	case p[0] == 'O':
		if len(p) < 2 {
			return 0
		}
		n = 2
	}
	if s := string(p[:n]); s == pasteStart {
		d.pasting, d.paste = true, nil
	} else if r, ok := sequences[s]; ok {
		emit(key{text: string(r)})
	}
	return 1 + n
}

func (d *decoder) stepPaste(emit func(key)) int {
	end := bytes.Index(d.pending, []byte(pasteEnd))
	n := end
	if end < 0 {
		// The end may be split over two reads.
		n = max(0, len(d.pending)-len(pasteEnd)+1)
	}
	if len(d.paste) < maxPaste {
		d.paste = append(d.paste, d.pending[:n]...)
	}
	if end < 0 {
		return n
	}
	d.pasting = false
	emit(key{paste: strings.TrimSuffix(clean(string(d.paste)), "\n")})
	d.paste = nil
	return n + len(pasteEnd)
}

// clean makes a text fit to be edited: line ends become newlines, and control
// characters but tabs go.
func clean(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, ""), "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\r':
			return '\n'
		case r != '\n' && r != '\t' && r < ' ', r >= 0x7F && r < 0xA0, private(r):
			return -1
		}
		return r
	}, s)
}
